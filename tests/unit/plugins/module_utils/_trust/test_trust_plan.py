# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Grants that share a key go and come together: plans against a model of the server, whole runs of the engine."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._engine import report
from ansible_collections.ory.hydra.plugins.module_utils._engine.apply import Outcome
from ansible_collections.ory.hydra.plugins.module_utils._engine.converge import converge
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Entry, Prune
from ansible_collections.ory.hydra.plugins.module_utils._engine.resource import Given, Policy
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._trust import read
from ansible_collections.ory.hydra.plugins.module_utils._trust.grants import GrantWish, OwnedIssuers, StoredGrant
from ansible_collections.ory.hydra.plugins.module_utils._trust.planner import TrustPlanner
from ansible_collections.ory.hydra.plugins.module_utils._trust.trusted_issuers import TRUSTED_ISSUERS
from ansible_collections.ory.hydra.tests.unit._keys import RFC7638_KEY, b64, ec_jwk, public
from ansible_collections.ory.hydra.tests.unit._model_trust import TrustStore

Document = t.Dict[str, t.Any]

LATER, SOON = "2040-01-01T00:00:00Z", "2035-01-01T00:00:00Z"
PAST = "2020-01-01T00:00:00Z"
ARGUMENTS = [*TRUSTED_ISSUERS.arguments(), "state"]


def key(number: int, kid: str = "k") -> Document:
    """Return a public key."""
    return dict(public(ec_jwk(number)), kid=kid)


def wish(position: int = 0, **given_options: t.Any) -> Entry[GrantWish]:
    """Return an entry as the module makes it of options."""
    options = dict({"issuer": "idp", "state": "present", "expired": None, "force": None}, **given_options)
    if "allow_any_subject" not in options:
        options.setdefault("subject", "alice")
    item = {name: options.get(name) for name in [*ARGUMENTS, "expired", "force"]}
    task = {"force": False, "expired": "keep"}
    return TRUSTED_ISSUERS.entry(Given(position, item, given_options, task, lambda texts: None, lambda text: None))


def go(
    store: TrustStore,
    *entries: Entry[GrantWish],
    check_mode: bool = False,
    prune: t.Optional[Prune[OwnedIssuers]] = None,
    carry_on: bool = False,
    log: t.Callable[[str], None] = lambda _line: None,
) -> t.List[Outcome[StoredGrant]]:
    policy = Policy(check_mode, 1, carry_on, log)
    return converge(TRUSTED_ISSUERS, t.cast(t.Any, store), None, entries, policy, prune).outcomes


def pruning(*issuers: str, limit: int = 20, protect: t.Sequence[str] = (), force: bool = False) -> Prune[OwnedIssuers]:
    owned = TRUSTED_ISSUERS.prune_scope({"prune_issuers": list(issuers), "force": force})
    assert owned is not None
    return Prune(owned, frozenset(protect), limit)


def actions(outcomes: t.Sequence[Outcome[StoredGrant]]) -> t.List[str]:
    return [outcome.action for outcome in outcomes]


def refused(store: TrustStore, *entries: Entry[GrantWish], **more: t.Any) -> str:
    """Return the sentence with which a run is refused, and see that it wrote nothing."""
    with pytest.raises(UsageError) as caught:
        go(store, *entries, **more)
    assert store.writes == []
    return caught.value.message


# One grant


def test_a_grant_is_created_and_then_rests() -> None:
    store = TrustStore()
    entry = wish(scope=["b", "a"], expires_at="2040-01-01T02:00:00+02:00", jwk=key(1))
    assert actions(go(store, entry, check_mode=True)) == ["created"] and store.writes == []
    assert actions(go(store, entry)) == ["created"]
    assert store.seen() == {("idp", "alice", "k"): (frozenset("ab"), LATER, key(1)["x"])}
    store.writes.clear()
    same = wish(scope=["a", "b", "a"], expires_at=LATER, jwk=key(1))
    assert actions(go(store, same)) == ["unchanged"] and store.writes == []


def test_what_is_not_given_is_left() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1), ["a"])
    assert actions(go(store, wish(kid="k"))) == ["unchanged"]
    assert store.reads == ["LIST idp"], "the key matters only where it is given, or something is written"
    assert actions(go(store, wish(kid="k", scope=["b"]))) == ["updated"]
    assert store.seen() == {("idp", "alice", "k"): (frozenset("b"), LATER, key(1)["x"])}
    assert actions(go(store, wish(kid="k", scope=None))) == ["updated"]
    assert store.seen()[("idp", "alice", "k")][0] == frozenset()


def test_a_scope_in_another_order_is_the_same_and_keeps_the_order_of_the_server() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1), ["b", "a"])
    assert actions(go(store, wish(kid="k", scope=["a", "b"], expires_at=SOON))) == ["updated"]
    (row,) = store.grants.values()
    assert row["scope"] == ["b", "a"] and row["expires_at"] == SOON


