# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes and refresh tokens for tokens (RFC 6749 sections 4.1.3 and 6, RFC 7636, RFC 8628 section 3.4)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from . import clock
from .errors import Refusal, insufficient_entropy, invalid_grant, invalid_request
from .exchange import Call, Reply
from .flows import Code, Flow, Grant
from .go_time import written_time
from .issuing import granted
from .state import Client

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_CODE_LIVES = 600  # seconds
_SHORTEST_VERIFIER = 43
SHORTEST_NONCE = 8
# What an ID token has or lacks whatever the consent says.
_OWN_CLAIMS = ("acr", "amr", "at_hash", "c_hash", "nonce")


def grant_of(call: Call, flow: Flow, nonce: str = "") -> Grant:
    """Return what the user allowed at the end of an authorization."""
    answer, login = flow.consent, flow.login
    assert answer is not None and login is not None
    dropped = _OWN_CLAIMS if call.hydra.quirks.own_claims_cannot_be_given else ("nonce",)
    claims = {name: value for name, value in answer.id_token_claims.items() if name not in dropped} | {
        "auth_time": flow.authenticated_at,
        "rat": int(flow.requested_at),
        "sid": flow.session_id,
    }
    claims |= {name: value for name, value in (("nonce", nonce), ("acr", login.acr), ("amr", login.amr)) if value}
    if call.hydra.quirks.session_claims_get_sid:
        answer.id_token_claims["sid"] = flow.session_id
    scope, audience = answer.grant_scope, answer.grant_audience
    grant = Grant(flow.client_id, flow.subject, scope, audience, answer.access_token_claims, claims, flow.consent_id)
    call.hydra.state.flows.grants[flow.consent_id] = grant
    return grant


def authorization_code(call: Call, grant: Grant, value: Callable[[str], str]) -> str:
    """Return a new authorization code; ``value`` gives the parameters of the authorization request.  Raises Refusal."""
    challenge, method = value("code_challenge"), value("code_challenge_method")
    if challenge and method != "S256":
        if method in ("", "plain"):
            raise invalid_request("Clients must use code_challenge_method=S256, plain is not allowed.")
        raise invalid_request("The code_challenge_method is not supported, use S256 instead.")
    text = call.hydra.opaque_token("ac")
    code = Code(grant, value("redirect_uri"), challenge, clock.time() + _CODE_LIVES)
    call.hydra.state.flows.codes[text] = code
    return text


def exchange_code(call: Call, client: Client) -> Reply:
    """The grant ``authorization_code``"""
    code = call.hydra.state.flows.codes.get(call.field("code"))
    if code is None:
        raise invalid_grant("")
    if code.used:
        code.grant.revoked = True
        raise invalid_grant("The authorization code has already been used.")
    if code.grant.revoked or clock.time() >= code.expires_at:
        raise invalid_grant("")
    if code.grant.client_id != client.id:
        raise invalid_grant(
            "The OAuth 2.0 Client ID from this request does not match the one from the authorize request."
        )
    if code.redirect_uri and call.field("redirect_uri") != code.redirect_uri:
        raise invalid_grant("The 'redirect_uri' from this request does not match the one from the authorize request.")
    _check_verifier(call, code, call.field("code_verifier"))
    nonce = code.grant.id_token_claims.get("nonce", "")
    if call.hydra.quirks.short_nonce_is_refused and "openid" in code.grant.scope and 0 < len(nonce) < SHORTEST_NONCE:
        raise insufficient_entropy()
    code.used = True
    return granted(call, client, code.grant, "authorization_code")


def _check_verifier(call: Call, code: Code, verifier: str) -> None:
    """Check the proof of RFC 7636; there is one try."""
    if code.code_challenge_lost:
        raise invalid_grant("Unable to find initial PKCE data tied to this request")
    if not code.code_challenge:
        if verifier and not call.hydra.quirks.needless_verifier_is_mismatch:
            raise invalid_grant("Unable to find initial PKCE data tied to this request")
        if verifier:
            raise invalid_grant("The PKCE code challenge did not match the code verifier.")
        return
    code.code_challenge_lost = True
    if len(verifier) < _SHORTEST_VERIFIER:
        raise invalid_grant(f"The PKCE code verifier must be at least {_SHORTEST_VERIFIER} characters.")
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogateescape")).digest()
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.code_challenge:
        raise invalid_grant("The PKCE code challenge did not match the code verifier.")


def refresh(call: Call, client: Client) -> Reply:
    """The grant ``refresh_token``; the scope asked for does not matter"""
    quirks, tokens = call.hydra.quirks, call.hydra.state.tokens
    token = tokens.get(call.field("refresh_token"))
    if token is None or token.use != "refresh_token" or token.grant is None:
        raise _unknown_refresh_token(call)
    revoked = token.grant.revoked and not token.used
    if revoked and quirks.used_refresh_token != "inactive":
        raise _unknown_refresh_token(call)
    if token.client_id != client.id:
        raise invalid_grant(
            "The OAuth 2.0 Client ID from this request does not match the ID during the initial token issuance."
        )
    if token.used or revoked:
        if quirks.used_refresh_token == "unknown":
            raise _unknown_refresh_token(call)
        token.grant.revoked = True
        if quirks.used_refresh_token == "inactive":
            text = "Token is inactive because it is malformed, expired or otherwise invalid."
            raise Refusal(401, "token_inactive", text, "Token validation failed.", oauth=True)
        raise invalid_grant("The refresh token was already used.")
    if token.expired:
        raise invalid_grant("The refresh token expired." if quirks.bad_refresh_token_is_named else "")
    token.used = True
    for text in [text for text, other in tokens.items() if other.grant is token.grant and other.use == "access_token"]:
        del tokens[text]
    return granted(call, client, token.grant, "refresh_token")


def _unknown_refresh_token(call: Call) -> Refusal:
    quirks = call.hydra.quirks
    if quirks.unknown_refresh_token_is_invalid_request:
        return invalid_request()
    return invalid_grant("The refresh token is malformed or not valid." if quirks.bad_refresh_token_is_named else "")


def exchange_device_code(call: Call, client: Client) -> Reply:
    """The grant of the device flow"""
    device = call.hydra.state.flows.devices.get(call.field("device_code"))
    if device is None or (device.used and not device.expired):
        raise invalid_grant("")
    if device.grant is None:
        text = (
            "The authorization request is still pending as the end user hasn't yet completed the user-interaction "
            "steps."
        )
        raise Refusal(400, "authorization_pending", text, oauth=True)
    if device.expired:
        text = "The device_code has expired, and the device authorization session has concluded."
        hint = f"Device code expired at '{written_time(device.expires_at)}'."
        raise Refusal(400, "expired_token", text, hint, oauth=True)
    if device.client_id != client.id:
        raise invalid_grant(
            "The OAuth 2.0 Client ID from this request does not match the one from the authorize request."
        )
    device.used = True
    return granted(call, client, device.grant, DEVICE_CODE)
