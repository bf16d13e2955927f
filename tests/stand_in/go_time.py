# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as Hydra reads and writes them (RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from .go_json import DecodeError

_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


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
        layout = "2006-01-02T15:04:05Z07:00"
        raise DecodeError(f'parsing time "{value}" as "{layout}": cannot parse "{value}" as "2006"')
    fraction = (match.group(2) or "").rstrip("0").rstrip(".")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
