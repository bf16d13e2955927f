# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a subject has granted: which rows are meant, what is good enough, what a new grant has, and what is shown."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._sessions.consents import (
    ConsentGrant,
    check_revocation,
    contents,
    covers,
    effective,
    matching,
    may_ask_for,
    may_be_meant_for,
    merged,
    planned,
    presentable,
    redirect_uri,
    summary,
    wanted_grant,
)

Document = t.Dict[str, t.Any]

NOTHING: Document = {
    "subject": "alice",
    "client_id": None,
    "consent_request_id": None,
    "all": False,
    "unlisted": False,
    "grant_scope": None,
    "grant_access_token_audience": None,
    "remember_for": None,
    "session": None,
    "redirect_uri": None,
}
CLIENT: Document = {
    "client_id": "shop",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": ["https://a/cb", "https://b/cb"],
    "scope": "openid a b",
    "audience": ["api"],
}


def row(client_id: str = "shop", scope: str = "openid a", at: int = 1, **members: t.Any) -> Document:
    request = {"subject": "alice", "client": {"client_id": client_id}, "login_session_id": "s%d" % at}
    base: Document = {
        "grant_scope": scope.split(),
        "grant_access_token_audience": None,
        "remember": True,
        "remember_for": 0,
        "handled_at": "2026-01-01T00:00:%02dZ" % at,
        "consent_request_id": "r%d" % at,
        "consent_request": request,
        "session": None,
    }
    return dict(base, **members)


# What is asked for


