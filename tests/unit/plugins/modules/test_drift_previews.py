# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drift, from what the modules return in check mode: how each change made by hand is told, without any write."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_clients, hydra_jwk_sets, hydra_server_info
from ansible_collections.ory.hydra.plugins.plugin_utils._drift.drift import drift
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]

SHOP: Document = {"client_id": "shop", "client_secret": "secret-of-shop", "scope": "a b", "jwks": {"keys": [ec_jwk()]}}


def found(run: Runner, **more: t.Any) -> Document:
    options: Document = {"public_url": PUBLIC, "clients": [SHOP], **more}
    one = run(hydra_clients.main, options, check=True)
    assert not one.failed, one.msg
    return drift({"clients": one.result}, run(hydra_server_info.main, public_url=PUBLIC).result, [])


def told(result: Document) -> t.List[t.Tuple[str, str, str]]:
    return [(row["name"], row["rule"], row["option"]) for row in result["findings"]]


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
def test_clients(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    members = {name: value for name, value in SHOP.items() if name not in ("client_id", "client_secret")}
    assert told(found(run)) == [("shop", "client-missing", "")]
    hydra.add("shop", "secret-of-shop", **members)
    nothing = found(run)
    assert nothing["drifted"] is False and nothing["not_compared"] == []
    assert nothing["compared"] == {
        "place": ADMIN,
        "version": "v" + version,
        "clients": 1,
        "key_sets": None,
        "issuers": None,
    }
    hydra.add("shop", "another-secret", **dict(members, scope="b c", client_name="Shop"))
    assert told(found(run, exhaustive=True)) == [
        ("shop", "client-secret", "client_secret"),
        ("shop", "client-access", "scope"),
        ("shop", "client-details", "client_name"),
    ]
    hydra.add("shop", "secret-of-shop", **dict(members, jwks={"keys": [ec_jwk(1)]}))
    (row,) = found(run)["findings"]
    assert (row["rule"], row["instead"]) == ("client-access", {}), "private members are not shown"
    hydra.add("shop", "secret-of-shop", **members)
    hydra.add("left", owner="us")
    hydra.add("theirs", owner="them")
    assert told(found(run, prune=True, prune_owner="us")) == [("left", "client-extra", "")]
    assert found(run, update_secret="always")["drifted"] is False
    unchecked = found(run, update_secret="on_create")
    assert unchecked["drifted"] is False
    assert unchecked["not_compared"][0]["reason"].endswith("not compared: shop")
    assert wire.writes == []


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_key_sets(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)

    def rows(**options: t.Any) -> t.List[t.Tuple[str, str]]:
        one = run(hydra_jwk_sets.main, jwk_sets=[dict({"set": "s"}, **options)], check=True)
        return [(row["rule"], row["found"]) for row in drift({"key_sets": one.result})["findings"]]

    assert rows(alg="RS256") == [("keys-missing", "does not exist")]
    hydra.keys.create_jwk("s", "RS256", "sig", "mine")
    assert rows(alg="RS256") == []
    assert rows(alg="ES256") == [("keys-changed", "lacks a key for ES256")]
    assert rows(state="absent") == [("keys-extra", "exists, but should not")]
    assert wire.writes == []
