# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read, plan and apply against a small model of the server: changes are a fixpoint, and nothing is lost on the way."""

from __future__ import annotations

import copy
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.description import (
    OwnedClients,
    field_named,
    has_metadata,
    matches,
)
from ansible_collections.ory.hydra.plugins.module_utils._clients.read import find
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_policy import SecretWish
from ansible_collections.ory.hydra.plugins.module_utils._engine import report
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Prune
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.tests.unit._drive import (
    BY_ID,
    VERSIONS,
    Document,
    Serve,
    actions,
    api,
    entry,
    go,
    server_of,
)
from ansible_collections.ory.hydra.tests.unit._model import (
    ADMIN,
    Answer,
    Call,
    Handler,
    Hydra,
    Wire,
    answering,
    lost_before,
)

# The law: what was applied stays applied

_uris = st.lists(st.sampled_from(["https://a/x", "https://a/y", "https://b/"]), max_size=3)
_values: t.Dict[str, t.Any] = {
    "client_name": st.sampled_from(["", "A", "B"]),
    "owner": st.sampled_from(["", "o"]),
    "scope": st.sampled_from(["", "a b", "b a", "offline openid offline_access", "c"]),
    "contacts": st.lists(st.sampled_from("xyz"), max_size=3),
    "redirect_uris": _uris,
    "grant_types": st.lists(st.sampled_from(["client_credentials", "refresh_token"]), max_size=3),
    "allowed_cors_origins": st.lists(st.sampled_from(["https://A.Example/", "HTTPS://a", "http://b//"]), max_size=2),
    "token_endpoint_auth_method": st.sampled_from(["client_secret_basic", "client_secret_post"]),
    "frontchannel_logout_session_required": st.booleans(),
    "metadata": st.sampled_from([{}, {"a": 1}, {"a": 1.0}, {"a": [None, {}]}, {"a": "1"}]),
    "jwks": st.sampled_from([{}, {"keys": []}, {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}]),
    "request_uris": _uris,
}
_newer: t.Dict[str, t.Any] = {
    "skip_consent": st.booleans(),
    "skip_logout_consent": st.booleans(),
    "access_token_strategy": st.sampled_from(["jwt", "opaque"]),
    "implicit_grant_id_token_lifespan": st.sampled_from(["90m", "1h30m0s", "1.5h", "30d", "0s", "-1h", "1500ms"]),
    "device_authorization_grant_id_token_lifespan": st.sampled_from(["1h", "60m"]),
}


def _wishes(version: str) -> st.SearchStrategy[Document]:
    names = dict(_values, **_newer) if version == "26.2.0" else _values
    fields: t.Dict[str, t.Any] = {name: st.none() | values for name, values in names.items()}
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.parametrize("version", BY_ID)
def test_what_was_applied_stays_applied(version: str, serve: Serve, wire: Wire) -> None:
    @settings(max_examples=40)
    @given(st.lists(st.tuples(_wishes(version), st.booleans()), min_size=1, max_size=3))
    def law(steps: t.List[t.Tuple[Document, bool]]) -> None:
        hydra = serve(version)
        for wish, exhaustive in steps:
            wanted = entry(exhaustive=exhaustive, **copy.deepcopy(wish))
            before = copy.deepcopy(hydra.clients)
            announced = go(hydra, wanted, check_mode=True)[0]
            assert hydra.clients == before, "check mode writes nothing"
            done = go(hydra, wanted)[0]
            assert done.action == announced.action
            assert report.difference(CLIENTS, done)["before"] == report.difference(CLIENTS, announced)["before"]
            assert report.difference(CLIENTS, done)["after"] == report.difference(CLIENTS, announced)["after"]
            assert (hydra.clients == before) == (done.action == "unchanged")
            assert report.warnings([done]) == list(done.change.warnings), "what was stored is what was declared"
            writes = len(wire.writes)
            again = go(hydra, wanted)[0]
            assert (again.action, again.change.steps, again.change.after) == ("unchanged", (), {})
            assert len(wire.writes) == writes, "a second run writes nothing"
            for name, value in wish.items():
                field = field_named(name)
                assert field.canonical(hydra.clients["a"].get(name)) == field.canonical(value)

    law()


