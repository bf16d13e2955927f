# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import itertools
import typing as t
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._keys import key_set
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import State
from ansible_collections.ory.hydra.plugins.module_utils._keys.plan import KeyPlan
from ansible_collections.ory.hydra.plugins.module_utils._keys.rotation import plan_rotation, standing
from ansible_collections.ory.hydra.plugins.module_utils._keys.signing import Traits
from ansible_collections.ory.hydra.plugins.module_utils._keys.steps import KeyStep
from ansible_collections.ory.hydra.plugins.module_utils._keys.stored import StoredSet
from ansible_collections.ory.hydra.plugins.module_utils._keys.wish import Rotation, SetWish
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public, rsa_jwk
from ansible_collections.ory.hydra.tests.unit._model_keys import KeyStore

NAME = "hydra.jwt.access-token"
NOW = datetime.datetime(2026, 11, 21, 10, 45)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MODERN = Traits(signing=True)
PAIRED = Traits(signing=True, pairs=True, ordered=True, atomic=True)
GAPPY = Traits(signing=True, pairs=True, ordered=True)
SLOW = Rotation(max_age=90 * DAY, publish_for=HOUR, keep_for=30 * DAY)
_chances = itertools.count()


def random_suffix() -> str:
    return "%06x" % next(_chances)


def state_of(store: KeyStore) -> State:
    return State(tuple(store.get_jwk_set(NAME) or ()), tuple(store.get_jwk_set(NAME + ".next") or ()))


def planned(store: KeyStore, rotation: Rotation, now: datetime.datetime, traits: Traits = MODERN) -> KeyPlan:
    wish = SetWish(algorithm="RS256", rotation=rotation)
    return plan_rotation(NAME, wish, state_of(store), traits, now, random_suffix)


def carry_out(store: KeyStore, plan: KeyPlan, calls: t.Optional[int] = None) -> None:
    about = StoredSet(NAME, MODERN)
    there = about.holding(state_of(store))
    for call in plan.calls[:calls]:
        there = KeyStep(call, about).take(t.cast(t.Any, store), there)


def run(store: KeyStore, rotation: Rotation, now: datetime.datetime, traits: Traits = MODERN) -> KeyPlan:
    plan = planned(store, rotation, now, traits)
    carry_out(store, plan)
    return plan


def signs(store: KeyStore) -> str:
    return key_set.bare(str(store.signs_with(NAME)))


def kids(store: KeyStore) -> t.Dict[str, str]:
    return {str(key.kid): key.state for key in key_set.fold(store.get_jwk_set(NAME) or ())}


@pytest.mark.parametrize("traits", [MODERN, PAIRED], ids=["2.x", "1.11"])
def test_a_key_goes_through_all_stages(traits: Traits) -> None:
    store = KeyStore(traits.pairs)
    run(store, SLOW, NOW, traits)
    first = signs(store)
    assert first.startswith("rs256-20261121T104500Z-")
    assert run(store, SLOW, NOW + 90 * DAY, traits).calls == ()

    old = NOW + 91 * DAY
    plan = run(store, SLOW, old, traits)
    assert signs(store) == first and len(kids(store)) == 2, "the next one is published, and does not sign"
    there = standing(plan.after, SetWish(algorithm="RS256"), traits, old)
    (coming,) = there.coming
    assert there.signs_in(SLOW, old) == HOUR
    assert there.signs_in(SLOW, old + HOUR / 2) == HOUR / 2
    assert run(store, SLOW, old + HOUR / 2, traits).calls == (), "its time is not over"

    run(store, SLOW, old + HOUR, traits)
    second = signs(store)
    assert second == coming.kid != first
    assert kids(store) == {second: "active", first: "published"}, "the old private half has gone"
    assert store.get_jwk_set(NAME + ".next") is None
    assert run(store, SLOW, old + 30 * DAY, traits).calls == ()

    run(store, SLOW, old + 30 * DAY + HOUR, traits)
    assert kids(store) == {second: "active"}
    assert run(store, SLOW, old + 30 * DAY + HOUR, traits).calls == ()


