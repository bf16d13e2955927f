# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Trusted issuers of JWT-bearer grants (RFC 7523): trustOAuth2JwtGrantIssuer, listTrustedOAuth2JwtGrantIssuers,
getTrustedOAuth2JwtGrantIssuer and deleteTrustedOAuth2JwtGrantIssuer. There is no way to change one.
"""

from __future__ import annotations

import typing as t

from .calls import Calls, Document, GoOn, everything

_ROUTE = "/trust/grants/jwt-bearer/issuers"


class TrustedIssuerOperations(Calls):
    """The operations on trusted issuers."""

    def trusted_issuer_pages(
        self, filters: t.Optional[t.Mapping[str, str]] = None, go_on: GoOn = everything
    ) -> t.Iterator[t.List[Document]]:
        """Yield all grants of trusted issuers, page by page.

        :param filters: ``issuer``
        :param go_on: asked before each further page whether it is wanted; gets the number of all rows, if it is known
        """
        return self._pages(_ROUTE, dict(filters or {}), "list_trusted_issuers", "list trusted issuers", "id", go_on)

    def get_trusted_issuer(self, grant_id: str) -> t.Optional[Document]:
        """Return a grant, or None where there is none of that id.

        :param grant_id: a UUID; some generations take anything else for an error of theirs
        """
        reply = self.http.request("GET", self._path(_ROUTE, grant_id))
        return self._found(reply, "get_trusted_issuer", "read trusted issuer", grant_id, "id")

    def create_trusted_issuer(self, document: Document) -> Document:
        """Trust an issuer. A key that is stored under its name and kid stays as it is, whatever is sent."""
        reply = self.http.request("POST", self._path(_ROUTE), document=document)
        issuer = str(document.get("issuer"))
        grant = self._object(reply, "create_trusted_issuer", "trust issuer", issuer, "id")
        for member, expected in _told_by(document, document.get("jwk")).items():
            found = _told_by(grant, grant.get("public_key"))[member]
            told = "" if member == "issuer" else member + " "
            self._check_about(reply, "create_trusted_issuer", "trust issuer", issuer, told + expected, told + found)
        return grant

    def delete_trusted_issuer(self, grant_id: str) -> None:
        """Delete a grant, its key, and with it every grant with that key; one that is gone already is no error."""
        reply = self.http.request("DELETE", self._path(_ROUTE, grant_id))
        if reply.status != 204:
            self._found(reply, "delete_trusted_issuer", "delete trusted issuer", grant_id, "id")


def _told_by(document: Document, key: t.Any) -> t.Dict[str, str]:
    """Return what tells one grant from another, in what is sent as in what is answered.

    :param key: the key, or what an answer says of it
    """
    kid = key.get("kid") if isinstance(key, dict) else None
    return {
        "issuer": str(document.get("issuer")),
        "subject": str(document.get("subject") or ""),  # none is any
        "kid": str(kid or ""),
    }
