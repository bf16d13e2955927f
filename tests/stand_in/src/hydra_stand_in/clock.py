# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that the stand-ins of this process live in: the machine's, moved ahead where a test will not wait."""

from __future__ import annotations

import time as machine
from datetime import UTC, datetime

_ahead = 0.0


def time() -> float:
    """Return the time in seconds since 1970."""
    return machine.time() + _ahead


def now() -> datetime:
    """Return the time."""
    return datetime.fromtimestamp(time(), UTC)


def ahead() -> float:
    """Return how many seconds the clock is ahead of the machine's."""
    return _ahead


def move(seconds: float) -> None:
    """Set how many seconds the clock is ahead of the machine's."""
    global _ahead
    _ahead = seconds
