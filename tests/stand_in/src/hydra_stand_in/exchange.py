# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler gets and gives back; nothing here knows the web framework."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import forms
from .client_fields import RawJson
from .errors import Refusal, invalid_request, unreadable_form

if TYPE_CHECKING:
    from .hydra import Hydra


NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
CACHE_CONTROL = "private, no-cache, no-store, must-revalidate"


@dataclass
class Reply:
    """An answer: status, body and headers.  The content length is added on the way out."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    # The values of its Set-Cookie headers.
    cookies: list[str] = field(default_factory=list)


@dataclass
class Call:
    """One request, routed: ``params`` are the decoded path segments of the operation."""

    hydra: Hydra
    interface: str
    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes
    params: dict[str, str] = field(default_factory=dict)

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The query parameters, by name."""
        return forms.read_text(self.query_string)

    def parameter(self, name: str) -> str:
        """Return the first value of a query parameter, or an empty text."""
        return self.query.get(name, [""])[0]

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """The form in the body, by name.

        Raises Refusal where there is none, or where it cannot be read.
        """
        values = self._form()
        if not values:
            raise invalid_request("The POST body can not be empty.")
        return values

    def _form(self) -> dict[str, list[str]]:
        try:
            return forms.read_body(self.headers.get("Content-Type", ""), self.body)
        except ValueError:
            raise unreadable_form() from None

    @cached_property
    def merged(self) -> dict[str, list[str]]:
        """The parameters of form and query together, those of the form first."""
        values = {name: list(texts) for name, texts in self._form().items()}
        for name, texts in self.query.items():
            values.setdefault(name, []).extend(texts)
        return values

    def field(self, name: str) -> str:
        """Return the first value of a form field, or an empty text."""
        return self.form.get(name, [""])[0]


Handler = Callable[[Call], Awaitable[Reply]]


def json_reply(call: Call, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Return a JSON answer of the admin API."""
    return text_reply(call, _json_text(value), status, headers)


def _json_text(value: Any) -> str:
    if isinstance(value, RawJson):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_json_text(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def text_reply(call: Call, text: str, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Return JSON that is already text."""
    return Reply(
        status, text.encode("utf-8", "surrogateescape"), {"Content-Type": call.hydra.quirks.json_type} | (headers or {})
    )


def oauth_reply(value: Any, status: int = 200, cached: bool = False) -> Reply:
    """Return a JSON answer of an OAuth 2.0 endpoint, which as a rule must not be cached (RFC 6749 section 5.1)."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    return Reply(status, body, headers if cached else headers | NO_STORE)


def refusal_reply(refusal: Refusal, shape: str) -> Reply:
    """Return the answer that a refusal stands for."""
    if refusal.oauth:
        return oauth_reply(refusal.document(shape), refusal.status)
    return Reply(refusal.status, refusal.body(shape), {"Content-Type": "application/json"})
