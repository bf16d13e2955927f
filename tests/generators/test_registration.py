# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task says so if and only if its update ends the registration access token of a client that registered itself."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.ory.hydra.plugins.modules import hydra_client
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from generators.conftest import Sites
from support import servers

ON = {"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "true"}
SENTENCE = "it may have registered itself: this update ends its registration access token"


def _versions(sites: Sites) -> list[str]:
    return [version for version in sites.versions if servers.numbers(version) >= (1, 11)]


@pytest.mark.parametrize("on", [True, False])
def test_an_update_that_ends_a_registration_warns(on: bool, sites: Sites, run: Runner) -> None:
    for version in _versions(sites):
        settings = servers.cheap_hashes(version) | (ON if on else {})
        with servers.start(version, sites.real, settings=settings) as server:
            _lives(server, on, run)


def _lives(server: servers.Server, on: bool, run: Runner) -> None:
    session = requests.Session()
    session.trust_env = False
    where = f"{server.public_url}/oauth2/register" if on else server.clients_url
    made = session.post(where, json={"client_name": "Self"}, timeout=60).json()
    path = f"{server.public_url}/oauth2/register/{made['client_id']}"

    def status() -> int:
        header = {"Authorization": "Bearer " + made["registration_access_token"]}
        return session.get(path, headers=header, timeout=60).status_code

    def task(**given: Any) -> Run:
        public = {"public_url": server.public_url}
        one = run(hydra_client.main, dict(public, client_id=made["client_id"], **given), admin_url=server.admin_url)
        assert not one.failed, one.result
        return one

    alive = status()
    assert alive == (200 if on else 404)
    rests = task(client_name="Self")
    assert (rests.changed, rests.warnings, status()) == (False, [], alive)
    checked = run(
        hydra_client.main,
        {"client_id": made["client_id"], "owner": "o", "public_url": server.public_url},
        check=True,
        admin_url=server.admin_url,
    )
    assert [SENTENCE in one for one in checked.warnings] == [True] * on
    assert status() == alive
    done = task(owner="o")
    assert done.changed
    assert [SENTENCE in one for one in done.warnings] == [True] * on
    assert status() == (401 if on else 404)
