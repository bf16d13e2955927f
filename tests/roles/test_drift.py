# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``drift``: nothing after ``provision``, one finding for each change made by hand, and not one write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from bs4 import BeautifulSoup

from support.proxy import Proxy
from support.role import Stage, ok, public_key

SECRET, OTHER = "the secret of the shop", "a secret that somebody set by hand"
HOSTILE = "<script>alert('{{ 1 + 1 }}')</script>"
ISSUER = "ci"  # of an issuer without slashes, every server lets the key be read
NAMES = ["drift.html", "drift.json", "drift.md", "drift.sarif"]
MARK = {"managed_by": "drift"}


def environment(stage: Stage, trusts: bool) -> dict[str, Any]:
    """Variables of role provision: one file of an environment."""
    found: dict[str, Any] = {
        "provision_secrets_dir": str(stage.folder / "secrets"),
        "provision_clients": [
            {"client_id": "shop", "preset": "web", "client_name": "Shop", "client_secret": SECRET,
             "contacts": ["shop@example.com"], "redirect_uris": ["https://shop.example.com/cb"], "scope": "openid a"},
            {"client_id": "billing", "preset": "machine", "scope": "a", "audience": ["https://api.example.com"]},
            {"client_id": "spa", "preset": "spa", "redirect_uris": ["https://spa.example.com/cb"]},
            {"client_id": "quiet", "preset": "spa", "redirect_uris": ["https://quiet.example.com/cb"]},
            {"client_id": "never", "state": "absent"},
        ],
        "provision_key_sets": [{"set": "invoices", "alg": "ES512"}, {"set": "other", "alg": "ES512"}],
        "provision_owner": "drift",
        "provision_prune": True,
    }  # fmt: skip
    if trusts:
        found["provision_prune_issuers"] = [ISSUER]
        found["provision_issuers"] = [
            {
                "issuer": ISSUER,
                "subject": subject,
                "scope": ["deploy"],
                "expires_at": "2040-01-01T00:00:00Z",
                "jwk": jwk,
            }
            for subject, jwk in (("robot", public_key(1)), ("runner", public_key(2)), ("gone", public_key(3)))
        ]
    return found