@pytest.mark.parametrize(
    "given", [{"client_id": "a"}, {"consent_request_id": "r"}, {"all": True}, {"all": True, "unlisted": True}]
)
def test_what_can_be_revoked(given: Document) -> None:
    check_revocation(dict(NOTHING, **given))


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({}, "set client_id, consent_request_id or all=true to select which consents of the subject to revoke"),
        (
            {"unlisted": True},
            "set client_id, consent_request_id or all=true to select which consents of the subject to revoke",
        ),
        ({"client_id": "a", "all": True}, "client_id and all are mutually exclusive"),
        ({"client_id": "a", "consent_request_id": "r"}, "client_id and consent_request_id are mutually exclusive"),
        ({"all": True, "grant_scope": ["a"]}, "grant_scope can only be used with state=present"),
        ({"all": True, "remember_for": 0}, "remember_for can only be used with state=present"),
    ],
)
def test_what_cannot_be_revoked(given: Document, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_revocation(dict(NOTHING, **given))
    assert sentence in caught.value.message


def test_what_can_be_granted() -> None:
    session = {"access_token": None, "id_token": {"name": "A"}}  # as Ansible leaves it
    given = dict(NOTHING, client_id="a", grant_scope=["openid"], session=session)
    assert wanted_grant(given) == ConsentGrant(
        "alice", "a", ("openid",), (), 0, {"access_token": {}, "id_token": {"name": "A"}}
    )


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"client_id": "a"}, "state=present needs grant_scope"),
        ({"grant_scope": ["a"]}, "state=present needs client_id"),
        ({"client_id": "a", "grant_scope": ["a b"]}, "without spaces, but one is 'a b'"),
        ({"client_id": "a", "grant_scope": [""]}, "without spaces, but one is ''"),
        ({"client_id": "a", "grant_scope": ["a"], "remember_for": -1}, "remember_for must be 0 (forever) or more"),
        (
            {"client_id": "a", "grant_scope": ["a"], "session": {"id_token": {"x": float("nan")}}},
            "infinity and NaN do not exist in JSON",
        ),
        ({"client_id": "a", "grant_scope": ["a"], "unlisted": True}, "unlisted can only be used with state=absent"),
        (
            {"client_id": "a", "grant_scope": ["a"], "consent_request_id": "r"},
            "consent_request_id can only be used with",
        ),
    ],
)
def test_what_cannot_be_granted(given: Document, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        wanted_grant(dict(NOTHING, **given))
    assert sentence in caught.value.message


# Which rows


def test_rows_are_chosen_newest_first() -> None:
    rows = [row(at=1), row("other", at=3), row(at=2)]
    assert [one["handled_at"][-3:-1] for one in matching(rows)] == ["03", "02", "01"]
    assert matching(rows, "shop") == [rows[2], rows[0]]
    assert matching(rows, "nobody") == []
    assert matching(rows, consent_request_id="r3") == [rows[1]]
    assert matching(rows, login_session_id="s1") == [rows[0]]


def test_without_times_a_consent_that_is_good_enough_counts() -> None:
    rows = [row(scope="b"), row(scope="a"), row(scope="a c")]
    for one in rows:
        del one["handled_at"]
    assert matching(rows) == rows
    assert effective(rows, ConsentGrant("alice", "shop", ("a",))) is rows[1]
    assert effective(rows, ConsentGrant("alice", "shop", ("z",))) is rows[0]


def test_the_newest_remembered_consent_decides() -> None:
    rows = [row(scope="a b c", at=1), row(scope="a", at=2), row(scope="b", at=3, remember=False), row("other", at=4)]
    assert effective(rows, ConsentGrant("alice", "shop", ("c",))) is rows[1]
    assert effective(rows, ConsentGrant("alice", "nobody", ())) is None


# What is good enough


@pytest.mark.parametrize(
    "there, wish, good",
    [
        (row(), ConsentGrant("alice", "shop", ("openid", "a")), True),
        (row(), ConsentGrant("alice", "shop", ("a",)), True),
        (row(), ConsentGrant("alice", "shop", ()), True),
        (row(), ConsentGrant("alice", "shop", ("b",)), False),
        (row(), ConsentGrant("alice", "shop", ("a",), ("api",)), False),
        (row(grant_access_token_audience=["api", "x"]), ConsentGrant("alice", "shop", ("a",), ("api",)), True),
        (row(), ConsentGrant("alice", "shop", ("a",), (), 3600), True),
        (row(remember_for=3600), ConsentGrant("alice", "shop", ("a",), (), 3600), True),
        (row(remember_for=7200), ConsentGrant("alice", "shop", ("a",), (), 3600), True),
        (row(remember_for=60), ConsentGrant("alice", "shop", ("a",), (), 3600), False),
        (row(remember_for=3600), ConsentGrant("alice", "shop", ("a",), (), 0), False),
        (row(), ConsentGrant("alice", "shop", ("a",), (), 0, {"access_token": {}, "id_token": {}}), True),
        (
            row(session={"access_token": {"x": 1}, "id_token": None}),
            ConsentGrant("alice", "shop", ("a",), (), 0, {"access_token": {"x": 1}, "id_token": {}}),
            True,
        ),
        (
            row(session={"access_token": {"x": 1}}),
            ConsentGrant("alice", "shop", ("a",), (), 0, {"access_token": {}, "id_token": {}}),
            False,
        ),
        (
            row(session={"access_token": {}, "id_token": {"sid": "added by the server"}}),
            ConsentGrant("alice", "shop", ("a",), (), 0, {"access_token": {}, "id_token": {}}),
            True,
        ),
        (None, ConsentGrant("alice", "shop", ()), False),
    ],
)
def test_what_is_as_good(there: t.Optional[Document], wish: ConsentGrant, good: bool) -> None:
    assert covers(there, wish) is good


def test_a_new_grant_keeps_what_the_old_one_had_and_the_client_still_may_have() -> None:
    old = row(
        scope="openid gone",
        grant_access_token_audience=["api", "gone"],
        session={"access_token": {"x": 1}},
        remember_for=60,
    )
    wish = ConsentGrant("alice", "shop", ("b",), (), 3600)
    new = merged(old, wish, CLIENT)
    session = {"access_token": {"x": 1}, "id_token": {}}
    assert new == ConsentGrant("alice", "shop", ("b", "openid"), ("api",), 3600, session)
    assert merged(dict(old, remember_for=0), wish, CLIENT).remember_for == 0, "for ever is longer"
    assert merged(dict(old, remember_for=7200), wish, CLIENT).remember_for == 7200
    assert merged(None, wish, CLIENT) == ConsentGrant(
        "alice", "shop", ("b",), (), 3600, {"access_token": {}, "id_token": {}}
    )
    own = {"access_token": {}, "id_token": {"y": 2}}
    assert merged(old, ConsentGrant("alice", "shop", ("b",), session=own), CLIENT).session == own


CLAIMS: t.List[t.Any] = [True, 1, False, 0, "1", "", None, [], [True], [1], {}, {"a": True}, {"a": 1}, 0.5]


@pytest.mark.parametrize("stored", CLAIMS)
@pytest.mark.parametrize("name", ["access_token", "id_token"])
def test_claims_are_the_same_only_if_they_are_the_same_json(name: str, stored: t.Any) -> None:
    there = row(session={name: {"x": stored, "y": [stored]}})
    good = []
    for wanted in CLAIMS:
        session: Document = dict({"access_token": {}, "id_token": {}}, **{name: {"x": wanted, "y": [wanted]}})
        if covers(there, ConsentGrant("alice", "shop", ("a",), session=session)):
            good.append(repr(wanted))
    assert good == [repr(stored)]


def test_a_whole_number_is_the_same_claim_however_it_is_spelled() -> None:
    session: Document = {"access_token": {"x": 1.0}, "id_token": {}}
    assert covers(row(session={"access_token": {"x": 1}}), ConsentGrant("alice", "shop", ("a",), session=session))


@pytest.mark.parametrize("there", [None, row(), row(remember_for=60), row(session={"id_token": {"a": 1}})])
@pytest.mark.parametrize("lasting", [0, 3600])
def test_what_was_merged_is_good_enough_for_what_was_wanted(there: t.Optional[Document], lasting: int) -> None:
    wish = ConsentGrant("alice", "shop", ("b",), ("api",), lasting)
    new = merged(there, wish, CLIENT)
    assert covers(dict(planned(new)), wish)


# What a client can be granted


def test_the_redirect_uri() -> None:
    wish = ConsentGrant("alice", "shop", ("a",), ("api",))
    assert redirect_uri(CLIENT, wish, None) == "https://a/cb"
    assert redirect_uri(CLIENT, wish, "https://b/cb") == "https://b/cb"
    assert redirect_uri(dict(CLIENT, grant_types=[], response_types=None), wish, None) == "https://a/cb"


@pytest.mark.parametrize(
    "members, wish, sentence",
    [
        (
            {"grant_types": ["client_credentials"]},
            ConsentGrant("u", "shop", ()),
            "needs the grant type authorization_code",
        ),
        ({"response_types": ["token"]}, ConsentGrant("u", "shop", ()), "the response type code"),
        ({"redirect_uris": []}, ConsentGrant("u", "shop", ()), "it has no redirect URI"),
        ({}, ConsentGrant("u", "shop", ("a", "x", "y")), "may not ask for the scope x y"),
        ({"audience": None}, ConsentGrant("u", "shop", (), ("api",)), "may not ask for any audience"),
    ],
)
def test_a_client_that_cannot(members: Document, wish: ConsentGrant, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        redirect_uri(dict(CLIENT, **members), wish, None)
    assert 'lient "shop"' in caught.value.message
    assert sentence in caught.value.message


def test_a_redirect_uri_of_somebody_else() -> None:
    with pytest.raises(UsageError, match='client "shop" has no redirect_uri https://c/cb'):
        redirect_uri(CLIENT, ConsentGrant("u", "shop", ()), "https://c/cb")


@pytest.mark.parametrize(
    "allowed, scope, may",
    [("a b", "a", True), ("a b", "c", False), ("photos.*", "photos.read", True), ("photos", "photos.read", True),
     ("photos", "photosx", False), ("", "a", False)],
)  # fmt: skip
def test_scopes_that_a_client_may_ask_for(allowed: str, scope: str, may: bool) -> None:
    assert may_ask_for({"scope": allowed}, scope) is may


@pytest.mark.parametrize(
    "allowed, audience, may",
    [
        ("https://api.example.com", "https://api.example.com/v1", True),
        ("https://api.example.com/", "https://api.example.com", True),
        ("https://api.example.com/v1/", "https://api.example.com/v1", True),
        ("https://api.example.com/v1", "https://api.example.com/v1/a?b#c", True),
        ("https://api.example.com/v%31", "https://api.example.com/v1/a", True),
        ("https://api.example.com/v1", "https://api.example.com/v10", False),
        ("https://api.example.com/v1", "https://api.example.com/", False),
        ("https://api.example.com", "http://api.example.com/v1", False),
        ("https://api.example.com", "https://api.example.com:8443/v1", False),
        ("https://api.example.com", "https://API.example.com/v1", False),
        ("https://api.example.com", "https://api.example.com.evil/", False),
        ("https://api.example.com", "https://api.example.com/%zz", False),
        ("https://api.example.com/%zz", "https://api.example.com/a", False),
        ("api", "api", True),
        ("api", "api2", False),
        ("api", "https://api", False),
        ("urn:a:b", "urn:a:b", True),
        ("urn:a:b", "urn:a:b:c", False),
    ],
)
def test_audiences_that_a_client_may_ask_for(allowed: str, audience: str, may: bool) -> None:
    client = dict(CLIENT, audience=["other", allowed])
    assert may_be_meant_for(client, audience) is may
    old = row(grant_access_token_audience=[audience])
    kept = merged(old, ConsentGrant("alice", "shop", ("a",)), client).audience
    assert kept == ((audience,) if may else ()), "a new consent keeps what the client may still ask for"


# What is shown


def test_what_tells_consents_apart() -> None:
    assert summary(row()) == {
        "subject": "alice",
        "client_id": "shop",
        "consent_request_id": "r1",
        "login_session_id": "s1",
        "grant_scope": ["openid", "a"],
        "grant_access_token_audience": [],
        "remember": True,
        "remember_for": 0,
        "handled_at": "2026-01-01T00:00:01Z",
    }
    assert summary({})["client_id"] is None, "whatever odd thing was listed"


def test_a_diff_shows_what_is_granted() -> None:
    assert contents(None) == {}
    assert contents(row()) == planned(ConsentGrant("alice", "shop", ("openid", "a")))


def test_nobody_can_take_part_with_what_is_shown() -> None:
    url = "https://a/oauth2/auth?client_id=shop&state=private&nonce=private&scope=a%20b&code_challenge=private"
    key = {"kty": "EC", "kid": "k", "crv": "P-256", "x": "x", "y": "y", "d": "private"}
    request = {
        "challenge": "private",
        "login_challenge": "private",
        "request_url": url + "&id_token_hint=private",
        "client": {"client_id": "shop", "client_secret": "private", "jwks": {"keys": [key]}},
    }
    shown = presentable({"grant_scope": ["a"], "consent_request": request})
    assert "private" not in str(shown)
    assert shown["consent_request"]["request_url"] == (
        "https://a/oauth2/auth?client_id=shop&state=(hidden)&nonce=(hidden)&scope=a%20b&code_challenge=(hidden)"
        "&id_token_hint=(hidden)"
    )
    assert shown["consent_request"]["client"]["client_id"] == "shop"
    assert shown["grant_scope"] == ["a"]
    assert request["challenge"] == "private", "the argument stays as it was"
