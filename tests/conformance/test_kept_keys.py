# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How servers write the keys that they accept: what was written comes back, in a spelling that is written as it is."""

from __future__ import annotations

from typing import Any

import pytest

from .api import Api
from .refusals import holds
from .refused_keys import Jwk, KeyRow, rows


@pytest.mark.parametrize("place", ["client", "set", "issuer"])
def test_keys_come_back_as_the_table_says(api: Api, place: str) -> None:
    version = api.server.version
    if place == "issuer" and not api.has("POST", "/trust/grants/jwt-bearer/issuers"):
        pytest.skip("this version has no trusted issuers")
    kept = [row for row in rows() if _is_kept(row, place, version)]
    for expected in ([row for row in kept if not holds(row.mended, version)], kept):
        sent = [row.written if expected is kept else row.key for row in expected]
        found = _read_back(api, [dict(key, kid=f"kept-{number}") for number, key in enumerate(sent)], place)
        told = []
        for number, row in enumerate(expected):
            written = dict(row.written, kid=f"kept-{number}")
            if found[written["kid"]] != written:
                told.append(f"{row.name}: {_difference(written, found[written['kid']])}")
        assert not told, "\n".join(told)


def _is_kept(row: KeyRow, place: str, version: str) -> bool:
    """Return whether a version takes a key and can read it."""
    spoilt = [row.refused, row.unsure, row.lost, *([row.in_client] if place == "client" else [])]
    return not any(holds(versions, version) for versions in spoilt)


def _read_back(api: Api, keys: list[Jwk], place: str) -> dict[str, Jwk]:
    """Return keys as a server reads them, by their ids."""
    if place == "client":
        client_id = api.create_unnamed(token_endpoint_auth_method="none", jwks={"keys": keys})
        found = api.admin("GET", f"/clients/{client_id}").json()["jwks"]["keys"]
        api.admin("DELETE", f"/clients/{client_id}")
    else:
        if place == "set":
            assert api.admin("PUT", "/keys/kept", {"keys": keys}).status_code == 200
        for key in keys if place == "issuer" else ():
            grant = {"issuer": "kept", "subject": "s", "expires_at": "2040-01-01T00:00:00Z", "jwk": key}
            assert api.admin("POST", "/trust/grants/jwt-bearer/issuers", grant).status_code == 201
        found = api.admin("GET", "/keys/kept").json()["keys"]
        api.admin("DELETE", "/keys/kept")
    return {key["kid"]: key for key in found}


def _difference(written: Jwk, found: Jwk) -> dict[str, tuple[Any, Any]]:
    names = sorted({*written, *found})
    return {name: (written.get(name), found.get(name)) for name in names if written.get(name) != found.get(name)}
