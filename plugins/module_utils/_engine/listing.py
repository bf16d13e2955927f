# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A listing that is read for as long as it is cheaper than to read one by one what is still looked for. Pure.

Nobody knows what the next page will bring, so this is a matter of never being far off: pages are read until all of them
together would cost more than the cheapest way out that there was until now, which is to stop after some page and read
one by one what was left then. A page that brings more than it costs makes a better way out, so a dense listing is read
to its end. In hindsight, the costs are never more than twice those of the best choice: the pages of no use cost no more
than the best way out, and neither do the single reads that are left. Where the server says how long the listing is, it
is read to its end as well once that is cheaper than to stop.
"""

from __future__ import annotations

import typing as t

from .._server.admin_api import PAGE_SIZE, Document
from .progress import Progress

PAGE_WORTH = 30  # single reads that take as long as one page of a listing

Page = t.List[Document]


class Listing:
    """Weighs further pages of a listing against single reads.

    :param left: returns how much is still looked for; None where all of the listing is needed
    :param in_parts: a part of the listing spares some single reads; else only the whole of it does
    :param progress: is told how many rows were read
    :ivar whole: whether it was read to its end
    """

    def __init__(
        self,
        left: t.Optional[t.Callable[[], int]] = None,
        in_parts: bool = True,
        progress: t.Optional[Progress] = None,
    ) -> None:
        self.left = left
        self.in_parts = in_parts
        self.progress = progress
        self.whole = True
        self._pages = 0
        self._way_out = 0 if left is None else left()

    def goes_on(self, total: t.Optional[int] = None) -> bool:
        """Tell whether a further page is worth its while; asked only where there is one, which may be empty.

        :param total: how many rows the listing has, if the server says it
        """
        if self.left is None:
            return True
        if total is not None and self._pages * PAGE_SIZE >= total:
            return False
        self.whole = self._is_worth_it(self.left(), total)
        return self.whole

    def _is_worth_it(self, left: int, total: t.Optional[int]) -> bool:
        self._way_out = min(self._way_out, self._pages * PAGE_WORTH + left)
        if total is not None:
            rest = -(-total // PAGE_SIZE) - self._pages
            if rest * PAGE_WORTH <= left:  # to read all of it is cheaper than to stop here
                return True
            if not self.in_parts:
                return False
        return (self._pages + 1) * PAGE_WORTH <= self._way_out

    def counted(self, pages: t.Iterable[Page]) -> t.Iterator[Page]:
        """Yield the pages."""
        for page in pages:
            self._pages += 1
            if self.progress is not None:
                self.progress.add(len(page))
            yield page
