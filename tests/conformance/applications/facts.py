# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios, and what real servers answered to them: one file a version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.api import Api
from support.servers import Server

from . import (
    assertions,
    authorizations,
    flows,
    library,
    logouts,
    odd_documents,
    odd_requests,
    pages,
    registrations,
    tokens,
    userinfo,
)
from .observer import Observer, Scenario

FOLDER = Path(__file__).parent / "facts"
#: Versions that answer like another one in everything that is asked here.
SAME = {"25.4.0": "26.2.0"}
_MODULES = (
    userinfo,
    authorizations,
    tokens,
    assertions,
    flows,
    pages,
    logouts,
    registrations,
    library,
    odd_requests,
    odd_documents,
)


def scenarios() -> dict[str, Scenario]:
    """Return all scenarios by name."""
    return {
        f"{module.__name__.rpartition('.')[2]}-{scenario.__name__}": scenario
        for module in _MODULES
        for scenario in module.SCENARIOS
    }


def observe(api: Api, scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario sees of a server."""
    observer = Observer(api)
    scenario(observer)
    return observer.seen


def path_of(version: str) -> Path:
    return FOLDER / f"{SAME.get(version, version)}.json"


def load(version: str) -> dict[str, Any]:
    """Return what that version answered, by scenario and step."""
    document: dict[str, Any] = json.loads(path_of(version).read_text())
    return document


def versions() -> list[str]:
    """Return the versions that were observed."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def main(arguments: list[str]) -> int:
    """Write the facts of a running server, those of all scenarios or of the ones that are named."""
    version, admin_url, public_url, *chosen = arguments
    known = load(version) if path_of(version).exists() else {}
    api = Api(Server(version, admin_url, public_url, True))
    for name, scenario in scenarios().items():
        if not chosen or name in chosen:
            known[name] = observe(api, scenario)
            print(name, len(known[name]))
    path_of(version).write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return 0
