# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading recordings: exchanges with real servers, one a line, after a first line that describes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hydra_stand_in.urls import Urls

FOLDER = Path(__file__).parent / "recordings"
#: The pages that the recorded servers sent browsers to.
PAGES = Urls(login="/_login", consent="/_consent", logout="/_logout")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they are in the file."""

    scenario: str
    step: int
    interface: str
    request: dict[str, Any]
    response: dict[str, Any]
    # Which version it was, and which database was behind it.
    version: str = "26.2.0"
    store: str = "memory"

    @property
    def name(self) -> str:
        return f"{self.scenario} step {self.step}: {self.request['method']} {self.request['path']}"

    @property
    def server_makes_ids(self) -> bool:
        """Whether the ids of clients are always the server's choice."""
        return self.version.startswith(("2.0.", "2.1."))

    @property
    def pages_are_in_random_order(self) -> bool:
        return self.version.startswith("1.0.0-rc.")


@dataclass(frozen=True)
class Recording:
    """One file.  Its ``name`` is the version, with ``-memory`` where it is one of the store in memory up to 1.8."""

    name: str
    version: str
    admin_url: str
    public_url: str
    prefix: str
    volatile: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def store(self) -> str:
        """What to have behind a stand-in that is to answer like this: "sql" or "memory"."""
        return "memory" if self.name.endswith("-memory") else "sql"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios, in the order of the file."""
        return tuple(dict.fromkeys(exchange.scenario for exchange in self.exchanges))


def parse(lines: Iterable[str], name: str) -> Recording:
    """Return a recording from the lines of the file that has this ``name``."""
    meta: dict[str, Any] = {}
    exchanges = []
    for line in lines:
        row = json.loads(line)
        if "meta" in row:
            meta = row["meta"]
        else:
            parts = (row["scenario"], row["step"], row["interface"], row["request"], row["response"])
            exchanges.append(Exchange(*parts, meta["version"], meta["store"]))
    urls = (meta["admin"], meta["public"], meta["prefix"])
    return Recording(name, meta["version"], *urls, tuple(meta["volatile"]), tuple(exchanges))


def load(path: Path) -> Recording:
    return parse(path.read_text(encoding="utf-8").splitlines(), path.stem)


def paths() -> list[Path]:
    """Return all files, by name."""
    return sorted(FOLDER.glob("*.jsonl"))
