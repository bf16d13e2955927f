# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Options as people have them, in the form in which Ansible's validation takes them for what they mean. Pure.

Ansible turns a list that is given for a text into a text with brackets, splits a text at commas and keeps the spaces,
and loses which options are null in a dictionary that is given as text.
"""

from __future__ import annotations

import difflib
import math
import re
import typing as t

from .._values.structures import read_structure, read_text

Options = t.Dict[str, t.Any]
Spec = t.Mapping[str, t.Mapping[str, t.Any]]

_OPENING = {"list": ("[",), "dict": ("{",), "raw": ("{",)}  # how structures begin that are spelled as a text
_STRUCTURES = ("dict", "list", "raw")
NUMBERS = ("int", "float")
_NO_TEXT = "%s must be a string, not a boolean: in YAML, yes, no, on, off, true and false need quotes to be strings"


class Position(t.NamedTuple):
    """Where an option stands.

    :ivar here: how sentences about what is there begin
    :ivar path: what the names of options there begin with, such as ``clients[1].``
    """

    here: str = ""
    path: str = ""

    def inside(self, name: str) -> Position:
        """Return the place of the options of a dictionary."""
        return Position("%s%s: " % (self.here, name), "%s%s." % (self.path, name))

    def entry(self, name: str, number: int) -> Position:
        """Return the place of an entry of a list."""
        return Position("%sentry %d of %s: " % (self.here, number + 1, name), "%s%s[%d]." % (self.path, name, number))


_TASK = Position()


class Reader:
    """Reads the options of one task.

    :ivar problems: what cannot be right, as sentences
    :ivar broken: the options that cannot be used for that, with the place that they are in; they are left out
    :ivar removed: for the position of each object the names that it lost when it was rewritten
    """

    def __init__(self, objects: t.Optional[str], rewrite: t.Callable[[Options, Options], t.Iterable[str]]) -> None:
        """Prepare to read.

        :param objects: the option that has the list of objects; None where the options themselves are one
        :param rewrite: puts an object into the terms of its options, in place, and yields what cannot be right; gets
            those of the task, too
        """
        self.objects = objects
        self.rewrite = rewrite
        self.problems: t.List[str] = []
        self.broken: t.Set[str] = set()
        self.removed: t.Dict[int, t.FrozenSet[str]] = {}
        self._task: Options = {}
        # What is broken of each entry and of the task, from when it was this much.
        self._grouped_of = 0
        self._grouped: t.Dict[int, t.Set[str]] = {}
        self._of_all: t.FrozenSet[str] = frozenset()
        self._names: t.Dict[int, t.Dict[str, str]] = {}  # of each spec, as a list of thousands has the same

    def read(self, spec: Spec, given: Options) -> Options:
        """Return the options of a task."""
        options = dict(given)
        self._task = given
        if self.objects is None:
            self._rewrite(spec, options, 0, _TASK)
        return self._options(spec, options, _TASK)

    def broken_of(self, position: int) -> t.FrozenSet[str]:
        """Return what cannot be used of an object, and of the options of the task that are meant for all."""
        if self.objects is None:
            return frozenset(name.split(".")[0] for name in self.broken)
        if self._grouped_of != len(self.broken):
            self._grouped_of = len(self.broken)
            self._grouped = by_entry(self.objects, self.broken)
            self._of_all = frozenset(name.split(".")[0] for name in self.broken if "[" not in name)
        return self._of_all.union(name.split(".")[0] for name in self._grouped.get(position, ()))

    def structure(self, value: t.Any, name: str, place: Position = _TASK) -> t.Any:
        """Return what a text spells. A name that is in one dictionary twice is a problem, as a value would be lost."""
        told: t.List[str] = []
        found = read_structure(value, name, told)
        self.problems += [place.here + sentence for sentence in told]
        return found

    def _refuse(self, place: Position, name: str, sentence: str) -> None:
        """Note that an option cannot be used."""
        self.problems.append(place.here + sentence)
        self.broken.add(place.path + name)

    def _options(self, spec: Spec, given: Options, place: Position) -> Options:
        """Return the options of one place."""
        known = self._names.get(id(spec))
        if known is None:
            known = {alias: name for name, row in spec.items() for alias in (name, *(row.get("aliases") or ()))}
            self._names[id(spec)] = known
        read: Options = {}
        for name, value in given.items():
            if name in known:
                if value == "" and _empty_is_not_given(spec[known[name]]):
                    continue
                found = self._value(spec[known[name]], value, place, name)
                if self.broken and place.path + name in self.broken:
                    self.broken.add(place.path + known[name])
                else:
                    read[name] = found
            elif str(name).startswith("_ansible_"):
                read[name] = value
            else:
                meant = _near(str(name), known)
                self.problems.append(place.here + _unknown(str(name), meant))
                self.broken |= {place.path + known[meant]} if meant is not None and meant not in given else set()
        return read

    def _value(self, row: t.Mapping[str, t.Any], value: t.Any, place: Position, name: str) -> t.Any:
        kind = row.get("type", "str")
        if kind in ("str", "path"):
            return value if isinstance(value, str) and name != "scope" else self._text(value, place, name)
        if kind in NUMBERS and is_endless(value):
            self._refuse(place, name, "%s must be a finite number" % name)
        value = self._spelled(row, value, place, name)
        if kind == "dict" and "options" in row and isinstance(value, dict):
            return self._options(row["options"], value, place.inside(name))
        return self._list(row, value, place, name) if kind == "list" and value is not None else value

    def _spelled(self, row: t.Mapping[str, t.Any], value: t.Any, place: Position, name: str) -> t.Any:
        """Return the value of an option that is no text, with what is spelled in a text read."""
        kind = row.get("type")
        of_dictionaries = kind == "list" and row.get("elements") == "dict"
        if isinstance(value, str):
            value = value.lstrip("\ufeff")  # a byte-order mark, with which files of some editors begin
            if value.lstrip()[:1] in (("[", "{") if of_dictionaries else _OPENING.get(str(kind), ())):
                told = len(self.problems)
                value = self.structure(value, name, place)
                if len(self.problems) > told and not of_dictionaries:
                    self.broken.add(place.path + name)
            if of_dictionaries and isinstance(value, dict):
                value = [value]
        if of_dictionaries and isinstance(value, list):
            return [self.structure(item, "it", place.entry(name, number)) for number, item in enumerate(value)]
        return value

    def _text(self, value: t.Any, place: Position, name: str) -> t.Any:
        if name == "scope":
            value = read_text(value) if isinstance(value, str) and value.startswith("[") else value
            if isinstance(value, list) and all(isinstance(word, str) for word in value):
                return " ".join(value)
        if isinstance(value, (list, dict)):
            self._refuse(place, name, "%s must be a string, not a %s" % (name, _name_of(value)))
        if isinstance(value, bool):
            self._refuse(place, name, _NO_TEXT % name)
        return getattr(value, "literal", value)  # a number in place of a text is taken as it was spelled

    def _list(self, row: t.Mapping[str, t.Any], value: t.Any, place: Position, name: str) -> t.Any:
        of_dictionaries = row.get("elements") == "dict"
        if isinstance(value, str) and not of_dictionaries:
            parts = re.split(r"[,\s]+" if name == "scope" else r"[,\r\n]+", value)
            value = [part.strip() for part in parts if part.strip()]
        if not isinstance(value, list):
            return value
        if of_dictionaries:
            return [self._object(row, item, number, place, name) for number, item in enumerate(value)]
        if row.get("elements") != "str" or all(isinstance(item, str) for item in value):
            return value
        for number, item in enumerate(value):
            if item is None or isinstance(item, (list, dict, bool)):
                told = (number + 1, name, _name_of(item))
                self._refuse(place, name, "entry %d of %s must be a string, not %s" % told)
        return [getattr(item, "literal", item) for item in value]

    def _object(self, row: t.Mapping[str, t.Any], item: t.Any, number: int, place: Position, name: str) -> t.Any:
        if not isinstance(item, dict) or "options" not in row:
            return item
        there = place.entry(name, number)
        options = dict(item)
        if place is _TASK and name == self.objects:
            self._rewrite(row["options"], options, number, there)
        return self._options(row["options"], options, there)

    def _rewrite(self, spec: Spec, options: Options, number: int, place: Position) -> None:
        """Put an object into the terms of its options, once all texts for structures are read."""
        for name, value in options.items():
            if isinstance(value, (str, list)) and spec.get(name, {}).get("type") in _STRUCTURES:
                options[name] = self._spelled(spec[name], value, place, name)
        before = frozenset(options)
        self.problems += [place.here + problem for problem in self.rewrite(options, self._task)]
        self.removed[number] = before - frozenset(options)


def by_entry(option: str, broken: t.Iterable[str]) -> t.Dict[int, t.Set[str]]:
    """Return for the positions of entries of a list what is broken in them, by the names that it has there."""
    found: t.Dict[int, t.Set[str]] = {}
    for name in broken:
        place, _bracket, inside = name.partition("].")
        if inside and place.startswith(option + "["):
            found.setdefault(int(place[len(option) + 1 :]), set()).add(inside)
    return found


def _empty_is_not_given(row: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an empty text, which a survey gives for a question without an answer, leaves an option alone."""
    kind = row.get("type", "str")
    return kind in ("bool", *NUMBERS, "dict") or (kind != "list" and ("choices" in row or "fallback" in row))


def is_endless(value: t.Any) -> bool:
    """Tell whether a value, or what it spells, is a number for which nothing works: Ansible itself fails there."""
    try:
        return not math.isfinite(float(value))
    except OverflowError:
        return True
    except (TypeError, ValueError):  # for Ansible to refuse
        return False


def _near(name: str, known: t.Mapping[str, str]) -> t.Optional[str]:
    """Return the option that was probably meant."""
    near = difflib.get_close_matches(_snake_case(name), known, 1)
    return near[0] if near else None


def _unknown(name: str, meant: t.Optional[str]) -> str:
    return "unknown option %s%s" % (name, " (did you mean %s?)" % meant if meant is not None else "")


def _snake_case(name: str) -> str:
    """Return a name such as grantTypes as it is spelled here."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("-", "_").lower()


def _name_of(value: t.Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    return "null" if value is None else "list" if isinstance(value, list) else "dictionary"
