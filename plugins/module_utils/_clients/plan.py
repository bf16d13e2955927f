# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Plans for clients: read, merge, compare, send whole. Pure."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from .._engine.model import (
    CREATED,
    DELETED,
    TAKE_AWAY,
    UNCHANGED,
    UPDATED,
    Entry,
    Prune,
    attempt,
    refuse,
    within_limit,
)
from .._engine.stages import Planner
from .._errors import UnsupportedError, UsageError
from .._server.admin_api import Document
from .._server.generations import Features, ServerVersion
from .._server.names import problem_of
from .._values.files import SecretFile
from .._values.jwk import HIDDEN
from . import secret_policy
from .changes import ClientChange, CreateClient, DeleteClient, ReplaceClient
from .description import (
    ALTERNATE,
    ID,
    NAME,
    PLURAL,
    SECRET,
    TITLE,
    OwnedClients,
    described,
    field_named,
    fields_at,
    label_of,
)
from .draft import NO_SECRET, ClientDetails, ClientDraft, ClientSurvey, Target, questions_about
from .fields import Field
from .merge import ClientWish, Partial, UnknownError, merged
from .rules import HINTS, RULES
from .secret_policy import SecretPlan
from .several import duplicates, is_named, sentence_of, twins

#: What a diff shows of a secret that is replaced: the server said that it is wrong, or was not asked.
NOT_AS_DECLARED, SECRET_UNKNOWN = HIDDEN + " not as declared", HIDDEN + " unknown"


