# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for JWK sets: laws that hold for every set and every wish, and a table of what each wish comes to."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._errors import UnsupportedError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._keys import calls, key_set, signing
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import State
from ansible_collections.ory.hydra.plugins.module_utils._keys.plan import KeyPlan, plan_set
from ansible_collections.ory.hydra.plugins.module_utils._keys.signing import Traits
from ansible_collections.ory.hydra.plugins.module_utils._keys.steps import KeyStep
from ansible_collections.ory.hydra.plugins.module_utils._keys.stored import StoredSet
from ansible_collections.ory.hydra.plugins.module_utils._keys.wish import SetWish, WantedKey
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public, rsa_jwk
from ansible_collections.ory.hydra.tests.unit._model_keys import KeyStore

NOW = datetime.datetime(2026, 11, 21, 10, 45)
NAME = "hydra.jwt.access-token"
MODERN = Traits(signing=True)
PAIRED = Traits(signing=True, pairs=True, ordered=True, atomic=True)
GAPPY = Traits(signing=True, pairs=True, ordered=True)
OLD = Traits(signing=True, pairs=True, put_needs_set=True)
ELSEWHERE = (
    Traits(),
    Traits(pairs=True, ordered=True, atomic=True),
    Traits(pairs=True, put_needs_set=True),
)


def key(kid: str, number: int = 0, **members: t.Any) -> t.Dict[str, t.Any]:
    return dict(rsa_jwk(number), kid=kid, alg="RS256", use="sig", **members)


def ec_key(kid: str, number: int = 0, **members: t.Any) -> t.Dict[str, t.Any]:
    return dict(ec_jwk(number), kid=kid, alg="ES256", use="sig", **members)


def stored(jwk: t.Dict[str, t.Any], pairs: bool) -> t.List[t.Dict[str, t.Any]]:
    if not pairs:
        return [jwk]
    halves = [dict(public(jwk), kid="public:" + jwk["kid"])]
    return halves + ([dict(jwk, kid="private:" + jwk["kid"])] if "d" in jwk else [])


def server(traits: Traits, *keys: t.Dict[str, t.Any], waiting: t.Sequence[t.Dict[str, t.Any]] = ()) -> KeyStore:
    """Return a server whose set has these keys, newest first."""
    made = KeyStore(traits.pairs)
    made.sets[NAME] = [row for one in keys for row in stored(one, traits.pairs and traits.signing)]
    made.sets[NAME + ".next"] = [row for one in waiting for row in stored(one, traits.pairs)]
    return made


def state_of(store: KeyStore) -> State:
    return State(tuple(store.get_jwk_set(NAME) or ()), tuple(store.get_jwk_set(NAME + ".next") or ()))


def planned(store: KeyStore, wish: SetWish, traits: Traits, now: datetime.datetime = NOW) -> KeyPlan:
    chances = iter(range(100))
    return plan_set(NAME, wish, state_of(store), traits, now, lambda: "%06x" % next(chances))


def carry_out(store: KeyStore, found: KeyPlan, each: t.Callable[[], None] = lambda: None) -> None:
    about = StoredSet(NAME, Traits())
    there = about.holding(state_of(store))
    for call in found.calls:
        there = KeyStep(call, about).take(t.cast(t.Any, store), there)
        assert call.done(state_of(store)), "what was done looks as if it was not: %r" % (type(call),)
        each()


def kids(store: KeyStore, name: str = NAME) -> t.Dict[str, str]:
    return {str(one.kid): one.state for one in key_set.fold(store.get_jwk_set(name) or ())}


def want(
    kid: str = "k", state: str = "present", number: t.Optional[int] = None, half: bool = False, **more: t.Any
) -> t.Any:
    jwk = None if number is None else key(kid, number)
    if jwk is not None and half:
        jwk = public(jwk)
    return WantedKey("entry 1 of keys", state, kid, "RS256", "sig", jwk, declared=("alg", "use"), **more)


# Laws

