# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as Hydra reads and writes them (RFC 3339)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from .go_duration import quoted
from .go_json import DecodeError

_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
# What the parser expects one after the other, under the names that it has for it.
_LAYOUT = (
    (r"\d{4}", "2006"), ("-", "-"), (r"\d\d", "01"), ("-", "-"), (r"\d\d", "02"), ("T", "T"),
    (r"\d\d", "15"), (":", ":"), (r"\d\d", "04"), (":", ":"), (r"\d\d(?:\.\d+)?", "05"), (r"Z|[+-]\d\d:\d\d", "Z07:00"),
)  # fmt: skip


def written_time(moment: float) -> str:
    """Return a time as Go prints it, to the second."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")


def read_time(value: Any) -> str:
    """Return a time in UTC, with the fraction of a second that was sent."""
    if not isinstance(value, str):
        raise DecodeError("Time.UnmarshalJSON: input is not a JSON string")
    match = _RFC_3339.fullmatch(value)
    try:
        moment = datetime.fromisoformat(match.group(1) + match.group(3)) if match else None
    except ValueError:
        moment = None
    if moment is None or match is None:
        layout = "".join(name for _pattern, name in _LAYOUT)
        whole = _RFC_3339.match(value) if isinstance(value, str) else None
        sent = json.dumps(value, ensure_ascii=False)[1:-1]
        if whole is not None and whole.end() < len(value):
            raise DecodeError(f"parsing time {quoted(sent)}: extra text: {quoted(value[whole.end() :])}")
        raise DecodeError(f'parsing time {quoted(sent)} as "{layout}": {_problem(sent)}')
    fraction = (match.group(2) or "").rstrip("0").rstrip(".")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + fraction + "Z"


def _problem(text: str) -> str:
    """Return where a text stops being a time."""
    rest = text
    for pattern, name in _LAYOUT:
        match = re.match(pattern, rest, re.ASCII)
        if match is None:
            return f'cannot parse {quoted(rest)} as "{name}"'
        rest = rest[match.end() :]
    return f'cannot parse {quoted(text)} as "{_LAYOUT[0][1]}"'
