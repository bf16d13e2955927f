# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Grants of trusted issuers as they are on a server, and the keys that they are bound to."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._engine.listing import PAGE_WORTH, Listing
from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._engine.progress import Log, Progress
from .._engine.stages import Reader
from .._server.admin_api import AdminApi, Document
from .._server.names import problem_of
from .._values.expiry import now_in_utc
from .._values.jwk import is_private, public_half
from .grants import GrantWish, GroupName, OwnedIssuers
from .plan import Group, StoredKey

StoredKeys = t.Mapping[GroupName, StoredKey]


@dataclass(frozen=True)
class TrustSurvey:
    """What is there.

    :param grants: all grants of the issuers that the task is about, as the server returned them
    :param now: the time at which they were read, in UTC
    """

    grants: t.Sequence[Document]
    now: datetime.datetime


@dataclass(frozen=True)
class TrustDraft:
    """What becomes of grants, as far as it can be told without their keys.

    :param groups: those that entries name, in their order, and then those of grants that go
    :param asked: those whose stored key has to be known
    """

    entries: t.Sequence[Entry[GrantWish]]
    survey: TrustSurvey
    prune: t.Optional[Prune[OwnedIssuers]]
    groups: t.Mapping[GroupName, Group]
    asked: t.Tuple[GroupName, ...]


@dataclass(frozen=True)
class TrustReader(Reader[GrantWish, OwnedIssuers, TrustSurvey, TrustDraft, StoredKeys]):
    """Reads the grants of the issuers that a task is about, and the keys that matter."""

    api: AdminApi
    concurrency: int
    log: Log = lambda _line: None

    def survey(self, entries: t.Sequence[Entry[GrantWish]], prune: t.Optional[Prune[OwnedIssuers]]) -> TrustSurvey:
        """Return what is there of all grants of those issuers."""
        issuers = {entry.wish.issuer: None for entry in entries}
        if prune is not None:
            issuers.update(dict.fromkeys(sorted(prune.scope.issuers)))
        return TrustSurvey(self._grants(list(issuers)), now_in_utc())

    def details(self, draft: TrustDraft) -> StoredKeys:
        """Return what is known of the stored keys that matter."""
        progress = Progress(self.log, "Read keys of trusted issuers", len(draft.asked))
        found = in_parallel(lambda name: stored_key(self.api, name), draft.asked, self.concurrency, progress)
        return dict(zip(draft.asked, found))

    def _grants(self, issuers: t.Sequence[str]) -> t.List[Document]:
        """Return the grants of issuers, by whichever way is cheaper."""
        wanted = frozenset(issuers)
        if len(issuers) > PAGE_WORTH:
            progress = Progress(self.log, "Read trusted issuers from the listing")
            listing = Listing(lambda: len(issuers), in_parts=False, progress=progress)  # as grants are on any page
            pages = list(listing.counted(self.api.trusted_issuer_pages({}, listing.goes_on)))
            if listing.whole:
                return _once(row for page in pages for row in page if row.get("issuer") in wanted)
        progress = Progress(self.log, "Read trusted issuers one by one", len(issuers))
        listed = in_parallel(lambda issuer: grants_of(self.api, issuer), issuers, self.concurrency, progress)
        return _once(row for rows in listed for row in rows)


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
