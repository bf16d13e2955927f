# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small parts that a plan of a JWK set is made of, each alone."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._keys import policies, wanted
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import (
    NEXT,
    DeleteKey,
    Generate,
    PutKey,
    PutSet,
    Source,
    State,
)
from ansible_collections.ory.hydra.plugins.module_utils._keys.orders import NOTHING, Orders, Situation
from ansible_collections.ory.hydra.plugins.module_utils._keys.sequence import calls_for
from ansible_collections.ory.hydra.plugins.module_utils._keys.signing import Traits
from ansible_collections.ory.hydra.plugins.module_utils._keys.wish import SetWish, WantedKey
from ansible_collections.ory.hydra.tests.unit._keys import public, rsa_jwk

Jwk = t.Dict[str, t.Any]

NOW = datetime.datetime(2026, 11, 21, 10, 45)
NAME = "hydra.jwt.access-token"
MODERN = Traits(signing=True)
PAIRED = Traits(signing=True, pairs=True, ordered=True, atomic=True)
ELSEWHERE = Traits()
OLD, YOUNG = "rs256-20260101T000000Z-aaaaaa", "rs256-20261121T104000Z-bbbbbb"


def key(kid: str, number: int = 1) -> Jwk:
    return dict(rsa_jwk(number), kid=kid, alg="RS256", use="sig")


def there(*rows: Jwk, next: t.Sequence[Jwk] = (), traits: Traits = MODERN, **wish: t.Any) -> Situation:
    """Return a set with these rows, the newest first."""
    return Situation(NAME, SetWish(**wish), State(rows, tuple(next)), traits, NOW)


def want(kid: str, jwk: t.Optional[Jwk] = None, state: str = "present", **more: t.Any) -> WantedKey:
    given = dict(jwk, kid=kid) if jwk is not None else None
    return WantedKey("it", state, kid, jwk=given, **dict({"algorithm": "RS256", "use": "sig"}, **more))


def put(kid: str, jwk: t.Optional[Jwk], private: bool) -> Source:
    return Source(kid, jwk, private, False)


# Orders


def test_orders_add_up() -> None:
    first = Orders(drops=("a", "b"), first="x", warnings=("w",))
    both = first + Orders(drops=("b", "c"), puts=(put("k", None, True),))
    assert both == Orders(drops=("a", "b", "c"), puts=(put("k", None, True),), first="x", warnings=("w",))
    assert (first + Orders(first="y")).first == "y"
    assert NOTHING + first == first + NOTHING == first


@pytest.mark.parametrize(
    "orders, brings",
    [
        (NOTHING, False),
        (Orders(first="k"), True),
        (Orders(makes=(Generate("RS256", "sig", "k"),)), True),
        (Orders(makes=(Generate("RS256", "sig", "k", NEXT),)), False),
        (Orders(puts=(put("k", None, False),)), False),
    ],
)
def test_which_orders_bring_a_key_that_signs(orders: Orders, brings: bool) -> None:
    assert orders.brings_signer is brings


# Wanted keys


def test_a_key_that_is_present_needs_nothing() -> None:
    whole = key("k")
    assert wanted.present(there(whole), want("k", whole)) == NOTHING
    assert wanted.present(there(whole), want("k", public(whole))) == NOTHING, "the private half stays"
    assert wanted.present(there(whole), want("k")) == NOTHING


def test_a_key_that_is_not_present_is_put_or_made() -> None:
    assert wanted.present(there(), want("k", key("k"))).puts == (put("k", key("k"), True),)
    assert wanted.present(there(), want("k", public(key("k")))).puts == (put("k", public(key("k")), False),)
    assert wanted.present(there(), want("k")).makes == (Generate("RS256", "sig", "k"),)


def test_a_public_half_that_says_something_else_is_put_again_without_a_private_one() -> None:
    half, other = public(key("k")), dict(public(key("k")), use="enc")
    orders = wanted.present(there(half), want("k", other, declared=("use",)))
    assert orders.puts == (put("k", other, False),) and orders.first is None


def test_a_prefix_that_is_dropped_earns_a_warning() -> None:
    for traits, sentence in (
        (MODERN, 'tokens of Hydra before 2.0.0 name this key "public:k", and it is stored as "k"'),
        (ELSEWHERE, 'this key is given as "public:k" and stored as "k"'),
    ):
        (warning,) = wanted.present(there(traits=traits), want("k", key("k"), prefixed=True)).warnings
        assert sentence in warning
        assert wanted.present(there(traits=traits), want("k", key("k"))).warnings == ()
    assert wanted.published(there(next=[key("k")]), want("k", state="published", prefixed=True)).warnings == ()


def test_a_public_half_is_not_a_present_key_of_the_server() -> None:
    with pytest.raises(UsageError, match="only the public half"):
        wanted.present(there(public(key("k"))), want("k"))


