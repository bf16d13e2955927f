# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser's way through an authorization (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2).

It comes three times: to begin, with the verifier of its login, and with the verifier of its consent.
"""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Any

from . import clock, endings, id_token_hints
from .authorization_request import AuthorizationRequest
from .browser import client_number, cookie, cookies_of, found, no_cookie
from .errors import (
    Refusal,
    access_denied,
    consent_required,
    invalid_request,
    login_required,
    request_forbidden,
    request_unauthorized,
    unrecognizable,
)
from .exchange import Call, Reply
from .flow_requests import is_over
from .flows import Flow, LoginAnswer, LoginSession
from .state import Client

_PATH = "/oauth2/auth"
_PROMPTS = ("login", "none", "consent")
_INTEGER = re.compile(r"[+-]?[0-9]+")


async def authorize(call: Call) -> Reply:
    """GET and POST /oauth2/auth"""
    request = AuthorizationRequest(call, dict(call.query))
    try:
        if call.method == "POST":
            request.values = call.merged
        client = await request.check()
        prompt, hint = request.value("prompt").split(), request.value("id_token_hint")
        if request.value("login_verifier"):
            return after_login(call, request.value("login_verifier"), prompt, hint)
        if request.value("consent_verifier"):
            flow = after_consent(call, request.value("consent_verifier"))
            return request.answered(endings.finish(call, request, client, flow))
        flow = new_flow(call, client, _PATH, request.scope, request.audience)
        flow.oidc_context = _oidc_context(request)
        return begin(call, flow, prompt, request.value("max_age"), hint)
    except Refusal as refusal:
        return request.refused(refusal)


def _oidc_context(request: AuthorizationRequest) -> dict[str, Any]:
    lists = {name: request.value(name).split() for name in ("acr_values", "ui_locales")}
    texts = {name: request.value(name) for name in ("display", "login_hint")}
    return {name: content for name, content in (lists | texts).items() if content}


def new_flow(call: Call, client: Client, endpoint: str, scope: list[str], audience: list[str]) -> Flow:
    """Return a new authorization of a client, as the browser asks for it with this request."""
    path = call.path.removesuffix("/")
    request = f"{path}?{call.query_string}" if call.query_string else path
    query = [(name, text) for name, texts in call.query.items() for text in texts]
    url = call.hydra.public_url + request
    number, session_id = uuid.uuid4().hex, str(uuid.uuid4())
    flow = Flow(number, client.id, endpoint, query, url, scope, audience, {}, session_id, clock.time())
    if call.hydra.quirks.stateless_challenges:
        flow.client_text = client.text
    return flow


def begin(call: Call, flow: Flow, prompt: list[str], max_age: str, hint: str = "") -> Reply:
    """Send the browser to log in.  Raises Refusal where that is not wanted and there is no login session."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    session = flows.sessions.get(flows.session_cookies.get(cookies_of(call).get(quirks.session_cookie, ""), ""))
    if session is not None and session.valid and "login" not in prompt:
        if _too_old(call, session, max_age):
            if "none" in prompt:
                raise login_required(
                    "Request failed because prompt is set to 'none' and authentication time reached 'max_age'."
                )
        else:
            if hint and id_token_hints.claims_of(call, hint).get("sub") != session.subject:
                raise login_required(
                    "Request failed because subject claim from id_token_hint does not match subject from "
                    "authentication session."
                )
            flow.login_skip, flow.session_id, flow.subject = True, session.id, session.subject
            flow.authenticated_at = session.authenticated_at
    if "none" in prompt and not flow.login_skip:
        raise login_required("Prompt 'none' was requested, but no existing login session was found.")
    if hint:
        flow.oidc_context["id_token_hint_claims"] = id_token_hints.claims_of(call, hint)
    flow.login_csrf = secrets.token_urlsafe(150)
    flow.handles["login_challenge"] = flow.id
    challenge = flows.seal(quirks, "login_challenge", flow)
    wants_account = "registration" in prompt and quirks.users_can_be_sent_to_register
    return found(
        call.hydra.page_url("registration" if wants_account else "login", [("login_challenge", challenge)]),
        [cookie(call, _named(quirks.login_cookie, flow), flow.login_csrf, quirks.request_cookies_live)],
    )


def _too_old(call: Call, session: LoginSession, max_age: str) -> bool:
    if max_age and not _INTEGER.fullmatch(max_age):
        raise unrecognizable(oauth=True)
    seconds = int(max_age or -1)
    if seconds < 0 or (seconds == 0 and not call.hydra.quirks.max_age_of_zero_counts):
        return False
    return session.authenticated_at + seconds <= clock.time()


