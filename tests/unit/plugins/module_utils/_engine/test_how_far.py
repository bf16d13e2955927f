# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a long task says while it runs."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._engine import progress
from ansible_collections.ory.hydra.plugins.module_utils._engine.listing import Listing
from ansible_collections.ory.hydra.plugins.module_utils._engine.parallel import in_parallel
from ansible_collections.ory.hydra.plugins.module_utils._engine.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_line_every_few_seconds(concurrency: int, clock: Clock) -> None:
    told: t.List[str] = []

    def work(item: int) -> int:
        clock.now = float(item)
        return item

    done = Progress(told.append, "Verified secrets", 20)
    assert in_parallel(work, list(range(1, 21)), 1 if concurrency == 1 else concurrency, done) == list(range(1, 21))
    if concurrency == 1:
        assert told == ["Verified secrets: %d of 20" % number for number in (5, 10, 15, 20)]
    assert 1 <= len(told) <= 5


def test_what_is_quick_says_nothing(clock: Clock) -> None:
    told: t.List[str] = []
    done = Progress(told.append, "Made changes", 10000)
    for _change in range(10000):
        done.add(1)
    assert told == []


def test_a_listing_counts_rows_of_which_nobody_knows_the_number(clock: Clock) -> None:
    told: t.List[str] = []
    listing = Listing(progress=Progress(told.append, "Read clients from the listing"))
    for _page in listing.counted([{}] * 500 for _page in range(4)):
        clock.now += 3
    assert told == ["Read clients from the listing: 1500"]
