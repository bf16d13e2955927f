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
    """One row; ``versions`` None means every recorded version."""

    scenario: str
    reason: str
    versions: tuple[str, ...] | None = None


TABLE: tuple[NotServed, ...] = ()


def reason(scenario: str, version: str) -> str | None:
    """Return why a scenario is not served in a version, or None where it is."""
    for row in TABLE:
        if row.scenario == scenario and (row.versions is None or version in row.versions):
            return row.reason
    return None
