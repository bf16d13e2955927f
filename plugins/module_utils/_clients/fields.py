# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Field types: how a value is checked, compared, sent and shown. Pure: nothing here knows Ansible or HTTP."""

from __future__ import annotations

import json
import math
import re
import typing as t
from dataclasses import dataclass, field, replace

from .._values import exact_json
from .._values.durations import parse_duration, render_duration
from .._values.go_jose import rendered
from .._values.go_url import render_origin
from .._values.jwk import HIDDEN, LEFT_OUT, PRIVATE_JWK_MEMBERS, secrets_in, without_private_members
from .._values.versions import ALWAYS, Range, Version

_SPACES = " \t\r\n\f\v"
_SPACE = re.compile("[%s]+" % _SPACES)
_in_order = json.JSONEncoder(sort_keys=True).encode  # json.dumps would make an encoder for each document


class Kind:
    """A text; the other kinds say where they differ from it.

    :cvar argument: what Ansible's argument spec says of such an option
    :cvar empty: what the server holds where nothing was ever set, unless the field says otherwise
    :cvar has_secrets: a value may have parts that must never be printed
    :cvar is_data: values that Python calls equal may be different ones, as true and 1 are in JSON
    """

    argument: t.Dict[str, t.Any] = {"type": "str"}
    empty: t.Any = ""
    has_secrets = False
    is_data = False

    def parse(self, value: t.Any) -> t.Any:
        """Return a value as it is sent.

        :raises ValueError: the value cannot be right; the message completes "Option x ..."
        """
        return value

    def canonical(self, value: t.Any) -> t.Any:
        """Return the one form that all spellings of a value share, as JSON."""
        return value

    def settled(self, value: t.Any, there: t.Any) -> t.Any:
        """Return a parsed value as it is to be once it is known what is there, which stays where it means the same.

        :param there: what the server has; None if that is nothing
        :raises ValueError: it cannot be sent; the message completes "Option x ..."
        """
        return value

    def shown(self, value: t.Any) -> t.Any:
        """Return the canonical form without anything secret."""
        return self.canonical(value)

    def secrets(self, value: t.Any) -> t.List[str]:
        """Return the parts of a value that must never be printed."""
        return []


class LowerCase(Kind):
    """A text that the server turns into lower case."""

    def parse(self, value: t.Any) -> t.Any:
        """Return the text in lower case."""
        return value.lower()

    def canonical(self, value: t.Any) -> t.Any:
        """Return the text in lower case."""
        return value.lower()


class Flag(Kind):
    """true or false."""

    argument = {"type": "bool"}
    empty: t.Any = False


class OptionalFlag(Flag):
    """true, false, or not set, which is something else than false."""

    empty: t.Any = None


class StringSet(Kind):
    """A list whose order and repetitions mean nothing."""

    argument = {"type": "list", "elements": "str"}
    empty: t.Any = []

    def parse(self, value: t.Any) -> t.Any:
        """Return the list as it was given."""
        if any(not isinstance(item, str) for item in value):
            raise ValueError("must contain only strings")
        return list(value)

    def settled(self, value: t.Any, there: t.Any) -> t.Any:
        """Return the list; an empty text in it is refused if it is new, as servers keep or drop it at will."""
        if "" in value and (there is None or self.canonical(value) != self.canonical(there)):
            raise ValueError("must not contain an empty entry")
        return value

    def canonical(self, value: t.Any) -> t.Any:
        """Return the list sorted, each entry once."""
        return sorted(set(value))


class Origins(StringSet):
    """CORS origins, which the server renders anew (RFC 6454 section 6.2)."""

    def parse(self, value: t.Any) -> t.Any:
        """Return the origins as the server renders them, in the order given."""
        return [render_origin(origin) for origin in super().parse(value)]

    def canonical(self, value: t.Any) -> t.Any:
        """Return the origins as the server renders them: the scheme in lower case, no slash at the end."""
        return sorted({render_origin(origin) for origin in value})


