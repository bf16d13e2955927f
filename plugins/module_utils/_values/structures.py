# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Dictionaries and lists that are spelled as a text. Pure."""

from __future__ import annotations

import ast
import collections
import json
import typing as t

from . import exact_json


def is_deeper(document: t.Any, levels: int) -> bool:
    """Tell whether there are more dictionaries and lists in one another than so many."""
    level = [document]
    for _depth in range(levels):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def read_text(text: t.Any) -> t.Any:
    """Return the dictionary or list that is spelled as JSON or as Python does; the text itself where it is none."""
    if not isinstance(text, str) or text.strip()[:1] not in ("{", "["):
        return text
    for read in (exact_json.loads, ast.literal_eval):
        try:
            found = read(text.strip())
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        if isinstance(found, (dict, list)):
            return found
    return text


def read_structure(text: t.Any, name: str, told: t.List[str]) -> t.Any:
    """Return the dictionary or list that an option spells as text, or the value itself, as `read_text` does.

    :param told: gets which names are in one dictionary twice, as a value would be lost
    """
    found = read_text(text)
    if found is not text:
        for double in doubled_names(text):
            told.append("%s has %s twice in one dictionary, and only one of the values could count" % (name, double))
    return found


def doubled_names(text: str) -> t.List[str]:
    """Return the names that some dictionary has twice in a text that `read_text` can read, in quotes."""
    found: t.List[str] = []

    def note(names: t.Iterable[t.Any]) -> None:
        found.extend(json.dumps(name) for name, count in collections.Counter(names).items() if count > 1)

    try:
        json.loads(text.strip(), object_pairs_hook=lambda pairs: note(name for name, _value in pairs))
    except (ValueError, RecursionError):
        del found[:]
        for node in ast.walk(ast.parse(text.strip(), mode="eval")):
            if isinstance(node, ast.Dict):
                note(key.value for key in node.keys if isinstance(key, ast.Constant))
    return list(dict.fromkeys(found))
