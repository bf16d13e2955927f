# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Keys: createJsonWebKeySet, getJsonWebKeySet, setJsonWebKeySet, deleteJsonWebKeySet, and of single keys.

Every reply has the private halves of the keys.
"""

from __future__ import annotations

import typing as t

from ..http_client import Reply
from .calls import Calls, Document, is_resource_404

Keys = t.List[Document]

_ROUTE = "/keys"
_TRIES_ON_CONFLICT = 3


class KeyOperations(Calls):
    """The operations on JSON Web Keys."""

    def get_jwk_set(self, name: str) -> t.Optional[Keys]:
        """Return the keys of a set, newest first, or None where there is no set of that name."""
        reply = self.http.request("GET", self._path(_ROUTE, name))
        if reply.status == 404 and is_resource_404(reply):
            return None
        return self._keys(reply, "get_jwk_set", "read JWK set", name)

    def get_jwk(self, name: str, kid: str) -> t.Optional[Document]:
        """Return one key of a set, or None where there is none of that name."""
        reply = self.http.request("GET", self._path(_ROUTE, name, kid))
        if reply.status == 404 and is_resource_404(reply):
            return None
        doing = 'read key "%s" of JWK set' % kid
        keys = self._keys(reply, "get_jwk", doing, name)
        for key in keys:
            self._check_about(reply, "get_jwk", doing, name, kid, str(key.get("kid")))
        return keys[0] if keys else None

    def create_jwk(self, name: str, algorithm: str, use: str, kid: str) -> Keys:
        """Have the server make one more key in a set; return what it made, which may be two halves."""
        document = {"alg": algorithm, "use": use, "kid": kid}
        reply = self.http.request("POST", self._path(_ROUTE, name), document=document)
        doing = "create a key in JWK set"
        keys = self._keys(reply, "create_jwk", doing, name)
        for made in (str(key.get("kid")) for key in keys):
            if made not in ("public:" + kid, "private:" + kid):  # what its halves are called up to 1.11
                self._check_about(reply, "create_jwk", doing, name, kid, made)
        return keys

    def replace_jwk_set(self, name: str, keys: Keys) -> Keys:
        """Replace a whole set, and with it the grants of trusted issuers that are bound to its keys.

        :param keys: oldest first
        """
        reply = self._put(self._path(_ROUTE, name), {"keys": keys})
        doing = "replace JWK set"
        written = self._keys(reply, "replace_jwk_set", doing, name)
        self._check_about(reply, "replace_jwk_set", doing, name, _kids_of(keys), _kids_of(written))
        return written

    def replace_jwk(self, name: str, kid: str, key: Document) -> Document:
        """Add a key to a set, or replace the one that has its kid."""
        reply = self._put(self._path(_ROUTE, name, kid), key)
        doing = 'put key "%s" into JWK set' % kid
        written = self._object(reply, "replace_jwk", doing, name, "kty")
        self._check_about(reply, "replace_jwk", doing, name, kid, str(written.get("kid")))
        return written

    def delete_jwk(self, name: str, kid: str) -> None:
        """Delete a key; one that is gone already is no error."""
        reply = self.http.request("DELETE", self._path(_ROUTE, name, kid))
        self._gone(reply, "delete_jwk", 'delete key "%s" of JWK set' % kid, name)

    def delete_jwk_set(self, name: str) -> None:
        """Delete a set with all its keys; one that is gone already is no error."""
        reply = self.http.request("DELETE", self._path(_ROUTE, name))
        self._gone(reply, "delete_jwk_set", "delete JWK set", name)

    def _put(self, path: str, document: Document) -> Reply:
        """Put something; a conflict only says that somebody else wrote to the same set at that moment."""
        tries = _TRIES_ON_CONFLICT
        while True:
            reply = self.http.request("PUT", path, document=document)
            tries -= 1
            if reply.status != 409 or tries <= 0:
                return reply

    def _keys(self, reply: Reply, operation: str, doing: str, name: str) -> Keys:
        if reply.status < 300 and isinstance(reply.body, dict) and "keys" in reply.body:
            keys = reply.body["keys"] or []
            if isinstance(keys, list) and all(_is_key(key) for key in keys):
                return keys
        raise self._refusal(reply, operation, doing, name)

    def _gone(self, reply: Reply, operation: str, doing: str, name: str) -> None:
        if reply.status != 204 and not (reply.status == 404 and is_resource_404(reply)):
            raise self._refusal(reply, operation, doing, name)


def _kids_of(keys: Keys) -> str:
    """Return what tells the keys of one set from those of another, as no answer repeats its name."""
    return '", "'.join(sorted(str(key.get("kid") or "") for key in keys))


def _is_key(value: t.Any) -> bool:
    """Tell whether something has the form of a key; what a key is called and is for are texts, or are missing."""
    return isinstance(value, dict) and all(
        isinstance(value.get(name) or "", str) for name in ("kid", "kty", "alg", "use")
    )
