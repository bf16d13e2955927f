# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser's way through an authorization (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2).

It comes three times: to begin, with the verifier of its login, and with the verifier of its consent.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any
from urllib.parse import quote_plus

from . import clock, codes
from .browser import client_number, cookie, cookies_of, error_page, error_parameters, found, no_cookie, to_client
from .errors import (
    Refusal,
    access_denied,
    consent_required,
    invalid_client,
    invalid_request,
    invalid_scope,
    invalid_state,
    login_required,
    request_forbidden,
    request_unauthorized,
    unsupported_response_type,
)
from .exchange import Call, Reply
from .flow_requests import is_over
from .flows import Flow, LoginAnswer, LoginSession
from .scopes import audience_matches, scope_matches
from .state import Client

# Where users would log in, consent and log out; the stand-in has no such pages.
LOGIN_PAGE, CONSENT_PAGE, LOGOUT_PAGE = "/_login", "/_consent", "/_logout"
_PATH = "/oauth2/auth"
_PROMPTS = ("login", "none", "consent")
_SHORTEST_STATE = 8


async def authorize(call: Call) -> Reply:
    """GET and POST /oauth2/auth"""
    values = call.form if call.method == "POST" else call.query

    def value(name: str) -> str:
        return values.get(name, [""])[0]

    client = call.hydra.state.clients.get(value("client_id"))
    if client is None or client.lost:
        refusal = invalid_client("The requested OAuth 2.0 Client does not exist.")
        return error_page(call, refusal)
    scope = value("scope").split()
    try:
        redirect_uri = _redirect_uri(call, client, value("redirect_uri"), "openid" in scope)
    except Refusal as refusal:
        return error_page(call, refusal)
    try:
        audience = [word for text in values.get("audience", ()) for word in text.split()]
        _check(client, scope, audience, value("response_type"), value("state"))
        if value("login_verifier"):
            return after_login(call, value("login_verifier"), value("prompt").split())
        if value("consent_verifier"):
            flow = after_consent(call, value("consent_verifier"))
            code = codes.authorization_code(call, flow, value)
            granted = " ".join(flow.consent.grant_scope) if flow.consent else ""
            return to_client(call, redirect_uri, [("code", code), ("scope", granted), ("state", value("state"))])
        flow = new_flow(call, client, _PATH, scope, audience)
        flow.oidc_context = _oidc_context(value)
        return begin(call, flow, value("prompt").split(), value("max_age"))
    except Refusal as refusal:
        return to_client(call, redirect_uri, [*error_parameters(call, refusal), ("state", value("state"))])


def _redirect_uri(call: Call, client: Client, given: str, openid: bool) -> str:
    registered = client.document["redirect_uris"]
    if not given:
        if openid and call.hydra.quirks.redirect_uri_is_required:
            raise invalid_request("The 'redirect_uri' parameter is required when using OpenID Connect 1.0.")
        if len(registered) == 1:
            return str(registered[0])
    elif given in registered:
        return given
    raise invalid_request(
        "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls."
    )


def _check(client: Client, scope: list[str], audience: list[str], response_type: str, state: str) -> None:
    for word in scope:
        if not any(scope_matches(word, pattern) for pattern in client.document["scope"].split()):
            raise invalid_scope(f"The OAuth 2.0 Client is not allowed to request scope '{word}'.")
    for word in audience:
        if not any(audience_matches(word, pattern) for pattern in client.document["audience"]):
            raise invalid_request(f"Requested audience '{word}' has not been whitelisted by the OAuth 2.0 Client.")
    if not response_type:
        raise unsupported_response_type("`The request is missing the 'response_type' parameter.")
    if response_type not in (client.document["response_types"] or ["code"]):
        raise unsupported_response_type(f"The client is not allowed to request response_type '{response_type}'.")
    if response_type != "code":
        raise Refusal(501, "not_served", f"The stand-in does not serve response_type {response_type} yet.")
    if len(state) < _SHORTEST_STATE:
        raise invalid_state()


def _oidc_context(value: Any) -> dict[str, Any]:
    lists = {name: value(name).split() for name in ("acr_values", "ui_locales")}
    texts = {name: value(name) for name in ("display", "login_hint")}
    return {name: content for name, content in (lists | texts).items() if content}


def new_flow(call: Call, client: Client, endpoint: str, scope: list[str], audience: list[str]) -> Flow:
    """Return a new authorization of a client, as the browser asks for it with this request."""
    request = f"{call.path}?{call.query_string}" if call.query_string else call.path
    query = [(name, text) for name, texts in call.query.items() for text in texts]
    url = call.hydra.public_url + request
    number, session_id = uuid.uuid4().hex, str(uuid.uuid4())
    return Flow(number, client.id, endpoint, query, url, scope, audience, {}, session_id, clock.time())


def begin(call: Call, flow: Flow, prompt: list[str], max_age: str) -> Reply:
    """Send the browser to log in.  Raises Refusal where that is not wanted and there is no login session."""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    session = flows.sessions.get(flows.session_cookies.get(cookies_of(call).get(quirks.session_cookie, ""), ""))
    if session is not None and session.valid and "login" not in prompt and not _too_old(call, session, max_age):
        flow.login_skip, flow.session_id, flow.subject = True, session.id, session.subject
        flow.authenticated_at = session.authenticated_at
    elif "none" in prompt:
        raise login_required("Prompt 'none' was requested, but no existing login session was found.")
    flow.login_csrf = secrets.token_urlsafe(150)
    flow.handles["login_challenge"] = flow.id
    challenge = flows.seal(quirks, "login_challenge", flow)
    return found(
        f"{call.hydra.public_url}{LOGIN_PAGE}?login_challenge={quote_plus(challenge)}",
        [cookie(_named(quirks.login_cookie, flow), flow.login_csrf)],
    )


def _too_old(call: Call, session: LoginSession, max_age: str) -> bool:
    if not max_age.isdigit() or (int(max_age) == 0 and not call.hydra.quirks.max_age_of_zero_counts):
        return False
    return session.authenticated_at + int(max_age) <= clock.time()


def after_login(call: Call, verifier: str, prompt: list[str]) -> Reply:
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
    unknown = [word for word in prompt if word not in _PROMPTS]
    if unknown:
        raise invalid_request(f"Used unknown value '[{' '.join(unknown)}]' for prompt parameter")
    cookies = _log_in(call, flow, flow.login)
    flow.consent_skip = "consent" not in prompt and flows.consent_is_remembered(quirks, flow)
    if "none" in prompt and not flow.consent_skip:
        raise consent_required("Prompt 'none' was requested, but no previous consent was found.")
    flow.consent_id = str(uuid.uuid4()) if quirks.consent_id_is_uuid else uuid.uuid4().hex
    flow.consent_csrf = secrets.token_urlsafe(150)
    flow.handles["consent_challenge"] = flow.consent_id
    challenge = flows.seal(quirks, "consent_challenge", flow)
    cookies.append(cookie(_named(quirks.consent_cookie, flow), flow.consent_csrf))
    page = f"{call.hydra.public_url}{CONSENT_PAGE}?consent_challenge={quote_plus(challenge)}"
    return found(page, cookies)


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
            return [no_cookie(quirks.session_cookie)]
    content = secrets.token_urlsafe(150)
    flows.session_cookies[content] = session.id
    return [cookie(quirks.session_cookie, content, answer.remember_for or None)]


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
