# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging out (OpenID Connect RP-Initiated Logout): the browser's part, and the provider's."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from . import clock
from .authorize import LOGOUT_PAGE
from .browser import cookies_of, error_page, found, no_cookie
from .client_fields import RawJson
from .errors import (
    Refusal,
    invalid_request,
    missing_request,
    missing_resource,
    request_unauthorized,
    unrecognizable,
    used_already,
)
from .exchange import Call, Reply, json_reply
from .flows import LoginSession, LogoutRequest, sealed_text
from .jwk import decoded
from .key_sets import ID_TOKEN
from .signing import is_signed_by
from .state import to_second

_DONE_PAGE = "/oauth2/fallbacks/logout/callback"
_LIVES = timedelta(minutes=30)


async def log_out(call: Call) -> Reply:
    """GET and POST /oauth2/sessions/logout"""
    values = call.form if call.method == "POST" else call.query
    verifier = values.get("logout_verifier", [""])[0]
    try:
        if verifier:
            return _end(call, verifier)
        return _begin(call, {name: texts[0] for name, texts in values.items()})
    except Refusal as refusal:
        return error_page(call, refusal)


def _session(call: Call) -> LoginSession | None:
    flows = call.hydra.state.flows
    content = cookies_of(call).get(call.hydra.quirks.session_cookie, "")
    return flows.sessions.get(flows.session_cookies.get(content, ""))


def _begin(call: Call, values: dict[str, str]) -> Reply:
    quirks = call.hydra.quirks
    hint, target = values.get("id_token_hint", ""), values.get("post_logout_redirect_uri", "")
    session = _session(call)
    if hint:
        claims = _claims(call, hint)
        client_id, subject, session_id = claims["aud"][0], claims["sub"], claims["sid"]
    elif target:
        raise invalid_request(
            "Logout failed because query parameter post_logout_redirect_uri is set but id_token_hint is missing."
        )
    elif session is None:
        return found(call.hydra.public_url + _DONE_PAGE)
    else:
        client_id, subject, session_id = "", session.subject, session.id
    back = call.hydra.public_url + _DONE_PAGE
    if target:
        client = call.hydra.state.clients.get(client_id)
        if client is None or target not in (client.document.get("post_logout_redirect_uris") or []):
            raise invalid_request(
                "Logout failed because query parameter post_logout_redirect_uri is not a whitelisted as a "
                "post_logout_redirect_uri for the client."
            )
        back = target
        if values.get("state"):
            back += ("&" if "?" in target else "?") + urlencode({"state": values["state"]})
    challenge = sealed_text() if quirks.stateless_logout else str(uuid.uuid4())
    url = f"{call.path}?{call.query_string}" if call.query_string else call.path
    call.hydra.state.flows.logouts.append(
        LogoutRequest(challenge, subject, session_id, url, bool(hint), client_id, back, clock.now())
    )
    return found(f"{call.hydra.public_url}{LOGOUT_PAGE}?{urlencode({'logout_challenge': challenge})}")


def _claims(call: Call, hint: str) -> dict[str, Any]:
    """Return the claims of an ID token that this server signed; that it expired does not matter."""
    if hint.count(".") != 2:
        raise invalid_request(f"{call.hydra.quirks.jose_library}: compact JWS format must have three parts")
    if not any(is_signed_by(hint, key) for key in call.hydra.state.keys.of(ID_TOKEN)):
        raise invalid_request(f"{call.hydra.quirks.jose_library}: error in cryptographic primitive")
    claims: dict[str, Any] = json.loads(decoded(hint.split(".")[1]))
    return claims


def _end(call: Call, verifier: str) -> Reply:
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    request = next((one for one in flows.logouts if verifier in one.verifiers), None)
    spent = request is not None and (request.rejected or (request.used and not quirks.logout_verifier_works_again))
    if request is None or (spent and not quirks.stateless_logout):
        if not quirks.missing_logout_verifier_is_named:
            raise unrecognizable()
        raise _undecipherable(call, verifier, "verifier") if quirks.stateless_logout else missing_request(quirks)
    request.used = True
    session = _session(call)
    cookies = []
    if session is not None and session.id == request.session_id:
        flows.end_session(quirks, session.id)
        cookies.append(no_cookie(quirks.session_cookie))
    return found(request.redirect_to, cookies)


async def read(call: Call) -> Reply:
    """GET /oauth2/auth/requests/logout"""
    quirks = call.hydra.quirks
    request = _asked(call)
    if request.rejected and not quirks.stateless_logout:
        raise _missing(call)
    if request.used and not quirks.stateless_logout:
        if quirks.handled_logout_status == 409:
            raise used_already(problem="Logout request has been used already")
        return json_reply(call, {"redirect_to": request.request_url}, quirks.handled_logout_status)
    document: dict[str, Any] = {
        "request_url": request.request_url,
        "rp_initiated": request.rp_initiated,
        "sid": request.session_id,
        "subject": request.subject,
    }
    if quirks.logout_requests_have_client:
        client = call.hydra.state.clients.get(request.client_id)
        document |= {"challenge": request.challenge, "client": RawJson(client.text) if client else None}
    if quirks.logout_requests_have_times:
        shown = quirks.stateless_logout or not request.rp_initiated
        document |= {
            "requested_at": to_second(request.requested_at) if shown else None,
            "expires_at": to_second(request.requested_at + _LIVES) if shown else None,
        }
    return json_reply(call, document)


async def accept(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/logout/accept"""
    request = _asked(call)
    request.rejected = False
    if call.hydra.quirks.stateless_logout:
        request.verifiers.append(sealed_text())
    elif not request.verifiers:
        request.verifiers.append(str(uuid.uuid4()))
    url = f"{call.hydra.public_url}/oauth2/sessions/logout?{urlencode({'logout_verifier': request.verifiers[-1]})}"
    return json_reply(call, {"redirect_to": url})


async def reject(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/logout/reject"""
    quirks = call.hydra.quirks
    try:
        request = _asked(call)
        if request.rejected and quirks.rejected_logout_is_gone:
            raise missing_request(quirks)
        request.rejected = True
    except Refusal as refusal:
        if quirks.rejecting_no_logout_is_204:
            return Reply(204)
        raise (refusal if quirks.stateless_logout else missing_request(quirks)) from None
    return Reply(204)


def _asked(call: Call) -> LogoutRequest:
    challenge = _challenge(call)
    for request in call.hydra.state.flows.logouts:
        if request.challenge == challenge:
            return request
    raise _missing(call)


def _missing(call: Call) -> Refusal:
    quirks = call.hydra.quirks
    if quirks.missing_logout_is_resource:
        return missing_resource()
    return _undecipherable(call, _challenge(call), "challenge") if quirks.stateless_logout else missing_request(quirks)


def _challenge(call: Call) -> str:
    return call.parameter("logout_challenge") or call.parameter("challenge")


def _undecipherable(call: Call, text: str, what: str) -> Refusal:
    """The refusal of what should hold the state of a logout; a UUID must be from a server that kept it itself."""
    try:
        uuid.UUID(text)
    except ValueError:
        refusal = missing_request(call.hydra.quirks)
        refusal.hint = f"Failed to decrypt the logout {what}."
        return refusal
    return request_unauthorized("The logout request has expired, please try the flow again.")
