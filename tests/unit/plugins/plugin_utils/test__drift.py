# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Differences between lists and a server: how each is told, who is affected, and what a report makes of it."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._audit.formats import FORMATS
from ansible_collections.ory.hydra.plugins.plugin_utils._drift.drift import drift
from ansible_collections.ory.hydra.plugins.plugin_utils._drift.drift_report import drift_report
from ansible_collections.ory.hydra.plugins.plugin_utils._drift.kinds import KINDS

Document = t.Dict[str, t.Any]

SERVER: Document = {
    "admin_url": "http://127.0.0.1:4445",
    "version": "v26.2.0",
    "public_api": {"public_url": "http://127.0.0.1:4444"},
}
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def result(noun: str, *rows: t.Tuple[str, Document, Document], **more: t.Any) -> Document:
    """What a module returns in check mode: a row is a name, what is there, and what the list says."""
    diff = [
        {"before": before, "after": after, "before_header": "%s %s" % (noun, name), "after_header": "..."}
        for name, before, after in rows
    ]
    summary = {"created": 0, "updated": len(rows), "deleted": 0, "unchanged": 3, "failed": 0}
    return dict({"changed": bool(rows), "summary": summary, "actions": [], "diff": diff}, **more)


def of_clients(*rows: t.Tuple[str, Document, Document], **more: t.Any) -> Document:
    return drift({"clients": result("client", *rows)}, SERVER, **more)


def one(found: Document) -> Document:
    (row,) = found["findings"]
    return t.cast("Document", row)


def told(row: Document) -> t.Tuple[str, str, str]:
    return row["rule"], row["option"], row["found"]


# Clients


def test_nothing_differs() -> None:
    found = drift({"clients": result("client"), "issuers": {"changed": False, "skipped": True}}, SERVER, [])
    assert found["drifted"] is False
    assert found["findings"] == found["differences"] == found["failures"] == found["not_compared"] == []
    assert found["compared"] == {
        "place": "http://127.0.0.1:4445", "version": "v26.2.0", "clients": 3, "key_sets": None, "issuers": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "grants, sentence",
    [
        (["authorization_code", "refresh_token"],
         "While it does not exist, users cannot log in with it, and tokens that it has cannot be refreshed"),
        (["client_credentials"], "While it does not exist, it cannot get tokens for itself"),
        ([JWT_BEARER], "While it does not exist, it cannot exchange assertions for tokens"),
        (None, "While it does not exist, users cannot log in with it"),
        (["other"], "While it does not exist, it cannot get tokens"),
    ],
)  # fmt: skip
def test_a_client_that_is_missing(grants: t.Optional[t.List[str]], sentence: str) -> None:
    after = {"client_id": "shop", "client_name": "Shop", "contacts": ["a@b.c"], "grant_types": grants}
    row = one(of_clients(("shop", {}, after)))
    assert told(row) == ("client-missing", "", "does not exist")
    assert row["affected"] == [sentence]
    assert row["owner"] == {"client_name": "Shop", "contacts": ["a@b.c"]}


def test_a_client_that_should_not_exist() -> None:
    row = one(of_clients(("x", {"client_id": "x", "owner": "me", "grant_types": ["client_credentials"]}, {})))
    assert told(row) == ("client-extra", "", "exists, but should not")
    assert row["affected"] == ["Once it is removed, it cannot get tokens for itself"]
    assert row["owner"] == {"owner": "me"}


