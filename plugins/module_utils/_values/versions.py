# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Versions of Hydra, and ranges of them. Pure."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass

Version = t.Tuple[int, ...]

_VERSION = re.compile(r"^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-.](alpha|beta|pre|rc|dev)[.-]?(\d+)?)?(?:[.+_-].*)?$")
_STAGES = {"dev": 0, "pre": 1, "alpha": 2, "beta": 3, "rc": 4}


@functools.lru_cache(maxsize=None)
def parse_version(text: str) -> t.Optional[Version]:
    """Turn ``v1.0.0-rc.6+oryOS.10``, ``26.2.0`` or ``26.3-dev`` into a tuple that sorts as versions do.

    :return: None for a text that is no version number, such as ``master`` or an empty one
    """
    found = _VERSION.match(text.strip())
    if not found:
        return None
    major, minor, patch, stage, number = found.groups()
    return (int(major), int(minor), int(patch or 0), _STAGES[stage] if stage else 9, int(number or 0))


def _version(text: str) -> Version:
    version = parse_version(text)
    if version is None:
        raise ValueError(text)
    return version


@dataclass(frozen=True)
class Range:
    """The versions from `since` (inclusive) to `until` (exclusive) have something; None means no bound on that side."""

    since: t.Optional[str] = None
    until: t.Optional[str] = None

    def __contains__(self, version: object) -> bool:
        if not isinstance(version, tuple):
            return False
        if self.since is not None and version < _version(self.since):
            return False
        return self.until is None or version < _version(self.until)

    def __and__(self, other: Range) -> Range:
        """Return the versions that are in both."""
        since = [bound for bound in (self.since, other.since) if bound is not None]
        until = [bound for bound in (self.until, other.until) if bound is not None]
        return Range(max(since, key=_version, default=None), min(until, key=_version, default=None))

    def sentence(self) -> str:
        """Return what a user is told who runs another version: ``Hydra 2.1.0 or newer``."""
        if self.since and self.until:
            return "Hydra %s or newer, but older than %s" % (self.since, self.until)
        if self.since:
            return "Hydra %s or newer" % self.since
        if self.until:
            return "a Hydra older than %s" % self.until
        return "any Hydra"


ALWAYS = Range()
