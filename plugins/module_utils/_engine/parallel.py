# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Several pieces of work at once."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

from .progress import Progress

_Item = t.TypeVar("_Item")
_Result = t.TypeVar("_Result")


def in_parallel(
    work: t.Callable[[_Item], _Result],
    items: t.Sequence[_Item],
    concurrency: int,
    progress: t.Optional[Progress] = None,
) -> t.List[_Result]:
    """Return the results of work on all items, in their order, with at most so many under way at once.

    :param progress: is told of every item that is done
    """

    def counted(item: _Item) -> _Result:
        result = work(item)
        if progress is not None:
            progress.add(1)
        return result

    if concurrency <= 1 or len(items) <= 1:
        return [counted(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(concurrency, len(items))) as pool:
        return list(pool.map(counted, items))