@pytest.mark.parametrize(
    "name, there, wanted, rule, found, affected",
    [
        ("redirect_uris", ["https://a/", "https://evil/"], ["https://a/", "https://b/"], "client-access",
         "redirect_uris contains https://evil/, which should not be there, and lacks https://b/",
         ["Logins that return to https://b/ fail now",
          "Logins that return to https://evil/ succeed until provision has run"]),
        ("scope", "a b", "b c", "client-access", "scope contains a, which should not be there, and lacks c",
         ["Requests for the scope c fail now", "Requests for the scope a succeed until provision has run"]),
        ("contacts", [], ["a@b.c"], "client-details", "contacts lacks a@b.c",
         ["Neither logins nor tokens depend on it"]),
        ("client_name", "X", "Y", "client-details", 'client_name is "X" instead of "Y"',
         ["Neither logins nor tokens depend on it"]),
        ("tos_uri", "", "https://a/", "client-details", 'tos_uri is not set instead of "https://a/"',
         ["Neither logins nor tokens depend on it"]),
        ("metadata", {"a": 1, "b": [1], "c": 0}, {"a": 2, "c": 0}, "client-details",
         "metadata.a is 1 instead of 2, metadata.b is [1] instead of not set",
         ["Neither logins nor tokens depend on it"]),
        ("skip_consent", True, False, "client-access", "skip_consent is true instead of false",
         ["Users may be asked for consent, or not be asked"]),
        ("token_endpoint_auth_method", "none", "client_secret_basic", "client-access",
         'token_endpoint_auth_method is "none" instead of "client_secret_basic"',
         ["The application may not be able to authenticate"]),
        ("jwt_bearer_grant_access_token_lifespan", None, "1h0m0s", "client-access",
         'jwt_bearer_grant_access_token_lifespan is not set instead of "1h0m0s"',
         ["New tokens of this grant live for another time than intended"]),
        ("jwks", {"keys": [{"kid": "a", "x": 1}, {"kid": "b"}]}, {"keys": [{"kid": "a", "x": 2}, {"kid": "c"}]},
         "client-access",
         'jwks contains key "b", which should not be there, and lacks key "c", and key "a" in jwks is another one',
         ["The application may not be able to authenticate"]),
    ],
)  # fmt: skip
def test_a_field(name: str, there: t.Any, wanted: t.Any, rule: str, found: str, affected: t.List[str]) -> None:
    before, after = {"client_id": "shop", name: there}, {"client_id": "shop", name: wanted}
    listing = [{"client_id": "shop", "client_name": "Shop", "owner": "team"}]
    row = one(of_clients(("shop", before, after), clients=listing))
    assert told(row) == (rule, name, found)
    assert row["affected"] == affected
    assert row["instead"] == {name: there}
    assert row["owner"] == {"client_name": "Shop", "owner": "team"}


def test_what_may_be_secret_in_an_address_is_not_told() -> None:
    there = ["https://me:private@a/?token=private"]
    row = one(of_clients(("a", {"client_id": "a", "request_uris": there}, {"client_id": "a", "request_uris": []})))
    assert "private" not in json.dumps(row)
    assert row["instead"] == {}
    nested = {"a": ["https://me:private@a/"]}
    row = one(of_clients(("a", {"metadata": nested}, {"metadata": {}})))
    assert "private" not in json.dumps(row)


def test_a_private_key_in_jwks_is_not_told() -> None:
    keys = {"keys": [{"kid": "a", "d": "(hidden)"}]}
    row = one(of_clients(("a", {"jwks": keys}, {"jwks": [keys, "(hidden members change)"]})))
    assert told(row) == ("client-access", "jwks", "jwks has another private key")
    assert row["instead"] == {}


def test_a_secret() -> None:
    def found(before: str, **more: t.Any) -> Document:
        shown = dict({"client_id": "a", "client_secret": before}, **more)
        return of_clients(("a", shown, dict(shown, client_secret="(hidden) as declared")))

    row = one(found("(hidden) not as declared"))
    assert told(row) == ("client-secret", "client_secret", "client_secret is not the declared one")
    always = found("(hidden) unknown")
    assert always["drifted"] is False
    assert "update_secret=always" in always["not_compared"][0]["reason"]
    more = found("(hidden) unknown", scope="x")
    assert "update_secret=always" in more["not_compared"][0]["reason"], "whatever else differs"
    # A secret that is set because the client did not have one so far is no difference of its own.
    before = {"client_id": "a", "client_secret": "(hidden) unknown", "token_endpoint_auth_method": "none"}
    after = {"client_id": "a", "client_secret": "(hidden) new", "token_endpoint_auth_method": "client_secret_post"}
    assert one(of_clients(("a", before, after)))["option"] == "token_endpoint_auth_method"
    assert of_clients(("a", before, after))["not_compared"] == []


