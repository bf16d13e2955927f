# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The generated part of a document, which stands between two marks."""

from __future__ import annotations

from pathlib import Path


def with_part(document: Path, begin: str, part: str, end: str) -> str:
    """Return a document as it is, but for what stands between the first ``begin`` and the last ``end``."""
    before, _unused, after = document.read_text().partition(begin)
    return before + begin + part + end + after.rpartition(end)[2]
