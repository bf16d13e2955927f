# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logout."""

from __future__ import annotations

import uuid

from hydra_stand_in.generations import Quirks

from .api import Api, sentence
from .browser import SIGNED_OUT, Browser, active, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)


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


def test_a_logout_from_before_an_upgrade(api: Api, quirks: Quirks) -> None:
    """Servers whose requests hold their own state take a UUID for one that was begun before they did."""
    challenge = str(uuid.uuid4())
    reply = Browser(api).request("logout", challenge)
    assert reply.status_code == (401 if quirks.stateless_logout else 404)
    accepted = Browser(api).answer("logout", challenge, None)
    target = Browser(api).go("/oauth2/sessions/logout", logout_verifier=challenge)
    assert accepted.status_code == reply.status_code
    if quirks.stateless_logout:
        assert sentence(reply) == sentence(accepted)
        assert sentence(reply).endswith(" The logout request has expired, please try the flow again.")
        assert parameter(target, "error_description") == sentence(reply)
