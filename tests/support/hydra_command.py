# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of Hydra as far as roles use it, with the stand-in behind it.

``version``, ``migrate sql [up|status]``, ``serve all`` and ``janitor``, each with ``-c FILE``. The file is Hydra's own
configuration. The environment variable ``HYDRA_VERSION`` says which Hydra to be. The database is a file, whose name is
in ``dsn``, with a line for each version that migrated it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

VERSION = os.environ.get("HYDRA_VERSION", "26.2.0")
MODERN = int(VERSION.partition(".")[0]) >= 2
MIGRATIONS = ("20190100000001000000 client", "20190100000002000000 client")


def database(configuration: dict[str, Any]) -> Path:
    """The file that stands for the database."""
    return Path(urlsplit(configuration["dsn"]).path)


def migrate(words: list[str], configuration: dict[str, Any]) -> int:
    """Tell what is pending, or do it."""
    known = database(configuration)
    there = known.is_file() and VERSION in known.read_text().split()
    for name in MIGRATIONS:
        print(f"{name} {'Applied' if there else 'Pending'}")
    if words != ["status"]:
        if "password=wrong" in configuration["dsn"]:
            print(f"unable to connect to {configuration['dsn']}", file=sys.stderr)
            return 1
        if not there:
            with known.open("a") as file:
                print(VERSION, file=file)
        print("Successfully applied migrations!")
    return 0


def main() -> int:
    """Return the exit status; ``serve`` becomes the stand-in."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    if "--help" in sys.argv:
        print("Available Commands:" + ("\n  status      Display\n  up          Apply" if MODERN else ""))
        return 0
    if words == ["version"]:
        print(f"Version:    v{VERSION}")
        return 0
    file = Path(sys.argv[sys.argv.index("-c") + 1])
    words.remove(str(file))
    configuration: dict[str, Any] = yaml.safe_load(file.read_text())
    if words[:2] == ["migrate", "sql"]:
        return migrate(words[2:], configuration)
    if words == ["janitor"]:
        print("Successfully completed the cleanup." if database(configuration).exists() else "no such table")
        return 0 if database(configuration).exists() else 1
    serve = configuration["serve"]
    ports = ["--admin-port", str(serve["admin"]["port"]), "--public-port", str(serve["public"]["port"])]
    return os.execv(sys.executable, [sys.executable, "-m", "hydra_stand_in", "--version", VERSION, *ports])


if __name__ == "__main__":
    sys.exit(main())
