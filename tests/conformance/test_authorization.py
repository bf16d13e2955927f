# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An authorization in a browser: logins, consents, and what the client gets, a refusal included.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from .api import Api
from .browser import CALLBACK, Browser, consents, exchange, introspect, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)


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
    ("changes", "error", "words"),
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
    api: Api, client_id: str, changes: dict[str, str], error: str, words: str
) -> None:
    browser = Browser(api)
    target = browser.begin(
        changes.get("client_id", client_id), **{k: v for k, v in changes.items() if k != "client_id"}
    )
    told_client = not {"client_id", "redirect_uri"} & set(changes)
    assert target.startswith(CALLBACK if told_client else f"{api.server.public_url}/oauth2/fallbacks/error?"), target
    assert parameter(target, "error") == error
    said = parameter(target, "error_hint") or parameter(target, "error_description")
    assert said.endswith(words), said
    if told_client:
        assert parameter(target, "state") == changes.get("state", "some-state")
    assert browser.cookies == {}


def test_the_provider_of_consent_decides_what_is_granted(api: Api, client_id: str) -> None:
    """More than was asked for is not refused."""
    consent = {"grant_scope": ["openid", "bogus"], "grant_access_token_audience": ["https://api.example"]}
    end = Browser(api).authorize(client_id, "fl-wide", consent)
    assert parameter(end, "scope") == "openid bogus"
    seen = introspect(api, exchange(api, client_id, parameter(end, "code")).json()["access_token"])
    assert seen["scope"] == "openid bogus"
    assert seen["aud"] == ["https://api.example"]
    row = consents(api, "fl-wide")[0]
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
    assert consents(api, "fl-reject") == []


def test_another_browser_cannot_go_on(api: Api, client_id: str) -> None:
    browser = Browser(api)
    first, second = browser.begin(client_id), browser.begin(client_id)
    for challenge, who, words in (
        (second, Browser(api), "No CSRF value available in the session cookie."),
        (first, browser, "The CSRF value from the token does not match the CSRF value from the data store."),
    ):
        reply = browser.answer("login", parameter(challenge, "login_challenge"), {"subject": "fl-csrf"})
        end = who.go(reply.json()["redirect_to"])
        assert parameter(end, "error") == "request_forbidden"
        assert parameter(end, "error_description").endswith(words)


def test_prompt_none(api: Api, client_id: str) -> None:
    browser = Browser(api)
    browser.log_in(client_id, "fl-none")
    end = browser.log_in(client_id, "fl-none", prompt="none")
    assert (end.split("?")[0], parameter(end, "error")) == (CALLBACK, "consent_required")
    browser.authorize(client_id, "fl-none")
    assert parameter(browser.authorize(client_id, "fl-none", prompt="none"), "code")
