# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Read the grants of trusted issuers, sort them into groups that share a key, and read such keys where it matters."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._errors import TransportError, UsageError
from .._server.admin_api import AdminApi, Document
from .._server.names import problem_of
from .._values.expiry import parse_time, render_time
from .._values.jwk import Jwk, is_private, public_half
from .options import ABSENT
from .plan import ANY, Grant, Group, StoredKey, WantedGrant, needs_key

GroupName = t.Tuple[str, str]  # issuer and kid

PAGE_WORTH = 30  # issuers whose grants are listed one by one for as much as one page of all

_UNTOLD = datetime.datetime.min  # what a server says of an expiry that is no time


@dataclass(frozen=True)
class OwnedIssuers:
    """Tells whether a list owns a grant."""

    issuers: t.FrozenSet[str]
    force: bool

    def __call__(self, document: Document) -> bool:
        """Tell it of a grant."""
        return document["grant"].get("issuer") in self.issuers


@dataclass(frozen=True)
class TrustView:
    """What is there.

    :param grants: all grants of the issuers that the task is about, as the server returned them
    :param keys: what is known of stored keys, where it matters
    :param now: the time at which that was read, in UTC
    """

    grants: t.Sequence[Document]
    keys: t.Mapping[GroupName, StoredKey] = field(default_factory=dict)
    now: datetime.datetime = datetime.datetime.min


@dataclass(frozen=True)
class TrustReader:
    """Reads the grants of the issuers that a task is about, and the keys that matter."""

    api: AdminApi
    concurrency: int

    def view(self, entries: t.Sequence[Entry], prune: t.Optional[Prune]) -> TrustView:
        """Return what is there of all grants of those issuers."""
        issuers = {entry.given["issuer"]: None for entry in entries}
        if prune is not None and isinstance(prune.scope, OwnedIssuers):
            issuers.update(dict.fromkeys(sorted(prune.scope.issuers)))
        view = TrustView(self._grants(list(issuers)), now=now_in_utc())
        asked = [name for name, group in groups_of(entries, view, prune).items() if _asks(group, view.now)]
        found = in_parallel(lambda name: stored_key(self.api, name), asked, self.concurrency)
        return TrustView(view.grants, dict(zip(asked, found)), view.now)

    def _grants(self, issuers: t.Sequence[str]) -> t.List[Document]:
        """Return the grants of issuers, by whichever way is cheaper."""
        wanted = frozenset(issuers)
        if len(issuers) > PAGE_WORTH:
            pages = 0
            enough = False

            def go_on() -> bool:
                nonlocal enough
                enough = pages * PAGE_WORTH >= len(issuers)
                return not enough

            rows: t.List[Document] = []
            for page in self.api.trusted_issuer_pages({}, go_on):
                pages += 1
                rows += page
            if not enough:
                return _once(row for row in rows if row.get("issuer") in wanted)
        listed = in_parallel(lambda issuer: grants_of(self.api, issuer), issuers, self.concurrency)
        return _once(row for rows in listed for row in rows)


# Groups


def groups_of(entries: t.Sequence[Entry], view: TrustView, prune: t.Optional[Prune]) -> t.Dict[GroupName, Group]:
    """Return the groups that entries name, in their order, and then those of grants that go."""
    wanted: t.Dict[GroupName, t.List[WantedGrant]] = {}
    for entry in entries:
        wanted.setdefault((entry.given["issuer"], entry.given["kid"]), []).append(wanted_of(entry))
    there: t.Dict[GroupName, t.List[Grant]] = {}
    for row in view.grants:
        there.setdefault(group_of(row), []).append(grant_of(row))
    rows = {str(row.get("id")): row for row in view.grants}
    named = {(entry.given["issuer"], wanted_of(entry).subject, entry.given["kid"]) for entry in entries}
    tidy = {entry.given["issuer"] for entry in entries if entry.given["expired"] == ABSENT}
    going = {
        grant_id
        for grant_id, row in rows.items()
        if identity_of(row) not in named
        and (_is_pruned(row, prune) or (row.get("issuer") in tidy and expiry_of(row) <= view.now))
        and not (prune is not None and prune.protect & {grant_id, kid_of(row), str(row.get("subject"))})
    }
    touched = [name for name, grants in there.items() if any(grant.id in going for grant in grants)]
    by_force = prune is not None and isinstance(prune.scope, OwnedIssuers) and prune.scope.force
    return {
        name: Group(
            issuer=name[0],
            kid=name[1],
            wanted=tuple(wanted.get(name, ())),
            there=tuple(sorted(there.get(name, ()), key=lambda grant: grant.subject)),
            going=frozenset(going),
            force=by_force or any(one.force for one in wanted.get(name, ())),
        )
        for name in dict.fromkeys([*wanted, *sorted(touched)])
    }


