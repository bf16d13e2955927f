# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes and tokens: what they are worth, for whom and for how long."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import requests

from hydra_stand_in.generations import Quirks

from .api import Api, sentence
from .browser import (
    SECRET,
    Browser,
    active,
    ask_token,
    clients_of,
    consents,
    exchange,
    grant_error,
    make_client,
    parameter,
)

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)


def test_a_code_is_for_one_client_one_place_and_one_time(api: Api, client_id: str) -> None:
    code = parameter(Browser(api).authorize(client_id, "fl-code"), "code")
    assert "does not match the one from the authorize request." in grant_error(exchange(api, make_client(api), code))
    for place in ("http://127.0.0.1:5555/other", ""):
        assert grant_error(exchange(api, client_id, code, redirect_uri=place)).endswith(
            "The 'redirect_uri' from this request does not match the one from the authorize request."
        )
    grant_error(exchange(api, client_id, "junk"))
    tokens = exchange(api, client_id, code).json()
    assert active(api, tokens) == (True, True)
    assert grant_error(exchange(api, client_id, code)).endswith("The authorization code has already been used.")
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
    for given, words in (
        ("w" * 50, "did not match the code verifier."),
        (verifier, "Unable to find initial PKCE data"),
    ):
        assert words in grant_error(exchange(api, client_id, wrong, code_verifier=given))
    for given in ("", "short"):
        reply = exchange(api, client_id, proven(), code_verifier=given)
        assert grant_error(reply).endswith("The PKCE code verifier must be at least 43 characters.")
    needless = grant_error(exchange(api, client_id, code(), code_verifier=verifier))
    assert ("did not match" in needless) is quirks.needless_verifier_is_mismatch
    for changes in ({"code_challenge_method": "S512"}, {"code_challenge_method": "plain"}, {}):
        end = browser.authorize(client_id, "fl-pkce", code_challenge=challenge, **changes)
        assert parameter(end, "error") == "invalid_request"
        assert "code_challenge_method" in parameter(end, "error_description")


def test_a_refresh_token_is_exchanged_once(api: Api, client_id: str, quirks: Quirks) -> None:
    first = Browser(api).tokens(client_id, "fl-refresh")

    def refreshed(tokens: dict[str, Any], who: str = client_id, **form: str) -> requests.Response:
        return ask_token(api, who, grant_type="refresh_token", refresh_token=tokens["refresh_token"], **form)

    junk = grant_error(refreshed({"refresh_token": "junk"}))
    assert ("The refresh token is malformed or not valid." in junk) is quirks.bad_refresh_token_is_named
    assert "does not match the ID during the initial token issuance." in grant_error(refreshed(first, make_client(api)))
    second = refreshed(first, scope="openid").json()
    assert second["scope"] == "openid offline"  # the scope asked for does not matter
    assert (active(api, first), active(api, second)) == ((False, False), (True, True))
    reply = refreshed(first)
    expected = {"unknown": junk, "inactive": "Token validation failed.", "used": "The refresh token was already used."}
    assert sentence(reply).endswith(expected[quirks.used_refresh_token])
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
    assert sorted(clients_of(consents(api, "fl-doomed"))) == sorted([doomed, other])
    assert api.admin("DELETE", f"/clients/{doomed}").status_code == 204
    assert clients_of(consents(api, "fl-doomed")) == [other]
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
