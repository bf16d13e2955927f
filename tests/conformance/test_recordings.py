# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in answers what real servers answered: every exchange of every recording, field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from stand_in import SERVED, StandIn

from . import not_served
from .compare import MEANING
from .recordings import load, paths
from .replay import Result, replay

_RECORDINGS = {path.stem: path for path in paths()}
_SERVED = [
    (name, scenario)
    for name, path in _RECORDINGS.items()
    for scenario in load(path).scenarios
    if not_served.reason(scenario, name) is None
]


@pytest.mark.parametrize(("name", "scenario"), _SERVED)
def test_scenario_agrees(name: str, scenario: str, replayed: dict[str, Result]) -> None:
    result = replayed[name]
    assert result.compared[scenario] > 0
    assert not result.differences[scenario], "\n".join(result.differences[scenario])


@pytest.mark.parametrize("version", SERVED)
def test_every_served_version_has_a_recording(version: str) -> None:
    assert version in _RECORDINGS


@pytest.mark.parametrize("path", _RECORDINGS.values(), ids=lambda path: path.stem)
def test_every_volatile_path_is_understood(path: Path) -> None:
    unknown = [sentence for sentence in load(path).volatile if sentence not in MEANING]
    assert not unknown, f"say in compare.MEANING what these mean: {unknown}"


def test_the_table_of_scenarios_not_served_is_true() -> None:
    """Each row names a scenario that some recording has and that really does not agree."""
    left = {(row.scenario, row.recordings) for row in not_served.TABLE}
    for name, path in _RECORDINGS.items():
        recording = load(path)
        with StandIn(recording.version, store=recording.store) as hydra:
            result = replay(
                recording,
                hydra.admin_url,
                hydra.public_url,
                lambda scenario, name=name: not_served.reason(scenario, name) is not None,  # type: ignore[misc]
            )
        agreeing = [scenario for scenario, differences in result.differences.items() if not differences]
        assert not agreeing, f"served like {name} after all, take them out of not_served.TABLE: {agreeing}"
        left -= {row for row in left if row[0] in recording.scenarios and (row[1] is None or name in row[1])}
    assert not left, f"no recording has these: {left}"