class ClientPlanner(Planner[ClientWish, Document, OwnedClients, ClientSurvey, ClientDraft, ClientDetails]):
    """Plans changes of clients on one server."""

    def __init__(self, server: ServerVersion) -> None:
        self.server = server
        self.fields = fields_at(server.version)
        self._by_name = {one.name: one for one in self.fields}
        self._rules = tuple(rule for rule in RULES if server.version in rule.where)
        self._hints = tuple(hint.check for hint in HINTS if server.version in hint.where)

    # Entries

    def check(self, entries: t.Sequence[Entry[ClientWish]], problems: t.List[str]) -> t.List[Entry[ClientWish]]:
        """Return the entries with every value in the form in which it is sent; see `Planner.check`."""
        named = []
        checked = []
        for entry in entries:
            told: t.List[str] = []
            whole = self._with_parsed(entry, told)
            problem = None if entry.key is None else problem_of(entry.key, self.server, ID)
            if problem:
                told.append(problem)
            problems += [sentence_of(entry, sentence) for sentence in told]
            if problem or not is_named(whole, problems):
                continue
            named.append(whole)
            if not whole.broken & {"state", "exhaustive"}:
                checked.append(whole)
        problems += duplicates(named)
        return checked

    def _with_parsed(self, entry: Entry[ClientWish], problems: t.List[str]) -> Entry[ClientWish]:
        """Return an entry whose values have the form in which they are sent."""
        given: Document = {}
        broken = set(entry.broken)
        for name, value in entry.wish.given.items():
            try:
                given[name] = self._parsed(self._field(name), value)
            except UsageError as error:
                problems += error.problems
                broken.add(name)
        return replace(entry, wish=replace(entry.wish, given=given), broken=frozenset(broken))

    def _parsed(self, one: Field, value: t.Any) -> t.Any:
        """Return a given value as it is sent; None for one that means the default, as an empty text does."""
        if value is None or value == "":
            return None
        try:
            parsed = one.parse(value)
        except ValueError as error:
            raise UsageError("%s %s" % (one.name, error)) from None
        if one.name not in self._by_name and not one.same(parsed, None):
            self.server.require(one.name, one.where)
        return parsed

    def _field(self, name: str) -> Field:
        """Return the field as this server has it, or else as others do."""
        return self._by_name.get(name) or field_named(name)

    # Draft

    def draft(
        self,
        entries: t.Sequence[Entry[ClientWish]],
        survey: ClientSurvey,
        prune: t.Optional[Prune[OwnedClients]],
        problems: t.List[str],
    ) -> ClientDraft:
        """Return the clients as they are to be; see `Planner.draft`."""
        targets = {}
        for entry in entries:
            if entry.position in survey.current and not entry.wish.absent:
                told: t.List[str] = []
                target = attempt(told, self._target, entry, survey.current[entry.position])
                problems += [sentence_of(entry, problem) for problem in told]
                if target is not None:
                    targets[entry.position] = target
        questions = tuple(question for target in targets.values() for question in questions_about(target))
        return ClientDraft(entries, survey, prune, targets, questions)

    def _target(self, entry: Entry[ClientWish], current: t.Optional[Document]) -> Target:
        key = str(current[ID]) if current else entry.key
        if current is None and self.server.has(Features.server_chosen_client_id):
            key = None
            if not entry.wish.given.get(NAME) and NAME not in entry.broken:
                raise UnsupportedError(
                    "Hydra %s assigns client ids itself (as 2.0.0 to 2.1.2 do): set %s, so that the client can be "
                    "found again" % (self.server, NAME)
                )
        problems: t.List[str] = []
        document, touched = merged(entry, current, key, self.fields, problems)
        return Target(entry, current, key, document, touched, tuple(problems))

    # Plan

    def plan(self, draft: ClientDraft, details: ClientDetails, problems: t.List[str]) -> t.List[ClientChange]:
        """Return one change for each entry, in their order, and then those of pruning; see `Planner.plan`."""
        changes: t.List[ClientChange] = []
        for entry in draft.entries:
            told = [*draft.survey.problems.get(entry.position, ()), *details.problems.get(entry.position, ())]
            change = attempt(told, self._planned, entry, draft, details, told)
            problems += [sentence_of(entry, problem) for problem in dict.fromkeys(told)]
            if change is not None:
                changes.append(change)
        problems += twins(draft.entries, changes)
        if self.server.has(Features.server_chosen_client_id):
            problems += self._namesakes(draft.entries, draft.survey)
        if draft.prune and all(entry.position in draft.survey.current for entry in draft.entries):
            there = [draft.survey.current.get(entry.position) for entry in draft.entries]
            kept = {str(document[ID]) for document in there if document is not None}
            kept |= {entry.key for entry in draft.entries if entry.key}
            changes += attempt(problems, self._pruned, draft.prune, draft.survey.others, kept) or ()
        return changes

    def _planned(
        self, entry: Entry[ClientWish], draft: ClientDraft, details: ClientDetails, told: t.Sequence[str]
    ) -> t.Optional[ClientChange]:
        position = entry.position
        if position not in draft.survey.current:
            return None
        current = draft.survey.current[position]
        if entry.wish.absent:
            if current is not None:
                return self._deleted(position, current)
            label = label_of(dict(entry.wish.given, **{ID: entry.key}))
            return ClientChange(position, entry.key, label, UNCHANGED, extra={"secret_status": secret_policy.NONE})
        target = draft.targets.get(position)
        if target is None:  # for which the task is refused
            return None
        return self._change(target, details.verdicts.get(position), position in details.self_made, told)

    def _change(
        self, target: Target, right: t.Optional[bool], self_made: bool, told: t.Sequence[str]
    ) -> t.Optional[ClientChange]:
        entry, current = target.entry, target.current
        wish = entry.wish.secret
        label = label_of(current or dict(entry.wish.given, **{ID: entry.key}))
        problems = [*told, *target.problems]
        secret = attempt(problems, target.secret, right) or NO_SECRET
        writes = current is None or bool(target.touched) or secret.value is not None
        if writes:
            attempt(problems, self._check_key, current)
            problems += self._broken_rules(target.document)
        refuse(problems)
        if target.document.unknown:  # for which the task is refused
            return ClientChange(entry.position, target.key, label, UNCHANGED)
        document = dict(target.document)
        ends = current is not None and writes and self.server.has(Features.registration_tokens)
        change = ClientChange(
            entry.position,
            target.key,
            label,
            UNCHANGED,
            current=current,
            expected=current,
            extra={"secret_status": secret.status},
            row_extra={"secret_status": secret.status} if secret.status == secret_policy.UNCHECKED else {},
            lasting_extra={"secret_file": wish.file} if wish.file and secret.status != secret_policy.NONE else {},
            secret=secret,
            warnings=self._warnings(label, document, secret, _ending(entry, self_made) if ends else None),
        )
        if not writes:
            return change
        before, after = self._difference(target, document, secret, right)
        expected = self._expected(current, document)
        what = (document, secret.value, target.touched, expected)
        step = CreateClient(*what) if current is None else ReplaceClient(str(target.key), *what)
        return replace(
            change,
            action=UPDATED if current is not None else CREATED,
            before=before,
            after=after,
            expected=expected,
            steps=(step,),
            files=_files(target, secret),
            revealed_secrets=_revealed(entry, secret),
            secrets=() if secret.value is None else (secret.value,),
            document=document,
            touched=target.touched,
        )

    def _deleted(self, position: t.Optional[int], current: Document) -> ClientChange:
        self._check_key(current)
        key = str(current[ID])
        return ClientChange(
            position,
            key,
            label_of(current),
            DELETED,
            before=described(current, self.server.version),
            current=current,
            steps=(DeleteClient(key),),
            phase=TAKE_AWAY,
            extra={"secret_status": secret_policy.NONE},
        )

    def _pruned(
        self, prune: Prune[OwnedClients], others: t.Iterable[Document], kept: t.Set[str]
    ) -> t.List[ClientChange]:
        kept = kept | prune.protect
        changes = []
        problems = []
        for current in sorted(others, key=label_of):
            key = str(current[ID])
            if key in kept or not prune.scope.owns(current):
                continue
            try:
                changes.append(self._deleted(None, current))
            except UsageError as error:
                problems.append(
                    '%s "%s" would be pruned: %s; name it in prune_protect to leave it unchanged'
                    % (TITLE, key, error.message)
                )
        refuse(problems)
        within_limit(prune, PLURAL, [change.label for change in changes])
        return changes

    # What is told of a change

    def _difference(
        self, target: Target, document: Document, secret: SecretPlan, right: t.Optional[bool]
    ) -> t.Tuple[Document, Document]:
        current = target.current
        if current is None:
            before: Document = {}
            after = described(document, self.server.version)
        else:
            before = {ID: current[ID]}
            after = dict(before)
            for name in target.touched:
                one = self._field(name)
                before[name] = one.shown(current.get(name))
                after[name] = one.shown(document.get(name))
                if before[name] == after[name]:
                    after[name] = [after[name], "(hidden members change)"]
        if secret.value is not None:
            after[SECRET] = HIDDEN + (" new" if secret.status == secret_policy.GENERATED else " as declared")
            if current is not None:
                before[SECRET] = NOT_AS_DECLARED if right is False else SECRET_UNKNOWN
        return before, after

    def _expected(self, current: t.Optional[Document], document: Document) -> Document:
        expected = {one.name: one.unset for one in self.fields if current is None or one.name in current}
        expected.update({name: value for name, value in (current or {}).items() if name not in expected})
        expected.update(document)
        return expected

    def _broken_rules(self, document: Partial) -> t.Iterator[str]:
        """Yield which rules are broken; one that needs a value of which nothing is known has to wait."""
        asked = document if document.unknown else dict(document)  # which answers faster, where nothing is unknown
        for rule in self._rules:
            problem = None
            with contextlib.suppress(UnknownError):
                problem = rule.check(asked)
            if problem and self.server.may_lack(rule.where):
                problem = "%s (this server is %s)" % (problem, self.server)
            if problem:
                yield problem

    def _check_key(self, current: t.Optional[Document]) -> None:
        """Check that a client can be written to, which was found in a listing, or by another field than its id."""
        problem = problem_of(str(current[ID]), self.server, ID) if current is not None else None
        if problem:
            raise UsageError(problem)

    def _warnings(
        self, label: str, document: Document, secret: SecretPlan, ending: t.Optional[str]
    ) -> t.Tuple[str, ...]:
        told = [check(document) for check in self._hints]
        told += [secret.warning, ending]
        if self.server.has(Features.bcrypt_secrets) and secret_policy.is_long(secret.value):
            told.append(
                "this Hydra uses only the first %d bytes of the secret, and after an upgrade to Hydra 2.0.0 or newer "
                "the client cannot authenticate with it" % secret_policy.BCRYPT_BYTES
            )
        return tuple('%s "%s": %s' % (TITLE, label, sentence) for sentence in told if sentence)

    def _namesakes(self, entries: t.Sequence[Entry[ClientWish]], survey: ClientSurvey) -> t.List[str]:
        """Name the entries that the next run could not tell apart, as their keys are not those of the server."""
        by_name = []
        for entry in entries:
            current = survey.current.get(entry.position)
            if (
                entry.wish.given.get(NAME)
                and not entry.broken & set(ALTERNATE)
                and (current is None or str(current[ID]) != entry.key)
            ):
                by_name.append(replace(entry, key=None))
        reason = ", by which %s are found on Hydra %s" % (PLURAL, self.server)
        return [problem + reason for problem in duplicates(by_name)]


def _files(target: Target, secret: SecretPlan) -> t.Tuple[SecretFile, ...]:
    if not secret.file or not secret.value:
        return ()
    # What is created with it can be told from the server; whether it was replaced cannot.
    wish, tentative = target.entry.wish.secret, target.current is not None
    return (SecretFile("secret_file", secret.file, secret.value, wish.held, tentative, wish.folder_option),)


def _revealed(entry: Entry[ClientWish], secret: SecretPlan) -> Document:
    wanted = entry.wish.secret.returned and secret.status == secret_policy.GENERATED
    return {SECRET: secret.value} if wanted else {}


def _ending(entry: Entry[ClientWish], self_made: bool) -> t.Optional[str]:
    """Return the warning that a replacement ends a registration access token, as far as anybody can know of one."""
    if entry.wish.registered:
        return "this update ends the registration access token that came with the entry, as every update does"
    if self_made:
        return "it may have registered itself: this update ends its registration access token, as every update does"
    return None
