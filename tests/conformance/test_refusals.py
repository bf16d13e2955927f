# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers refuse, and the odd values that they accept: the table that proves the collection's own rules, too."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .api import Api
from .refusals import GROUPS, Row, holds
from .refused_keys import KeyRow, rows


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_clients_are_refused_by_the_versions_that_the_table_names(api: Api, group: str) -> None:
    version = api.server.version
    told = []
    for row in GROUPS[group]:
        if holds(row.unsure, version) or ("client_id" in row.members and api.quirks.client_id_is_refused):
            continue
        refusal = _refusal(api, row)
        if (refusal is not None) != holds(row.refused, version):
            told.append(f"{row.members} was {'accepted' if refusal is None else 'refused: ' + refusal}")
    assert not told, "\n".join(told)


def _refusal(api: Api, row: Row) -> str | None:
    """Return what a server says that does not take such a client."""
    # Without a secret, which older servers take long to hash.
    reply = api.admin("POST", "/clients", {"token_endpoint_auth_method": "none", **row.members})
    if reply.status_code != 201:
        return reply.text
    api.admin("DELETE", f"/clients/{quote(reply.json()['client_id'], safe='')}")
    return None


@pytest.mark.parametrize("place", ["client", "key", "set", "issuer"])
def test_keys_are_refused_by_the_versions_that_the_table_names(api: Api, place: str) -> None:
    version = api.server.version
    if place == "issuer" and not api.has("POST", "/trust/grants/jwt-bearer/issuers"):
        pytest.skip("this version has no trusted issuers")
    told = []
    for row in rows():
        if holds(row.unsure, version):
            continue
        expected = holds(row.refused, version) or holds(row.mended, version)
        expected = expected or (place == "client" and holds(row.in_client, version))
        if place == "client" and holds(row.lost, version) and not expected:
            continue  # it would spoil the server: see test_lost_keys.py
        status = _status(api, row, place)
        if (status >= 400) != expected:
            told.append(f"{row.name}: {status}")
    assert not told, "\n".join(told)


def _status(api: Api, row: KeyRow, place: str) -> int:
    """Return how a server answers to a key in such a place."""
    if place == "client":
        reply = api.admin("POST", "/clients", {"token_endpoint_auth_method": "none", "jwks": {"keys": [row.key]}})
        if reply.status_code == 201:
            api.admin("DELETE", f"/clients/{reply.json()['client_id']}")
        return reply.status_code
    key = {"kid": "rf", **row.key} if isinstance(row.key, dict) else row.key
    if place == "issuer":
        grant = {"issuer": "rf", "subject": "s", "expires_at": "2040-01-01T00:00:00Z", "jwk": key}
        reply = api.admin("POST", "/trust/grants/jwt-bearer/issuers", grant)
        if reply.status_code == 201:
            api.admin("DELETE", f"/trust/grants/jwt-bearer/issuers/{reply.json()['id']}")
        return reply.status_code
    api.admin("PUT", "/keys/rf", {"keys": [_OTHER]})  # up to 1.8 a key is put into a set that is there
    reply = api.admin("PUT", "/keys/rf/rf", key) if place == "key" else api.admin("PUT", "/keys/rf", {"keys": [key]})
    api.admin("DELETE", "/keys/rf")
    return reply.status_code


_OTHER = {"kty": "oct", "kid": "other", "k": "c2VjcmV0"}
