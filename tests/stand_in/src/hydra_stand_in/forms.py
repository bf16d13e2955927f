# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries and forms, as text and in parts, by the name of their fields."""

from __future__ import annotations

import re
from email import message_from_bytes
from typing import Any
from urllib.parse import unquote_plus

ENCODED, IN_PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

Fields = dict[str, list[str]]


def kind_of_body(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


def read_body(content_type: str, body: bytes) -> Fields:
    """Return the fields of a form; none where the body is of another type.  Raises ValueError for bad parts."""
    kind = kind_of_body(content_type)
    if kind == ENCODED:
        return read_text(body.decode("utf-8", "surrogateescape"))
    return _read_parts(content_type, body) if kind == IN_PARTS else {}


def read_text(text: str) -> Fields:
    """Return the fields of a form or query; a pair that cannot be decoded is dropped, as one with a semicolon is."""
    values: Fields = {}
    for pair in text.split("&"):
        if not pair or is_bad(pair):
            continue
        name, _equals, value = pair.partition("=")
        values.setdefault(_unquoted(name), []).append(_unquoted(value))
    return values


def is_bad(text: str) -> bool:
    """Whether a form or query has a pair that cannot be decoded."""
    return ";" in text or BAD_ESCAPE.search(text) is not None


def _unquoted(text: str) -> str:
    return unquote_plus(text, errors="surrogateescape")


def _read_parts(content_type: str, body: bytes) -> Fields:
    header = content_type.encode("latin-1", "replace").splitlines()[0]
    message = message_from_bytes(b"Content-Type: " + header + b"\r\n\r\n" + body)
    parts: Any = message.get_payload()
    if message.defects or not isinstance(parts, list):
        raise ValueError("a form in parts has a boundary at its beginning, between them and at its end")
    values: Fields = {}
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "surrogateescape") if isinstance(content, bytes) else ""
            values.setdefault(name, []).append(text)
    return values
