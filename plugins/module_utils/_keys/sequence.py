# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Orders as calls, in a sequence that leaves no gap. Pure."""

from __future__ import annotations

import typing as t

from .._values.jwk import is_private
from . import signing
from .calls import MAIN, Call, DeleteKey, PutKey, PutSet, Source, after
from .orders import Orders, Situation


def calls_for(situation: Situation, orders: Orders) -> t.List[Call]:
    """Return the calls that carry out orders."""
    if situation.halved and situation.traits.ordered:
        return _ordered(situation, orders)
    calls: t.List[Call] = list(orders.makes)
    for source in orders.puts:
        calls += _key_by_key(situation, orders, source)
    calls += orders.last
    for source in orders.public_halves:
        calls += _key_by_key(situation, orders, source)
    return [*calls, *(DeleteKey(raw) for raw in orders.drops), *orders.cleans]


def _key_by_key(situation: Situation, orders: Orders, source: Source) -> t.List[Call]:
    before = situation.before
    foreseen = source.rows(situation.after(orders.makes) if source.jwk is None else before)
    if not before.main and not orders.makes and situation.traits.put_needs_set and source is orders.puts[0]:
        return [PutSet((source,))]
    # The public half goes first, so that it is served before anything is signed with the other.
    return [PutKey(source, str(row["kid"])) for row in sorted(foreseen, key=is_private)]


def _ordered(situation: Situation, orders: Orders) -> t.List[Call]:
    """Put the whole set at once where anything else would part the pair that signs."""
    calls: t.List[Call] = list(orders.makes)
    made = [call.kid for call in (*orders.makes, *orders.last) if call.where == MAIN]
    halves, drops = orders.public_halves, frozenset(orders.drops)
    if orders.puts or halves:
        newest = [call.kid for call in orders.makes if call.where == MAIN]
        first = orders.first or (newest[-1] if newest else situation.signs)
        if not orders.last:
            return [*calls, PutSet((*orders.puts, *halves), drops, first), *orders.cleans]
        calls.append(PutSet(orders.puts, first=first))  # what goes has to wait for what is made last
    calls += orders.last
    singly: t.List[Call] = [DeleteKey(raw) for raw in orders.drops]
    state = situation.after(calls)
    sound = not halves
    for call in singly:
        state = after(call, state, situation.traits.pairs)
        sound = sound and signing.obstacle(state.main, situation.traits) is None
    if not sound:
        singly = [PutSet(halves, drops, made[-1] if made else situation.signs)]
    return [*calls, *singly, *orders.cleans]
