# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins, consents and what comes of them, on the stand-in and on every real server that is at hand.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from stand_in.generations import Quirks
from support import servers

from .api import Api
from .browser import (
    CALLBACK,
    SECRET,
    SIGNED_OUT,
    Browser,
    active,
    ask_token,
    exchange,
    introspect,
    make_client,
    parameter,
)

# Of older servers the recordings tell: their sentences differ in most places.
_KINDS = [kind for kind in servers.available() if servers.numbers(kind.version) >= (1, 9)]
_CONSENTS = "/oauth2/auth/sessions/consent"
_NEXT = re.compile(r'<([^>]*)>; rel="next"')


@pytest.fixture(scope="module", params=_KINDS, ids=[kind.id for kind in _KINDS])
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    with servers.start(kind=request.param) as server:
        yield Api(server)


@pytest.fixture
def quirks(api: Api) -> Quirks:
    return Quirks.of(api.server.version)


@pytest.fixture(scope="module")
def client_id(api: Api) -> str:
    return make_client(api)


def _consents(api: Api, subject: str, query: str = "") -> list[dict[str, Any]]:
    reply = api.admin("GET", f"{_CONSENTS}?subject={subject}{query}")
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = reply.json()
    return rows


def _clients(rows: list[dict[str, Any]]) -> list[str]:
    return [row["consent_request"]["client"]["client_id"] for row in rows]


def _said(reply: requests.Response) -> str:
    """Return the useful sentence of a refusal, quoted as the newer servers do."""
    document = reply.json()
    return str(document.get("error_hint") or document["error_description"]).replace('"', "'")


# --- the way of a browser


def test_a_login_and_a_consent_make_tokens(api: Api, client_id: str) -> None:
    session: dict[str, Any] = {"access_token": {"a": [1]}, "id_token": {"b": {"c": 2}}}
    end = Browser(api).authorize(
        client_id, "fl-tokens", {"session": session}, {"acr": "gold"}, nonce="some-nonce-value"
    )
    assert (end.split("?")[0], parameter(end, "scope"), parameter(end, "state")) == (
        CALLBACK,
        "openid offline",
        "some-state",
    )
    tokens = exchange(api, client_id, parameter(end, "code")).json()
    assert set(tokens) == {"access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"}
    seen = introspect(api, tokens["access_token"])
    assert (seen["active"], seen["sub"], seen["client_id"]) == (True, "fl-tokens", client_id)
    assert (seen["scope"], seen["ext"]) == ("openid offline", session["access_token"])
    assert introspect(api, tokens["refresh_token"])["active"]
    assert introspect(api, tokens["access_token"], scope="openid extra") == {"active": False}
    keys = KeySet.import_key_set(api.public("GET", "/.well-known/jwks.json").json())
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")
    assert (claims["sub"], claims["aud"], claims["acr"]) == ("fl-tokens", [client_id], "gold")
    assert (claims["nonce"], claims["b"]) == ("some-nonce-value", session["id_token"]["b"])
    assert {"auth_time", "exp", "iat", "iss", "jti", "rat", "sid"} <= set(claims)


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"client_id": "fl-nobody"}, "invalid_client", "The requested OAuth 2.0 Client does not exist."),
        ({"redirect_uri": "http://evil.example/"}, "invalid_request", "pre-registered redirect urls."),
        ({"scope": "openid zzz"}, "invalid_scope", "The OAuth 2.0 Client is not allowed to request scope 'zzz'."),
        ({"state": "short"}, "invalid_state", "must be at least be 8 characters long to ensure sufficient entropy."),
        ({"state": ""}, "invalid_state", "must be at least be 8 characters long to ensure sufficient entropy."),
        ({"response_type": "foo"}, "unsupported_response_type", "not allowed to request response_type 'foo'."),
        ({"response_type": ""}, "unsupported_response_type", "`The request is missing the 'response_type' parameter."),
        ({"prompt": "none"}, "login_required", "was requested, but no existing login session was found."),
        ({"audience": "https://x.example"}, "invalid_request", "has not been whitelisted by the OAuth 2.0 Client."),
        ({"login_verifier": "junk"}, "access_denied", "invalid."),
        ({"consent_verifier": "junk"}, "access_denied", "has not been granted, or is invalid."),
    ],
)
def test_an_authorization_that_is_refused(
    api: Api, client_id: str, changes: dict[str, str], error: str, sentence: str
) -> None:
    browser = Browser(api)
    target = browser.begin(
        changes.get("client_id", client_id), **{k: v for k, v in changes.items() if k != "client_id"}
    )
    told_client = not {"client_id", "redirect_uri"} & set(changes)
    assert target.startswith(CALLBACK if told_client else f"{api.server.public_url}/oauth2/fallbacks/error?"), target
    assert parameter(target, "error") == error
    said = parameter(target, "error_hint") or parameter(target, "error_description")
    assert said.endswith(sentence), said
    if told_client:
        assert parameter(target, "state") == changes.get("state", "some-state")
    assert browser.cookies == {}


