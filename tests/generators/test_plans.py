# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was approved is what is done: in random environments, with somebody at the server between preview and run."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.modules import hydra_clients, hydra_jwk_sets, hydra_trusted_issuers
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from generators.conftest import Site, Sites
from generators.explore import Explorer
from generators.server import Server
from support.servers import numbers

Document = dict[str, Any]

#: One of each generation in which a list can name its clients. All that is listed is cheap to start.
VERSIONS = ("1.0.9", "1.4.10", "1.8.5", "1.9.2", "1.10.7", "1.11.10", "2.2.0", "2.3.0", "25.4.0", "26.2.0")

ISSUER = "https://idp.example.com"

_CLIENTS = st.lists(
    st.fixed_dictionaries(
        {"client_id": st.sampled_from("abc"), "state": st.sampled_from(["present", "present", "present", "absent"])},
        optional={
            "scope": st.sampled_from(["openid", "openid offline", ""]),
            "contacts": st.lists(st.sampled_from(["us@example.com", "them@example.com"]), max_size=2, unique=True),
            "redirect_uris": st.just(["https://a.example/cb"]),
            "client_secret": st.sampled_from(["the first of two secrets", "the second of two secrets"]),
            "metadata": st.fixed_dictionaries({}, optional={"n": st.integers(0, 2)}),
        },
    ),
    max_size=3,
    unique_by=lambda entry: str(entry["client_id"]),
)
_SETS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"set": st.sampled_from("xy"), "alg": st.sampled_from(["RS256", "HS256"])},
            optional={"keep": st.integers(1, 2), "max_age": st.just("30d")},
        ),
        st.fixed_dictionaries(
            {
                "set": st.sampled_from("xy"),
                "keys": st.just([{"jwk": public(ec_jwk(0, kid="own")), "state": "published"}]),
            }
        ),
        st.fixed_dictionaries({"set": st.sampled_from("xy"), "state": st.just("absent")}),
    ),
    max_size=2,
    unique_by=lambda entry: str(entry["set"]),
)
_ISSUERS = st.lists(
    st.fixed_dictionaries(
        {
            "issuer": st.just(ISSUER),
            "subject": st.sampled_from(["robot", "other"]),
            "jwk": st.just(public(ec_jwk(1, kid="theirs"))),
            "expires_at": st.sampled_from(["+365d", "2040-01-01T00:00:00Z", "2041-01-01T00:00:00Z"]),
            "scope": st.sampled_from([["deploy"], ["deploy", "read"]]),
        }
    ),
    max_size=2,
    unique_by=lambda entry: str(entry["subject"]),
)
Environment = dict[str, list[Document]]
_ENVIRONMENTS = st.fixed_dictionaries({"clients": _CLIENTS, "jwk_sets": _SETS, "trusted_issuers": _ISSUERS})

_MAINS: dict[str, Callable[[], None]] = {
    "clients": hydra_clients.main,
    "jwk_sets": hydra_jwk_sets.main,
    "trusted_issuers": hydra_trusted_issuers.main,
}


@dataclass
class Lists:
    """Tasks about the three lists of an environment, on one site."""

    run: Runner
    site: Site
    folder: str

    def __call__(self, plural: str, entries: list[Document], check: bool = False, **more: Any) -> Run:
        options = dict({plural: entries}, **self.site.connection(), **more)
        if plural == "clients":
            options |= {"secrets_dir": self.folder, "update_secret": "when_wrong"}
        return self.run(_MAINS[plural], options, check=check, admin_url=None)


# What somebody does at the server in between, and whether it matters to a plan: None where that is not said here


