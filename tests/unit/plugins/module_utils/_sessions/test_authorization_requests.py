# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a request can be answered with: members, the state that they belong to, the versions that know them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UnsupportedError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._sessions.authorization_requests import (
    CONSENT,
    DEVICE,
    LOGIN,
    LOGOUT,
    RequestKind,
    answer,
    check_granted,
    check_version,
    fitting,
    only_kind,
    outcome_of,
)
from ansible_collections.ory.hydra.tests.unit._drive import server_of

Document = t.Dict[str, t.Any]
KINDS = [LOGIN, CONSENT, LOGOUT, DEVICE]


def given(kind: RequestKind, **members: t.Any) -> Document:
    options: Document = dict.fromkeys(kind.spec())
    return dict(options, **dict({"state": "accepted"}, **members))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_options(kind: RequestKind) -> None:
    spec = kind.spec()
    assert spec[kind.challenge] == {"type": "str", "required": True, "no_log": True, "aliases": ["challenge"]}
    assert spec["return_redirect_to"]["default"] is False
    assert spec["state"]["choices"] == (["accepted"] if kind is DEVICE else ["accepted", "rejected"])
    assert {name for name, option in spec.items() if option.get("no_log")} <= {kind.challenge, "user_code"}


@pytest.mark.parametrize(
    "kind, members, document",
    [
        (LOGIN, {"subject": "a"}, {"subject": "a"}),
        (LOGIN, {"subject": "a", "remember": False}, {"subject": "a", "remember": False}),
        (LOGIN, {"subject": "a", "remember_for": 0}, {"subject": "a", "remember_for": 0}),
        (LOGIN, {"state": "rejected"}, {}),
        (LOGIN, {"state": "rejected", "error": "x", "status_code": 403}, {"error": "x", "status_code": 403}),
        (CONSENT, {"grant_scope": []}, {"grant_scope": []}),
        (CONSENT, {"grant_scope": ["a"], "session": {}}, {"grant_scope": ["a"], "session": {}}),
        (LOGOUT, {}, {}),
        (LOGOUT, {"state": "rejected"}, {}),
        (DEVICE, {"user_code": "ABCDEFGH"}, {"user_code": "ABCDEFGH"}),
    ],
)  # fmt: skip
def test_answers(kind: RequestKind, members: Document, document: Document) -> None:
    assert answer(kind, given(kind, **members)) == document


@pytest.mark.parametrize(
    "kind, members, sentence",
    [
        (LOGIN, {}, "state=accepted needs subject"),
        (CONSENT, {}, "state=accepted needs grant_scope"),
        (LOGIN, {"subject": "a", "error": "x"}, "error can only be used with state=rejected"),
        (CONSENT, {"state": "rejected", "grant_scope": []}, "grant_scope can only be used with state=accepted"),
        (CONSENT, {"grant_scope": [], "remember_for": -1}, "remember_for must be 0 (forever) or more"),
    ],
)
def test_what_is_no_answer(kind: RequestKind, members: Document, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        answer(kind, given(kind, **members))
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    "kind, member, has, lacks",
    [
        (LOGIN, "amr", "1.10.7", "1.10.1"),
        (LOGIN, "context", "1.0.9", "1.0.0-rc.6"),
        (LOGIN, "extend_session_lifespan", "2.1.2", "2.0.3"),
        (LOGIN, "identity_provider_session_id", "2.2.0", "2.1.2"),
        (CONSENT, "context", "2.2.0", "1.11.10"),
    ],
)
def test_members_that_a_server_does_not_know(kind: RequestKind, member: str, has: str, lacks: str) -> None:
    check_version(kind, {member: 1}, server_of(has))
    with pytest.raises(UnsupportedError, match=member + " needs Hydra .* or newer; this server is " + lacks):
        check_version(kind, {member: 1}, server_of(lacks))
    check_version(kind, {}, server_of(lacks))


def test_requests_that_a_server_does_not_know() -> None:
    with pytest.raises(UnsupportedError, match="A device request needs Hydra 25.4.0 or newer; this server is 2.3.0"):
        check_version(DEVICE, {}, server_of("2.3.0"))
    with pytest.raises(UnsupportedError, match="A logout request needs Hydra 1.0.0-rc.10 or newer"):
        check_version(LOGOUT, {}, server_of("1.0.0-rc.6"))


def test_no_more_is_granted_than_was_requested() -> None:
    request = {"requested_scope": ["openid", "a"], "requested_access_token_audience": None}
    check_granted(request, {"grant_scope": ["a", "openid"]})
    check_granted(request, {})
    with pytest.raises(UsageError) as caught:
        check_granted(request, {"grant_scope": ["a", "b", "c"]})
    assert caught.value.message == "grant_scope has b c, which the client did not request; it requested openid a"
    with pytest.raises(UsageError) as caught:
        check_granted(request, {"grant_access_token_audience": ["api"]})
    assert "grant_access_token_audience has api, " in caught.value.message
    assert "it requested none" in caught.value.message


def test_a_diff_shows_no_code() -> None:
    assert outcome_of(DEVICE, "accepted", {"user_code": "ABCDEFGH"}) == {"state": "accepted"}
    assert outcome_of(LOGIN, "rejected", {"error": "x"}) == {"state": "rejected", "error": "x"}


def test_one_challenge_is_read() -> None:
    kinds = [LOGIN, CONSENT, LOGOUT]
    nothing: Document = dict.fromkeys(kind.challenge for kind in kinds)
    assert only_kind(kinds, dict(nothing, consent_challenge="c")) is CONSENT
    for wrong in (nothing, dict(nothing, login_challenge="a", logout_challenge="b")):
        with pytest.raises(UsageError, match="exactly one of login_challenge, consent_challenge and logout_challenge"):
            only_kind(kinds, wrong)


@pytest.mark.parametrize(
    "version, skip, sent", [("1.0.0-rc.6", True, False), ("1.0.0-rc.6", False, True), ("1.0.0-rc.7", True, True)]
)
def test_what_nobody_was_asked_for_is_not_to_be_remembered(version: str, skip: bool, sent: bool) -> None:
    document = {"subject": "a", "remember": True, "remember_for": 60}
    expected = document if sent else {"subject": "a"}
    assert fitting(document, {"skip": skip}, server_of(version)) == expected
