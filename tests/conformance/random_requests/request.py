# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request before it is sent, and what earlier answers of a sequence told for later requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.api import basic

# Under which names of parameters what an answer calls otherwise is used.
_ALSO = {
    "client_id": ("client", "id"),
    "login_challenge": ("challenge",),
    "sid": ("session_id",),
    "session_id": ("sid", "login_session_id"),
    "login_session_id": ("sid",),
    "access_token": ("token",),
    "refresh_token": ("token",),
    "id_token": ("id_token_hint",),
    "user_code": (),
}


@dataclass(frozen=True)
class Request:
    """One request.  ``path`` is a path of the port, prefix included, or a URL; ``credentials`` go into a header."""

    interface: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    body: str | None = None
    bearer: str | None = None
    credentials: tuple[str, str] | None = None
    name: str = ""

    def translated(self, translate: Callable[[Any], Any]) -> Request:
        """Return the request with all texts translated that one server made."""
        changed = {
            "path": translate(self.path),
            "query": tuple((name, translate(value)) for name, value in self.query),
            "body": translate(self.body),
            "bearer": translate(self.bearer),
            "credentials": self.credentials and tuple(translate(part) for part in self.credentials),
        }
        return replace(self, **changed)

    @property
    def target(self) -> str:
        """The path with its query, as it is sent."""
        joint = "&" if "?" in self.path else "?"
        return self.path + (joint + urlencode(self.query) if self.query else "")

    @property
    def headers(self) -> dict[str, str]:
        """The headers, cookies excepted."""
        given = {} if self.content_type is None else {"Content-Type": self.content_type}
        if self.bearer is not None:
            given["Authorization"] = f"Bearer {self.bearer}"
        if self.credentials is not None:
            given["Authorization"] = basic(*self.credentials)
        return given

    def __str__(self) -> str:
        shown = [f"{self.interface} {self.method} {self.target}"]
        shown += [f"  {name}: {text}" for name, text in self.headers.items()]
        return "\n".join(shown if self.body is None else [*shown, f"  {self.body}"])


@dataclass
class Pool:
    """Values by name that a server answered with.  ``fresh`` are those that nothing was done with yet."""

    values: dict[str, list[str]] = field(default_factory=dict)
    fresh: dict[str, list[str]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def learn(self, document: Any, location: str = "") -> None:
        """Take what a body, and the header ``Location``, tell."""
        for name, text in (*_texts(document), *_parameters(location)):
            self.add(name, text)
        if isinstance(document, dict):
            self.add("url", str(document.get("redirect_to", "")))
            if document.get("client_id") and document.get("client_secret"):
                self.secrets[str(document["client_id"])] = str(document["client_secret"])
        self.add("url", location)

    def add(self, name: str, text: str) -> None:
        """Keep a value under its name and under those of the parameters that it fits."""
        if not text or len(text) > 4000 or (name == "url" and "/oauth2/" not in text):
            return
        for each in (name, *_ALSO.get(name, ())):
            known = self.values.setdefault(each, [])
            if text not in known:
                known.append(text)
                self.fresh.setdefault(each, []).append(text)

    def take(self, name: str) -> str | None:
        """Return the newest value that nothing was done with, once; or None."""
        waiting = self.fresh.get(name)
        return waiting.pop() if waiting else None


def _texts(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of a document with the names of their members."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for name, member in node.items():
            if isinstance(member, str):
                yield name, member
                if name == "redirect_to":
                    yield from _parameters(member)
            elif name not in ("metadata", "session", "context"):
                yield from _texts(member)


def _parameters(url: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    for name, text in (*parse_qsl(parts.query), *parse_qsl(parts.fragment)):
        if name in ("code", "access_token", "id_token", "page_token") or name.endswith(("_challenge", "_verifier")):
            yield name, text
