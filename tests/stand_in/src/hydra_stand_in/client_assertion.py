# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that prove who they are with a signed JWT (``private_key_jwt``, RFC 7523 section 3)."""

from __future__ import annotations

from typing import Any

from . import client_keys, clock
from .errors import Refusal, invalid_client, invalid_request, unrecognizable
from .exchange import Call
from .jwk import jwt_parts
from .signing import is_signed_by
from .state import Client

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_UNVERIFIED = "Unable to verify the integrity of the 'client_assertion' value."


async def authenticate(call: Call) -> Client:
    """Return the client that signed the ``client_assertion`` of the form.  Raises Refusal."""
    kind, assertion = call.field("client_assertion_type"), call.field("client_assertion")
    if kind != TYPE:
        raise invalid_request(f"Unknown client_assertion_type '{kind}'.")
    if not assertion:
        raise invalid_request(
            f"The client_assertion request parameter must be set when using client_assertion_type of '{TYPE}'."
        )
    try:
        header, claims = jwt_parts(assertion)
    except ValueError:
        raise invalid_client(_UNVERIFIED) from None
    client = _client(call, claims)
    _check_method(client, header)
    key = await client_keys.find(call, client, header)
    if not is_signed_by(assertion, key):
        if call.hydra.quirks.jwt_problems_are_those_of_jwt_go:
            raise unrecognizable(oauth=True)
        raise invalid_client(_UNVERIFIED)
    _check_times(claims)
    _check_claims(call, client, claims)
    return client


def _client(call: Call, claims: dict[str, Any]) -> Client:
    """Return the client that the form names, or else the JWT, before its signature is checked."""
    client_id = call.field("client_id") or claims.get("sub")
    if not client_id or not isinstance(client_id, str):
        raise invalid_client("The claim 'sub' from the client_assertion JSON Web Token is undefined.")
    client = call.hydra.state.clients.get(client_id)
    if client is None:
        raise invalid_client()
    return client


def _check_method(client: Client, header: dict[str, Any]) -> None:
    method = client.document["token_endpoint_auth_method"]
    if method == "none":
        raise invalid_client(
            "This requested OAuth 2.0 client does not support client authentication, however 'client_assertion' was "
            "provided in the request."
        )
    if method != "private_key_jwt":
        raise invalid_client(
            f"This requested OAuth 2.0 client only supports client authentication method '{method}', however "
            "'client_assertion' was provided in the request."
        )
    used, wanted = header.get("alg"), client.document.get("token_endpoint_auth_signing_alg") or "RS256"
    if used != wanted:
        raise invalid_client(
            f"The 'client_assertion' uses signing algorithm '{used}' but the requested OAuth 2.0 Client enforces "
            f"signing algorithm '{wanted}'."
        )


def _check_times(claims: dict[str, Any]) -> None:
    now = clock.time()
    over = _number(claims.get("exp")) and claims["exp"] <= now
    if over or any(_number(claims.get(name)) and claims[name] > now for name in ("iat", "nbf")):
        raise unrecognizable(oauth=True)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_claims(call: Call, client: Client, claims: dict[str, Any]) -> None:
    jti, used = claims.get("jti"), call.hydra.state.used_assertions
    for name in ("iss", "sub"):
        if claims.get(name) != client.id:
            raise invalid_client(
                f"Claim '{name}' from 'client_assertion' must match the 'client_id' of the OAuth 2.0 Client."
            )
    if not jti or not isinstance(jti, str):
        raise invalid_client("Claim 'jti' from 'client_assertion' must be set but is not.")
    if jti in used and not call.hydra.quirks.assertions_can_be_used_again:
        sentence = "Claim 'jti' from 'client_assertion' MUST only be used once."
        raise Refusal(400, "jti_known", "The jti was already used.", sentence, oauth=True)
    if not _number(claims.get("exp")):
        raise invalid_client(
            "Unable to type assert the expiry time from claims. This should not happen as we validate the expiry time "
            "already earlier with token.Claims.Valid()"
        )
    used.add(jti)
    endpoint = f"{call.hydra.public_url}/oauth2/token"
    audience = claims.get("aud")
    if endpoint not in (audience if isinstance(audience, list) else [audience]):
        raise invalid_client(
            "Claim 'audience' from 'client_assertion' must match the authorization server's token endpoint "
            f"'{endpoint}'."
        )