class Words(Kind):
    """A scope: words with spaces between them, in any order (RFC 6749 section 3.3)."""

    def settled(self, value: t.Any, there: t.Any) -> t.Any:
        """Return the words with one space between them: the server takes a line break for a part of a word."""
        return there if value == there else " ".join(_SPACE.split(value.strip(_SPACES)))

    def canonical(self, value: t.Any) -> t.Any:
        """Return the words sorted, each once."""
        return " ".join(sorted(set(value.split(" ")) - {""}))


class Duration(Kind):
    """A Go duration such as ``90m`` or ``1h30m``, or a number of days such as ``30d``."""

    empty = None

    def parse(self, value: t.Any) -> t.Any:
        """Return the duration as the server renders it, which every generation understands."""
        return self.canonical(value)

    def canonical(self, value: t.Any) -> t.Any:
        """Return the duration as Go renders it."""
        return render_duration(parse_duration(value))


class _JsonText(str):
    """A value as JSON text, told from a value that is a text."""


class Json(Kind):
    """Any JSON value, usually an object, compared by value."""

    argument = {"type": "raw"}
    empty: t.Any = {}
    is_data = True

    def parse(self, value: t.Any) -> t.Any:
        """Return the value; a text is refused, as it rather is a dictionary that was meant."""
        if isinstance(value, str):
            raise ValueError("must be a dictionary, or a dictionary as JSON, not a string")
        return value

    def settled(self, value: t.Any, there: t.Any) -> t.Any:
        """Return the value with every number as the server has it, where it is the same as far as Ansible can tell."""
        settled = _with_numbers_of(there, value)
        if any(not math.isfinite(number) for number in _floats(settled) if not isinstance(number, exact_json.Number)):
            raise ValueError("must not contain infinity or NaN, which JSON does not have")
        return settled

    def same(self, value: t.Any, there: t.Any) -> bool:
        """Tell whether a given value means what the server has."""
        return bool(self.canonical(_with_numbers_of(there, value)) == self.canonical(there))

    def canonical(self, value: t.Any) -> t.Any:
        """Return the value as text: in Python, true equals 1, which JSON has apart."""
        return value if isinstance(value, _JsonText) else _JsonText(_in_order(self.shown(value)))

    def shown(self, value: t.Any) -> t.Any:
        """Return the value with every number that is whole as an integer, and one that no float can hold as a text."""
        if isinstance(value, dict):
            return {str(name): self.shown(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.shown(item) for item in value]
        return exact_json.plain(value) if isinstance(value, float) else value


def _with_numbers_of(there: t.Any, value: t.Any) -> t.Any:
    """Return a value whose numbers are those of another one, at the same place, that are the same as far as is known.

    What was read with Ansible, or printed by Hydra's command line, has lost the digits that a float has no room for.
    """
    if isinstance(value, dict) and isinstance(there, dict):
        return {name: _with_numbers_of(there.get(name), item) for name, item in value.items()}
    if isinstance(value, list) and isinstance(there, list):
        others = [*there, *(None for _item in value[len(there) :])]
        return [_with_numbers_of(other, item) for other, item in zip(others, value)]
    if isinstance(there, bool) or isinstance(value, bool) or not isinstance(there, (int, float)):
        return value
    if isinstance(value, str):
        return there if value == exact_json.plain(there) else value
    if not isinstance(value, (int, float)) or exact_json.nearest_float(value) != exact_json.nearest_float(there):
        return value
    known = exact_json.exactly(value) == exact_json.exactly(there)
    return there if known or isinstance(value, float) or isinstance(exact_json.plain(there), str) else value


def _floats(value: t.Any) -> t.Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _floats(item)
    elif isinstance(value, float):
        yield value


class JwkSet(Kind):
    """A JSON Web Key Set (RFC 7517 section 5), compared key by key."""

    argument = {"type": "dict"}
    empty: t.Any = {}
    has_secrets = True
    is_data = True

    def parse(self, value: t.Any) -> t.Any:
        """Return the set as it was given, once it has the form of one."""
        keys = value.get("keys") if value else []
        if keys is None and "keys" in value:  # so up to 1.0.9
            keys = []
        if not isinstance(keys, list) or not all(
            isinstance(key, dict) and isinstance(key.get("kty"), str) for key in keys
        ):
            raise ValueError(
                'must be a JSON Web Key Set: a dictionary with a list "keys" of keys that each have a "kty"'
            )
        return dict(value)

    def settled(self, value: t.Any, there: t.Any) -> t.Any:
        """Return the set as servers write it; a key from a result, without private members, is the one there is."""
        whole = {self._named(without_private_members({"keys": [key]})): key for key in (there or {}).get("keys") or ()}
        keys = [
            whole.get(self._named({"keys": [key]}), {name: item for name, item in key.items() if name != LEFT_OUT})
            if key.get(LEFT_OUT) is True
            else key
            for key in value.get("keys") or ()
        ]
        return dict(value, keys=[rendered(key) for key in keys]) if keys else value

    def _named(self, jwks: t.Any) -> str:
        return _in_order(self.canonical(jwks))

    def canonical(self, value: t.Any) -> t.Any:
        """Return the members that the server keeps of each key, the keys sorted; a set without keys is an empty one."""
        keys = [rendered(key) for key in value.get("keys") or []]
        keys.sort(key=lambda key: sorted((name, str(item)) for name, item in key.items()))
        return {"keys": keys} if keys else {}

    def shown(self, value: t.Any) -> t.Any:
        """Return the set with private members hidden."""
        canonical = self.canonical(value)
        for key in canonical.get("keys", ()):
            key.update((name, HIDDEN) for name in PRIVATE_JWK_MEMBERS if name in key)
        return canonical

    def secrets(self, value: t.Any) -> t.List[str]:
        """Return the values of private members, wherever they are: what is no key set may hold a key all the same."""
        keys = value.get("keys") if isinstance(value, dict) else None
        sent = [rendered(key) for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
        return list(dict.fromkeys([*secrets_in(value, True), *secrets_in(sent, True)]))


TEXT = Kind()
FLAG = Flag()
OPTIONAL_FLAG = OptionalFlag()
STRING_SET = StringSet()
ORIGINS = Origins()
WORDS = Words()
DURATION = Duration()
LOWER_CASE = LowerCase()
JSON = Json()
JWK_SET = JwkSet()


@dataclass(frozen=True)
class Field:
    """One member of a resource.

    :param name: the option's name, which is the API's JSON name too
    :param where: the versions of Hydra that know it
    :param default: what the server holds where nothing is set, if that is not the kind's empty value
    :param default_since: the version from which on the server has that default; older ones hold the kind's empty value
    :param choices: the values of a closed set
    """

    name: str
    kind: Kind = TEXT
    where: Range = ALWAYS
    default: t.Any = None
    default_since: t.Optional[str] = None
    choices: t.Optional[t.Tuple[str, ...]] = None
    argument: t.Dict[str, t.Any] = field(default_factory=dict)

    @property
    def unset(self) -> t.Any:
        """What the server holds where nothing is set."""
        return self.kind.empty if self.default is None else self.default

    def at(self, version: Version) -> Field:
        """Return the field as a server of this version has it."""
        if self.default_since is None or version in Range(self.default_since):
            return self
        return replace(self, default=None, default_since=None)

    def parse(self, value: t.Any) -> t.Any:
        """Return a given value as it is sent; see `Kind.parse`."""
        parsed = self.kind.parse(value)
        if self.choices and parsed not in ("", *self.choices):
            raise ValueError("must be one of %s, not %r" % (", ".join(self.choices), value))
        return parsed

    def canonical(self, value: t.Any) -> t.Any:
        """Return the form that equal values share. None, an empty text and a missing member all mean unset."""
        return self._through(self.kind.canonical, value)

    def same(self, value: t.Any, other: t.Any) -> bool:
        """Tell whether two values are spellings of one."""
        if exact_json.identical(value, other) if self.kind.is_data else value == other:
            return True
        return bool(self.canonical(value) == self.canonical(other))

    def shown(self, value: t.Any) -> t.Any:
        """Return the canonical form without anything secret."""
        return self._through(self.kind.shown, value)

    def _through(self, render: t.Callable[[t.Any], t.Any], value: t.Any) -> t.Any:
        value = self.unset if value is None or value == "" else value
        return None if value is None else render(value)

    def spec(self) -> t.Dict[str, t.Any]:
        """Return the option's entry in Ansible's argument spec, which has no choices: with them, null is refused."""
        return dict(self.kind.argument, **self.argument)
