# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios of the recordings that the stand-in does not serve yet, and why.

A scenario that is not in this table is replayed and must agree.  One that is in it and agrees all the same, or that
no recording has, fails the test: the table is never longer than the truth.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotServed:
    """One row; ``recordings`` None means every recording, else it names them."""

    scenario: str
    reason: str
    recordings: tuple[str, ...] | None = None


TABLE: tuple[NotServed, ...] = ()


def reason(scenario: str, recording: str) -> str | None:
    """Return why a scenario of a recording is not served, or None where it is."""
    for row in TABLE:
        if row.scenario == scenario and (row.recordings is None or recording in row.recordings):
            return row.reason
    return None
