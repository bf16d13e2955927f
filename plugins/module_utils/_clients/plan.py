# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.
"""Plans for objects made of fields: read, merge, compare, send whole. Pure."""

from __future__ import annotations

import contextlib
import functools
import typing as t
from dataclasses import dataclass, field, replace

from .._engine.model import (
    CREATED,
    DELETED,
    TAKE_AWAY,
    UNCHANGED,
    UPDATED,
    Change,
    Entry,
    Prune,
    Step,
    View,
    attempt,
    refuse,
    twice,
    within_limit,
)
from .._errors import UnsupportedError, UsageError
from .._server.admin_api import AdminApi, Document
from .._server.generations import ServerVersion
from .._server.names import problem_of
from .._values.files import SecretFile
from .._values.jwk import HIDDEN
from . import secret_policy
from .description import FieldResource, matches
from .fields import Field
from .secret_policy import SecretPlan

_NO_SECRET = SecretPlan(secret_policy.NONE)
CHOSEN_BY_SERVER = "server_chosen_client_id"


@dataclass(frozen=True)
class FieldView(View):
    """What was read of objects made of fields.

    :param verdicts: for positions whose secret was compared with the server's: whether it is right
    :param problems: for positions of entries of which something could not be read: why
    :param self_made: the positions of objects that may have registered themselves
    """

    verdicts: t.Mapping[int, bool] = field(default_factory=dict)
    problems: t.Mapping[int, t.Tuple[str, ...]] = field(default_factory=dict)
    self_made: t.FrozenSet[int] = frozenset()


@dataclass(frozen=True)
class FieldChange(Change):
    """What is to become of an object made of fields.

    :param document: what is sent, without the secret
    :param touched: the fields whose values are declared and change
    """

    document: t.Optional[Document] = None
    touched: t.Tuple[str, ...] = ()
    secret: SecretPlan = SecretPlan(secret_policy.NONE)


class _UnknownError(Exception):
    """A value is needed that was given and cannot be used."""


