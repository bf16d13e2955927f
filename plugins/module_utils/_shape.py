# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Arguments of the wrong shape, told without what is in them. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._secret_texts import Options, parsed_text


def shape_problem(params: t.Mapping[str, t.Any], spec: Options) -> t.Optional[str]:
    """Return what is wrong with the shape of the first option whose shape is wrong; None where all can be read.

    Ansible itself repeats the whole value, with every secret in it.
    """
    options = by_any_name(spec)
    for name, value in params.items():
        problem = _problem(str(name), value, options.get(name))
        if problem:
            return problem
    return None


def by_any_name(spec: Options) -> t.Dict[str, t.Mapping[str, t.Any]]:
    """Return an argument spec with an entry for each alias."""
    options = dict(spec)
    for option in spec.values():
        options.update((alias, option) for alias in option.get("aliases") or ())
    return options


def _problem(place: str, value: t.Any, option: t.Optional[t.Mapping[str, t.Any]]) -> t.Optional[str]:
    if option is None or value is None:
        return None
    if option.get("type") == "dict":
        return _not_a_dictionary(place, value) or _inside(place, value, option)
    if option.get("type") == "list" and option.get("elements") == "dict":
        if isinstance(value, str):
            return None
        if not isinstance(value, (list, tuple)):
            return "%s must be a list of dictionaries, not %s" % (place, _kind(value))
        for number, item in enumerate(value):
            here = "%s[%d]" % (place, number)
            problem = _not_a_dictionary(here, item) or _inside(here, item, option)
            if problem:
                return problem
    return None


def _inside(place: str, value: t.Any, option: t.Mapping[str, t.Any]) -> t.Optional[str]:
    options: Options = option.get("options") or {}
    if isinstance(value, dict):
        for name, item in value.items():
            problem = _problem("%s.%s" % (place, name), item, options.get(name))
            if problem:
                return problem
    return None


def _not_a_dictionary(place: str, value: t.Any) -> t.Optional[str]:
    if isinstance(value, dict):
        return None
    if isinstance(value, str) and value.lstrip().startswith("{"):
        readable = isinstance(parsed_text(value), dict)
        return None if readable else "%s must be a dictionary, and is text that is not valid JSON" % place
    if isinstance(value, str) and "=" in value:
        return None
    advice = ""
    if isinstance(value, (list, tuple)):
        advice = "; a list in a list comes from a variable that is a list itself: leave out the brackets or the dash"
    elif value is None:
        advice = "; it is empty: the variable that it comes from may not be set"
    return "%s must be a dictionary, not %s%s" % (place, _kind(value), advice)


def _kind(value: t.Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, (list, tuple)) else "a dictionary"
