# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Clients as the ``hydra`` command line prints and imports them, which is as the API has them. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._clients.description import ID, SECRET, label_of
from .account import NAMES, SET_BY_SERVER, Account, Document, is_nothing, rows

_KNOWN = NAMES | {ID, SECRET}
#: How ``hydra list oauth2-clients`` wraps what it prints, since 2.0.
_ITEMS, _NEXT_PAGE, _IS_LAST = "items", "next_page_token", "is_last_page"


def recognizes(document: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a document is a client, or a listing of clients."""
    return bool((NAMES | {ID, _ITEMS}).intersection(document))


def convert(documents: t.Sequence[Document], account: Account) -> None:
    """Convert clients and listings of them."""
    for document in documents:
        is_listing = _ITEMS in document
        for client in rows(document, _ITEMS) if is_listing else [document]:
            _convert(client, account)
        if is_listing:
            _examine_listing(document, account)


def _examine_listing(listing: Document, account: Account) -> None:
    if listing.get(_NEXT_PAGE) or listing.get(_IS_LAST) is False:
        account.lose("the listing", _NEXT_PAGE, "there are more pages: list with --page-size 500, or convert all pages")
    for name in sorted(set(listing) - {_ITEMS, _NEXT_PAGE, _IS_LAST}):
        if not is_nothing(listing[name]):
            account.lose("the listing", name)


def _convert(client: Document, account: Account) -> None:
    place = 'client "%s"' % (label_of(client) or len(account.clients) + 1)
    for name in sorted(set(client) - _KNOWN - SET_BY_SERVER):
        if not is_nothing(client[name]):
            account.lose(place, name)
    account.add({name: client[name] for name in _KNOWN if name in client}, three_valued=True)
