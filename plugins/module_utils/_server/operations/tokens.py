# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Tokens: introspectOAuth2Token, deleteOAuth2Token, and flushInactiveOAuth2Tokens of 1.x."""

from __future__ import annotations

import typing as t

from .calls import Calls, Document


class TokenOperations(Calls):
    """The operations on access and refresh tokens."""

    def introspect_token(self, token: str, scope: str = "") -> Document:
        """Return what a token says (RFC 7662); ``active`` is false for an unknown, expired or revoked one.

        :param scope: words, all of which the token must have to be active
        """
        form = dict({"token": token}, **({"scope": scope} if scope else {}))
        reply = self.http.request("POST", self._path("/oauth2/introspect"), form=form, harmless=True)
        if reply.status == 200 and isinstance(reply.body, dict) and isinstance(reply.body.get("active"), bool):
            return reply.body
        raise self._refusal(reply, "introspect_token", "introspect the token", None)

    def flush_tokens(self, not_after: t.Optional[str]) -> None:
        """Delete rows of tokens that have expired; valid ones stay. No answer tells how many there were.

        :param not_after: RFC 3339 time; only rows of tokens that were issued before it
        """
        document = {} if not_after is None else {"notAfter": not_after}
        reply = self.http.request("POST", self._path("/oauth2/flush"), document=document, harmless=True)
        if reply.status != 204:
            raise self._refusal(reply, "flush_tokens", "flush expired tokens", None)

    def delete_client_tokens(self, client_id: str) -> None:
        """Delete all access tokens of a client; its refresh tokens stay."""
        query = {"client_id": client_id}
        reply = self.http.request("DELETE", self._path("/oauth2/tokens"), query, harmless=True)
        if reply.status != 204:
            raise self._refusal(reply, "delete_client_tokens", "delete the access tokens of client", client_id)