@pytest.mark.parametrize("version", BY_ID)
def test_what_check_mode_expects_is_what_comes(version: str, serve: Serve) -> None:
    hydra = serve(version)
    for wanted in (entry(client_name="A", contacts=["x"]), entry(client_name=None, owner="o"), entry(state="absent")):
        announced = go(hydra, wanted, check_mode=True)[0].result
        done = go(hydra, wanted)[0].result
        assert (announced is None) == (done is None)
        for field in FIELDS if announced and done else ():
            assert field.canonical((announced or {}).get(field.name)) == field.canonical((done or {}).get(field.name))


# Secrets and their files


def test_a_made_secret_is_in_its_file_before_anything_can_fail(hydra: Hydra, tmp_path: t.Any) -> None:
    path = tmp_path / "secret"
    seen: t.List[t.Tuple[str, str]] = []

    def look(call: Call, handler: Handler) -> Answer:
        seen.append((path.read_text(), call.json["client_secret"]))
        return lost_before(call, handler)

    for _index in range(5):
        hydra.disturb("POST /admin/clients", look)
    assert actions(go(hydra, entry(secret=SecretWish(file=str(path))))) == ["failed"]
    assert seen
    assert all(left == right for left, right in seen)


def test_nothing_is_written_where_one_file_cannot_be(hydra: Hydra, wire: Wire, tmp_path: t.Any) -> None:
    with pytest.raises(UsageError, match="no folder"):
        go(hydra, entry(0, "a"), entry(1, "b", secret=SecretWish(file=str(tmp_path / "missing" / "s"))))
    assert wire.writes == []


