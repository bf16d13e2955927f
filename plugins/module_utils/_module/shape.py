# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Arguments of the wrong shape, told without what is in them: Ansible itself repeats the whole value. Pure."""

from __future__ import annotations

import typing as t

from .._values.secret_texts import Options, parsed_text

_MUST_BE = {
    "bool": "must be true or false",
    "int": "must be a whole number",
    "float": "must be a number",
    "list": "must be a list",
}


def by_any_name(spec: Options) -> t.Dict[str, t.Mapping[str, t.Any]]:
    """Return an argument spec with an entry for each alias."""
    options = dict(spec)
    for option in spec.values():
        options.update((alias, option) for alias in option.get("aliases") or ())
    return options


def wrong_value(place: str, value: t.Any, option: t.Mapping[str, t.Any]) -> str:
    """Return why a value is none that an option can have."""
    kind = option.get("type", "str")
    if kind == "dict":
        return not_a_dictionary(place, value) or "%s must be a dictionary" % place
    if option.get("choices"):
        return "%s must be one of %s" % (place, ", ".join(str(choice) for choice in option["choices"]))
    if kind == "list" and isinstance(value, (list, tuple)):
        return "%s contains an entry of the wrong type" % place
    return "%s %s, not %s" % (place, _MUST_BE.get(kind, "must be a string"), _kind(value))


def not_a_list(place: str, value: t.Any) -> t.Optional[str]:
    """Return why a value is no list of dictionaries; None where it is a list, or a text that Ansible splits."""
    if isinstance(value, (list, tuple)):
        return None
    if isinstance(value, str):
        readable = value.lstrip()[:1] not in ("[", "{")
        return None if readable else "%s must be a list of dictionaries, and is text that is not valid JSON" % place
    return "%s must be a list of dictionaries, not %s" % (place, _kind(value))


def not_a_dictionary(place: str, value: t.Any) -> t.Optional[str]:
    """Return why a value is no dictionary; None where it is one, or a text of one that Ansible can read."""
    if isinstance(value, dict):
        return None
    if isinstance(value, str) and value.lstrip().startswith("{"):
        readable = isinstance(parsed_text(value), dict)
        return None if readable else "%s must be a dictionary, and is text that is not valid JSON" % place
    if isinstance(value, str) and "=" in value:
        return None
    advice = ""
    if isinstance(value, (list, tuple)):
        advice = "; a list in a list comes from a variable that is a list itself: omit the brackets or the dash"
    elif value is None:
        advice = "; it is empty: the variable may be undefined"
    return "%s must be a dictionary, not %s%s" % (place, _kind(value), advice)


def _kind(value: t.Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, (list, tuple)) else "a dictionary"
