# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules are asked to do while their writes are disturbed: every module that writes, in every way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_secret,
    hydra_clients,
    hydra_consent_request,
    hydra_consent_session,
    hydra_jwk_set,
    hydra_jwk_sets,
    hydra_login_request,
    hydra_login_session,
    hydra_token_flush,
    hydra_trusted_issuer,
    hydra_trusted_issuers,
)
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public
from generators.fault_server import ISSUER, OLD, SETS, Document, Server

GIVEN = "the-secret-that-is-given"
LATER, SOON = "2040-01-01T00:00:00Z", "2035-01-01T00:00:00Z"


@dataclass
class Scenario:
    """A task, what is there before it, and what it must not lose.

    ``before`` prepares a server and a folder. ``after`` returns what is there that the task is about. ``secrets`` are
    the clients whose secret has to be known: from a file of their name, from the result, or because it is ``GIVEN``.
    ``again`` changes the arguments of the runs that follow; ``rests`` is whether the second of them changes nothing.
    """

    name: str
    main: Callable[[], None]
    arguments: Callable[[Path], Document]
    before: Callable[[Server, Path], None] = lambda _server, _folder: None
    after: Callable[[Server], Any] = Server.clients
    secrets: tuple[str, ...] = ()
    again: Document = field(default_factory=dict)
    rests: bool = True
    once: bool = False
    versions: Callable[[tuple[int, ...]], bool] = lambda _numbers: True
    also: tuple[str, ...] = ()  # further versions of the stand-in


def held_grants(result: Document, log: Iterable[str]) -> list[Document]:
    """The grants that the result and the system log tell whole."""
    rows = [result, *result.get("actions", [])]
    found = [row["grant"] for row in rows if isinstance(row.get("grant"), dict)]
    found += [json.loads(line.partition(": ")[2]) for line in log if line.startswith("To be deleted: {")]
    return found


def _client(client_id: str, **members: Any) -> Document:
    return {"client_id": client_id, "grant_types": ["client_credentials"], "scope": "read", **members}


def _clients_there(*ids: str) -> Callable[[Server, Path], None]:
    def before(server: Server, _folder: Path) -> None:
        for client_id in ids:
            server.must("POST", "/clients", _client(client_id, client_secret=OLD, owner="list"))

    return before


def _with_file(server: Server, folder: Path) -> None:
    _clients_there("shop")(server, folder)
    (folder / "shop").write_text(OLD)


def _rotated(server: Server, folder: Path) -> None:
    _clients_there("shop")(server, folder)
    (folder / "shop").write_text(server.must("POST", "/clients/shop/secrets/rotate")["client_secret"])


def _challenged(kind: str) -> Callable[[Server, Path], None]:
    def before(server: Server, folder: Path) -> None:
        (folder / "challenge").write_text(server.challenge(kind))

    return before


def _challenge(folder: Path) -> str:
    return (folder / "challenge").read_text()


JWK = public(ec_jwk(1))
OTHER = public(ec_jwk(2))


def _grant(subject: str, kid: str = "k1", jwk: Document = JWK, **members: Any) -> Document:
    return {
        "issuer": ISSUER,
        "subject": subject,
        "scope": ["a"],
        "expires_at": LATER,
        "jwk": {**jwk, "kid": kid},
        **members,
    }


def _grants_there(server: Server, _folder: Path) -> None:
    for subject in ("alice", "bob", "carol"):
        server.must("POST", "/trust/grants/jwt-bearer/issuers", _grant(subject))


def _new(numbers: tuple[int, ...]) -> bool:
    return numbers >= (1, 11)


def _staged(numbers: tuple[int, ...]) -> bool:
    return numbers >= (2,)


def _keys_there(server: Server, _folder: Path) -> None:
    for kid in ("old-1", "old-2"):
        server.must("POST", f"/keys/{SETS[0]}", {"alg": "RS256", "use": "sig", "kid": kid})


def _staged_there(server: Server, _folder: Path) -> None:
    _keys_there(server, _folder)
    made = server.must("POST", f"/keys/{SETS[0]}.next", {"alg": "RS256", "use": "sig", "kid": "coming"})["keys"][0]
    half = {name: value for name, value in made.items() if name in ("kty", "kid", "use", "alg", "n", "e")}
    server.must("PUT", f"/keys/{SETS[0]}/coming", half)


