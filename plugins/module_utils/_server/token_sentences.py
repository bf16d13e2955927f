# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is said where an OAuth 2.0 server gives no token. Pure."""

from __future__ import annotations

import typing as t

from .client_credentials import ClientCredentials, usable_token
from .http_client import Reply

_LONGEST_TOLD = 2000  # characters of what a server says about an error
_LATER = ("server_error", "temporarily_unavailable")


def is_passing(reply: Reply) -> bool:
    """Tell whether another try later may be answered otherwise."""
    return reply.status == 429 or reply.status >= 500 or _error_of(reply)[0] in _LATER


def refusal(reply: Reply, wanted: ClientCredentials, method: str) -> t.Optional[str]:
    """Return why a reply brings no token, and which option to look at; None where it brings one.

    :param method: how the client authenticated: the method for its secret, or the algorithm of its key
    """
    body = reply.body if isinstance(reply.body, dict) else {}
    error, description = _error_of(reply)
    told = "%s answered %d" % (reply.url, reply.status)
    if error:
        told += " (%s)" % ": ".join(part for part in (error, description) if part)[:_LONGEST_TOLD]
        return "%s: %s" % (told, _advice(error, description, wanted, method))
    if reply.status >= 300 or not isinstance(reply.body, dict):
        return told + _not_oauth(reply, wanted)
    kind = body.get("token_type")
    if isinstance(kind, str) and kind.lower() != "bearer":
        return "%s with a token of type %s, and only Bearer tokens can be used: check auth_client_id and %s" % (
            told,
            kind[:100],
            wanted.option,
        )
    if "access_token" not in body:
        return "%s without an access_token: check %s" % (told, wanted.option)
    if not usable_token(body["access_token"]):
        return "%s with an access_token that cannot be sent in an HTTP header: check %s" % (told, wanted.option)
    return None


def no_metadata(reply: Reply) -> str:
    """Return why there are no metadata of an issuer."""
    if reply.status in (404, 405):
        return (
            "auth_issuer has no metadata at %s, nor at the path of OpenID Connect Discovery: "
            "correct it, or set auth_token_url instead" % reply.url
        )
    return "%s answered %d with %s instead of the metadata of auth_issuer" % (reply.url, reply.status, _kind(reply))


def _error_of(reply: Reply) -> t.Tuple[str, str]:
    body = reply.body if isinstance(reply.body, dict) else {}
    error, description = body.get("error"), body.get("error_description")
    if not isinstance(error, str):
        return "", ""
    hint = body.get("error_hint")  # of Hydra up to 1.8
    texts = [text for text in (description, hint) if isinstance(text, str) and text]
    return error, " ".join(" ".join(texts).split())


def _advice(error: str, description: str, wanted: ClientCredentials, method: str) -> str:
    """Return what to do about an error (RFC 6749 section 5.2, RFC 8707 section 2)."""
    by_key = wanted.private_key is not None
    if error in ("invalid_client", "invalid_assertion") or (error == "invalid_grant" and by_key):
        if by_key:
            return (
                "check auth_client_id, that the public half of auth_private_key is registered for this client and for "
                "the algorithm %s, with the id in auth_private_key_id if it is set, and the clock of this host" % method
            )
        return "check auth_client_id and auth_client_secret; the client authenticated with %s (option auth_method)" % (
            method
        )
    if error == "unauthorized_client":
        return "the client in auth_client_id is not allowed to use the grant type client_credentials"
    if error == "unsupported_grant_type":
        return "the server does not offer the grant type client_credentials: check %s" % wanted.option
    if error == "invalid_scope":
        if wanted.scope:
            return "the client is not allowed to request this scope (option auth_scope)"
        return "the server may require a scope: set auth_scope"
    if error in ("invalid_target", "access_denied") or "audience" in description.lower():
        if wanted.audience:
            return "the client is not allowed to request this audience (option auth_audience)"
        return "the server may require an audience: set auth_audience"
    if error in _LATER:
        return "the OAuth 2.0 server has a problem (option %s)" % wanted.option
    return "check auth_client_id, auth_scope and auth_audience"


def _not_oauth(reply: Reply, wanted: ClientCredentials) -> str:
    """Return the end of the sentence for a reply that does not come from a token endpoint."""
    if reply.status in (404, 405):
        return ": this is not a token endpoint, check %s" % wanted.option
    if reply.status in (429, 502, 503, 504):
        return ", repeatedly: the OAuth 2.0 server is unavailable (option %s)" % wanted.option
    if reply.status >= 500:
        return ": the OAuth 2.0 server has a problem (option %s)" % wanted.option
    if reply.status in (401, 403):
        return " with %s: check auth_client_id, %s and %s" % (_kind(reply), wanted.proof, wanted.option)
    return " with %s, and not as a token endpoint does: check %s" % (_kind(reply), wanted.option)


def _kind(reply: Reply) -> str:
    if reply.body is not None:
        return "other JSON"
    if not reply.text.strip():
        return "an empty body"
    html = "<html" in reply.text[:2000].lower() or "html" in reply.headers.get("Content-Type", "")
    return "HTML instead of JSON" if html else "text instead of JSON"
