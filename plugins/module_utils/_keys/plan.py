# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""From the keys that a JWK set should have and those that it has to ordered calls. Pure.

Where a set signs tokens, no call of a plan leaves the server unable to sign, not even for a moment:

* from 2.0 on the newest private key signs, and a lone public half is only published: key by key.
* with 1.11 the newest public and the newest private half must be of one key: what would part them is one PUT of the
  whole set, in an order in which they are together.
* before 1.11 the set is gone for a moment while it is put, and before 1.9 the order is not dependable: only keys that
  the server makes itself, both halves at once, leave no gap.

In all other sets it is key by key: a PUT of a whole set would take with it what others did meanwhile, and the grants of
trusted issuers that are bound to its keys.
"""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from .._engine.model import attempt, refuse
from .._errors import UsageError
from .._values.jwk import Jwk, is_private, is_symmetric, same_material
from . import age_policy, key_set, signing
from .calls import MAIN, NEXT, Call, DeleteKey, DeleteSet, Generate, PutKey, PutSet, Source, State, after, next_set
from .guard import refuse_harm
from .key_set import Key, bare, fold
from .signing import Traits
from .wish import ABSENT, ACTIVE, PRESENT, PUBLISHED, RETIRED, WantedKey, Wish

_DROPPED_PREFIX = (
    '%s: tokens of Hydra before 2.0.0 name this key "%s", and it is stored as "%s", so they cannot be verified; '
    "keep_kid_prefix=true keeps that name"
)


@dataclass(frozen=True)
class KeyPlan:
    """What becomes of one set.

    :param after: what is there afterwards, as far as it is known before
    :param touched: the raw kids of rows that go or are replaced, with which grants of trusted issuers go
    """

    calls: t.Tuple[Call, ...]
    after: State
    touched: t.FrozenSet[str] = frozenset()
    warnings: t.Tuple[str, ...] = ()


def plan_set(
    name: str, wish: Wish, state: State, traits: Traits, now: datetime.datetime, chance: t.Callable[[], str]
) -> KeyPlan:
    """Return what brings a set about.

    :param now: the time, in UTC
    :param chance: returns a random part for names of keys
    :raises UsageError: it cannot be done, or would do harm that nobody asked for
    """
    return _Planning(name, wish, state, traits, now, chance).result()


@dataclass
class _Planning:
    name: str
    wish: Wish
    before: State
    traits: Traits
    now: datetime.datetime
    chance: t.Callable[[], str]
    makes: t.List[Generate] = field(default_factory=list)
    last: t.List[Generate] = field(default_factory=list)  # made after all others, so that it signs
    puts: t.List[Source] = field(default_factory=list)
    halves: t.List[Source] = field(default_factory=list)  # public halves that take the place of whole keys
    drops: t.List[str] = field(default_factory=list)
    cleans: t.List[DeleteKey] = field(default_factory=list)
    first: t.Optional[str] = None
    warnings: t.List[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = fold(self.before.main)
        self.waiting = {key.kid: key for key in fold(self.before.next)}
        signs = signing.leader(self.before.main, self.traits)
        self.signs = signs.kid if signs else None

    def result(self) -> KeyPlan:
        if self.wish.absent:
            if not self.before.main:
                return KeyPlan((), self.before)
            for key in self.keys:
                if key.kid and key.kid in self.waiting and same_material(self.waiting[key.kid].jwk, key.jwk):
                    self._clean(key.kid)
            return self._checked([*self.cleans, DeleteSet()])
        bring_about = {
            PRESENT: self._present,
            PUBLISHED: self._published,
            ACTIVE: self._active,
            RETIRED: self._retired,
            ABSENT: self._absent,
        }
        problems: t.List[str] = []
        for wanted in self.wish.keys:
            if wanted.state != ACTIVE:
                attempt(problems, bring_about[wanted.state], wanted)
        if self.wish.algorithm is not None and self.wish.whole and not problems:
            self._policy()
        for wanted in self.wish.keys:  # last, as the newest private key signs
            if wanted.state == ACTIVE:
                attempt(problems, self._active, wanted)
        refuse(problems)
        if not self.wish.whole:  # for which the task is refused
            return KeyPlan((), self.before)
        if self.wish.algorithm is not None and self.wish.keep is not None:
            self._keep(self.wish.keep, self.wish.algorithm, self.wish.use)
        if self.wish.exact:
            listed = self._listed()
            self._drop(key for key in self.keys if key.kid not in listed)
        return self._checked(self._calls())

    # One wanted key

    def _found(self, wanted: WantedKey) -> t.Optional[Key]:
        if wanted.raw is not None:
            there = (key for key in self.keys if any(row.get("kid") == wanted.raw for row in key.rows))
            found = next(there, None)
            if found is not None or self._keeps_prefix(wanted):
                return found
        kid = self._alias(wanted)
        return next((key for key in self.keys if key.kid == kid), None)

    def _alias(self, wanted: WantedKey) -> str:
        """Return the kid under which a key is in the set: one whose kid was not given is known by the key itself."""
        if not wanted.named and wanted.jwk is not None:
            same = [key.kid for key in self.keys if key.kid is not None and same_material(key.jwk, wanted.jwk)]
            return wanted.kid if wanted.kid in same or not same else same[0]
        return wanted.kid

    def _listed(self) -> t.Set[str]:
        """Return the kids of all keys that the task speaks of."""
        found = [self._found(wanted) for wanted in self.wish.keys]
        written = {kid for wanted in self.wish.keys for kid in (wanted.kid, wanted.raw) if kid is not None}
        return written | {key.kid for key in found if key is not None and key.kid is not None}

    def _in_halves(self, found: t.Optional[Key]) -> bool:
        """Tell whether a key is stored as two rows, or would be."""
        return found.paired if found is not None else self.traits.signing and self.traits.pairs

    def _keeps_prefix(self, wanted: WantedKey) -> bool:
        """Tell whether a key is to be called as it is given: ``public:KID``."""
        halves = self.traits.signing and self.traits.pairs
        return self.wish.keep_prefix and wanted.raw is not None and wanted.jwk is not None and not halves

    def _present(self, wanted: WantedKey) -> None:
        found = self._found(wanted)
        if wanted.jwk is None:
            self._server_made(wanted, found)
            return
        private = is_private(wanted.jwk)
        if found is not None:
            if not same_material(found.jwk, wanted.jwk):
                self._refuse_other_key(wanted)
            elif (found.private or not private) and _says(found.jwk, wanted):
                return
            elif found.private and not private:  # what was not given stays, and so does the private half
                self._put(wanted, dict(found.jwk, **wanted.jwk), True, found)
                return
        self._put(wanted, wanted.jwk, private, found)

    def _server_made(self, wanted: WantedKey, found: t.Optional[Key]) -> None:
        if found is None:
            if wanted.algorithm is None:
                raise UsageError(
                    '%s: there is no key "%s"; give alg to have it made, or the key itself' % (wanted.place, wanted.kid)
                )
            self._make(wanted.algorithm, wanted.use or "sig", wanted.kid)
        elif not found.private:
            raise UsageError(
                '%s: only the public half of key "%s" is there; state=active puts the private half there'
                % (wanted.place, wanted.kid)
            )
        else:
            self._refuse_other_kind(wanted, found)

    def _refuse_other_kind(self, wanted: WantedKey, found: t.Optional[Key]) -> None:
        """Refuse to take a key for one of another algorithm or use, where only its name is given."""
        if wanted.jwk is None and found is not None and not found.serves(wanted.algorithm, wanted.use):
            raise UsageError(
                '%s: key "%s" is there with alg %s and use %s; a key cannot be made into another one, take another kid'
                % (wanted.place, wanted.kid, found.algorithm, found.jwk.get("use"))
            )

    def _published(self, wanted: WantedKey) -> None:
        found = self._found(wanted)
        if is_symmetric(wanted.jwk, wanted.algorithm):
            self._refuse_symmetric(wanted)
        if wanted.jwk is not None:
            if found is not None and not same_material(found.jwk, wanted.jwk):
                self._refuse_other_key(wanted)
            elif found is not None:
                return
            self._put(wanted, wanted.jwk, False, found)
        elif found is None:
            self._refuse_other_kind(wanted, self.waiting.get(wanted.kid))
            if wanted.kid not in self.waiting:
                if wanted.algorithm is None:
                    raise UsageError(
                        '%s: there is no key "%s" yet; give alg to have it made, or the key itself'
                        % (wanted.place, wanted.kid)
                    )
                self._make(wanted.algorithm, wanted.use or "sig", wanted.kid, NEXT)
            self._put(wanted, None, False, None)

    def _active(self, wanted: WantedKey) -> None:
        found = self._found(wanted)
        if wanted.jwk is None:
            self._refuse_other_kind(wanted, found or self.waiting.get(wanted.kid))
            self._clean(wanted.kid)
        if found is not None and wanted.jwk is not None and not same_material(found.jwk, wanted.jwk):
            self._refuse_other_key(wanted)
        elif found is not None and found.private:
            self._refuse_unfit(wanted, found.jwk)
            newer = self.first is not None or any(call.where == MAIN for call in self.makes)
            if self.traits.signing and (self.signs != found.kid or newer):
                self._put(wanted, found.jwk, True, found)
            return
        if wanted.jwk is not None and not is_private(wanted.jwk):
            raise UsageError(
                '%s: key "%s" cannot be active with its public half alone: give the private one'
                % (wanted.place, wanted.kid)
            )
        if wanted.jwk is None and wanted.kid not in self.waiting:
            if found is not None:
                raise UsageError(
                    '%s: the private half of key "%s" is neither given nor waiting in JWK set "%s"'
                    % (wanted.place, wanted.kid, next_set(self.name))
                )
            self._server_made(wanted, None)
            self.last.append(self.makes.pop())
            return
        self._put(wanted, wanted.jwk, True, found)

    def _retired(self, wanted: WantedKey) -> None:
        found = self._found(wanted)
        if found is None or not found.private:
            return
        if found.symmetric:
            self._refuse_symmetric(wanted)
        if found.paired:
            self.drops += [str(row["kid"]) for row in found.rows if is_private(row)]
        else:
            self.halves.append(Source(str(found.raw), found.jwk, False, False))

    def _refuse_symmetric(self, wanted: WantedKey) -> None:
        raise UsageError(
            '%s: key "%s" is symmetric and has no public half, so it cannot be %s; '
            "a symmetric key is present, active or absent" % (wanted.place, wanted.kid, wanted.state)
        )

    def _absent(self, wanted: WantedKey) -> None:
        if wanted.jwk is None:
            self._clean(wanted.kid)
        found = self._found(wanted)
        if found is not None:
            self._drop([found])

    def _clean(self, kid: str) -> None:
        """Have what waits under this name removed, once it is not needed there any more."""
        rows = self.waiting[kid].rows if kid in self.waiting else ()
        self.cleans += [DeleteKey(str(row["kid"]), NEXT) for row in sorted(rows, key=is_private, reverse=True)]

    # Policies

    def _policy(self) -> None:
        algorithm, use = str(self.wish.algorithm), self.wish.use
        active = [wanted for wanted in self.wish.keys if wanted.state == ACTIVE]
        if any(wanted.algorithm == algorithm and (wanted.use or "sig") == use for wanted in active):
            return  # that one is to be used, whatever its age
        replaced = {wanted.kid for wanted in active}
        usable = [key for key in fold(self._with_additions()) if self._is_usable(key, algorithm, use)]
        names = [str(key.kid) for key in usable if key.kid not in replaced]
        young = any(age_policy.is_young(name, self.now, self.wish.max_age) for name in names)
        if not young or self._cannot_sign():
            self._make(algorithm, use, key_set.kid_for(algorithm, self.now, self.chance()))
            if not active:
                self.last.append(self.makes.pop())  # newer than what is imported

    def _is_usable(self, key: Key, algorithm: str, use: str) -> bool:
        if not key.private or not key.serves(algorithm, use):
            return False
        return not self.traits.signing or self.wish.force or signing.inability(key.jwk, self.traits) is None

    def _cannot_sign(self) -> bool:
        """Tell whether a set that tokens are signed with is of no use for that, though it has usable keys."""
        comes = self.first is not None or any(call.where == MAIN for call in self.makes)
        if not self.traits.signing or self.wish.force or comes:
            return False
        rows: t.Sequence[Jwk] = self._with_additions()
        if self.traits.pairs and (self.puts or self.halves):  # the whole set is put, in an order in which one signs
            rows = key_set.in_signing_order(rows, self.signs)
        return signing.signer(rows, self.traits) is None

    def _keep(self, number: int, algorithm: str, use: str) -> None:
        rows, listed = self._with_additions(), self._listed()
        serving = (key for key in fold(rows) if key.kid is not None and key.serves(algorithm, use))
        ours = age_policy.newest_first(serving)
        current = next((key for key in ours if key.private), None)
        if self.traits.signing:
            current = signing.signer(rows, self.traits) or key_set.signing_key(rows)
        gone = age_policy.too_many(ours, number, current, self.waiting)
        self._drop(key for key in gone if key.kid not in listed)

    def _with_additions(self) -> t.List[Jwk]:
        """Return the rows as they are going to be before something goes for its age."""
        state = self._after(self.makes)
        rows = [row for row in state.main if row.get("kid") not in self.drops]
        for source in (*self.halves, *self.puts):
            added = source.rows(state)
            kids = [row["kid"] for row in added]
            rows = [*added, *(row for row in rows if row.get("kid") not in kids)]
        return [*(row for call in reversed(self.last) for row in call.foreseen(self.traits.pairs)), *rows]

    # Calls

    def _make(self, algorithm: str, use: str, kid: str, where: str = MAIN) -> None:
        call = Generate(algorithm, use, kid, where)
        if self.traits.signing and not self.wish.force:
            reason = signing.fault(call.foreseen(False)[0], self.traits)
            if reason is not None:
                raise UsageError(
                    "Hydra would sign tokens with the key that it makes, and it must not: %s; "
                    "set force=true to have it made anyway" % reason
                )
        self.makes.append(call)

    def _put(self, wanted: WantedKey, jwk: t.Optional[Jwk], private: bool, found: t.Optional[Key]) -> None:
        paired = self._in_halves(found)
        kid = wanted.kid if found is None else str(found.kid if paired else found.raw)
        if self._keeps_prefix(wanted):
            kid, paired = str(wanted.raw), False
        elif self.traits.signing and wanted.raw is not None and found is None and jwk is not None and not paired:
            self.warnings.append(_DROPPED_PREFIX % (wanted.place, wanted.raw, kid))
        source = Source(kid, jwk, private, paired)
        if private:
            self._refuse_unfit(wanted, jwk)
            self.first = bare(kid) if paired else kid
        if found is not None and jwk is not None and not same_material(found.jwk, jwk):
            new = {row["kid"] for row in source.rows(self.before)}
            self.drops += [str(row["kid"]) for row in found.rows if row["kid"] not in new]
        self.puts.append(source)

    def _refuse_unfit(self, wanted: WantedKey, jwk: t.Optional[Jwk]) -> None:
        """Refuse to have tokens signed with a key that they cannot be signed with."""
        if jwk is None and wanted.kid in self.waiting:
            jwk = self.waiting[wanted.kid].jwk
        reason = signing.fault(jwk, self.traits) if jwk is not None and self.traits.signing else None
        if reason is not None and not self.wish.force:
            raise UsageError(
                "%s: Hydra would sign tokens with it, and it must not: %s; set force=true to do it anyway"
                % (wanted.place, reason)
            )

    def _drop(self, keys: t.Iterable[Key]) -> None:
        for key in keys:
            if key.kid is None:
                raise UsageError("it holds a key without kid, which cannot be removed alone; remove the whole set")
            # The public half first: alone it would be taken for one of a coming key, which stays.
            rows = sorted(key.rows, key=is_private)
            self.drops += [str(row["kid"]) for row in rows if row["kid"] not in self.drops]

    def _refuse_other_key(self, wanted: WantedKey) -> None:
        if (self.traits.signing or wanted.state != PRESENT) and not self.wish.force:
            raise UsageError(
                '%s: another key is there under the kid "%s", and what it signed could not be verified any more; '
                "take another kid, or set force=true" % (wanted.place, wanted.kid)
            )

    def _calls(self) -> t.List[Call]:
        if self.traits.signing and self.traits.pairs and self.traits.ordered:
            return self._ordered_calls()
        calls: t.List[Call] = list(self.makes)
        for source in self.puts:
            calls += self._key_by_key(source)
        calls += self.last
        for source in self.halves:
            calls += self._key_by_key(source)
        return [*calls, *(DeleteKey(raw) for raw in self.drops), *self.cleans]

    def _key_by_key(self, source: Source) -> t.List[Call]:
        foreseen = source.rows(self._after(self.makes)) if source.jwk is None else source.rows(self.before)
        if not self.before.main and not self.makes and self.traits.put_needs_set and source is self.puts[0]:
            return [PutSet((source,))]
        # The public half goes first, so that it is served before anything is signed with the other.
        return [PutKey(source, str(row["kid"])) for row in sorted(foreseen, key=is_private)]

    def _ordered_calls(self) -> t.List[Call]:
        """Put the whole set at once where anything else would part the pair that signs."""
        calls: t.List[Call] = list(self.makes)
        made = [call.kid for call in (*self.makes, *self.last) if call.where == MAIN]
        halves, drops = tuple(self.halves), frozenset(self.drops)
        if self.puts or halves:
            newest = [call.kid for call in self.makes if call.where == MAIN]
            first = self.first or (newest[-1] if newest else self.signs)
            if self.last:  # what goes has to wait for it
                calls.append(PutSet(tuple(self.puts), first=first))
            else:
                calls.append(PutSet((*self.puts, *halves), drops, first))
                return [*calls, *self.cleans]
        calls += self.last
        singly: t.List[Call] = [DeleteKey(raw) for raw in self.drops]
        state = self._after(calls)
        sound = not halves
        for call in singly:
            state = after(call, state, self.traits.pairs)
            sound = sound and signing.obstacle(state.main, self.traits) is None
        if not sound:
            singly = [PutSet(halves, drops, made[-1] if made else self.signs)]
        return [*calls, *singly, *self.cleans]

    def _after(self, calls: t.Sequence[Call]) -> State:
        state = self.before
        for call in calls:
            state = after(call, state, self.traits.pairs)
        return state

    def _checked(self, calls: t.Sequence[Call]) -> KeyPlan:
        if self.traits.signing:
            refuse_harm(calls, self.before, self.traits, self.wish.force)
        return KeyPlan(tuple(calls), self._after(calls), self._touched(calls), tuple(self.warnings))

    def _touched(self, calls: t.Sequence[Call]) -> t.FrozenSet[str]:
        there = {str(row["kid"]) for row in self.before.main if row.get("kid")}
        touched: t.Set[str] = set()
        for call in calls:
            if isinstance(call, (PutSet, DeleteSet)):
                touched |= there
            elif isinstance(call, PutKey) or (isinstance(call, DeleteKey) and call.where == MAIN):
                touched |= {call.raw} & there
        return frozenset(touched)


def _says(there: Jwk, wanted: WantedKey) -> bool:
    """Tell whether a key says all of itself that is declared, apart from the key itself."""
    jwk = wanted.jwk or {}
    return all(there.get(name) == jwk.get(name) for name in wanted.declared)
