# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What converters have in common: the account of a conversion, and what tools write for what is not set. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ...module_utils._clients.client_fields import FIELDS
from ...module_utils._clients.description import ID, SECRET, SERVER_SIDE, bears_secret
from ...module_utils._clients.fields import FLAG, JWK_SET, OPTIONAL_FLAG, Field

Document = t.Dict[str, t.Any]

#: The fields of clients that entries and the API have under the same name.
NAMES = frozenset(one.name for one in FIELDS)
#: What the server alone sets, and no entry needs.
SET_BY_SERVER = SERVER_SIDE


@dataclass
class Account:
    """What comes of a conversion.

    :ivar clients: entries for ``hydra_clients``
    :ivar lost: what of the source no entry can express, as sentences
    :ivar problems: what cannot be converted at all, as sentences
    """

    clients: t.List[Document] = field(default_factory=list)
    lost: t.List[str] = field(default_factory=list)
    problems: t.List[str] = field(default_factory=list)

    def lose(self, place: str, name: str, reason: str = "") -> None:
        """Note that a member has no counterpart."""
        self.lost.append("%s: %s cannot be converted%s" % (place, name, reason and ": " + reason))

    def add(self, entry: Document, three_valued: bool = False) -> None:
        """Add a client, with its members in the order of the documentation and without those that are not set.

        :param three_valued: the source tells false from not set
        """
        present = {name: value for name, value in entry.items() if not is_nothing(value)}
        shown = {ID: present[ID]} if ID in present else {}
        shown.update(
            (one.name, present[one.name])
            for one in FIELDS
            if one.name in present and not _is_unset(one, present[one.name], three_valued)
        )
        if SECRET in present and bears_secret(shown):
            shown[SECRET] = present[SECRET]
        self.clients.append(shown)


def section(document: t.Mapping[str, t.Any], name: str) -> Document:
    """Return a member that is a dictionary, or an empty one if it is not there.

    :raises ValueError: it is something else
    """
    found = document.get(name)
    if found is not None and not isinstance(found, dict):
        raise ValueError("the source is damaged: %s is not a dictionary" % name)
    return found or {}


def rows(document: t.Mapping[str, t.Any], name: str) -> t.List[Document]:
    """Return a member that is a list of dictionaries, or an empty one if it is not there.

    :raises ValueError: it is something else
    """
    found = document.get(name)
    if found is not None and not (isinstance(found, list) and all(isinstance(row, dict) for row in found)):
        raise ValueError("the source is damaged: %s is not a list of dictionaries" % name)
    return found or []


def is_nothing(value: t.Any) -> bool:
    """Tell whether a value says nothing, whatever it is a value of."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _is_unset(one: Field, value: t.Any, three_valued: bool) -> bool:
    if one.kind is JWK_SET:
        return isinstance(value, dict) and set(value) == {"keys"} and not value["keys"]
    return value is False and (one.kind is FLAG or (one.kind is OPTIONAL_FLAG and not three_valued))
