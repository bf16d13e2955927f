# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations as Hydra reads and writes them: ``90m`` comes back as ``1h30m0s``."""

from __future__ import annotations

import re
from fractions import Fraction

from .go_json import DecodeError

# Nanoseconds a unit.
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"(\d*)(?:(\.)(\d*))?([^\d.]*)")
_LONGEST = 2**63 - 1


def parse(text: str) -> int:
    """Return a duration in nanoseconds.  Raises DecodeError with the server's message."""
    shown = quoted(text)
    invalid = f"time: invalid duration {shown}"
    rest = text
    sign = 1
    if rest[:1] in ("+", "-"):
        sign = -1 if rest[0] == "-" else 1
        rest = rest[1:]
    if rest == "0":
        return 0
    if not rest:
        raise DecodeError(invalid)
    total = 0
    while rest:
        match = _PART.match(rest)
        if match is None or not (match.group(1) or match.group(3)):
            raise DecodeError(invalid)
        whole, _dot, fraction, unit = match.groups()
        if not unit:
            raise DecodeError(f"time: missing unit in duration {shown}")
        if unit not in _UNITS:
            raise DecodeError(f"time: unknown unit {quoted(unit)} in duration {shown}")
        number = Fraction(int(whole or 0)) + (Fraction(int(fraction), 10 ** len(fraction)) if fraction else 0)
        total += int(number * _UNITS[unit])
        if total > _LONGEST + (sign < 0):
            raise DecodeError(invalid)
        rest = rest[match.end() :]
    return sign * total


def quoted(text: str) -> str:
    """Return a text as parsers of times quote it: everything that is not ASCII byte by byte."""
    shown = ""
    for character in text:
        if " " <= character < "\x80":
            shown += f"\\{character}" if character in '"\\' else character
        else:
            shown += "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
    return f'"{shown}"'


def render(nanoseconds: int) -> str:
    """Return a duration in the spelling of the server's replies."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < 1_000_000_000:
        unit, size = next((u, s) for u, s in (("ms", 10**6), ("\u00b5s", 10**3), ("ns", 1)) if rest >= s)
        return f"{sign}{_decimal(rest, size)}{unit}"
    minutes, rest = divmod(rest, _UNITS["m"])
    text = f"{_decimal(rest, _UNITS['s'])}s"
    if minutes:
        hours, minutes = divmod(minutes, 60)
        text = f"{minutes}m{text}"
        if hours:
            text = f"{hours}h{text}"
    return sign + text


def _decimal(value: int, size: int) -> str:
    whole, rest = divmod(value, size)
    if not rest:
        return str(whole)
    digits = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}"