_KEYS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=0, max_size=4, unique_by=lambda pair: pair[0])
_TRAITS = st.sampled_from((MODERN, PAIRED, *ELSEWHERE))
_WANTED = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["present", "published", "active", "retired", "absent"]),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda row: row[0],
)


def a_server(traits: Traits, rows: t.Sequence[t.Tuple[int, bool]]) -> KeyStore:
    return server(
        traits,
        *(key("k%d" % number, number) if whole else public(key("k%d" % number, number)) for number, whole in rows),
    )


def a_wish(rows: t.Sequence[t.Tuple[int, str, bool]], keep: t.Optional[int], algorithm: bool) -> SetWish:
    wanted = tuple(want("k%d" % number, state, number if given else None) for number, state, given in rows)
    return SetWish(wanted, algorithm="RS256" if algorithm else None, keep=keep if algorithm else None)


@given(_TRAITS, _KEYS, _WANTED, st.sampled_from([None, 1, 2]), st.booleans())
def test_no_call_leaves_the_server_unable_to_sign_and_a_second_run_has_nothing_to_do(
    traits: Traits, rows: t.Any, wanted: t.Any, keep: t.Optional[int], algorithm: bool
) -> None:
    active = [row for row in wanted if row[1] == "active"]
    assume(len(active) <= 1 or not traits.signing)
    store = a_server(traits, rows)
    wish = a_wish(wanted, keep, algorithm)
    could_sign = store.signs_with(NAME) is not None
    before = {str(row["kid"]): row for row in store.get_jwk_set(NAME) or ()}
    try:
        found = planned(store, wish, traits)
    except UsageError:
        assert store.writes == []
        return

    def still_signs() -> None:
        if traits.signing and could_sign:
            assert store.signs_with(NAME) is not None

    carry_out(store, found, still_signs)
    assert planned(store, wish, traits).calls == ()
    states = kids(store)
    for number, state, _given in wanted:
        name = "k%d" % number
        assert (
            states.get(name)
            in {
                "present": ("active",),
                "published": ("published", "active"),
                "active": ("active",),
                "retired": ("published", None),
                "absent": (None,),
            }[state]
        )
        if state == "active" and traits.signing and could_sign:
            assert str(store.signs_with(NAME)).endswith(name)
    mentioned = {"k%d" % row[0] for row in wanted}
    after = {str(row["kid"]): row for row in store.get_jwk_set(NAME) or ()}
    if keep is None or not algorithm:
        for raw, row in before.items():
            if key_set.bare(raw) not in mentioned:
                assert after[raw] == row
    if algorithm:
        assert "active" in states.values()


@given(_TRAITS, _KEYS, _WANTED)
def test_what_is_announced_is_what_is_done(traits: Traits, rows: t.Any, wanted: t.Any) -> None:
    assume(sum(row[1] == "active" for row in wanted) <= 1)
    store = a_server(traits, rows)
    try:
        found = planned(store, a_wish(wanted, None, False), traits)
    except UsageError:
        return
    touched = {str(row["kid"]): row for row in store.get_jwk_set(NAME) or ()}
    carry_out(store, found)
    announced, done = (
        key_set.described(rows, traits.signing, signing.signer(rows, traits))
        for rows in (found.after.main, state_of(store).main)
    )
    assert announced == done
    for raw, row in touched.items():
        if raw not in found.touched:
            assert row in (store.get_jwk_set(NAME) or ())


@given(_KEYS, st.integers(1, 3), st.integers(0, 200))
def test_rotation_by_age_makes_one_key_and_then_rests(rows: t.Any, keep: int, days: int) -> None:
    keys = (ec_key("k%d" % number, number) for number, whole in rows if whole)
    store = server(MODERN, *keys)
    wish = SetWish(algorithm="RS256", max_age=datetime.timedelta(days=90), keep=keep)
    carry_out(store, planned(store, wish, MODERN))
    first = store.signs_with(NAME)
    assert first is not None and first.startswith("rs256-20261121T104500Z-")
    later = NOW + datetime.timedelta(days=days)
    found = planned(store, wish, MODERN, later)
    assert bool(found.calls) == (days > 90)
    carry_out(store, found)
    assert planned(store, wish, MODERN, later).calls == ()
    rsa = [row for row in store.sets[NAME] if row["alg"] == "RS256"]
    assert len(rsa) == min(keep, 1 + (days > 90))


