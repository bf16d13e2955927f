# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``signing_keys``: it may be interrupted anywhere, and no valid token is refused at any moment."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from joserfc import jwt
from joserfc.jwk import KeySet

from support import servers, threaded
from support.playbook import Ran
from support.population import Population
from support.proxy import Proxy
from support.role import Stage, kinds, ok

SET = "hydra.jwt.access-token"
#: All access tokens are JWTs, also where clients cannot choose that.
SETTINGS = {"STRATEGIES_ACCESS_TOKEN": "jwt"}
AT_ONCE = {
    "signing_keys_sets": [{"set": SET, "alg": "RS256"}],
    "signing_keys_publish_minutes": 0,
    "signing_keys_rotate": True,
}


#: Servers that replace a set without a gap.
SIGNING = [kind for kind in kinds() if servers.numbers(kind.version) >= (1, 11)]
OLDER = [*(kind for kind in kinds() if kind not in SIGNING), servers.Kind("1.10.7", False)]


@pytest.fixture(params=OLDER, ids=lambda kind: kind.id)
def older(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Iterator[Stage]:
    with threaded.start(request.param, SETTINGS | servers.cheap_hashes(request.param.version)) as server:
        yield Stage(server, collections, tmp_path)


@pytest.fixture(params=SIGNING, ids=lambda kind: kind.id)
def signing(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Iterator[Stage]:
    with threaded.start(request.param, SETTINGS | servers.cheap_hashes(request.param.version)) as server:
        client = {
            "client_id": "a", "client_secret": "of this test", "grant_types": ["client_credentials"], "scope": "b",
            "access_token_strategy": "jwt",
        }  # fmt: skip
        Population(server).create([client])
        yield Stage(server, collections, tmp_path)


def token(stage: Stage) -> str:
    """A token that a client gets now."""
    reply = requests.post(
        f"{stage.server.public_url}/oauth2/token",
        data={"grant_type": "client_credentials", "scope": "b"},
        auth=("a", "of this test"),
        timeout=30,
    )
    assert reply.status_code == 200, reply.text
    return str(reply.json()["access_token"])


def published(stage: Stage) -> Any:
    return requests.get(f"{stage.server.public_url}/.well-known/jwks.json", timeout=30).json()


def verify(stage: Stage, *tokens: str) -> list[str]:
    """Verify tokens with the keys that the server publishes, and return the names of those that signed them."""
    keys = KeySet.import_key_set(published(stage))
    return [str(jwt.decode(text, keys).header["kid"]) for text in tokens]


def test_a_rotation_in_stages(signing: Stage) -> None:
    first = token(signing)
    slow = {**AT_ONCE, "signing_keys_publish_minutes": 10}
    ok(signing.role("signing_keys", slow, "--check"), changed=True)
    before = published(signing)
    ok(signing.role("signing_keys", slow, "-vvv"), changed=True)
    assert len(published(signing)["keys"]) == len(before["keys"]) + 1  # published
    assert verify(signing, token(signing)) == verify(signing, first)  # and does not sign
    ok(signing.role("signing_keys", slow), changed=False)  # not yet: its time is not over

    quick = {**AT_ONCE, "signing_keys_rotate": False, "signing_keys_max_age_days": 90}
    ran = ok(signing.role("signing_keys", quick, "-vvv", "--diff"), changed=True)
    second = token(signing)
    old, new = verify(signing, first, second)
    assert old != new
    assert f"-{new.rpartition('-')[2]}" in ran.output
    ok(signing.role("signing_keys", quick), changed=False)

    # Once nothing is left that the old key has signed, it goes.
    ok(signing.role("signing_keys", {**quick, "signing_keys_keep_days": 0}), changed=True)
    assert verify(signing, second) == [new]
    assert old not in {key["kid"] for key in published(signing)["keys"]}
    ok(signing.role("signing_keys", {**quick, "signing_keys_keep_days": 0}), changed=False)


def test_a_key_that_somebody_staged_is_left_alone(signing: Stage) -> None:
    server = signing.server
    if servers.numbers(server.version) < (2,):
        pytest.skip("a lone public half would end signing there")
    token(signing)
    keys = f"{server.admin_url}/admin/keys/{SET}"
    made = requests.post(f"{keys}.next", json={"alg": "RS256", "use": "sig", "kid": "mine"}, timeout=60).json()["keys"][
        0
    ]
    half = {name: made[name] for name in ("kty", "kid", "alg", "use", "n", "e")}
    assert requests.put(f"{keys}/mine", json=half, timeout=30).status_code == 200
    ok(signing.role("signing_keys", AT_ONCE), changed=True)
    ok(
        signing.role("signing_keys", {**AT_ONCE, "signing_keys_rotate": False, "signing_keys_keep_days": 0}),
        changed=True,
    )
    assert len(published(signing)["keys"]) >= 2
    assert "mine" in {key["kid"] for key in published(signing)["keys"]}


def test_an_interruption_after_any_write_does_no_harm(signing: Stage) -> None:
    tokens = [token(signing)]
    with Proxy(signing.server.admin_url, signing.server.public_url) as proxy:
        for done in range(8):
            through = {**AT_ONCE, "signing_keys_connection": {"admin_url": proxy.admin_url, "retries": 0}}
            proxy.fault("status", status=500, times=-1, skip=done, method="POST|PUT|DELETE", interface="admin")
            finished = signing.role("signing_keys", through).returncode == 0
            proxy.reset()
            tokens.append(token(signing))
            verify(signing, *tokens)
            ok(signing.role("signing_keys", {**through, "signing_keys_rotate": not finished}))
            tokens.append(token(signing))
            assert len(set(verify(signing, *tokens))) >= 2
            ok(signing.role("signing_keys", {**through, "signing_keys_rotate": False}, "--diff"), changed=False)
            if finished:
                break
        assert finished, "there are more writes than this test interrupts"
    rotations = len(set(verify(signing, *tokens)))
    assert rotations >= done  # each interrupted rotation was brought to its end


def test_where_a_stage_would_leave_a_gap_nothing_is_written(older: Stage) -> None:
    with Proxy(older.server.admin_url, older.server.public_url) as proxy:
        sets = [{"set": "hydra.openid.id-token", "alg": "RS256"}]  # every server has it
        variables = {**AT_ONCE, "signing_keys_sets": sets, "signing_keys_connection": {"admin_url": proxy.admin_url}}
        for arguments in (["--check"], []):
            ran = older.role("signing_keys", variables, *arguments)
            assert ran.returncode == 2
            gap = "before Hydra 1.11.0" if servers.numbers(older.server.version) >= (1, 9) else "before Hydra 1.9.0"
            assert gap in " ".join(ran.output.split())
        assert proxy.writes == []


def test_a_set_without_an_algorithm_gets_a_sentence(stand_in: Stage) -> None:
    ran = stand_in.role("signing_keys", {"signing_keys_sets": [{"set": SET}]})
    assert ran.returncode == 2
    assert "entry 1 of signing_keys_sets: alg is required" in " ".join(ran.output.split())


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_each_host_waits_for_its_own_keys(stand_in: Stage, strategy: str) -> None:
    """Also in a play that does not go from task to task, and where the first host has nothing to wait for."""
    hosts: dict[str, Any] = {
        "first": {"signing_keys_sets": [{"set": "other", "alg": "ES256"}]},
        "second": {"signing_keys_sets": [{"set": SET, "alg": "ES256"}]},
    }
    for variables in hosts.values():
        variables |= {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory = stand_in.folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"hydra": {"hosts": hosts}}))
    keys = f"{stand_in.server.admin_url}/admin/keys/{SET}"
    assert requests.post(keys, json={"alg": "ES256", "use": "sig", "kid": "of-no-age"}, timeout=30).status_code == 201

    def run(**variables: Any) -> Ran:
        play = {"hosts": "hydra", "strategy": strategy, "roles": [{"role": "ory.hydra.signing_keys"}]}
        given = {"hydra_connection": stand_in.connection, "signing_keys_publish_minutes": 1, **variables}
        return stand_in.play(play, given, "--inventory", str(inventory))

    ok(run(), changed=True)
    # Have the next key published for nearly a minute.
    (waiting,) = stand_in.get(f"/keys/{SET}.next")["keys"]
    published = next(key for key in stand_in.get(f"/keys/{SET}")["keys"] if key["kid"] == waiting["kid"])
    made = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=57)
    kid = re.sub(r"\d{8}T\d{6}Z", made.strftime("%Y%m%dT%H%M%SZ"), waiting["kid"])
    for place, key in ((f"{keys}.next", waiting), (keys, published)):
        assert requests.put(f"{place}/{kid}", json={**key, "kid": kid}, timeout=30).status_code == 200
        assert requests.delete(f"{place}/{waiting['kid']}", timeout=30).status_code == 204
    ran = ok(run(signing_keys_wait=True))
    assert [key["kid"] for key in stand_in.get(f"/keys/{SET}")["keys"] if "d" in key] == [kid], ran.output
