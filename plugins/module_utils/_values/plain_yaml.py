# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""YAML as plain data: dictionaries, lists, texts, numbers, true, false and null, of one document. Pure.

It is read as Ansible reads files of variables, but for three things: nothing in it is a template or decrypted, dates
are texts, and a number knows how it was spelled. It is built from the events of PyYAML's parser, so that nothing
recurses, every place is known, and anchors cannot multiply what is there. Messages have no text of the document in them
but names of members, as anything else may be a secret: not even an anchor or a tag, with which an unquoted text begins.
"""

from __future__ import annotations

import copy
import math
import re
import typing as t

from . import exact_json

MOST_DEEP = 100
_MOST_BORROWED = 1000000, 50  # values that aliases repeat: so many, and so many for each value that the text has

_PREFIX = "tag:yaml.org,2002:"
_TEXTS = frozenset((_PREFIX + "str", _PREFIX + "timestamp", _PREFIX + "value", _PREFIX + "merge", "!unsafe"))
_STRUCTURES = frozenset((None, "!", _PREFIX + "map", _PREFIX + "seq", "!unsafe"))
_VAULTED = frozenset(("!vault", "!vault-encrypted"))
_TRUE = frozenset(("yes", "true", "on"))

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotPlainError(ValueError):
    """A text is no YAML, or not only plain data; says where and why."""


class OddInteger(int):
    """An integer that is spelled otherwise than JSON does.

    :ivar literal: its spelling
    """

    literal: str = ""


class OddFraction(float):
    """A number that is spelled otherwise than JSON does.

    :ivar literal: its spelling
    """

    literal: str = ""


def loads(text: str) -> t.Any:
    """Return what a text contains; None where that is nothing.

    :raises NotPlainError: it is not YAML, or has in it what is not plain data
    :raises ImportError: PyYAML is not installed
    """
    import yaml  # only here, as most tasks have no need of it, and it takes a while

    odd = _UNPRINTABLE.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        raise NotPlainError(
            _at(line, odd.start() - text.rfind("\n", 0, odd.start()), "a character YAML does not allow")
        )
    builder = _Builder(yaml)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or "")
        # Some of its sentences repeat what is there, always in quotes.
        said = problem if problem and not re.search("['\"`]", problem) else "not valid YAML"
        raise NotPlainError(_at(mark.line + 1, mark.column + 1, said) if mark else said) from None
    except yaml.YAMLError:
        raise NotPlainError("not valid YAML") from None
    except RecursionError:
        raise NotPlainError("it is nested too deeply") from None
    return builder.root


def _at(line: int, column: int, problem: str) -> str:
    return "line %d, column %d: %s" % (line, column, problem)


class _Open:
    """A list or dictionary that has not ended.

    :ivar size: how many values are in it, and itself
    :ivar key: the name of the member whose value comes next; None where a name is to come
    :ivar merged: dictionaries whose members it has too, unless it has its own; of two of them the first one's
    """

    def __init__(self, value: t.Any, anchor: t.Optional[str]) -> None:
        self.value = value
        self.anchor = anchor
        self.size = 1
        self.key: t.Optional[str] = None
        self.merged: t.List[t.Dict[str, t.Any]] = []
        self.merges = False  # the value that comes next is such a dictionary, or a list of them


class _Builder:
    """Puts together what a document contains, event by event."""

    def __init__(self, yaml: t.Any) -> None:
        self.root: t.Any = None
        self._resolve = yaml.resolver.Resolver().resolve
        self._node = yaml.ScalarNode
        self._read = yaml.constructor.SafeConstructor()
        self._open: t.List[_Open] = []
        self._anchors: t.Dict[str, t.Optional[t.Tuple[t.Any, int]]] = {}  # None where it is still open
        self._documents = self._count = self._borrowed = 0
        self._mark: t.Any = None

    def take(self, event: t.Any) -> None:
        """Go on with an event."""
        self._mark = event.start_mark
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise self._wrong("a second document begins, and only one is allowed")
        elif name == "ScalarEvent":
            self._scalar(event)
        elif name == "AliasEvent":
            self._alias(event)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(event, {} if name.startswith("M") else [])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()

    def _wrong(self, problem: str) -> NotPlainError:
        return NotPlainError(_at(self._mark.line + 1, self._mark.column + 1, problem))

    def _refuse_tag(self, tag: t.Optional[str]) -> NotPlainError:
        if tag in _VAULTED:
            return self._wrong("a value encrypted with Ansible Vault, which is not decrypted here")
        return self._wrong("a YAML tag, which is not supported; put a value that begins with ! in quotes")

    # Structures

    def _begin(self, event: t.Any, value: t.Any) -> None:
        if event.tag not in _STRUCTURES:
            raise self._refuse_tag(event.tag)
        self._expects_value("a list or dictionary as the name of a member, which is not supported")
        if len(self._open) >= MOST_DEEP:
            raise self._wrong("it is nested more than %d levels deep" % MOST_DEEP)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(value, event.anchor))

    def _end(self) -> None:
        ended = self._open.pop()
        if ended.merged:
            members: t.Dict[str, t.Any] = {}
            for other in reversed(ended.merged):
                members.update(copy.deepcopy(other))
            members.update(ended.value)
            ended.value = members
        self._add(ended.value, ended.size, ended.anchor)

    def _expects_value(self, problem: str) -> None:
        if self._open and isinstance(self._open[-1].value, dict):
            frame = self._open[-1]
            if frame.key is None and not frame.merges:
                raise self._wrong(problem)

    def _add(self, value: t.Any, size: int, anchor: t.Optional[str]) -> None:
        """Put a value where it belongs."""
        self._count += 1
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if not self._open:
            self.root = value
            return
        frame = self._open[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.merges:
            merged = value if isinstance(value, list) else [value]
            if not all(isinstance(one, dict) for one in merged):
                raise self._wrong("<< needs a dictionary, or a list of dictionaries")
            frame.merged += merged
            frame.merges = False
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _alias(self, event: t.Any) -> None:
        if event.anchor not in self._anchors:
            raise self._wrong("an alias without an anchor; put a value that begins with * in quotes")
        self._expects_value("an alias as the name of a member, which is not supported")
        known = self._anchors[event.anchor]
        if known is None:
            raise self._wrong("an alias for what it is a part of")
        value, size = known
        self._borrowed += size
        most, each = _MOST_BORROWED
        if self._borrowed > most + each * self._count:
            raise self._wrong("aliases repeat too much: more than %d values" % most)
        self._add(copy.deepcopy(value), size, None)

    # Texts and numbers

    def _scalar(self, event: t.Any) -> None:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._resolve(self._node, event.value, event.implicit)
        frame = self._open[-1] if self._open else None
        if frame is None or not isinstance(frame.value, dict) or frame.key is not None or frame.merges:
            self._add(self._value(tag, event.value), 1, event.anchor)
        elif tag == _PREFIX + "merge":
            frame.merges = True
        else:  # the name of a member, which is a text however it looks
            if event.value in frame.value:
                raise self._wrong("%s is in one dictionary twice" % exact_json.dumps(event.value))
            if event.anchor is not None:
                self._anchors[event.anchor] = (event.value, 1)
            frame.key = event.value

    def _value(self, tag: str, text: str) -> t.Any:
        if tag in _TEXTS:
            return text
        kind = tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() in _TRUE
        if kind not in ("int", "float"):
            raise self._refuse_tag(tag)
        if (_INTEGER if kind == "int" else _FRACTION).fullmatch(text):
            return exact_json.loads(text)
        return self._odd_number(kind, tag, text)

    def _odd_number(self, kind: str, tag: str, text: str) -> t.Union[int, float]:
        """Return a number that JSON has not, or spells otherwise, such as 0755, .5 and 1_000."""
        try:
            found = getattr(self._read, "construct_yaml_" + kind)(self._node(tag, text))
        except (ValueError, OverflowError):
            raise self._wrong("not a number") from None
        if not math.isfinite(found):
            raise self._wrong("infinity or NaN, which do not exist in JSON")
        odd = OddInteger(found) if kind == "int" else OddFraction(found)
        odd.literal = text
        return odd
