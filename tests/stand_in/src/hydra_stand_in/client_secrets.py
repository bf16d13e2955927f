# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotation of client secrets: a new one is made, and those before it authenticate until they are retired."""

from __future__ import annotations

import secrets
import string

from . import clock
from .errors import malformed, missing_resource
from .exchange import Call, Reply, text_reply
from .state import Client

_ALPHABET = string.ascii_letters + string.digits + "-._~"
_KEPT = 5  # secrets that were rotated away and still authenticate
_WITH_SECRET = ("client_secret_basic", "client_secret_post")


def generated(length: int) -> str:
    """Return a new secret of the letters that the server uses."""
    return "".join(secrets.choice(_ALPHABET) for _unused in range(length))


async def rotate(call: Call) -> Reply:
    """POST /clients/{id}/secrets/rotate"""
    client = _bearing(call)
    secret = generated(call.hydra.quirks.generated_secret_length)
    older = (*client.rotated, client.secret) if client.secret else client.rotated
    client.secret, client.rotated = await call.hydra.hasher.hash(secret), older[-_KEPT:]
    return _changed(call, client, secret)


async def retire(call: Call) -> Reply:
    """DELETE /clients/{id}/secrets/rotate"""
    client = _bearing(call)
    client.rotated = ()
    return _changed(call, client, None)


def _bearing(call: Call) -> Client:
    """Return the client.  Raises Refusal where there is none, or where it has no secret to rotate."""
    client = call.hydra.state.clients.get(call.params["id"])
    if client is None:
        raise missing_resource()
    method = client.document["token_endpoint_auth_method"]
    if method not in _WITH_SECRET:
        raise malformed(
            f"The client is configured to use the '{method}' authentication method, "
            "which does not support client secret rotation."
        )
    return client


def _changed(call: Call, client: Client, secret: str | None) -> Reply:
    client.updated_at = clock.now()
    call.hydra.save_client(client)
    extra = client.times
    if secret:
        extra["client_secret"] = secret
    return text_reply(call, call.hydra.client_fields.render(client.document, extra))
