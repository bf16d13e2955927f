# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is audited: the objects of a server, or those in a file of variables as the role ``snapshot`` writes it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._clients.clients import CLIENTS
from .._clients.presets import complete
from .._errors import UsageError
from .._keys.jwk_sets import JWK_SETS
from .._keys.stored import StoredSet
from .._server.admin_api import AdminApi, Document
from .._server.generations import Features, ServerVersion
from .._trust.grants import StoredGrant
from .._trust.trusted_issuers import TRUSTED_ISSUERS
from .._values.versions import Version
from .rule import CLIENT, ISSUER, KEY_SET
from .variables import Variables, read_variables

#: The variables of the role ``provision`` that are read, by the kind of object.
LISTS = {CLIENT: "provision_clients", KEY_SET: "provision_key_sets", ISSUER: "provision_issuers"}
_PRESETS, _DEFAULTS = "provision_client_presets", "provision_client_defaults"


@dataclass
class Inventory:
    """The objects that are audited.

    :param place: the address of the server, or the path of the file
    :param version: as a user would write it; None if it is not known
    :param parsed: the same, to be compared; None if only what objects have tells it
    :param set_names: of the key sets; of a file, nothing else is known of them
    :param missing: by the kind of object, why there are none to look at
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


def of_file(path: str, version: t.Optional[str]) -> Inventory:
    """Return what a file of variables has.

    :param version: of the server that it is from, or for; None if that is not known
    :raises UsageError: it cannot be read, or contains none of the variables
    :raises MissingLibraryError: there is nothing to read YAML with
    """
    parsed = None if version is None else ServerVersion.stated(version).version
    variables = read_variables("snapshot_file", path)
    lists = {kind: _list(variables, path, name) for kind, name in LISTS.items()}
    if not any(name in variables.values for name in LISTS.values()):
        raise UsageError(
            "snapshot_file %s is not a file of variables for the role ory.hydra.provision: it contains none of %s"
            % (path, ", ".join(LISTS.values()))
        )
    found = Inventory(path, version, parsed)
    found.missing[KEY_SET] = "a snapshot contains no keys"
    for kind, rows in lists.items():
        if LISTS[kind] not in variables.values:
            found.missing.setdefault(kind, "the file does not contain %s" % LISTS[kind])
        kept = [(line, row) for line, row in rows if row.get("state") != "absent"]
        found.lines.update({(kind, position): line for position, (line, _row) in enumerate(kept)})
        if kind == CLIENT:
            found.clients = [_completed(row, variables) for _line, row in kept]
        elif kind == KEY_SET:
            found.set_names = [str(row.get("set")) for _line, row in kept]
        elif kind == ISSUER:
            found.issuers = [_grant(row) for _line, row in kept]
    return found


def _list(variables: Variables, path: str, name: str) -> t.List[t.Tuple[int, Document]]:
    """Return the entries of a list, each with its line.

    :raises UsageError: it is no list of dictionaries
    """
    rows = variables.values.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(
            "%s in snapshot_file %s must be a list of dictionaries; templates are not resolved" % (name, path)
        )
    return list(zip(variables.lines.get(name, ()), rows))


def _completed(client: Document, variables: Variables) -> Document:
    """Return a client with what its preset and the defaults of the list say of it."""
    whole = dict(client)
    task = {"presets": variables.values.get(_PRESETS), "defaults": variables.values.get(_DEFAULTS)}
    for problem in complete(whole, task):
        raise UsageError("snapshot_file: client %s: %s" % (client.get("client_id"), problem))
    return whole


def _grant(entry: Document) -> StoredGrant:
    """Return a trusted issuer of a file as a server would answer it."""
    jwk = entry.get("jwk")
    key = jwk if isinstance(jwk, dict) else {}
    return StoredGrant(dict(entry, public_key={"kid": entry.get("kid") or key.get("kid") or ""}), key or None)