def test_check_mode_writes_no_file(hydra: Hydra, tmp_path: t.Any) -> None:
    go(hydra, entry(secret=SecretWish(file=str(tmp_path / "s"))), check_mode=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize(
    "secret", ["s3cret+/% é:x&=1", "per%41cent", "pl+us-plus", "co:lon-", "with space", '"quotes"']
)
def test_a_right_secret_is_known_and_a_wrong_one_replaced(
    version: str, method: str, secret: str, serve: Serve, wire: Wire
) -> None:
    hydra = serve(version)
    hydra.add("an id:+%", secret, token_endpoint_auth_method=method)
    wish = SecretWish(secret, "when_wrong")
    assert actions(go(hydra, entry(0, "an id:+%", secret=wish), ask=True)) == ["unchanged"]
    hydra.secrets["an id:+%"] = "another-secret"
    assert actions(go(hydra, entry(0, "an id:+%", secret=wish), ask=True)) == ["updated"]
    assert hydra.secrets["an id:+%"] == secret
    assert len(wire.writes) == 1


def test_the_secret_is_checked_with_the_method_that_is_stored(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a", "the-secret", token_endpoint_auth_method="client_secret_post")
    wish = SecretWish("the-secret", "when_wrong")
    outcome = go(hydra, entry(token_endpoint_auth_method="client_secret_basic", secret=wish), ask=True)[0]
    assert (outcome.action, outcome.change.extra["secret_status"]) == ("updated", "verified")
    assert "client_secret" not in wire.writes[0].json


def _asked(wire: Wire) -> int:
    return len([call for call in wire.calls if call.path == "/oauth2/revoke"])


def test_secrets_are_asked_for_only_where_that_matters(hydra: Hydra, wire: Wire) -> None:
    for name in ("a", "goes"):
        hydra.add(name, "the-secret")
    hydra.add("p", token_endpoint_auth_method="none")
    wish = SecretWish("the-secret", "when_wrong")
    go(
        hydra,
        entry(0, "a"),
        entry(1, "new", secret=wish),
        entry(2, "p"),
        entry(3, "gone", "absent", secret=wish),
        entry(4, "goes", "absent", secret=wish),
        ask=True,
    )
    go(hydra, entry(0, "a", secret=SecretWish("x-secret", "on_create")), ask=True)
    go(hydra, entry(0, "a", secret=SecretWish("x-secret", "always")), ask=True)
    assert _asked(wire) == 0
    go(hydra, entry(0, "a", secret=wish), ask=True)
    assert _asked(wire) == 1


@pytest.mark.parametrize("method", ["none", "private_key_jwt", "client_secret_jwt"])
def test_a_method_that_cannot_be_asked_is_not_asked(method: str, hydra: Hydra, wire: Wire) -> None:
    hydra.add("a", token_endpoint_auth_method=method, jwks_uri="https://a/")
    wanted = entry(token_endpoint_auth_method="client_secret_basic", secret=SecretWish("the-secret", "when_wrong"))
    outcome = go(hydra, wanted, ask=True)[0]
    assert outcome.action == "updated"
    assert _asked(wire) == 0
    if method != "client_secret_jwt":  # which may have had the right one
        assert (outcome.change.extra["secret_status"], hydra.secrets["a"]) == ("set", "the-secret")


def test_checking_needs_the_public_api(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a")
    with pytest.raises(UsageError, match="needs public_url"):
        go(hydra, entry(0, "new"), entry(1, "a", secret=SecretWish("x-secret", "when_wrong")))
    assert wire.writes == []


# Reading


def test_a_few_are_read_one_by_one_and_many_by_page(hydra: Hydra, wire: Wire) -> None:
    for index in range(700):
        hydra.add("c%03d" % index)
    go(hydra, *(entry(index, "c%03d" % index) for index in range(3)))
    assert wire.lines == ["GET /admin/clients/c00%d" % index for index in range(3)]
    wire.calls.clear()
    assert set(actions(go(hydra, *(entry(index, "c%03d" % index) for index in range(700))))) == {"unchanged"}
    assert wire.lines == ["GET /admin/clients"] * 2


def test_a_listing_that_is_at_its_end_is_not_followed_by_single_reads(hydra: Hydra, wire: Wire) -> None:
    for index in range(5):
        hydra.add("c%03d" % index)
    assert (
        actions(go(hydra, *(entry(index, "c%03d" % index) for index in range(31)), check_mode=True))
        == ["unchanged"] * 5 + ["created"] * 26
    )
    assert wire.lines == ["GET /admin/clients"]


def test_a_long_listing_is_left_when_single_reads_are_cheaper(hydra: Hydra, wire: Wire) -> None:
    for index in range(3000):
        hydra.add("c%04d" % index)
    names = ["c%04d" % index for index in range(40)] + ["c2999"]
    assert set(actions(go(hydra, *(entry(index, name) for index, name in enumerate(names))))) == {"unchanged"}
    assert wire.lines == ["GET /admin/clients", "GET /admin/clients/c2999"]


@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "2.3.0", "26.2.0"])
def test_by_name(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    hydra.add("1", client_name="A", owner="x")
    hydra.add("2", client_name="A", owner="y")
    hydra.add("3", client_name="B")
    outcome = go(hydra, entry(key=None, client_name="A", owner="y", contacts=["c"]))[0]
    assert (outcome.action, outcome.change.key) == ("updated", "2")
    assert actions(go(hydra, entry(key=None, client_name="B"))) == ["unchanged"]
    assert actions(go(hydra, entry(key=None, client_name="C"), check_mode=True)) == ["created"]
    with pytest.raises(UsageError, match=r"2 clients match client_name \"A\": set client_id to select one \(1, 2\)"):
        go(hydra, entry(key=None, client_name="A"))


def test_by_name_where_the_server_chooses_ids(serve: Serve) -> None:
    hydra = serve("2.1.2")
    wanted = entry(key="mine", client_name="A", owner="o")
    assert actions(go(hydra, wanted)) == ["created"]
    assert actions(go(hydra, wanted)) == ["unchanged"]
    assert len(hydra.clients) == 1
    assert actions(go(hydra, entry(key="mine", client_name="A", owner="o", state="absent"))) == ["deleted"]


def test_pruning_reads_only_what_the_owner_has(hydra: Hydra, wire: Wire) -> None:
    for index in range(40):
        hydra.add("c%02d" % index, owner="team")
        hydra.add("x%02d" % index, owner="else")
    prune = Prune(OwnedClients("team"), frozenset(), 100)
    outcomes = go(hydra, entry(0, "c00"), entry(1, "x00"), check_mode=True, prune=prune)
    assert actions(outcomes) == ["unchanged"] * 2 + ["deleted"] * 39
    assert wire.lines == ["GET /admin/clients", "GET /admin/clients/x00"]
    assert wire.calls[0].query["owner"] == "team"


@pytest.mark.parametrize("version", ["1.4.10", "26.2.0"])
def test_pruning_deletes_last_and_not_after_a_failure(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    hydra.add("a")
    hydra.add("old", owner="team")
    prune = Prune(OwnedClients("team"), frozenset(), 100)
    hydra.disturb("PUT %s/clients/a" % hydra.prefix, answering(Answer(400, {"error": "no"})))
    outcomes = go(hydra, entry(0, "a", client_name="A"), prune=prune)
    assert actions(outcomes) == ["failed", "not_tried"]
    outcomes = go(hydra, entry(0, "a", client_name="A"), prune=prune)
    assert actions(outcomes) == ["updated", "deleted"]
    assert sorted(hydra.clients) == ["a"]


def test_find(hydra: Hydra) -> None:
    hydra.add("b", client_name="A", owner="x", metadata={"env": "prod", "n": 1})
    hydra.add("a", client_name="A", owner="y", metadata={"env": "prod"})
    hydra.add("c", metadata=[1])
    there = api(hydra)

    def ids(wanted: Document, metadata: t.Optional[Document] = None) -> t.List[str]:
        return [row["client_id"] for row in find(there, dict(wanted, metadata=metadata))]

    assert ids({}) == ["a", "b", "c"]
    assert ids({"client_id": "b"}) == ["b"]
    assert ids({"client_id": "zz"}) == []
    assert ids({"client_name": "A"}) == ["a", "b"]
    assert ids({"client_name": "A", "owner": "x"}) == ["b"]
    assert ids({}, {"env": "prod"}) == ["a", "b"]
    assert ids({}, {"env": "prod", "n": 1}) == ["b"]
    assert ids({"owner": "y"}, {"n": 1}) == []


def test_find_lists_a_client_once_although_pages_shift(serve: Serve, wire: Wire) -> None:
    serve("2.3.0")
    rows = [{"client_id": "c%04d" % index} for index in range(600)]
    wire.script += [Answer(200, rows[:500]), Answer(200, rows[499:])]
    there = AdminApi(HttpClient(Connection(ADMIN), "admin_url"), server_of("2.3.0"))
    assert [row["client_id"] for row in find(there, {})] == [row["client_id"] for row in rows]


@pytest.mark.parametrize(
    "metadata, wanted, has",
    [
        ({"a": 1}, {}, True),
        (None, {}, True),
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, True),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, False),
        ({"a": None}, {"a": None}, True),
        ({}, {"a": None}, False),
        (["a"], {"a": 1}, False),
        ("a", {"a": 1}, False),
        (None, {"a": 1}, False),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1.0}, {"a": 1}, True),
    ],
)
def test_has_metadata(metadata: t.Any, wanted: Document, has: bool) -> None:
    assert has_metadata({"metadata": metadata}, wanted) is has


def test_matches() -> None:
    assert matches({"owner": ""}, {"owner": None})
    assert matches({}, {"owner": ""})
    assert not matches({"owner": "a"}, {"owner": None})
    assert matches({"owner": "a", "x": 1}, {"owner": "a"})