# One wish after the other


@pytest.mark.parametrize("traits", [MODERN, PAIRED, *ELSEWHERE])
def test_a_key_is_published_then_signs_then_goes(traits: Traits) -> None:
    store = server(traits, key("old", 1))
    writes: t.List[int] = []

    def go(*wanted: WantedKey) -> None:
        before = len(store.writes)
        carry_out(store, planned(store, SetWish(wanted), traits))
        writes.append(len(store.writes) - before)
        assert planned(store, SetWish(wanted), traits).calls == ()

    def generated(state: str) -> WantedKey:
        return WantedKey("entry 1 of keys", state, "new", "RS256", "sig")

    go(generated("published"))
    assert kids(store) == {"new": "published", "old": "active"}
    assert kids(store, NAME + ".next") == {"new": "active"}
    assert not traits.signing or str(store.signs_with(NAME)).endswith("old")
    go(generated("active"))
    assert kids(store) == {"new": "active", "old": "active"}
    assert kids(store, NAME + ".next") == {}
    assert not traits.signing or str(store.signs_with(NAME)).endswith("new")
    go(want("old", "retired"))
    assert kids(store) == {"new": "active", "old": "published"}
    go(want("old", "absent"))
    assert kids(store) == {"new": "active"}
    # A task further back does not undo what came later.
    assert planned(store, SetWish((generated("published"),)), traits).calls == ()
    if traits.signing and traits.pairs:
        # publish: POST elsewhere, PUT set; activate: PUT set, DELETE of both halves elsewhere; one DELETE; one DELETE
        assert writes == [2, 3, 1, 1]
        assert "PUT %s" % NAME in store.writes


def test_from_1_9_to_1_11_a_step_is_one_put_of_the_whole_set_in_the_order_that_signs() -> None:
    store = server(PAIRED, key("cur", 1))
    published = planned(store, SetWish((want("next", "published", 2, half=True),)), PAIRED)
    (call,) = published.calls
    assert isinstance(call, calls.PutSet)
    sent = [row["kid"] for row in reversed(call.rows(state_of(store)))]
    assert sent == ["public:next", "private:cur", "public:cur"]
    carry_out(store, published)
    activated = planned(store, SetWish((want("next", "active", 2),)), PAIRED)
    (call,) = activated.calls
    assert isinstance(call, calls.PutSet)
    sent = [row["kid"] for row in reversed(call.rows(state_of(store)))]
    assert sent == ["private:cur", "public:cur", "private:next", "public:next"]


def test_to_go_back_is_one_step_too() -> None:
    for traits in (MODERN, PAIRED):
        store = server(traits, key("new", 2), key("old", 1))
        found = planned(store, SetWish((want("old", "active"),)), traits)
        assert len(found.calls) == 1
        carry_out(store, found)
        assert str(store.signs_with(NAME)).endswith("old")
        carry_out(store, planned(store, SetWish((want("old", "absent"),)), traits))
        assert str(store.signs_with(NAME)).endswith("new")


def test_what_is_interrupted_goes_on() -> None:
    for traits in (MODERN, PAIRED):
        store = server(traits, key("old", 1))
        wish = SetWish((WantedKey("entry 1 of keys", "published", "new", "RS256", "sig"),))
        found = planned(store, wish, traits)
        store.create_jwk(NAME + ".next", "RS256", "sig", "new")  # and then the controller dies
        again = planned(store, wish, traits)
        assert len(again.calls) == len(found.calls) - 1
        carry_out(store, again)
        wish = SetWish((WantedKey("entry 1 of keys", "active", "new", "RS256", "sig"),))
        found = planned(store, wish, traits)
        about = StoredSet(NAME, Traits())
        KeyStep(found.calls[0], about).take(t.cast(t.Any, store), about.holding(state_of(store)))
        carry_out(store, planned(store, wish, traits))
        assert kids(store, NAME + ".next") == {}
        assert str(store.signs_with(NAME)).endswith("new")