def test_a_grant_that_expires_in_this_second_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    store = TrustStore()
    store.add("idp", "bob", key(1), [], SOON)
    store.add("idp", "carol", key(2, "l"), [], "2035-01-01T00:00:01Z")
    monkeypatch.setattr(read, "now_in_utc", lambda: datetime.datetime(2035, 1, 1))
    outcomes = go(store, wish(jwk=key(3, "m"), expires_at=LATER, expired="absent"))
    assert actions(outcomes) == ["created", "deleted"]
    assert {name[1] for name in store.seen()} == {"alice", "carol"}


def test_a_time_from_now_on_rests_and_is_renewed_when_half_of_it_is_over() -> None:
    store = TrustStore()
    entry = wish(expires_at="+365d", jwk=key(1))
    go(store, entry)
    assert actions(go(store, entry)) == ["unchanged"]
    row = next(iter(store.grants.values()))
    now = datetime.datetime.now(datetime.timezone.utc)
    row["expires_at"] = (now + datetime.timedelta(days=183)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert actions(go(store, entry)) == ["unchanged"]
    row["expires_at"] = (now + datetime.timedelta(days=182)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert actions(go(store, entry)) == ["updated"]
    assert actions(go(store, entry)) == ["unchanged"]


def test_another_key_or_subject_is_another_grant() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1))
    entries = [
        wish(0, jwk=key(2, "l"), expires_at=LATER),
        wish(1, subject="bob", jwk=key(1), expires_at=LATER),
        wish(2, allow_any_subject=True, jwk=key(1), expires_at=LATER),
    ]
    assert actions(go(store, *entries)) == ["created"] * 3
    assert store.writes == ["POST idp"] * 3
    assert set(store.seen()) == {("idp", "alice", "k"), ("idp", "alice", "l"), ("idp", "bob", "k"), ("idp", "", "k")}


def test_a_grant_is_removed_and_then_rests() -> None:
    store = TrustStore()
    row = store.add("idp", "alice", key(1))
    entry = wish(state="absent", kid="k")
    assert actions(go(store, entry)) == ["deleted"]
    assert store.writes == ["DELETE %s" % row["id"]] and store.seen() == {}
    assert actions(go(store, entry)) == ["unchanged"]


def test_a_grant_that_is_not_there_yet_needs_an_expiry_and_a_key() -> None:
    assert "expires_at is needed for a new grant" in refused(TrustStore(), wish(jwk=key(1)))
    assert "it must be created, which needs its key (jwk, jwks or pem), because" in refused(
        TrustStore(), wish(kid="k", expires_at=LATER)
    )


def test_a_key_that_is_stored_need_not_be_given() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1))
    assert actions(go(store, wish(subject="bob", kid="k", expires_at=LATER))) == ["created"]
    assert store.seen()[("idp", "bob", "k")][2] == key(1)["x"]
    old = TrustStore("2.3.0")
    old.add("https://idp", "alice", key(1))
    sentence = refused(old, wish(issuer="https://idp", subject="bob", kid="k", expires_at=LATER))
    assert "does not let it be read" in sentence


# Siblings


def siblings(version: str = "26.2.0", issuer: str = "idp") -> TrustStore:
    store = TrustStore(version)
    for subject in ("alice", "bob", "carol"):
        store.add(issuer, subject, key(1), ["a"])
    return store


def test_of_three_siblings_one_is_replaced_one_removed_and_one_untouched() -> None:
    store = siblings()
    entries = [wish(0, kid="k", scope=["b"]), wish(1, subject="bob", kid="k", state="absent")]
    foreseen = go(store, *entries, check_mode=True)
    outcomes = go(store, *entries)
    assert actions(foreseen) == actions(outcomes) == ["updated", "deleted", "updated"]
    assert store.seen() == {
        ("idp", "alice", "k"): (frozenset("b"), LATER, key(1)["x"]),
        ("idp", "carol", "k"): (frozenset("a"), LATER, key(1)["x"]),
    }
    assert [line.split()[0] for line in store.writes] == ["DELETE", "POST", "POST"]
    sibling = outcomes[2].change
    assert sibling.position is None and sibling.before["id"] != sibling.after["id"]
    assert "new: recreated unchanged, because it is deleted with its key" in sibling.after["id"]
    assert sibling.lasting_extra["grant"] == {
        "issuer": "idp",
        "subject": "carol",
        "scope": ["a"],
        "expires_at": LATER,
        "kid": "k",
        "jwk": key(1),
    }
    store.writes.clear()
    assert actions(go(store, *entries)) == ["unchanged", "unchanged"] and store.writes == []


def test_siblings_come_in_an_order_that_rests() -> None:
    store = TrustStore()
    for subject in ("dora", "alice", "carol", "bob"):
        store.add("idp", subject, key(1))
    outcomes = go(store, wish(kid="k", scope=["b"]), check_mode=True)
    assert [outcome.change.before["subject"] for outcome in outcomes] == ["alice", "bob", "carol", "dora"]


def test_all_are_removed_at_once() -> None:
    store = siblings()
    entries = [wish(n, subject=name, kid="k", state="absent") for n, name in enumerate(("bob", "alice", "carol"))]
    assert actions(go(store, *entries)) == ["deleted"] * 3
    assert len(store.writes) == 1 and store.seen() == {}


