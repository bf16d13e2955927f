# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Several pieces of work at once."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

_Item = t.TypeVar("_Item")
_Result = t.TypeVar("_Result")


def in_parallel(work: t.Callable[[_Item], _Result], items: t.Sequence[_Item], concurrency: int) -> t.List[_Result]:
    """Return the results of work on all items, in their order, with at most so many under way at once."""
    if concurrency <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(concurrency, len(items))) as pool:
        return list(pool.map(work, items))
