# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every field of clients is set by an integration target, and was seen in the answer of a real server that has it."""

from __future__ import annotations

import importlib
import json
import re
from functools import cache
from typing import Any

import pytest

from places import ROOT

UTILS = "ansible_collections.ory.hydra.plugins.module_utils"
FIELDS = importlib.import_module(f"{UTILS}._clients.client_fields").FIELDS
VERSIONS = importlib.import_module(f"{UTILS}._values.versions")
TARGET = ROOT / "tests" / "integration" / "targets" / "client_fields"
RECORDINGS = sorted((ROOT / "tests" / "conformance" / "recordings").glob("*.jsonl"))

each_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.name))


@cache
def recorded() -> dict[str, set[str]]:
    """Return for each version of the recordings the members of the clients that its server answered."""
    found: dict[str, set[str]] = {}
    for path in RECORDINGS:
        for line in path.read_text().splitlines()[1:]:
            exchange = json.loads(line)
            if exchange["interface"] == "admin" and "/clients" in exchange["request"]["path"]:
                found.setdefault(path.stem.removesuffix("-memory"), set()).update(_members(exchange["response"]))
    return found


def _members(response: dict[str, Any]) -> set[str]:
    body = response.get("body") or response.get("json") or response.get("text")
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return set()
    rows = body if isinstance(body, list) else [body]
    return {name for row in rows if isinstance(row, dict) and "client_id" in row for name in row}


#: What no recording has, and which test sets it on real servers, as steps of the target would need a document to fetch.
ELSEWHERE = {"sector_identifier_uri": "test_members.py", "token_endpoint_auth_signing_alg": "test_members.py"}


@each_field
def test_a_field_is_set_by_an_integration_target(field: Any) -> None:
    texts = [path.read_text() for path in (TARGET / "vars" / "main.yml", TARGET / "tasks" / "main.yml")]
    elsewhere = ROOT / "tests" / "conformance" / ELSEWHERE.get(field.name, "")
    texts += [elsewhere.read_text()] if elsewhere.is_file() else []
    assert any(re.search(rf"\b{field.name}\b", text) for text in texts), f"no step of {TARGET.name} sets it"


@each_field
def test_a_real_server_answered_a_field(field: Any) -> None:
    seen = [version for version, names in recorded().items() if field.name in names]
    assert seen or field.name in ELSEWHERE, "no recording of a real server has it"
    assert not (seen and field.name in ELSEWHERE), "a recording has it by now"
    strange = [version for version in seen if VERSIONS.parse_version(version) not in field.where]
    assert not strange, f"{strange} have it, and should not"