def test_who_has_to_log_in_again(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    browser.log_in(client_id, "fl-again", {"remember": False})
    for changes, expected in (
        ({}, False),  # the login was not remembered
        ({"remember": ""}, False),
        ({}, True),
        ({"prompt": "login"}, False),
        ({"max_age": "0"}, not quirks.max_age_of_zero_counts),
        ({"max_age": "1000"}, True),
    ):
        if "remember" in changes:
            browser.log_in(client_id, "fl-again")
            continue
        challenge = parameter(browser.begin(client_id, **changes), "login_challenge")
        request = browser.request("login", challenge).json()
        assert (request["skip"], request["subject"]) == (expected, "fl-again" if expected else ""), changes


def _asked(browser: Browser, client_id: str, subject: str, **changes: str) -> bool:
    """Whether the user would be asked for consent."""
    challenge = parameter(browser.log_in(client_id, subject, **changes), "consent_challenge")
    return not browser.request("consent", challenge).json()["skip"]


def test_who_is_asked_for_consent_again(api: Api, client_id: str) -> None:
    browser, who = Browser(api), (client_id, "fl-consent")
    assert _asked(browser, *who)
    browser.authorize(*who, {"remember": False})
    assert _asked(browser, *who)
    browser.authorize(*who)
    assert not _asked(browser, *who)
    assert not _asked(browser, *who, scope="openid")
    assert not _asked(Browser(api), *who)
    assert _asked(browser, *who, scope="openid extra")
    assert _asked(browser, *who, prompt="consent")
    assert _asked(browser, make_client(api), "fl-consent")
    browser.authorize(*who)
    assert len(_consents(api, "fl-consent")) == 2


def test_only_the_newest_remembered_consent_counts(api: Api, quirks: Quirks) -> None:
    browser, who = Browser(api), (make_client(api), "fl-newest")
    for consent, asked in (
        ({}, False),
        ({"remember": False, "grant_scope": []}, False),
        ({"remember_for": 5}, False),
        ({"grant_scope": ["offline"]}, True),
    ):
        time.sleep(1.05)  # the order is by seconds
        browser.authorize(*who, consent, prompt="consent")
        assert _asked(browser, *who) is asked, consent
        if "remember_for" in consent:
            time.sleep(6.2)
            assert _asked(browser, *who) is quirks.expired_consent_hides_others


def test_prompt_none(api: Api, client_id: str) -> None:
    browser = Browser(api)
    browser.log_in(client_id, "fl-none")
    end = browser.log_in(client_id, "fl-none", prompt="none")
    assert (end.split("?")[0], parameter(end, "error")) == (CALLBACK, "consent_required")
    browser.authorize(client_id, "fl-none")
    assert parameter(browser.authorize(client_id, "fl-none", prompt="none"), "code")


def test_the_provider_of_consent_decides_what_is_granted(api: Api, client_id: str) -> None:
    """More than was asked for is not refused."""
    consent = {"grant_scope": ["openid", "bogus"], "grant_access_token_audience": ["https://api.example"]}
    end = Browser(api).authorize(client_id, "fl-wide", consent)
    assert parameter(end, "scope") == "openid bogus"
    seen = introspect(api, exchange(api, client_id, parameter(end, "code")).json()["access_token"])
    assert seen["scope"] == "openid bogus"
    assert seen["aud"] == ["https://api.example"]
    row = _consents(api, "fl-wide")[0]
    assert (row["grant_scope"], row["grant_access_token_audience"]) == (["openid", "bogus"], ["https://api.example"])
    assert row["consent_request"]["requested_scope"] == ["openid", "offline"]


@pytest.mark.parametrize("kind", ["login", "consent"])
def test_a_rejection_reaches_the_client(api: Api, client_id: str, kind: str) -> None:
    for document, error in (
        (
            {"error": "access_denied", "error_description": "no", "error_hint": "hint", "status_code": 403},
            "access_denied",
        ),
        ({}, f"{kind} request denied"),
    ):
        browser = Browser(api)
        here = browser.begin(client_id) if kind == "login" else browser.log_in(client_id, "fl-reject")
        reply = browser.answer(kind, parameter(here, f"{kind}_challenge"), document, "reject")
        end = browser.go(reply.json()["redirect_to"])
        assert (end.split("?")[0], parameter(end, "error"), parameter(end, "state")) == (CALLBACK, error, "some-state")
    assert _consents(api, "fl-reject") == []


def test_another_browser_cannot_go_on(api: Api, client_id: str) -> None:
    browser = Browser(api)
    first, second = browser.begin(client_id), browser.begin(client_id)
    for challenge, who, sentence in (
        (second, Browser(api), "No CSRF value available in the session cookie."),
        (first, browser, "The CSRF value from the token does not match the CSRF value from the data store."),
    ):
        reply = browser.answer("login", parameter(challenge, "login_challenge"), {"subject": "fl-csrf"})
        end = who.go(reply.json()["redirect_to"])
        assert parameter(end, "error") == "request_forbidden"
        assert parameter(end, "error_description").endswith(sentence)


# --- requests


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
                assert _said(reply).endswith(f"The {kind} request was already used and can no longer be changed.")


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
            assert any(sentence in _said(reply) for sentence in named)
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
        assert _said(reply).endswith("Field 'subject' does not match subject from previous authentication.")
    else:
        assert parameter(reply.json()["redirect_to"], "prompt") == "login"
        here = browser.go(reply.json()["redirect_to"])
        assert browser.request("login", parameter(here, "login_challenge")).json()["skip"] is False


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.id for kind in _KINDS])
def test_a_request_that_has_expired(kind: servers.Kind) -> None:
    """Newer servers tell the provider, all tell the client that the browser comes back to."""
    with servers.start(kind=kind, settings={"TTL_LOGIN_CONSENT_REQUEST": "5s"}) as server:
        if not kind.real:
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
        time.sleep(6.2)
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
                    assert _said(reply).endswith(f"The {what} request has expired, please try again.")
        for what, who, reply in late:
            end = who.go(reply.json()["redirect_to"])
            assert end.startswith(f"{CALLBACK}?error=request_unauthorized&"), end
            assert f"The {what} request has expired" in parameter(end, "error_description")


