# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a gateway in front of the admin API says about credentials. Pure."""

from __future__ import annotations

import re
import typing as t

# Hydra's own 401s: of a missing client in 1.3 to 1.10, and of expired requests. It says so without a challenge.
_OWN = ("The request could not be authorized", "request_unauthorized")
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_LONGEST = 500  # characters


def asks_for_credentials(status: int, headers: t.Mapping[str, str], body: t.Any) -> bool:
    """Tell whether a reply asks for other credentials: then the request was not carried out."""
    if status != 401:
        return False
    own = isinstance(body, dict) and isinstance(body.get("error"), str) and body["error"].startswith(_OWN)
    return "WWW-Authenticate" in headers or not own


def refused_sentence(status: int, headers: t.Mapping[str, str], by_tokens: bool) -> str:
    """Return the sentence for a reply that asks for other credentials.

    :param by_tokens: an access token was got for the task
    """
    challenge = bearer_challenge(headers.get("WWW-Authenticate", ""))
    error = challenge.get("error", "")
    told = ": ".join(part for part in (error, challenge.get("error_description")) if part)
    said = "the server answered %d%s" % (status, " (%s)" % told[:_LONGEST] if told else "")
    if not by_tokens:
        return (
            "%s; Hydra's admin API itself asks for no authentication, so a gateway in front of it refused: check "
            "api_token, username and password, client_cert or headers, or set auth_client_id to obtain a token" % said
        )
    if error == "insufficient_scope":
        scope = challenge.get("scope")
        missing = "the scope %s" % scope[:_LONGEST] if scope else "a scope"
        return "%s: the access token lacks %s that the gateway demands; request it in auth_scope" % (said, missing)
    if status == 403:
        return (
            "%s: the gateway accepts the access token, but does not allow this request; check auth_scope, "
            "auth_audience and the permissions of the client in auth_client_id" % said
        )
    return (
        "%s to a new access token: check auth_scope and auth_audience, and that the gateway trusts the server from "
        "which the token is obtained (auth_token_url or auth_issuer)" % said
    )


def bearer_challenge(header: str) -> t.Dict[str, str]:
    """Return the parameters of a Bearer challenge (RFC 6750 section 3); none where the header has no such."""
    found = re.search(r"(?:^|,\s*)bearer\s+(.*)", header, re.IGNORECASE)
    if found is None:
        return {}
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        for name, quoted, bare in _PARAMETER.findall(found.group(1))
    }
