# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.
"""Read objects made of fields, by whichever way is cheaper, and ask whether their secrets are right."""

from __future__ import annotations

import typing as t

from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._engine.resource import Policy
from .._errors import UsageError
from .._server.admin_api import AdminApi, Document
from .._server.public_api import CHECKABLE_METHODS, PublicApi
from .description import FieldResource, has_metadata, matches
from .plan import CHOSEN_BY_SERVER, FieldPlanner, FieldView

_NEEDS_PUBLIC = "update_secret=when_wrong needs public_url, where the server is asked whether a secret is right"
PAGE_WORTH = 30  # single reads that take as long as one page of a listing


class FieldReader:
    """Reads the objects that entries speak of, by whichever way is cheaper."""

    def __init__(self, resource: FieldResource, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> None:
        self.resource = resource
        self.api = api
        self.public = public
        self.concurrency = policy.writers(api.server)  # what a store cannot bear to be written it reads slowly, too
        self.askers = policy.readers
        self.known: t.Dict[str, t.Optional[Document]] = {}
        self.problems: t.Dict[int, t.List[str]] = {}  # of entries of which something cannot be read
        self.complete = False

    def view(self, entries: t.Sequence[Entry], prune: t.Optional[Prune]) -> FieldView:
        """Return what is there, and whether the secrets that are declared are right."""
        current = self.read(entries, prune.listing if prune else None)
        named = [str(document[self.resource.key]) for document in current.values() if document is not None]
        named += [entry.key for entry in entries if entry.key is not None]
        named += [str(row[self.resource.key]) for row in self.objects() if prune is not None and prune.scope(row)]
        self.resource.check_names(self.api, named)
        verdicts = self._verdicts(entries, current)
        return FieldView(
            current,
            self.objects() if prune else (),
            verdicts,
            {position: tuple(told) for position, told in self.problems.items()},
            self._self_made(entries, current, verdicts),
        )

    def _self_made(
        self,
        entries: t.Sequence[Entry],
        current: t.Mapping[int, t.Optional[Document]],
        verdicts: t.Mapping[int, bool],
    ) -> t.FrozenSet[int]:
        """Return the positions of objects that are replaced and may have registered themselves; ask only for those."""
        if self.public is None or not self.api.server.has("registration_tokens"):
            return frozenset()
        planner = FieldPlanner(self.resource, self.api.server)
        found: t.Dict[int, str] = {}
        for entry in entries:
            document = current.get(entry.position)
            if document is None or entry.registered or not self.resource.self_made(document):
                continue
            if planner.replaces(entry, document, verdicts.get(entry.position)):
                found[entry.position] = str(document[self.resource.key])
        on = bool(found) and self.public.registers_clients(next(iter(found.values())))
        return frozenset(found if on else ())

    def read(
        self, entries: t.Sequence[Entry], listing: t.Optional[t.Mapping[str, str]] = None
    ) -> t.Dict[int, t.Optional[Document]]:
        """Return for each entry's position the object as it is, or None; nothing where it cannot be told which it is.

        :param listing: filters of a listing that is needed in any case, as pruning does
        """
        keys = [entry.key for entry in entries if entry.key is not None]
        by_name = [entry for entry in entries if entry.key is None]
        if listing is not None:
            self._list(listing, None)
        elif by_name and (len(by_name) > PAGE_WORTH or not self.api.server.has("list_filters")):
            self._list({}, None)
        elif len(keys) > PAGE_WORTH:
            self._list({}, keys)
        missing = [key for key in keys if key not in self.known]
        if not self.complete and listing is not None and len(missing) > PAGE_WORTH:
            self._list({}, missing)
            missing = [key for key in missing if key not in self.known]
        if not self.complete:
            found = in_parallel(lambda key: self.resource.get(self.api, key), missing, self.concurrency)
            self.known.update(zip(missing, found))
        current: t.Dict[int, t.Optional[Document]] = {}
        for entry in entries:
            try:
                current[entry.position] = self._of(entry)
            except UsageError as error:
                self.problems[entry.position] = [error.message]
        return current

    def objects(self) -> t.List[Document]:
        """Return every object that was read."""
        return [document for document in self.known.values() if document is not None]

    def _list(self, filters: t.Mapping[str, str], wanted: t.Optional[t.Sequence[str]]) -> None:
        """Read a listing; where only some keys are wanted, as long as that is cheaper than reading them one by one."""
        left = set(wanted or ())
        pages = 0
        complete = not filters

        def go_on() -> bool:
            nonlocal complete
            enough = wanted is not None and pages * PAGE_WORTH >= len(left)
            complete = complete and not enough
            return not enough

        for page in self.resource.pages(self.api, filters, go_on):
            pages += 1
            for document in page:
                key = str(document.get(self.resource.key))
                self.known[key] = document
                left.discard(key)
            # The page that was just read may be the last one: go_on is asked only if there is a further one.
        self.complete = complete

    def _of(self, entry: Entry) -> t.Optional[Document]:
        if entry.key is not None:
            found = self.known.get(entry.key)
            if found is not None or not self.api.server.has(CHOSEN_BY_SERVER):
                return found
        return self._by_name(entry)

    def _by_name(self, entry: Entry) -> t.Optional[Document]:
        wanted = {name: entry.given[name] for name in self.resource.alternate if name in entry.given}
        if not wanted.get(self.resource.alternate[0]):
            return None
        if self.complete:
            candidates: t.Iterable[Document] = self.objects()
        else:
            filters = {name: str(value) for name, value in wanted.items() if value}
            candidates = [row for page in self.resource.pages(self.api, filters) for row in page]
        found = {str(row[self.resource.key]): row for row in candidates if matches(row, wanted)}
        if len(found) > 1:
            raise UsageError(
                "%d %s match %s: give %s of the one that is meant (%s)"
                % (
                    len(found),
                    self.resource.plural,
                    " and ".join('%s "%s"' % pair for pair in wanted.items()),
                    self.resource.key,
                    ", ".join(sorted(found)[:5]) + (", ..." if len(found) > 5 else ""),
                )
            )
        self.known.update(found)
        return next(iter(found.values()), None)

    def _verdicts(self, entries: t.Sequence[Entry], current: t.Mapping[int, t.Optional[Document]]) -> t.Dict[int, bool]:
        """Ask the server whether declared secrets are right, where they matter and can be asked for."""
        public, decided_by = self.public, self.resource.field(self.resource.secret.decided_by)
        asked: t.List[t.Tuple[int, str, str, str]] = []
        told = False
        for entry in entries:
            document, declared = current.get(entry.position), entry.secret.declared
            if entry.state == "absent" or document is None or declared is None or entry.secret.policy != "when_wrong":
                continue
            method = document.get(decided_by.name) or decided_by.unset
            if public is None and not told:  # once, as it is missing for all
                told = True
                self.problems.setdefault(entry.position, []).append(_NEEDS_PUBLIC)
            elif method in CHECKABLE_METHODS:
                asked.append((entry.position, str(document[self.resource.key]), declared, method))

        def ask(question: t.Tuple[int, str, str, str]) -> bool:
            return public is not None and public.secret_is_right(*question[1:])

        return dict(zip([question[0] for question in asked], in_parallel(ask, asked, self.askers)))


def find(resource: FieldResource, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
    """Return the objects that have these values, sorted by their key.

    :param wanted: the key alone, or any of the alternate fields, and ``metadata`` with members that theirs must have
    """
    key = wanted.get(resource.key)
    rest = {name: wanted[name] for name in resource.alternate if name in wanted}
    metadata = wanted.get("metadata") or {}
    if key is not None:
        one = resource.get(api, key)
        rows = [one] if one is not None else []
    else:
        rows = [
            row for page in resource.pages(api, {name: value for name, value in rest.items() if value}) for row in page
        ]
    # By key, as a client that is made meanwhile shifts the pages of old generations.
    found = {str(row.get(resource.key)): row for row in rows if matches(row, rest) and has_metadata(row, metadata)}
    return [found[name] for name in sorted(found)]
