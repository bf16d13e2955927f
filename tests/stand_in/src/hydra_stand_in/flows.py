# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorizations on their way through login and consent, and what is kept of them.

Up to 2.1 a challenge or verifier is the name of a row that every step changes.  From 2.2 on it *is* the state, sealed:
a step answers with the next one and leaves the earlier ones as they were, so that each can be used again.
"""

from __future__ import annotations

import base64
import copy
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import clock
from .errors import Refusal
from .generations import Quirks
from .scopes import scope_matches

# What a sealed challenge holds in a real server comes to about this many bytes.
_SEALED_BYTES = 780


@dataclass
class LoginAnswer:
    """How a login or consent provider answered a login request."""

    subject: str = ""
    remember: bool = False
    remember_for: int = 0
    acr: str = ""
    amr: list[str] = field(default_factory=list)
    context: Any = None
    extend_session_lifespan: bool = False
    error: Refusal | None = None


@dataclass
class ConsentAnswer:
    """How a consent provider answered a consent request."""

    handled_at: datetime
    grant_scope: list[str] = field(default_factory=list)
    grant_audience: list[str] = field(default_factory=list)
    access_token_claims: dict[str, Any] = field(default_factory=dict)
    id_token_claims: dict[str, Any] = field(default_factory=dict)
    remember: bool = False
    remember_for: int = 0
    context: Any = None
    error: Refusal | None = None


@dataclass
class Flow:
    """One authorization, from the browser's first request to the code that it ends with."""

    id: str
    client_id: str
    # Where the browser takes the verifiers to, and the parameters it began with.
    endpoint: str
    query: list[tuple[str, str]]
    request_url: str
    scope: list[str]
    audience: list[str]
    oidc_context: dict[str, Any]
    session_id: str
    requested_at: float
    # Whether a login session answers for the user; then ``subject`` is its subject.
    login_skip: bool = False
    subject: str = ""
    authenticated_at: int = 0
    login_csrf: str = ""
    login: LoginAnswer | None = None
    login_used: bool = False
    consent_id: str = ""
    consent_csrf: str = ""
    consent_skip: bool = False
    consent: ConsentAnswer | None = None
    consent_used: bool = False
    device_code: str = ""
    # From 2.2 on: the client as it was at the beginning, which is sealed with the rest.
    client_text: str = ""
    # Up to 2.1: the challenge or verifier of each kind.
    handles: dict[str, str] = field(default_factory=dict)


@dataclass
class Consent:
    """A consent that was given; ``flow`` is the authorization as it was then."""

    flow: Flow
    answer: ConsentAnswer

    @property
    def expired(self) -> bool:
        return 0 < self.answer.remember_for <= clock.time() - self.answer.handled_at.timestamp()

    @property
    def listed(self) -> bool:
        """Whether the list of consents shows it."""
        return not (self.flow.consent_skip or self.expired)


@dataclass
class LoginSession:
    """A browser's login."""

    id: str
    subject: str
    authenticated_at: int
    remember: bool
    expires_at: float | None = None

    @property
    def valid(self) -> bool:
        return self.remember and (self.expires_at is None or clock.time() < self.expires_at)


@dataclass
class LogoutRequest:
    """A browser's wish to end a login session."""

    challenge: str
    subject: str
    session_id: str
    request_url: str
    rp_initiated: bool
    client_id: str
    redirect_to: str
    requested_at: datetime
    # One once it is accepted; where they are sealed, one for each time.
    verifiers: list[str] = field(default_factory=list)
    rejected: bool = False
    used: bool = False


@dataclass
class Grant:
    """What a user allowed a client: everything that codes and tokens are made of."""

    client_id: str
    subject: str
    scope: list[str]
    audience: list[str]
    access_token_claims: dict[str, Any]
    id_token_claims: dict[str, Any]
    consent_id: str
    revoked: bool = False


@dataclass
class Code:
    """An authorization code (RFC 6749 section 4.1.2)."""

    grant: Grant
    redirect_uri: str
    code_challenge: str
    expires_at: float
    used: bool = False
    # Whether the one try to prove the challenge was had.
    code_challenge_lost: bool = False