@pytest.mark.parametrize("traits", [MODERN, PAIRED], ids=["2.x", "1.11"])
def test_without_a_time_to_be_published_one_run_does_it_all(traits: Traits) -> None:
    store = KeyStore(traits.pairs)
    run(store, SLOW, NOW, traits)
    first = signs(store)
    at_once = Rotation(start=True, keep_for=DAY)
    for now in (NOW, NOW, NOW + HOUR):  # in the second of the first key, too
        run(store, at_once, now, traits)
        second = signs(store)
        assert second != first and kids(store)[first] == "published"
        first = second


def test_a_key_whose_age_nobody_knows_is_too_old() -> None:
    store = KeyStore()
    store.sets[NAME] = [dict(rsa_jwk(1), kid="mine", alg="RS256", use="sig")]
    run(store, SLOW, NOW)
    assert len(kids(store)) == 2 and signs(store) == "mine"
    store.sets[NAME] = store.sets[NAME][:1] if signs(store) != "mine" else store.sets[NAME]
    run(store, SLOW, NOW + HOUR)
    assert kids(store)["mine"] == "published" and signs(store) != "mine"


def test_without_an_age_nothing_is_too_old() -> None:
    store = KeyStore()
    store.sets[NAME] = [dict(rsa_jwk(1), kid="mine", alg="RS256", use="sig")]
    assert planned(store, Rotation(), NOW).calls == ()


def test_a_key_that_somebody_staged_is_left_alone() -> None:
    store = KeyStore()
    run(store, SLOW, NOW)
    staged = dict(rsa_jwk(7), kid="mine", alg="RS256", use="sig")
    store.sets[NAME].insert(0, public(staged))
    store.sets[NAME + ".next"] = [staged]
    run(store, Rotation(start=True), NOW + DAY)
    run(store, Rotation(), NOW + DAY)
    assert kids(store)["mine"] == "published" and len(kids(store)) == 2
    assert [row["kid"] for row in store.sets[NAME + ".next"]] == ["mine"]


def test_a_key_for_encryption_is_left_alone() -> None:
    store = KeyStore()
    run(store, SLOW, NOW)
    store.sets[NAME].append(dict(rsa_jwk(7), kid="rs256-20200101T000000Z-aaaaaa", alg="RS256", use="enc"))
    run(store, Rotation(start=True), NOW + DAY)
    assert kids(store)["rs256-20200101T000000Z-aaaaaa"] == "active"


def test_no_second_key_is_published_beside_one_that_is_on_its_way() -> None:
    store = KeyStore()
    run(store, SLOW, NOW)
    run(store, Rotation(publish_for=HOUR, start=True), NOW + DAY)
    assert planned(store, Rotation(publish_for=HOUR, start=True), NOW + DAY).calls == ()


def test_a_key_that_nobody_had_sign_in_time_gives_way_to_another() -> None:
    store = KeyStore()
    run(store, SLOW, NOW)
    first = signs(store)
    run(store, SLOW, NOW + 91 * DAY)
    plan = run(store, SLOW, NOW + 91 * DAY + 16 * DAY)
    assert signs(store) == first and len(kids(store)) == 3
    assert "run the task more often than that" in plan.warnings[0]
    assert run(store, SLOW, NOW + 107 * DAY + HOUR).warnings == ()
    assert signs(store).startswith("rs256-20270308T")
    assert kids(store)[first] == "published"


def test_a_set_that_signs_nothing_rotates_too() -> None:
    elsewhere = Traits()
    store = KeyStore()
    run(store, SLOW, NOW, elsewhere)
    (first,) = kids(store)
    run(store, SLOW, NOW + 91 * DAY, elsewhere)
    run(store, SLOW, NOW + 91 * DAY + HOUR, elsewhere)
    assert sorted(kids(store).values()) == ["active", "published"] and kids(store)[first] == "published"


def test_where_a_stage_would_leave_a_gap_nothing_is_planned() -> None:
    store = KeyStore(True)
    run(store, SLOW, NOW, GAPPY)
    with pytest.raises(UsageError, match="before Hydra 1.11.0"):
        planned(store, Rotation(start=True), NOW + DAY, GAPPY)


