# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""OAuth 2.0 clients: createOAuth2Client, getOAuth2Client, listOAuth2Clients, setOAuth2Client, deleteOAuth2Client, and
the rotation of their secrets.
"""

from __future__ import annotations

import typing as t

from ..generations import Features
from ..http_client import Reply
from .calls import Calls, Document, GoOn, error_of, everything

_ROUTE = "/clients"


class ClientOperations(Calls):
    """The operations on OAuth 2.0 clients."""

    def get_client(self, client_id: str) -> t.Optional[Document]:
        """Return an OAuth 2.0 client, or None where there is none of that id."""
        reply = self.http.request("GET", self._path(_ROUTE, client_id))
        if self.server.has(Features.missing_client_is_401) and reply.status == 401 and _is_missing_client(reply):
            return None
        return self._found(reply, "get_client", "read OAuth 2.0 client", client_id, "client_id")

    def client_pages(
        self, filters: t.Optional[t.Mapping[str, str]] = None, go_on: GoOn = everything
    ) -> t.Iterator[t.List[Document]]:
        """Yield all OAuth 2.0 clients, page by page.

        :param go_on: asked before each further page whether it is wanted; gets the number of all rows, if it is known
        :param filters: ``owner`` and ``client_name``; servers that do not know them list everything
        """
        wanted = dict(filters or {}) if self.server.has(Features.list_filters) else {}
        return self._pages(_ROUTE, wanted, "list_clients", "list OAuth 2.0 clients", "client_id", go_on)

    def create_client(self, document: Document) -> Document:
        """Create an OAuth 2.0 client; the reply contains its secret.

        Where the server chooses the id, the reply is told by the client's name.
        """
        reply = self.http.request("POST", self._path(_ROUTE), document=document)
        operation, doing = "create_client", "create OAuth 2.0 client"
        client_id, title = document.get("client_id") or None, document.get("client_name") or ""
        name = str(client_id or title)
        client = self._object(reply, operation, doing, name, "client_id", client_id)
        if client_id is None:
            self._check_about(reply, operation, doing, name, str(title), str(client.get("client_name") or ""))
        return client

    def replace_client(self, client_id: str, document: Document) -> Document:
        """Replace an OAuth 2.0 client whole; only its secret is kept where the document has none."""
        reply = self.http.request("PUT", self._path(_ROUTE, client_id), document=document)
        return self._object(reply, "replace_client", "update OAuth 2.0 client", client_id, "client_id", client_id)

    def delete_client(self, client_id: str) -> None:
        """Delete an OAuth 2.0 client and with it its tokens and consents; one that is gone already is no error."""
        reply = self.http.request("DELETE", self._path(_ROUTE, client_id))
        if reply.status != 204:
            self._found(reply, "delete_client", "delete OAuth 2.0 client", client_id, "client_id")

    def rotate_client_secret(self, client_id: str) -> Document:
        """Have the server make a new secret, which the reply holds; the five newest from before go on working."""
        reply = self.http.request("POST", self._rotation(client_id))
        doing = "rotate the secret of OAuth 2.0 client"
        client = self._object(reply, "rotate_client_secret", doing, client_id, "client_id", client_id)
        if not isinstance(client.get("client_secret"), str):
            raise self._refusal(reply, "rotate_client_secret", doing, client_id)
        return client

    def retire_client_secrets(self, client_id: str) -> Document:
        """Make all secrets worthless but the newest."""
        reply = self.http.request("DELETE", self._rotation(client_id), harmless=True)
        doing = "retire the old secrets of OAuth 2.0 client"
        return self._object(reply, "retire_client_secrets", doing, client_id, "client_id", client_id)

    def _rotation(self, client_id: str) -> str:
        return self._path(_ROUTE, client_id) + "/secrets/rotate"


def _is_missing_client(reply: Reply) -> bool:
    return isinstance(reply.body, dict) and "client does not exist" in " ".join(error_of(reply.body))
