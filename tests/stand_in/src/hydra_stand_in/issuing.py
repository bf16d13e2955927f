# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making tokens: what a client gets from the token endpoint (RFC 6749 section 5.1), and the ID token's claims."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from . import clock
from .exchange import Call, Reply, oauth_reply
from .flows import Grant
from .jwk import encoded
from .key_sets import ACCESS_TOKEN, ID_TOKEN
from .signing import sign
from .state import Client, Token

_HOUR, _MONTH = 3600, 30 * 24 * 3600  # seconds


def access_token(call: Call, client: Client, token: Token) -> str:
    """Keep an access token; return its text, in the form that the client wants."""
    strategy = client.document.get("access_token_strategy") or call.hydra.access_token_strategy
    text = _signed(call, token) if strategy == "jwt" else call.hydra.opaque_token("at")
    call.hydra.state.tokens[text] = token
    return text


def lifespan(client: Client, grant_type: str, use: str) -> int:
    """Return the seconds that a token lives which a client gets by a grant."""
    name = {"urn:ietf:params:oauth:grant-type:device_code": "device_authorization"}.get(grant_type, grant_type)
    nanoseconds = client.document.get(f"{name}_grant_{use}_lifespan")
    if nanoseconds is None:
        return _MONTH if use == "refresh_token" else _HOUR
    return int(nanoseconds) // 1_000_000_000


def granted(call: Call, client: Client, grant: Grant, grant_type: str) -> Reply:
    """Answer with all the tokens that a user's grant stands for."""
    issued_at = int(clock.time())

    def token(use: str) -> Token:
        expires_at = clock.expiry(lifespan(client, grant_type, use))
        return Token(client.id, grant.scope, grant.audience, issued_at, expires_at, use, grant)

    first = token("access_token")
    text = access_token(call, client, first)
    document: dict[str, Any] = {"access_token": text, "expires_in": clock.remaining(first.expires_at)}
    if "openid" in grant.scope:
        seconds = lifespan(client, grant_type, "id_token")
        document["id_token"] = id_token(call, grant, {"at_hash": half_hash(text)}, issued_at, seconds)
    offline = "offline" in grant.scope or "offline_access" in grant.scope
    may_refresh = "refresh_token" in client.grant_types or not call.hydra.quirks.refresh_token_takes_its_grant
    if offline and may_refresh:
        document["refresh_token"] = call.hydra.opaque_token("rt")
        call.hydra.state.tokens[document["refresh_token"]] = token("refresh_token")
    return oauth_reply(document | {"scope": " ".join(grant.scope), "token_type": "bearer"})


def half_hash(text: str) -> str:
    """Return what an ID token says of a code or token beside it: the left half of its hash."""
    return encoded(hashlib.sha256(text.encode()).digest()[:16])


def id_token(call: Call, grant: Grant, hashes: dict[str, str], issued_at: int, seconds: int) -> str:
    """Return an ID token, with the hashes of what it goes with."""
    claims = grant.id_token_claims | hashes
    if call.hydra.quirks.id_token_always_has_nonce:
        claims.setdefault("nonce", "")
    claims |= {
        "aud": [grant.client_id],
        "exp": issued_at + seconds,
        "iat": issued_at,
        "iss": call.hydra.issuer,
        "jti": str(uuid.uuid4()),
        "sub": grant.subject,
    }
    return sign(call.hydra, ID_TOKEN, claims)


def _signed(call: Call, token: Token) -> str:
    claims: dict[str, Any] = {
        "aud": token.audience,
        "client_id": token.client_id,
        "exp": token.expires_at,
        "ext": token.grant.access_token_claims if token.grant else {},
        "iat": token.issued_at,
        "iss": call.hydra.issuer,
        "jti": str(uuid.uuid4()),
        "nbf": token.issued_at,
        "scp": token.scope,
        "sub": token.subject,
    }
    return sign(call.hydra, ACCESS_TOKEN, claims)
