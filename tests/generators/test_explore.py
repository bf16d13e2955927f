# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The explorer itself: what it counts, when it ends, and that what it finds can be found again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import strategies as st

from generators.explore import SEED, Explorer


def test_distinct_situations_are_counted_until_the_time_is_over() -> None:
    explorer = Explorer(seconds=0.0, seed=1)
    explorer(lambda number: explorer.seen(number % 3), number=st.integers())
    assert explorer.situations <= {(0,), (1,), (2,)}
    assert len(explorer.situations) > 1


def test_the_same_seed_generates_the_same() -> None:
    tried: list[list[int]] = []
    for _unused in range(2):
        numbers: list[int] = []
        Explorer(seconds=0.0, seed=7)(lambda number, to=numbers: to.append(number), number=st.integers())
        tried.append(numbers)
    assert tried[0] == tried[1]
    assert len(set(tried[0])) > 5


FAILING = """
from hypothesis import strategies as st

def test_small(explore):
    def check(number):
        assert number < 1000
    explore(check, number=st.integers())
"""


def test_a_failure_is_shrunk_and_written_down_with_its_seed(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from generators.conftest import *\n")
    (tmp_path / "test_it.py").write_text(FAILING)
    paths = os.pathsep.join(["", str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        env={**os.environ, "PYTHONPATH": paths, SEED: "3", "HYDRA_GENERATOR_FOUND": str(tmp_path / "found")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    (file,) = (tmp_path / "found").iterdir()
    told = file.read_text()
    assert "number=1000" in told
    assert "HYDRA_GENERATOR_SEED=" in told


def test_cases_come_in_an_order_of_the_seed_and_a_fifth_at_least() -> None:
    explorer = Explorer(seconds=0.0, seed=5)
    tried = list(explorer.cases(range(100)))
    assert 20 <= len(tried) < 100
    assert tried != sorted(tried)
    assert len(explorer.situations) == len(tried)
    assert len(list(Explorer(seconds=60.0, seed=5).cases(range(100)))) == 100
