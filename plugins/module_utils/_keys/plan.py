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
from dataclasses import dataclass

from .._engine.model import attempt, refuse
from .._values.jwk import same_material
from .calls import MAIN, Call, DeleteKey, DeleteSet, PutKey, PutSet, State
from .guard import refuse_harm
from .orders import NOTHING, Orders, Situation
from .policies import exact, kept, usable_key
from .sequence import calls_for
from .signing import Traits
from .wanted import orders_for
from .wish import ACTIVE, SetWish


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

    def then(self, more: KeyPlan) -> KeyPlan:
        """Return the plan with another one after it, which was made of what this one leaves."""
        return KeyPlan(self.calls + more.calls, more.after, self.touched | more.touched, self.warnings + more.warnings)


def plan_set(
    name: str, wish: SetWish, state: State, traits: Traits, now: datetime.datetime, random_suffix: t.Callable[[], str]
) -> KeyPlan:
    """Return what brings a set about.

    :param now: the time, in UTC
    :param random_suffix: returns a random part for names of keys
    :raises UsageError: it cannot be done, or would do harm that nobody asked for
    """
    situation = Situation(name, wish, state, traits, now)
    if wish.absent:
        return _removed(situation)
    problems: t.List[str] = []
    orders = _of_keys(situation, NOTHING, False, problems)
    if wish.whole and not problems:
        orders += usable_key(situation, orders, random_suffix)
    orders = _of_keys(situation, orders, True, problems)  # last, as the newest private key signs
    refuse(problems)
    if not wish.whole:  # for which the task is refused
        return KeyPlan((), state)
    orders += kept(situation, orders)
    orders += exact(situation)
    return _checked(situation, calls_for(situation, orders), orders.warnings)


def _of_keys(situation: Situation, orders: Orders, active: bool, problems: t.List[str]) -> Orders:
    """Return orders, and what the wanted keys need done that are to be active, or all others."""
    for wanted in situation.wish.keys:
        if (wanted.state == ACTIVE) is active:
            orders += attempt(problems, orders_for, situation, wanted, orders) or NOTHING
    return orders


def _removed(situation: Situation) -> KeyPlan:
    """Return the plan for a set that is to go, and with it what waits for its keys."""
    if not situation.before.main:
        return KeyPlan((), situation.before)
    orders, waiting = NOTHING, situation.waiting
    for key in situation.keys:
        if key.kid and key.kid in waiting and same_material(waiting[key.kid].jwk, key.jwk):
            orders += situation.cleaned(key.kid)
    return _checked(situation, [*orders.cleans, DeleteSet()])


def _checked(situation: Situation, calls: t.Sequence[Call], warnings: t.Tuple[str, ...] = ()) -> KeyPlan:
    if situation.traits.signing:
        refuse_harm(calls, situation.before, situation.traits, situation.wish.force)
    return KeyPlan(tuple(calls), situation.after(calls), _touched(situation.before, calls), warnings)


def _touched(before: State, calls: t.Sequence[Call]) -> t.FrozenSet[str]:
    there = {str(row["kid"]) for row in before.main if row.get("kid")}
    touched: t.Set[str] = set()
    for call in calls:
        if isinstance(call, (PutSet, DeleteSet)):
            touched |= there
        elif isinstance(call, PutKey) or (isinstance(call, DeleteKey) and call.where == MAIN):
            touched |= {call.raw} & there
    return frozenset(touched)
