# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in says what it does not serve: in its README, and with status 501."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from hydra_stand_in import SERVED, StandIn
from hydra_stand_in.operations import Operation, operations_of

from . import specified

_README = Path(__file__).parents[1] / "stand_in" / "README.md"


def _key(operation: Operation) -> tuple[str, str, str]:
    return operation.interface, operation.method, operation.path.replace("{admin}", "")


def _listed() -> set[str]:
    """Return the operations that the README says are not served."""
    section = re.search(r"^## Not served$(.*?)^## ", _README.read_text(), re.MULTILINE | re.DOTALL)
    assert section
    return set(re.findall(r"^\| `([A-Z]+ /\S*)` ", section.group(1), re.MULTILINE))


def _unserved(version: str) -> list[Operation]:
    return [operation for operation in operations_of(version) if operation.handler is None]


@pytest.mark.parametrize("version", specified.versions())
def test_every_operation_of_the_specification_is_known(version: str) -> None:
    known = {_key(operation) for operation in operations_of(version)}
    named = {operation.key for operation in specified.load(version)}
    assert named <= known
    assert {key[2].replace("{set}", "{id}") for key in known if key[0] == "admin"} <= {
        *(key[2].replace("{set}", "{id}") for key in named),
        "/metrics/prometheus",
    }


def test_the_documentation_lists_what_is_not_served() -> None:
    unserved = {f"{each.method} {each.path}" for version in SERVED for each in _unserved(version)}
    assert _listed() == unserved


@pytest.mark.parametrize("version", specified.versions())
def test_what_is_not_served_answers_501_with_a_sentence(version: str) -> None:
    with StandIn(version) as hydra:
        for operation in _unserved(version):
            base = hydra.admin_url if operation.interface == "admin" else hydra.public_url
            reply = requests.request(operation.method, base + operation.path, timeout=10)
            assert reply.status_code == 501, operation.path
            assert reply.json()["error"] == "not_served"
            assert f"does not serve {operation.method} {operation.path}." in reply.json()["error_description"]