OTHERS = [Traits(), Traits(pairs=True, ordered=True, atomic=True)]
TIMED = "rs256-%s-aaaaaa"


def row(kid: str, number: int = 1, **members: t.Any) -> t.Dict[str, t.Any]:
    return dict(rsa_jwk(number), kid=kid, **dict({"alg": "RS256", "use": "sig"}, **members))


@pytest.mark.parametrize("traits", OTHERS, ids=["2.x", "1.11"])
@pytest.mark.parametrize(
    "other",
    [
        dict(ec_jwk(2), kid="e", alg="ES256", use="sig"),
        dict(ec_jwk(2), kid="e", use="sig"),
        row(TIMED % "20200101T000000Z", 2, alg="PS256"),
        row("encrypts", 2, use="enc"),
        row("other", 2, use="other"),
        {"kty": "oct", "k": "AAAA", "kid": "oct", "alg": "HS256", "use": "sig"},
        {"kty": "oct", "k": "AAAA", "kid": "oct"},
    ],
    ids=lambda jwk: "%(kid)s %(kty)s" % jwk,
)
@pytest.mark.parametrize("newest", [True, False])
def test_where_nothing_is_signed_a_rotation_is_about_its_algorithm_and_use(
    traits: Traits, other: t.Dict[str, t.Any], newest: bool
) -> None:
    """Whatever else is in a set belongs to somebody else."""
    store = KeyStore(traits.pairs)
    first = row(TIMED % "20261120T104500Z")
    store.sets[NAME] = [other, first] if newest else [first, other]
    assert planned(store, SLOW, NOW, traits).calls == ()
    for days in (91, 92, 130):
        run(store, SLOW, NOW + days * DAY, traits)
        assert other in store.sets[NAME]
        assert planned(store, SLOW, NOW + days * DAY, traits).calls == ()
    assert str(first["kid"]) not in kids(store) and len(kids(store)) == 2


@pytest.mark.parametrize("other", [row("encrypts", 2, use="enc"), {"kty": "oct", "k": "AAAA", "kid": "oct"}])
def test_where_tokens_are_signed_other_keys_do_not_stop_a_rotation(other: t.Dict[str, t.Any]) -> None:
    store = KeyStore(True)
    run(store, SLOW, NOW, PAIRED)
    store.sets[NAME].append(other)
    for hours in range(3):
        run(store, Rotation(publish_for=HOUR, keep_for=DAY, start=hours == 0), NOW + DAY + hours * HOUR, PAIRED)
    assert other in store.sets[NAME]
    assert sorted(kids(store).values()) == ["active", "active", "published"]


@pytest.mark.parametrize("name", ["mine", TIMED % "20261001T000000Z", TIMED % "20261120T000000Z"])
@pytest.mark.parametrize("time", ["20260101T000000Z", "20261101T000000Z", "20261121T104500Z", "20991121T104500Z"])
def test_a_public_half_of_another_server_is_not_the_next_key(name: str, time: str) -> None:
    """Whatever its name says: nobody here has its private half."""
    store = KeyStore()
    imported = public(row(TIMED % time, 2))
    store.sets[NAME] = [imported, row(name)]
    plan = planned(store, Rotation(publish_for=HOUR, keep_for=30 * DAY), NOW)
    assert (plan.calls, plan.warnings) == ((), ()) or imported["kid"] < name == TIMED % "20261001T000000Z"
    for hours in (0, 1):
        start = Rotation(publish_for=HOUR, keep_for=30 * DAY, start=not hours)
        assert run(store, start, NOW + hours * HOUR).warnings == ()
    assert signs(store).startswith(TIMED[:6] + "20261121T104500Z-") and kids(store)[name] == "published"


def test_a_key_of_the_future_gives_way_as_any_other() -> None:
    store = KeyStore()
    store.sets[NAME] = [row(TIMED % "20990101T000000Z")]
    for hours in (0, 0.5):
        run(store, Rotation(publish_for=HOUR, keep_for=30 * DAY, start=True), NOW + hours * HOUR)
        assert len(kids(store)) == 2 and signs(store) == TIMED % "20990101T000000Z"
    run(store, SLOW, NOW + HOUR)
    assert signs(store).startswith("rs256-20261121T104500Z-")
    assert kids(store)[TIMED % "20990101T000000Z"] == "published"
    assert planned(store, SLOW, NOW + HOUR).calls == ()


