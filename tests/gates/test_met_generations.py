# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of ``make test`` meet everything that the collection does for one generation and not for another.

They do not run on each version on both sides of a boundary. The stand-in has its own tables, which recordings of real
servers prove, and what both tables say has to be the same for each version that it serves.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from hydra_stand_in import SERVED
from support import generations, servers

TABLES = importlib.import_module("ansible_collections.ory.hydra.plugins.module_utils._server.generations")
ROWS = {name: row for name, row in vars(TABLES.Features).items() if isinstance(row, TABLES.Range)}


#: Rows of the collection, and what the stand-in has where they hold.
SAME = {
    "admin_prefix": ("admin_prefix", "'/admin'"),
    "bcrypt_secrets": ("secret_counts_to_72_bytes", "True"),
    "challenge_in_path": ("operation", "PUT {admin}/oauth2/auth/requests/login/{challenge}/accept"),
    "client_lifespans": ("operation", "PUT {admin}/clients/{id}/lifespans"),
    "client_patch": ("operation", "PATCH {admin}/clients/{id}"),
    "client_secret_rotation": ("operation", "POST {admin}/clients/{id}/secrets/rotate"),
    "client_tokens_delete": ("operation", "DELETE {admin}/oauth2/tokens"),
    "consent_request_id": ("consents_have_ids", "True"),
    "device_flow": ("operation", "PUT {admin}/oauth2/auth/requests/device/accept"),
    "form_decoded_twice": ("form_secret_is_decoded_twice", "True"),
    "keyset_paging": ("paging", "'keyset'"),
    "list_filters": ("client_filters", "True"),
    "login_session_sid": ("login_session_by_sid", "True"),
    "logout_requests": ("operation", "PUT {admin}/oauth2/auth/requests/logout/accept"),
    "missing_client_is_401": ("get_missing_client_is_401", "True"),
    "paired_keys": ("keys_are_pairs", "True"),
    "registration_tokens": ("operation", "POST /oauth2/register"),
    "server_chosen_client_id": ("client_id_is_refused", "True"),
    "short_rsa_keys_fail": ("short_rsa_keys_fail", "True"),
    "skipped_cannot_be_remembered": ("skipped_cannot_be_remembered", "True"),
    "split_grant_scopes": ("scope_is_split_at_pipes", "True"),
    "subject_in_path": ("operation", "DELETE {admin}/oauth2/auth/sessions/consent/{user}"),
    "token_flush": ("operation", "POST {admin}/oauth2/flush"),
    "trusted_issuers": ("operation", "POST {admin}/trust/grants/jwt-bearer/issuers"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_stand_in_has_the_same_boundaries(name: str) -> None:
    ours = [version for version in SERVED if TABLES.parse_version(version) in ROWS[name]]
    assert ours == [version for version in SERVED if SAME[name] in generations.facts(version)]


@pytest.mark.parametrize("name, row", [*ROWS.items(), *TABLES.KEY_ALGORITHMS.items()])
def test_a_row_is_met_by_servers_on_both_sides(name: str, row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def sides(versions: tuple[str, ...]) -> set[bool]:
        return {TABLES.parse_version(version) in row for version in versions}

    monkeypatch.setattr(servers, "WHOLE", False)
    assert sides(generations.met()) == sides(SERVED), name
