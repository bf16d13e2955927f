# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks about JWK sets, one after the other, whatever they say: a server that signs goes on signing.

After each task: check mode said what was done, a second run has nothing to do, no key is lost that was not named, the
states are those that were declared, and the key that a new token names is the one that is said to sign.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey

from ansible_collections.ory.hydra.plugins.modules import hydra_jwk_set, hydra_jwk_set_info
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from generators.conftest import Sites
from generators.explore import Explorer
from hydra_stand_in import StandIn
from support import servers
from support.rsa import rsa_jwk

Jwk = dict[str, Any]

TOKENS, APP = "hydra.jwt.access-token", "app"
SETTINGS = {"STRATEGIES_ACCESS_TOKEN": "jwt"}
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "k")
#: What is said to be refused up front, or at least before anything was written.
KIDS = ("k1", "k2", "public:k1", "rs256-20200101T000000Z-aa", "rs256-20200201T000000Z-bb", "rs256-20990101T000000Z-cc")
MATERIAL: dict[str, Jwk] = {
    "rsa1": RSAKey.generate_key(2048, auto_kid=False).as_dict(private=True),
    "rsa2": RSAKey.generate_key(2048, auto_kid=False).as_dict(private=True),
    "short": rsa_jwk(512),
    "ec": ECKey.generate_key("P-256", auto_kid=False).as_dict(private=True),
    "oct": {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYg"},
}


@dataclass
class Signer:
    """A server that signs access tokens, with a client that gets them."""

    version: str
    admin_url: str
    public_url: str
    prefix: str
    stand_in: StandIn | None
    client: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)

    def admin(self, method: str, path: str, document: Any = None) -> requests.Response:
        url = f"{self.admin_url}{self.prefix}{path}"
        return self.session.request(method, url, json=document, timeout=60)

    def rows(self, name: str) -> dict[str, Jwk]:
        reply = self.admin("GET", f"/keys/{name}")
        return {row.get("kid", ""): row for row in reply.json()["keys"]} if reply.status_code == 200 else {}

    def wipe(self) -> None:
        for name in (TOKENS, APP):
            self.admin("DELETE", f"/keys/{name}")
            self.admin("DELETE", f"/keys/{name}.next")

    def writes(self) -> int:
        """How many requests wrote so far; of a real server it is not known."""
        log = self.stand_in.log if self.stand_in is not None else []
        return sum(entry.method != "GET" and entry.interface == "admin" for entry in log)

    def kid_of_a_token(self) -> str | None:
        """Return the kid in a new token; None where there is none."""
        if not self.client:
            given = {"client_secret": "of this test", "grant_types": ["client_credentials"]}
            made = self.admin("POST", "/clients", given | {"token_endpoint_auth_method": "client_secret_post"}).json()
            self.client = {"client_id": made["client_id"], "client_secret": "of this test"}
        form = {"grant_type": "client_credentials", **self.client}
        try:
            reply = self.session.post(f"{self.public_url}/oauth2/token", data=form, timeout=60)
        except requests.ConnectionError:  # a server that makes a key for it, and is busy, gives up
            reply = self.session.post(f"{self.public_url}/oauth2/token", data=form, timeout=60)
        if reply.status_code != 200:
            return None
        part = reply.json()["access_token"].split(".")[0]
        return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))).get("kid"))


@pytest.fixture(scope="module")
def signers(sites: Sites) -> Iterator[Callable[[str], Signer]]:
    """Servers by version, started when they are first asked for, without keys in the sets of these tests."""
    with contextlib.ExitStack() as stack:
        made: dict[str, Signer] = {}

        def of(version: str) -> Signer:
            if version not in made:
                prefix = "/admin" if servers.numbers(version) >= (2,) else ""
                if sites.real:
                    settings = SETTINGS | servers.cheap_hashes(version)
                    server = stack.enter_context(servers.start(version, True, settings=settings))
                    made[version] = Signer(version, server.admin_url, server.public_url, prefix, None)
                else:
                    hydra = stack.enter_context(StandIn(version, access_token_strategy="jwt"))
                    made[version] = Signer(version, hydra.admin_url, hydra.public_url, prefix, hydra)
            made[version].wipe()
            return made[version]

        yield of


