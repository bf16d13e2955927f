# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token for a JWT that a trusted issuer signed (RFC 7523 section 2.1)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from . import clock
from .errors import Refusal, invalid_grant, invalid_request, invalid_scope
from .exchange import Call, Reply, oauth_reply
from .flows import Grant
from .grants import TrustedIssuer
from .issuing import access_token, lifespan
from .jwk import decoded
from .key_material import Jwk
from .scopes import scope_matches
from .signing import is_signed_by
from .state import Client, Token

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST = 30 * 24 * 3600  # seconds from iat to exp
_JWT = "The JWT in 'assertion' request parameter"


def exchange(call: Call, client: Client) -> Reply:
    """Give a token for the ``assertion`` of the form.  What the client itself may ask for plays no part."""
    hydra, text = call.hydra, call.field("assertion")
    if not text:
        raise invalid_request(f"The assertion request parameter must be set when using grant_type of '{GRANT_TYPE}'.")
    header, claims = _read(text)
    trusted = _verified(call, text, header, claims)
    _check_times(call, claims)
    if claims["jti"] in hydra.state.used_assertions:
        raise Refusal(400, "jti_known", "The jti was already used.", oauth=True)
    scope = list(dict.fromkeys(call.field("scope").split()))
    for word in scope:
        if not any(scope_matches(word, pattern) for pattern in trusted.scope):
            raise invalid_scope(
                f"The public key registered for issuer '{claims['iss']}' and subject '{claims['sub']}' is not allowed "
                f"to request scope '{word}'."
            )
    hydra.state.used_assertions.add(claims["jti"])
    issued_at, seconds = int(clock.time()), lifespan(client, "jwt_bearer", "access_token")
    audience = _audience(claims) if hydra.quirks.token_has_audience_of_assertion else []
    grant = Grant(client.id, claims["sub"], scope, audience, {}, {}, consent_id="")
    token = Token(client.id, scope, grant.audience, issued_at, clock.expiry(seconds), grant=grant)
    document = {"access_token": access_token(call, client, token), "expires_in": clock.remaining(token.expires_at)}
    return oauth_reply(document | {"scope": " ".join(scope), "token_type": "bearer"})


def _read(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims, before the signature is checked."""
    parts = text.split(".")
    try:
        header, claims = (json.loads(decoded(part)) for part in parts[:2])
    except ValueError:
        raise invalid_grant("Unable to parse JSON Web Token passed in 'assertion' request parameter.") from None
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(claims, dict):
        raise invalid_grant("Unable to parse JSON Web Token passed in 'assertion' request parameter.")
    if any(not isinstance(claims.get(name, 0), (int, float)) for name in ("exp", "iat", "nbf")):
        raise invalid_grant("Looks like there are no claims in JWT in 'assertion' request parameter.")
    for name, what in (("iss", "issuer"), ("sub", "subject")):
        if not claims.get(name):
            article = "an" if name == "iss" else "a"
            raise invalid_grant(f"{_JWT} MUST contain {article} '{name}' ({what}) claim.")
    return header, claims


def _verified(call: Call, text: str, header: dict[str, Any], claims: dict[str, Any]) -> TrustedIssuer:
    """Return the grant whose key signed the JWT.  That the grant itself has expired does not matter."""
    state, kid = call.hydra.state, header.get("kid")
    grants = state.grants.for_assertion(claims["iss"], claims["sub"])
    if kid:
        grants = [grant for grant in grants if grant.kid == kid]
    found = next((grant for grant in grants if _signed_with(text, state.keys.find(grant.issuer, grant.kid))), None)
    if found is not None:
        return found
    if kid and grants:
        raise invalid_grant("Unable to verify the integrity of the 'assertion' value.")
    raise invalid_grant(
        f"No public JWK was registered for issuer '{claims['iss']}' and subject '{claims['sub']}', and public key is "
        "required to check signature of JWT in 'assertion' request parameter."
    )


def _signed_with(text: str, key: Jwk | None) -> bool:
    # A private key verifies nothing here.
    return key is not None and "d" not in key and is_signed_by(text, key)


def _check_times(call: Call, claims: dict[str, Any]) -> None:
    now, audience = clock.time(), _audience(claims)
    endpoint = f"{call.hydra.public_url}/oauth2/token"
    if not audience:
        raise invalid_grant(f"{_JWT} MUST contain an 'aud' (audience) claim.")
    if endpoint not in audience:
        raise invalid_grant(
            f"{_JWT} MUST contain an 'aud' (audience) claim containing a value '{endpoint}' that identifies the "
            "authorization server as an intended audience."
        )
    if not claims.get("exp"):
        raise invalid_grant(f"{_JWT} MUST contain an 'exp' (expiration time) claim.")
    if claims["exp"] <= now:
        raise invalid_grant(f"{_JWT} expired.")
    if claims.get("nbf", 0) > now:
        raise invalid_grant(
            f"{_JWT} contains an 'nbf' (not before) claim, that identifies the time '{_time(claims['nbf'])}' before "
            "which the token MUST NOT be accepted."
        )
    if not claims.get("iat"):
        raise invalid_grant(f"{_JWT} MUST contain an 'iat' (issued at) claim.")
    if claims["exp"] - claims["iat"] > _LONGEST:
        raise invalid_grant(
            f"{_JWT} contains an 'exp' (expiration time) claim with value '{_time(claims['exp'])}' that is "
            f"unreasonably far in the future, considering token issued at '{_time(claims['iat'])}'."
        )
    if not claims.get("jti"):
        raise invalid_grant(f"{_JWT} MUST contain an 'jti' (JWT ID) claim.")


def _audience(claims: dict[str, Any]) -> list[str]:
    audience = claims.get("aud") or []
    return audience if isinstance(audience, list) else [audience]


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
