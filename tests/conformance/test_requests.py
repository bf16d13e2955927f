# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login and consent requests: what they tell, and how they are answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import requests

from hydra_stand_in.generations import Quirks
from support import servers, threaded

from .api import Api, sentence
from .browser import CALLBACK, Browser, make_client, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)


def test_requests_tell_what_was_asked(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    asked = {"login_hint": "fl-hint", "ui_locales": "de en", "acr_values": "a b", "display": "page"}
    challenge = parameter(browser.begin(client_id, **asked), "login_challenge")
    request = browser.request("login", challenge).json()
    assert request["oidc_context"] == {
        "login_hint": "fl-hint",
        "ui_locales": ["de", "en"],
        "acr_values": ["a", "b"],
        "display": "page",
    }
    assert request["client"]["client_id"] == client_id
    assert "client_secret" not in request["client"]
    answer: dict[str, Any] = {"subject": "fl-asked", "context": {"k": [1]}, "acr": "2"}
    if quirks.requests_have_amr:
        answer["amr"] = ["pwd"]
    here = browser.go(browser.answer("login", challenge, answer).json()["redirect_to"])
    challenge = parameter(here, "consent_challenge")
    consent = browser.request("consent", challenge).json()
    assert (consent["context"], consent["acr"], consent.get("amr", [])) == ({"k": [1]}, "2", answer.get("amr", []))
    assert consent["challenge"] == challenge
    assert consent["login_session_id"] == request["session_id"]
    assert (len(challenge) > 500) is quirks.stateless_challenges


def test_answers_say_which_request_they_are_about(api: Api, client_id: str) -> None:
    """The modules refuse what is about another request."""

    def check(browser: Browser, kind: str, here: str, action: str, answer: dict[str, Any]) -> str:
        challenge = parameter(here, f"{kind}_challenge")
        request = browser.request(kind, challenge).json()
        assert request["challenge"] == challenge
        target: str = browser.answer(kind, challenge, answer, action).json()["redirect_to"]
        for name, value in (("client_id", client_id), ("state", "fl-state+a b;c")):
            assert (parameter(request["request_url"], name), parameter(target, name)) == (value, value)
        return target

    for rejected in ("login", "consent", ""):
        browser = Browser(api)
        here = browser.begin(client_id, state="fl-state+a b;c", prompt="login")
        for kind, answer in (("login", {"subject": "fl-about"}), ("consent", {"grant_scope": ["openid"]})):
            action = "reject" if kind == rejected else "accept"
            target = check(browser, kind, here, action, {"error": "fl_denied"} if kind == rejected else answer)
            here = browser.go(target)
            if kind == rejected:
                break


def test_a_request_can_be_answered_twice(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    challenge = parameter(browser.begin(client_id), "login_challenge")
    first = browser.answer("login", challenge, {"subject": "fl-twice", "remember": True})
    second = browser.answer("login", challenge, {"subject": "fl-twice", "remember": True})
    assert second.status_code == (409 if quirks.second_login_answer_is_409 else 200)
    here = browser.go(first.json()["redirect_to"])
    challenge = parameter(here, "consent_challenge")
    replies = [
        browser.answer("consent", challenge, {"grant_scope": ["openid"], "remember": True}),
        browser.answer("consent", challenge, {"grant_scope": [], "remember": True}),
    ]
    assert [reply.status_code for reply in replies] == [200, 200]
    targets = [reply.json()["redirect_to"] for reply in replies]
    assert (targets[0] == targets[1]) is not quirks.stateless_challenges
    end = browser.go(targets[0])
    # A stored answer is replaced, a sealed one is what it was.
    assert parameter(end, "scope") == ("openid" if quirks.stateless_challenges else "")
    again = browser.go(targets[1])
    assert parameter(again, "error") == ("access_denied" if quirks.stateless_challenges else "invalid_request")


def test_a_request_that_the_browser_has_left_behind(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    begun = browser.begin(client_id)
    login = parameter(begun, "login_challenge")
    target = browser.answer("login", login, {"subject": "fl-left"}).json()["redirect_to"]
    consent = parameter(browser.go(target), "consent_challenge")
    for kind, challenge, answer in (
        ("login", login, {"subject": "fl-left"}),
        ("consent", consent, {"grant_scope": []}),
    ):
        if kind == "consent":
            browser.go(browser.answer("consent", consent, {"grant_scope": []}).json()["redirect_to"])
        shown = browser.request(kind, challenge)
        assert shown.status_code == quirks.handled_request_status
        if shown.status_code == 410:
            assert parameter(shown.json()["redirect_to"], "client_id") == client_id
        for reply in (
            browser.answer(kind, challenge, answer),
            browser.answer(kind, challenge, {"error": "x"}, "reject"),
        ):
            assert reply.status_code == (200 if quirks.stateless_challenges else 409)
            if reply.status_code == 409 and not quirks.second_login_answer_is_409:
                assert sentence(reply).endswith(f"The {kind} request was already used and can no longer be changed.")


def test_a_verifier_used_twice(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    challenge = parameter(browser.begin(client_id), "login_challenge")
    target = browser.answer("login", challenge, {"subject": "fl-verifier"}).json()["redirect_to"]
    first, second = browser.go(target), browser.go(target)
    assert parameter(first, "consent_challenge")
    assert bool(parameter(second, "consent_challenge")) is quirks.stateless_challenges
    if not quirks.stateless_challenges:
        assert parameter(second, "error") == "invalid_request"


def test_bodies_that_are_refused(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    login = parameter(browser.begin(client_id), "login_challenge")
    consent = parameter(Browser(api).log_in(client_id, "fl-bodies"), "consent_challenge")
    unknown = 400 if quirks.unknown_member_is_refused else 200
    for kind, challenge, document, status in (
        ("login", login, {"subject": ""}, 400),
        ("login", login, {}, 400),
        ("login", login, {"subject": 1}, 400),
        ("login", login, [], 400),
        ("login", login, {"subject": "fl-bodies", "fl_unknown": 1}, unknown),
        ("consent", consent, {"grant_scope": "openid"}, 400),
        ("consent", consent, {"grant_scope": [], "fl_unknown": 1}, unknown),
        ("consent", consent, {}, 200),
    ):
        reply = browser.answer(kind, challenge, document)
        assert reply.status_code == status, (kind, document, reply.text)
        if kind == "login" and status == 400 and quirks.undecodable_login_answer_is_named:
            named = ("Field 'subject' must not be empty.", "Unable to decode body because: json: ")
            assert any(words in sentence(reply) for words in named)
        elif status == 400:
            assert reply.json()["error"] == "error"


@pytest.mark.parametrize("kind", ["login", "consent"])
def test_a_challenge_that_is_none(api: Api, client_id: str, kind: str) -> None:
    browser = Browser(api)
    login = parameter(browser.begin(client_id), "login_challenge")
    path = f"/oauth2/auth/requests/{kind}"
    for challenge in ("junk", login if kind == "consent" else parameter(login, "x") or "x"):
        assert browser.request(kind, challenge).status_code == 404
        assert browser.answer(kind, challenge, {"subject": "x"} if kind == "login" else {}).status_code == 404
    assert api.admin("GET", path).status_code == 400
    plain = api.admin("GET", f"/oauth2/auth/requests/login?challenge={quote(login)}")
    assert (plain.status_code, plain.json()["challenge"]) == (200, login)


def test_another_subject_than_that_of_the_session(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    browser.log_in(client_id, "fl-first")
    challenge = parameter(browser.begin(client_id), "login_challenge")
    reply = browser.answer("login", challenge, {"subject": "fl-second"})
    if quirks.other_subject_is_refused:
        assert reply.status_code == 400
        assert sentence(reply).endswith("Field 'subject' does not match subject from previous authentication.")
    else:
        assert parameter(reply.json()["redirect_to"], "prompt") == "login"
        here = browser.go(reply.json()["redirect_to"])
        assert browser.request("login", parameter(here, "login_challenge")).json()["skip"] is False


def test_a_request_that_has_expired(server_kind: servers.Kind) -> None:
    """Newer servers tell the provider, all tell the client that the browser comes back to."""
    with threaded.start(server_kind, {"TTL_LOGIN_CONSENT_REQUEST": "5s"}) as server:
        if not server_kind.real:
            lifetime = {"request_lifetime": 5}
            requests.put(f"{server.admin_url}/__stand_in__/switches", json=lifetime, timeout=10).raise_for_status()
        api = Api(server)
        client_id, browser = make_client(api), Browser(api)
        begun = parameter(browser.begin(client_id), "login_challenge")
        first, second = Browser(api), Browser(api)
        answered = parameter(first.begin(client_id), "login_challenge")
        consent = parameter(second.log_in(client_id, "fl-late"), "consent_challenge")
        late = (
            ("login", first, first.answer("login", answered, {"subject": "fl-late"})),
            ("consent", second, second.answer("consent", consent, {"grant_scope": []})),
        )
        api.wait(6.2)
        for what, challenge, document in (("login", begun, {"subject": "x"}), ("consent", consent, {})):
            for reply in (
                browser.request(what, challenge),
                browser.answer(what, challenge, document),
                browser.answer(what, challenge, {"error": "x"}, "reject"),
            ):
                told = reply.status_code == 401
                assert told is Quirks.of(server.version).stateless_challenges
                if told:
                    assert reply.json()["error"] == "request_unauthorized"
                    assert sentence(reply).endswith(f"The {what} request has expired, please try again.")
        for what, who, reply in late:
            end = who.go(reply.json()["redirect_to"])
            assert end.startswith(f"{CALLBACK}?error=request_unauthorized&"), end
            assert f"The {what} request has expired" in parameter(end, "error_description")
