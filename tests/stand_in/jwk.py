# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Web Keys in request bodies: what is kept of them, and how a bad one is refused (RFC 7517)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from .go_json import DecodeError, kind_of

# Members that survive; all others are dropped.
_KEPT = frozenset(
    [
        "kty",
        "kid",
        "use",
        "alg",
        "crv",
        "x",
        "y",
        "n",
        "e",
        "d",
        "p",
        "q",
        "dp",
        "dq",
        "qi",
        "k",
        "x5c",
        "x5u",
        "x5t",
        "x5t#S256",
    ]
)
_CURVE_BYTES = {"P-256": 32, "P-384": 48, "P-521": 66}


def read_set(value: dict[str, Any], go_type: str, library: str) -> dict[str, Any]:
    """Return the JWK set to store, from an object that has ``keys``.  Raises DecodeError."""
    keys = value["keys"]
    if keys is None:
        return {"keys": None}
    if not isinstance(keys, list):
        raise DecodeError(
            f"json: cannot unmarshal {kind_of(keys)} into Go struct field {go_type} of type []jose.JSONWebKey"
        )
    return {"keys": [read_key(key, library) for key in keys]}


def read_key(value: Any, library: str) -> dict[str, Any]:
    """Return the key to store, without unknown members.  Raises DecodeError."""
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise DecodeError(f"json: cannot unmarshal {kind_of(value)} into Go value of type jose.rawJSONWebKey")
    problem = _problem(value)
    if problem:
        raise DecodeError(f"{library}: {problem}")
    return {name: member for name, member in value.items() if name in _KEPT}


def is_symmetric(key: dict[str, Any]) -> bool:
    return key.get("kty") == "oct"


def _problem(key: dict[str, Any]) -> str:
    kty = key.get("kty", "")
    if kty == "RSA":
        return "" if key.get("n") and key.get("e") else "invalid RSA key, missing n/e values"
    if kty == "EC":
        return _ec_problem(key)
    if kty == "OKP":
        return "" if key.get("crv") == "Ed25519" else f"unknown curve {key.get('crv', '')}'"
    if kty == "oct":
        return "" if key.get("k") else "invalid OCT (symmetric) key, missing k value"
    return f"unknown json web key type '{kty}'"


def _ec_problem(key: dict[str, Any]) -> str:
    curve = key.get("crv", "")
    if curve not in _CURVE_BYTES:
        return f"unsupported elliptic curve '{curve}'"
    if not (key.get("x") and key.get("y")):
        return "invalid EC key, missing x/y values"
    for name in ("x", "y"):
        if len(_decoded(str(key[name]))) != _CURVE_BYTES[curve]:
            return f"invalid EC public key, wrong length for {name}"
    return ""


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
