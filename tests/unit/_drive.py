# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drive the engine below the modules: entries in, outcomes out, against the model of the server."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.merge import ClientWish
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_policy import SecretWish
from ansible_collections.ory.hydra.plugins.module_utils._engine.apply import Outcome
from ansible_collections.ory.hydra.plugins.module_utils._engine.converge import Policy, converge
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Entry
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._server.generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._server.public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._values.versions import parse_version
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Hydra

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]
PLACE = SecretWish(returned=True)
VERSIONS = ["1.4.10", "1.10.7", "1.11.10", "2.1.2", "2.3.0", "26.2.0"]
BY_ID = [version for version in VERSIONS if version != "2.1.2"]

EVERY = [
    "1.0.9",
    "1.4.10",
    "1.8.5",
    "1.9.2",
    "1.10.7",
    "1.11.10",
    "2.0.3",
    "2.1.2",
    "2.3.0",
    "25.4.0",
    "26.2.0",
    "26.3.0",
]


def http(url: str = ADMIN, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, **dict({"retries": 0}, **options)), "admin_url")


def server_of(version: str) -> ServerVersion:
    parsed = parse_version(version)
    assert parsed is not None
    return ServerVersion("v" + version, parsed)


def admin_api(version: str = "26.2.0") -> AdminApi:
    return AdminApi(http(), server_of(version))


def api(hydra: Hydra) -> AdminApi:
    return AdminApi(http(retries=1), server_of(".".join(str(part) for part in hydra.version)))


def public(hydra: Hydra) -> PublicApi:
    return PublicApi(HttpClient(Connection(PUBLIC), "public_url"), api(hydra).server)


def entry(
    position: int = 0,
    key: t.Optional[str] = "a",
    state: str = "present",
    exhaustive: bool = False,
    secret: SecretWish = PLACE,
    **members: t.Any,
) -> Entry[ClientWish]:
    return Entry(position, key, ClientWish(state == "absent", members, exhaustive, secret))


def go(
    hydra: Hydra,
    *entries: Entry[ClientWish],
    check_mode: bool = False,
    concurrency: t.Optional[int] = 1,
    carry_on: bool = False,
    ask: bool = False,
    **more: t.Any,
) -> t.List[Outcome[Document]]:
    policy = Policy(check_mode, concurrency, carry_on)
    return converge(CLIENTS, api(hydra), public(hydra) if ask else None, entries, policy, **more).outcomes


def actions(outcomes: t.Sequence[Outcome[t.Any]]) -> t.List[str]:
    return [outcome.action for outcome in outcomes]
