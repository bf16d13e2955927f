# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/userinfo``: what was told to the client about the user of an access token (OpenID Connect Core section 5.3)."""

from __future__ import annotations

import uuid
from typing import Any

from . import clock
from .errors import Refusal, unrecognizable
from .exchange import Call, Reply, json_reply, refusal_reply
from .go_time import written_time
from .key_sets import ID_TOKEN
from .signing import sign
from .state import Token

# What Go makes of a time that nobody gave.
_ZERO_TIME = -62_135_596_800
# What of an ID token is not repeated.
_ONLY_IN_TOKENS = ("nonce", "at_hash", "c_hash", "exp", "sid", "jti")


async def userinfo(call: Call) -> Reply:
    """GET and POST /userinfo"""
    presented = presented_token(call)
    token = call.hydra.state.tokens.get(presented)
    if token is not None and token.expired and not token.withdrawn and token.use == "access_token":
        opaque = f"Access token expired at '{written_time(token.expires_at)}'."
        hint = "The token expired." if presented.count(".") == 2 else opaque
        text = f"Token expired. {hint}"
        return _refused(call, Refusal(401, "invalid_token", text), "invalid_token", text)
    if token is None or not token.active:
        text = "The request could not be authorized. Check that you provided valid credentials in the right format."
        return _refused(call, Refusal(401, "request_unauthorized", text), "request_unauthorized", text)
    if token.use != "access_token":
        text = "Only access tokens are allowed in the authorization header."
        return _refused(call, unrecognizable(text, 401), "invalid_token", text)
    claims = _claims(call, token)
    client = call.hydra.state.clients.get(token.client_id)
    if client is not None and client.document.get("userinfo_signed_response_alg") == "RS256":
        claims |= {"jti": str(uuid.uuid4()), "iat": int(clock.time())}
        return Reply(200, sign(call.hydra, ID_TOKEN, claims).encode(), {"Content-Type": "application/jwt"})
    return json_reply(call, claims)


def presented_token(call: Call) -> str:
    """Return the token of the header, or else of the form or the query."""
    scheme, _space, token = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token
    try:
        return call.merged.get("access_token", [""])[0]
    except Refusal:
        return ""


def _claims(call: Call, token: Token) -> dict[str, Any]:
    claims: dict[str, Any] = {"iat": token.issued_at, "iss": call.hydra.issuer}
    if token.grant is not None:
        claims |= {"sub": token.grant.subject}
        claims = token.grant.id_token_claims | claims
    elif call.hydra.quirks.user_info_of_clients_has_zeros:
        claims |= {"sub": "", "rat": _ZERO_TIME}
    claims = {name: value for name, value in claims.items() if name not in _ONLY_IN_TOKENS}
    return dict(sorted((claims | {"aud": [token.client_id]}).items()))


def _refused(call: Call, refusal: Refusal, error: str, text: str) -> Reply:
    reply = refusal_reply(refusal, call.hydra.quirks.error_shape)
    reply.headers["WWW-Authenticate"] = _challenge(error, text, call.hydra.quirks.user_info_refusal_names_scheme)
    return reply


def _challenge(error: str, text: str, names_scheme: bool) -> str:
    """Return what should say how to authenticate (RFC 6750 section 3); the older servers say it in their own way."""
    if names_scheme:
        return f'Bearer error="{error}",error_description="{text}"'
    description, _dot, hint = text.partition(". ")
    if not hint:
        return f'error_description="{text.removesuffix(".")}"'
    return f"error={error},error_description={description}.,error_hint={hint}"