@pytest.mark.parametrize("traits", [MODERN, PAIRED], ids=["2.x", "1.11"])
def test_nothing_stays_of_keys_that_never_signed(traits: Traits) -> None:
    """One that gave way to another, and one of which an interrupted run left only the private half."""
    store = KeyStore(traits.pairs)
    run(store, SLOW, NOW, traits)
    carry_out(store, planned(store, SLOW, NOW + 91 * DAY, traits), 1)
    run(store, SLOW, NOW + 91 * DAY + HOUR, traits)
    late = NOW + 91 * DAY + 17 * DAY
    assert len(run(store, SLOW, late, traits).warnings) == 1
    run(store, SLOW, late + HOUR, traits)
    assert len(kids(store)) == 3 and store.get_jwk_set(NAME + ".next")
    run(store, SLOW, late + 31 * DAY, traits)
    assert kids(store) == {signs(store): "active"}
    assert store.get_jwk_set(NAME + ".next") is None


def test_what_somebody_staged_under_another_name_is_not_left_over() -> None:
    store = KeyStore()
    run(store, SLOW, NOW)
    staged = row("next-2026-01-01T00:00:00Z", 7)
    store.sets[NAME].append(public(staged))
    store.sets[NAME + ".next"] = [staged]
    assert planned(store, SLOW, NOW + 60 * DAY).calls == ()


@pytest.mark.parametrize("traits", [MODERN, PAIRED], ids=["2.x", "1.11"])
@pytest.mark.parametrize("before", ["mine", TIMED % "20250101T000000Z", TIMED % "20261101T000000Z"])
def test_a_key_that_signed_until_now_stays_whatever_the_name_of_the_next_one(traits: Traits, before: str) -> None:
    """By its name the key that signs has signed for long, and it was made to by other means, minutes ago."""
    store = KeyStore(traits.pairs)
    brought = row(TIMED % "20260101T000000Z", 2)
    store.sets[NAME] = [*key_set.unfold(brought, traits.pairs), *key_set.unfold(row(before), traits.pairs)]
    monthly = Rotation(publish_for=HOUR, keep_for=30 * DAY)
    for days in (0, 0.1, 5):
        plan = run(store, monthly, NOW + days * DAY, traits)
        assert plan.calls == () and before in kids(store)
        assert 'key "%s" still has its private half' % before in plan.warnings[0]
    for hours in (0, 1):
        run(store, replace(monthly, start=not hours), NOW + 10 * DAY + hours * HOUR, traits)
    assert kids(store)[before] == kids(store)[TIMED % "20260101T000000Z"] == "published"
    assert run(store, monthly, NOW + 40 * DAY, traits).warnings == ()
    assert before in kids(store)
    run(store, monthly, NOW + 41 * DAY, traits)
    assert kids(store) == {signs(store): "active"}


def test_a_migrated_key_stays_under_the_name_in_tokens_until_they_are_over() -> None:
    store = KeyStore()
    halves = key_set.unfold(row("X"), True)
    store.sets[NAME] = [dict(half) for half in halves]
    assert store.signs_with(NAME) == "private:X"
    for hours in (0, 1, 2, 24 * 30):
        run(store, SLOW, NOW + hours * HOUR)
        assert {"private:X", "public:X"} < {str(one["kid"]) for one in store.sets[NAME]}
        assert planned(store, SLOW, NOW + hours * HOUR).calls == ()
    assert kids(store) == {signs(store): "active", "X": "published"}
    plan = planned(store, SLOW, NOW + 31 * DAY)
    for number in range(len(plan.calls)):  # interrupted anywhere, it is one key still
        carry_out(store, KeyPlan(plan.calls[number : number + 1], plan.after))
        assert set(kids(store)) <= {signs(store), "X"}
    assert list(kids(store)) == [signs(store)]


