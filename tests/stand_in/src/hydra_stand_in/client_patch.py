# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Patch (RFC 6902) on a client, with the generation's deviations from it."""

from __future__ import annotations

import json
from typing import Any

import jsonpatch
import jsonpointer

from .client_fields import ClientFields, Document, RawJson
from .generations import Quirks
from .state import Client

_OPERATIONS = {"add", "remove", "replace"}
_MORE_OPERATIONS = {"test", "move", "copy"}


class PatchError(ValueError):
    """The document is not a JSON Patch, or cannot be applied."""


def apply(fields: ClientFields, client: Client, body: bytes) -> Document:
    """Return the document of a client after a patch.  Raises PatchError or DecodeError."""
    # The secret is a member that is never shown: it can be set, and removed without effect.
    target = dict(json.loads(client.text), client_secret="")
    patched = _patched(target, _operations(body, fields.quirks), fields.quirks)
    base = None
    if fields.quirks.patch_keeps_what_it_removes:
        # The result is laid over the stored client, so what it lacks stays.
        base = dict(fields.empty(), **client.document)
    text = json.dumps(patched, sort_keys=fields.quirks.patch_sorts_members)
    document = fields.read(text.encode(), onto=base)
    stored = client.document.get("metadata")
    kept = isinstance(stored, RawJson) and "metadata" in patched and json.loads(stored.text) == patched["metadata"]
    if kept:
        document["metadata"] = stored  # untouched: keep its spelling
    return document


def _operations(body: bytes, quirks: Quirks) -> list[dict[str, Any]]:
    try:
        operations = json.loads(body)
    except ValueError as problem:
        raise PatchError(str(problem)) from None
    if operations is None:
        return []
    if not isinstance(operations, list):
        raise PatchError("not an array")
    return [_checked(operation, quirks) for operation in operations]


def _checked(operation: Any, quirks: Quirks) -> dict[str, Any]:
    allowed = _OPERATIONS | (_MORE_OPERATIONS if quirks.patch_allows_test_move_copy else set())
    if not isinstance(operation, dict) or operation.get("op") not in [*allowed]:
        raise PatchError("unknown operation")
    path = str(operation.get("path", ""))
    if path == "/id" or (quirks.patch_guards_id_in_any_case and path.lower() == "/id"):
        raise PatchError("the id cannot be patched")
    if not path and quirks.patch_refuses_the_root:
        raise PatchError("the whole document cannot be replaced")
    if "value" not in operation and quirks.patch_value_may_be_missing:
        return dict(operation, value=None)
    return operation


def _patched(document: Any, operations: list[dict[str, Any]], quirks: Quirks) -> Any:
    for operation in operations:
        try:
            if operation["op"] != "remove" and quirks.patch_makes_parents:
                _make_parents(document, jsonpointer.JsonPointer(operation["path"]).parts[:-1])
            if operation["op"] == "replace" and _is_absent(document, operation["path"]):
                operation = dict(operation, op="add")
            document = jsonpatch.JsonPatch([operation]).apply(document, in_place=True)
        except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, KeyError, TypeError) as problem:
            raise PatchError(str(problem)) from None
    if not isinstance(document, dict):
        raise PatchError("not an object")
    return document


def _make_parents(document: Any, names: list[str]) -> None:
    """Add the objects on the way to a member that are not there."""
    for name in names:
        if not isinstance(document, dict):
            return
        document = document.setdefault(name, {})


def _is_absent(document: Any, path: str) -> bool:
    """Whether ``path`` names a member that its object does not have; Hydra then adds it."""
    parent, last = jsonpointer.JsonPointer(path).to_last(document)
    return isinstance(parent, dict) and last is not None and last not in parent
