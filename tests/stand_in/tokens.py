# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuing, revoking, examining and deleting access tokens."""

from __future__ import annotations

import time
import uuid
from datetime import datetime
from typing import Any

from joserfc import jwt

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
from .go_url import UriError, parse
from .oauth_client import authenticate
from .state import Client, Token

_DEFAULT_LIFESPAN = 3600  # seconds
_GRANTS_NOT_SERVED = ("authorization_code", "refresh_token", "implicit")


async def issue(call: Call) -> Reply:
    """POST /oauth2/token with the grant ``client_credentials`` (RFC 6749 section 4.4)"""
    _unused = call.form
    if not call.field("grant_type"):
        raise invalid_request("Request parameter 'grant_type' is missing")
    client = await authenticate(call)
    grants = call.field("grant_type").split()
    if grants != ["client_credentials"]:
        raise _other_grant(client, grants)
    if client.document["token_endpoint_auth_method"] == "none":
        raise invalid_grant(
            "The OAuth 2.0 Client is marked as public and is thus not allowed to use authorization grant "
            "'client_credentials'."
        )
    if "client_credentials" not in client.document["grant_types"]:
        raise _grant_not_allowed("client_credentials")
    token = _grant(call, client)
    text = _signed(call, token) if client.document.get("access_token_strategy") == "jwt" else call.hydra.opaque_token()
    call.hydra.state.tokens[text] = token
    return oauth_reply(
        {
            "access_token": text,
            "expires_in": token.expires_at - token.issued_at - 1,
            "scope": " ".join(token.scope),
            "token_type": "bearer",
        }
    )


async def revoke(call: Call) -> Reply:
    """POST /oauth2/revoke (RFC 7009): 200 for every token, once the client has proven who it is"""
    try:
        client = await authenticate(call)
    except Refusal as refusal:
        # This endpoint does not say what exactly was wrong.
        raise (invalid_client() if refusal.status == 401 else invalid_request()) from None
    text = call.field("token")
    token = call.hydra.state.tokens.get(text)
    if token is not None and token.client_id == client.id:
        del call.hydra.state.tokens[text]
    return Reply(200, headers=dict(NO_STORE))


async def introspect(call: Call) -> Reply:
    """POST /oauth2/introspect (RFC 7662)"""
    text = call.field("token")
    token = call.hydra.state.tokens.get(text)
    wanted = call.field("scope").split()
    if token is None or token.expired or not set(wanted) <= set(token.scope):
        return oauth_reply({"active": False})
    claims: dict[str, Any] = {"active": True}
    if token.scope:
        claims["scope"] = " ".join(token.scope)
    claims |= {"client_id": token.client_id, "sub": token.client_id, "exp": token.expires_at, "iat": token.issued_at}
    claims["iss"] = call.hydra.issuer
    if call.hydra.quirks.introspection_names_use:
        claims |= {"nbf": token.issued_at, "aud": token.audience, "token_type": "Bearer", "token_use": "access_token"}
    else:
        claims["token_type"] = "access_token"
    return oauth_reply(claims, cached=True)


async def flush(call: Call) -> Reply:
    """POST /oauth2/flush: forget expired tokens that were issued before ``notAfter``; without it, all expired ones"""
    limit = time.time()
    try:
        for member in decode_object(call.body, "oauth2.FlushInactiveOAuth2TokensRequest"):
            if member.key.lower() == "notafter" and member.value is not None:
                limit = datetime.fromisoformat(read_time(member.value)).timestamp()
    except ValueError:
        raise unrecognizable() from None
    state = call.hydra.state
    state.tokens = {
        text: token for text, token in state.tokens.items() if not (token.expired and token.issued_at <= limit)
    }
    return Reply(204)


async def delete(call: Call) -> Reply:
    """DELETE /oauth2/tokens?client_id="""
    client_id = call.parameter("client_id")
    if not client_id:
        name = call.hydra.quirks.missing_client_id_parameter
        raise query_parameter(f"Query parameter '{name}' is not defined but it should have been.")
    call.hydra.state.forget_tokens_of(client_id)
    return Reply(204)


def _other_grant(client: Client, grants: list[str]) -> Refusal:
    for grant in grants:
        if grant in _GRANTS_NOT_SERVED and grant not in client.document["grant_types"]:
            return _grant_not_allowed(grant)
    if any(grant in _GRANTS_NOT_SERVED for grant in grants):
        return Refusal(501, "not_served", f"The stand-in does not serve the grant {' '.join(grants)} yet.", oauth=True)
    return invalid_request()


def _grant_not_allowed(grant: str) -> Refusal:
    return unauthorized_client(f"The OAuth 2.0 Client is not allowed to use authorization grant '{grant}'.")


def _grant(call: Call, client: Client) -> Token:
    allowed = client.document["scope"].split()
    scope = list(dict.fromkeys(call.field("scope").split()))
    for word in scope:
        if not any(_scope_matches(word, pattern) for pattern in allowed):
            raise invalid_scope(f"The OAuth 2.0 Client is not allowed to request scope '{word}'.")
    audience = [word for value in call.form.get("audience", ()) for word in value.split()]
    for word in audience:
        if not any(_audience_matches(word, pattern) for pattern in client.document["audience"]):
            raise invalid_request(f"Requested audience '{word}' has not been whitelisted by the OAuth 2.0 Client.")
    issued_at = int(time.time())
    lifespan = client.document.get("client_credentials_grant_access_token_lifespan")
    seconds = _DEFAULT_LIFESPAN if lifespan is None else lifespan // 1_000_000_000
    return Token(client.id, scope, audience, issued_at, issued_at + seconds)


def _scope_matches(word: str, pattern: str) -> bool:
    """Match part by part at the dots; ``*`` stands for one part, or at the end for one or more."""
    if word == pattern:
        return True
    parts, wanted = pattern.split("."), word.split(".")
    if len(parts) > len(wanted) or (len(parts) < len(wanted) and parts[-1] != "*"):
        return False
    return all(wanted[i] != "" if part == "*" else part == wanted[i] for i, part in enumerate(parts))


def _audience_matches(word: str, pattern: str) -> bool:
    """An audience that is a URL covers the paths below it."""
    if word == pattern:
        return True
    try:
        asked, allowed = parse(word), parse(pattern)
    except UriError:
        return False
    base = allowed.path.rstrip("/")
    return (asked.scheme, asked.host) == (allowed.scheme, allowed.host) and (
        asked.path == base or asked.path.startswith(base + "/")
    )


def _signed(call: Call, token: Token) -> str:
    key = call.hydra.keys.access_token_key()
    claims: dict[str, Any] = {
        "aud": token.audience,
        "client_id": token.client_id,
        "exp": token.expires_at,
        "ext": {},
        "iat": token.issued_at,
        "iss": call.hydra.issuer,
        "jti": str(uuid.uuid4()),
        "nbf": token.issued_at,
        "scp": token.scope,
        "sub": token.client_id,
    }
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"}, claims, key)
