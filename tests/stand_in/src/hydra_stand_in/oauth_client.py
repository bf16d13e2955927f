# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a client authenticates to the token and revocation endpoints (RFC 6749 section 2.3), and for whom it asks."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_plus

from . import client_assertion
from .errors import invalid_client, invalid_request
from .exchange import Call
from .forms import BAD_ESCAPE
from .scopes import audience_matches
from .state import Client

_MISSING = "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body."


async def authenticate(call: Call) -> Client:
    """Return the client that sent the request.

    Raises Refusal: 400 without credentials, 401 with wrong ones or with another method than the client's own.
    """
    if call.field("client_assertion_type"):
        return await client_assertion.authenticate(call)
    posted_id, posted_secret = call.field("client_id"), call.field("client_secret")
    basic = _basic(call.headers.get("Authorization", ""))
    if basic is not None:
        client_id, secret = basic
    elif posted_id:
        client_id, secret = posted_id, _posted(call, posted_secret)
    else:
        raise invalid_request(_MISSING)
    client = call.hydra.state.clients.get(client_id)
    if client is None or client.lost:
        raise invalid_client()
    configured = client.document["token_endpoint_auth_method"]
    for used, is_used in (
        ("client_secret_post", bool(posted_id and posted_secret)),
        ("client_secret_basic", basic is not None and bool(secret)),
    ):
        if is_used and configured != used:
            raise invalid_client(
                f"The OAuth 2.0 Client supports client authentication method '{configured}', but method '{used}' was "
                "requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept "
                f"'{used}'."
            )
    if configured == "none":
        return client
    for known in (client.secret, *client.rotated):
        if known is not None and await call.hydra.hasher.matches(secret, known):
            return client
    raise invalid_client()


def _basic(header: str) -> tuple[str, str] | None:
    """Return id and secret of HTTP Basic; both halves are form-urlencoded (RFC 6749 section 2.3.1)."""
    halves = halves_of_basic(header)
    return halves and (_unquoted(halves[0], "id"), _unquoted(halves[1], "secret"))


def halves_of_basic(header: str) -> tuple[str, str] | None:
    """Return both halves of HTTP Basic as they are; None where the header is of another kind, or cannot be read."""
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return None
    first, colon, second = text.partition(":")
    return (first, second) if colon else None


def _unquoted(text: str, what: str) -> str:
    if BAD_ESCAPE.search(text):
        raise invalid_request(
            f"The client {what} in the HTTP authorization header could not be decoded from "
            "'application/x-www-form-urlencoded'."
        )
    return unquote_plus(text, errors="surrogateescape")


def _posted(call: Call, secret: str) -> str:
    """Return id or secret from the form; the older servers decode them once more."""
    if not call.hydra.quirks.form_secret_is_decoded_twice:
        return secret
    if BAD_ESCAPE.search(secret):
        raise invalid_request()
    return unquote_plus(secret, errors="surrogateescape")


def wanted_audience(call: Call, client: Client) -> list[str]:
    """Return the audience that a form asks for.  Raises Refusal if the client may not."""
    audience = [word for text in call.form.get("audience", ()) for word in text.split()]
    for word in audience:
        if not any(audience_matches(word, pattern) for pattern in client.document["audience"] or ()):
            raise invalid_request(f"Requested audience '{word}' has not been whitelisted by the OAuth 2.0 Client.")
    return audience
