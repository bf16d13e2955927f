# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of consent and of login: listed, and revoked."""

from __future__ import annotations

import base64
import re
from urllib.parse import urljoin

import pytest
import requests

from hydra_stand_in.generations import Quirks

from .api import Api, sentence
from .browser import CONSENTS, Browser, active, clients_of, consents, exchange, grant_error, make_client, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)
_NEXT = re.compile(r'<([^>]*)>; rel="next"')


def _revoke(api: Api, query: str) -> requests.Response:
    return api.admin("DELETE", f"{CONSENTS}?{query}")


def test_consents_are_kept_once_the_browser_is_back(api: Api, client_id: str, quirks: Quirks) -> None:
    browser = Browser(api)
    challenge = parameter(browser.log_in(client_id, "fl-kept"), "consent_challenge")
    assert consents(api, "fl-kept") == []
    reply = browser.answer("consent", challenge, {"grant_scope": ["openid"]})
    assert bool(consents(api, "fl-kept")) is not quirks.stateless_challenges
    browser.go(reply.json()["redirect_to"])
    row = consents(api, "fl-kept")[0]
    assert row["remember"] is False
    assert ("consent_request_id" in row, "handled_at" in row, "context" in row) == (
        quirks.consents_have_ids,
        quirks.consents_have_handled_at,
        quirks.consents_have_context,
    )
    assert bool(row["consent_request"]["challenge"]) is quirks.consents_show_challenge


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
            words = (
                "Invalid combination of query parameters."
                if quirks.consent_selection == "one"
                else "Query parameter both 'client' and 'all' is not defined but one of them should have been."
            )
            assert sentence(reply).endswith(words)
    assert len(consents(api, "fl-gone")) == 3
    assert _revoke(api, f"subject=fl-gone&client={ids[0]}").status_code == 204
    assert sorted(clients_of(consents(api, "fl-gone"))) == sorted(ids[1:])
    assert [active(api, each) for each in (*tokens, skipped)] == [(False,) * 2, (True,) * 2, (True,) * 2, (False,) * 2]
    grant_error(exchange(api, ids[0], late))
    both = _revoke(api, f"subject=fl-gone&client={ids[1]}&all=true")
    assert both.status_code == (400 if quirks.consent_selection == "one" else 204)
    if both.status_code == 204:
        assert clients_of(consents(api, "fl-gone")) == [ids[2]]
    assert _revoke(api, "subject=fl-gone&all=true").status_code == 204
    assert consents(api, "fl-gone") == []
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
    rows = consents(api, "fl-one")
    chosen = rows[0]["consent_request_id"]
    for query in ("subject=fl-one", f"client={client_id}"):
        assert _revoke(api, f"consent_request_id={chosen}&{query}").status_code == 400
    assert _revoke(api, "consent_request_id=fl-missing").status_code == 204
    assert len(consents(api, "fl-one")) == 3
    assert _revoke(api, f"consent_request_id={chosen}").status_code == 204
    assert consents(api, "fl-one") == rows[1:]
    assert sorted(active(api, each) for each in tokens) == [(False, False), (True, True), (True, True)]
    assert _revoke(api, f"consent_request_id={rows[1]['consent_request_id']}&all=true").status_code == 204
    assert consents(api, "fl-one") == rows[2:]


def test_pages_of_consents(api: Api, quirks: Quirks) -> None:
    """The Link header of 2.0 to 2.3 leads astray; offsets do not."""
    ids = [make_client(api) for _unused in range(7)]
    for each in ids:
        Browser(api).authorize(each, "fl-pages")
        api.wait(1.05)  # the order is by seconds
    newest_first = ids[::-1]
    name = "page_size" if api.at_least_2 else "limit"
    url = f"{api.server.admin_url}{api.server.prefix}{CONSENTS}?subject=fl-pages&{name}=3"
    found, totals = [], set()
    while url:
        reply = requests.get(url, timeout=60)
        found.append(clients_of(reply.json()))
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
            pages.append(clients_of(consents(api, "fl-pages", f"&page_size=3&page_token={token}")))
        assert pages == [newest_first[:3], newest_first[3:6], newest_first[6:], []]


def test_consents_of_a_login_session(api: Api, client_id: str, quirks: Quirks) -> None:
    for _unused in range(2):
        Browser(api).authorize(client_id, "fl-sid", {"remember": False})
    session_id = consents(api, "fl-sid")[0]["consent_request"]["login_session_id"]
    assert len(consents(api, "fl-sid", f"&login_session_id={session_id}")) == (
        1 if quirks.consents_by_login_session else 2
    )
    assert len(consents(api, "fl-sid", "&login_session_id=x")) == (0 if quirks.consents_by_login_session else 2)


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
    row = next(row for row in consents(api, subject))
    chosen = row["consent_request"]["login_session_id"] if by == "sid" else subject
    for _again in range(2):
        assert api.admin("DELETE", f"{path}?{by}={chosen}").status_code == 204
    assert skips(browser) is False
    assert skips(other) is (by == "sid")
    assert active(api, tokens) == (True, True)
    row = next(row for row in consents(api, subject))
    assert row["consent_request"]["login_session_id"] == ""
    assert bool(row["consent_request"]["login_challenge"]) is not quirks.login_requests_end_with_session
