# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JWK sets where something went wrong once: signing ended, a key on its way was lost, a task never came to rest."""

from __future__ import annotations

import base64
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_jwk_set, hydra_jwk_set_info
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, pem, private_key, public, rsa_jwk
from ansible_collections.ory.hydra.tests.unit._model import Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Serve = t.Callable[[str], Hydra]
TOKENS, ID_TOKENS = "hydra.jwt.access-token", "hydra.openid.id-token"
BOTH = (TOKENS, ID_TOKENS)


def made(hydra: Hydra, name: str, kid: str, alg: str = "RS256") -> None:
    hydra.keys.create_jwk(name, alg, "sig", kid)


def manage(run: Runner, name: str, **arguments: t.Any) -> Run:
    """Run a task in check mode, really, and again: it announces what it does, and is at rest then."""
    checked = run(hydra_jwk_set.main, dict(arguments, set=name), check=True)
    found = run(hydra_jwk_set.main, dict(arguments, set=name))
    assert (checked.failed, checked.changed) == (found.failed, found.changed), (checked.msg, found.msg)
    if not found.failed:
        again = run(hydra_jwk_set.main, dict(arguments, set=name))
        assert not again.failed and not again.changed, again.result
    return found


def kids(run: Runner, name: str) -> t.Dict[str, str]:
    """Return the state of each key; the one that signs is marked."""
    sets = run(hydra_jwk_set_info.main, sets=[name]).result["jwk_sets"]
    rows = sets[0]["key_states"] if sets else []
    return {row["kid"]: row["state"] + (", signs" if row["signs"] else "") for row in rows}