def test_a_set_goes_with_what_waits_for_it_and_with_nothing_else() -> None:
    for traits in (MODERN, PAIRED):
        waiting = [dict(key("new", 2), alg="RS256"), key("somebody else's", 3)]
        store = server(traits, key("old", 1), public(key("new", 2)), waiting=waiting)
        carry_out(store, planned(store, SetWish(absent=True, force=True), traits))
        assert kids(store) == {}
        assert list(kids(store, NAME + ".next")) == ["somebody else's"]
        assert planned(store, SetWish(absent=True, force=True), traits).calls == ()


def test_an_imported_key_is_known_by_itself_where_its_name_is_not_given() -> None:
    store = server(ELSEWHERE[0], key("called-otherwise", 3))
    wanted = WantedKey("entry 1 of keys", "present", "thumbprint", "ES256", "sig", key("thumbprint", 3), False)
    assert planned(store, SetWish((wanted,)), ELSEWHERE[0]).calls == ()
    assert planned(store, SetWish((wanted,), exact=True), ELSEWHERE[0]).calls == ()


def test_the_public_half_alone_takes_nothing_away() -> None:
    store = server(ELSEWHERE[0], dict(key("a", 1), use="enc"))
    assert (
        planned(store, SetWish((WantedKey("", "present", "a", None, None, public(key("a", 1))),)), ELSEWHERE[0]).calls
        == ()
    )
    found = planned(store, SetWish((want("a", "present", 1, half=True),)), ELSEWHERE[0])
    carry_out(store, found)
    assert store.sets[NAME] == [key("a", 1)]


def test_only_the_listed_keys_stay() -> None:
    store = server(ELSEWHERE[0], key("a", 1), key("b", 2), key("c", 3))
    carry_out(store, planned(store, SetWish((want("b"), want("d", number=4)), exact=True), ELSEWHERE[0]))
    assert kids(store) == {"d": "active", "b": "active"}


def test_the_oldest_go_and_the_one_that_signs_stays() -> None:
    names = ["es256-20260101T000000Z-aa", "no-time", "es256-20260301T000000Z-cc", "es256-20260201T000000Z-bb"]
    store = server(ELSEWHERE[0], *(ec_key(name, number) for number, name in enumerate(names)))
    carry_out(store, planned(store, SetWish(algorithm="ES256", keep=2), ELSEWHERE[0]))
    assert set(kids(store)) == {"es256-20260301T000000Z-cc", "es256-20260201T000000Z-bb"}
    store = server(MODERN, *(ec_key(name, number) for number, name in enumerate(reversed(names))))
    store.replace_jwk(NAME, "no-time", ec_key("no-time", 1))
    carry_out(store, planned(store, SetWish(algorithm="ES256", keep=2), MODERN))
    assert set(kids(store)) == {"no-time", "es256-20260301T000000Z-cc"}
    assert store.signs_with(NAME) == "no-time"


def test_keys_for_other_algorithms_and_uses_are_not_counted() -> None:
    store = server(
        ELSEWHERE[0], ec_key("a", 1), dict(ec_key("b", 2), use="enc"), {"kty": "oct", "kid": "c", "k": "AAAA"}
    )
    assert planned(store, SetWish(algorithm="ES256", keep=1), ELSEWHERE[0]).calls == ()


