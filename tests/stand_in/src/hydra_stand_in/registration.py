# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that register themselves, and look after their registration (RFC 7591, RFC 7592), where that is enabled."""

from __future__ import annotations

from . import clients, not_found
from .client_fields import Document, RawJson
from .errors import Refusal, client_metadata, malformed
from .exchange import Call, Reply, text_reply
from .go_json import DecodeError
from .state import Client


async def create(call: Call) -> Reply:
    """POST /oauth2/register: a client that chooses neither its id nor what trusts it"""
    if not call.hydra.dynamic_registration:
        return _off(call)
    document = clients.read_body(call, call.hydra.quirks.undecodable_create_is_500)
    document["client_id"] = ""
    if document["client_secret"]:
        raise _chosen_secret(403 if call.hydra.quirks.registration_with_secret_is_403 else 400)
    _check(call, document)
    return await clients.add(call, document, "/{id}")


async def read(call: Call) -> Reply:
    """GET /oauth2/register/{id}"""
    if not call.hydra.dynamic_registration:
        return _off(call)
    client = _owner(call)
    return text_reply(call, call.hydra.client_fields.render(client.document, client.times, without="metadata"))


async def replace(call: Call) -> Reply:
    """PUT /oauth2/register/{id}: the token is replaced too"""
    if not call.hydra.dynamic_registration:
        return _off(call)
    client = _owner(call)
    try:
        document = call.hydra.client_fields.read(call.body)
    except DecodeError:
        raise malformed("Unable to decode the request body. Is it valid JSON?") from None
    if document["client_secret"]:
        raise _chosen_secret(403)
    document["client_id"] = client.id
    _check(call, document)
    return await clients.update(call, document, document["created_at"], token=call.hydra.opaque_token())


async def delete(call: Call) -> Reply:
    """DELETE /oauth2/register/{id}"""
    if not call.hydra.dynamic_registration:
        return _off(call)
    _owner(call)
    return await clients.delete(call)


def _check(call: Call, document: Document) -> None:
    """Refuse what only administrators can set."""
    quirks = call.hydra.quirks
    if isinstance(document["metadata"], RawJson):  # even if it is null
        text = "cannot be set for dynamic client registration"
        raise client_metadata(f"'metadata' {text}" if quirks.registration_refuses_privileges else f"metadata {text}'")
    if not quirks.registration_refuses_privileges:
        return
    if document.get("access_token_strategy"):
        raise malformed("It is not allowed to choose your own access token strategy.")
    for name in ("skip_consent", "skip_logout_consent"):
        if document.get(name):
            raise Refusal(400, "invalid_request", hint=f"'{name}' cannot be set for dynamic client registration")


def _chosen_secret(status: int) -> Refusal:
    sentence = "It is not allowed to choose your own OAuth2 Client secret."
    return malformed(sentence) if status == 400 else Refusal(403, "The requested action was forbidden", hint=sentence)


def _owner(call: Call) -> Client:
    """Return the client whose token the request has.  Raises Refusal."""
    client = call.hydra.state.clients.get(call.params["id"])
    scheme, _blank, token = call.headers.get("Authorization", "").partition(" ")
    if client is None or scheme.lower() != "bearer" or not token or token != client.registration_token:
        raise Refusal(
            401,
            "The request could not be authorized",
            "The requested OAuth 2.0 client does not exist or you provided incorrect credentials.",
        )
    return client


def _off(call: Call) -> Reply:
    if call.hydra.quirks.registration_off_is_no_route:
        return not_found.reply(
            call.hydra.quirks.unknown_public_route, call.headers.get("Accept", ""), call.hydra.quirks.not_found_page
        )
    raise Refusal(404, "The requested resource could not be found", "Dynamic registration is not enabled.")
