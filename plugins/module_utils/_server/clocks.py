# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What replies tell of the time, and what follows where two clocks do not agree. Pure."""

from __future__ import annotations

import email.utils
import typing as t

_TOLERATED = 30.0  # seconds between two clocks; what checks tokens and certificates allows about as much


def seconds_of(date: str) -> t.Optional[float]:
    """Return the seconds since 1970 of a date in a header (RFC 9110 section 5.6.7); None where it is none."""
    try:
        parsed = email.utils.parsedate_tz(date)
        return None if parsed is None else float(email.utils.mktime_tz(parsed))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def clock_advice(headers: t.Mapping[str, str], now: float) -> str:
    """Return what to say of a refused credential where the clocks differ; an empty text where they agree.

    :param now: this host's seconds since 1970
    """
    there = seconds_of(headers.get("Date", ""))
    if there is None or abs(now - there) <= _TOLERATED:
        return ""
    return (
        "; a credential can also be refused because of the time: the clock of the host that runs the module is %s the "
        "server's" % told_difference(now - there)
    )


def told_difference(seconds: float) -> str:
    """Return how far a clock is from another, in words."""
    size = abs(seconds)
    number, unit = (
        (size / 3600, "hours") if size >= 7200 else (size / 60, "minutes") if size >= 120 else (size, "seconds")
    )
    return "%d %s %s" % (round(number), unit, "ahead of" if seconds > 0 else "behind")
