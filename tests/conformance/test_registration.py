# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that registered themselves: what tells them apart, and what ends their registration access tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from support.servers import numbers

from .api import Api

SINCE = (1, 11)
SETTINGS = {"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "true"}
TIMES = {"created_at", "updated_at"}


def register(api: Api, **members: Any) -> dict[str, Any]:
    reply = api._session.post(f"{api.server.public_url}/oauth2/register", json=members, timeout=60)
    assert reply.status_code == 201, reply.text
    document: dict[str, Any] = reply.json()
    return document


def status_with(api: Api, client_id: str, token: str) -> int:
    return api.public("GET", f"/oauth2/register/{client_id}", Authorization=f"Bearer {token}").status_code


def test_no_answer_of_the_admin_api_tells_that_a_client_registered_itself(api: Api) -> None:
    made = register(api, client_name="Self")
    other = api.create("other", client_name="Self")
    mine, theirs = (api.admin("GET", f"/clients/{one['client_id']}").json() for one in (made, other))
    assert mine.keys() == theirs.keys()
    assert {name for name in mine if mine[name] != theirs[name]} <= {"client_id", "scope", *TIMES}
    assert made["registration_client_uri"].endswith("/oauth2/register/" + made["client_id"])


def test_its_id_is_a_random_uuid_whatever_it_asks_for(api: Api) -> None:
    made = register(api, client_id="mine")
    assert UUID(made["client_id"]).version == 4


@pytest.mark.parametrize("members", [{"metadata": {"a": 1}}, {"skip_consent": True}])
def test_what_only_an_administrator_can_set(api: Api, members: dict[str, Any]) -> None:
    if "skip_consent" in members and numbers(api.server.version) < (2, 1):
        pytest.skip("there is no skip_consent yet")
    reply = api._session.post(f"{api.server.public_url}/oauth2/register", json=members, timeout=60)
    assert reply.status_code == 400, reply.text


@pytest.mark.parametrize("own", [True, False])
def test_an_update_ends_its_token(api: Api, own: bool) -> None:
    made = register(api) if own else api.create("managed")
    client_id, token = made["client_id"], made["registration_access_token"]
    assert status_with(api, client_id, token) == 200, "also where the admin API made the client"
    if numbers(api.server.version) >= (1, 11, 9):
        assert api.admin("PUT", f"/clients/{client_id}/lifespans", {}).status_code == 200
        assert status_with(api, client_id, token) == 200
    whole = api.admin("GET", f"/clients/{client_id}").json()
    assert api.admin("PUT", f"/clients/{client_id}", whole).status_code == 200
    assert status_with(api, client_id, token) == 401


def test_a_patch_ends_it_too_since_25_4(api: Api) -> None:
    made = register(api)
    patch = [{"op": "replace", "path": "/client_name", "value": "New"}]
    assert api.admin("PATCH", f"/clients/{made['client_id']}", patch).status_code == 200
    expected = 401 if numbers(api.server.version) >= (25, 4) else 200
    assert status_with(api, made["client_id"], made["registration_access_token"]) == expected


def test_without_a_token_it_is_told_that_registration_is_on(api: Api) -> None:
    for name in ("nobody", api.create("somebody")["client_id"]):
        reply = api.public("GET", f"/oauth2/register/{name}")
        assert reply.status_code == 401
        assert reply.json()["error"] == "The request could not be authorized"
