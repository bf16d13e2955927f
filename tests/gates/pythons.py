# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Interpreters and versions of ansible-core: which there are on this machine, and which should be."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

#: ansible-core → (Pythons it runs on, Pythons its modules run on)
CORES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "2.18": (("3.11", "3.12", "3.13"), ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")),
    "2.19": (("3.11", "3.12", "3.13"), ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")),
    "2.20": (("3.12", "3.13", "3.14"), ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")),
    "2.21": (("3.12", "3.13", "3.14"), ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")),
}

#: What is to come. Nothing waits for it: no gate of ``make test`` runs on it.
DEVEL = (("3.12", "3.13", "3.14"), ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14"))
DEVEL_SOURCE = "https://github.com/ansible/ansible/archive/devel.tar.gz"


def supported(core: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pythons that this core runs on, and those that its modules run on; "devel" is the core to come."""
    return DEVEL if core == "devel" else CORES[core]


def requirement(core: str) -> str:
    """What pip installs to have this core."""
    return f"ansible-core @ {DEVEL_SOURCE}" if core == "devel" else f"ansible-core~={core}.0"


def numbers(version: str) -> tuple[int, ...]:
    """``"3.10"`` as ``(3, 10)``."""
    return tuple(map(int, version.split(".")))


def _folders() -> list[Path]:
    """Where interpreters may be: on PATH, and in the folders of version managers, whose shims on PATH may be dead."""
    words = [name for name in os.environ.get("PATH", "").split(os.pathsep) if name]
    folders = [Path(name) for name in words if "shims" not in name]
    managers = [os.environ.get("PYENV_ROOT"), "~/.pyenv", "~/.local/share/uv/python", "~/.asdf/installs/python"]
    # HOME may be another one than that in which they were installed.
    managers += [str(Path(name).parent) for name in words if Path(name).name == "shims"]
    managers.append(str(Path(sys.base_prefix).parent))
    for manager in managers:
        if manager:
            home = Path(manager).expanduser()
            folders += sorted([*home.glob("versions/*/bin"), *home.glob("*/bin")], reverse=True)
    return folders


@cache
def interpreters() -> dict[str, str]:
    """Each Python version that there is, with the real interpreter of it."""
    found: dict[str, str] = {}
    for version in sorted({one for rows in CORES.values() for row in rows for one in row}):
        for folder in _folders():
            candidate = folder / f"python{version}"
            if not os.access(candidate, os.X_OK):
                continue
            told = subprocess.run(
                [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"],
                capture_output=True,
                text=True,
                check=False,
            )
            lines = told.stdout.split("\n")
            if told.returncode == 0 and lines[0] == version and "shims" not in lines[1]:
                found[version] = str(Path(lines[1]))
                break
    return found


def controller(core: str) -> str | None:
    """The interpreter to run this ansible-core with, or None where there is none."""
    return next((interpreters()[version] for version in supported(core)[0] if version in interpreters()), None)


def chosen(core: str, whole: bool = False) -> list[str]:
    """Pythons to run unit tests on with this core: the oldest and the newest that there are, or the ``whole`` lot."""
    there = [version for version in supported(core)[1] if version in interpreters()]
    return there if whole else ends(there)


def ends(versions: list[str]) -> list[str]:
    """The first and the last of some versions."""
    return list(dict.fromkeys([*versions[:1], *versions[-1:]]))


def missing_targets(core: str) -> list[str]:
    """Pythons that modules should be tested on with this core, and are not here."""
    return [version for version in supported(core)[1] if version not in interpreters()]


def search_path(first: Path) -> str:
    """A PATH on which every interpreter is found under its name, and no shim is."""
    folders = [str(first), *(str(Path(python).parent) for python in interpreters().values())]
    folders += [name for name in os.environ.get("PATH", "").split(os.pathsep) if name and "shims" not in name]
    return os.pathsep.join(dict.fromkeys(folders))
