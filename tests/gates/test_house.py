# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of the rooms in ``plugins/module_utils``: see ``house.py``."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from house import FLOORS, HOUSE, LONGEST, MOST_FOLDERS, arrows, circle, files, imports, room

FLOOR = {one: number for number, floor in enumerate(FLOORS) for one in floor}


@functools.cache
def known() -> dict[str, set[str]]:
    """All imports, read when a test asks for them: where tests are collected, they would be read in each process."""
    return imports(HOUSE)


def test_every_room_has_its_floor() -> None:
    assert {room(name) for name in known()} == set(FLOOR)
    assert len([path for path in HOUSE.rglob("*") if path.is_dir() and path.name != "__pycache__"]) <= MOST_FOLDERS


def test_no_import_leads_up_or_aside() -> None:
    wrong = [f"{one} → {other}" for one, other in arrows(known()) if FLOOR[one] <= FLOOR[other]]
    assert not wrong, "a room knows those below it alone: " + ", ".join(wrong)


def test_no_imports_are_in_a_circle() -> None:
    assert circle(known()) == []


def test_no_file_is_longer_than_a_reader_can_hold_in_the_head() -> None:
    long = {name: len(path.read_text().splitlines()) for name, path in files(HOUSE).items()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from .b import one", {"_x.b"}),
        ("from . import b", {"_x.b"}),
        ("from .._y.c import one", {"_y.c"}),
        ("from .._y import c", {"_y.c"}),
        ("from ansible_collections.ory.hydra.plugins.module_utils._y.c import one", {"_y.c"}),
        ("def later():\n    from .b import one", {"_x.b"}),
        ("from json import dumps", set()),
        ("from ansible.module_utils.basic import AnsibleModule", set()),
    ],
)
def test_every_form_of_an_import_is_seen(line: str, found: set[str], tmp_path: Path) -> None:
    for name in ("_x/a.py", "_x/b.py", "_y/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(line if name == "_x/a.py" else "")
    assert imports(tmp_path)["_x.a"] == found


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