def test_a_group_that_is_only_added_to_is_not_taken_apart() -> None:
    store = siblings()
    assert actions(go(store, wish(subject="dora", jwk=key(1), expires_at=LATER))) == ["created"]
    assert store.writes == ["POST idp"]


def test_entries_that_are_as_declared_come_back_too() -> None:
    store = siblings()
    entries = [
        wish(0, subject="zoe", jwk=key(1), expires_at=LATER),
        wish(1, subject="bob", jwk=key(1), scope=["a"]),
        wish(2, jwk=key(1), scope=["x"]),
        wish(3, subject="carol", kid="k", state="absent"),
    ]
    outcomes = go(store, *entries)
    assert actions(outcomes) == ["created", "updated", "updated", "deleted"]
    assert [line.split()[0] for line in store.writes] == ["DELETE", "POST", "POST", "POST"]
    assert {name: seen[0] for name, seen in store.seen().items()} == {
        ("idp", "alice", "k"): frozenset("x"),
        ("idp", "bob", "k"): frozenset("a"),
        ("idp", "zoe", "k"): frozenset(),
    }
    assert actions(go(store, *entries)) == ["unchanged"] * 4


def test_what_is_created_comes_first_and_what_is_taken_apart_last() -> None:
    store = siblings()
    go(store, wish(0, kid="k", scope=["b"]), wish(1, issuer="other", jwk=key(3), expires_at=LATER))
    assert [line.split()[0] for line in store.writes] == ["POST", "DELETE", "POST", "POST", "POST"]
    assert store.writes[0] == "POST other"


# Keys


def test_another_key_under_a_known_name_is_noticed_and_replaced() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1))
    assert actions(go(store, wish(jwk=key(1)))) == ["unchanged"]
    outcomes = go(store, wish(jwk=key(2)))
    assert actions(outcomes) == ["updated"]
    assert outcomes[0].change.before["jwk_thumbprint"] != outcomes[0].change.after["jwk_thumbprint"]
    assert store.seen()[("idp", "alice", "k")][2] == key(2)["x"]


def test_a_key_is_compared_by_its_material_alone() -> None:
    store = TrustStore()
    store.add("idp", "alice", dict(key(1), alg="ES256", use="sig"))
    assert actions(go(store, wish(jwk=key(1)))) == ["unchanged"]


def test_another_key_that_siblings_would_trust_too_is_refused_without_force() -> None:
    store = siblings()
    sentence = refused(store, wish(jwk=key(2)))
    assert "2 other grants that the task does not mention would trust the new one" in sentence and "force" in sentence
    assert actions(go(store, wish(jwk=key(2), force=True))) == ["updated"] * 3
    assert {seen[2] for seen in store.seen().values()} == {key(2)["x"]}


def test_another_key_is_fine_where_all_siblings_are_mentioned() -> None:
    store = siblings()
    entries = [wish(0, jwk=key(2)), wish(1, subject="bob", kid="k"), wish(2, subject="carol", kid="k", state="absent")]
    assert actions(go(store, *entries)) == ["updated", "updated", "deleted"]
    assert {name[1]: seen[2] for name, seen in store.seen().items()} == {"alice": key(2)["x"], "bob": key(2)["x"]}


def test_a_stored_key_that_would_win_silently_is_noticed() -> None:
    store = TrustStore()
    store.keys[("idp", "k")] = key(1)
    entry = wish(jwk=key(2), expires_at=LATER)
    assert "would win silently" in refused(store, entry)
    assert actions(go(store, wish(jwk=key(1), expires_at=LATER), check_mode=True)) == ["created"]
    assert actions(go(store, wish(jwk=key(2), expires_at=LATER, force=True))) == ["created"]
    assert store.writes == ["DELETE KEY idp k", "POST idp"]
    assert store.seen()[("idp", "alice", "k")][2] == key(2)["x"]


@pytest.mark.parametrize("stored", [dict(ec_jwk(1), kid="k"), {"kty": "oct", "k": b64(5, 16), "kid": "k"}])
def test_a_private_key_is_not_lost_without_force(stored: Document) -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1))
    store.keys[("idp", "k")] = stored
    assert "would be lost" in refused(store, wish(kid="k", state="absent"))
    assert "would be lost" in refused(store, wish(jwk=key(1), scope=["b"]))
    assert actions(go(store, wish(jwk=key(1), scope=["b"], force=True))) == ["updated"]
    assert store.keys == {("idp", "k"): key(1)}


def test_a_symmetric_key_cannot_be_put_back() -> None:
    store = siblings()
    store.keys[("idp", "k")] = {"kty": "oct", "k": b64(5, 16), "kid": "k"}
    assert "the stored one is symmetric" in refused(store, wish(kid="k", scope=["b"], force=True))