def after_login(call: Call, verifier: str, prompt: list[str], hint: str = "") -> Reply:
    """Note the login that a verifier proves, and send the browser to consent.  Raises Refusal."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    flow = flows.open(quirks, "login_verifier", verifier)
    if flow is None or flow.login is None:
        if quirks.login_verifier_is_invalid:
            raise access_denied("The login verifier is invalid.")
        raise access_denied("The login verifier has already been used, has not been granted, or is invalid.")
    if flow.login_used:
        raise invalid_request()
    flow.login_used = not quirks.stateless_challenges
    if flow.login.error is not None:
        raise flow.login.error
    if is_over(call, flow):
        raise request_unauthorized(quirks.late_login)
    check_csrf(call, _named(quirks.login_cookie, flow), flow.login_csrf)
    _check_prompt(call, prompt)
    if hint and id_token_hints.claims_of(call, hint).get("sub") != (flow.subject or flow.login.subject):
        raise _another_user(call)
    cookies = _log_in(call, flow, flow.login)
    flow.consent_skip = "consent" not in prompt and flows.consent_is_remembered(quirks, flow)
    if "none" in prompt and not flow.consent_skip:
        raise consent_required("Prompt 'none' was requested, but no previous consent was found.")
    flow.consent_id = str(uuid.uuid4()) if quirks.consent_id_is_uuid else uuid.uuid4().hex
    flow.consent_csrf = secrets.token_urlsafe(150)
    flow.handles["consent_challenge"] = flow.consent_id
    challenge = flows.seal(quirks, "consent_challenge", flow)
    cookies.append(cookie(call, _named(quirks.consent_cookie, flow), flow.consent_csrf, quirks.request_cookies_live))
    return found(call.hydra.page_url("consent", [("consent_challenge", challenge)]), cookies)


def _check_prompt(call: Call, prompt: list[str]) -> None:
    known = [*_PROMPTS, "registration"] if call.hydra.quirks.users_can_be_sent_to_register else _PROMPTS
    if any(word not in known for word in prompt):
        raise invalid_request(f"Used unknown value '[{' '.join(prompt)}]' for prompt parameter")
    if "none" in prompt and len(prompt) > 1:
        raise invalid_request(
            "Parameter 'prompt' was set to 'none', but contains other values as well which is not allowed."
        )


def _another_user(call: Call) -> Refusal:
    """End the login session of the browser; return the refusal of an ID token that is about somebody else."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    flows.end_session(quirks, flows.session_cookies.get(cookies_of(call).get(quirks.session_cookie, ""), ""))
    refusal = login_required(
        "Failed to validate OpenID Connect request because the subject from provided id token from id_token_hint does "
        "not match the current session's subject."
    )
    refusal.cookies.append(no_cookie(call, quirks.session_cookie))
    return refusal


def _log_in(call: Call, flow: Flow, answer: LoginAnswer) -> list[str]:
    """Make or prolong the login session; return the cookies to set."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    expires_at = clock.time() + answer.remember_for if answer.remember_for > 0 else None
    if flow.login_skip:
        session = flows.sessions.get(flow.session_id)
        if session is None or not answer.extend_session_lifespan:
            return []
        session.expires_at = expires_at
    else:
        flow.subject, flow.authenticated_at = answer.subject, int(clock.time())
        session = LoginSession(flow.session_id, flow.subject, flow.authenticated_at, answer.remember, expires_at)
        flows.sessions[session.id] = session
        if not answer.remember:
            return [no_cookie(call, quirks.session_cookie)]
    content = secrets.token_urlsafe(150)
    flows.session_cookies[content] = session.id
    seconds = answer.remember_for if answer.remember_for > 0 else quirks.session_cookie_lives
    return [cookie(call, quirks.session_cookie, content, seconds)]


def after_consent(call: Call, verifier: str) -> Flow:
    """Return the authorization whose consent a verifier proves.  Raises Refusal."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    flow = flows.open(quirks, "consent_verifier", verifier)
    if flow is None or flow.consent is None:
        raise access_denied("The consent verifier has already been used, has not been granted, or is invalid.")
    if flow.consent_used:
        raise invalid_request()
    if flow.consent_id in flows.used:
        raise access_denied("The consent verifier has already been used.")
    if quirks.stateless_challenges:
        flows.used.add(flow.consent_id)
        flows.keep_consent(flow)
    else:
        flow.consent_used = True
    if is_over(call, flow):
        raise request_unauthorized("The consent request has expired, please try again.")
    if flow.consent.error is not None:
        raise flow.consent.error
    check_csrf(call, _named(quirks.consent_cookie, flow), flow.consent_csrf)
    return flow


def check_csrf(call: Call, name: str, wanted: str) -> None:
    """Check that the browser is the one that began.  Raises Refusal."""
    sent = cookies_of(call).get(name)
    if sent == wanted:
        return
    if not call.hydra.quirks.csrf_problem_is_named:
        raise request_forbidden("You are not allowed to perform this action.")
    if sent is None:
        raise request_forbidden("No CSRF value available in the session cookie.")
    raise request_forbidden("The CSRF value from the token does not match the CSRF value from the data store.")


def _named(pattern: str, flow: Flow) -> str:
    """Return the name of a cookie; from 2.0 on each client has its own."""
    return pattern.replace("{client}", str(client_number(flow.client_id)))
