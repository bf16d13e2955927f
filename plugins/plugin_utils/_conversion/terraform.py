# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Clients of a Terraform or OpenTofu state, or of ``terraform show -json``, whichever provider manages them. Pure.

The providers have the same resource under three names, and between them no attribute has two meanings:

* ``hydra_oauth2_client`` of svrakitin/hydra and nitra/hydra
* ``oryhydra_oauth2_client`` of hypnoglow/oryhydra
* ``ory_oauth2_client`` of ory/ory, for Ory Network
"""

from __future__ import annotations

import json
import typing as t

from ...module_utils._clients.description import ID, SECRET
from ...module_utils._values import exact_json
from .account import NAMES, SET_BY_SERVER, Account, Document, is_nothing, rows, section

TYPES = frozenset(("hydra_oauth2_client", "oryhydra_oauth2_client", "ory_oauth2_client"))
#: The version of state files since Terraform 0.12, and of all of OpenTofu.
STATE_VERSION = 4

_SAME = (NAMES | {ID, SECRET}) - {"metadata", "jwks"}
_RESOURCE_ID = "id"
#: Attributes that are about Terraform: when to send a secret that is not in the state, and how long to wait.
_OF_TERRAFORM = frozenset(("client_secret_wo", "client_secret_wo_version", "timeouts"))


class Resource(t.NamedTuple):
    """One instance of a resource.

    :ivar address: what Terraform calls it
    """

    address: str
    attributes: Document


def recognizes(document: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a document is a state."""
    return bool({"terraform_version", "lineage", "encrypted_data"}.intersection(document))


def convert(documents: t.Sequence[Document], account: Account) -> None:
    """Convert states."""
    for document in documents:
        found = list(_resources(document, account))
        if not found and not account.problems:
            account.problems.append("the Terraform state contains no %s" % " or ".join(sorted(TYPES)))
        for resource in found:
            _convert(resource, account)


# Where resources are


def _resources(state: Document, account: Account) -> t.Iterator[Resource]:
    if "encrypted_data" in state:
        account.problems.append("the Terraform state is encrypted: convert the output of tofu state pull")
    elif "values" in state or "format_version" in state:
        yield from _of_module(section(section(state, "values"), "root_module"), account)
    elif state.get("version") != STATE_VERSION:
        account.problems.append(
            "only version %d of Terraform states can be converted: use Terraform 0.12 or newer" % STATE_VERSION
        )
    else:
        for resource in rows(state, "resources"):
            if _is_client(resource):
                yield from _instances(resource, account)


def _of_module(module: Document, account: Account) -> t.Iterator[Resource]:
    """Yield the resources that ``terraform show -json`` prints of a module and of those in it."""
    for resource in rows(module, "resources"):
        if _is_client(resource):
            yield from _instance(str(resource.get("address")), resource, "deposed_key", "values", account)
    for child in rows(module, "child_modules"):
        yield from _of_module(child, account)


def _is_client(resource: Document) -> bool:
    return resource.get("mode") == "managed" and str(resource.get("type")) in TYPES


def _instances(resource: Document, account: Account) -> t.Iterator[Resource]:
    parts = [resource.get("module"), resource["type"], resource.get("name")]
    address = ".".join(str(part) for part in parts if part)
    for instance in rows(resource, "instances"):
        key = instance.get("index_key")
        there = address if key is None else "%s[%s]" % (address, json.dumps(key))
        yield from _instance(there, instance, "deposed", "attributes", account)


def _instance(address: str, instance: Document, mark: str, attributes: str, account: Account) -> t.Iterator[Resource]:
    """Yield an instance, unless Terraform is about to delete it.

    :param mark: the member that says so
    :param attributes: the member that has its attributes
    """
    if instance.get(mark):
        account.lose(address, "its deposed instance", "Terraform has replaced this client and not deleted it yet")
    else:
        yield Resource(address, section(instance, attributes))


# What they are


def _convert(resource: Resource, account: Account) -> None:
    entry: Document = {}
    for name, value in sorted(resource.attributes.items()):
        if is_nothing(value) or name in SET_BY_SERVER | _OF_TERRAFORM | {_RESOURCE_ID}:
            continue
        if name in _SAME:
            entry[name] = value
        elif name in _OTHERS:
            member, convert_value = _OTHERS[name]
            try:
                entry[member] = convert_value(value)
            except ValueError as error:
                account.problems.append("%s: %s %s" % (resource.address, name, error))
        elif value is not False:  # which many providers write for what is not set
            account.lose(resource.address, name)
    entry.setdefault(ID, resource.attributes.get(_RESOURCE_ID))
    account.add(entry)


def _words(value: t.Any) -> t.Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _structure(value: t.Any) -> t.Any:
    """Return a dictionary that an attribute has as such, or as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return exact_json.printable(exact_json.loads(value))
    except ValueError:
        raise ValueError("is not valid JSON") from None


def _key_set(blocks: t.Any) -> t.Any:
    """Return a key set of blocks, which have every member there is."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ValueError("is not a list of blocks")
    return {
        "keys": [{name: value for name, value in block.items() if not is_nothing(value)} for block in blocks],
    }


#: Attributes that have another name or form in the API: the member that they are, and how their values are converted.
_OTHERS: t.Dict[str, t.Tuple[str, t.Callable[[t.Any], t.Any]]] = {
    "scopes": ("scope", _words),
    "metadata": ("metadata", _structure),
    "metadata_json": ("metadata", _structure),
    "client_metadata": ("metadata", _structure),
    "jwks": ("jwks", _structure),
    "jwk": ("jwks", _key_set),
}
