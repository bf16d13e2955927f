# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How ``plugins/module_utils`` is built: rooms, floors, and arrows between them, ``house.py [FOLDER]``.

A room is a folder, and an arrow says that something in a room imports something of another one. ``test_house.py`` holds
the order: nothing points up, nothing in a circle.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from places import ROOT

HOUSE = ROOT / "plugins" / "module_utils"
NAMESPACE = "ansible_collections.ory.hydra.plugins.module_utils"

#: The rooms, the ground first. A room knows those below it, and none beside it.
FLOORS = (
    ("_errors",),
    ("_values",),
    ("_server",),
    ("_engine",),
    ("_module",),
    ("_clients", "_keys", "_trust"),
    ("_sessions", "_audit"),
)
LONGEST = 400  # lines of a file
MOST_FOLDERS = 10


def files(house: Path) -> dict[str, Path]:
    """All files, by the name under which they are imported, such as ``_values.jwk``."""
    found = sorted(house.rglob("*.py"))
    return {".".join(path.relative_to(house).with_suffix("").parts): path for path in found}


def imports(house: Path) -> dict[str, set[str]]:
    """Return for each file the files that it imports."""
    there = files(house)
    return {name: set(_imported(name, path, there)) for name, path in there.items()}


def _imported(name: str, path: Path, there: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = name.split(".")[: -node.level]
        elif node.module is not None and f"{node.module}.".startswith(f"{NAMESPACE}."):
            base = []
        else:
            continue
        module = (node.module or "").removeprefix(NAMESPACE).strip(".")
        base += module.split(".") if module else []
        for one in (".".join([*base, alias.name]) for alias in node.names):
            if one in there:
                yield one
        if ".".join(base) in there:
            yield ".".join(base)


def room(name: str) -> str:
    """Return the room that a file is in."""
    return name.split(".")[0]


def arrows(known: Mapping[str, set[str]]) -> Counter[tuple[str, str]]:
    """Return how many imports lead from one room to another."""
    pairs = ((room(name), room(other)) for name, others in known.items() for other in others)
    return Counter(pair for pair in pairs if pair[0] != pair[1])


def circle(known: Mapping[str, set[str]]) -> list[str]:
    """Return files that import each other in a circle; none where there is no circle."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(known[name]):
            found = walk(other, [*way, name])
            if found:
                return found
        done.add(name)
        return []

    return next((found for found in (walk(name, []) for name in sorted(known)) if found), [])


def height(known: Mapping[str, set[str]]) -> int:
    """Return how many files the longest chain of imports has."""
    floors: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in floors:
            floors[name] = 1 + max((of(other) for other in known[name]), default=0)
        return floors[name]

    return max(of(name) for name in known)


def main() -> None:
    """Print the house."""
    house = Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE
    known, there = imports(house), files(house)
    between = arrows(known)
    rooms = sorted({room(name) for name in known})
    order = [one for floor in FLOORS for one in floor]
    for one in sorted(rooms, key=lambda one: -order.index(one) if one in order else 1):
        inside = [path for name, path in there.items() if room(name) == one]
        lines = sum(len(path.read_text().splitlines()) for path in inside)
        below = ", ".join(f"{other} {count}" for (name, other), count in sorted(between.items()) if name == one)
        print(f"{one}: {len(inside)} files, {lines} lines" + (f" → {below}" if below else ""))
    print(
        f"{len(rooms)} rooms, {len(between)} arrows between them ({sum(between.values())} imports), "
        f"{height(known)} files in the longest chain, circle: {' → '.join(circle(known)) or 'none'}"
    )


if __name__ == "__main__":
    main()
