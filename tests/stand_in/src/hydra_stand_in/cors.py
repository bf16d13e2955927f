# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests from scripts of other sites (CORS): ``serve.public.cors`` and ``serve.admin.cors`` of the configuration.

Hydra has two layers.  One is around a whole port.  The other is around what applications call, where each client has
origins of its own; it comes second, and never sees a preflight request that the first has answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any, TypedDict

from .errors import Refusal
from .exchange import Call, Reply
from .generations import Quirks
from .oauth_client import halves_of_basic
from .userinfo import presented_token

# What the names of environment variables begin with.
_PUBLIC, _ADMIN = "SERVE_PUBLIC_CORS_", "SERVE_ADMIN_CORS_"
_METHODS = ("POST", "GET", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD", "OPTIONS", "TRACE")
_HEADERS = ("Accept", "Content-Type", "Content-Length", "Accept-Language", "Content-Language", "Authorization")
_EXPOSED = ("Cache-Control", "Expires", "Last-Modified", "Pragma", "Content-Length", "Content-Language", "Content-Type")
_FEW_METHODS, _FEW_HEADERS, _FEW_EXPOSED = _METHODS[:5], ("Authorization", "Content-Type"), ("Content-Type",)
_HEALTH = "/health/"
_VARY, _VARY_BEFORE = "Origin", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
# Returns which origin it allows a request with that origin, or an empty text.
_Layer = Callable[[Call, str], str]


@dataclass(frozen=True)
class Cors:
    """What a port allows scripts of other sites; where a list is empty, the generation has a default.

    An origin may have one ``*``.  Without origins, all are allowed.  Raises ValueError for what a server refuses too.
    """

    allowed_origins: tuple[str, ...] = ()
    allowed_methods: tuple[str, ...] = ()
    allowed_headers: tuple[str, ...] = ()
    exposed_headers: tuple[str, ...] = ()
    allow_credentials: bool = True
    max_age: int = 0

    def __post_init__(self) -> None:
        for origin in self.allowed_origins:
            if origin != "*" and ("://" not in origin or origin.count("*") > 1):
                raise ValueError(f"An allowed origin is neither * nor a URL with at most one *: {origin}")
        for method in self.allowed_methods:
            if method not in _METHODS:
                raise ValueError(f"An allowed method is not one of {', '.join(_METHODS)}: {method}")


class Settings(TypedDict):
    """What both ports allow, by the names of arguments."""

    cors: Cors | None
    admin_cors: Cors | None


#: The environment variables that a real server takes too.
VARIABLES = tuple(
    start + name for start in (_PUBLIC, _ADMIN) for name in ("ENABLED", *(field.name.upper() for field in fields(Cors)))
)


def option(variable: str) -> str:
    """Return the option of the command line for an environment variable."""
    return "--" + variable.removeprefix("SERVE_").lower().replace("_", "-")


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Return what environment variables say; None for a port where it is not enabled.  Raises ValueError."""
    return {"cors": _of_port(environment, _PUBLIC), "admin_cors": _of_port(environment, _ADMIN)}


def _of_port(environment: Mapping[str, str], start: str) -> Cors | None:
    given: dict[str, Any] = {}
    for field in fields(Cors):
        variable = start + field.name.upper()
        if text := environment.get(variable, ""):
            given[field.name] = _READ.get(field.name, _words)(variable, text)
    enabled = environment.get(f"{start}ENABLED", "")
    return Cors(**given) if enabled and _flag(f"{start}ENABLED", enabled) else None


def _words(_variable: str, text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def _number(variable: str, text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"{variable} (or {option(variable)}) is not a number of seconds: {text}")
    return int(text)


def _flag(variable: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{variable} (or {option(variable)}) is neither true nor false: {text}")
    return text == "true"


_READ: dict[str, Callable[[str, str], object]] = {"allow_credentials": _flag, "max_age": _number}


class CrossOrigin:
    """The layers of one port."""

    def __init__(self, cors: Cors, interface: str, quirks: Quirks) -> None:
        self._cors, self._quirks = cors, quirks
        few = quirks.cors_defaults_are_few
        self._any_spelling = quirks.cors_spelling == "any"
        self._methods = cors.allowed_methods or (_FEW_METHODS if few else _METHODS)
        headers = cors.allowed_headers or (_FEW_HEADERS if few else _HEADERS)
        self._headers = {name.lower() for name in headers} | ({"origin"} if self._any_spelling else set())
        self._exposed = ", ".join(map(_capitalized, cors.exposed_headers or (_FEW_EXPOSED if few else _EXPOSED)))
        self._is_whole = quirks.cors_of_ports in (interface, "both")
        self._origins = [origin.lower() for origin in cors.allowed_origins or (["*"] if few else [])]
        self._takes_all = not self._origins or "*" in self._origins
        self._globs = [_glob(origin) for origin in self._origins]

    def answer(self, call: Call, path: str) -> tuple[Reply | None, dict[str, str]]:
        """Return the answer to a preflight request, or else None, and what is added to the headers of the answer.

        ``path`` is that of the operation if it is one that applications call or that tells of health, or else empty.
        """
        layers: list[_Layer] = [self._of_port] if self._is_whole else []
        if path:
            layers.append(self._of_port if path.startswith(_HEALTH) else self._of_client)
        wanted = call.headers.get("Access-Control-Request-Method", "") if call.method == "OPTIONS" else ""
        if wanted and layers:
            added = {"Vary": _VARY_BEFORE} | self._before(call, layers[0], wanted)
            return Reply(self._quirks.cors_preflight_status), added
        if call.method == "OPTIONS" and not self._quirks.cors_of_other_options:
            return None, {}
        added = {"Vary": ", ".join([_VARY] * len(layers))} if layers else {}
        for layer in layers:
            origin = layer(call, call.headers.get("Origin", ""))
            if origin and self._takes_method(call.method):
                added |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": self._exposed}
                added |= self._credentials()
        return None, added

    def _before(self, call: Call, layer: _Layer, method: str) -> dict[str, str]:
        """Return what a preflight request is answered; nothing where it asks for what is not allowed."""
        origin = layer(call, call.headers.get("Origin", ""))
        headers = self._told_headers(call.headers.get("Access-Control-Request-Headers", ""))
        if not origin or not self._takes_method(method) or headers is None:
            return {}
        added = {"Access-Control-Allow-Origin": origin} | self._credentials()
        added["Access-Control-Allow-Methods"] = method.upper() if self._any_spelling else method
        if headers:
            added["Access-Control-Allow-Headers"] = headers
        if self._cors.max_age:
            added["Access-Control-Max-Age"] = str(self._cors.max_age)
        return added

    def _credentials(self) -> dict[str, str]:
        return {"Access-Control-Allow-Credentials": "true"} if self._cors.allow_credentials else {}

    def _takes_method(self, method: str) -> bool:
        return method == "OPTIONS" or (method.upper() if self._any_spelling else method) in self._methods

    def _told_headers(self, text: str) -> str | None:
        """Return the names of headers that a preflight request asks for if all are allowed, or else None."""
        names = re.findall(r"[\w.-]+", text) if self._any_spelling else text.split(",") if text else []
        if self._quirks.cors_spelling == "blanks":
            names = [stripped for name in names if (stripped := re.sub(r"^[ \t]|[ \t]$", "", name))]
        in_order = self._any_spelling or names == sorted(set(names))
        known = {name.lower() for name in names} if self._any_spelling else set(names)
        if "*" not in self._headers and not (in_order and known <= self._headers):
            return None
        return ", ".join(map(_capitalized, names)) if self._any_spelling else text

    def _of_port(self, _call: Call, origin: str) -> str:
        """Return the origin that a whole port allows, or an empty text."""
        if self._takes_all:
            return origin and "*"
        return origin if any(_fits(origin.lower(), each) for each in self._origins) else ""

    def _of_client(self, call: Call, origin: str) -> str:
        """Return the origin that is allowed where applications call, or an empty text."""
        if origin and "*" in self._origins and self._quirks.cors_star_stays:
            return "*"
        if self._takes_all or (call.method == "OPTIONS" and self._quirks.cors_preflights_pass):
            return origin
        client = call.hydra.state.clients.get(_client_id(call))
        own = client.document["allowed_cors_origins"] if client is not None else None
        globs = [_glob(each, self._quirks.cors_star_of_client_is_all) for each in own or ()]
        return origin if any(glob.fullmatch(origin.lower()) for glob in (*self._globs, *globs)) else ""


def _client_id(call: Call) -> str:
    """Return the id of the client that a request seems to come from, or an empty text."""
    posted = ""
    if call.hydra.quirks.cors_reads_form and call.method == "POST":
        with suppress(Refusal):
            posted = call.field("client_id")
    if posted:
        return posted
    halves = halves_of_basic(call.headers.get("Authorization", ""))
    if halves and halves[0]:
        return halves[0]
    token = call.hydra.state.tokens.get(presented_token(call))
    return token.client_id if token is not None and token.active and token.use == "access_token" else ""


def _capitalized(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _fits(origin: str, pattern: str) -> bool:
    """Whether an origin is like a pattern, where a star stands for anything."""
    start, star, end = pattern.partition("*")
    if not star:
        return origin == pattern
    return len(origin) >= len(start) + len(end) and origin.startswith(start) and origin.endswith(end)


def _glob(origin: str, whole: bool = True) -> re.Pattern[str]:
    """Return a pattern where a star stands for all but dots; with ``whole``, one after the scheme for these too."""
    if whole and origin.endswith("://*"):
        origin += "*"
    parts = re.split(r"(\*\*|\*|\?)", origin.lower())
    kinds = {"**": ".*", "*": "[^.]*", "?": "[^.]"}
    return re.compile("".join(kinds.get(part) or re.escape(part) for part in parts))
