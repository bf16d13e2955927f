# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where padded base64 goes wrong."""

from __future__ import annotations

import re

STANDARD, FOR_URLS = "A-Za-z0-9+/", "A-Za-z0-9_-"


def first_bad_byte(text: str, alphabet: str) -> int | None:
    """Return where padded base64 goes wrong, or None; too few characters are put down to their group."""
    match = re.match(f"[{alphabet}]*", text)
    good = match.end() if match else 0
    if text[good:] == "=" * (-good % 4) and good % 4 != 1:
        return None
    if good < len(text):
        return good
    return good - good % 4
