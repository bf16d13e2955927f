# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A client as it is to be: what is declared, put into what is there. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._engine.model import Entry
from .._server.admin_api import Document
from .description import EXCLUSIVE, ID, NEVER_SENT, field_named
from .fields import Field
from .secret_policy import SecretWish


@dataclass(frozen=True)
class ClientWish:
    """What a task says about one client.

    :param given: the fields that were given; None means back to the server's default
    :param exhaustive: fields that were not given go back to their defaults
    :param registered: it came with a registration access token, which the next update ends
    """

    absent: bool = False
    given: t.Mapping[str, t.Any] = field(default_factory=dict)
    exhaustive: bool = False
    secret: SecretWish = field(default_factory=SecretWish)
    registered: bool = False


class UnknownError(Exception):
    """A value is needed that was given and cannot be used."""


class Partial(t.Dict[str, t.Any]):
    """A document with members of which nothing is known: whoever asks for one cannot go on."""

    def __init__(self, document: Document, unknown: t.AbstractSet[str]) -> None:
        super().__init__(document)
        self.unknown = unknown

    def __getitem__(self, name: str) -> t.Any:
        """Return a member that is known."""
        self._ask(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a member."""
        self._ask(name)
        return super().__contains__(name)

    def get(self, name: str, default: t.Any = None) -> t.Any:
        """Return a member that is known."""
        self._ask(name)
        return super().get(name, default)

    def _ask(self, name: t.Any) -> None:
        if name in self.unknown:
            raise UnknownError(name)


def merged(
    entry: Entry[ClientWish],
    current: t.Optional[Document],
    key: t.Optional[str],
    fields: t.Sequence[Field],
    problems: t.List[str],
) -> t.Tuple[Partial, t.Tuple[str, ...]]:
    """Return the document as it is to be, and the names of the fields that differ from what is there.

    :param key: the id of the client; None where the server is going to choose it
    :param fields: those that the server has
    :param problems: gets what cannot be sent
    """
    wish, there = entry.wish, current or {}
    document = {name: value for name, value in there.items() if name not in NEVER_SENT}
    if key is not None:
        document[ID] = key
    touched = []
    broken = set(entry.broken)
    for one in fields:
        name = one.name
        if name in broken:
            continue
        if name in wish.given:
            value = wish.given[name]
        elif wish.exhaustive or (name in EXCLUSIVE and _is_displaced(name, wish.given)):
            value = None
        else:
            continue
        if value is not None:
            try:
                value = one.kind.settled(value, there.get(name))
            except ValueError as error:
                problems.append("%s %s" % (name, error))
                broken.add(name)
                continue
        if one.same(value, there.get(name)):
            if current is None and value is not None:
                document[name] = value
            continue
        touched.append(name)
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value
    _drop_empty(document)
    return Partial(document, broken), tuple(touched)


def _drop_empty(document: Document) -> None:
    """Leave out what is empty beside another one that is set, which some generations refuse.

    A set without keys may matter.
    """
    empty = [name for name in EXCLUSIVE if name in document and _is_empty(name, document[name])]
    for name in empty:
        if not document[name] or any(other in document and other not in empty for other in EXCLUSIVE):
            del document[name]


def _is_empty(name: str, value: t.Any) -> bool:
    return field_named(name).same(value, None)


def _is_displaced(name: str, given: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a field gives way, as another one is set that excludes it."""
    return any(not _is_empty(other, given[other]) for other in EXCLUSIVE if other != name and other in given)
