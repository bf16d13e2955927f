# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""From what is wanted and what is there to an ordered list of changes. Pure: no I/O."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.ory.hydra.plugins.module_utils import _secrets
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import Document
from ansible_collections.ory.hydra.plugins.module_utils._errors import UnsupportedError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._fields import HIDDEN, Field
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._resource import Resource
from ansible_collections.ory.hydra.plugins.module_utils._secrets import SecretPlan, SecretWish

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
UNCHANGED = "unchanged"
FAILED = "failed"
NOT_TRIED = "not_tried"

CHOSEN_BY_SERVER = "server_chosen_client_id"
_PROBLEMS_SHOWN = 10


@dataclass(frozen=True)
class Entry:
    """What a task says about one object.

    :param position: its place in the list that was given, from 0
    :param key: its key, where one was given
    :param given: the fields that were given; None means back to the server's default
    :param exhaustive: fields that were not given go back to their defaults
    """

    position: int
    state: str
    key: t.Optional[str]
    given: t.Mapping[str, t.Any]
    exhaustive: bool = False
    secret: SecretWish = field(default_factory=SecretWish)


@dataclass(frozen=True)
class Change:
    """What is to become of one object.

    :param position: the place of its entry; None for one that is pruned
    :param key: its key; None where the server is going to choose it
    :param label: what sentences call it
    :param action: `CREATED`, `UPDATED`, `DELETED` or `UNCHANGED`
    :param document: what is sent, without the secret
    :param before: what a diff shows of the object as it is
    :param after: what a diff shows of the object as it is going to be
    :param current: the object as it is
    :param expected: the object as it is going to be
    :param touched: the fields whose values are declared and change
    """

    position: t.Optional[int]
    key: t.Optional[str]
    label: str
    action: str
    document: t.Optional[Document] = None
    before: Document = field(default_factory=dict)
    after: Document = field(default_factory=dict)
    current: t.Optional[Document] = None
    expected: t.Optional[Document] = None
    touched: t.Tuple[str, ...] = ()
    secret: SecretPlan = field(default_factory=lambda: SecretPlan(_secrets.NONE))
    warnings: t.Tuple[str, ...] = ()


@dataclass(frozen=True)
class Prune:
    """Which objects that no entry names are to go.

    :param scope: returns whether an object belongs to what the list owns
    :param protect: keys that never go
    :param limit: how many may go at the most
    """

    scope: t.Callable[[Document], bool]
    protect: t.FrozenSet[str]
    limit: int


