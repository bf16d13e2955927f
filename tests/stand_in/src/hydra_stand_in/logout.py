# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging out (OpenID Connect RP-Initiated Logout): the browser's part, and the provider's."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from . import channels, clock, id_token_hints, pages
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
from .state import to_second
from .urls import with_query

_LIVES = timedelta(minutes=30)


async def log_out(call: Call) -> Reply:
    """GET and POST /oauth2/sessions/logout"""
    values = call.merged if call.method == "POST" else call.query
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
        claims = id_token_hints.claims_of(call, hint)
        client_id, subject, session_id = claims["aud"][0], claims["sub"], claims["sid"]
    elif values.get("state"):
        raise invalid_request("Logout failed because query parameter state is set but id_token_hint is missing.")
    elif target:
        raise invalid_request(
            "Logout failed because query parameter post_logout_redirect_uri is set but id_token_hint is missing."
        )
    elif session is None:
        return found(call.hydra.page_url("post_logout", []))
    else:
        client_id, subject, session_id = "", session.subject, session.id
    back = call.hydra.page_url("post_logout", [])
    if target:
        client = call.hydra.state.clients.get(client_id)
        if client is None or target not in (client.document.get("post_logout_redirect_uris") or []):
            raise invalid_request(
                "Logout failed because query parameter post_logout_redirect_uri is not a whitelisted as a "
                "post_logout_redirect_uri for the client."
            )
        back = with_query(target, [("state", values["state"])] if values.get("state") else [])
    remembered = call.hydra.state.flows.sessions.get(session_id)
    if hint and not (remembered is not None and remembered.remember):
        # Nothing is known of that login any more, so there is nobody to log out.
        return found(back)
    challenge = sealed_text() if quirks.stateless_logout else str(uuid.uuid4())
    url = f"{call.path}?{call.query_string}" if call.query_string else call.path
    call.hydra.state.flows.logouts.append(
        LogoutRequest(challenge, subject, session_id, url, bool(hint), client_id, back, clock.now())
    )
    return found(call.hydra.page_url("logout", [("logout_challenge", challenge)]))


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
    if not request.rp_initiated and (session is None or session.subject != request.subject):
        # The browser has logged out or in again since.
        return found(request.redirect_to)
    cookies = [no_cookie(call, quirks.session_cookie)]
    frames = channels.frames(call, request.session_id)
    channels.tell(call, request.session_id)
    flows.end_session(quirks, request.session_id)
    if frames:
        reply = pages.leaving(frames, request.redirect_to)
        reply.cookies += cookies
        return reply
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
    return json_reply(call, {"redirect_to": accepted(call)})


def accepted(call: Call) -> str:
    """Accept the logout request that the query names; return where the browser goes on.  Raises Refusal."""
    request = _asked(call)
    request.rejected = False
    if call.hydra.quirks.stateless_logout:
        request.verifiers.append(sealed_text())
    elif not request.verifiers:
        request.verifiers.append(str(uuid.uuid4()))
    return f"{call.hydra.public_url}/oauth2/sessions/logout?{urlencode({'logout_verifier': request.verifiers[-1]})}"


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