SCENARIOS = [
    Scenario(
        "client created, secret in a file",
        hydra_client.main,
        lambda folder: _client("shop", secret_file=str(folder / "shop")),
        secrets=("shop",),
    ),
    Scenario(
        "client created, secret given",
        hydra_client.main,
        lambda _folder: _client("shop", client_secret=GIVEN),
        secrets=("shop",),
    ),
    Scenario(
        "client created, secret returned",
        hydra_client.main,
        lambda _folder: _client("shop", return_secret=True),
        secrets=("shop",),
    ),
    Scenario(
        "client updated",
        hydra_client.main,
        lambda _folder: _client("shop", client_name="Shop", owner="us"),
        _clients_there("shop"),
    ),
    Scenario(
        "client's secret replaced, file missing",
        hydra_client.main,
        lambda folder: _client("shop", secret_file=str(folder / "shop"), update_secret="always"),
        _clients_there("shop"),
        secrets=("shop",),
        again={"update_secret": None},
    ),
    Scenario(
        "client's secret corrected, secret given",
        hydra_client.main,
        lambda _folder: _client("shop", client_secret=GIVEN, update_secret="when_wrong"),
        _clients_there("shop"),
        secrets=("shop",),
    ),
    Scenario(
        "client removed",
        hydra_client.main,
        lambda _folder: {"client_id": "shop", "state": "absent"},
        _clients_there("shop", "other"),
    ),
    Scenario(
        "clients of a list",
        hydra_clients.main,
        lambda folder: {
            "clients": [
                _client("new", secret_file=str(folder / "new"), owner="list"),
                _client("given", client_secret=GIVEN, owner="list"),
                _client("there", client_name="There", owner="list"),
                {"client_id": "going", "state": "absent"},
            ],
            "prune": True,
            "prune_owner": "list",
            "concurrency": 1,
        },
        _clients_there("there", "going", "unlisted"),
        secrets=("new", "given"),
    ),
    Scenario(
        "secret replaced, file there",
        hydra_client_secret.main,
        lambda folder: {"client_id": "shop", "secret_file": str(folder / "shop"), "rotate": "always", "replace": True},
        _with_file,
        secrets=("shop",),
        again={"rotate": None, "max_age": "30d"},
    ),
    Scenario(
        "secret rotated, file there",
        hydra_client_secret.main,
        lambda folder: {"client_id": "shop", "secret_file": str(folder / "shop"), "rotate": "always"},
        _with_file,
        secrets=("shop",),
        again={"rotate": None, "max_age": "30d"},
        versions=lambda numbers: numbers >= (26, 3),
        also=("26.3-dev",),
    ),
    Scenario(
        "old secrets retired",
        hydra_client_secret.main,
        lambda folder: {
            "client_id": "shop",
            "secret_file": str(folder / "shop"),
            "state": "retired",
            "old_secret": OLD,
        },
        _rotated,
        secrets=("shop",),
        versions=lambda numbers: numbers >= (26, 3),
        also=("26.3-dev",),
    ),
    Scenario(
        "key generated", hydra_jwk_set.main, lambda _folder: {"set": SETS[0], "alg": "RS256"}, after=Server.key_sets
    ),
    Scenario(
        "keys rotated",
        hydra_jwk_set.main,
        lambda _folder: {"set": SETS[0], "alg": "RS256", "max_age": "1h", "keep": 2},
        _keys_there,
        after=Server.key_sets,
    ),
    Scenario(
        "keys imported",
        hydra_jwk_set.main,
        lambda _folder: {
            "set": SETS[0],
            "keys": [{"jwk": ec_jwk(3, kid="in-1", use="sig", alg="ES256")}, {"jwk": {**OTHER, "kid": "in-2"}}],
        },
        after=Server.key_sets,
    ),
    Scenario(
        "key published",
        hydra_jwk_set.main,
        lambda _folder: {"set": SETS[0], "keys": [{"kid": "coming", "alg": "RS256", "state": "published"}]},
        _keys_there,
        after=Server.key_sets,
        versions=_staged,
    ),
    Scenario(
        "key activated",
        hydra_jwk_set.main,
        lambda _folder: {"set": SETS[0], "keys": [{"kid": "coming", "state": "active"}]},
        _staged_there,
        after=Server.key_sets,
        versions=_staged,
    ),
    Scenario(
        "key retired and key removed",
        hydra_jwk_set.main,
        lambda _folder: {
            "set": SETS[0],
            "keys": [{"kid": "old-1", "state": "retired"}, {"kid": "old-2", "state": "absent"}],
        },
        _keys_there,
        after=Server.key_sets,
        versions=_staged,
    ),
    Scenario(
        "key set removed",
        hydra_jwk_set.main,
        lambda _folder: {"set": SETS[0], "state": "absent"},
        _keys_there,
        after=Server.key_sets,
    ),
    Scenario(
        "key sets of a list",
        hydra_jwk_sets.main,
        lambda _folder: {
            "jwk_sets": [{"set": SETS[0], "state": "absent"}, {"set": SETS[1], "alg": "RS256"}],
            "concurrency": 1,
        },
        _keys_there,
        after=Server.key_sets,
    ),
    Scenario(
        "issuer trusted",
        hydra_trusted_issuer.main,
        lambda _folder: _grant("alice"),
        after=Server.trusted,
        versions=_new,
    ),
    Scenario(
        "one grant of three changed",
        hydra_trusted_issuer.main,
        lambda _folder: _grant("alice", scope=["b"], expires_at=SOON),
        _grants_there,
        after=Server.trusted,
        versions=_new,
    ),
    Scenario(
        "key of three grants replaced",
        hydra_trusted_issuer.main,
        lambda _folder: _grant("alice", jwk=OTHER, force=True),
        _grants_there,
        after=Server.trusted,
        versions=_new,
    ),
    Scenario(
        "one grant of three removed",
        hydra_trusted_issuer.main,
        lambda _folder: {"issuer": ISSUER, "subject": "alice", "kid": "k1", "state": "absent"},
        _grants_there,
        after=Server.trusted,
        versions=_new,
    ),
    Scenario(
        "grants of a list",
        hydra_trusted_issuers.main,
        lambda _folder: {
            "trusted_issuers": [_grant("alice", scope=["b"]), _grant("dora"), _grant("eve", "k2", OTHER)],
            "prune": True,
            "prune_issuers": [ISSUER],
            "prune_protect": ["bob"],
            "concurrency": 1,
        },
        _grants_there,
        after=Server.trusted,
        versions=_new,
    ),
    Scenario(
        "logins of a subject ended",
        hydra_login_session.main,
        lambda _folder: {"subject": "somebody"},
        after=lambda _server: None,
        rests=False,
    ),
    Scenario(
        "consents of a subject revoked",
        hydra_consent_session.main,
        lambda _folder: {"subject": "somebody", "state": "absent", "all": True, "unlisted": True},
        after=lambda _server: None,
        rests=False,
    ),
    Scenario(
        "consent granted ahead of time",
        hydra_consent_session.main,
        lambda _folder: {"subject": "somebody", "client_id": "web", "grant_scope": ["read"]},
        lambda server, _folder: server.must(
            "POST",
            "/clients",
            {
                "client_id": "web",
                "client_secret": OLD,
                "grant_types": ["authorization_code"],
                "response_types": ["code"],
                "redirect_uris": ["https://web.example.com/cb"],
                "scope": "read",
            },
        ),
        after=lambda _server: None,
    ),
    Scenario(
        "expired tokens flushed",
        hydra_token_flush.main,
        lambda _folder: {"expired": True},
        after=lambda _server: None,
        rests=False,
        versions=lambda numbers: numbers < (2,),
    ),
    Scenario(
        "tokens of a client deleted",
        hydra_token_flush.main,
        lambda _folder: {"client_id": "shop"},
        _clients_there("shop"),
        rests=False,
        versions=lambda numbers: numbers >= (1, 9),
    ),
    Scenario(
        "login accepted",
        hydra_login_request.main,
        lambda folder: {"login_challenge": _challenge(folder), "state": "accepted", "subject": "somebody"},
        _challenged("login"),
        rests=False,
        once=True,
    ),
    Scenario(
        "consent rejected",
        hydra_consent_request.main,
        lambda folder: {"consent_challenge": _challenge(folder), "state": "rejected", "error": "access_denied"},
        _challenged("consent"),
        rests=False,
        once=True,
    ),
]
