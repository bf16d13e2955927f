# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of an OAuth 2.0 client as data, and how a body becomes field values.

A *document* here is what one body said, with the zero value of the field's kind where it said nothing: ``None``
for lists, objects and durations, ``""`` for strings, ``False`` for booleans.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from . import go_duration, jwk
from .generations import Quirks
from .go_json import DecodeError, compact, decode_object, kind_of
from .go_time import read_time
from .versions import FIRST, Span


class Kind(Enum):
    """How a value is read from a body, and how it is shown."""

    STRING = "string"
    BOOL = "bool"
    INT = "int"
    LIST = "list"
    OPTIONAL_BOOL = "optional bool"
    DURATION = "duration"
    JWKS = "jwks"
    ANY = "any"
    TIME = "time"


@dataclass(frozen=True)
class RawJson:
    """A JSON value that is kept as it was spelled, as Hydra keeps ``metadata``."""

    text: str


@dataclass(frozen=True)
class Field:
    """One member of a client: its name, how it is read, when it exists and when a reply leaves it out."""

    name: str
    kind: Kind = Kind.STRING
    since: str = FIRST
    until: str | None = None
    omit_empty: bool = False
    # In the reply to a write, an empty list that was not sent: [] instead of null.
    empty_in_write_reply: bool = False
    # Read and type-checked, but neither stored nor shown.
    only_read: bool = False


def _lifespan(name: str, since: str = "1.11.9", until: str | None = None) -> Field:
    return Field(f"{name}_token_lifespan", Kind.DURATION, since, until)


_ALL = (
    Field("client_id"),
    Field("client_name"),
    Field("client_secret", only_read=True),
    Field("redirect_uris", Kind.LIST),
    Field("grant_types", Kind.LIST),
    Field("response_types", Kind.LIST),
    Field("scope"),
    Field("audience", Kind.LIST, empty_in_write_reply=True),
    Field("owner"),
    Field("policy_uri"),
    Field("allowed_cors_origins", Kind.LIST, empty_in_write_reply=True),
    Field("tos_uri"),
    Field("client_uri"),
    Field("logo_uri"),
    Field("contacts", Kind.LIST),
    Field("client_secret_expires_at", Kind.INT),
    Field("subject_type"),
    Field("sector_identifier_uri", omit_empty=True),
    Field("jwks_uri", omit_empty=True),
    Field("jwks", Kind.JWKS),
    Field("token_endpoint_auth_method"),
    Field("token_endpoint_auth_signing_alg", since="1.5.0", omit_empty=True),
    Field("request_uris", Kind.LIST, omit_empty=True),
    Field("request_object_signing_alg", omit_empty=True),
    Field("userinfo_signed_response_alg"),
    Field("created_at", Kind.TIME, only_read=True),
    Field("updated_at", Kind.TIME, only_read=True),
    Field("frontchannel_logout_uri", since="1.0.0-rc.10", omit_empty=True),
    Field("frontchannel_logout_session_required", Kind.BOOL, "1.0.0-rc.10", omit_empty=True),
    Field("post_logout_redirect_uris", Kind.LIST, "1.0.0-rc.10", omit_empty=True),
    Field("backchannel_logout_uri", since="1.0.0-rc.10", omit_empty=True),
    Field("backchannel_logout_session_required", Kind.BOOL, "1.0.0-rc.10", omit_empty=True),
    Field("metadata", Kind.ANY, "1.0.9"),
    Field("access_token_strategy", since="2.1.0", omit_empty=True),
    Field("skip_consent", Kind.BOOL, "2.1.0"),
    Field("skip_logout_consent", Kind.OPTIONAL_BOOL, "2.2.0"),
    Field("registration_access_token", since="1.11.0", only_read=True),
    Field("registration_client_uri", since="1.11.0", only_read=True),
    _lifespan("authorization_code_grant_access"),
    _lifespan("authorization_code_grant_id"),
    _lifespan("authorization_code_grant_refresh"),
    _lifespan("client_credentials_grant_access"),
    _lifespan("implicit_grant_access"),
    _lifespan("implicit_grant_id"),
    _lifespan("jwt_bearer_grant_access"),
    _lifespan("password_grant_access", until="1.11.10"),
    _lifespan("password_grant_refresh", until="1.11.10"),
    _lifespan("refresh_token_grant_access"),
    _lifespan("refresh_token_grant_id"),
    _lifespan("refresh_token_grant_refresh"),
    _lifespan("device_authorization_grant_access", "25.4.0"),
    _lifespan("device_authorization_grant_id", "25.4.0"),
    _lifespan("device_authorization_grant_refresh", "25.4.0"),
)