# What is tried

_ENTRY = st.fixed_dictionaries(
    {"kid": st.sampled_from(KIDS), "state": st.sampled_from(["present", "published", "active", "retired", "absent"])},
    optional={
        "alg": st.sampled_from(["RS256", "ES256", "PS256", "FOO"]),
        "use": st.sampled_from(["sig", "enc"]),
        "key": st.tuples(st.sampled_from(sorted(MATERIAL)), st.booleans()),
    },
)
_POLICY = st.fixed_dictionaries(
    {"alg": st.sampled_from(["ES256", "RS256"])},
    optional={"keep": st.integers(1, 2), "max_age": st.just("1h")},
)
_KEYS = st.lists(_ENTRY, min_size=1, max_size=2)
_TASK = st.one_of(
    _POLICY,
    st.fixed_dictionaries({"keys": _KEYS}, optional={"exact": st.booleans(), "keep_kid_prefix": st.booleans()}),
    st.tuples(_POLICY, _KEYS).map(lambda pair: {**pair[0], "keys": pair[1]}),
    st.just({"state": "absent"}),
)
#: What somebody else has put there before.
_THERE = st.lists(st.tuples(st.sampled_from(KIDS), st.sampled_from(sorted(MATERIAL)), st.booleans()), max_size=3)


def arguments(task: dict[str, Any]) -> dict[str, Any]:
    """Return a task as the module takes it."""
    if "keys" not in task:
        return task
    keys = []
    for entry in task["keys"]:
        given = {name: value for name, value in entry.items() if name != "key"}
        if "key" in entry:
            material, private = entry["key"]
            given["jwk"] = MATERIAL[material] if private else public(MATERIAL[material])
        keys.append(given)
    return {**task, "keys": keys}


def public(jwk: Jwk) -> Jwk:
    return {name: value for name, value in jwk.items() if name not in PRIVATE}


def put_there(signer: Signer, name: str, there: list[tuple[str, str, bool]]) -> None:
    """Put keys into a set as this generation keeps them, newest last."""
    in_halves = name == TOKENS and not signer.prefix
    for kid, material, private in there:
        if ":" in kid or (material == "oct" and not private):
            continue
        jwk = {**MATERIAL[material], "use": "sig", "alg": {"ec": "ES256", "oct": "HS256"}.get(material, "RS256")}
        rows = [jwk if private else public(jwk)]
        names = [kid]
        if in_halves:
            rows, names = [public(jwk)], [f"public:{kid}"]
            if private:
                rows, names = [jwk, *rows], [f"private:{kid}", *names]
        for row, raw in zip(rows, names, strict=True):
            signer.admin("PUT", f"/keys/{name}/{raw}", {**row, "kid": raw})


def comparable(run: Run) -> str:
    """Return what a result announces, without what is chosen by random_suffix."""
    told = {name: run.result.get(name) for name in ("changed", "failed", "action", "diff")}
    if run.failed:
        told["msg"] = run.msg
    return re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{6}", "NEW", json.dumps(told, sort_keys=True))


def bare(kid: str) -> str:
    return re.sub("^(public|private):", "", kid)


