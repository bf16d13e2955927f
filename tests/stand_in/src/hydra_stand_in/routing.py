# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request line to an operation, with the redirects and refusals of each generation."""

from __future__ import annotations

import html
import posixpath
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from . import not_found
from .exchange import CACHE_CONTROL, Reply
from .generations import Quirks
from .operations import Operation
from .paths import cleaned_path

# What Hydra leaves as it is in a path it redirects to.
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"
# What browsers ask for from other sites: public operations that answer OPTIONS themselves, whatever they say.
_CROSS_ORIGIN = (
    *("/oauth2/token", "/oauth2/revoke", "/userinfo", "/credentials", "/.well-known/jwks.json"),
    *("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
)
_MOVED, _TEMPORARY = "Moved Permanently", "Temporary Redirect"


@dataclass(frozen=True)
class Match:
    """The operation that a request names, and the values of its path parameters."""

    operation: Operation
    params: dict[str, str]
    # Only told, not served: the same path with the prefix.
    redirect: bool = False


@dataclass
class _Template:
    segments: tuple[str, ...]
    matches: dict[str, Match] = field(default_factory=dict)

    def bind(self, segments: list[str], fold: bool = False) -> dict[str, str] | None:
        """Return the parameters if the path fits; with ``fold`` the letter case of fixed segments does not count."""
        params = {}
        for number, (mine, theirs) in enumerate(zip(self.segments, segments, strict=True), start=1):
            if mine.startswith("{"):
                if not theirs and number == len(segments):
                    return None
                params[mine[1:-1]] = theirs
            elif mine != (theirs.lower() if fold else theirs):
                return None
        return params


class Router:
    """The routing table of one port of one version."""

    def __init__(self, operations: tuple[Operation, ...], interface: str, quirks: Quirks) -> None:
        self._quirks = quirks
        self._admin = interface == "admin"
        self._unknown = quirks.unknown_admin_route if self._admin else quirks.unknown_public_route
        self.kind_header = not_found.header_of(self._unknown)
        self._wrong_verb = quirks.wrong_verb_on_admin_is_405 if self._admin else quirks.wrong_verb_on_public_is_405
        self._prefix = quirks.admin_prefix if self._admin else ""
        self._bare = bool(self._prefix) and quirks.unprefixed == "served"
        self._by_length: dict[int, list[_Template]] = {}
        for operation in operations:
            if operation.interface != interface:
                continue
            path = operation.path.replace("{admin}", "" if self._bare else self._prefix)
            self._add(path, Match(operation, {}))
            told = quirks.unprefixed == "redirect" and "/metrics/" not in path
            if told and operation.path.startswith("{admin}"):
                self._add(operation.path.replace("{admin}", ""), Match(operation, {}, redirect=True))
        for templates in self._by_length.values():
            templates.sort(key=lambda template: [segment.startswith("{") for segment in template.segments])

    def _add(self, path: str, match: Match) -> None:
        segments = tuple(path.split("/")[1:])
        templates = self._by_length.setdefault(len(segments), [])
        template = next((each for each in templates if each.segments == segments), None)
        if template is None:
            template = _Template(segments)
            templates.append(template)
        template.matches[match.operation.method] = match

    def resolve(self, method: str, raw_path: str, query: str, accept: str) -> Match | Reply:
        """Return the operation, or the answer where there is none."""
        if self._quirks.router == "mux":
            return self._mux(method, raw_path, query, accept)
        return self._tree(method, raw_path, query, accept)

    # --- up to 2.3: one decoded path, redirects to the nearest route

    def _tree(self, method: str, raw_path: str, query: str, accept: str) -> Match | Reply:
        path = _decoded(raw_path)
        found = self._find(path)
        if found is not None and method in found.matches:
            match = found.matches[method]
            if match.redirect:
                reply = _redirect(method, f"http://{self._prefix}{raw_path}", query, permanent=False)
                reply.headers["Cache-Control"] = CACHE_CONTROL
                return reply
            return replace(match, params=found.bind(path.split("/")[1:]) or {})
        if found is not None and method == "OPTIONS" and not self._admin and path in _CROSS_ORIGIN:
            return Reply(200, headers=self._uncached())
        near = self._nearest(method, path)
        if near is not None:
            target = quote(cleaned_path(near), safe=_SAFE_IN_PATH)
            return _redirect(method, target, query, permanent=method == "GET")
        if found is not None:
            allowed = ", ".join(sorted({*found.matches, "OPTIONS"}))
            if method == "OPTIONS":
                return Reply(200, headers={"Allow": allowed})
            return _method_not_allowed(allowed)
        return self._nothing(accept)

    def _nearest(self, method: str, path: str) -> str | None:
        """Return the path of a route that differs only in slashes, dots or letter case."""
        if path.endswith("//"):
            below = self._find(path[:-1] + "x")
            if below is not None and method in below.matches:
                return path[:-1]
        cleaned = posixpath.normpath("/" + path.lstrip("/"))
        segments = cleaned.split("/")[1:]
        for template in self._by_length.get(len(segments), ()):
            if method in template.matches and (params := template.bind(segments, fold=True)) is not None:
                return "/" + "/".join(params.get(s[1:-1], s) if s.startswith("{") else s for s in template.segments)
        return None

    # --- from 25.4 on: segments split before decoding, one trailing slash ignored

    def _mux(self, method: str, raw_path: str, query: str, accept: str) -> Match | Reply:
        path = raw_path
        if _decoded(path).endswith("/"):
            # One slash at the end is cut off the decoded path, and what else was encoded in it is lost.
            path = quote(_decoded(path)[:-1], safe=_SAFE_IN_PATH, errors="surrogateescape")
        if self._admin and path in ("", self._prefix):
            return not_found.reply("negotiated", accept, "wide")
        if self._bare and not path.startswith(self._prefix + "/"):
            # Without the prefix the path is put together anew, from its decoded form.
            segments = posixpath.normpath("/" + _decoded(path).lstrip("/")).split("/")[1:]
        else:
            cleaned = cleaned_path(path)
            if cleaned != path:
                return _redirect(method, cleaned, query, permanent=False)
            bare = path[len(self._prefix) :] if self._bare else path
            segments = [_decoded(segment) for segment in bare.split("/")[1:]]
        found = self._find_segments(segments)
        if found is None or "/" in segments:
            return self._nothing(accept)
        wanted = "GET" if method == "HEAD" and self._quirks.head_is_get else method
        if wanted in found.matches:
            return replace(found.matches[wanted], params=found.bind(segments) or {})
        if method == "OPTIONS" and not self._admin and path in _CROSS_ORIGIN:
            return Reply(200)
        if not self._wrong_verb:
            return self._nothing(accept)
        return _method_not_allowed(", ".join(sorted({*found.matches, *(["HEAD"] if "GET" in found.matches else [])})))

    # --- both

    def enhanced(self, match: Match | Reply, method: str, raw_path: str) -> str:
        """Return the path of the operation if the answer to other sites is its own matter, or else an empty text."""
        if self._admin:
            return ""
        path = match.operation.path if isinstance(match, Match) else _decoded(raw_path) if method == "OPTIONS" else ""
        health = self._quirks.cors_of_health and isinstance(match, Match) and path.startswith("/health/")
        return path if health or path in _CROSS_ORIGIN else ""

    def _uncached(self) -> dict[str, str]:
        return {"Cache-Control": CACHE_CONTROL} if self._quirks.cache_control == "operations" else {}

    def _find(self, path: str) -> _Template | None:
        return self._find_segments(path.split("/")[1:])

    def _find_segments(self, segments: list[str]) -> _Template | None:
        for template in self._by_length.get(len(segments), ()):
            if template.bind(segments) is not None:
                return template
        return None

    def _nothing(self, accept: str) -> Reply:
        return not_found.reply(self._unknown, accept, self._quirks.not_found_page)


def _decoded(text: str) -> str:
    return unquote(text, errors="surrogateescape")


def _redirect(method: str, target: str, query: str, permanent: bool) -> Reply:
    target = f"{target}?{query}" if query else target
    headers = {"Location": target}
    if method not in ("GET", "HEAD"):
        return Reply(307, headers=headers)
    headers["Content-Type"] = "text/html; charset=utf-8"
    body = f'<a href="{html.escape(target)}">{_MOVED if permanent else _TEMPORARY}</a>.\n\n'
    return Reply(301 if permanent else 307, body.encode(), headers)


def _method_not_allowed(allowed: str) -> Reply:
    headers = {"Allow": allowed, "Content-Type": "text/plain; charset=utf-8"}
    return Reply(405, b"Method Not Allowed\n", headers)