def test_siblings_whose_key_is_not_known_are_not_lost_without_force() -> None:
    store = siblings("2.3.0", "https://idp")
    entry = wish(issuer="https://idp", kid="k", state="absent")
    sentence = refused(store, entry)
    assert "2 other grants have the same key, would be deleted with it and cannot be recreated" in sentence
    outcomes = go(store, wish(issuer="https://idp", kid="k", state="absent", force=True))
    assert actions(outcomes) == ["deleted"] * 3 and store.seen() == {}


def test_a_key_that_cannot_be_read_is_believed_to_be_the_given_one_with_a_warning() -> None:
    store = siblings("2.3.0", "https://idp")
    rest = wish(issuer="https://idp", jwk=key(1))
    outcome = go(store, rest)[0]
    assert outcome.action == "unchanged" and outcome.change.extra == {"key_status": "not_compared"}
    outcomes = go(store, wish(issuer="https://idp", jwk=key(1), scope=["b"]))
    assert actions(outcomes) == ["updated"] * 3
    assert outcomes[0].change.extra == {"key_status": "as_declared"}, "it was just put there"
    assert ["2 other grants are recreated" in text for text in outcomes[0].change.warnings] == [True]
    assert len(store.seen()) == 3


def test_the_key_of_a_grant_that_goes_has_to_do_where_none_can_be_read() -> None:
    """The task has the key, and siblings are created again with it, rather than lost or in the way."""
    store = siblings("2.3.0", "https://idp")
    before = store.seen()
    entry = wish(issuer="https://idp", jwk=key(1), state="absent")
    outcomes = go(store, entry)
    assert actions(outcomes) == ["deleted", "updated", "updated"]
    assert ["2 other grants are recreated" in text for text in outcomes[0].change.warnings] == [True]
    assert outcomes[0].change.extra == {"key_status": "not_declared"}
    del before[("https://idp", "alice", "k")]
    assert store.seen() == before
    assert actions(go(store, entry)) == ["unchanged"]


@pytest.mark.parametrize("force", [True, False])
def test_a_sibling_that_is_named_with_its_kid_alone_comes_back_with_that_key_too(force: bool) -> None:
    store = siblings("2.3.0", "https://idp")
    entries = [
        wish(0, issuer="https://idp", jwk=key(1), state="absent", force=force),
        wish(1, issuer="https://idp", subject="bob", kid="k", scope=["b"]),
    ]
    outcomes = go(store, *entries)
    assert actions(outcomes) == ["deleted", "updated", "updated"]
    assert ["2 other grants are recreated" in text for text in outcomes[0].change.warnings] == [True]
    assert {name[1]: seen[::2] for name, seen in store.seen().items()} == {
        "bob": (frozenset("b"), key(1)["x"]),
        "carol": (frozenset("a"), key(1)["x"]),
    }


@pytest.mark.parametrize("odd", [key(2), dict(key(1), x="AQ")])
def test_a_key_that_is_surely_another_one_does_not_have_to_do(odd: Document) -> None:
    """Where two are given, or one that this server refuses, siblings would trust a wrong one, or not come back."""
    store = siblings("2.3.0", "https://idp")
    entries = [wish(0, issuer="https://idp", jwk=odd, state="absent")]
    if odd == key(2):
        entries.append(wish(1, issuer="https://idp", subject="bob", jwk=key(1), state="absent"))
    assert "cannot be recreated" in refused(store, *entries)


def test_the_key_of_a_grant_that_goes_is_not_compared() -> None:
    store = siblings()
    assert actions(go(store, wish(jwk=key(2), state="absent"))) == ["deleted", "updated", "updated"]
    assert {seen[2] for seen in store.seen().values()} == {key(1)["x"]}, "the stored one wins"
    old = TrustStore("2.3.0")
    entries = [
        wish(0, issuer="https://idp", jwk=key(1), state="absent"),
        wish(1, issuer="https://idp", subject="bob", kid="k", expires_at=LATER),
    ]
    assert "which needs its key" in refused(old, *entries), "where nothing is lost, nothing is assumed"


@pytest.mark.parametrize("version, issuer, status", [
    ("2.3.0", "https://idp", "not_compared"),
    ("2.3.0", "idp", "as_declared"),
    ("26.2.0", "https://idp", "as_declared"),
])  # fmt: skip
def test_a_key_that_wins_silently_is_not_said_to_be_the_declared_one(version: str, issuer: str, status: str) -> None:
    """After `hydra janitor`, keys are there without grants; where none can be read, nobody sees it."""
    store = TrustStore(version)
    stored = key(1) if status == "as_declared" else key(2)
    store.keys[(issuer, "k")] = stored
    entry = wish(issuer=issuer, jwk=key(1), expires_at=LATER)
    for check_mode in (True, False):
        (outcome,) = go(store, entry, check_mode=check_mode)
        assert (outcome.action, outcome.change.extra) == ("created", {"key_status": status})
        assert not outcome.change.warnings
    assert store.seen()[(issuer, "alice", "k")][2] == stored["x"]


def test_one_sibling_is_one() -> None:
    store = TrustStore("2.3.0")
    for subject in ("alice", "bob"):
        store.add("https://idp", subject, key(1), ["a"])
    (outcome, _sibling) = go(store, wish(issuer="https://idp", jwk=key(1), scope=["b"]))
    assert ["1 other grant is recreated" in text for text in outcome.change.warnings] == [True]


