# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules for JWK sets, from their options to the requests that they make and all that they print."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_jwk_set, hydra_jwk_set_info, hydra_jwk_sets
from ansible_collections.ory.hydra.tests.unit._keys import (
    PASSPHRASE,
    ec_jwk,
    pem,
    private_key,
    public,
    public_pem,
    rsa_jwk,
)
from ansible_collections.ory.hydra.tests.unit._model import Answer, Hydra, Wire, lost_after, lost_before
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Serve = t.Callable[[str], Hydra]
VERSIONS = ["1.9.2", "1.11.10", "2.3.0", "26.2.0"]
TOKENS = "hydra.jwt.access-token"


def secrets_of(hydra: Hydra) -> t.Set[str]:
    """Every private member that the server has, or had."""
    return hydra.keys.secrets


def silent(run: Run, hydra: Hydra, *more: str) -> None:
    for secret in secrets_of(hydra) | set(more):
        assert secret not in run.output


@pytest.mark.parametrize("version", VERSIONS)
def test_the_life_of_a_set(version: str, serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve(version)
    arguments: t.Dict[str, t.Any] = {"set": "my-app", "alg": "RS256"}
    cycle: t.List[t.Tuple[t.Dict[str, t.Any], str, int]] = [
        (arguments, "created", 1),
        (dict(arguments, keys=[{"jwk": dict(ec_jwk(1), kid="imported")}]), "updated", 1),
        (dict(arguments, keys=[{"kid": "imported", "state": "retired"}]), "updated", 1),
        (dict(arguments, keys=[{"kid": "imported", "state": "absent"}]), "updated", 1),
        ({"set": "my-app", "state": "absent"}, "deleted", 1),
    ]
    for given, action, writes in cycle:
        for check, again in ((True, False), (False, False), (True, True), (False, True)):
            before = len(wire.writes)
            found = run(hydra_jwk_set.main, given, check=check)
            assert not found.failed, found.msg
            assert found.changed is not again
            assert found.result["action"] == ("unchanged" if again else action)
            assert len(wire.writes) - before == (0 if check or again else writes)
            assert ("diff" in found.result) is found.changed
            silent(found, hydra, ec_jwk(1)["d"])
    assert hydra.keys.get_jwk_set("my-app") is None


def test_results_hold_the_public_halves_under_a_name_that_templates_can_reach(serve: Serve, run: Runner) -> None:
    hydra = serve("1.11.10")
    hydra.keys.create_jwk(TOKENS, "RS256", "sig", "rs256-20260101T000000Z-aa")
    found = run(hydra_jwk_set_info.main, sets=[TOKENS, "missing"]).result["jwk_sets"]
    (one,) = found
    assert one["set"] == TOKENS
    (key,) = one["jwks"]["keys"]
    assert key["kid"] == "public:rs256-20260101T000000Z-aa"
    assert "d" not in key
    assert one["key_states"] == [
        {
            "kid": "rs256-20260101T000000Z-aa",
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "state": "active",
            "signs": True,
            "created_at": "2026-01-01T00:00:00Z",
        }
    ]


@pytest.mark.parametrize("version", ["1.0.9", *VERSIONS])
def test_every_set_is_an_entry_that_changes_nothing(version: str, serve: Serve, run: Runner, wire: Wire) -> None:
    """Whatever the keys of a set are: public alone, without alg, or of a kind that the server cannot generate."""
    hydra = serve(version)
    encrypts = rsa_jwk(1, kid="e", alg="RSA-OAEP-256", use="enc")
    curve = dict(ec_jwk(), kid="c", use="sig")
    secret = {"kty": "oct", "k": "A" * 43, "kid": "s", "alg": "HS256", "use": "sig"}
    sets: t.Dict[str, t.List[t.Dict[str, t.Any]]] = {
        TOKENS: [],
        "public": [public(curve), public(dict(curve, kid="d", alg="ES256"))],
        "without alg": [rsa_jwk(2, kid="r")],
        "encrypts": [encrypts],
        "foreign": [rsa_jwk(3, kid="p", alg="PS256", use="sig")],
        "symmetric": [secret],
        "both": [rsa_jwk(2, kid="r", alg="RS256", use="enc"), encrypts],
    }
    for name, keys in sets.items():
        if keys:
            hydra.keys.replace_jwk_set(name, keys)
        else:
            hydra.keys.create_jwk(name, "RS256", "sig", "mine")
    found = run(hydra_jwk_set_info.main, sets=list(sets)).result["jwk_sets"]
    entries = {one["set"]: one["entry"] for one in found if "entry" in one}
    old = version.startswith("1.")
    assert set(sets) - set(entries) == (set() if old else {"symmetric"})
    assert entries[TOKENS] == {"set": TOKENS, "alg": "RS256", "use": "sig"}
    assert entries["without alg"]["alg"] == "RS256"
    assert (entries["both"]["alg"], entries["both"]["use"]) == ("RS256", "enc")
    assert [key["kid"] for key in entries["public"]["jwks"]["keys"]] == ["c", "d"]
    imported = {name for name, entry in entries.items() if "jwks" in entry}
    assert imported == {"public", "encrypts", *(["foreign"] if old else [])}
    assert not any(secret in json.dumps(entries) for secret in (ec_jwk()["d"], encrypts["d"]))
    again = run(hydra_jwk_sets.main, jwk_sets=list(entries.values()))
    assert not again.failed, again.msg
    assert not again.changed and wire.writes == []
    whole = run(hydra_jwk_sets.main, jwk_sets=[one for one in found if one["jwks"]["keys"]])
    assert not whole.failed and not whole.changed, "a result is an entry, too"


@pytest.mark.parametrize("version", VERSIONS)
def test_private_members_are_returned_only_where_that_is_asked_for(version: str, serve: Serve, run: Runner) -> None:
    hydra = serve(version)
    found = run(hydra_jwk_set.main, set="a", alg="RS256", return_private=True)
    told = {value for key in found.result["jwk_set"]["jwks"]["keys"] for name, value in key.items() if name == "d"}
    assert told and told <= secrets_of(hydra)
    found = run(hydra_jwk_set_info.main, sets=["a"], return_private=True)
    assert told == {key["d"] for key in found.result["jwk_sets"][0]["jwks"]["keys"] if "d" in key}
    silent(run(hydra_jwk_set_info.main, sets=["a"]), hydra)
    silent(run(hydra_jwk_set.main, set="a", alg="RS256"), hydra)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_set_that_was_returned_whole_can_be_given_back(version: str, serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve(version)
    hydra.keys.create_jwk("a", "RS256", "sig", "one")
    hydra.keys.create_jwk("a", "RS256", "enc", "two")
    whole = run(hydra_jwk_set_info.main, sets=["a"], return_private=True).result["jwk_sets"][0]["jwks"]
    assert not run(hydra_jwk_set.main, set="a", jwks=whole, exact=True).changed
    hydra.keys.sets.clear()
    assert run(hydra_jwk_set.main, set="a", jwks=whole).changed
    states = run(hydra_jwk_set_info.main, sets=["a"]).result["jwk_sets"][0]["key_states"]
    assert {(row["kid"], row["use"], row["state"]) for row in states} == {
        ("one", "sig", "active"),
        ("two", "enc", "active"),
    }


def test_keys_come_as_jwk_jwks_pem_and_files(serve: Serve, run: Runner, tmp_path: Path) -> None:
    hydra = serve("26.2.0")
    locked, open_file, set_file = tmp_path / "locked.pem", tmp_path / "open.json", tmp_path / "set.json"
    locked.write_text(pem(private_key("RSA"), PASSPHRASE))
    open_file.write_text(json.dumps(ec_jwk(2)))
    set_file.write_text(json.dumps({"keys": [dict(public(ec_jwk(3)), kid="three"), dict(ec_jwk(4), kid="four")]}))
    for path in (locked, set_file):
        path.chmod(0o600)
    open_file.chmod(0o644)
    found = run(
        hydra_jwk_set.main,
        set="a",
        jwks={"keys": [dict(public(ec_jwk(6)), kid="six")]},
        keys=[
            {"kid": "rsa", "key_file": str(locked), "passphrase": PASSPHRASE, "alg": "PS256"},
            {"key_file": str(open_file)},
            {"key_file": str(set_file)},
            {"kid": "five", "pem": public_pem(private_key("OKP"))},
        ],
    )
    assert not found.failed, found.msg
    (warning,) = found.warnings
    assert "key_file %s can be read by others than its owner; its mode should be 0600" % open_file in warning
    rows = {row["kid"]: row for row in hydra.keys.sets["a"]}
    assert {kid: (row["alg"], row["use"], "d" in row) for kid, row in rows.items() if len(kid) < 40} == {
        "rsa": ("PS256", "sig", True),
        "three": ("ES256", "sig", False),
        "four": ("ES256", "sig", True),
        "five": ("EdDSA", "sig", False),
        "six": ("ES256", "sig", False),
    }
    assert sum(len(kid) == 43 for kid in rows) == 1
    silent(found, hydra, PASSPHRASE, *locked.read_text().splitlines()[1:-1])


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"keys": [{"pem": pem(private_key("EC"), PASSPHRASE)}]}, "entry 1 of keys: pem is encrypted: give passphrase"),
        ({"keys": [{"pem": "not a PEM"}]}, "entry 1 of keys: pem contains no key or certificate in PEM format"),
        ({"keys": [{"pem": pem(private_key("EC")), "alg": "RS256"}]}, "entry 1 of keys: alg RS256 needs an RSA key, "
         "and this is one of kty EC on P-256"),
        ({"keys": [{"jwk": {"kty": "EC"}}]}, "entry 1 of keys: jwk is an incomplete JSON Web Key of kty EC"),
        ({"keys": [{"kid": ""}]}, "entry 1 of keys: kid must not be empty"),
        ({"keys": [{"alg": "RS256"}]}, "entry 1 of keys needs kid or the key itself (jwk, pem or key_file)"),
        ({"keys": [{"kid": "a", "alg": "RS256"}, {"kid": "public:a"}]}, "entry 1 of keys and entry 2 of keys are both "
         'key "a"'),
        ({"keys": [{"kid": "public:a"}, {"kid": "public:a", "jwk": ec_jwk(1)}], "keep_kid_prefix": True},
         'entry 1 of keys and entry 2 of keys are both key "public:a"'),
        ({"keys": [{"key_file": "/no/such/file"}]}, "key_file /no/such/file does not exist"),
        ({"jwks": {}}, "jwks must be a JSON Web Key Set"),
        ({"alg": "RS1"}, "alg must be one of RS256, RS384"),
        ({"alg": "HS256"}, "a server-generated key for HS256 needs a Hydra older than 2.0.0; "
         "this server is 26.2.0"),
        ({"keys": [{"kid": "a", "alg": "HS256"}]}, "needs a Hydra older than 2.0.0"),
        ({"alg": "RS256", "keep": 0}, "keep must be at least 1, not 0"),
        ({"alg": "RS256", "use": "enc", "rotation": {}}, "rotation publishes keys that are to sign: it needs "
         "an alg with a public half, and use=sig"),
        ({"alg": "HS256", "rotation": {}}, "it needs an alg with a public half"),
        ({"alg": "RS256", "max_age": "soon"}, "max_age must be a duration with units"),
        ({"alg": "RS256", "max_age": "0s"}, "max_age must be above 0, not 0s"),
        ({"alg": "RS256", "exact": True}, "exact=true needs the keys to keep, in keys or jwks, and cannot be"),
        ({"set": "", "alg": "RS256"}, "name must not be empty"),
        ({"set": "..", "alg": "RS256"}, 'JWK set "..": name must not be "." or ".."'),
        ({}, "state is present but any of the following are missing: alg, keys, jwks"),
        ({"set": TOKENS, "keys": [{"kid": "a", "state": "active", "alg": "RS256"}, {"kid": "b", "state": "active"}]},
         "only one of keys can be active where tokens are signed with the set"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_nothing_is_written(
    given: t.Dict[str, t.Any], sentence: str, hydra: Hydra, run: Runner, wire: Wire
) -> None:
    for check in (True, False):
        found = run(hydra_jwk_set.main, dict({"set": "a"}, **given), check=check)
        assert found.failed
        assert sentence in found.msg
        silent(found, hydra, *pem(private_key("EC")).splitlines()[1:-1])
        bulk = run(
            hydra_jwk_sets.main, jwk_sets=[dict({"set": "a"}, **given), {"set": "b", "alg": "RS256"}], check=check
        )
        assert sentence in bulk.msg
    assert wire.writes == []


def test_names_with_a_slash_are_refused_where_another_set_would_be_hit(serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve("2.3.0")
    hydra.keys.create_jwk("a", "RS256", "sig", "b")
    for arguments in ({"alg": "RS256"}, {"state": "absent"}):
        found = run(hydra_jwk_set.main, arguments, set="a/b")
        assert 'JWK set "a/b": a name with a slash needs Hydra 25.4.0 or newer; this server is 2.3.0' in found.msg
    assert "needs Hydra 25.4.0 or newer" in run(hydra_jwk_set_info.main, sets=["a/b"]).msg
    assert [line for line in wire.lines if "keys" in line] == []
    assert run(hydra_jwk_set.main, set="a/b", alg="RS256").failed
    hydra = serve("26.2.0")
    assert run(hydra_jwk_set.main, set="a/b", alg="RS256").changed
    assert set(hydra.keys.sets) == {"a/b"}


def test_grants_of_trusted_issuers_are_not_taken_along(serve: Serve, run: Runner, wire: Wire) -> None:
    hydra = serve("26.2.0")
    url = "https://idp.example"
    hydra.keys.replace_jwk(url, "t1", dict(public(ec_jwk(1)), kid="t1", alg="ES256", use="sig"))
    grant = {"id": "1", "issuer": url, "public_key": {"set": url, "kid": "t1"}}
    hydra.keys.grants = [grant, dict(grant, id="2"), dict(grant, id="3", issuer="another")]
    going: t.List[t.Dict[str, t.Any]] = [
        {"state": "absent"},
        {"keys": [{"kid": "t1", "state": "absent"}]},
        {"keys": [{"kid": "t1", "jwk": public(ec_jwk(2))}]},
    ]
    for arguments in going:
        for check in (True, False):
            found = run(hydra_jwk_set.main, dict(arguments, set=url), check=check)
            assert found.failed
            assert '2 of its grants would be deleted with "t1"; set force=true to do it anyway' in found.msg
    assert wire.writes == []
    assert run(hydra_jwk_set.main, set=url, keys=[{"kid": "t2", "jwk": public(ec_jwk(2))}]).changed
    assert len(hydra.keys.grants) == 3
    assert run(hydra_jwk_set.main, set=url, state="absent", force=True).changed
    assert [row["id"] for row in hydra.keys.grants] == ["3"]


def test_what_would_break_signing_is_refused(serve: Serve, run: Runner, wire: Wire) -> None:
    for version in VERSIONS:
        hydra = serve(version)
        hydra.keys.create_jwk(TOKENS, "RS256", "sig", "one")
        before = len(wire.writes)
        for arguments in (
            {"state": "absent"},
            {"keys": [{"kid": "one", "state": "absent"}]},
            {"keys": [{"kid": "one", "state": "retired"}]},
            {"keys": [{"jwk": ec_jwk(1), "use": "enc"}]},
            {"alg": "RS256", "use": "enc"},
        ):
            assert run(hydra_jwk_set.main, dict(arguments, set=TOKENS)).failed
        assert len(wire.writes) == before
        assert run(hydra_jwk_set.main, set=TOKENS, state="absent", force=True).changed


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("lost", [lost_after, lost_before])
def test_a_lost_reply_makes_no_second_key(version: str, lost: t.Any, serve: Serve, run: Runner) -> None:
    hydra = serve(version)
    hydra.keys.create_jwk(TOKENS, "RS256", "sig", "old")
    prefix = hydra.prefix
    hydra.disturb("POST %s/keys/a" % prefix, lost)
    found = run(hydra_jwk_set.main, set="a", alg="RS256")
    assert not found.failed, found.msg
    assert len(run(hydra_jwk_set_info.main, sets=["a"]).result["jwk_sets"][0]["key_states"]) == 1
    silent(found, hydra)
    hydra.disturb("POST %s/keys/%s.next" % (prefix, TOKENS), lost)
    hydra.disturb("PUT %s/keys/%s" % (prefix, TOKENS), lost)
    hydra.disturb("PUT %s/keys/%s/new" % (prefix, TOKENS), lost)
    for state in ("published", "active"):
        keys = [{"kid": "new", "alg": "RS256", "state": state}]
        found = run(hydra_jwk_set.main, set=TOKENS, keys=keys, force=version == "1.9.2")
        assert not found.failed, found.msg
        silent(found, hydra)
    assert str(hydra.keys.signs_with(TOKENS)).endswith("new")
    assert not hydra.keys.sets[TOKENS + ".next"]


def test_a_conflict_with_somebody_elses_write_is_tried_again(serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    conflict = {"error": "Unable to insert or update resource because a resource with that value exists already"}
    for _time in range(2):
        hydra.disturb("PUT /admin/keys/a/b", lambda _call, _handler: Answer(409, conflict))
    assert run(hydra_jwk_set.main, set="a", keys=[{"kid": "b", "jwk": ec_jwk(1)}]).changed


def test_many_sets_are_one_request_each_and_none_twice(hydra: Hydra, run: Runner, wire: Wire) -> None:
    sets = [{"set": "app-%02d" % number, "alg": "ES256"} for number in range(50)]
    found = run(hydra_jwk_sets.main, jwk_sets=sets)
    assert found.result["summary"]["created"] == 50
    assert len(wire.lines) == 101
    assert [row["id"] for row in found.result["actions"]] == [row["set"] for row in sets]
    silent(found, hydra)
    found = run(hydra_jwk_sets.main, jwk_sets=sets, return_objects=True)
    assert not found.changed
    assert len(wire.lines) == 152
    assert [row["set"] for row in found.result["jwk_sets"]] == [row["set"] for row in sets]
    silent(found, hydra)
    double = run(hydra_jwk_sets.main, jwk_sets=[*sets, sets[0]])
    assert double.msg == 'entries 1 and 51 of jwk_sets are both JWK set "app-00"'


def test_a_failure_tells_what_was_done(hydra: Hydra, run: Runner) -> None:
    hydra.disturb(
        "POST /admin/keys/b", lambda _call, _handler: Answer(400, {"error": "error", "error_description": "x"})
    )
    sets = [{"set": name, "alg": "ES256"} for name in "abc"]
    found = run(hydra_jwk_sets.main, jwk_sets=sets, concurrency=1)
    assert found.failed
    assert [row["action"] for row in found.result["actions"]] == ["created", "failed", "not_tried"]
    assert found.result["failure"]["operation"] == "create_jwk"
    assert found.result["failure"]["id"] == "b"
    silent(found, hydra)


_CHAIN = ["AAAA"]


@pytest.mark.parametrize("lost", [lost_after, lost_before])
@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize(
    "before, entry",
    [
        ({}, {"alg": "PS256"}),
        ({}, {"use": "enc"}),
        ({"x5c": ["BBBB"]}, {"x5c": _CHAIN}),
        ({}, {"x5t": "A" * 27}),
        ({}, {"x5t#S256": "A" * 43}),
        ({"alg": None}, {"alg": "RS256"}),
    ],
)
def test_after_a_lost_reply_all_that_is_declared_of_a_key_counts(
    before: t.Any, entry: t.Any, version: str, lost: t.Any, serve: Serve, run: Runner
) -> None:
    """What was written before, and what is to be written, may differ in any member that a server shows."""
    hydra = serve(version)
    key = public(rsa_jwk(1))
    there = dict(dict(key, kid="k1", alg="RS256", use="sig"), **before)
    hydra.keys.replace_jwk("a", "k1", {name: item for name, item in there.items() if item})
    hydra.disturb("PUT %s/keys/a/k1" % hydra.prefix, lost)
    found = run(hydra_jwk_set.main, set="a", keys=[{"jwk": dict(key, kid="k1", **entry)}])
    assert found.changed, found.msg
    assert {name: hydra.keys.sets["a"][0].get(name) for name in entry} == entry


@pytest.mark.parametrize("lost", [lost_after, lost_before])
def test_after_a_lost_reply_another_key_of_the_same_name_is_another_key(lost: t.Any, serve: Serve, run: Runner) -> None:
    """Where the whole set is written, too."""
    hydra = serve("1.11.10")
    hydra.keys.create_jwk(TOKENS, "RS256", "sig", "k1")
    hydra.disturb("PUT /keys/%s" % TOKENS, lost)
    found = run(hydra_jwk_set.main, set=TOKENS, keys=[{"kid": "k1", "jwk": rsa_jwk(1)}], force=True)
    assert found.changed, found.msg
    assert {row["n"] for row in hydra.keys.sets[TOKENS]} == {rsa_jwk(1)["n"]}
