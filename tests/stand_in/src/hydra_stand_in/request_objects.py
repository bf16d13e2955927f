# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorization requests that come as a JWT: ``request`` and ``request_uri`` (OpenID Connect Core section 6)."""

from __future__ import annotations

import json
from typing import Any

from . import client_keys, clock
from .errors import Refusal, invalid_request, unrecognizable
from .exchange import Call
from .jwk import jwt_parts
from .signing import is_signed_by
from .state import Client


async def merge(call: Call, client: Client, values: dict[str, list[str]]) -> None:
    """Put the claims of a request object in the place of the parameters.  Raises Refusal."""
    scope = values.get("scope", [""])[0].split()
    text, url = (values.get(name, [""])[0] for name in ("request", "request_uri"))
    if "openid" not in scope or not (text or url):
        return
    if text and url:
        raise invalid_request(
            "OpenID Connect parameters 'request' and 'request_uri' were both given, but you can use at most one."
        )
    if not ((client.document["jwks"] or {}).get("keys") or client.document["jwks_uri"]):
        raise invalid_request(
            "OpenID Connect 'request' or 'request_uri' context was given, but the OAuth 2.0 Client does not have any "
            "JSON Web Keys registered."
        )
    claims = await _verified(call, client, text or await _fetched(client, url))
    for name, value in claims.items():
        values[name] = [value if isinstance(value, str) else json.dumps(value)]
    asked = values.get("scope", [""])[0].split()
    values["scope"] = [" ".join([*asked, *(word for word in scope if word not in asked)])]


async def _fetched(client: Client, url: str) -> str:
    if url not in (client.document.get("request_uris") or []):
        raise _bad_uri(f"Request URI '{url}' is not whitelisted by the OAuth 2.0 Client.")
    doing = "Unable to fetch OpenID Connect request parameters from 'request_uri' because"
    try:
        status, text = await client_keys.fetch(url)
    except OSError as problem:
        raise _bad_uri(f"{doing}: {problem}.") from None
    if status != 200:
        raise _bad_uri(f"{doing} status code '200' was expected, but got '{status}'.")
    return text


async def _verified(call: Call, client: Client, text: str) -> dict[str, Any]:
    try:
        header, claims = jwt_parts(text)
    except ValueError:
        raise _bad_object("Unable to verify the request object's signature.") from None
    used, wanted = header.get("alg"), client.document.get("request_object_signing_alg")
    if wanted and used != wanted:
        raise _bad_object(
            f"The request object uses signing algorithm '{used}', but the requested OAuth 2.0 Client enforces signing "
            f"algorithm '{wanted}'."
        )
    if used != "none":
        kind = client_keys.kind_of(header)
        if not kind:
            raise _bad_object(f"This request object uses unsupported signing algorithm '{used}'.")
        try:
            key = await client_keys.find(call, client, header)
        except Refusal as refusal:
            sentence = f"Unable to retrieve {kind} signing key from OAuth 2.0 Client."
            raise _bad_object(f"{sentence} {refusal.hint}") from None
        if not is_signed_by(text, key):
            if call.hydra.quirks.jwt_problems_are_those_of_jwt_go:
                raise unrecognizable(oauth=True)
            raise _bad_object("Unable to verify the request object's signature.")
    if isinstance(claims.get("exp"), (int, float)) and claims["exp"] <= clock.time():
        raise unrecognizable(oauth=True)
    return claims


def _bad_object(sentence: str) -> Refusal:
    text = "The request parameter contains an invalid Request Object."
    return Refusal(400, "invalid_request_object", text, sentence, oauth=True)


def _bad_uri(sentence: str) -> Refusal:
    text = "The request_uri in the Authorization Request returns an error or contains invalid data."
    return Refusal(400, "invalid_request_uri", text, sentence, oauth=True)