def _is_pruned(row: Document, prune: t.Optional[Prune]) -> bool:
    return prune is not None and prune.scope({"grant": row})


def _asks(group: Group, now: datetime.datetime) -> bool:
    try:
        return needs_key(group, now)
    except UsageError:  # the planner says so, of all groups at once
        return False


def wanted_of(entry: Entry) -> WantedGrant:
    """Return what an entry says."""
    wanted: WantedGrant = entry.given["wanted"]
    return wanted


def label_of(issuer: str, subject: str, kid: str) -> str:
    """Return what a grant is known by: issuer, subject and key."""
    return "%s (%s, key %s)" % (issuer, "any subject" if subject == ANY else "subject %s" % subject, kid)


# Between the server's documents and grants


def document_of(row: Document, jwk: t.Optional[Jwk]) -> Document:
    """Return a grant as the engine has it.

    :param row: as the server returned it
    :param jwk: the public half of its key, where that is known
    """
    return {"label": label_of(*identity_of(row)), "grant": row, "jwk": jwk}


def facts_of(issuer: str, grant: Grant) -> Document:
    """Return what a server is told of a grant, apart from its key."""
    whose: Document = {"allow_any_subject": True} if grant.subject == ANY else {"subject": grant.subject}
    return dict({"issuer": issuer}, **whose, scope=list(grant.scope), expires_at=render_time(grant.expires_at))


def grant_of(row: Document) -> Grant:
    """Return a grant as plans have it."""
    return Grant(str(row.get("subject") or ANY), scope_of(row), expiry_of(row), str(row.get("id")))


def scope_of(row: Document) -> t.Tuple[str, ...]:
    """Return the scope of a grant.

    :raises TransportError: it is not a list, and so not Hydra's
    """
    scope = row.get("scope") or ()
    if not isinstance(scope, (list, tuple)):
        raise TransportError("Trusted issuer %s was answered with a scope that is not a list" % row.get("id"))
    return tuple(str(word) for word in scope)


def identity_of(row: Document) -> t.Tuple[str, str, str]:
    """Return issuer, subject and kid of a grant."""
    return str(row.get("issuer")), str(row.get("subject") or ANY), kid_of(row)


def group_of(row: Document) -> GroupName:
    """Return the name of the group that a grant belongs to."""
    return str(row.get("issuer")), kid_of(row)


def kid_of(row: Document) -> str:
    """Return the kid of the key that a grant is bound to."""
    key = row.get("public_key")
    return str(key.get("kid")) if isinstance(key, dict) else ""


def expiry_of(row: Document) -> datetime.datetime:
    """Return when a grant expires, in UTC."""
    try:
        return parse_time(str(row.get("expires_at")))
    except ValueError:
        return _UNTOLD


def now_in_utc() -> datetime.datetime:
    """Return the time, in UTC and whole seconds."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)


# Reading


def grants_of(api: AdminApi, issuer: str) -> t.List[Document]:
    """Return all grants of an issuer."""
    rows = [row for page in api.trusted_issuer_pages({"issuer": issuer}) for row in page]
    return [row for row in rows if row.get("issuer") == issuer]


def _once(rows: t.Iterable[Document]) -> t.List[Document]:
    """Return the rows, each once, as a grant that is made meanwhile shifts the pages of old generations."""
    return list({str(row.get("id")): row for row in rows}.values())


def stored_key(api: AdminApi, name: GroupName) -> StoredKey:
    """Return what is stored as the key of a group; all of the name is needed to address it."""
    issuer, kid = name
    readable = not problem_of(issuer, api.server, last=False) and not problem_of(kid, api.server)
    if not readable:
        return StoredKey(readable=False)
    found = api.get_jwk(issuer, kid)
    if found is None:
        return StoredKey()
    return StoredKey(jwk=public_half(found), private=is_private(found))
