# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logouts that the clients of a login session are told of: in the browser (front channel), or directly (back channel).

OpenID Connect Front-Channel Logout 1.0 and Back-Channel Logout 1.0.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Iterator

import aiohttp

from . import clock
from .exchange import Call
from .key_sets import ID_TOKEN
from .signing import sign
from .state import Client
from .urls import with_query

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_SECONDS = 10
# Requests on their way; a task that nobody holds can vanish.
_running: set[asyncio.Task[None]] = set()


def _clients(call: Call, session_id: str, member: str) -> Iterator[tuple[Client, str]]:
    """Yield the clients that got something in a login session, and where they want to be told that it ended."""
    state = call.hydra.state
    used = {
        consent.flow.client_id for consent in state.flows.consents.values() if consent.flow.session_id == session_id
    }
    for client_id in sorted(used):
        client = state.clients.get(client_id)
        if client is not None and client.document.get(member):
            yield client, str(client.document[member])


def frames(call: Call, session_id: str) -> list[str]:
    """Return what the browser has to load."""
    parameters = [("iss", call.hydra.issuer), ("sid", session_id)]
    return [with_query(url, parameters) for _client, url in _clients(call, session_id, "frontchannel_logout_uri")]


def tell(call: Call, session_id: str) -> None:
    """Post a logout token to each client that wants one; whether they listen does not matter."""
    for client, url in _clients(call, session_id, "backchannel_logout_uri"):
        claims = {
            "aud": [client.id],
            "events": {_EVENT: {}},
            "iat": int(clock.time()),
            "iss": call.hydra.issuer,
            "jti": str(uuid.uuid4()),
            "sid": session_id,
        }
        task = asyncio.get_running_loop().create_task(_post(url, sign(call.hydra, ID_TOKEN, claims)))
        _running.add(task)
        task.add_done_callback(_running.discard)


async def _post(url: str, token: str) -> None:
    limit = aiohttp.ClientTimeout(total=_SECONDS)
    with contextlib.suppress(aiohttp.ClientError, TimeoutError, ValueError):
        async with aiohttp.ClientSession(timeout=limit) as session, session.post(url, data={"logout_token": token}):
            pass