class _Partial(t.Dict[str, t.Any]):
    """A document with members of which nothing is known: whoever asks for one cannot go on."""

    def __init__(self, document: Document, unknown: t.AbstractSet[str]) -> None:
        super().__init__(document)
        self.unknown = unknown

    def __getitem__(self, name: str) -> t.Any:
        """Return a member that is known."""
        self._ask(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a member."""
        self._ask(name)
        return super().__contains__(name)

    def get(self, name: str, default: t.Any = None) -> t.Any:
        """Return a member that is known."""
        self._ask(name)
        return super().get(name, default)

    def _ask(self, name: t.Any) -> None:
        if name in self.unknown:
            raise _UnknownError(name)


class FieldPlanner:
    """Plans changes of objects made of fields, on one server."""

    def __init__(self, resource: FieldResource, server: ServerVersion) -> None:
        self.resource = resource
        self.server = server
        self.fields = tuple(field_.at(server.version) for field_ in resource.fields if server.version in field_.where)
        self._by_name = {field_.name: field_ for field_ in self.fields}

    def check(self, entries: t.Sequence[Entry], problems: t.List[str]) -> t.List[Entry]:
        """Return the entries with every value in the form in which it is sent; see `Planner.check`."""
        named = []
        checked = []
        for entry in entries:
            told: t.List[str] = []
            whole = self._with_parsed(entry, told)
            problem = None if entry.key is None else problem_of(entry.key, self.server, self.resource.key)
            if problem:
                told.append(problem)
            problems += [self._at(entry, sentence) for sentence in told]
            if problem or not self._is_named(whole, problems):
                continue
            named.append(whole)
            if not whole.broken & {"state", "exhaustive"}:
                checked.append(whole)
        problems += self._duplicates(named)
        return checked

    def _with_parsed(self, entry: Entry, problems: t.List[str]) -> Entry:
        """Return an entry whose values have the form in which they are sent."""
        given: Document = {}
        broken = set(entry.broken)
        for name, value in entry.given.items():
            try:
                given[name] = self._parsed(self._field(name), value)
            except UsageError as error:
                problems += error.problems
                broken.add(name)
        return replace(entry, given=given, broken=frozenset(broken))

    def _is_named(self, entry: Entry, problems: t.List[str]) -> bool:
        """Tell whether it is known which object an entry is about."""
        key, alternate = self.resource.key, self.resource.alternate
        if entry.key:
            return True
        if entry.broken & {key, *alternate}:
            return False
        if not entry.given.get(alternate[0]):
            names = (entry.position + 1, self.resource.plural, key, alternate[0])
            problems.append("entry %d of %s has neither %s nor %s" % names)
            return False
        return True

    def plan(
        self,
        entries: t.Sequence[Entry],
        view: FieldView,
        prune: t.Optional[Prune],
        problems: t.List[str],
    ) -> t.List[FieldChange]:
        """Return one change for each entry, in their order, and then those of pruning; see `Planner.plan`."""
        changes: t.List[FieldChange] = []
        for entry in entries:
            try:
                changes.append(self._planned(entry, view))
            except UsageError as error:
                problems += [self._at(entry, problem) for problem in error.problems]
        problems += self._twins(entries, changes)
        if self.server.has(CHOSEN_BY_SERVER):
            problems += self._namesakes(entries, view)
        if prune and all(entry.position in view.current for entry in entries):
            there = [view.current.get(entry.position) for entry in entries]
            kept = {str(document[self.resource.key]) for document in there if document is not None}
            kept |= {entry.key for entry in entries if entry.key}
            changes += attempt(problems, self._pruned, prune, view.others, kept) or ()
        return changes

    def _planned(self, entry: Entry, view: FieldView) -> FieldChange:
        told = view.problems.get(entry.position, ())
        if entry.position not in view.current:
            refuse(told)
        right = view.verdicts.get(entry.position)
        return self._change(entry, view.current[entry.position], right, entry.position in view.self_made, told)

    def _twins(self, entries: t.Sequence[Entry], changes: t.Sequence[FieldChange]) -> t.Iterator[str]:
        """Yield what two entries have in common that were told apart by what they are called."""
        by_position = {entry.position: entry for entry in entries}
        owner: t.Dict[str, Entry] = {}
        files: t.Dict[str, Entry] = {}
        for change in changes:
            entry = by_position[t.cast("int", change.position)]
            twin = owner.setdefault(change.key, entry) if change.key is not None else entry
            if twin is not entry and (twin.key is None or twin.key != entry.key):  # else it is told already
                what = 'are both %s "%s"' % (self.resource.title, change.key)
                yield twice(self.resource.plural, twin, entry, what)
            file = change.secret.file
            twin = files.setdefault(file, entry) if file else entry
            if twin is not entry:
                what = "would write different secrets to secret_file %s" % file
                yield twice(self.resource.plural, twin, entry, what)

    def _field(self, name: str) -> Field:
        """Return the field as this server has it, or else as others do."""
        return self._by_name.get(name) or self.resource.field(name)

    def replaces(self, entry: Entry, current: Document, right: t.Optional[bool]) -> bool:
        """Tell whether an entry replaces what is there; what cannot be right does not, and is told elsewhere."""
        try:
            return self._change(entry, current, right).action == UPDATED
        except UsageError:
            return False

    # One entry

    def _change(
        self,
        entry: Entry,
        current: t.Optional[Document],
        right: t.Optional[bool],
        self_made: bool = False,
        told: t.Sequence[str] = (),
    ) -> FieldChange:
        label = self.resource.name_of(current or dict(entry.given, **{self.resource.key: entry.key}))
        key = str(current[self.resource.key]) if current else entry.key
        if entry.state == "absent":
            if current is None:
                return FieldChange(entry.position, key, label, UNCHANGED, told={"secret_status": secret_policy.NONE})
            return self._deleted(entry.position, current)
        if current is None and self.server.has(CHOSEN_BY_SERVER):
            key, name = None, self.resource.alternate[0]
            if not entry.given.get(name) and name not in entry.broken:
                raise UnsupportedError(
                    "Hydra %s chooses the ids of clients itself (2.0.0 to 2.1.2 do): give %s, "
                    "by which the client is found again" % (self.server, name)
                )
        problems = list(told)
        partial, touched = self._merged(entry, current, key, problems)
        secret = attempt(problems, self._secret, entry, current, partial, right) or _NO_SECRET
        writes = current is None or bool(touched) or secret.value is not None
        if writes:
            attempt(problems, self._check_key, current)
            problems += self._broken_rules(partial)
        refuse(problems)
        if partial.unknown:  # for which the task is refused
            return FieldChange(entry.position, key, label, UNCHANGED)
        document = dict(partial)
        status: Document = {"secret_status": secret.status}
        ends = current is not None and writes and self.server.has("registration_tokens")
        warnings = self._warnings(label, document, secret, _ending(entry, self_made) if ends else None)
        if not writes:
            return FieldChange(
                entry.position,
                key,
                label,
                UNCHANGED,
                current=current,
                expected=current,
                told=status,
                secret=secret,
                warnings=warnings,
            )
        before, after = self._difference(current, document, touched, secret, right)
        expected = self._expected(current, document)
        given = () if secret.value is None else (secret.value,)
        missed = functools.partial(self._missed, label, touched, expected)
        return FieldChange(
            entry.position,
            key,
            label,
            UPDATED if current is not None else CREATED,
            before=before,
            after=after,
            current=current,
            expected=expected,
            steps=(self._written(current is None, key, document, secret.value, touched, expected),),
            look=functools.partial(self._look, key, document),
            surprises=missed,
            files=self._files(entry, current, secret),
            told=status,
            revealed=self._revealed(entry, secret),
            secrets=given,
            warnings=warnings,
            document=document,
            touched=touched,
            secret=secret,
        )

    def _deleted(self, position: t.Optional[int], current: Document) -> FieldChange:
        resource = self.resource
        self._check_key(current)
        key = str(current[resource.key])

        def take(api: AdminApi, _there: t.Optional[Document]) -> None:
            resource.delete(api, key)

        return FieldChange(
            position,
            key,
            resource.name_of(current),
            DELETED,
            before=resource.described(current, self.server),
            current=current,
            steps=(Step("delete_" + resource.noun, take, lambda there: there is None),),
            phase=TAKE_AWAY,
            look=functools.partial(self._look, key, current),
            told={"secret_status": secret_policy.NONE},
        )

    # What the calls are

    def _written(
        self,
        new: bool,
        key: t.Optional[str],
        document: Document,
        secret: t.Optional[str],
        touched: t.Tuple[str, ...],
        expected: Document,
    ) -> Step:
        resource = self.resource
        sent = document if secret is None else dict(document, **{resource.secret.name: secret})

        def create(api: AdminApi, _there: t.Optional[Document]) -> Document:
            return resource.create(api, dict(sent))

        def replace(api: AdminApi, _there: t.Optional[Document]) -> Document:
            return resource.replace(api, str(key), dict(sent))

        def created(there: t.Optional[Document]) -> t.Optional[bool]:
            if there is None:
                return False
            return None if self._differences(touched, expected, there) else True

        def replaced(there: t.Optional[Document]) -> bool:
            # A secret cannot be seen; replacing it with the same once more is harmless.
            return there is not None and secret is None and not self._differences(touched, expected, there)

        if new:
            return Step("create_" + resource.noun, create, created)
        return Step("replace_" + resource.noun, replace, replaced)

    def _look(self, key: t.Optional[str], document: Document, api: AdminApi) -> t.Optional[Document]:
        """Return the object as it is now."""
        if key is not None:
            return self.resource.get(api, key)
        wanted = {name: str(document[name]) for name in self.resource.alternate if document.get(name)}
        found = [row for page in self.resource.pages(api, wanted) for row in page if matches(row, wanted)]
        return found[0] if len(found) == 1 else None

    def _differences(self, touched: t.Sequence[str], expected: Document, there: Document) -> t.List[str]:
        fields = [self.resource.field(name) for name in touched]
        return [
            row.name for row in fields if row.canonical(there.get(row.name)) != row.canonical(expected.get(row.name))
        ]

    def _missed(
        self, label: str, touched: t.Sequence[str], expected: Document, result: t.Optional[Document]
    ) -> t.List[str]:
        """Name the fields that the server stored otherwise than declared: they would change in every run."""
        if result is None:
            return []
        return [
            '%s "%s": the server stored %s as %s, not as declared'
            % (self.resource.title, label, name, self.resource.field(name).shown(result.get(name)))
            for name in self._differences(touched, expected, result)
        ]

    def _files(self, entry: Entry, current: t.Optional[Document], secret: SecretPlan) -> t.Tuple[SecretFile, ...]:
        if not secret.file or not secret.value:
            return ()
        # What is created with it can be told from the server; whether it was replaced cannot.
        return (SecretFile("secret_file", secret.file, secret.value, entry.secret.held, tentative=current is not None),)

    def _revealed(self, entry: Entry, secret: SecretPlan) -> Document:
        wanted = entry.secret.returned and secret.status == secret_policy.GENERATED
        return {self.resource.secret.name: secret.value} if wanted else {}

    # What is wanted

    def _merged(
        self, entry: Entry, current: t.Optional[Document], key: t.Optional[str], problems: t.List[str]
    ) -> t.Tuple[_Partial, t.Tuple[str, ...]]:
        """Return the document as it is to be, and the names of the fields that differ from what is there.

        :param problems: gets what cannot be sent
        """
        resource = self.resource
        document = {name: value for name, value in (current or {}).items() if name not in resource.never_sent}
        if key is not None:
            document[resource.key] = key
        touched = []
        broken = set(entry.broken)
        for field_ in self.fields:
            name = field_.name
            if name in broken:
                continue
            if name in entry.given:
                value = entry.given[name]
            elif entry.exhaustive or self._displaced(name, entry.given):
                value = None
            else:
                continue
            if value is not None:
                try:
                    value = field_.kind.settled(value, (current or {}).get(name))
                except ValueError as error:
                    problems.append("%s %s" % (name, error))
                    broken.add(name)
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
        empty = [name for name in resource.exclusive if name in document and self._is_empty(name, document[name])]
        for (
            name
        ) in empty:  # beside another that is set it is refused by some generations; a set without keys may matter
            if not document[name] or any(other in document and other not in empty for other in resource.exclusive):
                del document[name]
        return _Partial(document, broken), tuple(touched)

    def _is_empty(self, name: str, value: t.Any) -> bool:
        return bool(self._field(name).canonical(value) == self._field(name).canonical(None))

    def _displaced(self, name: str, given: t.Mapping[str, t.Any]) -> bool:
        """A field gives way when another one that excludes it is set."""
        exclusive = self.resource.exclusive
        return name in exclusive and any(
            not self._is_empty(other, given.get(other)) for other in exclusive if other != name
        )

    def _secret(
        self, entry: Entry, current: t.Optional[Document], document: _Partial, right: t.Optional[bool]
    ) -> SecretPlan:
        secret = self.resource.secret
        if document.unknown & {secret.name, "secret_file", "update_secret", "return_secret", secret.decided_by}:
            return _NO_SECRET
        default = self._field(secret.decided_by).unset
        bearing = secret.borne_by(document, default)
        gains = current is not None and bearing and not secret.borne_by(current, default)
        return secret_policy.decide(entry.secret, secret.name, current is not None, bearing, gains, right)

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
            after[name] = HIDDEN + (" new" if secret.status == secret_policy.GENERATED else " as declared")
            if current is not None:
                before[name] = HIDDEN + (" not as declared" if right is False else " unknown")
        return before, after

    def _expected(self, current: t.Optional[Document], document: Document) -> Document:
        expected = {field_.name: field_.unset for field_ in self.fields if current is None or field_.name in current}
        expected.update({name: value for name, value in (current or {}).items() if name not in expected})
        expected.update(document)
        return expected

    def _broken_rules(self, document: _Partial) -> t.Iterator[str]:
        """Yield which rules are broken; one that needs a value of which nothing is known has to wait."""
        for rule in self.resource.rules:
            problem = None
            with contextlib.suppress(_UnknownError):
                problem = rule.check(document) if self.server.version in rule.where else None
            if problem:
                yield problem

    def _check_key(self, current: t.Optional[Document]) -> None:
        """Check that an object can be written to, which was found in a listing, or by another field than its key."""
        key = self.resource.key
        problem = problem_of(str(current[key]), self.server, key) if current is not None else None
        if problem:
            raise UsageError(problem)

    def _warnings(
        self, label: str, document: Document, secret: SecretPlan, ending: t.Optional[str]
    ) -> t.Tuple[str, ...]:
        told = [hint.check(document) for hint in self.resource.hints if self.server.version in hint.where]
        told += [secret.warning, ending]
        if (
            secret.value
            and self.server.has("bcrypt_secrets")
            and len(secret.value.encode("utf-8")) > secret_policy.BCRYPT_BYTES
        ):
            told.append("only the first %d bytes of the secret count for this Hydra" % secret_policy.BCRYPT_BYTES)
        return tuple('%s "%s": %s' % (self.resource.title, label, sentence) for sentence in told if sentence)

    def _parsed(self, field_: Field, value: t.Any) -> t.Any:
        """Return a given value as it is sent; None for one that means the default, as an empty text does."""
        if value is None or value == "":
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
                problems.append(twice(self.resource.plural, twin, entry, 'have the same %s "%s"' % (what, name)))
            alike.append((entry, rest))
        return problems

    def _namesakes(self, entries: t.Sequence[Entry], view: FieldView) -> t.List[str]:
        """Name the entries that the next run could not tell apart, as their keys are not those of the server."""
        by_name = []
        for entry in entries:
            current = view.current.get(entry.position)
            if (
                entry.given.get(self.resource.alternate[0])
                and not entry.broken & set(self.resource.alternate)
                and (current is None or str(current[self.resource.key]) != entry.key)
            ):
                by_name.append(replace(entry, key=None))
        reason = ", by which %s are found on Hydra %s" % (self.resource.plural, self.server)
        return [problem + reason for problem in self._duplicates(by_name)]

    def _pruned(self, prune: Prune, others: t.Iterable[Document], kept: t.Set[str]) -> t.List[FieldChange]:
        kept = kept | prune.protect
        changes = []
        problems = []
        for current in sorted(others, key=self.resource.name_of):
            key = str(current[self.resource.key])
            if key in kept or not prune.scope(current):
                continue
            try:
                changes.append(self._deleted(None, current))
            except UsageError as error:
                problems.append(
                    '%s "%s" would be pruned: %s; name it in prune_protect to leave it unchanged'
                    % (self.resource.title, key, error.message)
                )
        refuse(problems)
        within_limit(prune, self.resource.plural, [change.label for change in changes])
        return changes

    def _at(self, entry: Entry, sentence: str) -> str:
        label = entry.key if entry.key is not None else entry.given.get(self.resource.alternate[0])
        if not label:
            return "entry %d of %s: %s" % (entry.position + 1, self.resource.plural, sentence)
        return '%s "%s": %s' % (self.resource.title, label, sentence)


def _ending(entry: Entry, self_made: bool) -> t.Optional[str]:
    """Return the warning that a replacement ends a registration access token, as far as anybody can know of one."""
    if entry.registered:
        return "this update ends the registration access token that came with the entry, as every update does"
    if self_made:
        return "it may have registered itself: this update ends its registration access token, as every update does"
    return None
