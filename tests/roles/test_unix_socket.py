# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Hydra on Unix sockets: the life of a client, and a role that gets a token there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hydra_stand_in import StandIn
from support import servers
from support.misbehaving import nobody_url
from support.role import Stage, ok

CLIENT = {"client_id": "a/b", "client_secret": "first-s3cret", "grant_types": ["client_credentials"], "scope": "read"}
CHANGED = {**CLIENT, "client_secret": "second-s3cret", "client_name": "Changed"}
GONE = {"client_id": "a/b", "state": "absent"}
#: Each step of a life, and whether it changes anything.
LIFE = [(CLIENT, True), (CLIENT, False), (CHANGED, True), (CHANGED, False), (GONE, True), (GONE, False)]
#: Proxies that nothing on this host may go through.
ENVIRONMENT = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), nobody_url())


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets in it."""
    with tempfile.TemporaryDirectory(prefix="hydra-", dir="/tmp") as made:
        yield Path(made)


@pytest.fixture
def hydra(folder: Path) -> Iterator[StandIn]:
    with StandIn(
        servers.NEWEST_STAND_IN, admin_socket=folder / "admin.sock", public_socket=folder / "public.sock"
    ) as running:
        yield running


def stage(hydra: StandIn, collections: Path, tmp_path: Path) -> Stage:
    server = servers.Server(hydra.version, hydra.admin_url, hydra.public_url, real=False)
    return Stage(server, collections, tmp_path)


def tasks() -> Iterator[dict[str, Any]]:
    """Each step, in check mode first."""
    for number, (options, changes) in enumerate(LIFE):
        for check in (True, False):
            yield {
                "name": f"Step {number}",
                "ory.hydra.hydra_client": options,
                "check_mode": check,
                "register": "step",
                "failed_when": f"step is failed or (step is changed) != {changes} or step.warnings is defined",
            }
        if number == 2:
            role = {
                "smoke_test_client_id": CHANGED["client_id"],
                "smoke_test_client_secret": CHANGED["client_secret"],
                "smoke_test_scope": ["read"],
            }
            yield {
                "name": "Get a token",
                "ansible.builtin.include_role": {"name": "ory.hydra.smoke_test"},
                "vars": role,
            }


def test_a_life_over_sockets(hydra: StandIn, collections: Path, tmp_path: Path) -> None:
    here = stage(hydra, collections, tmp_path)
    defaults = {"group/ory.hydra.hydra": here.connection}
    ok(here.play({"module_defaults": defaults, "tasks": list(tasks())}, environment=ENVIRONMENT), changed=True)
    asked = [f"{entry.method} {entry.path}" for entry in hydra.log]
    assert [line for line in asked if "/clients" in line and not line.startswith("GET")] == [
        "POST /admin/clients", "PUT /admin/clients/a%2Fb", "DELETE /admin/clients/a%2Fb",
    ]  # fmt: skip
    for path in ("token", "revoke"):
        assert f"POST /oauth2/{path}" in asked


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("unix://FOLDER/none.sock", "-1 Request failed: <urlopen error"),
        ("unix://FOLDER/public.sock", "401 invalid_client"),
        ("unix:FOLDER/public.sock", "401 invalid_client"),
        ("unix://public.sock", "-1 Request failed: <urlopen error unknown url type: unix"),
    ],
)
def test_no_token_over_a_socket(
    url: str, sentence: str, hydra: StandIn, folder: Path, collections: Path, tmp_path: Path
) -> None:
    variables = {
        "smoke_test_public_url": url.replace("FOLDER", str(folder)),
        "smoke_test_client_id": "nobody",
        "smoke_test_client_secret": "a-s3cret",
    }
    ran = stage(hydra, collections, tmp_path).role("smoke_test", variables)
    assert ran.returncode == 2
    told = f"cannot get a token from {variables['smoke_test_public_url']}: {sentence}"
    assert told in " ".join(ran.output.split())
    assert "a-s3cret" not in ran.output
