# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server holds from the start: a file of variables, as the role ``ory.hydra.snapshot`` writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .exchange import Reply

if TYPE_CHECKING:
    from .hydra import Hydra

Entry = dict[str, Any]

_KEY_SETS, _ISSUERS, _CLIENTS = "provision_key_sets", "provision_issuers", "provision_clients"
_KEY_MEMBERS = ("set", "alg", "use", "jwks")
_ISSUER_MEMBERS = ("issuer", "subject", "allow_any_subject", "scope", "expires_at", "kid", "jwk")


#: The path of a file, or the variables that it would have.
Seed = str | Path | Mapping[str, Any]


async def plant(hydra: Hydra, source: Seed) -> None:
    """Create what a file, or a dictionary of its variables, lists.

    Raises OSError, or ValueError with a sentence for the user.
    """
    name = "The seed" if isinstance(source, Mapping) else str(source)
    lists = _lists(name, source if isinstance(source, Mapping) else _json_or_yaml(Path(source)))
    try:
        for entry in lists[_KEY_SETS]:
            await _key_set(hydra, entry)
        for entry in lists[_ISSUERS]:
            await _issuer(hydra, entry)
        for entry in lists[_CLIENTS]:
            await _client(hydra, entry)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None
    hydra.switches.log.clear()


def _lists(source: str, variables: Mapping[str, Any]) -> dict[str, list[Entry]]:
    lists = {name: variables.get(name) or [] for name in (_KEY_SETS, _ISSUERS, _CLIENTS)}
    if not any(name in variables for name in lists):
        raise ValueError(f"{source} has none of the variables {', '.join(lists)}.")
    for name, entries in lists.items():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError(f"{source}: {name} is not a list of dictionaries.")
    return lists


def _json_or_yaml(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except ValueError:
        document = _yaml(path, text)
    if not isinstance(document, dict):
        raise ValueError(f"{path} is not a file of variables.")
    return document


class _Loader(yaml.SafeLoader):
    """Reads what Ansible marks as no template, too."""


def _yaml(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506, as it is a safe loader
    except yaml.YAMLError as problem:
        raise ValueError(f"{path} is not valid YAML: {problem}") from None


def _unsafe(loader: Any, node: Any) -> Any:
    kind = type(node).__name__
    if kind == "MappingNode":
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True) if kind == "SequenceNode" else loader.construct_scalar(node)


_Loader.add_constructor("!unsafe", _unsafe)


async def _key_set(hydra: Hydra, entry: Entry) -> None:
    what = f"key set {entry.get('set', '')}"
    _check_members(what, entry, _KEY_MEMBERS)
    if entry.get("alg"):
        body = {"alg": entry["alg"], "use": entry.get("use", "sig"), "kid": ""}
        await _send(hydra, what, "POST", f"/keys/{entry['set']}", body)
    if entry.get("jwks"):
        await _send(hydra, what, "PUT", f"/keys/{entry['set']}", entry["jwks"])


async def _issuer(hydra: Hydra, entry: Entry) -> None:
    what = f"trusted issuer {entry.get('issuer', '')}"
    _check_members(what, entry, _ISSUER_MEMBERS)
    if not entry.get("jwk"):
        raise ValueError(f"{what} has no jwk, so nothing that it signs could be verified.")
    body = {name: value for name, value in entry.items() if name != "kid"}
    body["jwk"] = {"kid": entry.get("kid"), **entry["jwk"]}
    await _send(hydra, what, "POST", "/trust/grants/jwt-bearer/issuers", body)


async def _client(hydra: Hydra, entry: Entry) -> None:
    what = f"client {entry.get('client_id', '')}"
    _check_members(what, entry, tuple(field.name for field in hydra.client_fields.all))
    await _send(hydra, what, "POST", "/clients", entry)


def _check_members(what: str, entry: Entry, known: tuple[str, ...]) -> None:
    unknown = [name for name in entry if name not in known]
    if unknown:
        raise ValueError(f"{what}: the stand-in does not know {', '.join(unknown)} in this version.")


async def _send(hydra: Hydra, what: str, method: str, path: str, body: Entry) -> None:
    """Create an object as its owner would, with all checks."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    path = hydra.quirks.admin_prefix + path
    reply: Reply = await hydra.answer("admin", method, path, "", headers, json.dumps(body).encode())
    if reply.status not in (200, 201):
        raise ValueError(f"{what} is refused with status {reply.status}: {reply.body.decode(errors='replace').strip()}")