def test_secrets_are_not_compared_without_the_public_api() -> None:
    server = dict(SERVER, public_api={"public_url": None})
    (row,) = drift({"clients": result("client")}, server)["not_compared"]
    assert row["what"] == "secrets of clients" and "public_url is not set" in row["reason"]
    always = ("a", {"client_id": "a", "client_secret": "(hidden) unknown"}, {"client_id": "a", "client_secret": "x"})
    both = drift({"clients": result("client", always)}, server)["not_compared"]
    assert [word in row["reason"] for word, row in zip(("update_secret=always", "public_url"), both)] == [True, True]


def test_secrets_that_nobody_asked_about_are_not_compared() -> None:
    actions = [{"id": name, "secret_status": "unchecked"} for name in ("b", "a")] + [{"id": "c"}]
    for server in (SERVER, None):
        (row,) = drift({"clients": result("client", actions=actions)}, server)["not_compared"]
        assert row["what"] == "secrets of clients"
        assert "update_secret=on_create" in row["reason"] and row["reason"].endswith("not compared: a, b")


def test_objects_that_are_left_out_of_a_result_are_counted() -> None:
    def reasons(actions: t.List[Document], **omitted: t.Any) -> t.List[str]:
        clients = result("client", actions=actions, omitted=dict(omitted))
        return [row["reason"].rpartition(": ")[2] for row in drift({"clients": clients}, SERVER)["not_compared"]]

    assert reasons([{"id": "a", "secret_status": "unchecked"}], secret_status={"unchecked": 2}) == ["a and 2 more"]
    assert reasons([], secret_status={"unchecked": 2}) == ["2 unchanged ones"]
    assert reasons([], secret_status={"verified": 2}) == []
    issuers = result("trusted_issuer", omitted={"key_status": {"not_compared": 1000}})
    assert "1000 unchanged ones" in drift({"issuers": issuers})["not_compared"][0]["reason"]


# Key sets


def of_keys(before: t.Any, after: t.Any, name: str = "hydra.openid.id-token", clients: t.Any = None) -> Document:
    shown = [{"set": name, "keys": keys} if keys else {} for keys in (before, after)]
    return one(drift({"key_sets": result("jwk_set", (name, shown[0], shown[1]))}, SERVER, clients))


def key(**more: t.Any) -> Document:
    return dict({"alg": "RS256", "use": "sig", "state": "active"}, **more)


MADE = "rs256-20261121T104500Z-4f2a9c"


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ({}, {MADE: key()}, ("keys-missing", "", "does not exist")),
        ({"a": key()}, {}, ("keys-extra", "", "exists, but should not")),
        ({"a": key()}, {MADE: key()},
         ("keys-changed", "keys", 'contains key "a", which should not be there, and lacks a key for RS256')),
        ({"a": key()}, {"a": key(), "b": key()}, ("keys-changed", "keys", 'lacks key "b"')),
        ({"a": key(state="published")}, {"a": key()},
         ("keys-changed", "keys", 'key "a": state is published instead of active')),
        ({"a": key(signs=False), "b": key(signs=True)}, {"a": key(signs=True)},
         ("keys-changed", "keys", 'contains key "b", which should not be there')),
        ({"a": key(signs=False), "b": key(signs=True)}, {"a": key(signs=True), "b": key(signs=False)},
         ("keys-changed", "keys",
          'key "a": signs is False instead of True')),
        ({"a": key()}, {"a": key()}, ("keys-changed", "keys", "the keys are in another order, or not the same ones")),
    ],
)  # fmt: skip
def test_a_key_set(before: Document, after: Document, expected: t.Tuple[str, str, str]) -> None:
    assert told(of_keys(before, after)) == expected


