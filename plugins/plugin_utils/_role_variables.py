# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Find mistakes in the variables of a role: in names, types and paths. Pure: no Ansible needed."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

#: The default connection of every role.
_CONNECTION = "{{ hydra_connection | default({}) }}"
#: Variables that roles set themselves, for each client or at the end.
_OUTCOMES = frozenset(
    [
        *("client_secrets_client", "client_secrets_file", "drift_result", "drift_results", "offboard_preview"),
        *("provision_result", "signing_keys_result", "stand_in_server"),
    ]
)
_NOTHING = object()

Options = t.Dict[str, t.Dict[str, t.Any]]


def misspelled(role: str, options: Options, given: t.Mapping[str, t.Any]) -> t.List[str]:
    """Return a message for each variable whose name resembles an option that is not set."""

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
    """Return a message if none of the variables in ``needs`` is set, and no file that takes the place of one."""
    if not needs or any(name in given or file_of(name, options) in given for name in needs):
        return []
    unknown = _unknown(role, options, given)
    return [
        "the role %s has nothing to do: set %s%s"
        % (role, " or ".join(needs), "; unknown variables: %s" % ", ".join(unknown) if unknown else "")
    ]


def file_of(name: str, options: Options) -> str:
    """Return the variable that names a file with the value of another; an empty string if there is none."""
    return name + "_file" if name + "_file" in options else ""


def stray(given: t.Container[str]) -> t.List[str]:
    """Return a message if ``-e`` was given words that are not variables. They are not repeated: they may be secret."""
    if "_raw_params" not in given:
        return []
    return [
        "-e was given text that sets no variable: a file needs an @ (-e @environment.yml), "
        "and a value with spaces needs quotes of its own (-e \"name='a b'\")"
    ]


def relative_paths(place: str, option: t.Mapping[str, t.Any], value: t.Any) -> t.Iterator[str]:
    """Yield the place of each relative path in a value. A path that begins with ``~`` or ``$`` is not relative."""
    if option.get("type") == "path" and _is_text(value) and str(value) and str(value)[0] not in "/~$":
        yield place
    leading = {name: inner for name, inner in option.get("options", {}).items() if _leads_to_paths(inner)}
    if not leading:
        return
    rows = {place: value} if isinstance(value, Mapping) else {}
    if isinstance(value, Sequence) and not _is_text(value):
        rows = {"entry %d of %s" % (n, place): row for n, row in enumerate(value, 1) if isinstance(row, Mapping)}
    for name, inner in leading.items():
        for where, row in rows.items():
            yield from ("%s: %s" % (where, inside) for inside in relative_paths(name, inner, row.get(name)))


def _leads_to_paths(option: t.Mapping[str, t.Any]) -> bool:
    return option.get("type") == "path" or any(map(_leads_to_paths, option.get("options", {}).values()))


def shape(option: t.Mapping[str, t.Any], value: t.Any) -> str:
    """Return a message if a value has the wrong type, or an empty string. A string counts as a list of one element."""
    kind, elements = option.get("type"), option.get("elements")
    if kind not in ("list", "dict"):
        return ""
    noun = {"str": "list of strings", "dict": "list of dictionaries"}.get(str(elements), "dictionary")
    element_noun = "dictionary" if elements == "dict" else "string"
    if kind == "dict":
        unset = value is None and option.get("default") is None
        return "" if unset or isinstance(value, Mapping) else "must be a %s" % noun
    if value is None and elements == "str" and not option.get("required"):
        return ""
    if _is_text(value) and elements == "str":
        return "must be a list, because the string contains a comma" if "," in str(value) else ""
    if _is_text(value) or not isinstance(value, Sequence):
        return "must be a %s" % noun
    for position, element in enumerate(value):
        if not (isinstance(element, Mapping) if elements == "dict" else _is_scalar(element)):
            return "must be a %s: element %d is not a %s" % (noun, position, element_noun)
    return ""


def spoken_name(name: str, given: t.Mapping[str, t.Any]) -> str:
    """Return the name of the variable that the user set, where a variable of the role takes its value from another."""
    return "hydra_connection" if given.get(name) == _CONNECTION and "hydra_connection" in given else name


def advice(name: str, value: t.Any) -> str:
    """Return how to write a value on the command line, if it is text and should be a structure."""
    return ", not text; on the command line: -e '{\"%s\": ...}'" % name if _is_text(value) and value else ""


def documented(option: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return an option with its actual types.

    Specs use ``raw`` for options with suboptions. Otherwise, Ansible would print the whole value, including secrets,
    if it has the wrong type.
    """
    whole = dict(option)
    if "options" in option:
        whole["elements" if option.get("type") == "list" else "type"] = "dict"
        whole["options"] = {name: documented(inner) for name, inner in option["options"].items()}
    return whole


def deep_shape(option: t.Mapping[str, t.Any], value: t.Any) -> str:
    """Return a message if a value or a nested value has the wrong type. The message never contains the value."""
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
    # In ansible-core 2.18, a value from Ansible Vault is not a string until it is used.
    return isinstance(value, str) or getattr(value, "__ENCRYPTED__", False)


def _is_scalar(value: t.Any) -> bool:
    return _is_text(value) or isinstance(value, (int, float))


def _resembles(one: str, other: str) -> bool:
    """Return whether two names differ by at most one or two letters that are changed, missing, added or swapped."""
    allowed = 1 if min(len(one), len(other)) <= 5 else 2
    return abs(len(one) - len(other)) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Return the number of letters to change, remove, add or swap (optimal string alignment distance)."""
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
