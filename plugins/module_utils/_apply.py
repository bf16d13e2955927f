# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Carry out changes, and keep an exact account of what happened to each."""

from __future__ import annotations

import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ansible_collections.ory.hydra.plugins.module_utils import _secrets
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._errors import ApiError, HydraError, ReplyLostError
from ansible_collections.ory.hydra.plugins.module_utils._plan import (
    CREATED,
    DELETED,
    FAILED,
    NOT_TRIED,
    UNCHANGED,
    UPDATED,
    Change,
)
from ansible_collections.ory.hydra.plugins.module_utils._resource import Resource

_Item = t.TypeVar("_Item")
_Result = t.TypeVar("_Result")

_TRIES_AFTER_LOST_REPLY = 2


@dataclass
class Outcome:
    """What became of one change.

    :param action: the planned action once it is done, `_plan.FAILED` or `_plan.NOT_TRIED`
    :param result: the object as the server returned it, or as it is expected in check mode
    """

    change: Change
    action: str
    result: t.Optional[Document] = None
    error: t.Optional[HydraError] = None
    warnings: t.List[str] = field(default_factory=list)


class Applier:
    """Carries out the changes of one kind of object.

    :param concurrency: requests under way at once
    :param carry_on: go on after a failure
    """

    def __init__(self, resource: Resource, api: AdminApi, concurrency: int = 1, carry_on: bool = False) -> None:
        self.resource = resource
        self.api = api
        self.concurrency = concurrency
        self.carry_on = carry_on

    def pretend(self, changes: t.Sequence[Change]) -> t.List[Outcome]:
        """Return what `apply` would, without a request."""
        return [Outcome(change, change.action, change.expected) for change in changes]

    def apply(self, changes: t.Sequence[Change]) -> t.List[Outcome]:
        """Create and update, and when all of that is done delete; return the outcomes in the order of the changes."""
        outcomes = {
            id(change): Outcome(change, UNCHANGED if change.action == UNCHANGED else NOT_TRIED, change.current)
            for change in changes
        }
        failed = threading.Event()

        def work(change: Change) -> None:
            if failed.is_set() and not self.carry_on:
                return
            outcome = outcomes[id(change)]
            try:
                outcome.result = self._carry_out(change)
                outcome.action = change.action
                outcome.warnings += self._surprises(change, outcome.result)
            except HydraError as error:
                error.failure = error.failure or self._failure(change)
                outcome.action, outcome.error, outcome.result = FAILED, error, change.current
                failed.set()

        for actions in ((CREATED, UPDATED), (DELETED,)):
            in_parallel(work, [change for change in changes if change.action in actions], self.concurrency)
        return [outcomes[id(change)] for change in changes]

    def _failure(self, change: Change) -> Document:
        """Return what is known of a call that got no answer."""
        verb = {CREATED: "create", UPDATED: "replace", DELETED: "delete"}[change.action]
        operation = "%s_%s" % (verb, self.resource.noun)
        return {
            "operation": operation,
            "id": change.key or change.label,
            "status": None,
            "error": None,
            "error_description": None,
        }

    def _carry_out(self, change: Change) -> t.Optional[Document]:
        """Make one change. A write whose reply was lost is sent again only if it is seen not to have taken effect."""
        if change.secret.value is not None and change.secret.file:
            _secrets.write_file(change.secret.file, change.secret.value)
        tries = _TRIES_AFTER_LOST_REPLY
        while True:
            try:
                return self._send(change)
            except ApiError as error:
                if error.status == 409 and change.action == CREATED:
                    sentence = "%s; it was created by somebody else meanwhile: run again" % error.message
                    raise ApiError(sentence, error.status, error.failure or {}) from None
                raise
            except ReplyLostError as lost:
                there = self._look(change, lost)
                if self._is_done(change, there):
                    return there
                tries -= 1
                if tries <= 0 or (change.action == CREATED and there is not None):
                    raise

    def _send(self, change: Change) -> t.Optional[Document]:
        resource = self.resource
        if change.action == DELETED:
            resource.delete(self.api, str(change.key))
            return None
        document = dict(change.document or {})
        if change.secret.value is not None:
            document[resource.secret.name] = change.secret.value
        if change.action == CREATED:
            return resource.create(self.api, document)
        return resource.replace(self.api, str(change.key), document)

    def _look(self, change: Change, lost: ReplyLostError) -> t.Optional[Document]:
        """Return the object as it is now."""
        try:
            if change.key is not None:
                return self.resource.get(self.api, change.key)
            document = change.document or {}
            wanted = {name: str(document[name]) for name in self.resource.alternate if document.get(name)}
            found = [row for page in self.resource.pages(self.api, wanted) for row in page if matches(row, wanted)]
            return found[0] if len(found) == 1 else None
        except HydraError as error:
            raise HydraError(
                "%s; and it cannot be seen whether it took effect: %s" % (lost.message, error.message), error.failure
            ) from None

    def _is_done(self, change: Change, there: t.Optional[Document]) -> bool:
        if change.action == DELETED:
            return there is None
        if there is None or (change.action == UPDATED and change.secret.value is not None):
            return False  # a secret cannot be seen; replacing it with the same once more is harmless
        return not self._differences(change, there)

    def _differences(self, change: Change, there: Document) -> t.List[str]:
        expected = change.expected or {}
        fields = [self.resource.field(name) for name in change.touched]
        return [
            row.name for row in fields if row.canonical(there.get(row.name)) != row.canonical(expected.get(row.name))
        ]

    def _surprises(self, change: Change, result: t.Optional[Document]) -> t.List[str]:
        """Name the fields that the server stored otherwise than declared: they would change in every run."""
        return [
            '%s "%s": the server stored %s as %s, not as declared'
            % (self.resource.title, change.label, name, self.resource.field(name).shown((result or {}).get(name)))
            for name in (self._differences(change, result) if result is not None else ())
        ]


def in_parallel(work: t.Callable[[_Item], _Result], items: t.Sequence[_Item], concurrency: int) -> t.List[_Result]:
    """Return the results of work on all items, in their order, with at most so many under way at once."""
    if concurrency <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(concurrency, len(items))) as pool:
        return list(pool.map(work, items))


def matches(document: Document, wanted: t.Mapping[str, t.Any]) -> bool:
    """Tell whether an object has these values in these members, an absent one being an empty text."""
    return all((document.get(name) or "") == (value or "") for name, value in wanted.items())
