# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login and consent requests: what providers of login and consent ask and answer."""

from __future__ import annotations

from typing import Any

from . import clock, request_bodies
from .browser import encoded
from .client_fields import RawJson
from .errors import (
    PARAMETERS,
    Refusal,
    conflict,
    missing_request,
    query_parameter,
    request_unauthorized,
    unrecognizable,
    used_already,
)
from .exchange import Call, Reply, json_reply
from .flows import ConsentAnswer, Flow, LoginAnswer
from .generations import ABSENT
from .go_json import DecodeError


async def read_login(call: Call) -> Reply:
    """GET /oauth2/auth/requests/login"""
    flow = _asked(call, "login")
    if flow.login_used:
        return _handled(call, flow)
    document = _common_document(call, flow) | {
        "challenge": _challenge(call, "login"),
        "session_id": _session_id(call, flow),
        "skip": flow.login_skip,
        "subject": flow.subject if flow.login_skip else "",
    }
    return json_reply(call, document)


async def accept_login(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/login/accept"""
    challenge = _challenge(call, "login")
    try:
        body = request_bodies.read(call, request_bodies.LOGIN, "HandledLoginRequest")
    except DecodeError as problem:
        raise request_bodies.undecodable_login(call, problem) from None
    if not body["subject"]:
        _check_subject(call)
    flow = find(call, "login", challenge)
    if not body["subject"]:
        return _without_subject(call, flow, LoginAnswer(remember=body["remember"], remember_for=body["remember_for"]))
    if flow.login_skip and body["subject"] != flow.subject:
        if call.hydra.quirks.other_subject_is_refused:
            if not call.hydra.quirks.undecodable_login_answer_is_named:
                raise unrecognizable(status=400)
            raise query_parameter('Field "subject" does not match subject from previous authentication.')
        return redirect_to(call, flow, [("prompt", "login")])
    if flow.login_skip:
        _check_remembering(call, body, "authentication")
        body["remember"] = True
    answer = LoginAnswer(
        body["subject"],
        body["remember"],
        body["remember_for"],
        body["acr"],
        body.get("amr") or [],
        body.get("context"),
        body.get("extend_session_lifespan", False),
    )
    return _answered(call, flow, "login", answer)


def _check_remembering(call: Call, body: dict[str, Any], what: str) -> None:
    """Refuse to remember an answer for which nobody was asked; later servers know better what is to be remembered."""
    if body["remember"] and call.hydra.quirks.skipped_cannot_be_remembered:
        raise unrecognizable(f"Can not remember {what} because no user interaction was required", 400)


def _check_subject(call: Call) -> None:
    """Refuse an acceptance that does not say of whom; the oldest servers look for the request first."""
    style = call.hydra.quirks.empty_subject
    if style == "named":
        raise query_parameter('Field "subject" must not be empty.')
    if style == "refused":
        raise _no_subject()


def _no_subject() -> Refusal:
    return unrecognizable("Subject from payload can not be empty", 400)


def _without_subject(call: Call, flow: Flow, answer: LoginAnswer) -> Reply:
    """Answer an acceptance that does not say of whom."""
    refusal = _no_subject()
    reply = _answered(call, flow, "login", answer)
    if call.hydra.quirks.empty_subject == "refused and accepted":
        reply.status, reply.headers["Content-Type"] = 400, "application/json"
        reply.body = refusal.body(call.hydra.quirks.error_shape) + b"\n" + reply.body + b"\n"
    return reply


async def reject_login(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/login/reject"""
    challenge = _challenge(call, "login")
    try:
        body = request_bodies.read(call, request_bodies.REJECTION, "RequestDeniedError")
    except DecodeError as problem:
        raise request_bodies.undecodable_login(call, problem) from None
    return _answered(call, find(call, "login", challenge), "login", LoginAnswer(error=_denied(call, body, "login")))


async def read_consent(call: Call) -> Reply:
    """GET /oauth2/auth/requests/consent"""
    flow = _asked(call, "consent")
    if flow.consent_used:
        return _handled(call, flow)
    document = consent_document(call, flow, _challenge(call, "consent"))
    if not call.hydra.quirks.empty_audience_is_null_in_consent_request:
        document["requested_access_token_audience"] = flow.audience
    return json_reply(call, document)


async def accept_consent(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/consent/accept"""
    challenge = _challenge(call, "consent")
    try:
        body = request_bodies.read(call, request_bodies.CONSENT, "AcceptOAuth2ConsentRequest")
    except DecodeError as problem:
        raise request_bodies.undecodable_consent(problem) from None
    flow = find(call, "consent", challenge)
    if flow.consent_skip:
        _check_remembering(call, body, "consent")
    session = body["session"] or {}
    answer = ConsentAnswer(
        clock.now(),
        body["grant_scope"],
        body["grant_access_token_audience"],
        session.get("access_token") or {},
        session.get("id_token") or {},
        body["remember"],
        body["remember_for"],
        body.get("context"),
    )
    return _answered(call, flow, "consent", answer)


async def reject_consent(call: Call) -> Reply:
    """PUT /oauth2/auth/requests/consent/reject"""
    challenge = _challenge(call, "consent")
    try:
        body = request_bodies.read(call, request_bodies.REJECTION, "RequestDeniedError")
    except DecodeError as problem:
        raise request_bodies.undecodable_consent(problem) from None
    answer = ConsentAnswer(clock.now(), error=_denied(call, body, "consent"))
    return _answered(call, find(call, "consent", challenge), "consent", answer)


def consent_document(call: Call, flow: Flow, challenge: str) -> dict[str, Any]:
    """Return a consent request as providers of consent see it, and as the list of consents repeats it."""
    quirks, login = call.hydra.quirks, flow.login or LoginAnswer()
    known = flow.session_id in call.hydra.state.flows.sessions or quirks.requests_keep_ended_session
    document = _common_document(call, flow) | {
        "acr": login.acr,
        "challenge": challenge,
        "login_challenge": flow.id if known or not quirks.login_requests_end_with_session else "",
        "login_session_id": _session_id(call, flow) if known else "",
        "skip": flow.consent_skip,
        "subject": flow.subject,
    }
    context = context_of(call, flow)
    if context is not ABSENT:
        document["context"] = context
    if quirks.requests_have_amr:
        document["amr"] = login.amr
    if quirks.consents_have_ids:
        document["consent_request_id"] = flow.consent_id
    return document


def context_of(call: Call, flow: Flow) -> Any:
    """Return what the apps of login and consent hand on; what the later one says takes the place of the other's."""
    quirks = call.hydra.quirks
    for answer in (flow.consent if quirks.consents_have_context else None, flow.login):
        if answer is not None and answer.context is not None:
            return answer.context
    return quirks.empty_context


def _common_document(call: Call, flow: Flow) -> dict[str, Any]:
    client = call.hydra.state.clients.get(flow.client_id)
    text = client.text if client else "{}"
    return {
        "client": RawJson(flow.client_text or text),
        "oidc_context": flow.oidc_context,
        "request_url": flow.request_url,
        "requested_access_token_audience": shown_audience(call, flow.audience),
        "requested_scope": flow.scope,
    }


def shown_audience(call: Call, audience: list[str]) -> list[str] | None:
    """Return an audience as most answers show it."""
    return None if call.hydra.quirks.empty_audience_is_null and not audience else audience


def _session_id(call: Call, flow: Flow) -> str:
    return "" if call.hydra.quirks.new_session_has_no_id and not flow.login_skip else flow.session_id


def _challenge(call: Call, kind: str) -> str:
    text = call.params.get("challenge") or call.parameter(f"{kind}_challenge") or call.parameter("challenge")
    if not text:
        raise query_parameter('Query parameter "challenge" is not defined but should have been.')
    return text


def find(call: Call, kind: str, challenge: str) -> Flow:
    """Return the flow that a challenge stands for.  Raises Refusal."""
    flow = call.hydra.state.flows.open(call.hydra.quirks, f"{kind}_challenge", challenge)
    if flow is None:
        raise missing_request(call.hydra.quirks)
    if is_over(call, flow) and call.hydra.quirks.stateless_challenges:
        raise request_unauthorized(f"The {kind} request has expired, please try again.")
    return flow


def is_over(call: Call, flow: Flow) -> bool:
    """Whether the browser took too long; up to 2.1 it is the only one to be told."""
    return clock.time() - flow.requested_at > call.hydra.switches.request_lifetime


def _asked(call: Call, kind: str) -> Flow:
    return find(call, kind, _challenge(call, kind))


def _handled(call: Call, flow: Flow) -> Reply:
    """Return what a request answers that its browser has left behind already."""
    if call.hydra.quirks.handled_request_status == 410:
        return json_reply(call, {"redirect_to": flow.request_url}, 410)
    raise used_already(problem=call.hydra.quirks.handled_request_problem)


def _denied(call: Call, body: dict[str, Any], kind: str) -> Refusal:
    error = body["error"] or f"{kind} request denied"
    hint = body["error_hint"] or (PARAMETERS if call.hydra.quirks.denial_always_has_hint else "")
    description = body["error_description"]
    if hint and not description and call.hydra.quirks.error_shape == "two":
        hint = f" {hint}"  # the two are joined with a blank, whether or not there are two
    return Refusal(body["status_code"] or 400, error, description, hint)


def _answered(call: Call, flow: Flow, kind: str, answer: LoginAnswer | ConsentAnswer) -> Reply:
    return json_reply(call, {"redirect_to": note_answer(call, flow, kind, answer)})


def note_answer(call: Call, flow: Flow, kind: str, answer: LoginAnswer | ConsentAnswer) -> str:
    """Note an answer; return where the browser has to go with it."""
    quirks = call.hydra.quirks
    if isinstance(answer, LoginAnswer):
        if flow.login is not None and quirks.second_login_answer_is_409:
            raise conflict()
        if flow.login_used:
            raise used_already("The login request was already used and can no longer be changed.")
        flow.login = answer
    else:
        if flow.consent_used:
            raise used_already("The consent request was already used and can no longer be changed.")
        flow.consent = answer
        if not quirks.stateless_challenges:
            call.hydra.state.flows.keep_consent(flow)
    verifier = call.hydra.state.flows.seal(quirks, f"{kind}_verifier", flow)
    return url_of(call, flow, [(f"{kind}_verifier", verifier)])


def redirect_to(call: Call, flow: Flow, more: list[tuple[str, str]]) -> Reply:
    """Tell an app where to send the browser: to where it began, with ``more`` parameters."""
    return json_reply(call, {"redirect_to": url_of(call, flow, more)})


def url_of(call: Call, flow: Flow, more: list[tuple[str, str]]) -> str:
    """Return the URL where a flow goes on."""
    return f"{call.hydra.public_url}{flow.endpoint}?{encoded([*flow.query, *more])}"
