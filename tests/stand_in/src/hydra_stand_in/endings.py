# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an authorization ends: with a code, an access token, an ID token, or several of them, by its response type."""

from __future__ import annotations

from typing import Any

from . import clock, codes
from .authorization_request import AuthorizationRequest
from .errors import (
    insufficient_entropy,
    invalid_grant,
    invalid_request,
    unsupported_response_mode,
    unsupported_response_type,
)
from .exchange import Call
from .flows import Flow, Grant
from .issuing import access_token, half_hash, id_token, lifespan
from .state import Client, Token


def finish(call: Call, request: AuthorizationRequest, client: Client, flow: Flow) -> list[tuple[str, str]]:
    """Return the parameters that the client gets.  Raises Refusal."""
    types = set(request.types)
    grant = codes.grant_of(call, flow, request.value("nonce"))
    if types == {"code"}:
        parameters = [("code", codes.authorization_code(call, grant, request.value)), ("scope", " ".join(grant.scope))]
    else:
        # A token for the browser alone takes a grant type of its own, and an ID token takes the scope.
        wants_id_token = "id_token" in types and "openid" in grant.scope
        if "code" not in types and types != {"token"} and not wants_id_token:
            raise unsupported_response_type("")
        if "code" in types:
            _check_nonce(request, "id_token" in types, "requesting an ID Token using the OpenID Connect Hybrid Flow")
            _check_grant(client, "authorization_code", "authorization grant")
        if "token" in types or "code" not in types:
            _check_grant(client, "implicit", "the authorization grant")
        if "code" not in types and wants_id_token:
            _check_nonce(request, True, "using the OpenID Connect Implicit Flow")
        parameters = _in_front(call, request, client, grant, wants_id_token)
    if request.mode == "query" and request.default_mode == "fragment":
        raise unsupported_response_mode(
            f"Insecure response_mode 'query' for the response_type '[{' '.join(request.types)}]'."
        )
    return parameters


def _check_nonce(request: AuthorizationRequest, needed: bool, doing: str) -> None:
    nonce = request.value("nonce")
    if needed and not nonce:
        raise invalid_request(f"Parameter 'nonce' must be set when {doing}.")
    if nonce and len(nonce) < codes.SHORTEST_NONCE:
        raise insufficient_entropy()


def _check_grant(client: Client, grant: str, what: str) -> None:
    if grant not in client.grant_types:
        raise invalid_grant(f"The OAuth 2.0 Client is not allowed to use {what} '{grant}'.")


def _in_front(
    call: Call, request: AuthorizationRequest, client: Client, grant: Grant, wants_id_token: bool
) -> list[tuple[str, str]]:
    """Return the parameters of the implicit or hybrid flow (OpenID Connect Core sections 3.2 and 3.3)."""
    parameters: list[tuple[str, str]] = []
    issued_at, extra = int(clock.time()), dict[str, Any]()
    if "code" in request.types:
        code = codes.authorization_code(call, grant, request.value)
        parameters.append(("code", code))
        # The ID token that the code is exchanged for has it too.
        extra["c_hash"] = grant.id_token_claims["c_hash"] = half_hash(code)
    if "token" in request.types:
        seconds = lifespan(client, "implicit", "access_token")
        token = Token(client.id, grant.scope, grant.audience, issued_at, clock.expiry(seconds), grant=grant)
        text = access_token(call, client, token)
        extra["at_hash"] = half_hash(text)
        expires_in = str(clock.remaining(token.expires_at))
        parameters += [("access_token", text), ("expires_in", expires_in), ("token_type", "bearer")]
        parameters.append(("scope", " ".join(grant.scope)))
    if wants_id_token:
        text = id_token(call, grant, extra, issued_at, lifespan(client, "implicit", "id_token"))
        parameters.append(("id_token", text))
    return parameters
