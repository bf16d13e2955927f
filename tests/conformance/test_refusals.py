# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers refuse, and the odd values that they accept: the table that proves the collection's own rules, too."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .api import Api
from .refusals import GROUPS, Row, holds


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_clients_are_refused_by_the_versions_that_the_table_names(api: Api, group: str) -> None:
    version = api.server.version
    told = []
    for row in GROUPS[group]:
        if holds(row.unsure, version) or ("client_id" in row.members and api.quirks.client_id_is_refused):
            continue
        refusal = _refusal(api, row)
        if (refusal is not None) != holds(row.refused, version):
            told.append(f"{row.members} was {'accepted' if refusal is None else 'refused: ' + refusal}")
    assert not told, "\n".join(told)


def _refusal(api: Api, row: Row) -> str | None:
    """Return what a server says that does not take such a client."""
    # Without a secret, which older servers take long to hash.
    reply = api.admin("POST", "/clients", {"token_endpoint_auth_method": "none", **row.members})
    if reply.status_code != 201:
        return reply.text
    api.admin("DELETE", f"/clients/{quote(reply.json()['client_id'], safe='')}")
    return None
