# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in answers what real servers answered: every exchange of every recording, field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hydra_stand_in import SERVED

from .compare import MEANING
from .recordings import load, paths
from .replay import Result

_RECORDINGS = {path.stem: path for path in paths()}
_SCENARIOS = [(name, scenario) for name, path in _RECORDINGS.items() for scenario in load(path).scenarios]


@pytest.mark.parametrize(("name", "scenario"), _SCENARIOS)
def test_scenario_agrees(name: str, scenario: str, replayed: Callable[[str], Result]) -> None:
    result = replayed(name)
    assert result.compared[scenario] > 0
    assert not result.differences[scenario], "\n".join(result.differences[scenario])


@pytest.mark.parametrize("version", SERVED)
def test_every_served_version_has_a_recording(version: str) -> None:
    assert version in _RECORDINGS


@pytest.mark.parametrize("path", _RECORDINGS.values(), ids=lambda path: path.stem)
def test_every_volatile_path_is_understood(path: Path) -> None:
    unknown = [sentence for sentence in load(path).volatile if sentence not in MEANING]
    assert not unknown, f"say in compare.MEANING what these mean: {unknown}"
