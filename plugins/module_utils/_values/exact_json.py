# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON whose numbers survive: servers keep the spelling of each, and many are more than a float can represent."""

from __future__ import annotations

import decimal
import json
import secrets
import typing as t

from .._errors import UsageError

_LONGEST_INTEGER = 4000  # digits; Python refuses to convert more than 4300
_LONGEST_POWER = 400  # of ten; a larger number is not written out

_MARK = secrets.token_hex(16)  # in no text of any document


class Number(float):
    """A number of a document, as near as a float comes, that is sent as it was spelled.

    :ivar literal: its spelling
    """

    literal: str

    def __new__(cls, literal: str) -> Number:
        """Keep the spelling."""
        number = super().__new__(cls, literal)
        number.literal = literal
        return number

    def __getnewargs__(self) -> t.Tuple[t.Any, ...]:
        """Have a copy keep it, too."""
        return (self.literal,)


def loads(text: str, members: t.Optional[t.Callable[[t.List[t.Tuple[str, t.Any]]], t.Any]] = None) -> t.Any:
    """Return a JSON document.

    :param members: makes a dictionary of its members, some of which may have the same name
    :raises ValueError: it is none
    """
    return json.loads(
        text, parse_float=_fraction, parse_int=_integer, parse_constant=_refuse, object_pairs_hook=members
    )


def dumps(document: t.Any) -> str:
    """Return a document as JSON text, every number as it was spelled where it came from.

    :raises UsageError: there is a number that JSON does not have
    """
    literals: t.List[str] = []

    def marked(number: Number) -> str:
        literals.append(number.literal)
        return "%s-%d" % (_MARK, len(literals) - 1)

    try:
        text = json.dumps(_replaced(document, marked), allow_nan=False)
    except ValueError:
        raise UsageError("infinity and NaN do not exist in JSON and cannot be sent") from None
    if literals:
        first, *rest = text.split('"%s-' % _MARK)
        parts = [part.partition('"') for part in rest]
        text = first + "".join(literals[int(number)] + after for number, _quote, after in parts)
    return text


def identical(one: t.Any, other: t.Any) -> bool:
    """Tell whether two values are certainly the same JSON; of numbers spelled in two ways that is not known."""
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(name in other and identical(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, Number) or isinstance(other, Number):
        return isinstance(one, Number) and isinstance(other, Number) and one.literal == other.literal
    return one.__class__ is other.__class__ and bool(one == other)


def printable(value: t.Any) -> t.Any:
    """Return a value for a result: what a float cannot hold is an integer, or else the text of the number."""
    return _replaced(value, plain)


def plain(number: float) -> t.Union[int, float, str]:
    """Return a number as an integer if it is whole, as a float if that is the same number, else as its text."""
    exact = exactly(number)
    if exact is None:
        return number.literal if isinstance(number, Number) else number
    if exact == exact.to_integral_value() and exact.adjusted() < _LONGEST_POWER:
        return int(exact)
    if isinstance(number, Number) and exact != decimal.Decimal(repr(float(number))):
        return number.literal
    return float(number)


def exactly(number: t.Union[int, float]) -> t.Optional[decimal.Decimal]:
    """Return the very number; None for infinity, NaN, and what is too large even for this."""
    try:
        exact = decimal.Decimal(number.literal if isinstance(number, Number) else repr(number))
    except (decimal.InvalidOperation, ValueError):
        return None
    return exact if exact.is_finite() else None


def nearest_float(number: t.Union[int, float]) -> float:
    """Return what is left of a number once it went through a program that knows floats only."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _fraction(literal: str) -> float:
    number = float(literal)
    return number if repr(number) == literal else Number(literal)


def _integer(literal: str) -> t.Union[int, float]:
    return Number(literal) if literal == "-0" or len(literal) > _LONGEST_INTEGER else int(literal)


def _refuse(name: str) -> t.NoReturn:
    raise ValueError("%s is not JSON" % name)


def _replaced(value: t.Any, replace: t.Callable[[Number], t.Any]) -> t.Any:
    """Return a value with every `Number` replaced; the same object where there is none."""
    if isinstance(value, Number):
        return replace(value)
    if isinstance(value, dict):
        members = {name: _replaced(item, replace) for name, item in value.items()}
        return members if any(members[name] is not item for name, item in value.items()) else value
    if isinstance(value, (list, tuple)):
        items = [_replaced(item, replace) for item in value]
        return items if any(new is not item for new, item in zip(items, value)) else value
    return value
