# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scopes and audiences a client may ask for."""

from __future__ import annotations

from .go_url import UriError, parse


def scope_matches(word: str, pattern: str) -> bool:
    """Match part by part at the dots; ``*`` stands for one part, or at the end for one or more."""
    if word == pattern:
        return True
    parts, wanted = pattern.split("."), word.split(".")
    if len(parts) > len(wanted) or (len(parts) < len(wanted) and parts[-1] != "*"):
        return False
    return all(wanted[i] != "" if part == "*" else part == wanted[i] for i, part in enumerate(parts))


def audience_matches(word: str, pattern: str) -> bool:
    """An audience that is a URL covers the paths below it."""
    if word == pattern:
        return True
    try:
        asked, allowed = parse(word), parse(pattern)
    except UriError:
        return False
    path = asked.path or asked.opaque.encode()
    base = (allowed.path or allowed.opaque.encode()).rstrip(b"/")
    return (asked.scheme, asked.host) == (allowed.scheme, allowed.host) and (
        path == base or path.startswith(base + b"/")
    )
