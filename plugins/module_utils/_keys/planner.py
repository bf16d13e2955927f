# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Plans for JWK sets as the engine's changes. Pure."""

from __future__ import annotations

import datetime
import math
import secrets
import typing as t
from dataclasses import dataclass, replace

from .._engine import model
from .._engine.model import Change, Entry, Prune, attempt, twice
from .._engine.stages import Planner
from .._errors import UsageError
from .._server.admin_api import AdminApi, Document
from .._server.generations import KEY_ALGORITHMS, ServerVersion
from .._server.names import problem_of
from .._values import go_jose
from .._values.jwk import secrets_in
from . import calls, key_set
from .plan import KeyPlan, plan_set
from .read import BoundKeys, KeyDraft, KeySurvey, state_of
from .rotation import plan_rotation, standing
from .steps import KeyStep
from .stored import PLURAL, TITLE, StoredSet, traits_of
from .wish import ABSENT, RETIRED, SetWish

# What decides what becomes of each key: where one of these is given and cannot be used, nothing is certain of any.
_DECISIVE = frozenset(("set", "state", "force", "keep_kid_prefix"))


@dataclass(frozen=True)
class KeySetPlanner(Planner[SetWish, StoredSet, None, KeySurvey, KeyDraft, BoundKeys]):
    """Plans changes of sets on one server."""

    server: ServerVersion

    def check(self, entries: t.Sequence[Entry[SetWish]], problems: t.List[str]) -> t.List[Entry[SetWish]]:
        """Return the sets that can be planned; see `Planner.check`."""
        first: t.Dict[str, Entry[SetWish]] = {}
        checked = []
        for entry in entries:
            told: t.List[str] = []
            entry = self._with_what_can_be_made(entry, told)
            told += _refused_keys(entry.wish, self.server)
            problems += [self._at(entry, problem) for problem in told]
            if entry.key is None:
                continue
            unreadable = problem_of_name(entry.key, self.server)
            problems += unreadable
            twin = first.setdefault(entry.key, entry)
            if twin is not entry:
                problems.append(twice(PLURAL, twin, entry, 'are both JWK set "%s"' % entry.key))
            if not unreadable and not entry.broken & _DECISIVE:
                checked.append(entry)
        return checked

    def _with_what_can_be_made(self, entry: Entry[SetWish], problems: t.List[str]) -> Entry[SetWish]:
        """Return a set without those keys that the server would have to make and cannot."""
        wish = entry.wish
        told: t.Dict[str, t.List[str]] = {algorithm: [] for algorithm in _made_here(wish)}
        for algorithm, sentences in told.items():
            attempt(sentences, _check_algorithm, algorithm, self.server)
            problems += sentences
        refused = {algorithm for algorithm, sentences in told.items() if sentences}
        if not refused:
            return entry
        keys = tuple(key for key in wish.keys if key.jwk is not None or key.algorithm not in refused)
        made = None if wish.algorithm in refused else wish.algorithm
        rest = replace(wish, keys=keys, algorithm=made, whole=False)
        return replace(entry, wish=rest)

    def draft(
        self,
        entries: t.Sequence[Entry[SetWish]],
        survey: KeySurvey,
        prune: t.Optional[Prune[None]],
        problems: t.List[str],
    ) -> KeyDraft:
        """Return what becomes of each set; see `Planner.draft`."""
        plans = {}
        for entry in entries:
            told: t.List[str] = []
            name, state = str(entry.key), survey.states[entry.position]
            traits = traits_of(name, self.server)
            planned = plan_set if entry.wish.rotation is None else plan_rotation
            plan = attempt(told, planned, name, entry.wish, state, traits, survey.now, _chance)
            if plan is not None:
                told += _problems_of_kids(plan, self.server)
                plans[entry.position] = plan
            problems += [self._at(entry, problem) for problem in told]
        return KeyDraft(entries, survey, plans)

    def plan(self, draft: KeyDraft, details: BoundKeys, problems: t.List[str]) -> t.List[KeySetChange]:
        """Return one change for each entry, in their order; see `Planner.plan`."""
        changes = []
        for entry in draft.entries:
            plan = draft.plans.get(entry.position)
            if plan is not None:
                told: t.List[str] = []
                attempt(told, _refuse_to_take_grants, str(entry.key), plan, details.get(entry.position, ()))
                problems += [self._at(entry, problem) for problem in told]
                changes.append(self._change(entry, draft.survey, plan))
        return changes

    def _at(self, entry: Entry[SetWish], sentence: str) -> str:
        return '%s "%s": %s' % (TITLE, entry.key, sentence)

    def _change(self, entry: Entry[SetWish], survey: KeySurvey, plan: KeyPlan) -> KeySetChange:
        state = survey.states[entry.position]
        name, shows = str(entry.key), entry.wish.return_private
        about = StoredSet.on(self.server, name, state, shows)
        after = replace(about, state=plan.after)
        current = about.holding(state)
        expected = after if plan.after.main else None
        action = model.UPDATED if state.main else model.CREATED
        if not plan.after.main:
            action = model.DELETED
        if not plan.calls:
            action, expected = model.UNCHANGED, current if state.main else None
        return KeySetChange(
            position=entry.position,
            key=name,
            label=name,
            action=action,
            before=_shown(about) if plan.calls else {},
            after=_shown(after) if plan.calls else {},
            current=current if state.main or plan.calls else None,
            expected=expected,
            steps=tuple(KeyStep(call, about) for call in plan.calls),
            phase=model.TAKE_AWAY if action == model.DELETED else model.BRING_ABOUT,
            secrets=() if shows else tuple(secrets_in([*state.main, *state.next])),
            warnings=tuple(self._at(entry, warning) for warning in plan.warnings),
            extra=_progress(entry.wish, after, survey.now),
            row_extra=_progress(entry.wish, after, survey.now),
            about=about,
            staged=entry.wish.staged,
            passing=_passing(plan, survey.now),
        )


