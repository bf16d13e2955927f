# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that the stand-ins of this process live in: the machine's, moved ahead where a test will not wait."""

from __future__ import annotations

import math
import time as machine
from datetime import UTC, datetime

_ahead = 0.0


def time() -> float:
    """Return the time in seconds since 1970."""
    return machine.time() + _ahead


def now() -> datetime:
    """Return the time."""
    return datetime.fromtimestamp(time(), UTC)


def expiry(seconds: int) -> int:
    """Return when a token expires that lives so long, in whole seconds since 1970: servers round to the nearest."""
    return math.floor(time() + seconds + 0.5)


def remaining(expires_at: int) -> int:
    """Return the whole seconds that are left, of which rounding has added up to half a one or taken it away."""
    return int(expires_at - time())


def ahead() -> float:
    """Return how many seconds the clock is ahead of the machine's."""
    return _ahead


def move(seconds: float) -> None:
    """Set how many seconds the clock is ahead of the machine's."""
    global _ahead
    _ahead = seconds
