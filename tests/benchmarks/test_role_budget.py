# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An environment of 200 clients, 10 key sets and 20 issuers costs little more than Ansible's own work for three tasks.

The role is three tasks, however much they carry, so it is measured against a play of three that do nothing, on the same
machine and around it: one machine is twice as fast as another. What counts is the processor's time, as a machine may do
other things meanwhile. Most of the difference is that the collection's modules have more code than a ping has; a role
that looped over its lists would be at ten times and more.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from support import playbook, servers
from support.role import Stage, ok, public_key

# × a play of three tasks that do nothing, the start of Ansible in both. Measured: 2.7 to 3.5.
LIMIT = 4.5
NOTHING = {"tasks": [{"name": "Do nothing", "ansible.builtin.ping": {}}] * 3}


def seconds(run: Callable[[], object]) -> float:
    """Seconds that the processor worked for the children of this process that ended in ``run``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_whole_environment_is_quick(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uri = ["https://app.example.com/callback"]
    variables = {
        "provision_clients": [{"client_id": f"c{i:03}", "preset": "spa", "redirect_uris": uri} for i in range(200)],
        "provision_key_sets": [{"set": f"set-{index}", "alg": "ES256"} for index in range(10)],
        "provision_issuers": [
            {
                "issuer": f"https://idp-{index}.example.com",
                "subject": "robot",
                "scope": ["deploy"],
                "expires_at": "2040-01-01T00:00:00Z",
                "jwk": public_key(index),
            }
            for index in range(20)
        ],
    }
    with servers.start(servers.NEWEST_STAND_IN, False) as server, playbook.collections_path() as collections:
        stage = Stage(server, collections, tmp_path, inline=False)  # as users do, and a child whose time is counted
        nothing = [seconds(lambda: ok(stage.play(NOTHING)))]
        created = seconds(lambda: ok(stage.role("provision", variables), changed=True))
        unchanged = seconds(lambda: ok(stage.role("provision", variables), changed=False))
        nothing.append(seconds(lambda: ok(stage.play(NOTHING))))
        floor = sum(nothing) / 2
        with capsys.disabled():
            print(f"\n    three tasks that do nothing: {nothing[0]:.1f} and {nothing[1]:.1f} s of processor")
            print(f"    created: {created:.1f} s, {created / floor:.1f} times that")
            print(f"    found unchanged: {unchanged:.1f} s, {unchanged / floor:.1f} times that; limit {LIMIT}")
        assert len(stage.clients()) == 200
        assert len(stage.get("/trust/grants/jwt-bearer/issuers", page_size="100")) == 20
        assert stage.get("/keys/set-9")["keys"][0]["alg"] == "ES256"
    assert min(nothing) > 0.1, "no child of this process was counted"
    assert created < LIMIT * floor
    assert unchanged < LIMIT * floor
