# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on OAuth 2.0 clients."""

from __future__ import annotations

import random
import secrets
import string
import uuid
from datetime import UTC, datetime
from typing import Any

from . import client_patch, clock
from .client_fields import Document
from .client_secrets import generated
from .errors import Refusal, conflict, malformed, missing_resource, undecodable, unrecognizable
from .exchange import Call, Reply, text_reply
from .go_json import DecodeError
from .paths import cleaned_path, in_path, one_line
from .state import Client, rounded, to_microsecond

# A patch of 1.10 takes the hash for the secret, shows it and hashes it once more.
_HASH_LETTERS = string.ascii_letters + string.digits + "./"
# What Go makes of a time that nobody gave.
_ZERO_TIME = datetime(1, 1, 1, tzinfo=UTC)


async def create(call: Call) -> Reply:
    """POST /clients"""
    quirks = call.hydra.quirks
    document = read_body(call, quirks.undecodable_create_is_500)
    if quirks.client_id_is_refused and document["client_id"]:
        raise malformed(
            "It is no longer possible to set an OAuth2 Client ID as a user. "
            "The system will generate a unique ID for you."
        )
    return await add(call, document)


async def add(call: Call, document: Document, register_path: str | None = None) -> Reply:
    """Create a client, with an id that is chosen here if it has none.  Raises Refusal."""
    hydra, quirks = call.hydra, call.hydra.quirks
    hydra.check_client(document)
    chosen_here = not document["client_id"]
    if chosen_here:
        document["client_id"] = str(uuid.uuid4())
    secret = document["client_secret"] or generated(quirks.generated_secret_length)
    hashed = await hydra.hasher.hash(secret)
    if hydra.state.clients.get(document["client_id"]) is not None:
        raise conflict()
    moment = clock.now()
    client = Client(hydra.client_fields.stored(document), hashed, rounded(moment), _updated_at(call, moment))
    client.registration_token = hydra.opaque_token()
    hydra.save_client(client)
    extra: Document = client.times
    if document["token_endpoint_auth_method"] != "none":
        extra["client_secret"] = secret
    if quirks.registration_in_create_reply:
        extra["registration_access_token"] = client.registration_token
        ending = register_path or quirks.register_path_of_generated_id if chosen_here else "/{id}"
        path = "/oauth2/register" + ending.replace("{id}", in_path(client.id, quirks.id_in_register_uri))
        extra["registration_client_uri"] = hydra.public_url + cleaned_path(path)
    document["client_secret_expires_at"] = 0
    location = f"{quirks.admin_prefix}/clients/{in_path(client.id, quirks.id_in_location)}"
    if quirks.id_in_location != "raw":
        location = cleaned_path(location)
    if register_path and quirks.registration_location_is_relative:
        location = location.lstrip("/")
    text = hydra.client_fields.render(document, extra)
    return text_reply(call, text, 201, {"Location": one_line(location)})


async def read(call: Call) -> Reply:
    """GET /clients/{id}"""
    client = call.hydra.state.clients.get(call.params["id"])
    if client is None:
        if call.hydra.quirks.get_missing_client_is_401:
            raise Refusal(
                401,
                "The request could not be authorized",
                "The requested OAuth 2.0 client does not exist or you did not provide the necessary credentials",
            )
        raise missing_resource()
    _check_readable(client)
    return text_reply(call, client.text)


async def replace(call: Call) -> Reply:
    """PUT /clients/{id}"""
    document = read_body(call, call.hydra.quirks.undecodable_update_is_500)
    document["client_id"] = call.params["id"]
    return await update(call, document, document["created_at"])


async def patch(call: Call) -> Reply:
    """PATCH /clients/{id}, with a JSON Patch (RFC 6902)"""
    hydra = call.hydra
    client = _existing(call)
    try:
        document = client_patch.apply(hydra.client_fields, client, call.body)
    except (client_patch.PatchError, DecodeError) as problem:
        raise unrecognizable(problem) from None
    if hydra.quirks.patch_destroys_the_secret and not document["client_secret"]:
        document["client_secret"] = "$2a$10$" + "".join(secrets.choice(_HASH_LETTERS) for _unused in range(53))
    return await update(call, document, None)