def test_a_published_key_waits_with_its_private_half() -> None:
    orders = wanted.published(there(), want("k", state="published"))
    assert orders == Orders(makes=(Generate("RS256", "sig", "k", NEXT),), puts=(put("k", None, False),))
    waits = there(next=[key("k")])
    assert wanted.published(waits, want("k", state="published")) == Orders(puts=(put("k", None, False),))
    for rows in ([key("k")], [public(key("k"))]):
        assert wanted.published(there(*rows), want("k", state="published")) == NOTHING


def test_an_active_key_comes_from_where_it_waits() -> None:
    waits = there(public(key("k")), key("old", 2), next=[key("k")])
    orders = wanted.active(waits, want("k", state="active"))
    assert orders.puts == (put("k", None, True),) and orders.first == "k"
    assert orders.cleans == (DeleteKey("k", NEXT),)


def test_an_active_key_is_put_again_only_if_another_one_signs_or_will() -> None:
    signs, other = there(key("k"), key("old", 2)), there(key("new", 2), key("k"))
    assert wanted.active(signs, want("k", state="active")) == NOTHING
    assert wanted.active(signs, want("k", state="active"), Orders(first="x")).first == "k"
    assert wanted.active(other, want("k", state="active")).puts == (put("k", dict(key("k")), True),)
    assert wanted.active(there(key("new", 2), key("k"), traits=ELSEWHERE), want("k", state="active")) == NOTHING


def test_a_key_that_nothing_signs_with_may_be_active_where_nothing_is_signed() -> None:
    unfit = dict(key("k"), use="enc")
    assert wanted.active(there(traits=ELSEWHERE), want("k", unfit, "active")).puts == (put("k", unfit, True),)
    with pytest.raises(UsageError, match="its use is enc"):
        wanted.active(there(), want("k", unfit, "active"))


def test_an_active_key_that_is_made_is_made_last() -> None:
    assert wanted.active(there(), want("k", state="active")) == Orders(last=(Generate("RS256", "sig", "k"),))


def test_a_retired_key_keeps_its_public_half() -> None:
    orders = wanted.retired(there(key("new", 2), key("k")), want("k", state="retired"))
    assert orders.public_halves == (put("k", dict(key("k")), False),)
    assert wanted.retired(there(public(key("k"))), want("k", state="retired")) == NOTHING
    assert wanted.retired(there(), want("k", state="retired")) == NOTHING


def test_of_a_retired_pair_the_private_row_goes() -> None:
    rows = [dict(public(key("k")), kid="public:k"), dict(key("k"), kid="private:k")]
    assert wanted.retired(there(*rows, traits=PAIRED), want("k", state="retired")) == Orders(drops=("private:k",))


def test_of_a_retired_pair_both_rows_stay_where_tokens_name_the_private_one() -> None:
    rows = [dict(public(key("k")), kid="public:k"), dict(key("k"), kid="private:k")]
    orders = wanted.retired(there(*rows), want("k", state="retired"))
    assert orders == Orders(public_halves=(put("private:k", key("k"), False),))
    halves = [dict(row, kid=kid) for kid in ("private:k", "public:k") for row in [public(key("k"))]]
    orders = wanted.absent(there(*reversed(halves)), want("k", state="absent"))
    assert orders.drops == ("private:k", "public:k"), "what is left of it in between has its name"


def test_of_an_absent_key_nothing_stays() -> None:
    rows = [dict(public(key("k")), kid="public:k"), dict(key("k"), kid="private:k")]
    orders = wanted.absent(there(*rows, next=[key("k")], traits=PAIRED), want("k", state="absent"))
    assert orders == Orders(drops=("public:k", "private:k"), cleans=(DeleteKey("k", NEXT),))
    assert wanted.absent(there(), want("k", state="absent")) == NOTHING
    given = wanted.absent(there(key("k"), next=[key("k")]), want("k", key("k"), "absent"))
    assert given == Orders(drops=("k",)), "what waits was not given"


# Policies


@pytest.mark.parametrize(
    "rows, max_age, made",
    [
        ([], None, True),
        ([key(OLD)], None, False),
        ([key(OLD)], 1, True),
        ([key(YOUNG)], 1, False),
        ([key("nobody-knows")], 1, True),
        ([dict(key(YOUNG), use="enc")], None, True),
    ],
)
def test_a_key_is_made_if_none_can_be_used(rows: t.Sequence[Jwk], max_age: t.Optional[int], made: bool) -> None:
    span = None if max_age is None else datetime.timedelta(days=max_age)
    orders = policies.usable_key(there(*rows, algorithm="RS256", max_age=span), NOTHING, lambda: "cccccc")
    assert orders.last == ((Generate("RS256", "sig", "rs256-20261121T104500Z-cccccc"),) if made else ())
    assert orders.makes == ()


@pytest.mark.parametrize(
    "traits, force, made", [(ELSEWHERE, False, True), (MODERN, True, True), (MODERN, False, False)]
)
def test_beside_public_halves_alone_a_key_is_made_unless_one_may_sign_unseen(
    traits: Traits, force: bool, made: bool
) -> None:
    situation = there(public(key(YOUNG)), traits=traits, algorithm="RS256", force=force)
    if made:
        assert policies.usable_key(situation, NOTHING, lambda: "c").last
    else:
        with pytest.raises(UsageError, match="generating a key deletes the one that signs"):
            policies.usable_key(situation, NOTHING, lambda: "c")


