# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has to log in again, and who is asked for consent again."""

from __future__ import annotations

from hydra_stand_in.generations import Quirks

from .api import Api
from .browser import Browser, consents, consents_path, make_client, parameter


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


def test_an_answer_that_nobody_gave_cannot_be_remembered(api: Api, client_id: str, quirks: Quirks) -> None:
    """Up to 1.0.0-rc.6 that is refused; later it means nothing."""
    expected = 400 if quirks.skipped_cannot_be_remembered else 200
    browser, who = Browser(api), (client_id, "fl-skipped")
    browser.authorize(*who)
    challenge = parameter(browser.begin(client_id), "login_challenge")
    login = browser.answer("login", challenge, {"subject": "fl-skipped", "remember": True})
    accepted = browser.answer("login", challenge, {"subject": "fl-skipped"}) if login.status_code == 400 else login
    challenge = parameter(browser.go(accepted.json()["redirect_to"]), "consent_challenge")
    consent = browser.answer("consent", challenge, {"grant_scope": ["openid"], "remember": True})
    replies = [login, consent]
    assert [each.status_code for each in replies] == [expected] * 2, [each.text for each in replies]


def test_an_answer_that_nobody_gave_changes_nothing(api: Api, client_id: str) -> None:
    browser, who, forgotten = Browser(api), (client_id, "fl-as-before"), {"remember": False}
    browser.authorize(*who)
    browser.authorize(*who, forgotten, forgotten)
    challenge = parameter(browser.begin(client_id), "login_challenge")
    assert browser.request("login", challenge).json()["skip"]
    assert not _asked(browser, *who)


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
    assert len(consents(api, "fl-consent")) == 2


def test_only_the_newest_remembered_consent_counts(api: Api, quirks: Quirks) -> None:
    browser, who = Browser(api), (make_client(api), "fl-newest")
    for consent, asked in (
        ({}, False),
        ({"remember": False, "grant_scope": []}, False),
        ({"remember_for": 5}, False),
        ({"grant_scope": ["offline"]}, True),
    ):
        api.wait(1.05)  # the order is by seconds
        browser.authorize(*who, consent, prompt="consent")
        assert _asked(browser, *who) is asked, consent
        if "remember_for" in consent:
            api.wait(6.2)
            assert _asked(browser, *who) is quirks.expired_consent_hides_others


def test_a_consent_is_over_after_remember_for(api: Api, client_id: str) -> None:
    for remember in (True, False):
        browser = Browser(api)
        browser.authorize(client_id, "fl-brief", {"remember": remember, "remember_for": 5}, prompt="consent")
    assert len(consents(api, "fl-brief")) == 2
    api.wait(6.5)
    reply = api.admin("GET", consents_path(api, "fl-brief"))
    assert (reply.json(), reply.headers.get("Link")) == ([], None)
    here = Browser(api).log_in(client_id, "fl-brief")
    assert Browser(api).request("consent", parameter(here, "consent_challenge")).json()["skip"] is False
