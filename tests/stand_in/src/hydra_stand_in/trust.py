# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuers whose JWTs may be exchanged for tokens (RFC 7523 section 2.1): operations, and what is remembered of them."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

from . import clock, jwk
from .errors import Refusal, conflict, malformed, missing_parameter, missing_resource, unrecognizable
from .exchange import Call, Reply, json_reply
from .go_json import DecodeError, decode_object, go_string, kind_of
from .go_time import read_time
from .grants import TrustedIssuer
from .state import to_second

_ROUTE = "/trust/grants/jwt-bearer/issuers"
_TYPE = "createGrantRequest"
_ZERO_TIME = "0001-01-01T00:00:00Z"
_PLAIN_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


async def create(call: Call) -> Reply:
    """POST /trust/grants/jwt-bearer/issuers"""
    state, quirks = call.hydra.state, call.hydra.quirks
    try:
        body = _read(call)
    except DecodeError as problem:
        if quirks.undecodable_create_is_500:
            raise unrecognizable(problem) from None
        raise Refusal(400, "error", str(problem)) from None
    _check(body)
    issuer, key = body["issuer"], body["jwk"]
    grant = TrustedIssuer(
        str(uuid.uuid4()),
        issuer,
        body["subject"],
        body["allow_any_subject"],
        _stored_scope(body["scope"] or [], quirks.scope_is_split_at_pipes),
        key["kid"],
        to_second(clock.now()),
        to_second(datetime.fromisoformat(body["expires_at"])),
    )
    if state.grants.conflicts(grant):
        raise conflict()
    if state.keys.find(issuer, grant.kid) is None:
        state.keys.add(issuer, [key])
    state.grants.put(grant)
    # The reply repeats the scope as it was sent.
    return json_reply(call, _shown(grant) | {"scope": body["scope"]}, 201, {"Location": f"{_ROUTE}/{grant.id}"})


async def read(call: Call) -> Reply:
    """GET /trust/grants/jwt-bearer/issuers/{id}"""
    return json_reply(call, _shown(_existing(call)))


async def delete(call: Call) -> Reply:
    """DELETE /trust/grants/jwt-bearer/issuers/{id}: its key goes, too, and every other grant that rests on that key"""
    grant = _existing(call)
    call.hydra.state.keys.remove(grant.issuer, grant.kid)
    call.hydra.state.grants.forget_keys(grant.issuer, grant.kid)
    return Reply(204)


async def list_all(call: Call) -> Reply:
    """GET /trust/grants/jwt-bearer/issuers"""
    grants, issuer = call.hydra.state.grants, call.parameter("issuer")
    page = call.hydra.pager.page(
        call,
        call.hydra.quirks.admin_prefix + _ROUTE,
        total=len(grants),
        rows_after=grants.after,
        key=lambda grant: grant.id,
        keep=lambda grant: not issuer or grant.issuer == issuer,
    )
    return json_reply(call, [_shown(grant) for grant in page.rows], headers=page.headers)


def _shown(grant: TrustedIssuer) -> dict[str, Any]:
    return {
        "id": grant.id,
        "issuer": grant.issuer,
        "subject": grant.subject,
        "allow_any_subject": grant.allow_any_subject,
        "scope": grant.scope,
        "public_key": {"set": grant.issuer, "kid": grant.kid},
        "created_at": grant.created_at,
        "expires_at": grant.expires_at,
    }


def _stored_scope(scope: list[str], split: bool) -> list[str]:
    if split:
        return [part for word in scope for part in word.split("|")]
    return [word for word in scope if word]


def _existing(call: Call) -> TrustedIssuer:
    text = call.params["id"]
    if call.hydra.quirks.grant_id_must_be_uuid:
        text = _checked_id(text)
    grant = call.hydra.state.grants.get(text)
    if grant is None:
        raise missing_resource()
    return grant


def _checked_id(text: str) -> str:
    """Return an id in its usual spelling; there are four, one of them without hyphens."""
    problem = ""
    plain = text
    if len(text) == 32:
        plain = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    elif len(text) == 38 and text.startswith("{") and text.endswith("}"):
        plain = text[1:-1]
    elif len(text) == 45 and text.startswith("urn:uuid:"):
        plain = text[9:]
    elif len(text) != 36:
        problem = f"uuid: incorrect UUID length {len(text.encode())} in string {go_string(text)}"
    if not problem and [plain[position] for position in (8, 13, 18, 23)] != ["-"] * 4:
        problem = f"uuid: incorrect UUID format in string {go_string(plain)}"
    elif not problem and not _PLAIN_UUID.fullmatch(plain):
        problem = "uuid: invalid UUID format"
    if problem:
        raise malformed(f"Unable to parse parameter id: {problem}")
    return plain.lower()


def _read(call: Call) -> dict[str, Any]:
    body: dict[str, Any] = {
        "issuer": "",
        "subject": "",
        "allow_any_subject": False,
        "scope": None,
        "jwk": {},
        "expires_at": _ZERO_TIME,
    }
    first_problem: DecodeError | None = None
    for member in decode_object(call.body, f"trust.{_TYPE}"):
        name, value = member.key.lower(), member.value
        if name == "jwk":
            body[name] = jwk.read_key(value, call.hydra.quirks)
        elif name == "expires_at" and value is not None:
            body[name] = read_time(value)
        elif name in body and value is not None:
            try:
                body[name] = _value(name, value, body[name])
            except DecodeError as problem:  # what follows is read all the same
                first_problem = first_problem or problem
    if first_problem:
        raise first_problem
    return body


def _value(name: str, value: Any, empty: Any) -> Any:
    if name == "scope" and isinstance(value, list):
        for item in value:
            if item is not None and not isinstance(item, str):
                raise _wrong_type(name, item, "string")
        return [item or "" for item in value]
    if name == "scope":
        raise _wrong_type(name, value, "[]string")
    if not isinstance(value, type(empty)):
        raise _wrong_type(name, value, "bool" if empty is False else "string")
    return value


def _wrong_type(name: str, value: Any, go_type: str) -> DecodeError:
    where = f"Go struct field {_TYPE}.{name}"
    return DecodeError(f"json: cannot unmarshal {kind_of(value)} into {where} of type {go_type}")


def _check(body: dict[str, Any]) -> None:
    if not body["issuer"]:
        raise missing_parameter("Field 'issuer' is required.")
    if not body["subject"] and not body["allow_any_subject"]:
        raise missing_parameter("One of 'subject' or 'allow_any_subject' field must be set.")
    if body["subject"] and body["allow_any_subject"]:
        raise missing_parameter("Both 'subject' and 'allow_any_subject' fields cannot be set at the same time.")
    if body["expires_at"] == _ZERO_TIME:
        raise missing_parameter("Field 'expires_at' is required.")
    if not body["jwk"].get("kid"):
        raise missing_parameter("Field 'jwk' must contain JWK with kid header.")
