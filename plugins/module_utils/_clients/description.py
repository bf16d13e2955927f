# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is to be known of OAuth 2.0 clients beside their fields, and how they are shown. Pure."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

from .._server.admin_api import Document
from .._values.jwk import without_private_members
from .._values.versions import Version
from .client_fields import FIELDS
from .fields import JSON, JWK_SET, Field

TITLE, PLURAL = "OAuth 2.0 client", "clients"

ID, NAME, OWNER = "client_id", "client_name", "owner"
ALTERNATE = (
    NAME,
    OWNER,
)  # what a client is found by where its id is not given or not ours to choose; the first is needed
EXCLUSIVE = ("jwks", "jwks_uri")  # only one of them can be set

SECRET, AUTH_METHOD = "client_secret", "token_endpoint_auth_method"
_WITHOUT_SECRET = ("none", "private_key_jwt")

REGISTRATION_TOKEN = "registration_access_token"
#: Members that the server alone sets, which an entry may have and which mean nothing in it.
SERVER_SIDE = frozenset(
    ("client_secret_expires_at", "created_at", "updated_at", REGISTRATION_TOKEN, "registration_client_uri")
)
#: Members of what the server returns that are not sent back to it. Up to 1.8 created_at would be lost otherwise.
NEVER_SENT = (SERVER_SIDE | {SECRET}) - {"created_at"}
_NEVER_RETURNED = frozenset((SECRET, REGISTRATION_TOKEN))

_RANDOM_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_FIELDS = {one.name: one for one in FIELDS}
_WITH_SECRETS = tuple(one for one in FIELDS if one.kind.has_secrets)


def field_named(name: str) -> Field:
    """Return a field as the newest servers have it."""
    return _FIELDS[name]


@functools.lru_cache(maxsize=None)
def fields_at(version: Version) -> t.Tuple[Field, ...]:
    """Return the fields that servers of a version have, as they have them."""
    return tuple(one.at(version) for one in FIELDS if version in one.where)


def label_of(client: t.Mapping[str, t.Any]) -> str:
    """Return what a user knows a client by: its id, or else its name."""
    return str(client.get(ID) or client.get(NAME) or "")


def auth_method(client: Document) -> str:
    """Return how a client authenticates at the token endpoint."""
    return str(client.get(AUTH_METHOD) or field_named(AUTH_METHOD).unset)


def bears_secret(client: Document) -> bool:
    """Tell whether a client of this form has a secret."""
    return auth_method(client) not in _WITHOUT_SECRET


def may_have_registered_itself(client: Document) -> bool:
    """Tell whether a client may have registered itself: no server says so, but its id and members have to fit."""
    return (
        bool(_RANDOM_UUID.fullmatch(str(client.get(ID))))
        and not client.get("metadata")
        and not client.get("skip_consent")
    )


def matches(client: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a client has these values in these members, an absent one being an empty text."""
    return all((client.get(name) or "") == (value or "") for name, value in wanted.items())


def has_metadata(client: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether the metadata of a client has all of these members with these values."""
    metadata = client.get("metadata")
    if not isinstance(metadata, dict):
        return not wanted
    return all(name in metadata and JSON.same(value, metadata[name]) for name, value in wanted.items())


@dataclass(frozen=True)
class OwnedClients:
    """A list that owns the clients of an owner, or with a mark in their metadata, or both."""

    owner: t.Optional[str] = None
    mark: Document = field(default_factory=dict)

    def owns(self, client: Document) -> bool:
        """Tell whether the list owns a client."""
        return (not self.owner or client.get(OWNER) == self.owner) and has_metadata(client, self.mark)

    @property
    def listing(self) -> t.Mapping[str, str]:
        """The filters of a listing that has all of its clients."""
        return {OWNER: self.owner} if self.owner else {}


# How a client is shown


def presentable(client: Document) -> Document:
    """Return a client as a result shows it, without anything secret and in one spelling per value."""
    shown = {name: value for name, value in client.items() if name not in _NEVER_RETURNED}
    for one in FIELDS:
        if one.name in shown and shown[one.name] is None:
            shown[one.name] = one.unset
        elif one.kind is JWK_SET and one.name in shown:
            shown[one.name] = without_private_members(shown[one.name])
    return shown


def secrets_of(client: Document) -> t.Iterator[str]:
    """Yield what of a client must never be printed."""
    for name in _NEVER_RETURNED:
        if isinstance(client.get(name), str) and client[name]:
            yield client[name]
    for one in _WITH_SECRETS:
        if client.get(one.name):
            yield from one.kind.secrets(client[one.name])


def described(client: Document, version: Version) -> Document:
    """Return what a diff shows of a whole client: its id and every field that is not at its default."""
    shown = {ID: client[ID]} if client.get(ID) else {}
    for one in fields_at(version):
        value = client.get(one.name)
        if value is not None and not one.same(value, None):
            shown[one.name] = one.shown(value)
    return shown
