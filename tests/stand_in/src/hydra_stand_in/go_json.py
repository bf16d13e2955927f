# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading JSON the way Hydra's decoder does, including the words it uses when it cannot.

The decoder reads the first value of the body and ignores what follows it, matches keys without regard to case,
and takes the last of several equal keys.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple, NoReturn


class DecodeError(ValueError):
    """The body cannot be decoded; the message is the decoder's own."""


class Member(NamedTuple):
    """One member of the outermost object: its key, its value, and the value's text as sent."""

    key: str
    value: Any
    text: str


_SPACE = " \t\n\r"
_LITERALS = ("true", "false", "null")
_ESCAPES = {'"': '\\"', "\\": r"\\", "\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t",
            "\v": r"\v"}  # fmt: skip
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OUTSIDE_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+', re.DOTALL)


def _refuse_constant(name: str) -> NoReturn:
    raise DecodeError(f"invalid character {go_quote(name[0])} looking for beginning of value")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def go_quote(character: str) -> str:
    """Return one character as the decoder quotes it, for example ``'x'``."""
    if character == "'":
        return "'\\''"
    if character == '"':
        return "'\"'"
    return "'" + json.dumps(character)[1:-1] + "'"


def go_string(text: str) -> str:
    """Return a text as Go quotes it (``%q``)."""
    return '"' + "".join(_quoted(character) for character in text) + '"'


def _quoted(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    number = ord(character)
    if character == " " or (character.isprintable() and not 0xDC80 <= number <= 0xDCFF):
        return character
    if number < 0x80 or 0xDC80 <= number <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{number & 0xFF:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def kind_of(value: Any) -> str:
    """Return the decoder's name of a JSON value's type."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "null"


def compact(text: str) -> str:
    """Return JSON text without the white space between its tokens; spelling is kept."""
    return _OUTSIDE_STRINGS.sub(lambda match: match.group(1) or "", text)


def decode_object(body: bytes, go_type: str) -> list[Member]:
    """Return the members of the object in ``body``; a ``null`` has none.

    Raises DecodeError where ``body`` is not JSON or not an object.
    """
    text = body.decode("utf-8", "replace")
    start = _skip(text, 0)
    if start == len(text):
        raise DecodeError("EOF")
    if text[start] == "\ufeff":
        raise DecodeError("invalid character '\u00ef' looking for beginning of value")
    value = _value(text, start)[0]
    if value is None:
        return []
    if not isinstance(value, dict):
        raise DecodeError(f"json: cannot unmarshal {kind_of(value)} into Go value of type {go_type}")
    return _members(text, start) if value else []


def decode_whole(text: str, go_type: str) -> list[Member]:
    """Return the members of the object that a text is and nothing else.  Raises DecodeError."""
    start = _skip(text, 0)
    if start == len(text):
        raise DecodeError("unexpected end of JSON input")
    try:
        end = _skip(text, _value(text, start)[1])
    except DecodeError as problem:
        raise DecodeError(str(problem).replace("unexpected EOF", "unexpected end of JSON input")) from None
    if end < len(text):
        raise DecodeError(f"invalid character {go_quote(text[end])} after top-level value")
    return decode_object(text.encode(), go_type)


def _members(text: str, start: int) -> list[Member]:
    """Walk the object at ``start`` once more, keeping the text of each value; it is known to be well formed."""
    members = []
    position = start + 1
    while True:
        key, position = _DECODER.raw_decode(text, _skip(text, position))
        begin = _skip(text, _skip(text, position) + 1)
        value, position = _DECODER.raw_decode(text, begin)
        members.append(Member(key, value, text[begin:position]))
        position = _skip(text, position)
        if text[position] == "}":
            return members
        position += 1


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def _value(text: str, position: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise DecodeError(_explain(text, error)) from None
    except RecursionError:
        raise DecodeError("exceeded max depth") from None


def _explain(text: str, error: json.JSONDecodeError) -> str:
    position = error.pos
    if error.msg.startswith("Illegal trailing comma"):
        position += 1
    if not error.msg.startswith(("Invalid control", "Unterminated", "Invalid \\")):
        position = _skip(text, position)
    if position >= len(text) or error.msg.startswith("Unterminated"):
        return "unexpected EOF"
    if error.msg.startswith("Invalid control"):
        return f"invalid character {go_quote(text[position])} in string literal"
    if error.msg.startswith("Invalid \\"):
        position = min(position + 1, len(text) - 1) if text[position] == "\\" else position
        return f"invalid character {go_quote(text[position])} in string escape code"
    character = go_quote(text[position])
    if error.msg.startswith(("Expecting property name", "Illegal trailing comma before end of object")):
        return f"invalid character {character} looking for beginning of object key string"
    if error.msg.startswith("Expecting ':'"):
        return f"invalid character {character} after object key"
    if error.msg.startswith("Expecting ','"):
        if text[position] == "." and text[position - 1].isdigit() and position + 1 < len(text):
            return f"invalid character {go_quote(text[position + 1])} after decimal point in numeric literal"
        where = "object key:value pair" if _innermost(text[:position]) == "{" else "array element"
        return f"invalid character {character} after {where}"
    return _explain_literal(text, position) or f"invalid character {character} looking for beginning of value"


def _explain_literal(text: str, position: int) -> str | None:
    """A word that begins like true, false or null, or a lone minus sign."""
    if text[position] == "-":
        following = text[position + 1 : position + 2]
        return f"invalid character {go_quote(following)} in numeric literal" if following else "unexpected EOF"
    for literal in _LITERALS:
        if text[position] == literal[0]:
            for offset, expected in enumerate(literal):
                found = text[position + offset : position + offset + 1]
                if found != expected:
                    if not found:
                        return "unexpected EOF"
                    return f"invalid character {go_quote(found)} in literal {literal} (expecting '{expected}')"
    return None


def _innermost(text: str) -> str:
    """Return the bracket that is open at the end of ``text``."""
    open_brackets: list[str] = []
    for character in _STRING.sub("", text):
        if character in "{[":
            open_brackets.append(character)
        elif character in "}]" and open_brackets:
            open_brackets.pop()
    return open_brackets[-1] if open_brackets else ""
