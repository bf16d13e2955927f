# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that another tool has created are converted, and there is nothing to do about them on the same server."""

from __future__ import annotations

import json
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


def manage(name: str, server: servers.Server, **options: Any) -> dict[str, Any]:
    text = "{{ lookup('ansible.builtin.file', '%s') | ory.hydra.to_clients }}" % (tools.SAMPLES / name)
    connection = {"admin_url": server.admin_url, "public_url": server.public_url}
    return {"name": name, "ory.hydra.hydra_clients": {**connection, "clients": text, **options}}


@pytest.mark.parametrize("kind", servers.available(STAND_INS), ids=lambda kind: kind.id)
def test_nothing_is_left_to_do(kind: Kind, collections: Path, tmp_path: Path) -> None:
    with servers.start(kind=kind, settings=servers.cheap_hashes(kind.version)) as server:
        fitting = [name for name, first in SAMPLES.items() if servers.numbers(server.version) >= first]
        if servers.chooses_ids(server.version):
            pytest.skip("this version does not keep the ids that clients are given")
        bodies = {name: tools.sent(name) for name in fitting}
        Population(server).create(body for found in bodies.values() for body in found)
        before = {client["client_id"]: client for client in Population(server).everyone()}
        tasks: list[dict[str, Any]] = []
        for name in fitting:
            same = ["not result.changed", f"result.summary.unchanged == {len(bodies[name])}"]
            tasks += [
                {**manage(name, server, exhaustive=True), "register": "result"},
                {"name": "Check", "ansible.builtin.assert": {"that": same}},
            ]
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