@dataclass
class Hand:
    """Somebody at the server who does not use this collection."""

    server: Server

    def get(self, path: str) -> Any:
        answer = self.server.admin("GET", path)
        return answer.json() if answer.status_code == 200 else None

    def stranger(self, _wanted: Environment) -> dict[str, bool]:
        """Create a client that no list names."""
        self.server.admin("POST", "/clients", json.dumps({"client_id": "stranger", "scope": "a"}))
        return dict.fromkeys(_MAINS, False)

    def unmentioned(self, wanted: Environment) -> dict[str, bool]:
        """Change a field of a client that no entry has."""
        client = self.get("/clients/a")
        if client is None:
            return {}
        self.server.admin("PUT", "/clients/a", json.dumps(dict(client, policy_uri="https://a.example/policy")))
        states = {entry["client_id"]: entry["state"] for entry in wanted["clients"]}
        return {"clients": states.get("a") == "absent", "jwk_sets": False, "trusted_issuers": False}

    def client_gone(self, wanted: Environment) -> dict[str, bool]:
        """Delete a client."""
        if self.get("/clients/a") is None:
            return {}
        self.server.admin("DELETE", "/clients/a")
        named = any(entry["client_id"] == "a" for entry in wanted["clients"])
        return {"clients": named, "jwk_sets": False, "trusted_issuers": False}

    def mentioned(self, wanted: Environment) -> dict[str, bool]:
        """Change a field that an entry has to what it is not."""
        client = self.get("/clients/a")
        entry = next((one for one in wanted["clients"] if one["client_id"] == "a" and "contacts" in one), None)
        if client is None or entry is None:
            return {}
        self.server.admin("PUT", "/clients/a", json.dumps(dict(client, contacts=["somebody@example.com"])))
        return {"clients": True}

    def keys_gone(self, wanted: Environment) -> dict[str, bool]:
        """Delete a set."""
        if not (self.get("/keys/x") or {}).get("keys"):
            return {}
        self.server.admin("DELETE", "/keys/x")
        return {"clients": False, "jwk_sets": any(entry["set"] == "x" for entry in wanted["jwk_sets"])}

    def issuers_gone(self, wanted: Environment) -> dict[str, bool]:
        """Delete all grants."""
        rows = self.get("/trust/grants/jwt-bearer/issuers") or []
        for row in rows:
            self.server.admin("DELETE", "/trust/grants/jwt-bearer/issuers/" + row["id"])
        there = {row["subject"] for row in rows}
        return {"clients": False, "trusted_issuers": any(one["subject"] in there for one in wanted["trusted_issuers"])}

    def nothing(self, _wanted: Environment) -> dict[str, bool]:
        """Go home."""
        return dict.fromkeys(_MAINS, False)


_DEEDS = (
    Hand.nothing, Hand.stranger, Hand.unmentioned, Hand.client_gone, Hand.mentioned, Hand.keys_gone, Hand.issuers_gone,
)  # fmt: skip


def _state(hand: Hand) -> list[Any]:
    """All that the tasks could have written."""
    return [
        hand.get("/clients"),
        *(hand.get("/keys/" + name) for name in "xy"),
        hand.get("/trust/grants/jwt-bearer/issuers"),
    ]


def _made(ran: Run) -> list[tuple[str, str]]:
    return [(row["id"], row["action"]) for row in ran.result["actions"]]


def test_what_was_approved_is_what_is_done(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, before: Environment, wanted: Environment, deed: Callable[..., dict[str, bool]]) -> None:
        site = sites(version)
        kinds = [plural for plural in _MAINS if plural != "trusted_issuers" or numbers(version) >= (1, 11)]
        with tempfile.TemporaryDirectory(prefix="ory-hydra-") as folder:
            lists, hand = Lists(run, site, str(Path(folder) / "secrets")), Hand(Server(site))
            for plural in kinds:
                lists(plural, before[plural])
            previews = {plural: lists(plural, wanted[plural], check=True) for plural in kinds}
            matters = deed(hand, wanted)
            for plural in kinds:
                preview = previews[plural]
                if preview.failed:  # such as a key that others rely on
                    continue
                approved = preview.result["plan_id"]
                there = _state(hand)
                again = lists(plural, wanted[plural], check=True, plan_id=approved)
                done = lists(plural, wanted[plural], plan_id=approved)
                assert done.failed == again.failed, (again.result, done.result)
                if done.failed:
                    assert matters.get(plural) is not False, done.msg
                    assert "not the approved one" in done.msg, done.msg
                    assert done.result["plan_id"] == again.result["plan_id"] != approved
                    assert not done.changed
                    assert _state(hand) == there
                else:
                    assert not matters.get(plural), (deed.__name__, preview.result, done.result)
                    assert done.result["plan_id"] == approved
                    assert _made(done) == _made(again) == _made(preview)
                explore.seen(version, plural, deed.__name__, approved, done.failed)

    explore(
        check,
        version=st.sampled_from(sites.versions if sites.real else VERSIONS),
        before=_ENVIRONMENTS,
        wanted=_ENVIRONMENTS,
        deed=st.sampled_from(_DEEDS),
    )
