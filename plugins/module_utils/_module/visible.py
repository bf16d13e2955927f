# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Characters in text for people that a terminal would obey instead of printing. Pure.

Such text can repeat what a server or a gateway said, or a name that somebody else chose, and newer versions of
ansible-core print it as it is: an escape sequence could hide a line, and a mark of direction could turn one around.
"""

from __future__ import annotations

import re
import typing as t

# Of control characters (ISO 6429) all, line and paragraph separators, and what sets the direction of text (Unicode
# Standard Annex 9, section 2), which can have a line read as another one.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_OF_LAYOUT = frozenset("\n\t")
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, layout: bool = False) -> str:
    r"""Return a text in which such characters are written as ``\x1b`` or ``\u202e``.

    :param layout: line breaks and tabs stay, as in a text of several lines
    """

    def written(found: t.Match[str]) -> str:
        one = found.group()
        if layout and one in _OF_LAYOUT:
            return one
        return _NAMES.get(one) or ("\\x%02x" if one < "\u0100" else "\\u%04x") % ord(one)

    return _OBEYED.sub(written, text)
