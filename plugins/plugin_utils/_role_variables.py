# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is wrong with the variables of a role: names, nothing given, shapes. Pure: it knows no Ansible."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

#: The default of the connection of every role.
_CONNECTION = "{{ hydra_connection | default({}) }}"
#: What roles set themselves, for each client or at the end.
_OUTCOMES = frozenset(
    ["client_secrets_client", "client_secrets_file", "offboard_preview", "provision_result", "signing_keys_result"]
)
_NOTHING = object()

Options = t.Dict[str, t.Dict[str, t.Any]]


def misspelled(role: str, options: Options, given: t.Mapping[str, t.Any]) -> t.List[str]:
    """Return a sentence for each variable whose name nearly is that of an option that nobody has set."""

    def unset(option: str) -> bool:
        return option not in given or given[option] in (options[option].get("default", _NOTHING), _CONNECTION)

    found = []
    for name in _unknown(role, options, given):
        near = [one for one in options if unset(one) and _resembles(name[len(role) + 1 :], one[len(role) + 1 :])]
        if near:
            found.append("%s is not a variable of the role %s (did you mean %s?)" % (name, role, " or ".join(near)))
    if "hydra_connection" not in given:
        for name in sorted(one for one in given if one.startswith("hydra_") and _resembles(one, "hydra_connection")):
            found.append("%s is not a variable of this collection (did you mean hydra_connection?)" % name)
    return found


def missing(role: str, options: Options, given: t.Mapping[str, t.Any], needs: t.Sequence[str]) -> t.List[str]:
    """Return a sentence if none of the variables is given that the role needs."""
    if not needs or any(name in given for name in needs):
        return []
    unknown = _unknown(role, options, given)
    return [
        "the role %s has nothing to do: set %s%s"
        % (role, " or ".join(needs), "; it has no variable %s" % ", ".join(unknown) if unknown else "")
    ]


def shape(option: t.Mapping[str, t.Any], value: t.Any) -> str:
    """Return what is wrong with the shape of a value, or nothing. One text serves as a list with one element."""
    kind, elements = option.get("type"), option.get("elements")
    if kind not in ("list", "dict"):
        return ""
    noun = {"str": "list of texts", "dict": "list of dictionaries"}.get(str(elements), "dictionary")
    if kind == "dict":
        unset = value is None and option.get("default") is None
        return "" if unset or isinstance(value, Mapping) else "must be a %s" % noun
    if value is None and elements == "str" and not option.get("required"):
        return ""
    if _is_text(value) and elements == "str":
        return "must be a list if a text in it contains a comma" if "," in str(value) else ""
    if _is_text(value) or not isinstance(value, Sequence):
        return "must be a %s" % noun
    for position, element in enumerate(value):
        if not (isinstance(element, Mapping) if elements == "dict" else _is_scalar(element)):
            return "must be a %s: element %d is none" % (noun, position)
    return ""


def documented(option: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return an option with the types that it really has.

    Specs say ``raw`` of what has options of its own: Ansible would repeat all of it, secrets included, where a list or
    a dictionary is in the wrong place.
    """
    whole = dict(option)
    if "options" in option:
        whole["elements" if option.get("type") == "list" else "type"] = "dict"
        whole["options"] = {name: documented(inner) for name, inner in option["options"].items()}
    return whole


def deep_shape(option: t.Mapping[str, t.Any], value: t.Any) -> str:
    """Return what is wrong with the shape of a value, or of one in it, without anything of what it contains."""
    complaint = shape(option, value)
    if complaint or value is None or "options" not in option:
        return complaint
    rows = {"": value} if option["type"] == "dict" else {" of element %d" % n: one for n, one in enumerate(value)}
    for place, row in rows.items():
        for name, inner in option["options"].items():
            inside = deep_shape(inner, row[name]) if "options" in inner and row.get(name) is not None else ""
            if inside:
                return "%s%s %s" % (name, place, inside)
    return ""


def _unknown(role: str, options: Options, given: t.Iterable[str]) -> t.List[str]:
    known = _OUTCOMES.union(options)
    return sorted(name for name in given if name.startswith(role + "_") and name not in known)


def _is_text(value: t.Any) -> bool:
    # In ansible-core 2.18 a value from Ansible Vault is an object of its own until it is used.
    return isinstance(value, str) or getattr(value, "__ENCRYPTED__", False)


def _is_scalar(value: t.Any) -> bool:
    return _is_text(value) or isinstance(value, (int, float))


def _resembles(one: str, other: str) -> bool:
    """Return whether one name is the other with a letter or two changed, left out, added or swapped."""
    allowed = 1 if min(len(one), len(other)) <= 5 else 2
    return abs(len(one) - len(other)) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Return the number of letters to change, leave out, add or swap (optimal string alignment)."""
    before: t.List[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
