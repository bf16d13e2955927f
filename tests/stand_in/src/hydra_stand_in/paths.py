# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of URLs."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

_CONTROL = re.compile("[\0-\x08\x0a-\x1f\x7f]")
# What Hydra leaves as it is in a whole path, and in one segment of it.
_SAFE_IN_PATH = "/$&+,:;=@"
_SAFE_IN_SEGMENT = "$&+:=@"


def cleaned_path(path: str) -> str:
    """Return a path without empty and dot segments; a trailing slash stays."""
    cleaned = posixpath.normpath("/" + path.lstrip("/"))
    return cleaned + "/" if path.endswith("/") and cleaned != "/" else cleaned


def in_path(name: str, how: str) -> str:
    """Return an id or a name as a generation writes it into a path: "raw", "path" (encoded), or "twice"."""
    if how == "raw":
        return name
    if how == "path":
        return quote(name, safe=_SAFE_IN_PATH)
    return quote(name, safe=_SAFE_IN_SEGMENT).replace("%", "%25")


def one_line(text: str) -> str:
    """Return what a header can be of a text: it cannot hold control characters."""
    return _CONTROL.sub(" ", text).strip(" \t")