def test_a_key_that_can_be_read_needs_no_belief() -> None:
    outcomes = go(siblings(), wish(jwk=key(1), scope=["b"]))
    assert actions(outcomes) == ["updated"] * 3
    assert not outcomes[0].change.warnings


def test_private_halves_are_never_sent() -> None:
    store = TrustStore()
    whole = ec_jwk(2)
    outcomes = go(store, wish(jwk=whole, expires_at=LATER))
    assert actions(outcomes) == ["created"]  # the model refuses what is private
    (issuer, kid), stored = next(iter(store.keys.items()))
    assert stored == dict(public(whole), kid=kid) and len(kid) == 43
    assert whole["d"] not in repr([outcomes[0].result, outcomes[0].change.after])


# Pruning, and what has expired


def test_pruning_takes_what_is_not_listed_of_the_issuers_that_a_list_owns() -> None:
    store = siblings()
    store.add("other", "dan", key(5))
    store.add("mine", "eve", key(6))
    outcomes = go(store, wish(0, kid="k"), prune=pruning("idp", "mine"))
    assert actions(outcomes) == ["updated", "deleted", "deleted", "deleted"]
    assert set(store.seen()) == {("idp", "alice", "k"), ("other", "dan", "k")}
    assert actions(go(store, wish(0, kid="k"), prune=pruning("idp", "mine"))) == ["unchanged"]


def test_pruning_stops_at_its_limit_and_spares_what_is_protected() -> None:
    store = siblings()
    sentence = refused(store, wish(kid="k"), prune=pruning("idp", limit=1))
    assert "2 trusted_issuers would be pruned" in sentence and "idp (subject bob, key k)" in sentence
    outcomes = go(store, wish(kid="k"), prune=pruning("idp", limit=1, protect=["carol"]))
    assert actions(outcomes) == ["updated", "deleted", "updated"]
    assert {name[1] for name in store.seen()} == {"alice", "carol"}
    assert actions(go(store, wish(kid="k"), prune=pruning("idp", protect=["k"]))) == ["unchanged"]


def test_expired_grants_of_the_same_issuer_go_where_that_is_said() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1), expires_at=PAST)
    store.add("idp", "bob", key(1), expires_at=PAST)
    store.add("idp", "carol", key(1))
    store.add("other", "dan", key(1), expires_at=PAST)
    assert actions(go(store, wish(kid="k"))) == ["unchanged"]
    entry = wish(kid="k", expired="absent")
    outcomes = go(store, entry)
    assert actions(outcomes) == ["updated", "deleted", "updated"]
    assert {name[:2] for name in store.seen()} == {("idp", "alice"), ("idp", "carol"), ("other", "dan")}
    assert actions(go(store, entry)) == ["unchanged"]


def test_an_expiry_in_the_past_is_set_all_the_same_with_a_warning() -> None:
    store = TrustStore()
    entry = wish(jwk=key(1), expires_at=PAST)
    for action in ("created", "unchanged"):
        outcome = go(store, entry)[0]
        assert outcome.action == action
        assert ["in the past" in text for text in outcome.change.warnings] == [True]


# Refusals


