# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JWK sets of the very small Hydra, as the generations keep them: by key from 2.0 on, by halves before.

Shares no code with plugins/. Whether tokens can be signed, and with which key, is told from what real servers did.
"""

from __future__ import annotations

import itertools
import json
import typing as t
from urllib.parse import unquote

from ansible_collections.ory.hydra.tests.unit._keys import PRIVATE_MEMBERS, b64, ec_jwk, public, rsa_jwk

Document = t.Dict[str, t.Any]
_numbers = itertools.count(3)


class KeyError409(Exception):
    """Two keys of one name."""


class KeyStore:
    """JWK sets, each a list of rows, newest first; and the keys that grants of trusted issuers are bound to."""

    def __init__(self, pairs: bool = False) -> None:
        self.pairs = pairs
        self.sets: t.Dict[str, t.List[Document]] = {}
        self.grants: t.List[Document] = []
        self.writes: t.List[str] = []
        self.secrets: t.Set[str] = set()  # of all keys that this server ever made

    # Over HTTP

    def answer(self, method: str, path: str, text: str) -> t.Tuple[int, t.Any]:
        """Return status and body for a request below /keys/; of a body that is None, the kind of 404."""
        names = [unquote(part) for part in path.split("/")]
        if len(names) > 2:
            return 404, None
        body = json.loads(text) if text else {}
        try:
            return self._answered(method, names, body)
        except KeyError409:
            return 409, {
                "error": "Unable to insert or update resource because a resource with that value exists already"
            }

    def _answered(self, method: str, names: t.List[str], body: Document) -> t.Tuple[int, t.Any]:
        missing = {"error": "Not Found", "error_description": "Unable to locate the requested resource"}
        if len(names) == 2:
            if method == "GET":
                found = [row for row in self.get_jwk_set(names[0]) or () if row["kid"] == names[1]]
                return (200, {"keys": found}) if found else (404, missing)
            if method == "PUT":
                return 200, self.replace_jwk(names[0], names[1], body)
            if method == "DELETE":
                self.delete_jwk(names[0], names[1])
                return 204, None
            return 404, None
        (name,) = names
        if method == "GET":
            rows = self.get_jwk_set(name)
            return (404, missing) if rows is None else (200, {"keys": rows})
        if method == "POST":
            return 201, {"keys": self.create_jwk(name, body["alg"], body["use"], body["kid"])}
        if method == "PUT":
            return 200, {"keys": self.replace_jwk_set(name, body["keys"])}
        self.delete_jwk_set(name)
        return 204, None

    # The operations of the admin API, by the names that plugins/ has for them

    def get_jwk_set(self, name: str) -> t.Optional[t.List[Document]]:
        """Return the rows of a set."""
        rows = self.sets.get(name)
        return [dict(row) for row in rows] if rows else None

    def create_jwk(self, name: str, algorithm: str, use: str, kid: str) -> t.List[Document]:
        """Make a key: one row, or two halves."""
        self.writes.append("POST %s" % name)
        rows = self.sets.setdefault(name, [])
        if any(row.get("kid") in (kid, "private:" + kid) for row in rows):
            raise KeyError409
        made = self._made(algorithm, use, kid)
        self.secrets |= {row[member] for row in made for member in PRIVATE_MEMBERS if len(row.get(member, "")) > 4}
        rows[:0] = made
        return made

    def replace_jwk(self, name: str, kid: str, key: Document) -> Document:
        """Add or replace a row; it is the newest."""
        self.writes.append("PUT %s %s" % (name, kid))
        assert key["kid"] == kid
        rows = self.sets.setdefault(name, [])
        self._cascade(name, [row for row in rows if row.get("kid") == kid])
        rows[:] = [dict(key)] + [row for row in rows if row.get("kid") != kid]
        return key

    def replace_jwk_set(self, name: str, keys: t.List[Document]) -> t.List[Document]:
        """Replace all rows; the last is the newest."""
        self.writes.append("PUT %s" % name)
        kids = [key.get("kid") for key in keys]
        if len(set(kids)) < len(kids):
            raise KeyError409
        self._cascade(name, self.sets.get(name, []))
        self.sets[name] = [dict(key) for key in reversed(keys)]
        return keys

    def delete_jwk(self, name: str, kid: str) -> None:
        """Delete a row."""
        self.writes.append("DELETE %s %s" % (name, kid))
        rows = self.sets.get(name, [])
        self._cascade(name, [row for row in rows if row.get("kid") == kid])
        rows[:] = [row for row in rows if row.get("kid") != kid]

    def delete_jwk_set(self, name: str) -> None:
        """Delete a set."""
        self.writes.append("DELETE %s" % name)
        self._cascade(name, self.sets.pop(name, []))

    def trusted_issuer_pages(self, filters: t.Mapping[str, str]) -> t.Iterator[t.List[Document]]:
        """Yield the grants of an issuer."""
        yield [dict(grant) for grant in self.grants if grant["issuer"] == filters["issuer"]]

    # What comes of it

    def signs_with(self, name: str) -> t.Optional[str]:
        """Return the kid in the tokens of a server that signs with this set; None where it cannot sign."""
        rows = self.sets.get(name, [])
        private = next((row for row in rows if "d" in row or "k" in row), None)
        if private is None or private.get("use") == "enc" or not self._can_sign(private):
            return None
        if not self.pairs:
            return str(private["kid"])
        newest = next((row for row in rows if row["kid"].startswith("public:")), None)
        if newest is None or newest["kid"][len("public:") :] != private["kid"][len("private:") :]:
            return None
        return str(newest["kid"]) if newest["n"] == private["n"] else None

    def _can_sign(self, key: Document) -> bool:
        """What real servers sign with, as far as these tests go; symmetric keys are left out on purpose."""
        if self.pairs:
            return bool(key["kty"] == "RSA")
        kinds = {"RS256": "RSA", "PS256": "RSA", "ES256": "P-256", "EdDSA": "Ed25519"}
        return kinds.get(key.get("alg", "")) == key.get("crv", key["kty"])

    def _cascade(self, name: str, gone: t.Iterable[Document]) -> None:
        kids = {row.get("kid") for row in gone}
        self.grants = [row for row in self.grants if row["issuer"] != name or row["public_key"]["kid"] not in kids]

    def _made(self, algorithm: str, use: str, kid: str) -> t.List[Document]:
        number = next(_numbers)
        if algorithm.startswith("HS"):
            return [{"kty": "oct", "k": b64(number, 32), "alg": algorithm, "use": use, "kid": kid}]
        whole: Document = {"alg": algorithm, "use": use, "kid": kid}
        if algorithm[:2] in ("RS", "PS"):
            whole.update(rsa_jwk(number))
        elif algorithm == "ES256":
            whole.update(ec_jwk(number))
        else:
            curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}[algorithm]
            whole.update(kty="OKP" if algorithm == "EdDSA" else "EC", crv=curve, x=b64(number, 32))
            whole.update({} if algorithm == "EdDSA" else {"y": b64(number, 32)}, d=b64(2**250 + number, 32))
        if not self.pairs:
            return [whole]
        if algorithm != "RS256":
            del whole["alg"]
        return [dict(public(whole), kid="public:" + kid), dict(whole, kid="private:" + kid)]
