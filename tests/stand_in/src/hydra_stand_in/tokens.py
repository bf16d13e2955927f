# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuing, revoking, examining and deleting access tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from . import clock, codes, jwt_bearer
from .errors import (
    Refusal,
    invalid_client,
    invalid_grant,
    invalid_request,
    invalid_scope,
    query_parameter,
    unauthorized_client,
    unrecognizable,
)
from .exchange import NO_STORE, Call, Reply, oauth_reply
from .go_json import decode_object
from .go_time import read_time
from .issuing import access_token, lifespan
from .oauth_client import authenticate, wanted_audience
from .scopes import scope_matches
from .state import Client, Token
from .versions import FIRST, Span

_Exchange = Callable[[Call, Client], Reply]


async def issue(call: Call) -> Reply:
    """POST /oauth2/token"""
    _unused = call.form
    grants = call.field("grant_type").split()
    if not grants:
        raise invalid_request("Request parameter 'grant_type' is missing")
    known = {name: exchange for name, exchange, since in _GRANTS if call.hydra.version in Span(since)}
    if len(grants) != 1 or grants[0] not in known:
        if call.hydra.quirks.unknown_grant_needs_credentials:
            await authenticate(call)
        raise invalid_request()
    client = await authenticate(call)
    if grants[0] not in client.grant_types and grants[0] != "client_credentials":
        raise _grant_not_allowed(grants[0])
    return known[grants[0]](call, client)


async def revoke(call: Call) -> Reply:
    """POST /oauth2/revoke (RFC 7009): 200 for every token, once the client has proven who it is"""
    try:
        client = await authenticate(call)
    except Refusal as refusal:
        # This endpoint does not say what exactly was wrong.
        nothing_but_401 = call.hydra.quirks.malformed_revocation_is_401
        raise (invalid_client() if refusal.status == 401 or nothing_but_401 else invalid_request()) from None
    text = call.field("token")
    token = call.hydra.state.tokens.get(text)
    if token is not None and token.client_id == client.id:
        if token.grant is None:
            del call.hydra.state.tokens[text]
        else:
            token.grant.revoked = True
    return Reply(200, headers=dict(NO_STORE))


async def introspect(call: Call) -> Reply:
    """POST /oauth2/introspect (RFC 7662)"""
    text = call.field("token")
    token = call.hydra.state.tokens.get(text)
    wanted = call.field("scope").split()
    if token is None or not token.active or not set(wanted) <= set(token.scope):
        reply = oauth_reply({"active": False})
        reply.headers["Content-Type"] = call.hydra.quirks.inactive_token_type
        return reply
    claims: dict[str, Any] = {"active": True}
    if token.scope:
        claims["scope"] = " ".join(token.scope)
    claims |= {"client_id": token.client_id, "sub": token.subject, "exp": token.expires_at, "iat": token.issued_at}
    claims["iss"] = call.hydra.issuer
    if call.hydra.quirks.introspection_names_use:
        claims |= {"nbf": token.issued_at, "aud": token.audience, "token_type": "Bearer", "token_use": token.use}
    else:
        claims |= {"token_type": token.use} | ({"aud": token.audience} if token.audience else {})
    if token.grant is not None and token.grant.access_token_claims:
        claims["ext"] = token.grant.access_token_claims
    return oauth_reply(claims, cached=True)


async def flush(call: Call) -> Reply:
    """POST /oauth2/flush: forget expired tokens that were issued before ``notAfter``; without it, all expired ones"""
    limit = clock.time()
    try:
        for member in decode_object(call.body, "oauth2.FlushInactiveOAuth2TokensRequest"):
            if member.key.lower() == "notafter" and member.value is not None:
                limit = datetime.fromisoformat(read_time(member.value)).timestamp()
    except ValueError as problem:
        raise unrecognizable(problem) from None
    state = call.hydra.state
    state.tokens = {
        text: token for text, token in state.tokens.items() if not (token.expired and token.issued_at <= limit)
    }
    return Reply(204)


async def delete(call: Call) -> Reply:
    """DELETE /oauth2/tokens?client_id=: the access tokens; refresh tokens stay active"""
    client_id = call.parameter("client_id")
    if not client_id:
        name = call.hydra.quirks.missing_client_id_parameter
        raise query_parameter(f'Query parameter "{name}" is not defined but it should have been.')
    call.hydra.state.forget_tokens_of(client_id, "access_token")
    return Reply(204)


def _grant_not_allowed(grant: str) -> Refusal:
    return unauthorized_client(f"The OAuth 2.0 Client is not allowed to use authorization grant '{grant}'.")


def _client_credentials(call: Call, client: Client) -> Reply:
    """The grant ``client_credentials`` (RFC 6749 section 4.4)"""
    allowed = client.document["scope"].split()
    scope = list(dict.fromkeys(call.field("scope").split()))
    for word in scope:
        if not any(scope_matches(word, pattern) for pattern in allowed):
            raise invalid_scope(f"The OAuth 2.0 Client is not allowed to request scope '{word}'.")
    audience = wanted_audience(call, client)
    if client.document["token_endpoint_auth_method"] == "none":
        raise invalid_grant(
            "The OAuth 2.0 Client is marked as public and is thus not allowed to use authorization grant "
            "'client_credentials'."
        )
    if "client_credentials" not in client.grant_types:
        raise _grant_not_allowed("client_credentials")
    issued_at = int(clock.time())
    seconds = lifespan(client, "client_credentials", "access_token")
    text = access_token(call, client, Token(client.id, scope, audience, issued_at, issued_at + seconds))
    return oauth_reply(
        {"access_token": text, "expires_in": seconds - 1, "scope": " ".join(scope), "token_type": "bearer"}
    )


# Grant type, what gives the token, and the first version that knows it.
_GRANTS: tuple[tuple[str, _Exchange, str], ...] = (
    ("authorization_code", codes.exchange_code, FIRST),
    ("client_credentials", _client_credentials, FIRST),
    ("refresh_token", codes.refresh, FIRST),
    (codes.DEVICE_CODE, codes.exchange_device_code, "25.4.0"),
    (jwt_bearer.GRANT_TYPE, jwt_bearer.exchange, "1.11.0"),
)
