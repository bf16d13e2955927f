# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate what nobody thought of: a seed that changes and is printed, a budget of time, a count of situations.

A generator is a test that is given ``explore`` and hands it a check and strategies of Hypothesis, or a list of cases.
It runs for ``HYDRA_GENERATOR_SECONDS``, and what it does follows from ``HYDRA_GENERATOR_SEED`` alone.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import hypothesis
from hypothesis.strategies import SearchStrategy

Case = TypeVar("Case")

SEED = "HYDRA_GENERATOR_SEED"

#: Examples between two looks at the clock.
ROUND = 25


@dataclass
class Explorer:
    """Runs checks until the time is over.

    ``seconds`` is the budget of one call, ``seed`` what everything follows from, ``again`` how to run the same again.
    """

    seconds: float
    seed: int
    again: str = ""
    situations: set[tuple[object, ...]] = field(default_factory=set)

    def seen(self, *situation: object) -> None:
        """Count a situation, unless it was counted before. Its parts have to be hashable."""
        self.situations.add(situation)

    def __call__(self, check: Callable[..., None], **strategies: SearchStrategy[Any]) -> None:
        """Call ``check`` with what the strategies generate, in rounds; each round has a seed of its own.

        The first failure ends it: Hypothesis shrinks it, and the seed of its round reproduces it.
        """
        deadline = time.monotonic() + self.seconds
        seed = self.seed
        while True:
            test = hypothesis.given(**strategies)(_fresh(check))
            profile = hypothesis.settings(
                max_examples=ROUND,
                deadline=None,
                database=None,
                derandomize=False,
                print_blob=False,
                suppress_health_check=list(hypothesis.HealthCheck),
                phases=[one for one in hypothesis.Phase if one is not hypothesis.Phase.explain],
            )
            self.again = f"{SEED}={seed}"
            hypothesis.seed(seed)(profile(test))()
            seed += 1
            if time.monotonic() > deadline:
                return

    def cases(self, cases: Iterable[Case]) -> Iterable[Case]:
        """Yield the cases in an order that follows from the seed, until the time is over; at least a fifth of them.

        Each is counted as a situation.
        """
        shuffled: Sequence[Case] = random.Random(self.seed).sample(listed := list(cases), len(listed))
        deadline = time.monotonic() + self.seconds
        for number, case in enumerate(shuffled):
            if time.monotonic() > deadline and number * 5 >= len(shuffled):
                return
            self.seen(repr(case))
            self.again = f"{SEED}={self.seed}, case {case!r}"
            yield case


def _fresh(check: Callable[..., None]) -> Callable[..., None]:
    """A function of its own for each round: Hypothesis marks the one that it was given."""

    def generated(**values: Any) -> None:
        check(**values)

    return generated