@pytest.mark.parametrize(
    "algorithm, use, made",
    [("RS256", "sig", False), ("RS256", "enc", True), ("RS384", "sig", True), ("PS256", "sig", True)],
)
def test_no_key_is_made_beside_an_active_one_for_the_same(algorithm: str, use: str, made: bool) -> None:
    wish: t.Dict[str, t.Any] = {
        "algorithm": "RS256",
        "keys": (want("k", key("k"), "active", use=use, algorithm=algorithm),),
    }
    orders = policies.usable_key(there(traits=ELSEWHERE, **wish), NOTHING, lambda: "c")
    assert bool(orders.makes) is made and orders.last == (), "what is active is newer"


def test_a_key_that_cannot_sign_is_of_use_where_nothing_is_signed() -> None:
    short = dict(rsa_jwk(1, 512), kid=YOUNG, alg="RS256", use="sig")
    for signing, made in ((False, False), (True, True)):
        traits = Traits(signing=signing, least_rsa_bits=1024)
        orders = policies.usable_key(there(short, traits=traits, algorithm="RS256"), NOTHING, lambda: "c")
        assert bool(orders.last) is made


def test_the_oldest_go_where_there_are_too_many() -> None:
    middle = "rs256-20260601T000000Z-cccccc"
    rows = [key(YOUNG), key(middle, 2), key(OLD, 3)]
    for number, gone in ((1, (middle, OLD)), (2, (OLD,)), (3, ())):
        assert policies.kept(there(*rows, algorithm="RS256", keep=number), NOTHING).drops == gone
    listed: t.Dict[str, t.Any] = {"keys": (want(OLD),), "algorithm": "RS256", "keep": 1}
    assert policies.kept(there(*rows, **listed), NOTHING).drops == (middle,)
    assert policies.kept(there(*rows, algorithm="RS256"), NOTHING) == NOTHING


def test_what_is_not_listed_goes_where_the_list_is_exact() -> None:
    rows, keys = [key("a"), key("b", 2)], (want("a"),)
    assert policies.exact(there(*rows, keys=keys, exact=True)).drops == ("b",)
    assert policies.exact(there(*rows, keys=keys)) == NOTHING


# Sequences


def test_key_by_key_what_signs_last_is_written_last() -> None:
    made, last = Generate("RS256", "sig", "m"), Generate("RS256", "sig", "l")
    source = put("p", key("p", 2), True)
    halves = (put("h", key("h", 3), False),)
    orders = Orders((made,), (last,), (source,), halves, ("d",), (DeleteKey("c", NEXT),))
    situation = there(key("d", 4), key("h", 3))
    expected = [made, PutKey(source, "p"), last, PutKey(halves[0], "h"), DeleteKey("d"), DeleteKey("c", NEXT)]
    assert calls_for(situation, orders) == expected


def test_pairs_are_put_as_a_whole() -> None:
    rows = [dict(public(key("k")), kid="public:k"), dict(key("k"), kid="private:k")]
    source = Source("p", key("p", 2), True, True)
    (call,) = calls_for(there(*rows, traits=PAIRED), Orders(puts=(source,), drops=("private:k",), first="p"))
    assert call == PutSet((source,), frozenset(["private:k"]), "p")


def test_what_goes_waits_for_the_key_that_is_made_last_and_signs() -> None:
    rows = [dict(public(key("k")), kid="public:k"), dict(key("k"), kid="private:k")]
    last = Generate("RS256", "sig", "new")
    halves = (Source("k", key("k"), False, True),)
    calls = calls_for(there(*rows, traits=PAIRED), Orders(last=(last,), public_halves=halves))
    assert calls == [PutSet((), first="k"), last, PutSet(halves, frozenset(), "new")]


def test_the_first_key_of_a_set_that_must_exist_is_a_set() -> None:
    traits = Traits(pairs=True, put_needs_set=True)
    sources = (put("a", key("a"), True), put("b", key("b", 2), True))
    calls = calls_for(there(traits=traits), Orders(puts=sources))
    assert calls == [PutSet((sources[0],)), PutKey(sources[1], "b")]


# What was done


@pytest.mark.parametrize(
    "there_is, done",
    [
        ({}, True),
        ({"dp": "AQ", "dq": "AQ", "qi": "AQ"}, True),  # a server computes them
        ({"alg": "PS256"}, False),
        ({"use": "enc"}, False),
        ({"x5c": ["AAAA"]}, False),
        ({"x5t": "A" * 27}, False),
        ({"n": rsa_jwk(2)["n"]}, False),
        ({"kid": "another"}, False),
    ],
)
def test_a_row_is_there_only_if_it_says_the_same_of_the_same_key(there_is: Jwk, done: bool) -> None:
    source = put("k", key("k"), True)
    state = State((dict(key("k"), **there_is),))
    assert PutKey(source, "k").done(state) is done
    assert PutSet((source,)).done(state) is done
