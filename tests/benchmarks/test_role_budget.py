# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An environment of 200 clients, 10 key sets and 20 issuers is provisioned in seconds, and found unchanged in fewer.

What counts is the processor's time, as a machine may do other things at the same time: on a quiet one there is hardly any
other. The time on the clock is printed besides.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from support import playbook, servers
from support.role import Stage, ok, public_key

CREATED, UNCHANGED = 10.0, 5.0  # seconds, with the start of Ansible


def processor() -> float:
    """Seconds that the processor has worked for ended children of this process."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
        took = {}
        for changed in (True, False):
            begin, used = time.monotonic(), processor()
            ok(stage.role("provision", variables), changed=changed)
            took[changed] = processor() - used
            with capsys.disabled():
                what = "created" if changed else "found unchanged"
                print(
                    f"\n    {what}: {took[changed]:.1f} s of processor, {time.monotonic() - begin:.1f} s on the clock"
                )
        assert len(stage.clients()) == 200
        assert len(stage.get("/trust/grants/jwt-bearer/issuers", page_size="100")) == 20
        assert stage.get("/keys/set-9")["keys"][0]["alg"] == "ES256"
    assert min(took.values()) > 0.1, "no child of this process was counted"
    assert took[True] < CREATED
    assert took[False] < UNCHANGED