Document = dict[str, Any]
_INT_LIMIT = 2**63
_ZERO: dict[Kind, Any] = {Kind.STRING: "", Kind.BOOL: False, Kind.INT: 0}
_GO_TYPES = {Kind.STRING: "string", Kind.BOOL: "bool", Kind.INT: "int", Kind.DURATION: "string"}


class ClientFields:
    """The fields that one version has."""

    def __init__(self, version: str, quirks: Quirks) -> None:
        self.quirks = quirks
        self.all = tuple(field for field in _ALL if version in Span(field.since, field.until))
        self.shown = tuple(field for field in self.all if not field.only_read)
        self.lifespans = tuple(field for field in self.all if field.kind is Kind.DURATION)
        self._by_lower_name = {field.name.lower(): field for field in self.all}

    def empty(self) -> Document:
        """Return the document of a body that says nothing."""
        return {field.name: _ZERO.get(field.kind) for field in self.all}

    def read(self, body: bytes, onto: Document | None = None, only_lifespans: bool = False) -> Document:
        """Return the document of a body, laid over ``onto`` where given.  Raises DecodeError."""
        go_type = f"client.{self.quirks.lifespans_type if only_lifespans else 'Client'}"
        document = self.empty() if onto is None else dict(onto)
        first_problem: DecodeError | None = None
        for member in decode_object(body, go_type):
            field = self._by_lower_name.get(member.key.lower())
            if field is None or (only_lifespans and field.kind is not Kind.DURATION):
                continue
            try:
                document[field.name] = self._value(field, member.value, member.text, document, only_lifespans)
            except DecodeError as problem:
                if _decodes_itself(field.kind, member.value):
                    raise
                first_problem = first_problem or problem
        if first_problem:
            raise first_problem
        return document

    def _value(self, field: Field, value: Any, text: str, document: Document, only_lifespans: bool) -> Any:
        kind = field.kind
        if kind is Kind.ANY:
            return RawJson(compact(text))
        if value is None:
            # Null empties a list or object, and leaves everything else as it was.
            return None if kind in (Kind.LIST, Kind.JWKS) else document[field.name]
        if kind in (Kind.STRING, Kind.DURATION) and isinstance(value, str):
            return value if kind is Kind.STRING else go_duration.parse(value)
        if kind in (Kind.BOOL, Kind.OPTIONAL_BOOL) and isinstance(value, bool):
            return value
        if kind is Kind.INT and isinstance(value, int) and not isinstance(value, bool) and abs(value) < _INT_LIMIT:
            return value
        if kind is Kind.LIST and isinstance(value, list):
            return self._strings(field, value)
        if kind is Kind.JWKS and isinstance(value, dict):
            keys = _keys_of(value)
            if not keys:
                return document[field.name] or ({"keys": None} if self.quirks.empty_jwks_has_null_keys else {})
            return jwk.read_set({"keys": keys[-1]}, "JoseJSONWebKeySet.jwks.JSONWebKeySet.keys", self.quirks)
        if kind is Kind.TIME:
            return read_time(value)
        raise self._wrong_type(field, value, text, only_lifespans)

    def _strings(self, field: Field, value: list[Any]) -> list[str]:
        for item in value:
            if item is not None and not isinstance(item, str):
                where = f"Go struct field Client.{field.name}"
                raise DecodeError(f"json: cannot unmarshal {kind_of(item)} into {where} of type string")
        return [item or "" for item in value]

    def _wrong_type(self, field: Field, value: Any, text: str, only_lifespans: bool) -> DecodeError:
        if field.kind is Kind.OPTIONAL_BOOL:
            return DecodeError(f"json: cannot unmarshal {kind_of(value)} into Go value of type bool")
        go_type = _GO_TYPES.get(field.kind) or (
            "x.JoseJSONWebKeySet" if field.kind is Kind.JWKS else self.quirks.list_type
        )
        path = f"Client.{field.name}"
        if field.kind is Kind.DURATION:
            path = f"{self.quirks.lifespans_type if only_lifespans else self.quirks.lifespan_path}.{field.name}"
        number = f" {text}" if field.kind is Kind.INT and kind_of(value) == "number" else ""
        return DecodeError(
            f"json: cannot unmarshal {kind_of(value)}{number} into Go struct field {path} of type {go_type}"
        )

    def stored(self, document: Document) -> Document:
        """Return a document as the store gives it back; in a database no list and, since 1.4, no object is absent."""
        quirks = self.quirks
        result = {field.name: document[field.name] for field in self.shown}
        for field in self.shown:
            value = result[field.name]
            if field.kind is Kind.LIST and not (value is None and quirks.absent_list_is_stored_as_null):
                value = list(value or ())
                if quirks.pipes_in_lists_are_escaped:
                    value = _through_text(value)
                if quirks.list_is_split_at_pipes:
                    value = [part for item in value for part in item.split("|")]
                if quirks.list_drops_empty_strings:
                    value = [item for item in value if item]
            elif field.kind is Kind.JWKS and value is None and quirks.absent_jwks_is_shown:
                value = {}
            elif field.kind is Kind.ANY and value is None and quirks.absent_metadata is not None:
                value = RawJson(quirks.absent_metadata)
            result[field.name] = value
        return result

    def render(self, document: Document, extra: Document, without: str = "") -> str:
        """Return the JSON text of a client, ``without`` one of its members; ``extra`` ones are added as they are."""
        members = []
        for field in self.shown:
            value = document[field.name]
            if field.name == without or self._is_left_out(field, value):
                continue
            if field.kind is Kind.LIST and value is None and field.empty_in_write_reply:
                value = None if self.quirks.audience_is_null_in_write_reply else []
            members.append(f'"{field.name}":{self._text(field, value)}')
        for name, value in extra.items():
            members.append(f'"{name}":{json.dumps(value, ensure_ascii=False)}')
        return "{" + ",".join(members) + "}"

    def _is_left_out(self, field: Field, value: Any) -> bool:
        if value is None and field.kind is Kind.JWKS:
            return not self.quirks.absent_jwks_is_shown
        if value is None and field.kind is Kind.ANY:
            return not self.quirks.absent_metadata_is_in_write_reply
        return field.omit_empty and not value

    def _text(self, field: Field, value: Any) -> str:
        if field.kind is Kind.ANY:
            return value.text if isinstance(value, RawJson) else "{}"
        if field.kind is Kind.DURATION and value is not None:
            value = go_duration.render(value)
        elif field.kind is Kind.JWKS:
            value = value or {}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _keys_of(value: dict[str, Any]) -> list[Any]:
    """Return the members called ``keys``, in any letter case; the last one counts."""
    return [member for name, member in value.items() if name.lower() == "keys"]


def _decodes_itself(kind: Kind, value: Any) -> bool:
    """Whether a value has a decoder of its own, after whose refusal nothing is read any more."""
    if kind is Kind.JWKS:
        return isinstance(value, dict) and any(isinstance(keys, list) for keys in _keys_of(value)[-1:])
    return kind in (Kind.DURATION, Kind.OPTIONAL_BOOL, Kind.TIME)


def _through_text(entries: list[str]) -> list[str]:
    """Return a list as it is read from one text: no | behind a backslash separates entries, however many there are."""
    text = "|".join(entry.replace("|", r"\|") for entry in entries)
    parts, start, escaped = [], 0, False
    for position, character in enumerate(text):
        if character == "\\":
            escaped = not escaped
        elif character != "|":
            escaped = False
        elif not escaped:
            parts.append(text[start:position])
            start = position + 1
    return [part.replace(r"\|", "|") for part in (*parts, text[start:]) if part]
