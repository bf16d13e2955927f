# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How far a long task is, for those who watch the system log: numbers alone, every few seconds."""

from __future__ import annotations

import threading
import time
import typing as t

EVERY = 5.0  # seconds

Log = t.Callable[[str], None]


class Progress:
    """Logs how much of some work is done, unless that is all within a few seconds.

    :param log: writes a line to the system log
    :param doing: what is done, such as "Verified secrets"
    :param total: how much there is to do; None where nobody knows
    """

    def __init__(self, log: Log, doing: str, total: t.Optional[int] = None) -> None:
        self._log = log
        self._doing = doing
        self._total = total
        self._done = 0
        self._due = time.monotonic() + EVERY
        self._counting = threading.Lock()

    def add(self, number: int) -> None:
        """Count what was done."""
        with self._counting:
            self._done += number
            now = time.monotonic()
            if now < self._due:
                return
            self._due = now + EVERY
            line = "%s: %d" % (self._doing, self._done)
        self._log(line if self._total is None else "%s of %d" % (line, self._total))
