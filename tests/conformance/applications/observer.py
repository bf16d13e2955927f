# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what a server answers, with everything that is new in every run replaced by its form."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import requests

from conformance.api import Api
from conformance.browser import Browser
from hydra_stand_in.jwk import decoded

Scenario = Callable[["Observer"], None]

_JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*")
FORMS = (
    (_JWT, "<jwt>"),
    (re.compile(r"\bory_(ac|at|rt|dc)_[\w-]{43}\.[\w-]{43}"), r"<ory_\1>"),
    (re.compile(r"(?<![\w-])[\w-]{43}\.[\w-]{43}(?![\w-])"), "<token>"),
    (re.compile(r"[\w-]{300,}(?:=|%3D){0,2}"), "<sealed>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"(?<![\w-])[0-9a-f]{32}(?![\w-])"), "<hex>"),
    (re.compile(r"(?<=_csrf_dev_)\d+"), "<number>"),
    (re.compile(r"(?<=expires_in=)(3599|3600)\b"), "3600"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)?"), "<time>"),
)
# Members that are seconds since the epoch, and members that prove another value.
_MOMENTS = ("auth_time", "exp", "iat", "nbf", "rat")
_HASHES = ("at_hash", "c_hash")
_HEADERS = ("Content-Type", "Cache-Control", "Www-Authenticate")
_MINUTE = 60  # seconds: what is nearer to now is now, however slow the machine is


class Observer:
    """What one scenario saw of one server.  Addresses and ids get names, so that two servers can be compared."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.seen: dict[str, Any] = {}
        self._names = {api.server.public_url: "{public}", api.server.admin_url: "{admin}"}

    def browser(self) -> Browser:
        return Browser(self.api)

    def call(self, text: str, name: str) -> str:
        """Let a text that differs from run to run be written as ``{name}``; return it."""
        self._names[text] = f"{{{name}}}"
        return text

    def note(self, step: str, value: Any) -> None:
        """Write a value down."""
        assert step not in self.seen, f"two steps are called {step}"
        self.seen[step] = self._plain(value)

    def reply(self, step: str, reply: requests.Response) -> requests.Response:
        """Write an answer down; return it."""
        seen: dict[str, Any] = {"status": reply.status_code}
        seen |= {name: reply.headers[name] for name in _HEADERS if name in reply.headers}
        if "Location" in reply.headers:
            seen["Location"] = reply.headers["Location"]
        elif reply.text and not reply.headers.get("Content-Type", "").startswith("text/html"):
            seen["body"] = _body(reply.text)
        cookies = [_cookie(line) for line in reply.raw.headers.getlist("Set-Cookie")]
        if cookies:
            seen["cookies"] = sorted(cookies)
        self.note(step, seen)
        return reply

    def _plain(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {self._plain(key): self._plain(member, key) for key, member in sorted(value.items())}
        if isinstance(value, list):
            return [self._plain(member) for member in value]
        if name in _MOMENTS and isinstance(value, int):
            if value < 0:
                return "the zero time"
            minutes = round((value - time.time()) / _MINUTE)
            return "now" if minutes == 0 else f"now {minutes:+} min"
        if name == "expires_in":
            return round(value / _MINUTE) * _MINUTE
        if not isinstance(value, str):
            return value
        if name in _HASHES:
            return "<hash>"
        if "#" in value:  # the older servers write the parameters of a fragment in any order
            address, _mark, fragment = value.partition("#")
            value = f"{address}#{'&'.join(sorted(fragment.split('&')))}"
        for text, known in self._names.items():
            value = value.replace(text, known).replace(quote(text, safe=""), known)
        for pattern, form in FORMS:
            value = pattern.sub(form, value)
        return value


def claims_of(token: str) -> dict[str, Any]:
    """Return header and claims of a JWT, unverified."""
    header, claims = (json.loads(decoded(part)) for part in token.split(".")[:2])
    return {"header": header, "claims": claims}


def _body(text: str) -> Any:
    match = _JWT.fullmatch(text)
    if match:
        return claims_of(text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _cookie(line: str) -> str:
    """Return a cookie that is set: its name, whether it has a content, and its attributes in order."""
    first, *attributes = line.split("; ")
    name, _equals, content = first.partition("=")
    shown = []
    for attribute in attributes:
        key, _equals, value = attribute.partition("=")
        if key == "Expires":
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
            value = "past" if seconds < 0 else f"in {round(seconds / _MINUTE)} min"
        shown.append(f"{key}={value}" if value else key)
    return "; ".join([f"{name}={'<content>' if content else ''}", *sorted(shown)])