@dataclass(frozen=True)
class KeySetChange(Change[StoredSet]):
    """What is to become of a set.

    :param staged: what waits for it belongs to it
    """

    about: t.Optional[StoredSet] = None
    staged: bool = False

    def look(self, api: AdminApi) -> t.Optional[StoredSet]:
        """Read the set again."""
        return self.about.holding(state_of(api, self.about.name, self.staged)) if self.about is not None else None


def _chance() -> str:
    """Return a random part for the name of a key."""
    return secrets.token_hex(3)


def _passing(plan: KeyPlan, now: datetime.datetime) -> t.Dict[str, str]:
    """Return the kids that were made up here, of the time and by chance, and what stands for each."""
    makes = [call for call in plan.calls if isinstance(call, calls.Generate)]
    ours = [call for call in makes if call.kid.startswith(key_set.kid_for(call.algorithm, now, ""))]
    return {call.kid: "(new %s key %d)" % (call.algorithm, number) for number, call in enumerate(ours, 1)}


def _progress(wish: SetWish, after: StoredSet, now: datetime.datetime) -> Document:
    """Return what a result says of a rotation."""
    if wish.rotation is None:
        return {}
    there = standing(after.state, wish, after.traits, now)
    left = there.signs_in(wish.rotation, now)
    told = {
        "signs": there.signing.kid if there.signing is not None else None,
        "coming": [key.kid for key in there.coming],
        "signs_in": None if left is None else math.ceil(left.total_seconds()),
    }
    return {"rotation": told}


def _shown(there: StoredSet) -> Document:
    """Return what a diff shows of a set."""
    rows = there.state.main
    described = key_set.described(rows, there.traits.signing, there.signer)
    return {"set": there.name, "keys": described} if rows else {}


def _refuse_to_take_grants(name: str, plan: KeyPlan, bound: t.Sequence[str]) -> None:
    going = sorted(set(bound) & plan.touched)
    if going:
        count = sum(kid in plan.touched for kid in bound)
        raise UsageError(
            'it contains keys of trusted issuer "%s", and %d of its grants would be deleted with %s; set '
            "force=true to do it anyway" % (name, count, " and ".join('"%s"' % kid for kid in going))
        )


def problem_of_name(name: str, server: ServerVersion) -> t.List[str]:
    """Return what is wrong with the name of a set: nothing, or one sentence."""
    problem = problem_of(name, server)
    return ['%s "%s": %s' % (TITLE, name, problem)] if problem else []


def _problems_of_kids(plan: KeyPlan, server: ServerVersion) -> t.Iterator[str]:
    """Yield why keys that are written or deleted on their own cannot be addressed.

    A request would be about another key, or about the whole set.
    """
    for call in plan.calls:
        kid: t.Optional[str] = None
        if isinstance(call, (calls.PutKey, calls.DeleteKey)):
            kid = call.raw
        elif isinstance(call, calls.Generate):
            kid = call.kid
        problem = problem_of(kid, server, "kid") if kid is not None else None
        if problem:
            yield 'key "%s": %s' % (kid, problem)


def _made_here(wish: SetWish) -> t.Iterator[str]:
    """Yield the algorithms for which the server may have to make keys."""
    if wish.algorithm is not None:
        yield wish.algorithm
    for key in wish.keys:
        if key.jwk is None and key.algorithm is not None and key.state not in (RETIRED, ABSENT):
            yield key.algorithm


def _refused_keys(wish: SetWish, server: ServerVersion) -> t.Iterator[str]:
    """Yield why the server refuses keys that are imported."""
    for key in wish.keys:
        if key.jwk is not None and key.state not in (RETIRED, ABSENT):
            yield from ("%s %s" % (key.place, problem) for problem in go_jose.problems(key.jwk, server.version))


def _check_algorithm(algorithm: str, server: ServerVersion) -> None:
    if algorithm not in KEY_ALGORITHMS:
        raise UsageError(
            "alg must be one of %s where the server generates the key, not %s" % (", ".join(KEY_ALGORITHMS), algorithm)
        )
    server.require("a server-generated key for %s" % algorithm, KEY_ALGORITHMS[algorithm])
