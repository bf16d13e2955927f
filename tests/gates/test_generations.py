# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of ``make test`` meet everything that the collection does for one generation and not for another."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from hydra_stand_in import SERVED
from support import generations, servers

TABLES = importlib.import_module("ansible_collections.ory.hydra.plugins.module_utils._server.generations")
ROWS = {name: row for name, row in vars(TABLES.Features).items() if isinstance(row, TABLES.Range)}


@pytest.mark.parametrize("name, row", [*ROWS.items(), *TABLES.KEY_ALGORITHMS.items()])
def test_a_row_is_met_by_servers_on_both_sides(name: str, row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def sides(versions: tuple[str, ...]) -> set[bool]:
        return {TABLES.parse_version(version) in row for version in versions}

    monkeypatch.setattr(servers, "WHOLE", False)
    assert sides(generations.met()) == sides(SERVED), name
