# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each generation's specification says: its operations, their parameters, and the members of their bodies.

``python -m conformance.specified FILE`` prints the facts of an OpenAPI file, such as ``spec/api.json`` of Hydra, in the
form of ``specifications/VERSION.json``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "specifications"
_PUBLIC = ("/.well-known/", "/credentials", "/oauth2/device/", "/oauth2/register", "/userinfo")
_PUBLIC_TOO = ("/oauth2/auth", "/oauth2/revoke", "/oauth2/sessions/logout", "/oauth2/token")

#: A type of JSON: "string", "integer", "boolean" or "any"; a list with that of its items; or an object with that of
#: each member.
Shape = Any


@dataclass(frozen=True)
class Specified:
    """An operation as it is specified.

    ``path`` is without the admin API's prefix.  ``query`` has the type of each parameter, ``bodies`` the shape of the
    body by content type; there is none if the operation takes none.
    """

    interface: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, Shape] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.interface, self.method, self.path


def versions() -> list[str]:
    """Return the versions whose specification is known, the newest first."""
    return sorted((path.stem for path in FOLDER.glob("*.json")), key=_numbers, reverse=True)


def load(version: str) -> list[Specified]:
    """Return the operations of a version."""
    facts = json.loads((FOLDER / f"{version}.json").read_text())
    operations = []
    for name, said in facts["operations"].items():
        bodies = {kind: _resolve(shape, facts["types"]) for kind, shape in said.get("bodies", {}).items()}
        interface, method, path = name.split()
        operations.append(Specified(interface, method, path, said.get("query", {}), bodies))
    return operations


def _resolve(shape: Shape, types: dict[str, Shape]) -> Shape:
    if isinstance(shape, dict):
        return {name: _resolve(member, types) for name, member in shape.items()}
    if isinstance(shape, list):
        return [_resolve(item, types) for item in shape]
    return _resolve(types[shape], types) if shape in types else shape


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


class _Reader:
    """Reads an OpenAPI document, and keeps the objects that it has names for."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.types: dict[str, Shape] = {}

    def operations(self) -> dict[str, Any]:
        found = {}
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                parameters = [self._target(one) for one in operation.get("parameters", ())]
                query = {one["name"]: self._shape(one["schema"]) for one in parameters if one["in"] == "query"}
                content = self._target(operation.get("requestBody", {})).get("content", {})
                said = {
                    "query": query,
                    "bodies": {kind: self._shape(content[kind]["schema"]) for kind in sorted(content)},
                }
                short = path.removeprefix("/admin")
                public = path.startswith(_PUBLIC) or path in _PUBLIC_TOO
                name = f"{'public' if public else 'admin'} {method.upper()} {short}"
                found[name] = {kind: value for kind, value in said.items() if value}
        return found

    def _target(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            name, node = node["$ref"], self._document
            for part in name.split("/")[1:]:
                node = node[part]
        return node

    def _shape(self, schema: dict[str, Any]) -> Shape:
        if "$ref" not in schema:
            return self._anonymous(schema)
        shape = self._anonymous(self._target(schema))
        if not isinstance(shape, dict):
            return shape
        name = schema["$ref"].rpartition("/")[2]
        self.types[name] = shape
        return name

    def _anonymous(self, schema: dict[str, Any]) -> Shape:
        if "allOf" in schema:
            return self._shape(schema["allOf"][0])
        if "properties" in schema:
            return {name: self._shape(member) for name, member in sorted(schema["properties"].items())}
        if schema.get("type") == "array":
            return [self._shape(schema["items"])]
        kind = schema.get("type", "any")
        return "any" if kind == "object" else kind


def main(arguments: list[str]) -> int:
    """Print the facts of a specification."""
    reader = _Reader(json.loads(Path(arguments[0]).read_text()))
    facts = {"operations": reader.operations(), "types": reader.types}
    print(json.dumps(facts, indent=1, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