@dataclass
class DeviceGrant:
    """A device authorization (RFC 8628), by its device code."""

    client_id: str
    user_code: str
    scope: list[str]
    audience: list[str]
    expires_at: int
    grant: Grant | None = None
    used: bool = False

    @property
    def expired(self) -> bool:
        return clock.time() >= self.expires_at


@dataclass
class Flows:
    """All of them."""

    sealed: dict[tuple[str, str], Flow] = field(default_factory=dict)
    # Ids of consent requests whose verifier was used.
    used: set[str] = field(default_factory=set)
    # By the ids of their requests, oldest first.
    consents: dict[str, Consent] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    sessions: dict[str, LoginSession] = field(default_factory=dict)
    # The content of a session cookie -> the id of the session.
    session_cookies: dict[str, str] = field(default_factory=dict)
    logouts: list[LogoutRequest] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, DeviceGrant] = field(default_factory=dict)
    # Challenge -> the content of the browser's cookie, and the query that it came with.
    device_challenges: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)

    def seal(self, quirks: Quirks, kind: str, flow: Flow) -> str:
        """Return the challenge or verifier of a ``kind`` that stands for a flow as it is now."""
        if quirks.stateless_challenges:
            text = sealed_text()
            self.sealed[kind, text] = copy.deepcopy(flow)
        else:
            text = flow.handles.setdefault(kind, uuid.uuid4().hex)
            self.sealed[kind, text] = flow
        return text

    def open(self, quirks: Quirks, kind: str, text: str) -> Flow | None:
        """Return the flow that a challenge or verifier stands for."""
        flow = self.sealed.get((kind, text))
        return copy.deepcopy(flow) if flow is not None and quirks.stateless_challenges else flow

    def consents_of(self, subject: str) -> Iterator[Consent]:
        """Yield the consents of a subject, newest first, the skipped and the expired among them."""
        return (consent for consent in reversed(self.consents.values()) if consent.flow.subject == subject)

    def consent_is_remembered(self, quirks: Quirks, flow: Flow) -> bool:
        """Whether the user need not be asked again: the newest consent that is to be remembered must suffice.

        Its scopes count, its audience does not.
        """
        for consent in self.consents_of(flow.subject):
            fits = consent.flow.client_id == flow.client_id and not consent.flow.consent_skip
            if not fits or not consent.answer.remember or (consent.expired and not quirks.expired_consent_hides_others):
                continue
            given = consent.answer.grant_scope
            return not consent.expired and all(any(scope_matches(word, one) for one in given) for word in flow.scope)
        return False

    def keep_consent(self, flow: Flow) -> None:
        """Keep what was answered to a consent request; a later answer to the same one takes its place."""
        self.consents.pop(flow.consent_id, None)
        flow.client_text = ""  # what is stored refers to the client as it is
        if flow.consent is not None and flow.consent.error is None:
            self.consents[flow.consent_id] = Consent(flow, flow.consent)

    def revoke(self, consent: Consent) -> None:
        """Forget a consent, with the codes and tokens that came of it."""
        del self.consents[consent.flow.consent_id]
        grant = self.grants.pop(consent.flow.consent_id, None)
        if grant is not None:
            grant.revoked = True

    def end_session(self, quirks: Quirks, session_id: str) -> None:
        """Forget a login session; consents and tokens stay."""
        if self.sessions.pop(session_id, None) is None:
            return
        self.session_cookies = {text: one for text, one in self.session_cookies.items() if one != session_id}
        if quirks.login_requests_end_with_session:
            self.sealed = {key: flow for key, flow in self.sealed.items() if flow.session_id != session_id}

    def forget_client(self, client_id: str, and_consents: bool) -> None:
        """Forget what was begun for or granted to a client; what is sealed lives on."""
        self.sealed = {
            key: flow for key, flow in self.sealed.items() if flow.client_id != client_id or flow.client_text
        }
        for consent in [each for each in self.consents.values() if and_consents and each.flow.client_id == client_id]:
            self.revoke(consent)
        self.codes = {text: code for text, code in self.codes.items() if code.grant.client_id != client_id}
        self.devices = {text: device for text, device in self.devices.items() if device.client_id != client_id}


def sealed_text() -> str:
    """Return a text like that of a sealed challenge: long, URL-safe base64, with its padding."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SEALED_BYTES + secrets.randbelow(16))).decode()
