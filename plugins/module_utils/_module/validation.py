# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Options that Ansible refuses: what is wrong with each of them, and what of the others can be used all the same.

Ansible tells the first mistake of a task, and of a list not in which entry it is. This is only asked once it refuses.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import (
    check_mutually_exclusive,
    check_required_by,
    check_required_if,
    check_required_one_of,
    check_required_together,
    check_type_dict,
    check_type_list,
)
from ansible.module_utils.errors import AnsibleFallbackNotFound

from .shape import not_a_dictionary, not_a_list, wrong_value
from .spellings import by_entry

Options = t.Dict[str, t.Any]
Spec = t.Mapping[str, t.Mapping[str, t.Any]]
Rules = t.Mapping[str, t.Any]

_NOT_FOR_ONE = ("required", "aliases", "fallback", "options")  # what a row says that is no matter of one value


@dataclass
class Examined:
    """What is left of some options.

    :param options: every option, as Ansible's validation leaves it, and None for those that cannot be used
    :param broken: those that were given and cannot be used; in the second entry of a list they are ``keys[1].kid``, and
        the entry itself ``keys[1]``
    :param problems: what is wrong, as sentences
    """

    options: Options = field(default_factory=dict)
    broken: t.Set[str] = field(default_factory=set)
    problems: t.List[str] = field(default_factory=list)


def examine(spec: Spec, rules: Rules, given: Options, broken: t.Iterable[str] = (), here: str = "") -> Examined:
    """Return what is wrong with options, and what of them can be used.

    :param rules: what holds between options, as `AnsibleModule` takes it
    :param broken: those that cannot be used, as is told already
    :param here: how sentences about them begin
    """
    found = Examined(broken=set(broken))
    canonical = {alias: name for name, row in spec.items() for alias in (name, *(row.get("aliases") or ()))}
    named = {canonical[name]: value for name, value in given.items() if name in canonical}
    for name, row in spec.items():
        found.options[name] = None
        if name in found.broken:
            continue
        if name not in named:
            _add_fallback(named, name, row)
        if name not in named:
            found.options[name] = row.get("default")
        elif row.get("options") is not None and named[name] is not None:
            (_examine_entries if row["type"] == "list" else _examine_options)(found, name, row, named[name], here)
        else:
            _examine_value(found, name, row, named[name], here)
    _examine_rules(found, spec, rules, {name for name in named if name not in found.broken}, here)
    return found


def _add_fallback(named: Options, name: str, row: t.Mapping[str, t.Any]) -> None:
    fallback, *arguments = row.get("fallback") or (None,)
    if fallback is not None:
        with contextlib.suppress(AnsibleFallbackNotFound):
            named[name] = fallback(*(arguments[0] if arguments else ()))


def _plain(row: t.Mapping[str, t.Any], value: t.Any) -> t.Union[None, str, t.List[str]]:
    """Return a value that is right as it is: a text, or a list of texts. Lists of 1,000 entries consist of these."""
    if row.get("choices"):
        return None
    if row.get("type", "str") == "str" and isinstance(value, str):
        return value
    texts = row.get("type") == "list" and row.get("elements") == "str" and isinstance(value, list)
    return list(value) if texts and all(isinstance(one, str) for one in value) else None


def _examine_value(found: Examined, name: str, row: t.Mapping[str, t.Any], value: t.Any, here: str) -> None:
    plain = _plain(row, value)
    if plain is not None:
        found.options[name] = plain
        return
    alone = {word: part for word, part in row.items() if word not in _NOT_FOR_ONE}
    result = ArgumentSpecValidator({name: alone}).validate({name: value})
    if result.error_messages:
        found.problems.append(here + wrong_value(name, value, row))
        found.broken.add(name)
    else:
        found.options[name] = result.validated_parameters[name]


def _examine_options(found: Examined, name: str, row: t.Mapping[str, t.Any], value: t.Any, here: str) -> None:
    _examine_value(found, name, row, value, here)
    if name not in found.broken:
        inner = examine(row["options"], row, found.options[name], _inside(name, found.broken), "%s%s: " % (here, name))
        found.problems += inner.problems
        found.broken |= {"%s.%s" % (name, one) for one in inner.broken}
        found.options[name] = inner.options


def _examine_entries(found: Examined, name: str, row: t.Mapping[str, t.Any], value: t.Any, here: str) -> None:
    problem = not_a_list(name, value)
    if problem is not None:
        found.problems.append(here + problem)
        found.broken.add(name)
        return
    entries = []
    known = by_entry(name, found.broken)
    for number, item in enumerate(check_type_list(value)):
        place = "%s[%d]" % (name, number)
        there = "%sentry %d of %s: " % (here, number + 1, name)
        problem = not_a_dictionary(place, item)
        try:
            options = check_type_dict(item) if problem is None else {}
        except TypeError:
            problem = "%s must be a dictionary" % place
        if problem is None:
            entry = examine(row["options"], row, options, known.get(number, ()), there)
        else:
            nothing: Options = dict.fromkeys(row["options"])
            entry = Examined(nothing, set(nothing), [here + problem])
        if entry.broken:
            found.broken |= {place, *("%s.%s" % (place, one) for one in entry.broken)}
        found.problems += entry.problems
        entries.append(entry.options)
    found.options[name] = entries


def _inside(place: str, broken: t.Iterable[str]) -> t.Set[str]:
    """Return what is broken in one place, by the names that it has there."""
    return {name[len(place) + 1 :] for name in broken if name.startswith(place + ".")}


def _examine_rules(found: Examined, spec: Spec, rules: Rules, given: t.Set[str], here: str) -> None:
    """Check what holds between options, as far as each rule needs none that cannot be used."""
    known = {name: value for name, value in found.options.items() if name in given or value is not None}
    for name, row in spec.items():
        if row.get("required") and known.get(name) is None and name not in found.broken:
            fallback = row.get("fallback")
            instead = " (or the environment variable %s)" % fallback[1][0] if fallback else ""
            found.problems.append("%s%s is required%s" % (here, name, instead))
            found.broken.add(name)
    before = {name: value for name, value in known.items() if name in given}  # exclusion is no matter of defaults
    for concerned, check, rule, values in _checks(rules, before, known):
        if concerned & found.broken:
            continue
        try:
            check(rule, values)
        except TypeError as error:
            found.problems.append(here + str(error))
            found.broken |= concerned


def _checks(
    rules: Rules, before: Options, known: Options
) -> t.Iterator[t.Tuple[t.Set[str], t.Callable[[t.Any, Options], t.Any], t.Any, Options]]:
    """Yield for each rule the options that it is about, and what checks it with which of them."""
    for rule in rules.get("mutually_exclusive") or ():
        yield set(rule), check_mutually_exclusive, [rule], before
    for rule in rules.get("required_together") or ():
        yield set(rule), check_required_together, [rule], known
    for rule in rules.get("required_one_of") or ():
        yield set(rule), check_required_one_of, [rule], known
    for rule in rules.get("required_if") or ():
        yield {rule[0], *rule[2]}, check_required_if, [rule], known
    for name, others in (rules.get("required_by") or {}).items():
        yield {name, *([others] if isinstance(others, str) else others)}, check_required_by, {name: others}, known
