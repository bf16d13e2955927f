# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A listing that is read for as long as it is cheaper than to read one by one what is still looked for."""

from __future__ import annotations

import typing as t

from .._server.admin_api import Document

PAGE_WORTH = 30  # single reads that take as long as one page of a listing

Page = t.List[Document]


class Listing:
    """Counts the pages of a listing.

    :param left: returns how much is still looked for; None where all of the listing is needed
    :ivar whole: whether it was read to its end
    """

    def __init__(self, left: t.Optional[t.Callable[[], int]] = None) -> None:
        self.left = left
        self.whole = True
        self._pages = 0

    def goes_on(self) -> bool:
        """Tell whether a further page is worth its while; asked only where there is one."""
        self.whole = self.left is None or self._pages * PAGE_WORTH < self.left()
        return self.whole

    def counted(self, pages: t.Iterable[Page]) -> t.Iterator[Page]:
        """Yield the pages."""
        for page in pages:
            self._pages += 1
            yield page