# What signs


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    "version, key, sentence",
    [
        ("1.11.10", {"jwk": ec_jwk(1)}, "before 2.0.0 Hydra signs with RSA keys only, and this one is of kty EC"),
        ("1.9.2", {"jwk": ec_jwk(1)}, "before 2.0.0 Hydra signs with RSA keys only, and this one is of kty EC"),
        ("1.11.10", {"jwk": rsa_jwk(1), "alg": "PS256"}, "whatever the key says, and this one says alg PS256"),
        ("26.2.0", {"jwk": rsa_jwk(1), "alg": "rs256"}, "alg rs256 cannot sign tokens"),
        ("2.3.0", {"jwk": rsa_jwk(1), "alg": "FOO"}, "alg FOO cannot sign tokens"),
        ("26.2.0", {"jwk": rsa_jwk(1), "alg": "RSA-OAEP-256"}, "alg RSA-OAEP-256 cannot sign tokens"),
        ("26.2.0", {"jwk": rsa_jwk(1), "alg": "none"}, "alg none cannot sign tokens"),
        ("26.2.0", {"jwk": rsa_jwk(1, 512)}, "it has 512 bits, and this Hydra needs at least 1024 for alg RS256"),
        ("26.2.0", {"jwk": rsa_jwk(1, 1024), "alg": "PS512"}, "it has 1024 bits, and this Hydra needs at least 1034"),
        ("2.3.0", {"jwk": rsa_jwk(1, 512), "alg": "PS256"}, "it has 512 bits, and this Hydra needs at least 522"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", ["present", "active"])
def test_a_key_that_cannot_sign_is_refused_where_tokens_are_signed(
    version: str, key: t.Any, sentence: str, state: str, name: str, serve: Serve, run: Runner, wire: Wire
) -> None:
    hydra = serve(version)
    made(hydra, name, "good")
    before = len(wire.writes)
    found = manage(run, name, keys=[dict(key, kid="bad", state=state)])
    assert found.failed
    assert sentence in found.msg
    assert "set force=true" in found.msg
    assert len(wire.writes) == before
    forced = run(hydra_jwk_set.main, set=name, keys=[dict(key, kid="bad", state=state)], force=True)
    assert not forced.failed, forced.msg
    states = kids(run, name)
    assert states["bad"] == ("active, signs" if version[0] == "1" and key["jwk"]["kty"] == "RSA" else "active")
    if "signs" in states["bad"]:
        return
    # A forced mistake is put right again, by the same option or by removing the key.
    assert not manage(run, name, alg="RS256").failed
    assert sum("signs" in state for state in kids(run, name).values()) == 1


def test_short_keys_sign_where_they_do(serve: Serve, run: Runner) -> None:
    hydra = serve("2.3.0")
    made(hydra, TOKENS, "good")
    assert not manage(run, TOKENS, keys=[{"kid": "short", "jwk": rsa_jwk(1, 512)}]).failed
    assert kids(run, TOKENS)["short"] == "active, signs"


def test_an_application_may_keep_any_key(serve: Serve, run: Runner) -> None:
    for version in ("1.11.10", "26.2.0"):
        serve(version)
        keys = [{"kid": "a", "jwk": ec_jwk(1)}, {"kid": "b", "jwk": rsa_jwk(1), "alg": "RSA-OAEP-256", "use": "enc"}]
        assert not manage(run, "my-app", keys=keys).failed


def test_removing_the_good_key_must_not_leave_the_bad_one(serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve("26.2.0")
    hydra.keys.replace_jwk(TOKENS, "bad", dict(rsa_jwk(7), kid="bad", alg="FOO"))
    made(hydra, TOKENS, "good")
    before = len(wire.writes)
    for task in ({"keys": [{"kid": "good", "state": "absent"}]}, {"keys": [{"kid": "good", "state": "retired"}]}):
        found = manage(run, TOKENS, **task)
        assert found.failed
        assert 'key "bad" would sign tokens, which must not happen: alg FOO cannot sign tokens' in found.msg
    found = manage(run, TOKENS, keys=[{"kid": "bad", "state": "active"}])
    assert found.failed
    assert len(wire.writes) == before


def test_a_key_that_cannot_sign_is_no_key_for_the_policy(serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    hydra.keys.replace_jwk(TOKENS, "short", dict(rsa_jwk(7, 512), kid="short", alg="RS256", use="sig"))
    assert kids(run, TOKENS) == {"short": "active"}
    assert manage(run, TOKENS, alg="RS256").changed
    assert sorted(kids(run, TOKENS).values()) == ["active", "active, signs"]


# A key on its way


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
@pytest.mark.parametrize("coming", ["rs256-2026-12", "rs256-20200101T000000Z-aa", "rs256-20261231T000000Z-aa"])
@pytest.mark.parametrize("policy", [{"keep": 1}, {"keep": 1, "max_age": "90d"}, {"keep": 2, "max_age": "90d"}])
def test_a_policy_leaves_the_coming_key_alone(
    version: str, coming: str, policy: t.Any, serve: Serve, run: Runner
) -> None:
    hydra = serve(version)
    made(hydra, TOKENS, "rs256-20200101T000000Z-zz")
    assert not manage(run, TOKENS, keys=[{"kid": coming, "alg": "RS256", "state": "published"}]).failed
    found = manage(run, TOKENS, alg="RS256", **policy)
    assert not found.failed, found.msg
    states = kids(run, TOKENS)
    assert states[coming] == "published"
    if policy == {"keep": 2, "max_age": "90d"}:
        assert states["rs256-20200101T000000Z-zz"] == "active"  # it has signed, and was not pushed out
    if policy == {"keep": 1, "max_age": "90d"}:
        assert "rs256-20200101T000000Z-zz" not in states
    assert not manage(run, TOKENS, keys=[{"kid": coming, "state": "active"}]).failed
    assert kids(run, TOKENS)[coming] == "active, signs"


def test_a_policy_removes_public_halves_that_are_known_to_be_older(serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    made(hydra, TOKENS, "rs256-20200101T000000Z-aa")
    made(hydra, TOKENS, "rs256-20210101T000000Z-bb")
    assert manage(run, TOKENS, keys=[{"kid": "rs256-20200101T000000Z-aa", "state": "retired"}]).changed
    assert manage(run, TOKENS, alg="RS256", keep=1).changed
    assert kids(run, TOKENS) == {"rs256-20210101T000000Z-bb": "active, signs"}


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("name", ["a", TOKENS])
@pytest.mark.parametrize("young", ["rs256-20261120T000000Z-aa", "rs256-20990101T000000Z-cc"])
def test_a_young_key_that_a_policy_removes_is_none(
    young: str, name: str, version: str, serve: Serve, run: Runner
) -> None:
    hydra = serve(version)
    made(hydra, name, young)
    made(hydra, name, "own")  # signs, and nobody knows how old it is
    assert manage(run, name, alg="RS256", keep=1, max_age="365d").changed
    states = kids(run, name)
    assert manage(run, name, alg="RS256", keep=1, max_age="365d").changed is False
    assert (kids(run, name), len(states)) == (states, 1)


# The names of keys from before 2.0


@pytest.mark.parametrize("name", BOTH)
def test_a_key_of_a_move_keeps_the_name_that_tokens_have(name: str, serve: Serve, run: Runner) -> None:
    old = serve("1.11.10")
    made(old, name, "X")
    whole = run(hydra_jwk_set_info.main, sets=[name], return_private=True).result["jwk_sets"][0]["jwks"]
    assert old.keys.signs_with(name) == "public:X"
    new = serve("26.2.0")
    made(new, name, "own")
    found = manage(run, name, jwks=whole, keep_kid_prefix=True)
    assert found.changed
    assert not found.warnings
    assert new.keys.signs_with(name) == "public:X"
    assert "public:X" in {key["kid"] for key in found.result["jwk_set"]["jwks"]["keys"]}
    assert kids(run, name) == {"public:X": "active, signs", "own": "active"}
    # It is managed under that name and under the bare one.
    assert manage(run, name, alg="RS256", keys=[{"kid": "own", "state": "active"}]).changed
    assert manage(run, name, keys=[{"kid": "public:X", "state": "retired"}]).changed
    assert [row["kid"] for row in new.keys.sets[name] if "d" not in row] == ["public:X"]
    assert manage(run, name, keys=[{"kid": "X", "state": "absent"}]).changed
    assert kids(run, name) == {"own": "active, signs"}


def test_a_migrated_database_publishes_both_names(serve: Serve, run: Runner) -> None:
    """Tokens from before the move name the public half, and those from after it the private one."""
    hydra = serve("26.2.0")
    hydra.keys.sets[TOKENS] = [
        dict(public(rsa_jwk(1)), kid="public:X", alg="RS256"),
        dict(rsa_jwk(1), kid="private:X", alg="RS256"),
    ]
    found = run(hydra_jwk_set_info.main, sets=[TOKENS]).result["jwk_sets"][0]
    assert hydra.keys.signs_with(TOKENS) == "private:X"
    assert [key["kid"] for key in found["jwks"]["keys"]] == ["public:X", "private:X"]
    assert all("d" not in key for key in found["jwks"]["keys"])
    assert [(row["kid"], row["signs"]) for row in found["key_states"]] == [("X", True)]


@pytest.mark.parametrize("given", ["public:X", "private:X"])
def test_a_dropped_prefix_is_said(given: str, serve: Serve, run: Runner) -> None:
    new = serve("26.2.0")
    made(new, TOKENS, "own")
    keys = [{"kid": given, "jwk": rsa_jwk(1)}]
    found = run(hydra_jwk_set.main, set=TOKENS, keys=keys)
    assert new.keys.signs_with(TOKENS) == "X"
    (warning,) = found.warnings
    assert "before 2.0.0 name this key" in warning
    assert "keep_kid_prefix=true" in warning
    assert not run(hydra_jwk_set.main, set=TOKENS, keys=keys).warnings
    # Whoever reads that gives it its name, too.
    assert manage(run, TOKENS, keys=keys, keep_kid_prefix=True).changed
    assert new.keys.signs_with(TOKENS) == "public:X"
    assert kids(run, TOKENS)["X"] == "active"
    old = serve("1.11.10")
    made(old, TOKENS, "own")
    assert not run(hydra_jwk_set.main, set=TOKENS, keys=keys).warnings
    assert old.keys.signs_with(TOKENS) == "public:X"


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("given", ["public:X", "private:X"])
def test_a_dropped_prefix_is_said_of_a_set_that_signs_no_tokens(
    given: str, version: str, serve: Serve, run: Runner
) -> None:
    """Whoever verifies with such a set may know the key by the name that it was given with."""
    serve(version)
    keys = [{"kid": given, "jwk": rsa_jwk(1)}]
    found = run(hydra_jwk_set.main, set="partners", keys=keys)
    (warning,) = found.warnings
    assert "this key is given as" in warning and "public:X" in warning
    assert "keep_kid_prefix=true" in warning and "tokens" not in warning
    assert kids(run, "partners") == {"X": "active"}
    assert not run(hydra_jwk_set.main, set="partners", keys=keys).warnings
    assert manage(run, "partners", keys=keys, keep_kid_prefix=True).warnings == []


# Rest


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
@pytest.mark.parametrize("source", ["pem", "jwk", "jwk with a name of its own"])
@pytest.mark.parametrize("state, left", [("retired", "published"), ("absent", None)])
def test_a_given_key_is_retired_under_the_name_that_it_has(
    version: str, source: str, state: str, left: t.Optional[str], serve: Serve, run: Runner
) -> None:
    serve(version)
    key = private_key("EC", 1)
    sources: t.Dict[str, t.Dict[str, t.Any]] = {"pem": {"pem": pem(key)}, "jwk": {"jwk": ec_jwk(1)}}
    given = sources.get(source, {"jwk": dict(ec_jwk(1), kid="other")})
    assert manage(run, "a", keys=[dict(given, kid="partner")]).changed
    assert manage(run, "a", keys=[dict(given, state=state)]).changed
    assert kids(run, "a") == ({"partner": left} if left else {})


@pytest.mark.parametrize("name", ["a", TOKENS])
def test_an_active_key_and_an_age_come_to_rest(name: str, serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    made(hydra, name, "k1", "ES256")
    found = manage(
        run, name, alg="ES256", keep=1, max_age="1h", keys=[{"kid": "k2", "alg": "ES256", "state": "active"}]
    )
    assert not found.failed
    assert "active" in kids(run, name)["k2"]
    assert not hydra.keys.sets.get(name + ".next")


@pytest.mark.parametrize(
    "version, key",
    [
        ("1.11.10", {"kid": "s", "alg": "HS256"}),
        ("1.11.10", {"kid": "s", "jwk": {"kty": "oct", "k": "c2VjcmV0"}}),
        ("26.2.0", {"kid": "s", "jwk": {"kty": "oct", "k": "c2VjcmV0"}}),
    ],
)
def test_a_symmetric_key_cannot_be_published(version: str, key: t.Any, serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve(version)
    found = manage(run, "a", keys=[dict(key, state="published")])
    assert found.failed
    assert 'entry 1 of keys: key "s" is symmetric and has no public half, so it cannot be published' in found.msg
    assert wire.writes == []
    assert hydra.keys.sets == {}


@pytest.mark.parametrize("version", ["1.9.2", "1.11.10", "26.2.0"])
def test_another_public_key_leaves_nothing_of_the_one_before(version: str, serve: Serve, run: Runner) -> None:
    hydra = serve(version)
    made(hydra, "a", "k", "ES512")
    found = manage(run, "a", keys=[{"kid": "k", "jwk": public(ec_jwk(1))}])
    assert found.changed
    assert kids(run, "a") == {"k": "published"}
    assert all("d" not in row for row in hydra.keys.sets["a"])


@pytest.mark.parametrize("chain", [[], None, ["AAAA\nBBBB\r\n", "CCCC"]])
def test_certificates_are_compared_as_servers_keep_them(chain: t.Any, serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    digest = base64.urlsafe_b64encode(bytes(20)).decode()
    jwk = dict(ec_jwk(1), x5c=chain, x5t=digest)
    assert manage(run, "a", keys=[{"kid": "k", "jwk": jwk}]).changed
    (row,) = hydra.keys.sets["a"]
    assert row.get("x5c") == (["AAAABBBB", "CCCC"] if chain else None)
    assert row["x5t"] == digest.rstrip("=")


# What a generator found


def test_a_key_that_is_about_to_be_replaced_is_none_for_the_policy(serve: Serve, run: Runner) -> None:
    made(serve("26.2.0"), "a", "k")
    assert manage(run, "a", alg="RS256", keys=[{"kid": "k", "jwk": public(ec_jwk(1))}]).changed
    assert sorted(kids(run, "a").values()) == ["active", "published"]


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_a_key_of_another_algorithm_is_not_taken_for_the_named_one(version: str, serve: Serve, run: Runner) -> None:
    hydra = serve(version)
    made(hydra, "a", "k", "ES512")
    assert manage(run, "a", keys=[{"kid": "coming", "alg": "ES512", "state": "published"}]).changed
    for kid in ("k", "coming"):
        found = manage(run, "a", keys=[{"kid": kid, "alg": "RS256", "state": "active"}])
        assert found.failed
        assert 'key "%s" exists with alg ES512' % kid in found.msg


def test_a_key_that_cannot_sign_is_not_active(serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    hydra.keys.replace_jwk(TOKENS, "bad", dict(rsa_jwk(7), kid="bad", alg="FOO"))
    found = manage(run, TOKENS, keys=[{"kid": "bad", "state": "active"}])
    assert found.failed
    assert "alg FOO cannot sign tokens" in found.msg


def test_one_key_is_enough_for_an_empty_set(serve: Serve, run: Runner) -> None:
    """Beside the public half of another, which up to 1.11 is the newest one for a moment."""
    serve("1.11.10")
    keys = [{"kid": "k1", "jwk": public(ec_jwk(1))}, {"kid": "k2", "alg": "RS256"}]
    assert manage(run, TOKENS, alg="RS256", keep=1, keys=keys).changed
    assert kids(run, TOKENS) == {"k2": "active, signs", "k1": "published"}


def test_of_two_keys_that_are_made_the_newest_signs(serve: Serve, run: Runner) -> None:
    serve("1.11.10")
    keys = [{"kid": "k1", "jwk": public(ec_jwk(1))}, {"kid": "k2", "alg": "RS256"}]
    assert manage(run, TOKENS, alg="RS256", keep=1, max_age="1h", keys=keys).changed
    assert sorted(kids(run, TOKENS).values()) == ["active", "active, signs", "published"]
    assert kids(run, TOKENS)["k2"] == "active"


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("name", ["a", TOKENS])
def test_a_key_that_is_made_for_its_age_is_newer_than_an_imported_one(
    version: str, name: str, serve: Serve, run: Runner
) -> None:
    serve(version)
    found = manage(run, name, alg="RS256", keep=1, max_age="1h", keys=[{"kid": "k1", "jwk": rsa_jwk(1)}])
    assert found.changed, found.msg
    states = kids(run, name)
    assert len(states) == 2
    assert states.pop("k1") == "active"
    assert name == "a" or list(states.values()) == ["active, signs"]


# One key and another


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
@pytest.mark.parametrize("written", ["main", "public:main"])
@pytest.mark.parametrize("state", ["retired", "absent"])
def test_a_key_is_not_taken_for_another_one_that_has_the_name_written_in_it(
    version: str, written: str, state: str, serve: Serve, run: Runner
) -> None:
    """What is given is the key: its name only says where to look, unless the task itself says it."""
    hydra = serve(version)
    assert manage(run, "partners", keys=[{"kid": "main", "jwk": ec_jwk(1)}]).changed
    before = list(hydra.keys.sets["partners"])
    gone = {"jwk": dict(ec_jwk(2), kid=written), "state": state}
    found = manage(run, "partners", keys=[gone])
    assert (found.failed, found.changed, hydra.keys.sets["partners"]) == (False, False, before)
    found = manage(run, "partners", keys=[dict(gone, kid="main")])
    assert found.failed and 'another key exists with kid "main"' in found.msg
    assert "omit the key itself to go by its name, or set force=true" in found.msg
    assert hydra.keys.sets["partners"] == before
    # Nor does it count as listed by that name.
    assert manage(run, "partners", keys=[gone, {"kid": "other", "jwk": ec_jwk(3)}], exact=True).changed
    assert kids(run, "partners") == {"other": "active"}


@pytest.mark.parametrize("state, left", [("retired", {"main": "published"}), ("absent", {})])
def test_another_key_goes_by_its_name_if_that_is_meant(state: str, left: t.Any, serve: Serve, run: Runner) -> None:
    ways: t.List[t.Tuple[t.Dict[str, t.Any], bool]] = [({"jwk": ec_jwk(2)}, True), ({}, False)]
    for way, force in ways:
        serve("26.2.0")
        assert manage(run, "partners", keys=[{"kid": "main", "jwk": ec_jwk(1)}]).changed
        assert manage(run, "partners", keys=[dict(way, kid="main", state=state)], force=force).changed
        assert kids(run, "partners") == left


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("state, left", [("retired", {"one": "published", "two": "published"}), ("absent", {})])
def test_a_given_key_goes_under_every_name(version: str, state: str, left: t.Any, serve: Serve, run: Runner) -> None:
    """Or the next run would find the rest of it."""
    serve(version)
    keys: t.List[t.Dict[str, t.Any]] = [{"kid": kid, "jwk": ec_jwk(1)} for kid in ("one", "two")]
    assert manage(run, "a", keys=[*keys, {"kid": "own", "alg": "RS256"}]).changed
    gone = {"jwk": dict(ec_jwk(1), kid="three"), "state": state}
    assert manage(run, "a", keys=[gone]).changed
    assert not manage(run, "a", keys=[gone, {"kid": "own"}], exact=True).changed
    assert kids(run, "a") == dict(left, own="active")


# What is declared of a key


@pytest.mark.parametrize("name", ["a", TOKENS])
@pytest.mark.parametrize("state", ["present", "active"])
@pytest.mark.parametrize("half", [False, True])
def test_what_is_declared_of_a_key_is_so_in_every_state(
    name: str, state: str, half: bool, serve: Serve, run: Runner
) -> None:
    hydra = serve("26.2.0")
    key = dict(rsa_jwk(1), kid="k1")
    assert manage(run, name, keys=[{"jwk": key, "state": state, "alg": "RS256"}]).changed
    given = dict(public(key), kid="k1") if half else key
    assert manage(run, name, keys=[{"jwk": given, "state": state, "alg": "PS256"}]).changed
    (row,) = hydra.keys.sets[name]
    assert row == dict(key, alg="PS256", use="sig")


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_what_is_declared_of_a_published_half_is_so(version: str, serve: Serve, run: Runner) -> None:
    hydra = serve(version)
    for alg in ("RS256", "PS256"):
        keys = [{"kid": "k1", "jwk": public(rsa_jwk(1)), "alg": alg, "state": "published"}]
        assert manage(run, "a", keys=keys).changed
        assert [row["alg"] for row in hydra.keys.sets["a"]] == [alg]


@pytest.mark.parametrize("name", ["a", TOKENS])
@pytest.mark.parametrize("state", ["present", "active"])
def test_a_private_half_leaves_what_the_public_one_says(name: str, state: str, serve: Serve, run: Runner) -> None:
    """A PEM says nothing of alg and use: the defaults are for keys that are new."""
    hydra = serve("26.2.0")
    key = private_key("RSA", 1)
    said = {"alg": "PS384", "x5t": base64.urlsafe_b64encode(bytes(20)).decode().rstrip("=")}
    pems = [{"kid": "k1", "pem": pem(key), "alg": "PS384"}]
    assert manage(run, "b", keys=pems).changed
    half = dict(public(hydra.keys.sets["b"][0]), **said)
    assert manage(run, name, keys=[{"jwk": half}]).changed
    assert manage(run, name, keys=[{"kid": "k1", "pem": pem(key), "state": state}]).changed
    (row,) = hydra.keys.sets[name]
    assert "d" in row and public(row) == half
    assert manage(run, "a", keys=[{"kid": "k2", "pem": pem(key)}]).changed
    assert hydra.keys.sets["a"][0]["alg"] == "RS256"


# A database that was migrated


@pytest.mark.parametrize("name", [*BOTH, "a"])
@pytest.mark.parametrize("by", [{"kid": "X"}, {"kid": "private:X"}, {"jwk": rsa_jwk(1)}])
def test_a_retired_key_of_a_migrated_database_stays_under_both_names(
    name: str, by: t.Dict[str, t.Any], serve: Serve, run: Runner
) -> None:
    """Whatever name tokens had is published until the key is absent; then both rows go."""
    hydra = serve("26.2.0")
    hydra.keys.sets[name] = [
        dict(public(rsa_jwk(1)), kid="public:X", alg="RS256", use="sig"),
        dict(rsa_jwk(1), kid="private:X", alg="RS256", use="sig"),
    ]
    assert hydra.keys.signs_with(name) == "private:X"
    assert manage(run, name, keys=[{"kid": "new", "alg": "RS256", "state": "active"}]).changed
    found = manage(run, name, keys=[dict(by, state="retired")])
    assert found.changed
    assert {"public:X", "private:X"} < {key["kid"] for key in found.result["jwk_set"]["jwks"]["keys"]}
    assert [row["kid"] for row in hydra.keys.sets[name] if "d" in row] == ["new"]
    assert kids(run, name)["X"] == "published"
    given = run(hydra_jwk_set_info.main, sets=[name]).result["jwk_sets"][0]["jwks"]
    assert not manage(run, name, jwks=given).changed, "it can be given back as it was read"
    assert manage(run, name, keys=[{"kid": "X", "jwk": rsa_jwk(1), "state": "active"}]).changed, "and signs again"
    assert kids(run, name)["X"].startswith("active")
    assert manage(run, name, keys=[{"kid": "new", "state": "active"}]).changed is (name in BOTH)
    assert manage(run, name, keys=[dict(by, state="retired")]).changed
    assert manage(run, name, keys=[dict(by, state="absent")]).changed
    assert [row["kid"] for row in hydra.keys.sets[name]] == ["new"]


# Keys in a hardware security module

_HIDDEN = "generating a key deletes the one that signs"


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize(
    "task",
    [
        {"alg": "RS256"},
        {"alg": "RS256", "max_age": "90d"},
        {"alg": "RS256", "rotation": {"max_age": "90d"}},
        {"keys": [{"kid": "k", "alg": "RS256"}]},
        {"keys": [{"kid": "k", "alg": "RS256", "state": "active"}]},
    ],
)
def test_no_key_is_generated_where_the_one_that_signs_may_be_hidden(
    name: str, version: str, task: t.Dict[str, t.Any], serve: Serve, run: Runner, wire: Wire
) -> None:
    hydra = serve(version)
    hydra.keys.replace_jwk(name, "hsm", dict(public(rsa_jwk(7)), kid="hsm", alg="RS256", use="sig"))
    found = manage(run, name, **task)
    assert found.failed
    assert _HIDDEN in found.msg and "hardware security module" in found.msg
    assert wire.writes == []
    assert manage(run, name, force=True, **task).changed
    assert sorted(kids(run, name).values()) == ["active, signs", "published"]


def test_a_set_in_which_a_key_was_published_first_can_go_on(serve: Serve, run: Runner) -> None:
    """Nobody ever signed with it: the key that waits can, and so can another one by force."""
    serve("26.2.0")
    assert manage(run, TOKENS, keys=[{"kid": "k", "alg": "RS256", "state": "published"}]).changed
    assert _HIDDEN in manage(run, TOKENS, alg="RS256").msg
    assert manage(run, TOKENS, keys=[{"kid": "l", "alg": "RS256", "state": "published"}]).changed
    assert manage(run, TOKENS, keys=[{"kid": "k", "state": "active"}]).changed
    assert kids(run, TOKENS) == {"k": "active, signs", "l": "published"}
    assert not manage(run, TOKENS, alg="RS256").changed


def test_public_halves_of_others_do_not_keep_an_application_from_its_own_key(serve: Serve, run: Runner) -> None:
    serve("26.2.0")
    assert manage(run, "a", keys=[{"kid": "partner", "jwk": public(ec_jwk(1))}]).changed
    assert manage(run, "a", alg="RS256").changed


# An active key and a policy


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("name", ["a", TOKENS])
@pytest.mark.parametrize("given", [{}, {"jwk": rsa_jwk(1)}, {"alg": "RS256"}])
@pytest.mark.parametrize("policy", [{"keep": 1}, {"keep": 1, "max_age": "1h"}, {}])
def test_an_active_key_that_is_there_is_the_one_for_its_algorithm(
    version: str, name: str, given: t.Any, policy: t.Any, serve: Serve, run: Runner
) -> None:
    """Also where the task says no more of it than its name; a key that was made beside it would go at once."""
    hydra = serve(version)
    made(hydra, name, "own")
    assert manage(run, name, keys=[{"kid": "k1", "jwk": rsa_jwk(1)}]).changed
    found = manage(run, name, alg="RS256", keys=[dict(given, kid="k1", state="active")], **policy)
    assert not found.failed, found.msg
    assert set(kids(run, name)) <= {"own", "k1"}