def test_who_depends_on_a_key_set() -> None:
    clients = [
        {"client_id": "c", "scope": "openid", "access_token_strategy": "jwt"},
        {"client_id": "b", "scope": "a openid"},
        {"client_id": "machine", "scope": "openid", "grant_types": ["client_credentials"]},
    ]

    def affected(name: str, known: t.Any) -> str:
        return str(of_keys({}, {"a": key()}, name, known)["affected"][0])

    ids, access = "hydra.openid.id-token", "hydra.jwt.access-token"
    assert affected(ids, clients) == "Hydra signs ID tokens with it, those of 2 clients: b, c"
    assert affected(ids, []) == "Hydra signs ID tokens with it, but no client gets any"
    assert affected(ids, None) == "Hydra signs ID tokens with it"
    assert affected(access, clients).startswith(
        "Hydra signs access tokens in JWT format with it, those of 1 client: c;"
    )
    assert affected("mine", clients) == "Hydra signs nothing with it; who uses its keys is not known here"


# Trusted issuers


def grant(subject: str = "x", **more: t.Any) -> Document:
    return dict({"issuer": "https://i", "subject": subject, "kid": "k", "id": "1"}, **more)


def of_issuers(*rows: t.Tuple[str, Document, Document], clients: t.Any = None, **more: t.Any) -> Document:
    return drift({"issuers": result("trusted_issuer", *rows, **more)}, SERVER, clients)


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ({}, grant(), ("issuer-missing", "", "does not exist")),
        (grant(), {}, ("issuer-extra", "", "exists, but should not")),
        (grant(scope=["a"]), grant(scope=["b"]),
         ("issuer-changed", "scope", "scope contains a, which should not be there, and lacks b")),
        (grant(expires_at="2030-01-01T00:00:00Z"), grant(expires_at="2040-01-01T00:00:00Z"),
         ("issuer-changed", "expires_at", "expires_at is 2030-01-01T00:00:00Z, which is not as declared")),
        (grant(jwk_thumbprint="A"), grant(jwk_thumbprint="B"),
         ("issuer-key", "jwk", "jwk is another key (thumbprint A instead of B)")),
    ],
)  # fmt: skip
def test_a_trusted_issuer(before: Document, after: Document, expected: t.Tuple[str, str, str]) -> None:
    clients = [{"client_id": "f", "grant_types": [JWT_BEARER]}, {"client_id": "g"}]
    row = one(of_issuers(("https://i (subject x, key k)", before, after), clients=clients))
    assert told(row) == expected
    assert row["name"] == "https://i (subject x, key k)"
    assert "Clients that can exchange assertions: f" in row["affected"]


def test_a_grant_that_is_only_recreated_is_no_difference_but_affected() -> None:
    row = one(of_issuers(("one", grant("one"), {}), ("two", grant("two"), grant("two", id="(new)"))))
    assert row["name"] == "one"
    assert row["affected"][-1] == "With it, these grants are deleted and created again: two"


def test_keys_that_cannot_be_read_are_not_compared() -> None:
    actions = [{"id": "i", "key_status": "not_compared"}, {"id": "j", "key_status": "as_declared"}]
    (row,) = of_issuers(actions=actions)["not_compared"]
    assert row == {"what": "keys of trusted issuers", "reason": "this server does not let the keys be read of i"}


# Results


def whole(name: str = "shop") -> Document:
    """Differences in which a name stands wherever one can."""
    results = {
        "clients": result(
            "client",
            (name, {"client_id": name, "scope": name}, {"client_id": name, "scope": ""}),
            ("missing", {}, {"client_id": "missing", "client_name": name, "contacts": [name]}),
            warnings=[name],
        ),
        "key_sets": result("jwk_set", (name, {"keys": {name: key()}}, {"keys": {"b": key()}})),
        "issuers": result("trusted_issuer", (name, {}, grant(name))),
    }
    return drift(results, SERVER, [{"client_id": name, "owner": name}], "high")


