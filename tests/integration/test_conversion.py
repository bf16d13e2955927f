# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that another tool has created are converted, and there is nothing to do about them on the same server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support import playbook, servers, tools
from support.population import Population
from support.servers import Kind

#: Sample -> the first version that has everything in it, and from which on clients keep the ids that they are given.
SAMPLES = {
    "cli_1x_get.json": (1, 11, 9),
    "cli_list.json": (2, 2),
    "maester.yml": (2, 2),
    "terraform_hypnoglow.json": (1, 0, 9),
    "terraform_nitra.json": (2, 2),
    "terraform_show_ory.json": (2, 2),
    "terraform_svrakitin.json": (2, 2),
}
STAND_INS = (servers.NEWEST_STAND_IN, "1.11.10")


def unchanged(path: Path, number: int, server: servers.Server) -> list[dict[str, Any]]:
    """Tasks that convert a file, and find nothing to do about so many clients."""
    clients = "{{ lookup('ansible.builtin.file', '%s') | ory.hydra.to_clients }}" % path
    connection = {"admin_url": server.admin_url, "public_url": server.public_url}
    task = {"ory.hydra.hydra_clients": {**connection, "clients": clients, "exhaustive": True}}
    same = ["not result.changed", f"result.summary.unchanged == {number}"]
    return [
        {"name": path.name, **task, "register": "result"},
        {"name": "Check", "ansible.builtin.assert": {"that": same}},
    ]


def printed(server: servers.Server, ids: list[str], folder: Path) -> dict[Path, int]:
    """What the command line of a real server prints of its clients, and of how many."""
    if not (server.real and os.path.isabs(server.source)):
        return {}
    address = ["--endpoint", server.admin_url]
    commands: dict[str, list[str]] = {f"get-{number}": ["clients", "get", one] for number, one in enumerate(ids)}
    if server.prefix:
        some = ["get", "oauth2-client", *ids[:2], "--format", "json"]
        every = ["list", "oauth2-clients", "--page-size", "500", "--format"]
        commands = {"json": [*every, "json"], "yaml": [*every, "yaml"], "some": some}
    found = {}
    for name, words in commands.items():
        path = folder / f"printed-{name}"
        path.write_bytes(subprocess.run([server.source, *words, *address], capture_output=True, check=True).stdout)
        found[path] = len(ids) if words[0] == "list" else min(len(ids), 2) if words[0] == "get" else 1
    return found


@pytest.mark.parametrize("kind", servers.available(STAND_INS), ids=lambda kind: kind.id)
def test_nothing_is_left_to_do(kind: Kind, collections: Path, tmp_path: Path) -> None:
    with servers.start(kind=kind, settings=servers.cheap_hashes(kind.version)) as server:
        fitting = [name for name, first in SAMPLES.items() if servers.numbers(server.version) >= first]
        if servers.chooses_ids(server.version):
            pytest.skip("this version does not keep the ids that clients are given")
        bodies = {name: tools.sent(name) for name in fitting}
        Population(server).create(body for found in bodies.values() for body in found)
        before = {client["client_id"]: client for client in Population(server).everyone()}
        files = {tools.SAMPLES / name: len(found) for name, found in bodies.items()}
        files |= printed(server, sorted(before), tmp_path)
        tasks = [task for path, number in files.items() for task in unchanged(path, number, server)]
        plays = [{"name": "Compare", "hosts": "localhost", "gather_facts": False, "tasks": tasks}]
        path = tmp_path / "play.yml"
        path.write_text(json.dumps(plays))
        ran = playbook.run(path, {}, collections=collections, scratch=tmp_path, arguments=["--diff"], inline=True)
        assert ran.returncode == 0, ran.output[-4000:]
        assert ran.complaints == []
        assert {client["client_id"]: client for client in Population(server).everyone()} == before
        assert "secret-of" not in ran.output


def test_every_sample_is_converted() -> None:
    assert sorted(SAMPLES) == sorted(path.name for path in tools.SAMPLES.iterdir())
