# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication by a JWT that the client signed: ``private_key_jwt`` (RFC 7523 sections 2.2 and 3)."""

from __future__ import annotations

import base64
import json
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from . import clock
from .errors import Refusal, invalid_client, invalid_request, unrecognizable
from .exchange import Call
from .state import Client

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_UNVERIFIED = "Unable to verify the integrity of the 'client_assertion' value."


def authenticate(call: Call) -> Client:
    """Return the client that signed the ``client_assertion`` of the form.  Raises Refusal."""
    kind, assertion = call.field("client_assertion_type"), call.field("client_assertion")
    if kind != TYPE:
        raise invalid_request(f"Unknown client_assertion_type '{kind}'.")
    if not assertion:
        raise invalid_request(
            f"The client_assertion request parameter must be set when using client_assertion_type of '{TYPE}'."
        )
    client = call.hydra.state.clients.get(_subject(assertion))
    if client is None:
        raise invalid_client()
    method = client.document["token_endpoint_auth_method"]
    if method != "private_key_jwt":
        raise invalid_client(
            f"This requested OAuth 2.0 client only supports client authentication method '{method}', however "
            "'client_assertion' was provided in the request."
        )
    _check_claims(call, client, _verified(call, client, assertion))
    return client


def _subject(assertion: str) -> str:
    """Return the claim ``sub`` before the signature is checked, only to find whose keys apply."""
    try:
        payload = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["sub"])
    except (ValueError, IndexError, KeyError, TypeError):
        raise invalid_client(_UNVERIFIED) from None


def _verified(call: Call, client: Client, assertion: str) -> dict[str, Any]:
    if not client.document["jwks"].get("keys"):
        plural = call.hydra.quirks.empty_key_set_is_called_keys
        raise invalid_request(f"The retrieved JSON Web Key Set does not contain any {'keys' if plural else 'key'}.")
    algorithm = client.document.get("token_endpoint_auth_signing_alg") or "RS256"
    try:
        keys = KeySet.import_key_set(client.document["jwks"])
        return jwt.decode(assertion, keys, algorithms=[algorithm]).claims
    except (JoseError, ValueError):
        raise invalid_client(_UNVERIFIED) from None


def _check_claims(call: Call, client: Client, claims: dict[str, Any]) -> None:
    if not isinstance(claims.get("exp"), (int, float)) or claims["exp"] <= clock.time():
        refusal = unrecognizable()
        refusal.oauth = True
        raise refusal
    if claims.get("iss") != client.id:
        raise invalid_client("Claim 'iss' from 'client_assertion' must match the 'client_id' of the OAuth 2.0 Client.")
    jti = claims.get("jti")
    if not jti:
        raise invalid_client("Claim 'jti' from 'client_assertion' must be set but is not.")
    endpoint = f"{call.hydra.public_url}/oauth2/token"
    audience = claims.get("aud")
    if endpoint not in (audience if isinstance(audience, list) else [audience]):
        raise invalid_client(
            "Claim 'audience' from 'client_assertion' must match the authorization server's token endpoint "
            f"'{endpoint}'."
        )
    if jti in call.hydra.state.used_assertions and not call.hydra.quirks.assertions_can_be_used_again:
        sentence = "Claim 'jti' from 'client_assertion' MUST only be used once."
        raise Refusal(400, "jti_known", "The jti was already used.", sentence, oauth=True)
    call.hydra.state.used_assertions.add(jti)
