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

#: The types whose values need no conversion.
_PLAIN: t.Mapping[str, t.Type[t.Any]] = {"str": str, "bool": bool, "int": int, "float": float, "dict": dict}
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


class Validator:
    """Validates options against a spec, again and again: what can be known of the spec alone is found out once."""

    def __init__(self, spec: Spec, rules: Rules) -> None:
        """Prepare.

        :param rules: what holds between options, as `AnsibleModule` takes it
        """
        self.spec = spec
        self._names = {alias: name for name, row in spec.items() for alias in (name, *(row.get("aliases") or ()))}
        self._order = {name: number for number, name in enumerate(spec)}
        self._defaults = {name: row.get("default") for name, row in spec.items()}
        self._fallbacks = {name: row["fallback"] for name, row in spec.items() if row.get("fallback")}
        self._required = {name: row for name, row in spec.items() if row.get("required")}
        self._checks = tuple(_checks(rules))
        self._is_right = {name: _test_of(row) for name, row in spec.items()}

    def examine(self, given: Options, broken: t.Iterable[str] = (), here: str = "") -> Examined:
        """Return what is wrong with options, and what of them can be used.

        :param broken: those that cannot be used, as is told already
        :param here: how sentences about them begin
        """
        found = Examined(dict(self._defaults), set(broken))
        named = {self._names[name]: value for name, value in given.items() if name in self._names}
        for name, fallback in self._fallbacks.items():
            if name not in named:
                _add_fallback(named, name, fallback)
        for name in found.broken.intersection(self.spec):
            found.options[name] = None
        for name in sorted(named, key=self._order.__getitem__):
            value = named[name]
            if name in found.broken:
                continue
            if self._is_right[name](value):
                found.options[name] = list(value) if isinstance(value, list) else value
                continue
            row = self.spec[name]
            if row.get("options") is not None and value is not None:
                (_examine_entries if row["type"] == "list" else _examine_options)(found, name, row, value, here)
            else:
                _examine_value(found, name, row, value, here)
        self._examine_rules(found, {name for name in named if name not in found.broken}, here)
        return found

    def _examine_rules(self, found: Examined, given: t.Set[str], here: str) -> None:
        """Check what holds between options, as far as each rule needs none that cannot be used."""
        for name, row in self._required.items():
            if found.options.get(name) is None and name not in found.broken:
                fallback = row.get("fallback")
                instead = " (or the environment variable %s)" % fallback[1][0] if fallback else ""
                found.problems.append("%s%s is required%s" % (here, name, instead))
                found.broken.add(name)
        for rule in self._checks:
            problem = rule.problem(found.options, found.broken, given)
            if problem is not None:
                found.problems.append(here + problem)
                found.broken |= rule.concerned


def examine(spec: Spec, rules: Rules, given: Options, broken: t.Iterable[str] = (), here: str = "") -> Examined:
    """Return what is wrong with options, and what of them can be used; see `Validator`."""
    return Validator(spec, rules).examine(given, broken, here)


def lacking(rules: Rules, options: Options, broken: t.AbstractSet[str]) -> t.Iterator[t.Tuple[str, t.FrozenSet[str]]]:
    """Yield what is missing of options that Ansible accepts, and the options concerned: for it, null is given.

    :param broken: those that cannot be used, as is told already
    """
    for rule in _checks(rules):
        problem = None if rule.before_defaults else rule.problem(options, broken)
        if problem is not None:
            yield problem, rule.concerned


def _add_fallback(named: Options, name: str, fallback: t.Sequence[t.Any]) -> None:
    find, *arguments = fallback
    with contextlib.suppress(AnsibleFallbackNotFound):
        named[name] = find(*(arguments[0] if arguments else ()))


def _test_of(row: t.Mapping[str, t.Any]) -> t.Callable[[t.Any], bool]:
    """Return what tells whether a value is right as it is. Lists of thousands of entries consist of such values."""
    kind, choices = row.get("type", "str"), row.get("choices")
    if row.get("options") is not None:
        return lambda value: False
    if kind == "raw":
        return lambda value: not isinstance(value, list)
    if choices:
        return lambda value: kind == "str" and isinstance(value, str) and value in choices
    if kind == "list":
        of_texts = row.get("elements") == "str"
        return lambda value: of_texts and isinstance(value, list) and all(isinstance(one, str) for one in value)
    plain = _PLAIN.get(kind, ())
    return lambda value: isinstance(value, plain) and (kind in ("str", "bool") or not isinstance(value, bool))


def _examine_value(found: Examined, name: str, row: t.Mapping[str, t.Any], value: t.Any, here: str) -> None:
    alone = {word: part for word, part in row.items() if word not in _NOT_FOR_ONE}
    result = ArgumentSpecValidator({name: alone}).validate({name: value})
    if result.error_messages:
        found.problems.append(here + wrong_value(name, value, row))
        found.broken.add(name)
        found.options[name] = None
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
        found.options[name] = None
        return
    entries = []
    known = by_entry(name, found.broken)
    validator = Validator(row["options"], row)
    for number, item in enumerate(check_type_list(value)):
        place = "%s[%d]" % (name, number)
        there = "%sentry %d of %s: " % (here, number + 1, name)
        problem = not_a_dictionary(place, item)
        try:
            options = check_type_dict(item) if problem is None else {}
        except TypeError:
            problem = "%s must be a dictionary" % place
        if problem is None:
            entry = validator.examine(options, known.get(number, ()), there)
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


@dataclass(frozen=True)
class _Check:
    """What holds between some options.

    :param check: raises TypeError where it does not; gets ``terms``, and the options
    :param before_defaults: it is about options that were given
    """

    concerned: t.FrozenSet[str]
    check: t.Callable[[t.Any, Options], t.Any]
    terms: t.Any
    before_defaults: bool = False

    def problem(
        self, options: Options, broken: t.AbstractSet[str], given: t.AbstractSet[str] = frozenset()
    ) -> t.Optional[str]:
        """Return what is wrong with options; None where that is nothing, or where one of them cannot be used.

        :param given: the names of those that were given, null included
        """
        if self.concerned & broken:
            return None
        if self.before_defaults:  # exclusion is no matter of defaults
            counted = {name: options[name] for name in self.concerned & given}
        else:  # what is needed is not there if it is null
            counted = {name: options[name] for name in self.concerned if options.get(name) is not None}
        try:
            self.check(self.terms, counted)
        except TypeError as error:
            return str(error)
        return None


def _checks(rules: Rules) -> t.Iterator[_Check]:
    for rule in rules.get("mutually_exclusive") or ():
        yield _Check(frozenset(rule), check_mutually_exclusive, [rule], True)
    for rule in rules.get("required_together") or ():
        yield _Check(frozenset(rule), check_required_together, [rule])
    for rule in rules.get("required_one_of") or ():
        yield _Check(frozenset(rule), check_required_one_of, [rule])
    for rule in rules.get("required_if") or ():
        yield _Check(frozenset((rule[0], *rule[2])), check_required_if, [rule])
    for name, others in (rules.get("required_by") or {}).items():
        concerned = frozenset((name, *([others] if isinstance(others, str) else others)))
        yield _Check(concerned, check_required_by, {name: others})
