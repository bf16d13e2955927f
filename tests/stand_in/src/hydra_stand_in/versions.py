# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of Hydra: how they order, and how a table row says for which of them it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

VersionKey = tuple[int, int, int, int]

_PATTERN = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:-(?:rc\.(\d+)|(dev)))?")
_DEV, _FINAL = 9_998, 9_999  # rc.1 < rc.2 < ... < dev < the release itself
FIRST = "1.0.0-rc.1"


def version_key(text: str) -> VersionKey:
    """Return a sortable key of a version label such as ``1.0.0-rc.6``, ``2.3.0`` or ``26.3-dev``.

    Raises ValueError for anything else.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a version of Hydra such as 26.2.0")
    major, minor, patch, candidate, dev = match.groups()
    last = int(candidate) if candidate else _DEV if dev else _FINAL
    return int(major), int(minor), int(patch or 0), last


@dataclass(frozen=True)
class Span:
    """The versions from ``since`` to ``until``, both included; ``until`` None means to the newest."""

    since: str = FIRST
    until: str | None = None

    def __contains__(self, version: object) -> bool:
        if not isinstance(version, str):
            return False
        key = version_key(version)
        return version_key(self.since) <= key and (self.until is None or key <= version_key(self.until))
