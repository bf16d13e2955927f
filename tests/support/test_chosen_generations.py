# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No fact about a generation is left out with the versions that are."""

from __future__ import annotations

import pytest

from support import generations, servers


def test_each_fact_is_met_once() -> None:
    known = {
        "3": frozenset({("a", "1"), ("b", "1")}),
        "2": frozenset({("a", "1"), ("b", "2"), ("c", "1")}),
        "1": frozenset({("a", "2"), ("b", "2")}),
        "0": frozenset({("a", "2"), ("b", "2"), ("c", "1")}),
    }
    assert generations.representatives(known) == ("3", "2", "1")
    assert generations.representatives(known, ["2"]) == ("3", "1")
    assert generations.representatives(known, known) == ()


def test_the_tables_of_the_stand_in_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "WHOLE", False)
    met = set[tuple[str, str]]().union(*(generations.facts(version) for version in generations.met()))
    assert [version for version in servers.GENERATIONS if generations.facts(version) - met] == []
    monkeypatch.setattr(servers, "WHOLE", True)
    assert generations.met() == servers.GENERATIONS


def test_facts_are_those_of_all_tables() -> None:
    rotation = ("operation", "POST {admin}/clients/{id}/secrets/rotate")
    newest, oldest = generations.facts("26.3-dev"), generations.facts("1.0.0-rc.6")
    assert rotation in newest - oldest
    assert {row for row, _value in newest ^ oldest} >= {"operation", "field", "rule", "paging"}