def test_the_worst_comes_first_and_fails() -> None:
    found = whole()
    assert [row["rule"] for row in found["findings"]] == [
        "client-missing", "keys-changed", "issuer-missing", "client-access",
    ]  # fmt: skip
    assert found["summary"] == {"critical": 0, "high": 3, "medium": 1, "low": 0, "info": 0}
    assert found["failures"][0] == 'high: client "missing": does not exist (client-missing)'
    assert len(found["failures"]) == 3
    assert len(found["differences"]) == 4
    assert set(found["rules"]) == {row["rule"] for row in found["findings"]}
    assert found["warnings_of_tasks"] == ["shop"]


def test_a_report_says_who_is_affected() -> None:
    text = drift_report(whole(), "markdown")
    assert "Differences: 3 high, 1 medium." in text
    assert "### High: client missing" in text
    assert "While it does not exist, users cannot log in with it." in text
    assert "Name: shop; Contacts: shop" in text
    assert "## Warnings\n\n* shop\n" in text
    assert "| 5 | 4 | 4 |" in text
    linked = drift_report(whole("www.a.example, me@a.example"), "markdown").splitlines()
    assert not any(part in line for part in ("www.a", "me@a") for line in linked if not line.startswith("    "))
    page = drift_report(whole(), "html")
    assert "<h1>Drift of Ory Hydra</h1>" in page and "<h2>Differences</h2>" in page
    assert json.loads(drift_report(whole(), "json"))["drifted"] is True


def test_sarif_has_the_kinds_of_differences_as_rules() -> None:
    (run,) = json.loads(drift_report(whole(), "sarif", "environment.yml"))["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "ory.hydra.drift"
    assert [rule["id"] for rule in driver["rules"]] == [kind.id for kind in KINDS]
    assert {row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for row in run["results"]} == {
        "environment.yml"
    }
    assert all(driver["rules"][row["ruleIndex"]]["id"] == row["ruleId"] for row in run["results"])


@given(st.text(st.characters(), max_size=30), st.sampled_from(FORMATS))
@example("</style><script>alert(1)</script>", "html")
@example("half a pair: \ud800", "html")
def test_no_name_breaks_a_report(name: str, format: str) -> None:
    text = drift_report(whole(name), format)
    assert text.encode("utf-8")
    assert "<script>alert" not in text or format in ("json", "sarif")
    if format in ("json", "sarif"):
        json.loads(text)


@pytest.mark.parametrize(
    "results, words",
    [
        (None, "must be a dictionary of results: clients, key_sets, issuers"),
        ({"client": {}}, "must be a dictionary of results"),
        ({"clients": {"failed": True, "msg": "x"}}, "must be the results of the modules of the role provision"),
        ({"clients": {"changed": True, "summary": {"updated": 1}}}, "must have a diff"),
        ({"clients": {"changed": True, "summary": {"updated": 1}, "diff": "x"}}, "must have a diff"),
        # With changed_when: false, a result is not changed, whatever it would do.
        ({"clients": {"changed": False, "summary": {"updated": 1}}}, "must have a diff"),
        ({"issuers": {"changed": False, "summary": {"created": 1, "deleted": 1}, "diff": [{}]}}, "must have a diff"),
    ],
)
def test_what_is_no_preview_is_refused(results: t.Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        drift(results)


def test_other_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="threshold must be one of critical, high, medium, low, info, never, not all"):
        drift({}, threshold="all")
    with pytest.raises(ValueError, match="the input is not a result of the filter ory.hydra.drift"):
        drift_report({}, "html")
    with pytest.raises(ValueError, match="format must be one of markdown, html, json, sarif, not mermaid"):
        drift_report(whole(), "mermaid")


def test_kinds_are_told_apart() -> None:
    assert len({kind.id for kind in KINDS}) == len(KINDS)
    assert all(kind.why.endswith(".") and not kind.what.endswith(".") for kind in KINDS)
