# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Options as people have them, in the form in which Ansible's validation takes them for what they mean. Pure.

Ansible turns a list that is given for a text into a text with brackets, splits a text at commas and keeps the spaces,
and loses which options are null in a dictionary that is given as text.
"""

from __future__ import annotations

import ast
import difflib
import re
import typing as t

from ansible_collections.ory.hydra.plugins.module_utils import _json

Options = t.Dict[str, t.Any]
Spec = t.Mapping[str, t.Mapping[str, t.Any]]

_NUMBERS_AND_FLAGS = ("bool", "int", "float")


class Reader:
    """Reads the options of one task.

    :ivar problems: what cannot be right, as sentences
    :ivar removed: for the position of each object the names that it lost when it was rewritten
    """

    def __init__(self, objects: t.Optional[str], rewrite: t.Callable[[Options], t.Iterable[str]]) -> None:
        """Prepare to read.

        :param objects: the option that has the list of objects; None where the options themselves are one
        :param rewrite: puts an object into the terms of its options, in place; yields what cannot be right
        """
        self.objects = objects
        self.rewrite = rewrite
        self.problems: t.List[str] = []
        self.removed: t.Dict[int, t.FrozenSet[str]] = {}
        self._names: t.Dict[int, t.Dict[str, str]] = {}  # of each spec, as a list of thousands has the same

    def read(self, spec: Spec, given: Options) -> Options:
        """Return the options of a task."""
        options = dict(given)
        if self.objects is None:
            self._rewrite(options, 0, "")
        return self._options(spec, options, "")

    def _options(self, spec: Spec, given: Options, here: str) -> Options:
        """Return the options of one place; ``here`` is how sentences about it begin."""
        known = self._names.get(id(spec))
        if known is None:
            known = {alias: name for name, row in spec.items() for alias in (name, *(row.get("aliases") or ()))}
            self._names[id(spec)] = known
        read: Options = {}
        for name, value in given.items():
            if name in known:
                if value == "" and _empty_is_not_given(spec[known[name]]):
                    continue
                read[name] = self._value(spec[known[name]], value, here, name)
            elif str(name).startswith("_ansible_"):
                read[name] = value
            else:
                self.problems.append(here + _unknown(str(name), known))
        return read

    def _value(self, row: t.Mapping[str, t.Any], value: t.Any, here: str, name: str) -> t.Any:
        kind = row.get("type", "str")
        if kind not in ("str", "path") and isinstance(value, str):
            value = value.lstrip("\ufeff")  # a byte-order mark, with which files of some editors begin
        if kind in ("str", "path"):
            return self._text(value, here, name)
        if kind in ("dict", "raw"):
            return read_text(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
        if kind == "list" and value is not None:
            return self._list(row, value, here, name)
        return value

    def _text(self, value: t.Any, here: str, name: str) -> t.Any:
        if name == "scope":
            value = read_text(value) if isinstance(value, str) and value.startswith("[") else value
            if isinstance(value, list) and all(isinstance(word, str) for word in value):
                return " ".join(value)
        if isinstance(value, (list, dict)):
            self.problems.append("%s%s must be a text, not a %s" % (here, name, _name_of(value)))
        return value

    def _list(self, row: t.Mapping[str, t.Any], value: t.Any, here: str, name: str) -> t.Any:
        of_dictionaries = row.get("elements") == "dict"
        if isinstance(value, str):
            value = self._split(value, of_dictionaries, name)
        if not isinstance(value, list):
            return value
        if of_dictionaries:
            items = [read_text(item) if isinstance(item, str) else item for item in value]
            return [self._object(row, item, number, here, name) for number, item in enumerate(items)]
        for number, item in enumerate(value if row.get("elements") == "str" else ()):
            if item is None or isinstance(item, (list, dict)):
                told = (here, number + 1, name, _name_of(item))
                self.problems.append("%sentry %d of %s must be a text, not %s" % told)
        return value

    @staticmethod
    def _split(value: str, of_dictionaries: bool, name: str) -> t.Any:
        """Return the list that a text stands for."""
        read = read_text(value)
        if isinstance(read, list):
            return read
        if of_dictionaries:
            return [read] if isinstance(read, dict) else value
        parts = re.split(r"[,\s]+" if name == "scope" else r"[,\r\n]+", value)
        return [part.strip() for part in parts if part.strip()]

    def _object(self, row: t.Mapping[str, t.Any], item: t.Any, number: int, here: str, name: str) -> t.Any:
        if not isinstance(item, dict) or "options" not in row:
            return item
        there = "%sentry %d of %s: " % (here, number + 1, name)
        options = dict(item)
        if not here and name == self.objects:
            self._rewrite(options, number, there)
        return self._options(row["options"], options, there)

    def _rewrite(self, options: Options, number: int, here: str) -> None:
        before = frozenset(options)
        self.problems += [here + problem for problem in self.rewrite(options)]
        self.removed[number] = before - frozenset(options)


def read_text(text: t.Any) -> t.Any:
    """Return the dictionary or list that is spelled as JSON or as Python does; the text itself where it is none."""
    if not isinstance(text, str) or text.strip()[:1] not in ("{", "["):
        return text
    for read in (_json.loads, ast.literal_eval):
        try:
            found = read(text.strip())
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        if isinstance(found, (dict, list)):
            return found
    return text


def _empty_is_not_given(row: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an empty text, which a survey gives for a question without an answer, leaves an option alone."""
    kind = row.get("type", "str")
    return kind in (*_NUMBERS_AND_FLAGS, "dict") or (kind != "list" and ("choices" in row or "fallback" in row))


def _unknown(name: str, known: t.Mapping[str, str]) -> str:
    near = difflib.get_close_matches(_snake_case(name), known, 1)
    return "unknown option %s%s" % (name, " (did you mean %s?)" % near[0] if near else "")


def _snake_case(name: str) -> str:
    """Return a name such as grantTypes as it is spelled here."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("-", "_").lower()


def _name_of(value: t.Any) -> str:
    return "null" if value is None else "list" if isinstance(value, list) else "dictionary"
