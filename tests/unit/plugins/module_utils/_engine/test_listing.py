# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a listing is read: what it costs, compared with the best that could have been done, knowing everything."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._engine.listing import PAGE_WORTH, Listing

Hits = t.Sequence[int]


def read(hits: Hits, elsewhere: int = 0, total: bool = False, in_parts: bool = True) -> t.Tuple[int, int]:
    """Read a listing with so many hits on each page; return how many pages and how many single reads it took.

    :param elsewhere: how much is looked for and is on no page
    :param total: the server says how long the listing is
    """
    wanted = left = sum(hits) + elsewhere

    def pages() -> t.Iterator[t.List[t.Dict[str, t.Any]]]:
        nonlocal left
        for number, found in enumerate(hits):
            yield [{}]
            left -= found
            if number + 1 < len(hits) and not listing.goes_on(500 * len(hits) if total else None):
                return

    listing = Listing(lambda: left if in_parts else wanted, in_parts)
    number = sum(1 for _page in listing.counted(pages()))
    return number, 0 if listing.whole else (left if in_parts else wanted)


def cost(pages: int, singles: int) -> int:
    return pages * PAGE_WORTH + singles


def best(hits: Hits, elsewhere: int = 0, in_parts: bool = True) -> int:
    """Return what it costs to read the first pages, or all of them, and one by one what is left, at the least."""
    wanted = sum(hits) + elsewhere
    ways = [cost(len(hits), 0)]
    for pages in range(1, len(hits)):
        ways.append(cost(pages, wanted - (sum(hits[:pages]) if in_parts else 0)))
    return min(ways)


_PAGES = st.integers(0, 20) | st.sampled_from([0, 0, 0, 29, 30, 31, 500])
_LISTINGS = st.lists(_PAGES, min_size=1, max_size=60) | st.lists(
    st.tuples(_PAGES, st.integers(1, 40)), min_size=1, max_size=5
).map(lambda runs: [hits for hits, length in runs for _page in range(length)])


@given(_LISTINGS, st.integers(0, 3000), st.booleans(), st.booleans())
def test_it_is_never_more_than_twice_the_best(hits: Hits, elsewhere: int, total: bool, in_parts: bool) -> None:
    if sum(hits) + elsewhere <= PAGE_WORTH:  # for which no listing is read
        return
    assert cost(*read(hits, elsewhere, total, in_parts)) <= 2 * best(hits, elsewhere, in_parts)


@given(_LISTINGS, st.integers(0, 3000))
def test_where_only_the_whole_counts_a_known_length_decides(hits: Hits, elsewhere: int) -> None:
    """But for the first page, which tells the length, it is the best."""
    if sum(hits) + elsewhere <= PAGE_WORTH:
        return
    assert cost(*read(hits, elsewhere, True, False)) <= best(hits, elsewhere, False) + PAGE_WORTH


@given(_LISTINGS, st.integers(0, 3000))
def test_a_known_length_makes_nothing_worse(hits: Hits, elsewhere: int) -> None:
    if sum(hits) + elsewhere <= PAGE_WORTH:
        return
    assert cost(*read(hits, elsewhere, True)) <= cost(*read(hits, elsewhere, False))


@pytest.mark.parametrize(
    ("name", "hits", "elsewhere", "unknown", "known"),
    [
        ("all of a server", [500] * 20, 0, (20, 0), (20, 0)),
        ("half of a server", [250] * 40, 0, (40, 0), (40, 0)),
        ("all of a server, and as many to be created", [500] * 20, 10000, (20, 0), (20, 0)),
        ("all to be created on an empty server", [0], 10000, (1, 0), (1, 0)),
        ("all to be created on a large server", [0] * 200, 10000, (200, 0), (200, 0)),
        ("few of many", [1] * 100, 0, (3, 97), (3, 97)),
        ("a cluster at the beginning", [500] * 4 + [0] * 400, 0, (4, 0), (4, 0)),
        ("a cluster at the beginning, and few elsewhere", [500] * 4 + [0] * 400, 60, (6, 60), (6, 60)),
        ("a cluster at the end", [0] * 20 + [500] * 4, 0, (24, 0), (24, 0)),
        ("a cluster far away", [0] * 200 + [500] * 4, 0, (66, 2000), (66, 2000)),
        ("the last page is worth it", [10] * 3, 30, (2, 40), (3, 0)),
    ],
)
def test_lists_of_every_kind(
    name: str, hits: Hits, elsewhere: int, unknown: t.Tuple[int, int], known: t.Tuple[int, int]
) -> None:
    assert (read(hits, elsewhere), read(hits, elsewhere, True)) == (unknown, known), name
