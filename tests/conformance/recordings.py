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

FOLDER = Path(__file__).parent / "recordings"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they are in the file."""

    scenario: str
    step: int
    interface: str
    request: dict[str, Any]
    response: dict[str, Any]
    # Which database was behind the server.
    store: str = "memory"

    @property
    def name(self) -> str:
        return f"{self.scenario} step {self.step}: {self.request['method']} {self.request['path']}"


@dataclass(frozen=True)
class Recording:
    """One file."""

    version: str
    admin_url: str
    public_url: str
    prefix: str
    volatile: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios, in the order of the file."""
        return tuple(dict.fromkeys(exchange.scenario for exchange in self.exchanges))


def parse(lines: Iterable[str]) -> Recording:
    """Return a recording from the lines of its file."""
    meta: dict[str, Any] = {}
    exchanges = []
    for line in lines:
        row = json.loads(line)
        if "meta" in row:
            meta = row["meta"]
        else:
            parts = (row["scenario"], row["step"], row["interface"], row["request"], row["response"])
            exchanges.append(Exchange(*parts, store=meta["store"]))
    return Recording(
        meta["version"], meta["admin"], meta["public"], meta["prefix"], tuple(meta["volatile"]), tuple(exchanges)
    )


def load(path: Path) -> Recording:
    return parse(path.read_text(encoding="utf-8").splitlines())


def paths() -> list[Path]:
    """Return all files, by name."""
    return sorted(FOLDER.glob("*.jsonl"))
