# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of plans for JWK sets in which there are keys that cannot sign, keys on their way, and names with a time."""

from __future__ import annotations

import datetime
import typing as t

from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._keys import key_set, signing
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import Call, Generate, State
from ansible_collections.ory.hydra.plugins.module_utils._keys.plan import KeyPlan, plan_set
from ansible_collections.ory.hydra.plugins.module_utils._keys.signing import Traits
from ansible_collections.ory.hydra.plugins.module_utils._keys.wish import SetWish, WantedKey
from ansible_collections.ory.hydra.plugins.module_utils._values.jwk import is_private
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public, rsa_jwk

Jwk = t.Dict[str, t.Any]

NOW = datetime.datetime(2026, 11, 21, 10, 45)
MODERN = Traits(signing=True, least_rsa_bits=1024)
PAIRED = Traits(signing=True, pairs=True, ordered=True, atomic=True)
GAPPY = Traits(signing=True, pairs=True, by_prefix=True, ordered=True)
TRAITS = (MODERN, PAIRED, GAPPY, Traits(), Traits(pairs=True, ordered=True, atomic=True))
KIDS = ("k1", "k2", "rs256-20200101T000000Z-aa", "rs256-20200201T000000Z-bb", "rs256-20261121T104000Z-cc")
MATERIAL: t.Dict[str, Jwk] = {
    "rsa1": dict(rsa_jwk(1), alg="RS256", use="sig"),
    "rsa2": dict(rsa_jwk(2), alg="RS256", use="sig"),
    "named": dict(rsa_jwk(3), alg="FOO", use="sig"),
    "short": dict(rsa_jwk(4, 512), alg="RS256", use="sig"),
    "ec": dict(ec_jwk(1), alg="ES256", use="sig"),
    "enc": dict(rsa_jwk(5), alg="RS256", use="enc"),
    "oct": {"kty": "oct", "k": "AAAA", "alg": "HS256", "use": "sig"},
}

_THERE = st.lists(
    st.tuples(st.sampled_from(KIDS), st.sampled_from(sorted(MATERIAL)), st.booleans()),
    max_size=4,
    unique_by=lambda row: row[0],
)
_WANTED = st.lists(
    st.tuples(
        st.sampled_from(KIDS),
        st.sampled_from(["present", "published", "active", "retired", "absent"]),
        st.sampled_from([None, *sorted(MATERIAL)]),
        st.booleans(),  # with the private half
        st.booleans(),  # by a name of a server up to 1.11
    ),
    max_size=2,
    unique_by=lambda row: row[0],
)
_POLICY = st.tuples(
    st.sampled_from([None, "RS256", "ES256"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, datetime.timedelta(hours=1)]),
)


def half(jwk: Jwk, private: bool) -> Jwk:
    return dict(jwk) if private or jwk["kty"] == "oct" else public(jwk)


def a_state(traits: Traits, there: t.Sequence[t.Tuple[str, str, bool]], staged: bool) -> State:
    """Return a set as a server keeps it, newest first; with ``staged``, private halves wait for the public ones."""
    rows: t.List[Jwk] = []
    waiting: t.List[Jwk] = []
    for kid, material, private in there:
        jwk = half(dict(MATERIAL[material], kid=kid), private)
        rows += key_set.unfold(jwk, traits.pairs and traits.signing)
        if staged and not is_private(jwk):
            waiting += key_set.unfold(dict(MATERIAL[material], kid=kid), traits.pairs)
    return State(tuple(rows), tuple(waiting))


def a_wish(wanted: t.Any, policy: t.Any, exact: bool, keep_prefix: bool) -> SetWish:
    keys = []
    for kid, state, material, private, prefixed in wanted:
        jwk = None if material is None else half(dict(MATERIAL[material], kid=kid), private)
        algorithm = "RS256" if jwk is None else jwk["alg"]
        use = "sig" if jwk is None else jwk["use"]
        keys.append(WantedKey("entry", state, kid, algorithm, use, jwk, True, prefixed, ("alg", "use")))
    algorithm, keep, age = policy
    if algorithm is None:
        return SetWish(tuple(keys), exact=exact and bool(keys), keep_prefix=keep_prefix)
    return SetWish(tuple(keys), algorithm=algorithm, keep=keep, max_age=age, keep_prefix=keep_prefix)


def carried_out(calls: t.Sequence[Call], state: State, traits: Traits) -> State:
    """Return what is there after calls, keys that the server makes included."""
    for call in calls:
        if isinstance(call, Generate):
            jwk = dict(MATERIAL["ec"] if call.algorithm == "ES256" else rsa_jwk(hash(call.kid) % 10**6 + 10))
            jwk = dict(jwk, kid=call.kid, use=call.use, alg=call.algorithm)
            if traits.pairs and call.algorithm != "RS256":
                del jwk["alg"]
            state = state.replaced(call.where, (*key_set.unfold(jwk, traits.pairs), *state.rows(call.where)))
        else:
            state = call.after(state)
    return state


@given(st.sampled_from(TRAITS), _THERE, st.booleans(), _WANTED, _POLICY, st.booleans(), st.booleans())
def test_laws(
    traits: Traits, there: t.Any, staged: bool, wanted: t.Any, policy: t.Any, exact: bool, keep_prefix: bool
) -> None:
    assume(sum(row[1] == "active" for row in wanted) <= 1 or not traits.signing)
    wish = a_wish(wanted, policy, exact, keep_prefix)
    before = a_state(traits, there, staged)
    chances = iter(range(100))

    def planned(state: State) -> KeyPlan:
        return plan_set("s", wish, state, traits, NOW, lambda: "%06x" % next(chances))

    try:
        found = planned(before)
    except UsageError:
        return
    sound = signing.obstacle(before.main, traits) is None
    state = before
    for call in found.calls:
        state = carried_out([call], state, traits)
        assert not (traits.signing and sound) or signing.obstacle(state.main, traits) is None
    assert planned(state).calls == ()
    mentioned = {row[0] for row in wanted}
    left = {row["kid"]: row for row in state.main}
    if not wish.exact:
        for row in before.main:
            kid = key_set.bare(row["kid"])
            waits = any(key_set.bare(one["kid"]) == kid for one in before.next)
            coming = not is_private(row) and "private:" + kid not in {one["kid"] for one in before.main}
            if kid not in mentioned and (wish.keep is None or (coming and waits)):
                assert left[row["kid"]] == row
    if wish.algorithm is not None:
        assert any(key.private and key.serves(wish.algorithm, "sig") for key in key_set.fold(state.main))
        assert not traits.signing or signing.signer(state.main, traits) is not None
