# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that servers take and cannot read again: what is lost with them. On a server of its own, which it spoils."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .api import Api
from .refusals import holds
from .refused_keys import KeyRow, public, rows


def lost(api: Api) -> Iterator[KeyRow]:
    return (row for row in rows() if holds(row.lost, api.server.version))


def sound() -> dict[str, str]:
    return dict(public(next(row.key for row in rows() if row.name == "RSA")), kid="sound")


def test_a_set_is_unreadable_until_the_key_is_deleted_or_replaced(api: Api) -> None:
    good = sound()
    for row in lost(api):
        bad = dict(row.key, kid="lost")
        assert api.admin("PUT", "/keys/lost", {"keys": [good, bad]}).status_code == 200
        assert [api.admin("GET", f"/keys/lost{key}").status_code for key in ("", "/lost", "/sound")] == [500, 500, 200]
        if api.quirks.deleting_a_key_empties_its_set:
            assert api.admin("DELETE", "/keys/lost").status_code == 204
            continue
        assert api.admin("DELETE", "/keys/lost/lost").status_code == 204
        assert api.admin("GET", "/keys/lost").status_code == 200
        assert api.admin("PUT", "/keys/lost/lost", bad).status_code == 200
        assert api.admin("GET", "/keys/lost").status_code == 500
        assert api.admin("PUT", "/keys/lost/lost", dict(good, kid="lost")).status_code == 200
        assert api.admin("GET", "/keys/lost").status_code == 200
        assert api.admin("PUT", "/keys/lost/lost", bad).status_code == 200
        assert api.admin("DELETE", "/keys/lost").status_code == 204
        assert api.admin("GET", "/keys/lost").status_code == 404


def test_nobody_can_verify_tokens_while_such_a_key_is_among_those_that_sign(api: Api) -> None:
    assert api.public("GET", "/.well-known/jwks.json").status_code == 200
    for row in lost(api):
        bad = dict(row.key, kid="public:lost")
        assert api.admin("PUT", "/keys/hydra.openid.id-token/public:lost", bad).status_code == 200
        assert api.public("GET", "/.well-known/jwks.json").status_code == 500
        assert api.admin("DELETE", "/keys/hydra.openid.id-token/public:lost").status_code == 204
        assert api.public("GET", "/.well-known/jwks.json").status_code in (200, 404)  # 404: see deleting_a_key_...


def test_no_second_grant_can_be_for_such_a_key(api: Api) -> None:
    route = "/trust/grants/jwt-bearer/issuers"
    if not api.has("POST", route):
        pytest.skip("this version has no trusted issuers")
    for row in lost(api):
        told = {"issuer": "lost", "subject": "s", "expires_at": "2040-01-01T00:00:00Z"}
        grant = dict(told, jwk=dict(row.key, kid="lost"))
        made = api.admin("POST", route, grant)
        assert made.status_code == 201
        assert api.admin("GET", "/keys/lost/lost").status_code == 500
        assert api.admin("POST", route, dict(grant, subject="t")).status_code == 500
        assert api.admin("POST", route, dict(grant, jwk=sound())).status_code == 201
        assert api.admin("GET", route).status_code == 200
        assert api.admin("DELETE", f"{route}/{made.json()['id']}").status_code == 204
        assert api.admin("GET", "/keys/lost").status_code == 200
        api.admin("DELETE", "/keys/lost")


def test_a_client_can_be_neither_read_nor_replaced(api: Api) -> None:
    body = {"token_endpoint_auth_method": "none"}
    other = api.create_unnamed(**body)
    for row in lost(api):
        if holds(row.in_client, api.server.version):
            continue
        path = f"/clients/{api.create_unnamed(**body)}"
        jwks = {"keys": [row.key]}
        assert api.admin("PUT", path, dict(body, jwks=jwks)).status_code == 200
        assert api.admin("GET", path).status_code == 500
        assert api.admin("PUT", path, dict(body, jwks={})).status_code == 500
        assert api.admin("GET", "/clients").status_code == 500
        if api.has("PATCH", "/clients/{id}"):
            assert api.admin("PATCH", path, [{"op": "remove", "path": "/jwks"}]).status_code == 500
        token = api.public("POST", "/oauth2/token", {"grant_type": "client_credentials", "client_id": path[9:]})
        assert token.status_code == 401
        assert api.admin("GET", f"/clients/{other}").status_code == 200
        unseen = api.quirks.delete_missing_client_is_204  # such versions delete what they have not read
        assert api.admin("DELETE", path).status_code == (204 if unseen else 500)
