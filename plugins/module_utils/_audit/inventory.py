# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is audited: the objects of a server, or those that a file declares (see ``declared``). Needs no Ansible."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._clients.clients import CLIENTS
from .._keys.jwk_sets import JWK_SETS
from .._keys.stored import StoredSet
from .._server.admin_api import AdminApi, Document
from .._server.generations import Features
from .._trust.grants import StoredGrant
from .._trust.trusted_issuers import TRUSTED_ISSUERS
from .._values.versions import Version
from .issuer_rules import UNREADABLE


@dataclass
class Inventory:
    """The objects that are audited.

    :param place: the address of the server, or the path of the file
    :param version: as a user would write it; None if it is not known
    :param parsed: the same, to be compared; None if only what objects have tells it
    :param set_names: of the key sets; of a file, nothing else is known of them
    :param missing: by the kind of object, why there are none to look at
    :param keyless: why there are issuers whose keys are not known
    :param lines: by kind and position in the list, the line of a file where an object begins
    """

    place: str
    version: t.Optional[str]
    parsed: t.Optional[Version]
    clients: t.List[Document] = field(default_factory=list)
    sets: t.List[StoredSet] = field(default_factory=list)
    issuers: t.List[StoredGrant] = field(default_factory=list)
    set_names: t.List[str] = field(default_factory=list)
    missing: t.Dict[str, str] = field(default_factory=dict)
    keyless: str = UNREADABLE
    lines: t.Dict[t.Tuple[str, int], int] = field(default_factory=dict)

    def secrets(self) -> t.Iterator[str]:
        """Yield what of the objects must never be printed."""
        for client in self.clients:
            yield from CLIENTS.secrets(client)
        for stored in self.sets:
            yield from JWK_SETS.secrets(stored)


def of_server(api: AdminApi, place: str, sets: t.Sequence[str]) -> Inventory:
    """Return what a server has.

    :param sets: the names of the key sets to look at, as servers do not list them
    """
    server = api.server
    found = Inventory(place, str(server), server.version)
    found.sets = JWK_SETS.find(api, {"sets": sets, "return_private": False})
    found.set_names = [stored.name for stored in found.sets]
    if server.has(Features.trusted_issuers):
        found.issuers = TRUSTED_ISSUERS.find(api, {"return_keys": True})
    found.clients = CLIENTS.find(api, {})
    return found