_RUNS = st.lists(
    st.tuples(
        st.sampled_from([HOUR / 4, HOUR, 8 * DAY, 31 * DAY]),  # since the run before
        st.booleans(),  # start
        st.sampled_from([None, None, 0, 1, 2, 3]),  # how many calls are made before the run is interrupted
    ),
    max_size=8,
)


@given(st.sampled_from([MODERN, PAIRED]), _RUNS)
def test_whenever_it_runs_and_ends_no_token_is_refused(traits: Traits, runs: t.Any) -> None:
    """Tokens are signed at any time, with a key that was published long enough, and verified for long enough."""
    store = KeyStore(traits.pairs)
    now = NOW
    run(store, SLOW, now, traits)
    seen: t.Dict[str, datetime.datetime] = {signs(store): now - DAY}  # when verifiers learnt a key
    last: t.Dict[str, datetime.datetime] = {}  # when something was signed with it
    for passed, start, calls in runs:
        last[signs(store)] = now + passed
        now += passed
        rotation = Rotation(SLOW.max_age, SLOW.publish_for, SLOW.keep_for, start)
        plan = planned(store, rotation, now, traits)
        for number in range(len(plan.calls) if calls is None else min(calls, len(plan.calls))):
            carry_out(store, KeyPlan(plan.calls[number : number + 1], plan.after))
            kid = signs(store)
            for one in kids(store):
                seen.setdefault(one, now)
            assert now - seen[kid] >= SLOW.publish_for, "verifiers know the key that signs"
            for one, signed in last.items():
                assert one in kids(store) or now - signed >= SLOW.keep_for / 2, "and those before"
        if calls is None:
            assert planned(store, SLOW, now, traits).calls == (), "a second run finds nothing to do"
            whole = sum(state == "active" for state in kids(store).values())
            assert whole == 1 or "still has its private half" in plan.warnings[-1], "unless nobody can tell since when"
            waiting = {str(row["kid"]) for row in store.get_jwk_set(NAME + ".next") or ()}
            assert not {key_set.bare(kid) for kid in waiting} & {signs(store)}, "and nothing waits that signs"


_KEYS = st.lists(
    st.tuples(
        st.sampled_from(
            ["a", *(TIMED % time for time in ("20250101T000000Z", "20261110T000000Z", "20990101T000000Z"))]
        ),
        st.sampled_from(["private", "public", "waiting", "left over"]),
    ),
    max_size=4,
    unique_by=lambda pair: pair[0],
)


@given(st.sampled_from([MODERN, PAIRED, OTHERS[0]]), _KEYS, _RUNS)
def test_whatever_is_in_a_set_a_rotation_goes_on(traits: Traits, keys: t.Any, runs: t.Any) -> None:
    """Also with keys of other servers, or that somebody made to sign, and whatever time their names say."""
    store = KeyStore(traits.pairs)
    store.sets[NAME] = [*key_set.unfold(row("mine", 9), traits.pairs and traits.signing)]
    store.sets[NAME + ".next"] = []
    for number, (kid, kind) in enumerate(keys):
        whole = row(kid, number)
        shown = {"private": [whole], "left over": []}.get(kind, [public(whole)])
        store.sets[NAME] += [half for one in shown for half in key_set.unfold(one, traits.pairs and traits.signing)]
        if kind in ("waiting", "left over"):
            store.sets[NAME + ".next"] += key_set.unfold(whole, traits.pairs)
    now, last = NOW, {signs(store): NOW}
    for passed, start, calls in runs:
        last[signs(store)] = now + passed
        now += passed
        plan = planned(store, replace(SLOW, start=start), now, traits)
        for number in range(len(plan.calls) if calls is None else min(calls, len(plan.calls))):
            carry_out(store, KeyPlan(plan.calls[number : number + 1], plan.after))
            last[signs(store)] = now
            for one, signed in last.items():
                assert one in kids(store) or now - signed >= SLOW.keep_for / 2, "it signed until not long ago"
        if calls is None:
            assert planned(store, SLOW, now, traits).calls == (), "a second run finds nothing to do"
