# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was approved is what is done: what a ``plan_id`` depends on, and what it keeps from being written."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._keys import read as keys_read
from ansible_collections.ory.hydra.plugins.module_utils._trust import read as trust_read
from ansible_collections.ory.hydra.plugins.modules import hydra_clients, hydra_jwk_sets, hydra_trusted_issuers
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public
from ansible_collections.ory.hydra.tests.unit._model import PUBLIC, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]
Main = t.Callable[[], None]

GRANT = {
    "issuer": "https://idp.example.com",
    "subject": "robot",
    "jwk": public(ec_jwk(1, kid="theirs")),
    "expires_at": "+365d",
    "scope": ["deploy"],
}


def of(plural: str, *entries: Document, **more: t.Any) -> t.Tuple[Main, Document]:
    mains = {
        "clients": hydra_clients.main,
        "jwk_sets": hydra_jwk_sets.main,
        "trusted_issuers": hydra_trusted_issuers.main,
    }
    return mains[plural], dict({plural: list(entries)}, **more)


def key(number: int, **members: t.Any) -> Document:
    return {"jwk": ec_jwk(number, **members), "state": "present"}


A, B = {"client_id": "a", "scope": "x", "return_secret": True}, {"client_id": "b", "return_secret": True}
HMAC = {"kty": "oct", "kid": "k", "alg": "HS256", "use": "sig"}

SAME: t.List[t.Tuple[str, t.Tuple[Main, Document], t.Tuple[Main, Document]]] = [
    ("the order of a list", of("clients", A, B), of("clients", B, A)),
    ("what nobody sees of it", of("clients", A, concurrency=1), of("clients", A, return_objects=True)),
    ("what is as declared", of("clients", A), of("clients", A, {"client_id": "there", "owner": "team"})),
    (
        "the value of a secret",
        of("clients", {"client_id": "there", "client_secret": "one wrong secret"}, public_url=PUBLIC),
        of("clients", {"client_id": "there", "client_secret": "another wrong secret"}, public_url=PUBLIC),
    ),
    (
        "a name made up by chance",
        of("jwk_sets", {"set": "x", "alg": "RS256"}),
        of("jwk_sets", {"set": "x", "alg": "RS256"}),
    ),
    (
        "the value of a symmetric key",
        of("jwk_sets", {"set": "x", "keys": [{"jwk": dict(HMAC, k="b25lIG9uZSBvbmUgb25lIG9uZSBvbmUgb25lIG9uZSE")}]}),
        of("jwk_sets", {"set": "x", "keys": [{"jwk": dict(HMAC, k="dHdvIHR3byB0d28gdHdvIHR3byB0d28gdHdvIHR3byE")}]}),
    ),
]

OTHER: t.List[t.Tuple[str, t.Tuple[Main, Document], t.Tuple[Main, Document]]] = [
    ("a client more", of("clients", A), of("clients", A, B)),
    ("nothing at all", of("clients", {"client_id": "there"}), of("clients", A)),
    ("the value of a field", of("clients", A), of("clients", dict(A, scope="y"))),
    (
        "that a secret is wrong",
        of("clients", {"client_id": "there", "client_secret": "first-secret", "scope": "y"}, public_url=PUBLIC),
        of("clients", {"client_id": "there", "client_secret": "a wrong secret", "scope": "y"}, public_url=PUBLIC),
    ),
    ("what is shown of a secret", of("clients", A), of("clients", A, secrets_dir="/tmp")),
    (
        "the algorithm of a key",
        of("jwk_sets", {"set": "x", "alg": "RS256"}),
        of("jwk_sets", {"set": "x", "alg": "ES256"}),
    ),
    (
        "the name of a key",
        of("jwk_sets", {"set": "x", "keys": [{"kid": "one", "alg": "ES256"}]}),
        of("jwk_sets", {"set": "x", "keys": [{"kid": "two", "alg": "ES256"}]}),
    ),
    (
        "the key behind a name, which no diff shows",
        of("jwk_sets", {"set": "x", "keys": [key(1, kid="k")]}),
        of("jwk_sets", {"set": "x", "keys": [key(2, kid="k")]}),
    ),
    (
        "which half of it",
        of("jwk_sets", {"set": "x", "keys": [{"jwk": public(ec_jwk(1, kid="k")), "state": "published"}]}),
        of("jwk_sets", {"set": "x", "keys": [key(1, kid="k")]}),
    ),
    ("how long from now", of("trusted_issuers", GRANT), of("trusted_issuers", dict(GRANT, expires_at="+364d"))),
    ("a time", of("trusted_issuers", GRANT), of("trusted_issuers", dict(GRANT, expires_at="2040-01-01T00:00:00Z"))),
    (
        "the key of an issuer",
        of("trusted_issuers", GRANT),
        of("trusted_issuers", dict(GRANT, jwk=public(ec_jwk(2, kid="theirs")))),
    ),
]


