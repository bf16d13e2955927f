# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide's table of operations has all of them, and says of each what is so."""

from __future__ import annotations

import ast
import importlib
from collections import Counter

import pytest

import operations
from hydra_stand_in.generations import SERVED
from hydra_stand_in.operations import operations_of
from operations import GROUPS, ROWS, Row
from places import ROOT

TARGETS = ROOT / "tests" / "integration" / "targets"
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.paths[0].replace(" ", "-"))
#: The one operation that no module does.
COOKIE = "GET /oauth2/auth/sessions/login/revoke"


def test_every_operation_that_a_server_has_is_in_the_table() -> None:
    told = Counter(path for row in ROWS for path in row.paths)
    assert [path for path, times in told.items() if times > 1] == []
    assert set(told) - {COOKIE} == set(operations.served())


def test_every_call_of_the_collection_is_in_the_table() -> None:
    made = {
        item.name
        for path in sorted((ROOT / "plugins" / "module_utils" / "_server" / "operations").glob("*.py"))
        if path.stem != "calls"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")
    }
    assert {call for row in ROWS for call in row.calls} == made


def test_every_module_is_in_the_table() -> None:
    there = {path.stem for path in (ROOT / "plugins" / "modules").glob("hydra_*.py")}
    assert {name for row in ROWS for name in row.modules} == there


@each_row
def test_an_operation_is_shown_by_a_target_that_uses_its_module(row: Row) -> None:
    assert bool(row.modules) == bool(row.targets) == (row.paths != (COOKIE,))
    for target in row.targets:
        texts = [path.read_text() for name in (target, "setup_hydra") for path in (TARGETS / name).glob("tasks/*.yml")]
        assert (TARGETS / target).is_dir(), target
        assert any(f"ory.hydra.{module}:" in one for one in texts for module in row.modules), target


@pytest.mark.parametrize("row", [row for row in ROWS if row.feature], ids=lambda row: row.paths[0].replace(" ", "-"))
def test_the_collection_expects_it_where_it_is(row: Row) -> None:
    generations = importlib.import_module("ansible_collections.ory.hydra.plugins.module_utils._server.generations")
    for version in SERVED:
        has = any(f"{one.method} {one.path.removeprefix('{admin}')}" in row.paths for one in operations_of(version))
        assert (
            generations.ServerVersion(version, generations.parse_version(version)).has(
                getattr(generations.Features, row.feature)
            )
        ) is has, version


def test_the_guide_has_the_table() -> None:
    assert operations.TABLE.read_text() == operations.text(), "make docs-files writes it"
    assert all(title in operations.TABLE.read_text() for title in GROUPS)
