# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One playbook, run on an old Hydra and on a new one, gives the same result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import playbook, servers

OLD, NEW = "1.11.10", "26.2.0"

CLIENTS: list[dict[str, Any]] = [
    {
        "client_id": "shop",
        "client_name": "Shop",
        "owner": "shop-team",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": ["https://shop.example.com/cb", "com.example.shop:/cb"],
        "post_logout_redirect_uris": ["https://shop.example.com/bye"],
        "scope": "openid offline_access orders.read",
        "audience": ["https://api.example.com/"],
        "contacts": ["b@example.com", "a@example.com"],
        "allowed_cors_origins": ["https://Shop.Example.com/"],
        "metadata": {"team": "shop", "tier": 1.50, "tags": ["x", None]},
        "authorization_code_grant_access_token_lifespan": "90m",
        "refresh_token_grant_refresh_token_lifespan": "30d",
        "token_endpoint_auth_method": "none",
    },
    {
        "client_id": "billing & 2 %",
        "grant_types": ["client_credentials"],
        "client_secret": "a-secret-for-billing",
        "token_endpoint_auth_method": "client_secret_post",
    },
    {
        "client_id": "keys",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": "https://keys.example.com/jwks",
    },
    {"client_id": "minimal", "token_endpoint_auth_method": "none"},
]
CHANGED: list[dict[str, Any]] = [
    {"client_id": "shop", "scope": "orders.read openid", "contacts": [], "metadata": None},
    {"client_id": "keys", "client_name": "With keys elsewhere"},
    {"client_id": "minimal", "state": "absent"},
    {"client_id": "which does not exist", "state": "absent"},
]

PLAY = """
- name: Life of some clients
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/ory.hydra.hydra: "{{ hydra }}"
  tasks:
    - name: Bring them about
      ory.hydra.hydra_clients:
        clients: "{{ item[0] }}"
        return_objects: true
      check_mode: "{{ item[1] }}"
      diff: true
      loop:
        - ["{{ first }}", true]
        - ["{{ first }}", false]
        - ["{{ first }}", false]
        - ["{{ second }}", true]
        - ["{{ second }}", false]
        - ["{{ second }}", false]
      loop_control:
        label: "{{ item[1] }}"
      register: done

    - name: Read them
      ory.hydra.hydra_client_info:
      register: found

    - name: Keep what was said
      ansible.builtin.copy:
        content: "{{ {'done': done.results, 'found': found.clients} | to_json }}"
        dest: "{{ kept }}"
        mode: "0600"
"""


def pairs() -> list[tuple[servers.Kind, servers.Kind]]:
    """An old and a new one: real ones, if both are here, and the stand-in."""
    kinds = servers.available()
    found = []
    for real in (True, False):
        some = {kind.version: kind for kind in kinds if kind.real is real}
        if OLD in some and NEW in some:
            found.append((some[OLD], some[NEW]))
    return found


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: "real" if pair[0].real else "stand-in")
def test_an_old_hydra_and_a_new_one(pair: tuple[servers.Kind, servers.Kind], collections: Path, tmp_path: Path) -> None:
    old, new = (said(kind, collections, tmp_path / kind.version) for kind in pair)
    assert [one["summary"]["created"] for one in old["done"]] == [4, 4, 0, 0, 0, 0]
    assert [one["changed"] for one in old["done"]] == [True, True, False, True, True, False]
    for before, after in zip(old["done"], new["done"], strict=True):
        for name in ("changed", "summary", "actions", "diff"):
            assert before.get(name) == after.get(name)
        assert declared(before["clients"]) == declared(after["clients"])
    assert declared(old["found"]) == declared(new["found"])


def said(kind: servers.Kind, collections: Path, scratch: Path) -> dict[str, Any]:
    """What the playbook says on a fresh server."""
    scratch.mkdir()
    play = scratch / "play.yml"
    play.write_text(PLAY)
    with servers.start(kind=kind, settings=servers.cheap_hashes(kind.version)) as server:
        variables = {
            "hydra": {"admin_url": server.admin_url, "public_url": server.public_url},
            "first": CLIENTS,
            "second": CHANGED,
            "kept": str(scratch / "said.json"),
        }
        ran = playbook.run(
            play, variables, collections=collections, scratch=scratch / "ansible", inline=not servers.WHOLE
        )
    assert ran.returncode == 0, ran.output[-4000:]
    found: dict[str, Any] = json.loads((scratch / "said.json").read_text())
    return found


def declared(clients: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is declared of each client, as a result shows it; the times of a server are its own."""
    names = {name for client in CLIENTS for name in client} - {"client_secret"}
    return {client["client_id"]: {name: client.get(name) for name in names} for client in clients}