# --- codes and tokens


def _grant_error(reply: requests.Response) -> str:
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant"), reply.text
    return _said(reply)


def test_a_code_is_for_one_client_one_place_and_one_time(api: Api, client_id: str) -> None:
    code = parameter(Browser(api).authorize(client_id, "fl-code"), "code")
    assert "does not match the one from the authorize request." in _grant_error(exchange(api, make_client(api), code))
    for place in ("http://127.0.0.1:5555/other", ""):
        assert _grant_error(exchange(api, client_id, code, redirect_uri=place)).endswith(
            "The 'redirect_uri' from this request does not match the one from the authorize request."
        )
    _grant_error(exchange(api, client_id, "junk"))
    tokens = exchange(api, client_id, code).json()
    assert active(api, tokens) == (True, True)
    assert _grant_error(exchange(api, client_id, code)).endswith("The authorization code has already been used.")
    assert active(api, tokens) == (False, False)


def test_proof_key_for_code_exchange(api: Api, client_id: str, quirks: Quirks) -> None:
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    browser = Browser(api)

    def code(**changes: str) -> str:
        return parameter(browser.authorize(client_id, "fl-pkce", **changes), "code")

    def proven() -> str:
        return code(code_challenge=challenge, code_challenge_method="S256")

    assert exchange(api, client_id, proven(), code_verifier=verifier).status_code == 200
    wrong = proven()
    for given, sentence in (
        ("w" * 50, "did not match the code verifier."),
        (verifier, "Unable to find initial PKCE data"),
    ):
        assert sentence in _grant_error(exchange(api, client_id, wrong, code_verifier=given))
    for given in ("", "short"):
        reply = exchange(api, client_id, proven(), code_verifier=given)
        assert _grant_error(reply).endswith("The PKCE code verifier must be at least 43 characters.")
    needless = _grant_error(exchange(api, client_id, code(), code_verifier=verifier))
    assert ("did not match" in needless) is quirks.needless_verifier_is_mismatch
    for changes in ({"code_challenge_method": "S512"}, {"code_challenge_method": "plain"}, {}):
        end = browser.authorize(client_id, "fl-pkce", code_challenge=challenge, **changes)
        assert parameter(end, "error") == "invalid_request"
        assert "code_challenge_method" in parameter(end, "error_description")