async def set_lifespans(call: Call) -> Reply:
    """PUT /clients/{id}/lifespans"""
    client = _existing(call)
    fields = call.hydra.client_fields
    try:
        lifespans = fields.read(call.body, only_lifespans=True)
    except DecodeError as problem:
        raise undecodable(problem, as_500=False) from None
    document = dict(fields.empty(), **client.document)
    for field in fields.lifespans:
        document[field.name] = lifespans[field.name]
    return await update(call, document, None)


async def delete(call: Call) -> Reply:
    """DELETE /clients/{id}"""
    state = call.hydra.state
    client = state.clients.get(call.params["id"])
    if client is not None and not call.hydra.quirks.delete_missing_client_is_204:  # those do not look
        _check_readable(client)
    if state.clients.remove(call.params["id"]):
        state.forget_tokens_of(call.params["id"])
        state.flows.forget_client(call.params["id"], and_consents=not call.hydra.quirks.consents_survive_their_client)
    elif not call.hydra.quirks.delete_missing_client_is_204:
        raise missing_resource()
    return Reply(204)


async def list_all(call: Call) -> Reply:
    """GET /clients"""
    state, quirks = call.hydra.state, call.hydra.quirks
    wanted: dict[str, Any] = {}
    if quirks.client_filters:
        wanted = {name: value for name in ("client_name", "owner") if (value := call.parameter(name))}
    page = call.hydra.pager.page(
        call,
        f"{quirks.admin_prefix}/clients",
        total=len(state.clients),
        rows_after=lambda after: (
            state.clients.by_creation() if quirks.clients_are_in_order_of_creation else state.clients.after(after)
        ),
        key=lambda client: client.id,
        keep=lambda client: all(client.document[name] == value for name, value in wanted.items()),
    )
    if quirks.page_is_in_random_order:
        random.shuffle(page.rows)
    _check_readable(*page.rows)
    text = "[" + ",".join(client.text for client in page.rows) + "]"
    if not page.rows and quirks.empty_page_is_null:
        text = "null"
    return text_reply(call, text, headers=page.headers)


def read_body(call: Call, undecodable_is_500: bool) -> Document:
    """Return the client in the body.  Raises Refusal."""
    try:
        return call.hydra.client_fields.read(call.body)
    except DecodeError as problem:
        raise undecodable(problem, undecodable_is_500) from None


def _existing(call: Call) -> Client:
    client = call.hydra.state.clients.get(call.params["id"])
    if client is None:
        raise missing_resource()
    _check_readable(client)
    return client


def _check_readable(*clients: Client) -> None:
    if any(client.lost for client in clients):
        raise unrecognizable()


async def update(call: Call, document: Document, sent_created_at: str | None, token: str = "") -> Reply:
    """Change a client; with ``token`` that becomes the one of its registration.  Raises Refusal."""
    hydra = call.hydra
    hydra.check_client(document)
    client_id, secret = document["client_id"], document["client_secret"]
    hashed = await hydra.hasher.hash(secret) if secret else None
    old = hydra.state.clients.get(client_id)
    if old is None:
        raise missing_resource()
    _check_readable(old)
    if hydra.quirks.replacement_keeps_what_is_empty:
        document |= {name: value for name, value in old.document.items() if not document[name]}
    moment = clock.now()
    document["client_secret_expires_at"] = 0
    stored = hydra.client_fields.stored(document)
    updated_at, rotated = _updated_at(call, moment), () if hashed else old.rotated
    client = Client(stored, hashed or old.secret, old.created_at, updated_at, rotated=rotated)
    extra = client.times
    replaced = call.method == "PUT" and not call.path.endswith("/lifespans")
    if not replaced and not (call.method == "PATCH" and hydra.quirks.patch_ends_registration):
        client.registration_token = old.registration_token
    if replaced:
        created_at = moment if hydra.quirks.created_at_of_replacement == "now" else _ZERO_TIME
        extra["created_at"] = sent_created_at or to_microsecond(created_at)
        if hydra.quirks.replacement_sets_created_at:
            client.created_at = datetime.fromisoformat(sent_created_at) if sent_created_at else created_at
    if token:
        client.registration_token = extra["registration_access_token"] = token
    hydra.save_client(client)
    if secret:
        extra["client_secret"] = secret
    for name in ("registration_access_token", "registration_client_uri"):
        if document.get(name):
            extra.setdefault(name, document[name])
    return text_reply(call, hydra.client_fields.render(document, extra))


def _updated_at(call: Call, moment: datetime) -> datetime:
    return rounded(moment) if call.hydra.quirks.updated_at_is_rounded else moment