def test_on_the_memory_store_of_old_a_set_begins_as_a_set() -> None:
    store = KeyStore(True)
    traits = ELSEWHERE[2]
    found = planned(store, SetWish((want("a", number=1), want("b", number=2))), traits)
    assert [type(call) for call in found.calls] == [calls.PutSet, calls.PutKey]
    carry_out(store, found)
    assert kids(store) == {"a": "active", "b": "active"}


# Refusals

NO_ALG = {"kty": "OKP", "crv": "X25519", "x": "AAAA", "d": "AAAA", "kid": "b"}


@pytest.mark.parametrize(
    "traits, there, wish, sentence",
    [
        (MODERN, [key("a", 1)], SetWish((want("a", "absent"),)), "no private key is left to sign with"),
        (MODERN, [key("a", 1)], SetWish((want("a", "retired"),)), "no private key is left to sign with"),
        (PAIRED, [key("a", 1)], SetWish((want("a", "absent"),)), "no private key is left to sign with"),
        (MODERN, [key("a", 1)], SetWish(absent=True), "no private key is left to sign with"),
        (MODERN, [key("a", 1)], SetWish((want("b", number=2, half=True),), exact=True), "no private key is left"),
        (MODERN, [key("a", 1)], SetWish((want("a", number=2),)), 'another key exists with kid "a"'),
        (MODERN, [], SetWish(algorithm="ES256", use="enc"), "it generates, which must not happen: its use is enc"),
        (PAIRED, [key("a", 1)], SetWish(algorithm="ES512"), "signs with RSA keys only, and this one is of kty EC"),
        (
            MODERN,
            [key("a", 1)],
            SetWish((WantedKey("entry 1 of keys", "present", "b", "ES256", "enc", dict(key("b", 2), use="enc")),)),
            "entry 1 of keys: Hydra would sign tokens with it, which must not happen: its use is enc",
        ),
        (
            MODERN,
            [key("a", 1)],
            SetWish((WantedKey("entry 1 of keys", "present", "b", jwk={"kty": "oct", "k": "AAAA", "kid": "b"}),)),
            "entry 1 of keys: Hydra would sign tokens with it, which must not happen: it is symmetric",
        ),
        (
            MODERN,
            [key("a", 1)],
            SetWish((WantedKey("entry 1 of keys", "present", "b", use="sig", jwk=NO_ALG),)),
            "entry 1 of keys: Hydra would sign tokens with it, which must not happen: it has no alg",
        ),
    ],
)
def test_what_would_break_signing_is_refused_unless_it_is_meant(
    traits: Traits, there: t.Any, wish: SetWish, sentence: str
) -> None:
    store = server(traits, *there)
    with pytest.raises(UsageError) as caught:
        planned(store, wish, traits)
    assert sentence in caught.value.message
    forced = SetWish(**dict(vars(wish), force=True))
    assert planned(store, forced, traits).calls


@pytest.mark.parametrize("traits", [GAPPY, OLD])
@pytest.mark.parametrize("wanted", [want("b", "present", 2), want("b", "active", 2), want("a", "absent")])
def test_before_1_11_no_step_is_without_a_gap_but_the_servers_own(traits: Traits, wanted: WantedKey) -> None:
    store = server(traits, key("a", 1), key("older", 3))
    with pytest.raises(
        UnsupportedError, match="before Hydra 1.11.0 a key that signs tokens cannot be imported or staged"
    ):
        planned(store, SetWish((wanted,)), traits)
    forced = planned(store, SetWish((wanted,), force=True), traits)
    an_age = SetWish(algorithm="RS256", max_age=datetime.timedelta(days=1))
    puts = [call for call in forced.calls if isinstance(call, calls.PutSet)]
    assert len(puts) == (1 if traits.ordered else 0)
    assert [type(call) for call in planned(store, an_age, traits).calls] == [calls.Generate]


def test_before_1_9_a_published_key_would_stop_signing_for_good() -> None:
    store = server(GAPPY, key("a", 1))
    carry_out(store, planned(store, SetWish((want("b", "published", 2),), force=True), GAPPY))
    assert store.signs_with(NAME) == "public:a"
    for force in (False, True):
        with pytest.raises(UnsupportedError, match="before Hydra 1.9.0 a key cannot be published before it signs"):
            planned(server(OLD, key("a", 1)), SetWish((want("b", "published", 2),), force=force), OLD)


