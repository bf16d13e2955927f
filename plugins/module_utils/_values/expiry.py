# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""When something expires: as a time, or as a time from now on that rests from run to run. Pure."""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass

from .durations import parse_duration

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?P<zone>[Zz]|[+-]\d\d:\d\d)?",
    re.ASCII,
)  # RFC 3339 section 5.6
_TOLERANCE = datetime.timedelta(minutes=1)  # between the clocks of two machines that a task may run on


@dataclass(frozen=True)
class Expiry:
    """When something is to expire; either of the two is given.

    :param at: the time in UTC, in whole seconds as servers keep it
    :param after: how long from now
    """

    at: t.Optional[datetime.datetime] = None
    after: t.Optional[datetime.timedelta] = None

    def resolve(self, now: datetime.datetime) -> datetime.datetime:
        """Return the time at which something that is made now expires."""
        if self.at is not None:
            return self.at
        return now + (self.after or datetime.timedelta())

    def satisfied_by(self, there: datetime.datetime, now: datetime.datetime) -> bool:
        """Tell whether something that expires then is as declared.

        A time is met by no other one. A time from now on is met while at least half of it is left, and no more than
        all of it.
        """
        if self.after is None:
            return there == self.at
        left = there - now
        return self.after / 2 <= left <= self.after + max(_TOLERANCE, self.after / 100)


def now_in_utc() -> datetime.datetime:
    """Return the time, in UTC and whole seconds."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)


def parse_expiry(text: str) -> Expiry:
    """Return what ``2030-01-02T03:04:05+02:00`` or ``+365d`` means.

    :raises ValueError: it is neither, or has no zone; the message completes "expires_at ..."
    """
    text = text.strip()
    if text.startswith("+"):
        try:
            nanoseconds = parse_duration(text[1:])
        except ValueError:
            raise ValueError("must be a time or a time from now, such as +365d or +12h, not %r" % text) from None
        if text[1:2] in "+-" or nanoseconds < 10**9:
            raise ValueError("must be at least a second from now, not %r" % text)
        return Expiry(after=datetime.timedelta(seconds=nanoseconds // 10**9))
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(
            "must be a time such as 2030-01-02T03:04:05Z (RFC 3339) or a time from now such as +365d, not %r" % text
        )
    if found.group("zone") is None:
        raise ValueError("needs a zone, as 2030-01-02T03:04:05Z has and 2030-01-02T03:04:05+02:00, not %s" % text)
    try:
        return Expiry(at=_time(found))
    except (ValueError, OverflowError):
        raise ValueError("is not a valid date and time: %s" % text) from None


def parse_time(text: str) -> datetime.datetime:
    """Return a time that a server gave, in UTC and whole seconds.

    :raises ValueError: it is none
    """
    at = parse_expiry(text).at
    if at is None:
        raise ValueError(text)
    return at


def render_time(time: datetime.datetime) -> str:
    """Return a time in UTC as servers render it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time.year >= 1000 else time.isoformat() + "Z"


def _time(found: t.Match[str]) -> datetime.datetime:
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    time = datetime.datetime(year, month, day, hour, minute, second)
    fraction, zone = found.group(7), found.group("zone")
    if fraction and fraction[1] >= "5":  # servers round to the second
        time += datetime.timedelta(seconds=1)
    if zone in ("Z", "z"):
        return time
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    offset = datetime.timedelta(hours=hours, minutes=minutes)
    return time + offset if zone[0] == "-" else time - offset
