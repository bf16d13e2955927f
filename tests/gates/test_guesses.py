# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that does not report its version is taken for one that it cannot be told from."""

from __future__ import annotations

import importlib

import pytest
import requests

from hydra_stand_in import SERVED, StandIn

UTILS = "ansible_collections.ory.hydra.plugins.module_utils"
CONNECTION = importlib.import_module(f"{UTILS}._server.connection")
DETECT = importlib.import_module(f"{UTILS}._server.detect")
GENERATIONS = importlib.import_module(f"{UTILS}._server.generations")
HTTP = importlib.import_module(f"{UTILS}._server.http_client")


@pytest.mark.parametrize("version", SERVED)
def test_a_guess_stands_for_the_version_that_it_is_made_of(version: str) -> None:
    there = GENERATIONS.parse_version(version)
    with StandIn(version) as server:
        http = HTTP.HttpClient(CONNECTION.Connection(server.admin_url), "admin_url")
        for clients in (0, 1):
            if clients:
                path = "/admin/clients" if there in GENERATIONS.Features.admin_prefix else "/clients"
                requests.post(server.admin_url + path, json={}, timeout=10).raise_for_status()
            guess = DETECT._version_by_behaviour(http, silent=False)
            alike = next((some for some in GENERATIONS.ALIKE if guess in some), GENERATIONS.Range("999.0.0"))
            assert guess == there or there in alike, f"with {clients} clients it is taken for {guess}"