@pytest.mark.parametrize("traits", [GAPPY, OLD])
def test_before_1_11_older_keys_can_go_and_be_retired(traits: Traits) -> None:
    for state, left in (("retired", {"a": "active", "b": "published"}), ("absent", {"a": "active"})):
        store = server(traits, key("a", 1), key("b", 2))
        carry_out(store, planned(store, SetWish((want("b", state),)), traits))
        assert kids(store) == left
        assert str(store.signs_with(NAME)).endswith("a")


@given(st.sampled_from((GAPPY, OLD)), _KEYS, _WANTED, st.sampled_from([None, 1, 2]))
def test_before_1_11_nothing_opens_a_gap_unasked(
    traits: Traits, rows: t.Any, wanted: t.Any, keep: t.Optional[int]
) -> None:
    assume(sum(row[1] == "active" for row in wanted) <= 1)
    store = a_server(traits, rows)
    could_sign = store.signs_with(NAME) is not None
    try:
        found = planned(store, SetWish(a_wish(wanted, None, False).keys, algorithm="RS256", keep=keep), traits)
    except UsageError:
        return

    def still_signs() -> None:
        assert not could_sign or store.signs_with(NAME) is not None

    carry_out(store, found, still_signs)
    assert not could_sign or "PUT %s" % NAME not in store.writes


@pytest.mark.parametrize(
    "there, wanted, sentence",
    [
        ([], WantedKey("entry 1 of keys", "present", "a"), 'there is no key "a"; set alg to have it generated'),
        ([], WantedKey("entry 1 of keys", "published", "a"), 'there is no key "a" yet; set alg to have it generated'),
        ([public(key("a", 1))], want("a", "active"), 'the private half of key "a" is neither given nor waiting'),
        ([public(key("a", 1))], want("a", "present"), 'only the public half of key "a" exists; state=active'),
        ([], want("a", "active", 1, half=True), 'key "a" cannot be active with its public half alone'),
        ([key("a", 1)], WantedKey("", "present", "a", "ES256", "sig"), 'key "a" exists with alg RS256 and use sig'),
        ([key("a", 1)], want("a", "published", 2), 'another key exists with kid "a"'),
        (
            [{"kty": "oct", "k": "AAAA", "kid": "a"}],
            want("a", "retired"),
            "is symmetric and has no public half, so it cannot be retired",
        ),
    ],
)
def test_what_cannot_be_done_is_said(there: t.Any, wanted: WantedKey, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        planned(server(ELSEWHERE[0], *there), SetWish((wanted,)), ELSEWHERE[0])
    assert sentence in caught.value.message


def test_a_key_without_a_name_cannot_go_alone() -> None:
    nameless = {name: value for name, value in key("a", 1).items() if name != "kid"}
    with pytest.raises(
        UsageError, match="it contains a key without kid, which cannot be removed alone; delete the whole set"
    ):
        planned(server(ELSEWHERE[0], nameless), SetWish((want("b", number=2),), exact=True), ELSEWHERE[0])


def test_a_symmetric_key_whose_name_looks_like_that_of_a_half_keeps_it() -> None:
    # A set of 1.11.10 that is put as a whole, as an EC key is added, had it renamed.
    store = server(PAIRED, key("own", 1))
    store.sets[NAME].append({"kty": "oct", "k": "AAAA", "kid": "private:k1", "alg": "HS256", "use": "sig"})
    wish = SetWish((WantedKey("entry", "present", "k2", "ES256", "sig", dict(public(ec_key("k2", 3)))),))
    carry_out(store, planned(store, wish, PAIRED))
    assert [row["kid"] for row in store.sets[NAME] if row["kty"] == "oct"] == ["private:k1"]
