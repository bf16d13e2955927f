# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the grants of many issuers are read: the whole listing, or issuer by issuer, with few requests."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._trust.read import TrustReader

Row = t.Dict[str, t.Any]


class Api:
    """Grants of so many issuers, one each, in pages of 500; counts pages and requests about one issuer."""

    def __init__(self, issuers: int, tells: bool) -> None:
        self.rows = [{"id": "%05d" % number, "issuer": "i%d" % number} for number in range(issuers)]
        self.total = issuers if tells else None
        self.pages = 0
        self.singles = 0

    def trusted_issuer_pages(
        self, filters: t.Mapping[str, str], go_on: t.Callable[[t.Optional[int]], bool] = lambda _total: True
    ) -> t.Iterator[t.List[Row]]:
        if filters:
            self.singles += 1
            yield [row for row in self.rows if row["issuer"] == filters["issuer"]]
            return
        for start in range(0, len(self.rows), 500):
            if start and not go_on(self.total):
                return
            self.pages += 1
            yield self.rows[start : start + 500]


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize(
    ("there", "wanted", "unknown", "known"),
    [
        (10000, 10000, (20, 0), (20, 0)),
        (10000, 700, (20, 0), (20, 0)),
        (10000, 100, (3, 100), (1, 100)),  # the first page tells that all of them are no good
        (10000, 30, (0, 30), (0, 30)),
        (1200, 80, (2, 80), (3, 0)),
        (400, 80, (1, 0), (1, 0)),
    ],
)
def test_all_of_the_listing_or_none(
    there: int, wanted: int, unknown: t.Tuple[int, int], known: t.Tuple[int, int], tells: bool
) -> None:
    api = Api(there, tells)
    entries: t.Any = [SimpleNamespace(wish=SimpleNamespace(issuer="i%d" % number)) for number in range(wanted)]
    found = TrustReader(t.cast("t.Any", api), 1).survey(entries, None).grants
    assert [row["issuer"] for row in found] == ["i%d" % number for number in range(min(wanted, there))]
    assert (api.pages, api.singles) == (known if tells else unknown)
