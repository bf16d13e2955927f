# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public keys of clients: those that they have themselves, and those that they publish at their ``jwks_uri``."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from .errors import Refusal, invalid_request, server_error
from .exchange import Call
from .key_material import Jwk, is_private
from .state import Client

_SECONDS = 10
_KINDS = {"RSA": "RSA", "EC": "ECDSA"}


async def fetch(url: str) -> tuple[int, str]:
    """Return status and text of what is at a URL.  Raises OSError where nobody answers."""
    limit = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(url) as reply:
            return reply.status, await reply.text(errors="replace")
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise OSError(str(problem)) from None


async def find(call: Call, client: Client, header: dict[str, Any]) -> Jwk:
    """Return the key that a JWT of a client should be signed with, by its header.  Raises Refusal."""
    own = (client.document["jwks"] or {}).get("keys")
    url = client.document["jwks_uri"]
    if own or not url:
        return _choose(call, own or [], header)
    known = call.hydra.state.fetched_keys
    cached = call.hydra.quirks.fetched_keys_are_kept and url in known
    keys = known[url] if cached else await _published(url)
    known[url] = keys
    try:
        return _choose(call, keys, header)
    except Refusal:
        # They may have been replaced since.
        known[url] = await _published(url)
        return _choose(call, known[url], header)


async def _published(url: str) -> list[Jwk]:
    try:
        status, text = await fetch(url)
    except OSError:
        sentence = f"Unable to fetch JSON Web Keys from location '{url}'. Check for typos or other network issues."
        raise server_error(sentence) from None
    if not 200 <= status < 400:
        raise server_error(
            f"Expected successful status code in range of 200 - 399 from location '{url}' but received code {status}."
        )
    try:
        keys = json.loads(text).get("keys") or []
        if all(isinstance(key, dict) for key in keys):
            return list(keys)
    except (ValueError, AttributeError, TypeError):
        pass
    raise server_error(
        f"Unable to decode JSON Web Keys from location '{url}'. Please check for typos and if the URL returns valid "
        "JSON."
    )


def _choose(call: Call, keys: list[Jwk], header: dict[str, Any]) -> Jwk:
    if not keys:
        plural = call.hydra.quirks.empty_key_set_is_called_keys
        raise invalid_request(f"The retrieved JSON Web Key Set does not contain any {'keys' if plural else 'key'}.")
    kid = header.get("kid")
    if isinstance(kid, str):
        keys = [key for key in keys if key.get("kid", "") == kid]
        if not keys:
            raise invalid_request(f"The JSON Web Token uses signing key with kid '{kid}', which could not be found.")
    wanted = kind_of(header)
    for key in keys:
        if key.get("use") == "sig" and _KINDS.get(key.get("kty", "")) == wanted and not is_private(key):
            return key
    raise invalid_request(
        f"Unable to find {wanted} public key with use='sig' for kid '{kid or ''}' in JSON Web Key Set."
    )


def kind_of(header: dict[str, Any]) -> str:
    """Return the kind of key that the algorithm of a JWT takes: RSA, ECDSA, or "" for another."""
    algorithm = str(header.get("alg", ""))
    return {"RS": "RSA", "PS": "RSA", "ES": "ECDSA"}.get(algorithm[:2], "") if algorithm[2:] in _SIZES else ""


_SIZES = ("256", "384", "512")
