# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consent and login sessions: listing and revoking them."""

from __future__ import annotations

from typing import Any

from . import channels
from .errors import missing_request, query_parameter
from .exchange import Call, Reply, json_reply
from .flow_requests import consent_document, context_of, shown_audience
from .flows import Consent
from .state import to_microsecond

_PATH = "/oauth2/auth/sessions/consent"
_BAD_SELECTION = "Invalid combination of query parameters."


async def list_consents(call: Call) -> Reply:
    """GET /oauth2/auth/sessions/consent"""
    hydra, quirks = call.hydra, call.hydra.quirks
    subject = _subject(call)
    # The total counts what the pages then leave out: what is expired, and the logins that were not asked for.
    rows = [consent for consent in hydra.state.flows.consents_of(subject) if not consent.flow.consent_skip]
    session_id = call.parameter("login_session_id") if quirks.consents_by_login_session else ""
    page = hydra.pager.page_of_consents(
        call,
        quirks.admin_prefix + _PATH,
        [consent for consent in rows if not session_id or consent.flow.session_id == session_id],
        total=len(rows),
    )
    return json_reply(call, [_document(call, consent) for consent in page.rows], headers=page.headers)


def _document(call: Call, consent: Consent) -> dict[str, Any]:
    quirks, flow, answer = call.hydra.quirks, consent.flow, consent.answer
    document: dict[str, Any] = {
        "consent_request": consent_document(call, flow, flow.consent_id if quirks.consents_show_challenge else ""),
        "grant_access_token_audience": shown_audience(call, answer.grant_audience),
        "grant_scope": answer.grant_scope,
        "remember": answer.remember,
        "remember_for": answer.remember_for,
        "session": {"access_token": answer.access_token_claims, "id_token": answer.id_token_claims},
    }
    if quirks.consents_have_handled_at:
        document["handled_at"] = to_microsecond(answer.handled_at)
    if quirks.consents_have_context:
        document["context"] = context_of(call, flow)
    if quirks.consents_have_ids:
        document["consent_request_id"] = flow.consent_id
    return document


async def revoke_consents(call: Call) -> Reply:
    """DELETE /oauth2/auth/sessions/consent"""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    request_id = call.parameter("consent_request_id") if quirks.consents_have_ids else ""
    client_id = call.params.get("client") or call.parameter("client")
    everything = call.parameter("all") == "true"
    if quirks.consent_selection == "one":
        subject = call.parameter("subject")
        if (
            bool(subject) == bool(request_id)
            or (subject and bool(client_id) == everything)
            or (request_id and client_id)
        ):
            raise query_parameter(_BAD_SELECTION)
    else:
        subject = _subject(call)
        if quirks.consent_selection == "client or all" and not (client_id or everything):
            raise query_parameter(
                'Query parameter both "client" and "all" is not defined but one of them should have been.'
            )
    chosen = [
        consent
        for consent in flows.consents.values()
        if (consent.flow.consent_id == request_id if request_id else consent.flow.subject == subject)
        and (not client_id or consent.flow.client_id == client_id)
    ]
    if not chosen and quirks.revoking_no_consent_is_404:
        raise missing_request(quirks)
    for consent in chosen:
        flows.revoke(consent)
    return Reply(204)


async def revoke_login_sessions(call: Call) -> Reply:
    """DELETE /oauth2/auth/sessions/login: the browser has to log in again; consents and tokens stay"""
    quirks, flows = call.hydra.quirks, call.hydra.state.flows
    session_id = call.parameter("sid") if quirks.login_session_by_sid else ""
    if session_id:
        channels.tell(call, session_id)
        flows.end_session(quirks, session_id)
        return Reply(204)
    if quirks.login_session_by_sid and not call.parameter("subject"):
        raise query_parameter("Either 'subject' or 'sid' query parameters need to be defined.")
    subject = _subject(call)
    ended = [session for session in flows.sessions.values() if session.subject == subject]
    if not ended and quirks.revoking_no_login_is_404:
        raise missing_request(quirks)
    for session in ended:
        flows.end_session(quirks, session.id)
    return Reply(204)


def _subject(call: Call) -> str:
    subject = call.params.get("user") or call.parameter("subject")
    if not subject:
        raise query_parameter('Query parameter "subject" is not defined but should have been.')
    return subject
