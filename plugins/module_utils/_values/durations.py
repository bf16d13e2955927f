# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Durations as Go reads and writes them, and with days for people. Pure."""

from __future__ import annotations

import datetime
import re
import typing as t
from fractions import Fraction

from .._errors import UsageError

# Go's time.ParseDuration, and days for people
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,  # with U+00B5
    "μs": 10**3,  # with U+03BC
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
    "d": 86400 * 10**9,
}
_DURATION = re.compile(r"([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+")
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d)")


def parse_duration(text: str) -> int:
    """Return a Go duration, or one with days, in nanoseconds.

    :raises ValueError: it is none
    """
    text = text.strip()
    if text in ("0", "+0", "-0"):
        return 0
    if not _DURATION.fullmatch(text):
        raise ValueError("must be a duration with units, such as 30s, 90m, 1h30m or 30d, not %r" % text)
    total = sum(
        (
            Fraction("0" + number if number.startswith(".") else number.rstrip(".")) * _UNITS[unit]
            for number, unit in _PART.findall(text)
        ),
        Fraction(0),
    )
    nanoseconds = -int(total) if text.startswith("-") else int(total)
    if not -(2**63) <= nanoseconds < 2**63:
        raise ValueError("must not be longer than 292 years, as %r is" % text)
    return nanoseconds


def render_duration(nanoseconds: int) -> str:
    """Return a duration as Go renders it: ``1h30m0s``, ``1.5s``, ``10ms``."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest < 10**9:
        unit, size = ("ns", 1) if rest < 10**3 else ("µs", 10**3) if rest < 10**6 else ("ms", 10**6)
        return sign + _decimal(rest, size) + unit
    hours, rest = divmod(rest, 3600 * 10**9)
    minutes, rest = divmod(rest, 60 * 10**9)
    seconds = _decimal(rest, 10**9) + "s"
    if hours:
        return "%s%dh%dm%s" % (sign, hours, minutes, seconds)
    return "%s%dm%s" % (sign, minutes, seconds) if minutes else sign + seconds


def _decimal(value: int, size: int) -> str:
    whole, rest = divmod(value, size)
    digits = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0") if rest else ""
    return "%d.%s" % (whole, digits) if digits else str(whole)


def parse_span(option: str, text: t.Optional[str], zero: bool = False) -> t.Optional[datetime.timedelta]:
    """Return the time that an option gives as a duration; None where it is not given.

    :param zero: 0 is a time, too
    :raises UsageError: it is no duration, or too short
    """
    if text is None:
        return None
    try:
        nanoseconds = parse_duration(text)
    except ValueError as error:
        raise UsageError("%s %s" % (option, error)) from None
    if nanoseconds < 0 or (nanoseconds == 0 and not zero):
        raise UsageError("%s must %s, not %s" % (option, "not be below 0" if zero else "be above 0", text))
    return datetime.timedelta(microseconds=nanoseconds // 1000)