def try_one(signer: Signer, run: Runner, name: str, task: dict[str, Any]) -> str:
    given = {**arguments(task), "set": name, "admin_url": signer.admin_url}
    signed_before = signer.kid_of_a_token() if name == TOKENS else None
    before, writes = signer.rows(name), signer.writes()
    checked = run(hydra_jwk_set.main, given, check=True)
    assert signer.writes() == writes, "check mode wrote"
    done = run(hydra_jwk_set.main, given)
    assert comparable(checked) == comparable(done)
    if done.failed:
        assert "failure" not in done.result, done.msg
        assert signer.writes() == writes, "it wrote, and failed"
        assert signer.rows(name) == before
        return "refused"
    writes = signer.writes()
    again = run(hydra_jwk_set.main, given)
    assert not again.failed and not again.changed, again.result
    assert signer.writes() == writes
    after = signer.rows(name)
    nothing_lost(task, before, after)
    states = told(run, signer, name)
    for entry in task.get("keys", ()):
        key = next((row for row in states if bare(row["kid"]) == bare(entry["kid"])), None)
        expected = {"present": ("active", "published"), "published": ("active", "published"), "active": ("active",),
                    "retired": ("published", None), "absent": (None,)}[entry["state"]]  # fmt: skip
        assert (key["state"] if key else None) in expected, (entry, states)
    if name == TOKENS:
        signs(run, signer, states, signed_before)
    return str(done.result["action"])


def told(run: Runner, signer: Signer, name: str) -> list[dict[str, Any]]:
    sets = run(hydra_jwk_set_info.main, sets=[name], admin_url=signer.admin_url).result["jwk_sets"]
    return sets[0]["key_states"] if sets else []


def signs(run: Runner, signer: Signer, states: list[dict[str, Any]], before: str | None) -> None:
    now = signer.kid_of_a_token()
    assert before is None or now is not None, "it could sign, and cannot any more"
    said = [row["kid"] for row in states if row["signs"]]
    if not said and now is not None:  # it has made one for the token
        said = [row["kid"] for row in told(run, signer, TOKENS) if row["signs"]]
    if now is None or now == "":
        assert said == [] or now == ""
    else:
        assert [bare(kid) for kid in said] == [bare(now)]


def nothing_lost(task: dict[str, Any], before: dict[str, Jwk], after: dict[str, Jwk]) -> None:
    """Rows that a task does not name are as they were, unless it says how many or exactly which ones stay."""
    if task.get("state") == "absent" or task.get("exact"):
        return
    named = {bare(entry["kid"]) for entry in task.get("keys", ())}
    given = {given_material(entry) for entry in task.get("keys", ())}
    named |= {bare(kid) for kid, row in before.items() if material_of(row) in given}
    for kid, row in before.items():
        if bare(kid) not in named and "keep" not in task:
            assert after.get(kid) == row, kid
    if "keep" in task:  # a key that may be on its way
        for kid, row in before.items():
            timed = re.search(r"20200\d01T", kid)
            if not any(member in row for member in PRIVATE) and not timed and bare(kid) not in named:
                assert kid in after or not kid.startswith("public:") or f"private:{bare(kid)}" in before, kid


def material_of(row: Jwk) -> str:
    return str(row.get("n") or row.get("x") or row.get("k"))


def given_material(entry: dict[str, Any]) -> str | None:
    return material_of(MATERIAL[entry["key"][0]]) if "key" in entry else None


def test_whatever_is_asked_for_the_server_goes_on_signing(
    explore: Explorer, sites: Sites, signers: Callable[[str], Signer], run: Runner
) -> None:
    def check(version: str, name: str, there: list[tuple[str, str, bool]], tasks: list[dict[str, Any]]) -> None:
        signer = signers(version)
        if name == TOKENS:  # keys that the server makes itself take long up to 1.11: one is given
            put_there(signer, name, [("own", "rsa1", True)])
        put_there(signer, name, there)
        for task in tasks:
            result = try_one(signer, run, name, task)
            explore.seen(version, name, json.dumps(task, sort_keys=True), result)

    explore(
        check,
        version=st.sampled_from(sites.versions),
        name=st.sampled_from([TOKENS, TOKENS, APP]),
        there=_THERE,
        tasks=st.lists(_TASK, min_size=1, max_size=3),
    )
