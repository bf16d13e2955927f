# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is audited of a file of variables as the role ``snapshot`` writes it: what ``provision`` would make of it."""

from __future__ import annotations

import typing as t

from .._clients.clients import CLIENTS
from .._clients.presets import complete
from .._engine.model import Owned, Thing, Wish
from .._engine.resource import Resource
from .._errors import UsageError
from .._keys.jwk_sets import JWK_SETS
from .._module.entries import Adapt, read_entries
from .._module.spellings import Options
from .._server.admin_api import Document
from .._server.generations import ServerVersion
from .._trust.grants import StoredGrant
from .._trust.options import wanted_grant
from .._trust.trusted_issuers import TRUSTED_ISSUERS
from .._values.expiry import now_in_utc, render_time
from .inventory import Inventory
from .rule import CLIENT, ISSUER, KEY_SET
from .variables import Variables, read_variables

#: The variables of the role ``provision`` that are read, by the kind of object.
LISTS = {CLIENT: "provision_clients", KEY_SET: "provision_key_sets", ISSUER: "provision_issuers"}
#: Variables that say something of all clients, by the option of the module.
_OF_LIST = {"presets": "provision_client_presets", "defaults": "provision_client_defaults"}
#: Variables that set a field of all clients, unless the defaults do.
_OF_ALL = {"owner": "provision_owner", "metadata": "provision_mark"}
_NOT_IN_FILE = "the file does not contain the key of the issuer, or not in a form that can be read"


def of_file(path: str, version: t.Optional[str]) -> Inventory:
    """Return what a file of variables has.

    :param version: of the server that it is from, or for; None if that is not known
    :raises UsageError: it cannot be read, or contains none of the variables
    :raises MissingLibraryError: there is nothing to read YAML with, or PEM
    """
    parsed = None if version is None else ServerVersion.stated(version).version
    variables = read_variables("snapshot_file", path)
    if not any(name in variables.values for name in LISTS.values()):
        raise UsageError(
            "snapshot_file %s is not a file of variables for the role ory.hydra.provision: it contains none of %s"
            % (path, ", ".join(LISTS.values()))
        )
    found = Inventory(path, version, parsed, keyless=_NOT_IN_FILE)
    found.missing[KEY_SET] = "the keys of key sets are not read from a file"
    for kind, name in LISTS.items():
        if name not in variables.values:
            found.missing.setdefault(kind, "the file does not contain %s" % name)
    found.clients = [
        {name: value for name, value in entry.items() if value is not None}
        for entry in _kept(found, CLIENT, CLIENTS, variables, _completing(variables))
    ]
    found.set_names = [str(entry["set"]) for entry in _kept(found, KEY_SET, JWK_SETS, variables, JWK_SETS.adapt)]
    found.issuers = [_grant(entry) for entry in _kept(found, ISSUER, TRUSTED_ISSUERS, variables, TRUSTED_ISSUERS.adapt)]
    return found


def _kept(
    found: Inventory, kind: str, resource: Resource[Wish, Thing, Owned], variables: Variables, adapt: Adapt
) -> t.List[Document]:
    """Return the entries of a list that are not to be absent, as the module takes them that the role passes them to.

    What cannot be used, that module refuses.

    :param found: gets their lines
    :param adapt: puts an entry into the terms of its options
    :raises UsageError: it is no list of dictionaries
    """
    name = LISTS[kind]
    rows = variables.values.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(
            "%s in snapshot_file %s must be a list of dictionaries; templates are not resolved" % (name, found.place)
        )
    task = {option: variables.values.get(variable) for option, variable in _OF_LIST.items()}
    entries, _problems = read_entries(resource, rows, task, adapt)
    kept = [pair for pair in zip(variables.lines.get(name, ()), entries) if pair[1]["state"] != "absent"]
    found.lines.update({(kind, position): line for position, (line, _entry) in enumerate(kept)})
    return [entry for _line, entry in kept]


def _completing(variables: Variables) -> Adapt:
    """Return what puts a client into the terms of its options, with all that the file says of it."""
    of_all = {field: variables.values[name] for field, name in _OF_ALL.items() if variables.values.get(name)}

    def adapt(client: Options, task: Options) -> t.Iterable[str]:
        for problem in complete(client, task):
            raise UsageError("snapshot_file: client %s: %s" % (client.get("client_id"), problem))
        return CLIENTS.adapt(client, {"defaults": of_all})

    return adapt


def _grant(entry: Document) -> StoredGrant:
    """Return a trusted issuer of a file as a server would answer it, were it created now."""
    kid, wanted, _problems, _unknown = wanted_grant(0, entry, (), False, lambda _texts: None)
    row = {name: entry[name] for name in ("issuer", "subject", "allow_any_subject")}
    expires_at = None if wanted.expiry is None else render_time(wanted.expiry.resolve(now_in_utc()))
    row.update(scope=list(wanted.scope or ()), expires_at=expires_at, public_key={"kid": kid})
    return StoredGrant(row, wanted.jwk)
