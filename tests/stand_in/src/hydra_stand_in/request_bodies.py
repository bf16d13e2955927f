# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies that accept and reject login and consent requests: which members there are, and of which type.

Up to 2.3 a member that is not known is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .errors import Refusal, query_parameter, unrecognizable
from .exchange import Call
from .generations import Quirks
from .go_json import DecodeError, decode_object, kind_of
from .go_json import Member as SentMember
from .go_time import read_time
from .versions import FIRST, Span


@dataclass(frozen=True)
class Member:
    """One member: its name, the decoder's name of its type, and the versions that know it."""

    name: str
    type: str
    since: str = FIRST
    until: str | None = None


_EMPTY: dict[str, Any] = {"string": "", "bool": False, "int": 0, "[]string": [], "interface {}": None, "time": None}
_JSON_KINDS = {"string": "string", "bool": "bool", "int": "number", "[]string": "array", "session": "object"}
_CLAIMS = ("access_token", "id_token")
_INTEGER = re.compile(r"-?\d+")

LOGIN = (
    Member("subject", "string"),
    Member("remember", "bool"),
    Member("remember_for", "int"),
    Member("acr", "string"),
    Member("force_subject_identifier", "string"),
    Member("context", "interface {}", "1.0.0-rc.9"),
    Member("amr", "[]string", "1.10.7"),
    Member("extend_session_lifespan", "bool", "2.1.0"),
    Member("identity_provider_session_id", "string", "2.2.0"),
)
CONSENT = (
    Member("grant_scope", "[]string"),
    Member("grant_access_token_audience", "[]string"),
    Member("session", "session"),
    Member("remember", "bool"),
    Member("remember_for", "int"),
    Member("handled_at", "time", "1.3.0", "2.3.0"),
    Member("context", "interface {}", "2.2.0"),
)
DEVICE = (Member("user_code", "string"),)
REJECTION = (
    Member("error", "string"),
    Member("error_description", "string"),
    Member("error_hint", "string"),
    Member("error_debug", "string"),
    Member("status_code", "int"),
)


def read(call: Call, members: tuple[Member, ...], go_type: str) -> dict[str, Any]:
    """Return the value of every member, the empty one where the body has none.  Raises DecodeError."""
    version, known = call.hydra.version, {}
    values: dict[str, Any] = {}
    for member in members:
        if version in Span(member.since, member.until):
            known[member.name] = member
            values[member.name] = _EMPTY.get(member.type)
    quirks = call.hydra.quirks
    for sent in decode_object(call.body, quirks.answers_package + go_type):
        found = known.get(sent.key.lower())
        if found is None:
            if quirks.unknown_member_is_refused:
                raise DecodeError(f'json: unknown field "{sent.key}"')
        elif sent.value is not None:
            values[found.name] = _checked(found, sent, go_type, quirks)
    return values


def _checked(member: Member, sent: SentMember, go_type: str, quirks: Quirks) -> Any:
    wanted, value = _JSON_KINDS.get(member.type), sent.value
    where = f"Go struct field {go_type}.{member.name}"
    if wanted is not None and kind_of(value) != wanted:
        named = quirks.list_type if member.type == "[]string" else member.type
        raise DecodeError(f"json: cannot unmarshal {kind_of(value)} into {where} of type {named}")
    if member.type == "int" and not (_INTEGER.fullmatch(sent.text) and abs(int(sent.text)) < 2**63):
        raise DecodeError(f"json: cannot unmarshal number {sent.text} into {where} of type int")
    if member.type == "time":
        read_time(value)
    for item in value if member.type == "[]string" else ():
        if item is not None and not isinstance(item, str):
            raise DecodeError(f"json: cannot unmarshal {kind_of(item)} into {where} of type string")
    for name, claims in value.items() if member.type == "session" else ():
        if name in _CLAIMS and claims is not None and not isinstance(claims, dict):
            raise DecodeError(
                f"json: cannot unmarshal {kind_of(claims)} into {where}.{name} of type map[string]interface {{}}"
            )
    return value


def undecodable_login(call: Call, problem: DecodeError) -> Refusal:
    """The refusal of a body for a login request that cannot be decoded."""
    if call.hydra.quirks.undecodable_login_answer_is_named:
        return query_parameter(f"Unable to decode body because: {problem}")
    return unrecognizable(problem, 400)


def undecodable_consent(problem: DecodeError) -> Refusal:
    """The refusal of a body for a consent request that cannot be decoded."""
    return unrecognizable(problem, 400)