def test_a_refresh_token_is_exchanged_once(api: Api, client_id: str, quirks: Quirks) -> None:
    first = Browser(api).tokens(client_id, "fl-refresh")

    def refreshed(tokens: dict[str, Any], who: str = client_id, **form: str) -> requests.Response:
        return ask_token(api, who, grant_type="refresh_token", refresh_token=tokens["refresh_token"], **form)

    junk = _grant_error(refreshed({"refresh_token": "junk"}))
    assert ("The refresh token is malformed or not valid." in junk) is quirks.bad_refresh_token_is_named
    assert "does not match the ID during the initial token issuance." in _grant_error(
        refreshed(first, make_client(api))
    )
    second = refreshed(first, scope="openid").json()
    assert second["scope"] == "openid offline"  # the scope asked for does not matter
    assert (active(api, first), active(api, second)) == ((False, False), (True, True))
    reply = refreshed(first)
    expected = {"unknown": junk, "inactive": "Token validation failed.", "used": "The refresh token was already used."}
    assert _said(reply).endswith(expected[quirks.used_refresh_token])
    assert reply.status_code == (401 if quirks.used_refresh_token == "inactive" else 400)
    stays = quirks.used_refresh_token == "unknown"
    assert active(api, second) == (stays, stays)


def test_which_tokens_there_are(api: Api, client_id: str) -> None:
    browser = Browser(api)

    def got(who: str, *scope: str) -> set[str]:
        return {name for name in browser.tokens(who, "fl-which", {"grant_scope": list(scope)}) if "_token" in name}

    assert got(client_id, "openid") == {"access_token", "id_token"}
    assert got(client_id, "offline") == {"access_token", "refresh_token"}
    assert got(client_id) == {"access_token"}
    assert got(make_client(api, grant_types=["authorization_code"]), "openid", "offline") == {
        "access_token",
        "id_token",
    }


