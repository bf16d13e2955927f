# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More clients than a page holds: on real servers, and on the stand-in once for each way of listing clients."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hydra_stand_in.generations import SERVED, Quirks
from support import servers

from .api import Api

#: What the stand-in asks its table when it lists clients.
ROWS = (
    *("admin_prefix", "client_filters", "client_id_is_refused", "clients_are_in_order_of_creation"),
    *("empty_page_is_null", "full_page_is_single", "larger_page_is_single", "link_header", "offset_is_rounded_down"),
    *("page_is_in_random_order", "page_size_below_one", "page_size_default", "page_size_maximum"),
    *("page_token_sentence", "paging", "total_count"),
)


def takes(kind: servers.Kind) -> bool:
    """Take one version of the stand-in, the newest, of those whose table says the same of lists."""
    newest: dict[tuple[Any, ...], str] = {}
    for version in SERVED:
        newest.setdefault(tuple(getattr(Quirks.of(version), row) for row in ROWS), version)
    return kind.real or servers.WHOLE or kind.version in newest.values()


def test_paging_is_complete(api: Api) -> None:
    """520 clients, created four at a time, in pages of 100 and of 500."""
    names = [f"sc-page-{number:03d}" for number in range(520)]
    quirks = api.quirks
    api.create("sc-other", token_endpoint_auth_method="none")
    workers = 4 if api.at_least_2 else 1  # older servers lock the database against parallel writes
    with ThreadPoolExecutor(workers) as pool:
        made = pool.map(lambda name: api.create(name, owner="sc-pages", token_endpoint_auth_method="none"), names)
        ids = [client["client_id"] for client in made]
    assert (ids == names) is not quirks.client_id_is_refused
    try:
        for size in (100, 500):
            pages = [[client["client_id"] for client in page] for page in api.pages(size)]
            listed = [each for page in pages for each in (sorted(page) if quirks.page_is_in_random_order else page)]
            assert len(listed) == len(set(listed))
            assert listed == sorted(listed)
            assert set(ids) <= set(listed)
        mine = {client["client_id"] for page in api.pages(100, owner="sc-pages") for client in page}
        assert (mine == set(ids)) if quirks.client_filters else (mine > set(ids))
        assert (api.pages(500, owner="sc-nobody")[0] == []) is quirks.client_filters
    finally:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda name: api.admin("DELETE", api.path_of(name)), names))
