# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a client authenticates to the token and revocation endpoints (RFC 6749 section 2.3)."""

from __future__ import annotations

import base64
import binascii
import json
import time
from typing import Any
from urllib.parse import unquote_plus

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from .errors import invalid_client, invalid_request
from .exchange import Call
from .state import Client

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_MISSING = "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body."


async def authenticate(call: Call) -> Client:
    """Return the client that sent the request.

    Raises Refusal: 400 without credentials, 401 with wrong ones or with another method than the client's own.
    """
    if call.field("client_assertion_type") == _ASSERTION:
        return _by_assertion(call)
    posted_id, posted_secret = call.field("client_id"), call.field("client_secret")
    basic = _basic(call.headers.get("Authorization", ""))
    if basic is not None:
        client_id, secret = basic
    elif posted_id:
        client_id, secret = posted_id, _posted(call, posted_secret)
    else:
        raise invalid_request(_MISSING)
    client = call.hydra.state.clients.get(client_id)
    if client is None:
        raise invalid_client()
    configured = client.document["token_endpoint_auth_method"]
    if posted_id and posted_secret:
        used = "client_secret_post"
    elif basic is not None and secret:
        used = "client_secret_basic"
    else:
        used = "none"
    if configured != used:
        if used == "none":
            raise invalid_client()
        raise invalid_client(
            f"The OAuth 2.0 Client supports client authentication method '{configured}', but method '{used}' was "
            f"requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept "
            f"'{used}'."
        )
    if used == "none":
        return client
    if client.secret is None or not await call.hydra.hasher.matches(secret, client.secret):
        raise invalid_client()
    return client


def _basic(header: str) -> tuple[str, str] | None:
    """Return id and secret of HTTP Basic; both halves are form-urlencoded (RFC 6749 section 2.3.1)."""
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return None
    client_id, colon, secret = text.partition(":")
    if not colon:
        return None
    return _unquoted(client_id), _unquoted(secret)


def _unquoted(text: str) -> str:
    return unquote_plus(text, errors="surrogateescape")


def _posted(call: Call, secret: str) -> str:
    return _unquoted(secret) if call.hydra.quirks.form_secret_is_decoded_twice else secret


def _by_assertion(call: Call) -> Client:
    """Authenticate by a JWT that the client signed (RFC 7523 section 2.2)."""
    assertion = call.field("client_assertion")
    try:
        client_id = _unverified(assertion).get("sub", "")
    except ValueError:
        raise invalid_client("Unable to verify the integrity of the 'client_assertion' value.") from None
    client = call.hydra.state.clients.get(str(client_id))
    if client is None:
        raise invalid_client()
    if client.document["token_endpoint_auth_method"] != "private_key_jwt":
        raise invalid_client(
            "This requested OAuth 2.0 client only supports client authentication method "
            f"'{client.document['token_endpoint_auth_method']}', however that method is not supported by this server."
        )
    try:
        keys = KeySet.import_key_set(client.document["jwks"])
        algorithm = client.document.get("token_endpoint_auth_signing_alg") or "RS256"
        token = jwt.decode(assertion, keys, algorithms=[algorithm])
        registry = jwt.JWTClaimsRegistry(
            now=int(time.time()),
            iss={"essential": True, "value": client.id},
            sub={"essential": True, "value": client.id},
            exp={"essential": True},
            aud={"essential": True, "value": f"{call.hydra.public_url}/oauth2/token"},
            jti={"essential": True},
        )
        registry.validate(token.claims)
    except (JoseError, ValueError, KeyError):
        raise invalid_client("Unable to verify the integrity of the 'client_assertion' value.") from None
    return client


def _unverified(assertion: str) -> dict[str, Any]:
    """Return the claims of a JWT before its signature is checked, only to find whose keys apply."""
    payload = assertion.split(".")[1] if assertion.count(".") == 2 else ""
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("not an object")
    return claims