@pytest.mark.parametrize(
    "options, sentence",
    [
        ({"subject": "", "kid": "k"}, "subject must be set and not be empty"),
        ({"allow_any_subject": True, "subject": "a", "kid": "k"}, "cannot both be given"),
        ({"allow_any_subject": False, "kid": "k"}, "subject must be set and not be empty"),
        ({"issuer": "", "kid": "k"}, "issuer must not be empty"),
        ({"kid": ""}, "kid must not be empty"),
        ({}, "its key is not given: set kid, jwk, jwks or pem"),
        ({"kid": None, "expires_at": LATER}, "its key is not given"),
        ({"kid": "k", "scope": ["a", ""]}, "scope must not contain an empty entry"),
        ({"kid": "k", "expires_at": None}, "cannot be null"),
        ({"kid": "k", "expires_at": "2030-01-01T00:00:00"}, "needs a zone"),
        ({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, "symmetric"),
        ({"jwk": {"kty": "EC", "crv": "P-256"}}, "lacks x and y"),
        ({"jwks": {"keys": [key(1, "a"), key(2, "b")]}}, "contains 2 keys: set kid to select one"),
        ({"jwks": {"keys": [key(1, "a"), key(2, "b")]}, "kid": "c"}, 'no key with kid "c"'),
        ({"jwks": {"keys": [key(1, "a"), key(2, "a")]}, "kid": "a"}, '2 keys with kid "a"'),
        ({"jwks": {"keys": []}}, "must be a JSON Web Key Set"),
        ({"pem": "not a PEM"}, "contains no key or certificate in PEM format"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence(options: Document, sentence: str) -> None:
    (problem,) = wish(**options).problems
    assert sentence in problem and "c2VjcmV0" not in problem
    assert sentence in refused(TrustStore(), wish(**options))


@pytest.mark.parametrize(
    "options, kid",
    [
        ({"jwk": key(1, "own")}, "own"),
        ({"jwk": key(1, "own"), "kid": "given"}, "given"),
        ({"jwks": {"keys": [key(1, "a"), key(2, "b")]}, "kid": "b"}, "b"),
        ({"jwks": {"keys": [public(ec_jwk(1))]}, "kid": "named"}, "named"),
    ],
)
def test_a_key_has_the_name_that_is_given_or_its_own(options: Document, kid: str) -> None:
    assert wish(**options).wish.kid == kid


def test_an_entry_without_a_key_does_not_take_its_issuer_along() -> None:
    store = siblings()
    going = wish(0, kid="k", state="absent")
    assert "its key is not given" in refused(store, going, wish(1, subject="bob", expires_at=LATER))


def test_no_entry_is_ever_left_out_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reason: a list that is done in part is not said to be done."""
    monkeypatch.setattr(TrustPlanner, "check", lambda _planner, entries, _problems: entries[1:])
    store = siblings()
    with pytest.raises(LookupError):
        go(store, wish(0, kid="k", scope=["b"]), wish(1, subject="bob", kid="k", scope=["b"]))
    assert store.writes == []


def test_a_key_without_name_has_that_of_rfc_7638() -> None:
    example = {name: RFC7638_KEY[name] for name in ("kty", "n", "e")}
    assert wish(jwk=example).wish.kid == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_what_is_named_twice_or_with_two_keys_is_refused() -> None:
    sentence = refused(TrustStore(), wish(0, kid="k"), wish(1, jwk=key(1, "k")))
    assert "entries 1 and 2 of trusted_issuers are both trusted issuer" in sentence
    sentence = refused(TrustStore(), wish(0, jwk=key(1)), wish(1, subject="bob", jwk=key(2)))
    assert 'entries 1 and 2 of trusted_issuers give different keys, and both have kid "k" of issuer "idp"' in sentence


def test_what_a_server_lacks_is_refused_with_the_version_it_needs() -> None:
    for version in ("1.0.0-rc.6", "1.10.7"):
        assert "needs Hydra 1.11.0 or newer" in refused(TrustStore(version), wish(kid="k"))
    assert "needs Hydra 1.11.8 or newer" in refused(TrustStore("1.11.7"), wish(kid="k", allow_any_subject=True))
    assert actions(go(TrustStore("1.11.7"), wish(jwk=key(1), expires_at=LATER))) == ["created"]
    assert "character |" in refused(TrustStore("2.3.0"), wish(kid="k", scope=["a|b"]))
    assert actions(go(TrustStore(), wish(jwk=key(1), scope=["a|b"], expires_at=LATER))) == ["created"]


# Reading


def test_many_issuers_are_read_with_the_listing_of_all() -> None:
    store = TrustStore()
    entries = [wish(n, issuer="idp-%d" % n, jwk=key(n), expires_at=LATER) for n in range(300)]
    go(store, *entries)
    assert store.reads.count("LIST") == 1 and len(store.reads) == 301 and len(store.writes) == 300
    store.reads.clear()
    assert set(actions(go(store, *entries))) == {"unchanged"}
    assert len(store.reads) == 301 and len(store.writes) == 300


def test_few_issuers_of_many_are_read_one_by_one() -> None:
    store = TrustStore()
    for n in range(2500):
        store.add("idp-%d" % n, "alice", key(1))
    go(store, wish(issuer="idp-3", kid="k"))
    assert store.reads == ["LIST idp-3"]
    store.reads.clear()
    outcomes = go(store, *(wish(n, issuer="idp-%d" % (n * 50), kid="k") for n in range(40)))
    assert set(actions(outcomes)) == {"unchanged"}
    assert len(store.reads) == 41, "after two pages of five it is cheaper to ask for each"


# Failures


def test_where_the_deletion_fails_nothing_else_of_the_group_is_tried() -> None:
    store = siblings()
    before = store.seen()
    store.faults = {0: "refuse"}
    outcomes = go(store, wish(kid="k", scope=["b"]), carry_on=True)
    assert actions(outcomes) == ["failed", "not_tried", "not_tried"]
    assert store.seen() == before


def whole(subject: str, scope: t.Sequence[str] = ("a",)) -> Document:
    """Return a grant with its key, as a request that creates it has it."""
    return {"issuer": "idp", "subject": subject, "scope": list(scope), "expires_at": LATER, "kid": "k", "jwk": key(1)}


@pytest.mark.parametrize("fault", ["after", "500", "page"])
def test_a_deletion_that_was_done_and_answered_strangely_is_seen_to_be_done(fault: str) -> None:
    store = siblings()
    store.faults = {0: fault, 2: fault}
    outcomes = go(store, wish(kid="k", scope=["b"]))
    assert actions(outcomes) == ["updated"] * 3
    assert [line.split()[0] for line in store.writes] == ["DELETE", "POST", "POST", "POST"]
    assert {name[1]: seen[0] for name, seen in store.seen().items()} == {
        "alice": frozenset("b"),
        "bob": frozenset("a"),
        "carol": frozenset("a"),
    }


@pytest.mark.parametrize("dies_at", [0, 1, 2])
def test_a_server_that_dies_takes_nothing_along_that_the_account_does_not_tell(dies_at: int) -> None:
    store = siblings()
    store.faults = {dies_at: "dead"}
    log: t.List[str] = []
    outcomes = go(store, wish(kid="k", scope=["b"]), carry_on=True, log=log.append)
    assert actions(outcomes) == ["updated"] * max(0, dies_at - 1) + ["failed"] * (3 - max(0, dies_at - 1))
    assert [outcome.change.lasting_extra["grant"] for outcome in outcomes] == [
        whole("alice", "b"),
        whole("bob"),
        whole("carol"),
    ]
    assert all(outcome.result is None for outcome in outcomes if outcome.action == "failed")
    if dies_at == 0:
        assert "and it cannot be determined whether it took effect" in str(outcomes[0].error)
        assert '"idp (subject bob, key k)" may have been deleted' in str(outcomes[1].error)
    assert [json.loads(line.partition(": ")[2]) for line in log] == [whole("alice"), whole("bob"), whole("carol")]


def test_a_lone_grant_that_cannot_be_created_again_is_told_too() -> None:
    store = TrustStore()
    store.add("idp", "alice", key(1), ["a"])
    store.faults = {1: "dead"}
    outcomes = go(store, wish(kid="k", expires_at=SOON))
    result = report.single(TRUSTED_ISSUERS, outcomes, False, False)
    assert result["action"] == "failed"
    assert result["grant"] == dict(whole("alice"), expires_at=SOON)


def test_what_is_deleted_is_logged_before_it_is() -> None:
    store = siblings()
    log: t.List[t.Tuple[str, int]] = []
    go(store, wish(state="absent", kid="k"), log=lambda line: log.append((line, len(store.writes))))
    assert [json.loads(line.partition(": ")[2]) for line, _writes in log] == [
        whole("alice"),
        whole("bob"),
        whole("carol"),
    ]
    assert {writes for _line, writes in log} == {0}
    log.clear()
    go(store, wish(subject="dora", jwk=key(1), expires_at=LATER), log=lambda line: log.append((line, 0)))
    assert log == [], "nothing is deleted where a grant is only added"


def test_a_key_in_the_way_is_logged_before_it_is_deleted() -> None:
    store = TrustStore()
    store.keys[("idp", "k")] = dict(ec_jwk(3), kid="k")
    log: t.List[str] = []
    store.faults = {0: "500"}
    outcomes = go(store, wish(jwk=key(2), expires_at=LATER, force=True), log=log.append)
    assert actions(outcomes) == ["created"] and store.writes == ["DELETE KEY idp k", "POST idp"]
    assert json.loads(log[0].partition(": ")[2]) == {"set": "idp", "jwk": dict(public(ec_jwk(3)), kid="k")}


def test_a_deletion_that_is_seen_not_to_be_done_leaves_the_siblings_as_they_were() -> None:
    store = siblings()
    before = store.seen()
    store.faults = {0: "before", 1: "before"}
    outcomes = go(store, wish(kid="k", scope=["b"]))
    assert actions(outcomes) == ["failed", "not_tried", "not_tried"]
    assert store.seen() == before and store.writes == ["DELETE %s" % next(iter(store.grants))] * 2


def test_where_a_creation_fails_the_others_are_made_all_the_same() -> None:
    store = siblings()
    store.faults = {1: "refuse"}
    outcomes = go(store, wish(kid="k", scope=["b"]))
    assert actions(outcomes) == ["failed", "updated", "updated"]
    assert {name[1] for name in store.seen()} == {"bob", "carol"}


OPTIONS = {
    "scope": st.lists(st.sampled_from("ab"), max_size=2),
    "expires_at": st.sampled_from([LATER, SOON, PAST, "+365d"]),
    "expired": st.sampled_from(["keep", "absent"]),
    "force": st.booleans(),
}
ISSUERS = st.sampled_from(["idp", "https://idp"])
SUBJECTS = st.sampled_from(["alice", "bob", "carol", ""])


@st.composite
def stores(draw: t.Callable[..., t.Any]) -> TrustStore:
    store = TrustStore(draw(st.sampled_from(["1.11.10", "2.3.0", "26.2.0"])))
    names = draw(st.sets(st.tuples(ISSUERS, SUBJECTS, st.sampled_from("kl")), max_size=6))
    for issuer, subject, kid in sorted(names):
        scope = draw(st.lists(st.sampled_from("ab"), max_size=2))
        store.add(issuer, subject, key(draw(st.integers(0, 1)), kid), scope, draw(st.sampled_from([LATER, PAST])))
    if draw(st.booleans()):
        store.keys.setdefault((draw(ISSUERS), "l"), dict(key(0, "l")))
    return store


@st.composite
def lists(draw: t.Callable[..., t.Any]) -> t.List[Entry[GrantWish]]:
    names = draw(st.lists(st.tuples(ISSUERS, SUBJECTS, st.sampled_from("kl")), max_size=4, unique=True))
    entries = []
    for position, (issuer, subject, kid) in enumerate(names):
        options: Document = draw(st.fixed_dictionaries({}, optional=OPTIONS))
        options.update({"allow_any_subject": True} if subject == "" else {"subject": subject})
        number = draw(st.sampled_from([None, 0, 0, 1]))
        options.update({"kid": kid} if number is None else {"jwk": key(number, kid)})
        options["state"] = draw(st.sampled_from(["present", "present", "absent"]))
        entries.append(wish(position, issuer=issuer, **options))
    return entries


PRUNES = st.one_of(st.none(), st.builds(pruning, ISSUERS, limit=st.just(9), force=st.booleans()))
# How often the first writes are disturbed, and how.
FAULTS = st.dictionaries(st.integers(0, 4), st.sampled_from(["after", "before", "500", "page"]), max_size=2)


@given(stores(), lists(), PRUNES, FAULTS)
def test_whatever_is_there_and_wanted_it_is_as_declared_afterwards(
    store: TrustStore,
    entries: t.List[Entry[GrantWish]],
    prune: t.Optional[Prune[OwnedIssuers]],
    faults: t.Dict[int, str],
) -> None:
    before = store.seen()
    orphans = dict(store.keys)
    try:
        foreseen = go(store, *entries, check_mode=True, prune=prune)
    except UsageError:
        event("refused")
        with pytest.raises(UsageError):
            go(store, *entries, prune=prune)
        assert store.writes == [] and store.seen() == before and store.keys == orphans
        return
    assert store.writes == [] and store.seen() == before
    store.faults = {number: how for number, how in faults.items() if number - 1 not in faults}
    outcomes = go(store, *entries, prune=prune)
    store.faults = {}
    assert actions(foreseen) == actions(outcomes)
    assert [outcome.change.label for outcome in foreseen] == [outcome.change.label for outcome in outcomes]
    event("written" if store.writes else "at rest")

    after = store.seen()
    named = set()
    forced = {(entry.wish.issuer, entry.wish.kid) for entry in entries if entry.wish.grant.force}
    tidy = {entry.wish.issuer for entry in entries if entry.wish.tidy}
    for entry, outcome in zip(entries, outcomes):
        wanted = entry.wish.grant
        name = (entry.wish.issuer, wanted.subject, entry.wish.kid)
        named.add(name)
        if entry.wish.grant.absent:
            assert name not in after
            continue
        scope, expires_at, x = after[name]
        was: t.Tuple[t.FrozenSet[str], t.Optional[str], t.Optional[str]] = before.get(name, (frozenset(), None, None))
        assert scope == (was[0] if wanted.scope is None else frozenset(wanted.scope))
        if wanted.expiry is None:
            assert expires_at == was[1]
        elif wanted.expiry.at is not None:
            assert expires_at == wanted.expiry.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if wanted.jwk is not None and outcome.change.extra["key_status"] == "as_declared":
            assert x == wanted.jwk["x"]
        assert outcome.result is not None and outcome.result.row["id"] in store.grants
    for name, seen in before.items():
        if name in named:
            continue
        gone = (prune is not None and prune.scope.owns({"issuer": name[0]})) or (name[0] in tidy and seen[1] == PAST)
        if gone:
            assert name not in after
        elif (name[0], name[2]) in forced or (prune is not None and prune.scope.force):
            assert name not in after or after[name][:2] == seen[:2]
        elif store.readable(name[0]):
            assert after[name] == seen, "what nobody mentions is as it was"
        else:
            assert after[name][:2] == seen[:2]
    assert set(after) <= set(before) | named

    store.writes.clear()
    again = go(store, *entries, prune=prune)
    assert set(actions(again)) <= {"unchanged"} and store.writes == []


DEADLY = st.dictionaries(st.integers(0, 5), st.sampled_from(["refuse", "refuse", "dead"]), min_size=1, max_size=2)


@given(stores(), lists(), DEADLY, st.booleans())
def test_a_failure_is_accounted_for_exactly(
    store: TrustStore, entries: t.List[Entry[GrantWish]], faults: t.Dict[int, str], carry_on: bool
) -> None:
    before = store.seen()
    store.faults = dict(faults)
    try:
        outcomes = go(store, *entries, carry_on=carry_on)
    except UsageError:
        return
    after = store.seen()
    for outcome in outcomes:
        change = outcome.change
        facts = change.after or change.before
        if not facts:
            continue
        name = (facts["issuer"], facts.get("subject", ""), facts["kid"])
        if outcome.action in ("created", "updated"):
            assert name in after
        elif outcome.action == "deleted":
            assert name not in after
        elif outcome.action == "not_tried":
            assert after.get(name) == before.get(name)
        elif outcome.action == "failed" and name in before and name not in after and change.action != "deleted":
            assert change.lasting_extra["grant"]["jwk"]["x"], "it can be created again by hand"
    if not store.dead:
        assert any(outcome.error is not None for outcome in outcomes) == any(
            number < len(store.writes) for number in faults
        )
