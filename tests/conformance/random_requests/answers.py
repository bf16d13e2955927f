# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing two answers: what is new in every run may differ, but has the same form; what is repeated is the same."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from conformance.applications.observer import FORMS
from conformance.compare import Substitutions

HEADERS = ("Content-Type", "Location", "Link", "X-Total-Count", "Www-Authenticate", "Cache-Control", "Allow")
#: Where a list has its rows in the order of ids that a server made.
_IDS = ("client_id", "id", "kid")
_MORE_FORMS = (
    (re.compile(r"(?<=page_token=)[\w%-]+"), "<page>"),
    (re.compile(r"(?<=^Basic realm=).*"), "<realm>"),
)
_NUMBERS = ("n", "d", "p", "q", "dp", "dq", "qi", "x", "y", "k")
_NEW = ("client_secret", "user_code", "device_code", "registration_access_token", "page_token")
_MOMENTS = ("exp", "iat", "nbf", "auth_time", "rat")
_CONTROL = re.compile(r"[\0-\x08\x0a-\x1f\x7f]")
_CLOSE = 120  # seconds within which moments are the same


@dataclass(frozen=True)
class Answer:
    """What a server answered. Status 0 means that it closed the connection."""

    status: int
    headers: Mapping[str, str]
    text: str
    cookies: tuple[str, ...] = ()

    @property
    def document(self) -> Any:
        """The JSON of the body, a list of it where there is more than one, or the text if it is none."""
        lines = self.text.splitlines()
        for text in (self.text, f"[{','.join(lines)}]" if len(lines) > 1 else ""):
            with suppress(ValueError):
                return json.loads(text)
        return self.text


@dataclass(frozen=True)
class Difference:
    """One place where the answers to the same request differ."""

    path: str
    first: Any
    second: Any

    def __str__(self) -> str:
        return f"{self.path}: {json.dumps(self.first)[:300]} / {json.dumps(self.second)[:300]}"


def compare(first: Answer, second: Answer, known: Substitutions) -> list[Difference]:
    """Return where two answers differ, the status before all; learn what the second server has in place of values."""
    if first.status != second.status:
        return [Difference("status", _told(first), _told(second))]
    found: list[Difference] = []
    for name in HEADERS:
        texts = (answer.headers.get(name) for answer in (first, second))
        # What the stand-in is made with sends no control characters in a header.
        left, right = (text and _CONTROL.sub(" ", text).strip() for text in texts)
        found += _walk(f"headers.{name}", left, right, known)
    found += _walk("cookies", list(first.cookies), list(second.cookies), known)
    if first.headers.get("Content-Type", "").startswith("text/html"):
        return found  # pages have words of their own
    return [*found, *_walk("body", first.document, second.document, known)]


def _told(answer: Answer) -> list[Any]:
    return [answer.status, formed(answer.text)[:300] or formed(answer.headers.get("Location", ""))]


def _walk(path: str, first: Any, second: Any, known: Substitutions) -> Iterator[Difference]:
    name = path.rpartition(".")[2]
    if isinstance(first, dict) and isinstance(second, dict):
        for member in sorted(first.keys() | second.keys()):
            if member not in first or member not in second:
                yield Difference(f"{path}.{member}", first.get(member, "<absent>"), second.get(member, "<absent>"))
            else:
                yield from _walk(f"{path}.{member}", first[member], second[member], known)
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        if _pages_of_random_ids(first, second, known):
            return
        for left, right in zip(_ordered(first, second, known), second, strict=True):
            yield from _walk(f"{path}.*", left, right, known)
    elif isinstance(first, str) and isinstance(second, str):
        yield from _walk_text(path, name, first, second, known)
    elif name in _MOMENTS and isinstance(first, int) and isinstance(second, int):
        if abs(first - second) > _CLOSE:
            yield Difference(path, first - int(time.time()), second - int(time.time()))
    elif name == "expires_in" and isinstance(first, int) and isinstance(second, int):
        if abs(first - second) > _CLOSE:
            yield Difference(path, first, second)
    elif first != second or type(first) is not type(second):
        yield Difference(path, first, second)


def _walk_text(path: str, name: str, first: str, second: str, known: Substitutions) -> Iterator[Difference]:
    here = known.apply(first)
    if here == second:
        return
    if name in _NEW and len(first) == len(second) or name in _NUMBERS and bool(first) == bool(second):
        known.learn(first, second)
        return
    for pattern, _form_of in (*FORMS, *_MORE_FORMS):
        for match, other in zip(pattern.finditer(first), pattern.finditer(second), strict=False):
            for decode in (str, unquote):
                known.learn(decode(match.group()), decode(other.group()))
    left, right = _form(here), _form(second)
    if left != right:
        yield Difference(path, left, right)


def _form(text: str) -> str:
    if "#" in text:  # the older servers write the parameters of a fragment in any order
        address, _mark, fragment = text.partition("#")
        text = f"{address}#{'&'.join(sorted(fragment.split('&')))}"
    return formed(text)


def formed(text: str) -> str:
    """Return a text with everything that is new in every run replaced by its form."""
    for pattern, form in (*FORMS, *_MORE_FORMS):
        text = pattern.sub(form, text)
    return text


def _pages_of_random_ids(first: list[Any], second: list[Any], known: Substitutions) -> bool:
    """Whether two pages have other rows because the ids that servers made, which give the order, are others."""
    for name in _IDS[:2]:
        if first and all(isinstance(row, dict) and name in row for row in (*first, *second)):
            theirs, here = {known.apply(row[name]) for row in first}, {row[name] for row in second}
            made = set(known.pairs.values())
            return theirs != here and bool(made & (theirs | here))
    return False


def _ordered(first: list[Any], second: list[Any], known: Substitutions) -> list[Any]:
    """Return the rows of the first list in the order of the second, where ids that servers made give the order."""
    for name in _IDS:
        if all(isinstance(row, dict) and name in row for row in (*first, *second)):
            here = [row[name] for row in second]
            theirs = [known.apply(row[name]) for row in first]
            if theirs != here and sorted(map(str, theirs)) == sorted(map(str, here)):
                return sorted(first, key=lambda row: here.index(known.apply(row[name])))
    return first
