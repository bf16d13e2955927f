# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``offboard``: it lists what goes, and then that goes and nothing else."""

from __future__ import annotations

from typing import Any

from support.population import Population
from support.role import Stage, ok
from support.visitor import Visitor

CLIENTS: list[dict[str, Any]] = [
    {
        "client_id": name, "client_secret": f"of the {name}", "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"], "redirect_uris": ["https://app.example.com/cb"], "scope": "openid offline orders",
    }
    for name in ("shop", "forum")
]  # fmt: skip


def consents(stage: Stage, subject: str) -> list[str]:
    path = "/oauth2/auth/sessions/consent"
    rows = stage.get(f"{path}/{subject}") if stage.server.names_in_path else stage.get(path, subject=subject)
    return sorted(row["consent_request"]["client"]["client_id"] for row in rows)


def test_a_person_and_a_client_leave(stage: Stage) -> None:
    Population(stage.server).create(CLIENTS)
    for subject in ("alice", "bob"):
        for client in CLIENTS:
            Visitor(stage.server, subject).consent(client, "openid orders")
    alice = {"offboard_subject": "alice"}
    listed = ok(stage.role("offboard", alice, "--check", "-vvv"), changed=True)
    assert listed.stdout.count('"orders"') >= 2
    assert consents(stage, "alice") == ["forum", "shop"]
    ok(stage.role("offboard", alice), changed=True)
    assert consents(stage, "alice") == []
    assert consents(stage, "bob") == ["forum", "shop"]
    ok(stage.role("offboard", alice), changed=False)

    shop = {"offboard_client_id": "shop"}
    preview = {"tasks": [{"ansible.builtin.include_role": {"name": "ory.hydra.offboard", "tasks_from": "preview"}}]}
    ok(stage.play(preview, {"hydra_connection": stage.connection, **shop}), changed=False)
    ok(stage.role("offboard", shop, "--check"), changed=True)
    assert sorted(stage.clients()) == ["forum", "shop"]
    ok(stage.role("offboard", shop), changed=True)
    assert sorted(stage.clients()) == ["forum"]
    assert consents(stage, "bob") == ["forum"]
    ok(stage.role("offboard", shop), changed=False)


def test_nobody_is_not_everybody(stand_in: Stage) -> None:
    ran = stand_in.role("offboard", {})
    assert ran.returncode == 2
    assert "set offboard_subject or offboard_client_id" in ran.output