def test_what_revocations_reach(api: Api, client_id: str) -> None:
    browser = Browser(api)

    def revoke(token: str, who: str = client_id) -> None:
        form = {"token": token, "client_id": who, "client_secret": SECRET}
        assert api.public("POST", "/oauth2/revoke", form).status_code == 200

    for name in ("access_token", "refresh_token"):
        tokens = browser.tokens(client_id, "fl-revoke")
        revoke(tokens[name], make_client(api))
        assert active(api, tokens) == (True, True)
        revoke(tokens[name])
        assert active(api, tokens) == (False, False)
    tokens = browser.tokens(client_id, "fl-revoke")
    assert api.admin("DELETE", f"/oauth2/tokens?client_id={client_id}").status_code == 204
    assert active(api, tokens) == (False, True)
    again = ask_token(api, client_id, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    assert active(api, again) == (True, True)


def test_a_client_takes_its_consents_and_tokens_along(api: Api) -> None:
    doomed, other = make_client(api), make_client(api)
    browser = Browser(api)
    tokens = {who: browser.tokens(who, "fl-doomed") for who in (doomed, other)}
    assert sorted(_clients(_consents(api, "fl-doomed"))) == sorted([doomed, other])
    assert api.admin("DELETE", f"/clients/{doomed}").status_code == 204
    assert _clients(_consents(api, "fl-doomed")) == [other]
    assert (active(api, tokens[doomed]), active(api, tokens[other])) == ((False, False), (True, True))


def test_flush_forgets_only_what_is_expired(api: Api, client_id: str) -> None:
    reply = api.admin("POST", "/oauth2/flush", {"notAfter": "2100-01-01T00:00:00Z"})
    if api.at_least_2:
        assert reply.status_code == 404
        return
    tokens = Browser(api).tokens(client_id, "fl-flush")
    assert reply.status_code == 204
    for body in ({}, {"notAfter": "2100-01-01T00:00:00Z"}):
        assert api.admin("POST", "/oauth2/flush", body).status_code == 204
    assert active(api, tokens) == (True, True)
    assert api.admin("POST", "/oauth2/flush", {"notAfter": "yesterday"}).status_code == 500


# --- sessions


def test_consents_are_kept_once_the_browser_is_back(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    challenge = parameter(browser.log_in(client_id, "fl-kept"), "consent_challenge")
    assert _consents(api, "fl-kept") == []
    reply = browser.answer("consent", challenge, {"grant_scope": ["openid"]})
    assert bool(_consents(api, "fl-kept")) is not quirks.stateless_challenges
    browser.go(reply.json()["redirect_to"])
    row = _consents(api, "fl-kept")[0]
    assert row["remember"] is False
    assert ("consent_request_id" in row, "handled_at" in row, "context" in row) == (
        quirks.consents_have_ids,
        quirks.consents_have_handled_at,
        quirks.consents_have_context,
    )
    assert bool(row["consent_request"]["challenge"]) is quirks.consents_show_challenge


def test_a_consent_is_over_after_remember_for(api: Api, client_id: str) -> None:
    for remember in (True, False):
        browser = Browser(api)
        browser.authorize(client_id, "fl-brief", {"remember": remember, "remember_for": 5}, prompt="consent")
    assert len(_consents(api, "fl-brief")) == 2
    time.sleep(6.5)
    reply = api.admin("GET", f"{_CONSENTS}?subject=fl-brief")
    assert (reply.json(), reply.headers.get("Link")) == ([], None)
    here = Browser(api).log_in(client_id, "fl-brief")
    assert Browser(api).request("consent", parameter(here, "consent_challenge")).json()["skip"] is False


def _revoke(api: Api, query: str) -> requests.Response:
    return api.admin("DELETE", f"{_CONSENTS}?{query}")


def test_consents_are_revoked_by_client_and_all(api: Api, quirks: Quirks) -> None:
    ids = [make_client(api) for _unused in range(3)]
    browser = Browser(api)
    tokens = [browser.tokens(each, "fl-gone") for each in ids]
    skipped = browser.tokens(ids[0], "fl-gone")
    late = parameter(browser.authorize(ids[0], "fl-gone"), "code")
    for query in ("", "subject=", "client=x", "all=true"):
        assert _revoke(api, query).status_code == 400
    if quirks.consent_selection != "subject":
        for query in ("", "&all=1", "&all=false", "&client="):
            reply = _revoke(api, f"subject=fl-gone{query}")
            assert reply.status_code == 400
            sentence = (
                "Invalid combination of query parameters."
                if quirks.consent_selection == "one"
                else "Query parameter both 'client' and 'all' is not defined but one of them should have been."
            )
            assert _said(reply).endswith(sentence)
    assert len(_consents(api, "fl-gone")) == 3
    assert _revoke(api, f"subject=fl-gone&client={ids[0]}").status_code == 204
    assert sorted(_clients(_consents(api, "fl-gone"))) == sorted(ids[1:])
    assert [active(api, each) for each in (*tokens, skipped)] == [(False,) * 2, (True,) * 2, (True,) * 2, (False,) * 2]
    _grant_error(exchange(api, ids[0], late))
    both = _revoke(api, f"subject=fl-gone&client={ids[1]}&all=true")
    assert both.status_code == (400 if quirks.consent_selection == "one" else 204)
    if both.status_code == 204:
        assert _clients(_consents(api, "fl-gone")) == [ids[2]]
    assert _revoke(api, "subject=fl-gone&all=true").status_code == 204
    assert _consents(api, "fl-gone") == []
    assert active(api, tokens[2]) == (False, False)
    nothing = 404 if quirks.revoking_no_consent_is_404 else 204
    for query in ("&all=true", f"&client={ids[0]}", "&client=fl-missing"):
        assert _revoke(api, f"subject=fl-gone{query}").status_code == nothing


def test_consents_are_revoked_by_request(api: Api, client_id: str, quirks: Quirks) -> None:
    if not quirks.consents_have_ids:
        assert _revoke(api, "consent_request_id=x").status_code == 400
        return
    browser = Browser(api)
    tokens = [browser.tokens(client_id, "fl-one", {"remember": False}) for _unused in range(3)]
    rows = _consents(api, "fl-one")
    chosen = rows[0]["consent_request_id"]
    for query in ("subject=fl-one", f"client={client_id}"):
        assert _revoke(api, f"consent_request_id={chosen}&{query}").status_code == 400
    assert _revoke(api, "consent_request_id=fl-missing").status_code == 204
    assert len(_consents(api, "fl-one")) == 3
    assert _revoke(api, f"consent_request_id={chosen}").status_code == 204
    assert _consents(api, "fl-one") == rows[1:]
    assert sorted(active(api, each) for each in tokens) == [(False, False), (True, True), (True, True)]
    assert _revoke(api, f"consent_request_id={rows[1]['consent_request_id']}&all=true").status_code == 204
    assert _consents(api, "fl-one") == rows[2:]


def test_pages_of_consents(api: Api, quirks: Quirks) -> None:
    """The Link header of 2.0 to 2.3 leads astray; offsets do not."""
    ids = [make_client(api) for _unused in range(7)]
    for each in ids:
        Browser(api).authorize(each, "fl-pages")
        time.sleep(1.05)  # the order is by seconds
    newest_first = ids[::-1]
    name = "page_size" if api.at_least_2 else "limit"
    url = f"{api.server.admin_url}{api.server.prefix}{_CONSENTS}?subject=fl-pages&{name}=3"
    found, totals = [], set()
    while url:
        reply = requests.get(url, timeout=60)
        found.append(_clients(reply.json()))
        totals.add(reply.headers.get("X-Total-Count"))
        match = _NEXT.search(reply.headers.get("Link", ""))
        url = urljoin(api.server.admin_url, match.group(1)) if match else ""
    assert totals == ({"7"} if quirks.total_count else {None})
    if quirks.consent_link_is_confused:
        assert found == [newest_first[:3], newest_first[4:5]]
    elif quirks.paging == "keyset":
        assert [len(page) for page in found] == [3, 3, 1]
        assert sorted(sum(found, [])) == sorted(ids)
    else:
        assert found == [newest_first[:3], newest_first[3:6], newest_first[6:]]
    if quirks.paging == "page":
        pages = []
        for offset in (0, 3, 6, 9):
            text = f'{{"offset":"{offset}","v":2}}'
            token = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
            pages.append(_clients(_consents(api, "fl-pages", f"&page_size=3&page_token={token}")))
        assert pages == [newest_first[:3], newest_first[3:6], newest_first[6:], []]


def test_700_consents_of_one_subject(api: Api, client_id: str, quirks: Quirks) -> None:
    for _unused in range(700):
        end = Browser(api).authorize(client_id, "fl-many", {"remember": False}, {"remember": False})
        assert parameter(end, "code"), end
    rows: list[dict[str, Any]] = []
    if quirks.paging == "keyset":
        url = f"{api.server.admin_url}{api.server.prefix}{_CONSENTS}?subject=fl-many&page_size=500"
        while url:
            reply = requests.get(url, timeout=60)
            rows += reply.json()
            match = _NEXT.search(reply.headers.get("Link", ""))
            url = urljoin(api.server.admin_url, match.group(1)) if match else ""
    else:
        for offset in range(0, 1000, 100):
            text = f'{{"offset":"{offset}","v":2}}'
            token = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
            query = f"&page_size=100&page_token={token}" if api.at_least_2 else f"&limit=100&offset={offset}"
            rows += _consents(api, "fl-many", query)
    assert len({row["consent_request"]["login_challenge"] for row in rows}) == len(rows) == 700
    assert _revoke(api, "subject=fl-many&all=true").status_code == 204
    assert _consents(api, "fl-many") == []


def test_consents_of_a_login_session(api: Api, client_id: str, quirks: Quirks) -> None:
    for _unused in range(2):
        Browser(api).authorize(client_id, "fl-sid", {"remember": False})
    session_id = _consents(api, "fl-sid")[0]["consent_request"]["login_session_id"]
    assert len(_consents(api, "fl-sid", f"&login_session_id={session_id}")) == (
        1 if quirks.consents_by_login_session else 2
    )
    assert len(_consents(api, "fl-sid", "&login_session_id=x")) == (0 if quirks.consents_by_login_session else 2)


@pytest.mark.parametrize("by", ["subject", "sid"])
def test_login_sessions_are_revoked(api: Api, client_id: str, quirks: Quirks, by: str) -> None:
    path = "/oauth2/auth/sessions/login"
    assert api.admin("DELETE", path).status_code == 400
    if by == "sid" and not quirks.login_session_by_sid:
        assert api.admin("DELETE", f"{path}?sid=x").status_code == 400
        return
    subject = f"fl-out-{by}"
    browser, other = Browser(api), Browser(api)
    tokens = browser.tokens(client_id, subject)
    other.authorize(client_id, subject)

    def skips(who: Browser) -> bool:
        return bool(who.request("login", parameter(who.begin(client_id), "login_challenge")).json()["skip"])

    assert (skips(browser), skips(other)) == (True, True)
    row = next(row for row in _consents(api, subject))
    chosen = row["consent_request"]["login_session_id"] if by == "sid" else subject
    for _again in range(2):
        assert api.admin("DELETE", f"{path}?{by}={chosen}").status_code == 204
    assert skips(browser) is False
    assert skips(other) is (by == "sid")
    assert active(api, tokens) == (True, True)
    row = next(row for row in _consents(api, subject))
    assert row["consent_request"]["login_session_id"] == ""
    assert bool(row["consent_request"]["login_challenge"]) is not quirks.login_requests_end_with_session


# --- logout


def test_logout(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    tokens = browser.tokens(client_id, "fl-logout")
    path = "/oauth2/sessions/logout"
    hint = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": SIGNED_OUT, "state": "some-state"}

    def begin(**query: str) -> str:
        return parameter(browser.go(path, **query), "logout_challenge")

    challenge = begin(**hint)
    request = browser.request("logout", challenge).json()
    assert (request["subject"], request["rp_initiated"]) == ("fl-logout", True)
    assert request["request_url"].startswith(f"{path}?id_token_hint=")
    if quirks.logout_requests_have_client:
        assert (request["challenge"], request["client"]["client_id"]) == (challenge, client_id)
    assert browser.answer("logout", challenge, None, "reject").status_code == 204
    assert browser.request("logout", challenge).status_code == (200 if quirks.stateless_logout else 404)
    # Accepted after all, it is there again.
    assert browser.answer("logout", challenge, None).status_code == 200
    assert browser.request("logout", challenge).status_code == 200
    challenge = begin()
    request = browser.request("logout", challenge).json()
    assert (request["rp_initiated"], request["request_url"]) == (False, path)
    if quirks.logout_requests_have_times:
        assert request["requested_at"] < request["expires_at"]
    challenge = begin(**hint)
    target = browser.answer("logout", challenge, None).json()["redirect_to"]
    assert browser.go(target) == f"{SIGNED_OUT}?state=some-state"
    again = browser.answer("logout", challenge, None).json()["redirect_to"]
    assert (again == target) is not quirks.stateless_logout
    shown = browser.request("logout", challenge)
    assert shown.status_code == (200 if quirks.stateless_logout else quirks.handled_logout_status)
    if shown.status_code == 410:
        assert shown.json()["redirect_to"].startswith(f"{path}?id_token_hint=")
    assert bool(parameter(browser.go(target), "error")) is not quirks.logout_verifier_works_again
    begun = parameter(browser.begin(client_id), "login_challenge")
    assert browser.request("login", begun).json()["skip"] is False
    assert active(api, tokens) == (True, True)
    assert browser.go(path).startswith(f"{api.server.public_url}/oauth2/fallbacks/logout/callback")


def test_a_logout_that_is_refused(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    id_token = browser.tokens(client_id, "fl-stay")["id_token"]
    for query in (
        {"post_logout_redirect_uri": SIGNED_OUT},
        {"id_token_hint": id_token, "post_logout_redirect_uri": "http://evil.example/"},
        {"id_token_hint": "junk"},
        {"logout_verifier": "junk"},
    ):
        end = browser.go("/oauth2/sessions/logout", **query)
        assert end.startswith(f"{api.server.public_url}/oauth2/fallbacks/error?error="), end
    for challenge in ("junk", ""):
        assert browser.request("logout", challenge).status_code == 404
        assert browser.answer("logout", challenge, None).status_code == 404
        rejected = browser.answer("logout", challenge, None, "reject").status_code
        assert rejected == (204 if quirks.rejecting_no_logout_is_204 else 404)


# --- devices


def test_device_flow(api: Api, quirks: Quirks) -> None:
    path = "/oauth2/auth/requests/device/accept"
    if not quirks.consents_have_ids:  # they came together
        assert api.admin("PUT", f"{path}?device_challenge=x", {"user_code": "x"}).status_code == 404
        return
    kind = "urn:ietf:params:oauth:grant-type:device_code"
    client_id = make_client(api, grant_types=[kind, "refresh_token"], token_endpoint_auth_method="none")
    form = {"client_id": client_id, "scope": "openid offline"}
    begun = api.public("POST", "/oauth2/device/auth", form).json()
    ask = {"grant_type": kind, "device_code": begun["device_code"], "client_id": client_id}
    assert api.public("POST", "/oauth2/token", ask).json()["error"] == "authorization_pending"
    browser = Browser(api)
    challenge, target = parameter(browser.go(begun["verification_uri"]), "device_challenge"), ""

    def accept(code: str) -> requests.Response:
        return api.admin("PUT", f"{path}?device_challenge={quote(challenge)}", {"user_code": code})

    for code, status in (("WRONGCODE", 400), ("", 400), (begun["user_code"], 200), (begun["user_code"], 200)):
        reply = accept(code)
        assert reply.status_code == status, code
        target = reply.json().get("redirect_to", target)
    refused = Browser(api).get(target)
    assert (refused.status_code, refused.json()["error"]) == (403, "request_forbidden")
    here = browser.go(target)
    reply = browser.answer("login", parameter(here, "login_challenge"), {"subject": "fl-device"})
    here = browser.go(reply.json()["redirect_to"])
    document = {"grant_scope": ["openid", "offline"], "remember": True}
    reply = browser.answer("consent", parameter(here, "consent_challenge"), document)
    end = browser.go(reply.json()["redirect_to"])
    assert end == f"{api.server.public_url}/oauth2/fallbacks/device/done?client_id={client_id}"
    assert accept(begun["user_code"]).status_code == 400
    assert _clients(_consents(api, "fl-device")) == [client_id]
    time.sleep(5.1)  # the interval that the device was told
    reply = api.public("POST", "/oauth2/token", ask)
    assert reply.status_code == 200, reply.text
    assert active(api, reply.json()) == (True, True)
    assert api.public("POST", "/oauth2/token", ask).status_code == 400
