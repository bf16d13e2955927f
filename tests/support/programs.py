# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small programs that tests put in the place of others."""

from __future__ import annotations

import shlex
import sys
import textwrap
from pathlib import Path


def program(path: Path, text: str) -> Path:
    """Write a program in Python; a shell starts it, as a line ``#!`` takes no path that has a blank in it."""
    start = f"#!/bin/sh\n'''exec' {shlex.quote(sys.executable)} \"$0\" \"$@\"\n' '''\n"
    path.write_text(start + textwrap.dedent(text))
    path.chmod(0o755)
    return path
