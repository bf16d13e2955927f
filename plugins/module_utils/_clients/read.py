# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Clients as they are on a server, read by whichever way is cheaper."""

from __future__ import annotations

import typing as t

from .._engine.listing import PAGE_WORTH, Listing
from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._engine.progress import Progress
from .._engine.resource import Policy
from .._engine.stages import Reader
from .._errors import UsageError
from .._server.admin_api import AdminApi, Document
from .._server.generations import Features
from .._server.public_api import CHECKABLE_METHODS, PublicApi
from .description import ALTERNATE, ID, NAME, PLURAL, OwnedClients, has_metadata, matches
from .draft import ClientDetails, ClientDraft, ClientSurvey, Question
from .merge import ClientWish

_NEEDS_PUBLIC = "update_secret=when_wrong needs public_url, where the server is asked whether a secret is right"

Entries = t.Sequence[Entry[ClientWish]]
Problems = t.Dict[int, t.Tuple[str, ...]]


class ClientReader(Reader[ClientWish, OwnedClients, ClientSurvey, ClientDraft, ClientDetails]):
    """Reads the clients that entries speak of."""

    def __init__(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> None:
        self.api = api
        self.public = public
        self.concurrency = policy.writers(api.server)  # what a store cannot bear to be written it reads slowly, too
        self.askers = policy.readers
        self.log = policy.log
        self.known: t.Dict[str, t.Optional[Document]] = {}
        self.complete = False
        self._alike: t.Dict[t.Tuple[str, ...], t.Dict[t.Tuple[t.Any, ...], t.List[Document]]] = {}

    # What is there

    def survey(self, entries: Entries, prune: t.Optional[Prune[OwnedClients]]) -> ClientSurvey:
        """Return what is there."""
        problems: Problems = {}
        current = self.read(entries, problems, prune.scope.listing if prune else None)
        named = [str(document[ID]) for document in current.values() if document is not None]
        named += [entry.key for entry in entries if entry.key is not None]
        named += [str(row[ID]) for row in self.objects() if prune is not None and prune.scope.owns(row)]
        self.api.check_client_names(named)
        return ClientSurvey(current, self.objects() if prune else (), problems)

    def read(
        self, entries: Entries, problems: Problems, listing: t.Optional[t.Mapping[str, str]] = None
    ) -> t.Dict[int, t.Optional[Document]]:
        """Return for each entry's position the client as it is, or None; nothing where it cannot be told which it is.

        :param problems: gets for positions why not
        :param listing: filters of a listing that is needed in any case, as pruning does
        """
        keys = [entry.key for entry in entries if entry.key is not None]
        by_name = [entry for entry in entries if entry.key is None]
        if listing is not None:
            self._list(listing, None)
        elif by_name and (len(by_name) > PAGE_WORTH or not self.api.server.has(Features.list_filters)):
            self._list({}, None)
        elif len(keys) > PAGE_WORTH:
            self._list({}, keys)
        missing = [key for key in keys if key not in self.known]
        if not self.complete and listing is not None and len(missing) > PAGE_WORTH:
            self._list({}, missing)
            missing = [key for key in missing if key not in self.known]
        if not self.complete:
            progress = Progress(self.log, "Read clients one by one", len(missing))
            self.known.update(zip(missing, in_parallel(self.api.get_client, missing, self.concurrency, progress)))
        current: t.Dict[int, t.Optional[Document]] = {}
        for entry in entries:
            try:
                current[entry.position] = self._of(entry)
            except UsageError as error:
                problems[entry.position] = (error.message,)
        return current

    def objects(self) -> t.List[Document]:
        """Return every client that was read."""
        return [document for document in self.known.values() if document is not None]

    def _list(self, filters: t.Mapping[str, str], wanted: t.Optional[t.Sequence[str]]) -> None:
        """Read a listing; where only some are wanted, as long as that is cheaper than reading them one by one."""
        left = set(wanted or ())
        progress = Progress(self.log, "Read clients from the listing")
        listing = Listing(None if wanted is None else lambda: len(left), progress=progress)
        for page in listing.counted(self.api.client_pages(filters, listing.goes_on)):
            for document in page:
                key = str(document.get(ID))
                self.known[key] = document
                left.discard(key)
        self.complete = listing.whole and not filters

    def _of(self, entry: Entry[ClientWish]) -> t.Optional[Document]:
        if entry.key is not None:
            found = self.known.get(entry.key)
            if found is not None or not self.api.server.has(Features.server_chosen_client_id):
                return found
        return self._by_name(entry)

    def _by_name(self, entry: Entry[ClientWish]) -> t.Optional[Document]:
        wanted = {name: entry.wish.given[name] for name in ALTERNATE if name in entry.wish.given}
        if not wanted.get(NAME):
            return None
        if self.complete:
            candidates = self._all_like(wanted)
        else:
            filters = {name: str(value) for name, value in wanted.items() if value}
            candidates = [row for page in self.api.client_pages(filters) for row in page]
        found = {str(row[ID]): row for row in candidates if matches(row, wanted)}
        if len(found) > 1:
            raise UsageError(
                "%d %s match %s: set %s to select one (%s)"
                % (
                    len(found),
                    PLURAL,
                    " and ".join('%s "%s"' % pair for pair in wanted.items()),
                    ID,
                    ", ".join(sorted(found)[:5]) + (", ..." if len(found) > 5 else ""),
                )
            )
        self.known.update(found)
        return next(iter(found.values()), None)

    def _all_like(self, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the clients that have these values, from a listing that is complete."""
        names = tuple(wanted)
        if names not in self._alike:
            index = self._alike[names] = {}
            for document in self.objects():
                index.setdefault(tuple(document.get(name) or "" for name in names), []).append(document)
        return self._alike[names].get(tuple(value or "" for value in wanted.values()), [])

    # What a draft leaves open

    def details(self, draft: ClientDraft) -> ClientDetails:
        """Return whether secrets are right, and which clients may lose a registration access token."""
        problems: Problems = {}
        verdicts = self._verdicts(draft.questions, problems)
        return ClientDetails(verdicts, problems, self._self_made(draft, verdicts))

    def _verdicts(self, questions: t.Sequence[Question], problems: Problems) -> t.Dict[int, bool]:
        """Ask the server whether declared secrets are right, where that can be asked."""
        public = self.public
        if public is None:
            problems.update({one.position: (_NEEDS_PUBLIC,) for one in questions[:1]})  # once: it is missing for all
            return {}
        asked = [one for one in questions if one.method in CHECKABLE_METHODS]

        def ask(one: Question) -> bool:
            return public.secret_is_right(one.client_id, one.secret, one.method)

        progress = Progress(self.log, "Verified secrets", len(asked))
        return dict(zip([one.position for one in asked], in_parallel(ask, asked, self.askers, progress)))

    def _self_made(self, draft: ClientDraft, verdicts: t.Mapping[int, bool]) -> t.FrozenSet[int]:
        """Return the positions of clients that are replaced and may have registered themselves; ask only for those."""
        if self.public is None or not self.api.server.has(Features.registration_tokens):
            return frozenset()
        found = draft.loses_registration(verdicts)
        # Where it cannot be found out whether they can, they may.
        off = not found or self.public.registers_clients(next(iter(found.values()))) is False
        return frozenset(() if off else found)


def find(api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
    """Return the clients that have these values, sorted by their id.

    :param wanted: the id alone, or any of the alternate fields, and ``metadata`` with members that theirs must have
    """
    client_id = wanted.get(ID)
    rest = {name: wanted[name] for name in ALTERNATE if name in wanted}
    metadata = wanted.get("metadata") or {}
    if client_id is not None:
        one = api.get_client(client_id)
        rows = [one] if one is not None else []
    else:
        rows = [
            row for page in api.client_pages({name: value for name, value in rest.items() if value}) for row in page
        ]
    # By id, as a client that is made meanwhile shifts the pages of old generations.
    found = {str(row.get(ID)): row for row in rows if matches(row, rest) and has_metadata(row, metadata)}
    return [found[name] for name in sorted(found)]
