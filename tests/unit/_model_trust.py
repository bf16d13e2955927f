# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trusted issuers of the very small Hydra: grants, the keys that they are bound to, and what goes with what.

Shares no code with plugins/. That a deletion cascades, and that a stored key wins, is what real servers did.
"""

from __future__ import annotations

import datetime
import itertools
import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    ApiError,
    Failure,
    ReplyLostError,
    StrangeReplyError,
    TransportError,
)
from ansible_collections.ory.hydra.tests.unit._drive import server_of

Document = t.Dict[str, t.Any]
Identity = t.Tuple[str, str, str]


class TrustStore:
    """Grants of trusted issuers. Its methods have the names and the types of the admin API's in plugins/.

    :ivar keys: by issuer and kid
    :ivar reads: what was asked for
    :ivar writes: what was written, or tried to
    :ivar faults: for the number of a write, from 0: ``after`` and ``before`` lose its reply after and before it takes
        effect, ``500`` and ``page`` answer with nonsense after it has, ``refuse`` has it refused, and with ``dead``
        the server does it and then answers nothing any more
    :ivar dead: the server answers nothing
    """

    def __init__(self, version: str = "26.2.0") -> None:
        self.server = server_of(version)
        self.grants: t.Dict[str, Document] = {}
        self._identities: t.Set[Identity] = set()
        self.keys: t.Dict[t.Tuple[str, str], Document] = {}
        self.reads: t.List[str] = []
        self.writes: t.List[str] = []
        self.faults: t.Dict[int, str] = {}
        self.dead = False
        self._ids = itertools.count(1)

    def add(
        self, issuer: str, subject: str, jwk: Document, scope: t.Sequence[str] = (), expires_at: str = ""
    ) -> Document:
        """Put a grant there, past the API."""
        return self._created(
            {
                "issuer": issuer,
                "subject": subject,
                "scope": list(scope),
                "expires_at": expires_at or "2040-01-01T00:00:00Z",
                "jwk": jwk,
            }
        )

    # The operations of the admin API

    def trusted_issuer_pages(
        self, filters: t.Mapping[str, str], go_on: t.Callable[[t.Optional[int]], bool] = lambda _total: True
    ) -> t.Iterator[t.List[Document]]:
        """Yield grants, in pages of 500."""
        issuer = filters.get("issuer")
        self.reads.append("LIST %s" % issuer if issuer else "LIST")
        self._silent()
        rows = [dict(row) for row in self.grants.values() if issuer in (None, row["issuer"])]
        for start in range(0, len(rows), 500):
            if start and not go_on(None):
                return
            yield rows[start : start + 500]

    def get_trusted_issuer(self, grant_id: str) -> t.Optional[Document]:
        """Return a grant."""
        self.reads.append("GET %s" % grant_id)
        self._silent()
        return dict(self.grants[grant_id]) if grant_id in self.grants else None

    def get_jwk(self, name: str, kid: str) -> t.Optional[Document]:
        """Return a key."""
        assert self.readable(name), "this server would take the name for that of a key in another set"
        self.reads.append("KEY %s %s" % (name, kid))
        found = self.keys.get((name, kid))
        return dict(found) if found else None

    def create_trusted_issuer(self, document: Document) -> Document:
        """Create a grant."""
        return t.cast(Document, self._write("POST %s" % document["issuer"], lambda: self._created(document)))

    def delete_trusted_issuer(self, grant_id: str) -> None:
        """Delete a grant, and all that goes with it."""
        self._write("DELETE %s" % grant_id, lambda: self._deleted(grant_id))

    def delete_jwk(self, name: str, kid: str) -> None:
        """Delete a key, and the grants that are bound to it."""
        self._write("DELETE KEY %s %s" % (name, kid), lambda: self._dropped((name, kid)))

    # What comes of it

    def readable(self, issuer: str) -> bool:
        """Tell whether the keys of an issuer can be read."""
        return "/" not in issuer or self.server.version >= (25, 4)

    def seen(self) -> t.Dict[Identity, t.Tuple[t.FrozenSet[str], str, str]]:
        """Return what is trusted: scope, expiry, and the key by one of its members."""
        return {
            self.identity(row): (
                frozenset(row["scope"]),
                row["expires_at"],
                self.keys[(row["issuer"], row["public_key"]["kid"])].get("x", ""),
            )
            for row in self.grants.values()
        }

    @staticmethod
    def identity(row: Document) -> Identity:
        """Return what a grant is known by."""
        return row["issuer"], row["subject"], row["public_key"]["kid"]

    def _write(self, line: str, act: t.Callable[[], t.Any]) -> t.Any:
        self._silent()
        fault = self.faults.get(len(self.writes))
        self.writes.append(line)
        if fault == "refuse":
            raise ApiError("%s: no" % line, 400, Failure(line, status=400))
        if fault == "before":
            raise ReplyLostError("%s: lost" % line)
        done = act()
        if fault == "dead":
            self.dead = True
        if fault in ("after", "dead"):
            raise ReplyLostError("%s: lost" % line)
        if fault == "500":
            raise ApiError("%s: oops" % line, 500, Failure(line, status=500))
        if fault == "page":
            raise StrangeReplyError("%s: HTML" % line)
        return done

    def _silent(self) -> None:
        if self.dead:
            raise TransportError("nobody there")

    def _created(self, document: Document) -> Document:
        jwk = document["jwk"]
        assert jwk["kty"] == "EC" and jwk["x"] and not set(jwk) & {"d", "k"}, "only public halves are ever sent"
        assert document["expires_at"].endswith("Z")
        datetime.datetime.strptime(document["expires_at"], "%Y-%m-%dT%H:%M:%SZ")
        assert bool(document.get("subject")) != bool(document.get("allow_any_subject")) or "subject" in document
        row = {
            "issuer": document["issuer"],
            "subject": document.get("subject") or "",
            "allow_any_subject": not document.get("subject"),
            "scope": list(document["scope"]),
            "expires_at": document["expires_at"],
            "public_key": {"set": document["issuer"], "kid": jwk["kid"]},
        }
        if self.identity(row) in self._identities:
            raise ApiError("exists already", 409, Failure(status=409))
        self._identities.add(self.identity(row))
        self.keys.setdefault((row["issuer"], jwk["kid"]), dict(jwk))
        row["id"] = "00000000-0000-4000-8000-%012d" % next(self._ids)
        self.grants[row["id"]] = row
        return dict(row)

    def _deleted(self, grant_id: str) -> None:
        if grant_id in self.grants:
            row = self.grants[grant_id]
            self._dropped((row["issuer"], row["public_key"]["kid"]))

    def _dropped(self, name: t.Tuple[str, str]) -> None:
        self.keys.pop(name, None)
        self.grants = {
            grant_id: row for grant_id, row in self.grants.items() if (row["issuer"], row["public_key"]["kid"]) != name
        }
        self._identities = {self.identity(row) for row in self.grants.values()}