def plan_of(run: Runner, what: t.Tuple[Main, Document], **more: t.Any) -> str:
    found = run(what[0], dict(what[1], **more), check=True)
    assert not found.failed, found.msg
    plan_id = found.result["plan_id"]
    assert len(plan_id) == 32
    return str(plan_id)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[], None]:
    """Lets two hours pass."""

    def pass_on() -> None:
        for module in (keys_read, trust_read):
            time = module.now_in_utc() + datetime.timedelta(hours=2)
            monkeypatch.setattr(module, "now_in_utc", lambda time=time: time)

    return pass_on


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_it_does_not_depend_on(
    one: t.Tuple[Main, Document],
    other: t.Tuple[Main, Document],
    hydra: Hydra,
    run: Runner,
    later: t.Callable[[], None],
) -> None:
    hydra.add("there", owner="team")
    before = plan_of(run, one)
    later()
    assert plan_of(run, other) == before


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in OTHER], ids=[row[0] for row in OTHER])
def test_it_depends_on(one: t.Tuple[Main, Document], other: t.Tuple[Main, Document], hydra: Hydra, run: Runner) -> None:
    hydra.add("there", owner="team")
    assert plan_of(run, one) != plan_of(run, other)


@pytest.mark.parametrize(
    "what", [of("clients", A), of("jwk_sets", {"set": "x", "alg": "RS256"})], ids=["clients", "jwk_sets"]
)
@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_an_approved_plan_is_carried_out_hours_later(
    version: str,
    what: t.Tuple[Main, Document],
    serve: t.Callable[[str], Hydra],
    run: Runner,
    wire: Wire,
    later: t.Callable[[], None],
) -> None:
    serve(version)
    approved = plan_of(run, what)
    later()
    assert plan_of(run, what, plan_id=approved) == approved
    assert wire.writes == []
    done = run(what[0], dict(what[1], plan_id=approved))
    assert done.changed, done.result
    assert done.result["plan_id"] == approved
    assert wire.writes
    assert plan_of(run, what) != approved  # nothing is left to do


@pytest.mark.parametrize("check", [True, False])
def test_any_other_plan_is_refused_before_the_first_write(check: bool, hydra: Hydra, run: Runner, wire: Wire) -> None:
    hydra.add("b", scope="x", contacts=["us@example.com"])
    what = of("clients", A, dict(B, scope="y"), return_objects=True)
    approved = plan_of(run, what)
    hydra.clients["b"]["scope"] = "z"
    found = run(what[0], dict(what[1], plan_id=approved), check=check)
    assert found.failed
    assert wire.writes == []
    now = plan_of(run, what)
    assert found.result["plan_id"] == now
    assert found.result["changed"] is False
    assert "plan_id is %s now, not %s. Nothing was changed" % (now, approved) in found.msg
    assert 'create "a", update "b"' in found.msg
    assert [row["action"] for row in found.result["actions"]] == ["not_tried", "not_tried"]
    assert set(found.result["summary"].values()) == {0}
    assert [row["client_id"] for row in found.result["clients"]] == ["b"]
    shown = {row["before_header"]: (row["before"], row["after"]) for row in found.result["diff"]}
    assert shown["client b"] == ({"client_id": "b", "scope": "z"}, {"client_id": "b", "scope": "y"})
    assert "client_secret" not in str(found.result["actions"])


def test_what_is_left_as_it_is_may_change(hydra: Hydra, run: Runner) -> None:
    hydra.add("b", scope="x")
    what = of("clients", A, dict(B, scope="y"))
    approved = plan_of(run, what)
    hydra.clients["b"]["contacts"] = ["us@example.com"]
    hydra.add("c")
    assert not run(what[0], dict(what[1], plan_id=approved)).failed
    assert hydra.clients["b"]["contacts"] == ["us@example.com"]


def test_what_is_pruned_may_not(hydra: Hydra, run: Runner, wire: Wire) -> None:
    hydra.add("b", owner="team", scope="x")
    what = of("clients", A, prune=True, prune_owner="team")
    approved = plan_of(run, what)
    hydra.clients["b"]["scope"] = "z"
    refused = run(what[0], dict(what[1], plan_id=approved))
    assert refused.failed
    assert 'create "a", delete "b"' in refused.msg
    assert wire.writes == []


def test_the_place_of_a_secret_is_part_of_it(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    one, other = ({"client_id": "a", "secret_file": str(tmp_path / name)} for name in ("one", "other"))
    assert plan_of(run, of("clients", one)) != plan_of(run, of("clients", other))


@pytest.mark.parametrize("given", ["", "(none)", "5f0c", "5F0C1D7E9B3A48D2A6C4E8F10B2D3C4E", "g" * 32])
def test_what_is_no_plan_id_is_refused(given: str, hydra: Hydra, run: Runner, wire: Wire) -> None:
    found = run(*of("clients", A, {"client_id": "b", "nonsense": 1}, plan_id=given))
    assert found.failed
    assert "plan_id must be 32 hexadecimal digits" in found.msg
    assert "nonsense" in found.msg  # all that is wrong, in one message
    assert wire.writes == []