class Planner:
    """Plans changes of one kind of object on one server."""

    def __init__(self, resource: Resource, server: ServerVersion) -> None:
        self.resource = resource
        self.server = server
        self.fields = tuple(field_.at(server.version) for field_ in resource.fields if server.version in field_.where)
        self._by_name = {field_.name: field_ for field_ in self.fields}

    def check(self, entries: t.Sequence[Entry]) -> t.List[Entry]:
        """Return the entries with every value in the form in which it is sent; looks at nothing but the entries.

        :raises UsageError: something in them cannot be right, or is named twice
        """
        problems: t.List[str] = []
        checked = []
        for entry in entries:
            given: Document = {}
            for name, value in entry.given.items():
                try:
                    given[name] = self._parsed(self._field(name), value)
                except UsageError as error:
                    problems.append(self._at(entry, error.message))
            if not entry.key and not given.get(self.resource.alternate[0]):
                names = (self.resource.key, self.resource.alternate[0])
                problems.append(
                    "entry %d of %s has neither %s nor %s" % (entry.position + 1, self.resource.plural, *names)
                )
            for rule in self.resource.key_rules if entry.key is not None else ():
                problem = rule.check({self.resource.key: entry.key}) if self.server.version in rule.where else None
                if problem:
                    problems.append(self._at(entry, problem))
            checked.append(Entry(entry.position, entry.state, entry.key, given, entry.exhaustive, entry.secret))
        problems += self._duplicates(checked)
        _refuse(problems)
        return checked

    def plan(
        self,
        entries: t.Sequence[Entry],
        current: t.Mapping[int, t.Optional[Document]],
        verdicts: t.Mapping[int, bool],
        prune: t.Optional[Prune] = None,
        others: t.Iterable[Document] = (),
    ) -> t.List[Change]:
        """Return one change for each entry, in their order, and then those of pruning.

        :param entries: as `check` returned them
        :param current: for each entry's position the object as it is, or None
        :param verdicts: for positions whose secret was compared with the server's: whether it is right
        :param others: the objects among which is pruned
        :raises UsageError: something is known to fail; nothing is to be written then
        """
        problems: t.List[str] = []
        changes: t.List[Change] = []
        owner: t.Dict[str, Entry] = {}
        files: t.Dict[str, Entry] = {}
        for entry in entries:
            try:
                change = self._change(entry, current[entry.position], verdicts.get(entry.position))
            except UsageError as error:
                problems.append(self._at(entry, error.message))
                continue
            if change.key is not None:
                twin = owner.setdefault(change.key, entry)
                if twin is not entry:
                    problems.append(self._twice(twin, entry, 'are both %s "%s"' % (self.resource.title, change.key)))
            if change.secret.file:
                twin = files.setdefault(change.secret.file, entry)
                if twin is not entry:
                    problems.append(
                        self._twice(twin, entry, "would write different secrets to secret_file %s" % change.secret.file)
                    )
            changes.append(change)
        _refuse(problems)
        if prune:
            changes += self._pruned(prune, others, set(owner) | {entry.key for entry in entries if entry.key})
        return changes

    def _field(self, name: str) -> Field:
        """Return the field as this server has it, or else as others do."""
        return self._by_name.get(name) or self.resource.field(name)

    # One entry

    def _change(self, entry: Entry, current: t.Optional[Document], right: t.Optional[bool]) -> Change:
        label = self.resource.name_of(current or dict(entry.given, **{self.resource.key: entry.key}))
        key = str(current[self.resource.key]) if current else entry.key
        if entry.state == "absent":
            if current is None:
                return Change(entry.position, key, label, UNCHANGED)
            return Change(
                entry.position,
                key,
                label,
                DELETED,
                before=self.resource.described(current, self.server),
                current=current,
            )
        if current is None and self.server.has(CHOSEN_BY_SERVER):
            key = None
            if not entry.given.get(self.resource.alternate[0]):
                raise UnsupportedError(
                    "Hydra %s chooses the ids of clients itself (2.0.0 to 2.1.2 do): give %s, "
                    "by which the client is found again" % (self.server, self.resource.alternate[0])
                )
        document, touched = self._merged(entry, current, key)
        secret = self._secret(entry, current, document, right)
        writes = current is None or bool(touched) or secret.value is not None
        if writes:
            self._obey_rules(document)
        before, after = self._difference(current, document, touched, secret, right)
        action = (UPDATED if current is not None else CREATED) if writes else UNCHANGED
        return Change(
            entry.position,
            key,
            label,
            action,
            document=document if writes else None,
            before=before if writes else {},
            after=after if writes else {},
            current=current,
            expected=self._expected(current, document) if writes else current,
            touched=touched,
            secret=secret,
            warnings=self._warnings(entry, label, document, secret),
        )

    def _merged(
        self, entry: Entry, current: t.Optional[Document], key: t.Optional[str]
    ) -> t.Tuple[Document, t.Tuple[str, ...]]:
        """Return the document as it is to be, and the names of the fields that differ from what is there."""
        resource = self.resource
        document = {name: value for name, value in (current or {}).items() if name not in resource.never_sent}
        if key is not None:
            document[resource.key] = key
        touched = []
        for field_ in self.fields:
            name = field_.name
            if name in entry.given:
                value = entry.given[name]
            elif entry.exhaustive or self._displaced(name, entry.given):
                value = None
            else:
                continue
            if field_.canonical(value) == field_.canonical((current or {}).get(name)):
                if current is None and value is not None:
                    document[name] = value
                continue
            touched.append(name)
            if value is None:
                document.pop(name, None)
            else:
                document[name] = value
        for name in resource.exclusive:  # an empty one beside another that is set is refused by some generations
            if name in document and self._field(name).canonical(document[name]) == self._field(name).canonical(None):
                del document[name]
        return document, tuple(touched)

    def _displaced(self, name: str, given: t.Mapping[str, t.Any]) -> bool:
        """A field gives way when another one that excludes it is set."""
        exclusive = self.resource.exclusive
        return name in exclusive and any(
            self._field(other).canonical(given.get(other)) != self._field(other).canonical(None)
            for other in exclusive
            if other != name
        )

    def _secret(
        self, entry: Entry, current: t.Optional[Document], document: Document, right: t.Optional[bool]
    ) -> SecretPlan:
        secret = self.resource.secret
        default = self._field(secret.decided_by).unset
        bearing = secret.borne_by(document, default)
        gains = current is not None and bearing and not secret.borne_by(current, default)
        return _secrets.decide(entry.secret, secret.name, current is not None, bearing, gains, right)

    def _difference(
        self,
        current: t.Optional[Document],
        document: Document,
        touched: t.Tuple[str, ...],
        secret: SecretPlan,
        right: t.Optional[bool],
    ) -> t.Tuple[Document, Document]:
        if current is None:
            before: Document = {}
            after = self.resource.described(document, self.server)
        else:
            before = {self.resource.key: current[self.resource.key]}
            after = dict(before)
            for name in touched:
                field_ = self._field(name)
                before[name] = field_.shown(current.get(name))
                after[name] = field_.shown(document.get(name))
                if before[name] == after[name]:
                    after[name] = [after[name], "(its hidden members change)"]
        if secret.value is not None:
            name = self.resource.secret.name
            after[name] = HIDDEN + (" new" if secret.status == _secrets.GENERATED else " as declared")
            if current is not None:
                before[name] = HIDDEN + (" not as declared" if right is False else " unknown")
        return before, after

    def _expected(self, current: t.Optional[Document], document: Document) -> Document:
        expected = {field_.name: field_.unset for field_ in self.fields if current is None or field_.name in current}
        expected.update({name: value for name, value in (current or {}).items() if name not in expected})
        expected.update(document)
        return expected

    def _obey_rules(self, document: Document) -> None:
        for rule in self.resource.rules:
            problem = rule.check(document) if self.server.version in rule.where else None
            if problem:
                raise UsageError(problem)

    def _warnings(self, entry: Entry, label: str, document: Document, secret: SecretPlan) -> t.Tuple[str, ...]:
        told = [hint.check(document) for hint in self.resource.hints if self.server.version in hint.where]
        told.append(secret.warning)
        if (
            secret.value
            and self.server.has("bcrypt_secrets")
            and len(secret.value.encode("utf-8")) > _secrets.BCRYPT_BYTES
        ):
            told.append("only the first %d bytes of the secret count for this Hydra" % _secrets.BCRYPT_BYTES)
        return tuple('%s "%s": %s' % (self.resource.title, label, sentence) for sentence in told if sentence)

    def _parsed(self, field_: Field, value: t.Any) -> t.Any:
        """Return a given value as it is sent; None for one that means the default of a field that the server lacks."""
        if value is None:
            return None
        try:
            parsed = field_.parse(value)
        except ValueError as error:
            raise UsageError("%s %s" % (field_.name, error)) from None
        if self.server.version not in field_.where and field_.canonical(parsed) != field_.canonical(None):
            self.server.require(field_.name, field_.where)
        return parsed

    # Several entries

    def _duplicates(self, entries: t.Sequence[Entry]) -> t.List[str]:
        problems = []
        seen: t.Dict[t.Tuple[str, t.Any], t.List[t.Tuple[Entry, t.List[t.Any]]]] = {}
        for entry in entries:
            what = self.resource.key if entry.key is not None else self.resource.alternate[0]
            name = entry.key if entry.key is not None else entry.given.get(what)
            # A name alone matches whatever has it: the other alternate fields tell two apart only if both have them.
            rest = [entry.given.get(other) for other in self.resource.alternate[1:]] if entry.key is None else []
            alike = seen.setdefault((what, name), [])
            twin = next((one for one, other in alike if other == rest or None in other or None in rest), None)
            if twin is not None:
                problems.append(self._twice(twin, entry, 'have the same %s "%s"' % (what, name)))
            alike.append((entry, rest))
        return problems

    def _pruned(self, prune: Prune, others: t.Iterable[Document], kept: t.Set[str]) -> t.List[Change]:
        kept = kept | prune.protect
        changes = []
        for current in sorted(others, key=self.resource.name_of):
            key = str(current[self.resource.key])
            if key in kept or not prune.scope(current):
                continue
            before = self.resource.described(current, self.server)
            changes.append(Change(None, key, self.resource.name_of(current), DELETED, before=before, current=current))
        if len(changes) > prune.limit:
            raise UsageError(
                "%d %s would be pruned, which is more than prune_limit (%d) allows; nothing was changed. They are: %s"
                % (len(changes), self.resource.plural, prune.limit, _enumerated([change.label for change in changes]))
            )
        return changes

    def _at(self, entry: Entry, sentence: str) -> str:
        label = entry.key if entry.key is not None else str(entry.given.get(self.resource.alternate[0]) or "")
        return '%s "%s": %s' % (self.resource.title, label, sentence)

    def _twice(self, first: Entry, second: Entry, what: str) -> str:
        return "entries %d and %d of %s %s" % (first.position + 1, second.position + 1, self.resource.plural, what)


def _refuse(problems: t.Sequence[str]) -> None:
    if problems:
        rest = len(problems) - _PROBLEMS_SHOWN
        more = "; and %d more problems" % rest if rest > 0 else ""
        raise UsageError("; ".join(problems[:_PROBLEMS_SHOWN]) + more)


def _enumerated(names: t.Sequence[str]) -> str:
    shown = ", ".join(names[:20])
    return shown + (" and %d more" % (len(names) - 20) if len(names) > 20 else "")
