# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where clients cannot register themselves, which is the default."""

from __future__ import annotations

from .api import Api

SINCE = (1, 11)


def test_it_is_told_that_registration_is_off(api: Api) -> None:
    made = api.create("somebody")
    token = made["registration_access_token"]
    for authorization in ("", f"Bearer {token}"):
        reply = api.public("GET", f"/oauth2/register/{made['client_id']}", Authorization=authorization)
        assert reply.status_code == 404
    reply = api.public("POST", "/oauth2/register", {})
    assert reply.status_code == 404