class Hand:
    """Somebody who changes a server past the collection."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def send(self, method: str, path: str, document: Any = None) -> Any:
        server = self.stage.server
        reply = requests.request(method, f"{server.admin_url}{server.prefix}{path}", json=document, timeout=30)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def client(self, client_id: str, **members: Any) -> None:
        whole = {**self.stage.clients()[client_id], **members}
        if whole.get("jwks") in ({}, None):
            whole.pop("jwks", None)
        self.send("PUT", f"/clients/{client_id}", whole)

    def grants(self) -> dict[str, dict[str, Any]]:
        return {row["subject"]: row for row in self.stage.get("/trust/grants/jwt-bearer/issuers")}

    def trust(self, subject: str, jwk: dict[str, Any], scope: str = "deploy") -> None:
        grant = {"issuer": ISSUER, "subject": subject, "scope": [scope], "expires_at": "2040-01-01T00:00:00Z"}
        self.send("POST", "/trust/grants/jwt-bearer/issuers", {**grant, "jwk": jwk})

    def distrust(self, subject: str) -> None:
        self.send("DELETE", f"/trust/grants/jwt-bearer/issuers/{self.grants()[subject]['id']}")


def told(folder: Path) -> Any:
    return json.loads((folder / "drift.json").read_text())


def rows(report: Any) -> list[tuple[str, str, str]]:
    return sorted((row["name"], row["rule"], row["option"]) for row in report["findings"])


def test_one_finding_for_each_change_and_no_write(stage: Stage) -> None:
    trusts = stage.get("/trust/grants/jwt-bearer/issuers") is not None
    variables = environment(stage, trusts)
    folder = stage.folder / "reports"
    folder.mkdir()
    ok(stage.role("provision", variables), changed=True)
    with Proxy(stage.server.admin_url, stage.server.public_url) as proxy:
        through = {"admin_url": proxy.admin_url, "public_url": proxy.public_url}
        drift = variables | {"hydra_connection": through, "drift_dir": str(folder), "drift_fail_on": "info"}
        nothing = ok(stage.role("drift", drift, "-vvv"))
        assert rows(told(folder)) == []
        assert told(folder)["drifted"] is False
        assert (told(folder)["not_compared"], told(folder)["warnings_of_tasks"]) == ([], [])
        assert told(folder)["compared"]["clients"] == 5
        ok(stage.role("drift", drift), changed=False)

        hand = Hand(stage)
        hand.client("shop", redirect_uris=["https://evil.example.com/cb"], client_secret=OTHER, client_name="Shop!")
        hand.client("billing", scope="a admin", audience=[])
        hand.send("DELETE", "/clients/spa")
        hand.send("POST", "/clients", {"client_id": "never", "token_endpoint_auth_method": "none", "owner": "x"})
        extra = {"client_name": HOSTILE, "owner": "drift", "token_endpoint_auth_method": "none"}
        hand.send("POST", "/clients", {"client_id": "extra", **extra})
        hand.send("POST", "/clients", {"client_id": "of others", "owner": "somebody", "grant_types": ["implicit"]})
        hand.send("DELETE", "/keys/invoices")
        made = [key["kid"] for key in stage.get("/keys/other")["keys"]]
        hand.send("PUT", "/keys/other/by-hand", {**public_key(6), "kid": "by-hand"})
        for kid in made:
            hand.send("DELETE", f"/keys/other/{quote(kid, safe='')}")
        expected = [
            ("billing", "client-access", "audience"), ("billing", "client-access", "scope"),
            ("extra", "client-extra", ""), ("invoices", "keys-missing", ""), ("never", "client-extra", ""),
            ("other", "keys-changed", "keys"), ("shop", "client-access", "redirect_uris"),
            ("shop", "client-details", "client_name"), ("shop", "client-secret", "client_secret"),
            ("spa", "client-missing", ""),
        ]  # fmt: skip
        if trusts:
            hand.distrust("robot")
            hand.trust("robot", {**public_key(4), "kid": "key-1"})  # another key of that name
            hand.distrust("runner")
            hand.trust("runner", public_key(2), "deploy-everywhere")
            hand.distrust("gone")
            hand.trust("intruder", public_key(5))
            label = f"{ISSUER} (subject %s, key key-%d)"
            expected += [
                (label % ("gone", 3), "issuer-missing", ""), (label % ("intruder", 5), "issuer-extra", ""),
                (label % ("robot", 1), "issuer-key", "jwk"), (label % ("runner", 2), "issuer-changed", "scope"),
            ]  # fmt: skip

        proxy.log.clear()
        ran = stage.role("drift", drift, "-vvv")
        assert ran.returncode == 2, ran.output[-4000:]
        assert "changed=1" in ran.output, "the reports, and nothing else"
        assert 'high: client "shop": client_secret is not the declared one (client-secret)' in ran.output
        found = told(folder)
        assert rows(found) == sorted(expected)
        (asked,) = [row for row in found["findings"] if row["rule"] == "client-secret"]
        assert asked["owner"] == {"client_name": "Shop!", "contacts": ["shop@example.com"], "owner": "drift"}
        assert proxy.writes == [] and len(proxy.log) > 5
    state = stage.clients()
    assert state["shop"]["client_name"] == "Shop!" and "extra" in state and "spa" not in state

    texts = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(texts) == NAMES
    everything = nothing.output + ran.output + "".join(texts.values())
    secrets = [SECRET, OTHER, *(path.read_text() for path in (stage.folder / "secrets").iterdir())]
    assert [one for one in secrets if one in everything] == []
    page = BeautifulSoup(texts["drift.html"], "html.parser")
    assert HOSTILE in page.text and not page.find_all("script")
    (run,) = json.loads(texts["drift.sarif"])["runs"]
    assert len(run["results"]) == len(expected)

    ok(stage.role("provision", variables), changed=True)
    ok(stage.role("drift", variables | {"drift_dir": str(folder), "drift_fail_on": "info"}))
    assert rows(told(folder)) == []


def test_lists_in_files_serve_both(stand_in: Stage) -> None:
    file = stand_in.folder / "environment.yml"
    clients = [{"client_id": "a", "preset": "spa", "redirect_uris": ["https://a.example.com/"]}]
    file.write_text(json.dumps({"provision_clients": clients}))
    variables = {"provision_clients_file": str(file), "drift_fail_on": "medium"}
    ran = stand_in.role("drift", variables)
    assert ran.returncode == 2 and 'client "a": does not exist (client-missing)' in ran.output
    assert stand_in.clients() == {}
    ok(stand_in.role("provision", variables))
    ok(stand_in.role("drift", variables))
    # What is less than asked for does not fail, and is told.
    Hand(stand_in).client("a", client_name="A", contacts=["a@example.com"])
    exhaustive = variables | {"provision_exhaustive": True}
    play = {"roles": ["ory.hydra.drift"], "tasks": [{"debug": {"msg": "{{ drift_result.findings | length }} differ"}}]}
    assert "2 differ" in ok(stand_in.play(play, exhaustive | {"hydra_connection": stand_in.connection})).output


def test_a_workflow_learns_it(stand_in: Stage) -> None:
    clients = [{"client_id": "a", "token_endpoint_auth_method": "none"}]
    shown = {"ANSIBLE_SHOW_CUSTOM_STATS": "true"}
    variables = {"provision_clients": clients, "hydra_connection": stand_in.connection}
    again = [{"ansible.builtin.include_role": {"name": "ory.hydra.drift"}}]
    play = {"roles": ["ory.hydra.drift", "ory.hydra.provision"], "tasks": again}
    first = ok(stand_in.play({"roles": ["ory.hydra.drift"]}, variables, environment=shown)).stdout
    assert '"drifted": true' in first
    both = ok(stand_in.play(play, variables, environment=shown)).stdout
    assert '"drifted": false' in both
    assert list(stand_in.clients()) == ["a"]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "the role provision has nothing to do: set provision_clients"),
        ({"provision_clients": [], "drift_failon": "low"}, "drift_failon is not a variable of the role drift"),
        ({"provision_clients": [{"client_id": "a", "preset": "wbe"}]}, "unknown preset wbe"),
        ({"provision_client": []}, "provision_client is not a variable of the role provision (did you mean"),
        ({"provision_clients": [], "provision_prune": True}, "prune needs a scope"),
        ({"provision_clients": [], "drift_fail_on": "all"}, "value of drift_fail_on must be one of"),
    ],
)
def test_mistakes_are_told(variables: dict[str, Any], sentence: str, stand_in: Stage) -> None:
    ran = stand_in.role("drift", variables)
    assert ran.returncode == 2
    assert sentence in ran.output
