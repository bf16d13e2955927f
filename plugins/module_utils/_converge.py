# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The one way through the house: check, read, plan, apply. A single object is a list of one."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.ory.hydra.plugins.module_utils import _secrets
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._apply import Applier, Outcome, in_parallel, matches
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._fields import JSON
from ansible_collections.ory.hydra.plugins.module_utils._plan import CHOSEN_BY_SERVER, Change, Entry, Planner, Prune
from ansible_collections.ory.hydra.plugins.module_utils._public_api import CHECKABLE_METHODS, PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Resource

PAGE_WORTH = 30  # single reads that take as long as one page of a listing
DEFAULT_CONCURRENCY = 4


@dataclass(frozen=True)
class Policy:
    """How a run goes about it.

    :param concurrency: requests under way at once; None for what is safe on every store of the generation
    """

    check_mode: bool = False
    concurrency: t.Optional[int] = None
    continue_on_error: bool = False


class Reader:
    """Reads the objects that entries speak of, by whichever way is cheaper."""

    def __init__(self, resource: Resource, api: AdminApi, concurrency: int) -> None:
        self.resource = resource
        self.api = api
        self.concurrency = concurrency
        self.known: t.Dict[str, t.Optional[Document]] = {}
        self.complete = False

    def read(
        self, entries: t.Sequence[Entry], listing: t.Optional[t.Mapping[str, str]] = None
    ) -> t.Dict[int, t.Optional[Document]]:
        """Return for each entry's position the object as it is, or None.

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
        return {entry.position: self._of(entry) for entry in entries}

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


def converge(
    resource: Resource,
    api: AdminApi,
    public: t.Optional[PublicApi],
    entries: t.Sequence[Entry],
    policy: Policy,
    prune: t.Optional[Prune] = None,
    listing: t.Optional[t.Mapping[str, str]] = None,
) -> t.List[Outcome]:
    """Make the server hold what the entries say; return one outcome for each, and then those of pruning.

    :param public: asked whether declared secrets are right
    :param listing: the filters of the listing among which is pruned
    :raises UsageError: something is known to fail; nothing was written
    """
    concurrency = policy.concurrency or (1 if api.server.has("serial_writes") else DEFAULT_CONCURRENCY)
    planner = Planner(resource, api.server)
    entries = planner.check(entries)
    reader = Reader(resource, api, concurrency)
    current = reader.read(entries, listing if prune else None)
    verdicts = _verdicts(resource, public, entries, current, policy.concurrency or DEFAULT_CONCURRENCY)
    changes = planner.plan(entries, current, verdicts, prune, reader.objects() if prune else ())
    _check_places(changes)
    applier = Applier(resource, api, concurrency, policy.continue_on_error)
    return applier.pretend(changes) if policy.check_mode else applier.apply(changes)


def _check_places(changes: t.Sequence[Change]) -> None:
    """Refuse secret files that cannot be written, before anything is.

    :raises UsageError: a folder is missing or not writable
    """
    for change in changes:
        problem = _secrets.place_for_file(change.secret.file) if change.secret.file else None
        if problem:
            raise UsageError(problem)


def find(
    resource: Resource, api: AdminApi, wanted: t.Mapping[str, t.Any], metadata: t.Mapping[str, t.Any]
) -> t.List[Document]:
    """Return the objects that have these values, sorted by their key.

    :param wanted: the key alone, or any of the alternate fields
    :param metadata: members that the metadata must have
    """
    key = wanted.get(resource.key)
    rest = {name: value for name, value in wanted.items() if name != resource.key}
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


def has_metadata(document: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an object's metadata has all of these members with these values."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return not wanted
    return all(
        name in metadata and JSON.canonical(metadata[name]) == JSON.canonical(value) for name, value in wanted.items()
    )


def _verdicts(
    resource: Resource,
    public: t.Optional[PublicApi],
    entries: t.Sequence[Entry],
    current: t.Mapping[int, t.Optional[Document]],
    concurrency: int,
) -> t.Dict[int, bool]:
    """Ask the server whether declared secrets are right, where they matter and can be asked for."""
    asked: t.List[t.Tuple[int, str, str, str]] = []
    for entry in entries:
        document = current[entry.position]
        declared = entry.secret.declared
        if entry.state == "absent" or document is None or declared is None or entry.secret.policy != "when_wrong":
            continue
        if public is None:
            raise UsageError(
                "update_secret=when_wrong needs public_url, where the server is asked whether a secret is right"
            )
        method = document.get(resource.secret.decided_by) or resource.field(resource.secret.decided_by).unset
        if method in CHECKABLE_METHODS:
            asked.append((entry.position, str(document[resource.key]), declared, method))

    def ask(question: t.Tuple[int, str, str, str]) -> bool:
        if public is None:  # never here: told the type checker
            return False
        return public.secret_is_right(*question[1:])

    return dict(zip([question[0] for question in asked], in_parallel(ask, asked, concurrency)))
