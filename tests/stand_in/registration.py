# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that register themselves (RFC 7591) and read what became of that (RFC 7592), where it is enabled."""

from __future__ import annotations

from . import clients, not_found
from .errors import Refusal
from .exchange import Call, Reply, text_reply


async def create(call: Call) -> Reply:
    """POST /oauth2/register"""
    if not call.hydra.dynamic_registration:
        return _off(call)
    return await clients.register(call)


async def read(call: Call) -> Reply:
    """GET /oauth2/register/{id}"""
    hydra = call.hydra
    if not hydra.dynamic_registration:
        return _off(call)
    client = hydra.state.clients.get(call.params["id"])
    scheme, _blank, token = call.headers.get("Authorization", "").partition(" ")
    if client is None or scheme.lower() != "bearer" or not token or token != client.registration_token:
        raise Refusal(
            401,
            "The request could not be authorized",
            "The requested OAuth 2.0 client does not exist or you provided incorrect credentials.",
        )
    return text_reply(call, client.text)


def _off(call: Call) -> Reply:
    if call.hydra.quirks.registration_off_is_no_route:
        return not_found.reply(
            call.hydra.quirks.unknown_public_route, call.headers.get("Accept", ""), call.hydra.quirks.not_found_page
        )
    raise Refusal(404, "The requested resource could not be found", "Dynamic registration is not enabled.")
