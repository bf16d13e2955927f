# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What the policies of a JWK set need done: a usable key, not too old, and not too many. Pure."""

from __future__ import annotations

import typing as t

from .._values.jwk import Jwk
from . import age_policy, key_set, signing
from .key_set import Key, fold
from .orders import NOTHING, Orders, Situation
from .wanted import at_last, dropped, made
from .wish import ACTIVE, WantedKey


def usable_key(situation: Situation, orders: Orders, random_suffix: t.Callable[[], str]) -> Orders:
    """Have the server make a key for the algorithm of the wish, where none that is young enough can be used.

    :param orders: what is to be done already
    :param random_suffix: returns a random part for the name of a key
    """
    wish = situation.wish
    if wish.algorithm is None:
        return NOTHING
    active = [wanted for wanted in wish.keys if wanted.state == ACTIVE]
    if any(_is_meant(situation, wanted) for wanted in active):
        return NOTHING  # that one is to be used, whatever its age
    replaced = {wanted.kid for wanted in active}
    usable = [key for key in fold(situation.rows_with(orders)) if _is_usable(situation, key, wish.algorithm)]
    replaced |= {str(key.kid) for key in _surplus(situation, orders)}  # a key that goes at once is of no use
    names = [str(key.kid) for key in usable if key.kid not in replaced]
    young = any(age_policy.is_young(name, situation.now, wish.max_age) for name in names)
    if young and not _cannot_sign(situation, orders):
        return NOTHING
    makes = made(situation, wish.algorithm, wish.use, key_set.kid_for(wish.algorithm, situation.now, random_suffix()))
    return makes if active else at_last(makes)  # newer than what is imported


def _is_meant(situation: Situation, wanted: WantedKey) -> bool:
    """Tell whether a wanted key is for the algorithm of the wish: as it is declared, or else as it is there."""
    wish = situation.wish
    there = situation.found(wanted) or situation.waiting.get(wanted.kid)
    if there is not None and not wanted.declared:
        return there.serves(wish.algorithm, wish.use)
    return wanted.algorithm == wish.algorithm and (wanted.use or "sig") == wish.use


def _is_usable(situation: Situation, key: Key, algorithm: str) -> bool:
    if not key.private or not key.serves(algorithm, situation.wish.use):
        return False
    traits = situation.traits
    return not traits.signing or situation.wish.force or signing.inability(key.jwk, traits) is None


def _cannot_sign(situation: Situation, orders: Orders) -> bool:
    """Tell whether a set that tokens are signed with is of no use for that, though it has usable keys."""
    traits = situation.traits
    if not traits.signing or situation.wish.force or orders.brings_signer:
        return False
    rows: t.Sequence[Jwk] = situation.rows_with(orders)
    if traits.pairs and (orders.puts or orders.public_halves):  # the whole set is put, in an order in which one signs
        rows = key_set.in_signing_order(rows, situation.signs)
    return signing.signer(rows, traits) is None


def kept(situation: Situation, orders: Orders) -> Orders:
    """Have the oldest keys for the algorithm of the wish removed, where there are more than shall stay."""
    return dropped(_surplus(situation, orders))


def _surplus(situation: Situation, orders: Orders) -> t.List[Key]:
    """Return the keys for the algorithm of the wish that are more than shall stay."""
    wish, traits = situation.wish, situation.traits
    if wish.algorithm is None or wish.keep is None:
        return []
    rows, listed = situation.rows_with(orders), situation.listed()
    serving = (key for key in fold(rows) if key.kid is not None and key.serves(wish.algorithm, wish.use))
    ours = age_policy.newest_first(serving)
    current = next((key for key in ours if key.private), None)
    if traits.signing:
        current = signing.signer(rows, traits) or key_set.signing_key(rows)
    gone = age_policy.too_many(ours, wish.keep, current, situation.waiting)
    return [key for key in gone if key.kid not in listed]


def exact(situation: Situation) -> Orders:
    """Have all keys removed that the wish does not list, where it lists all that shall stay."""
    if not situation.wish.exact:
        return NOTHING
    listed = situation.listed()
    return dropped(key for key in situation.keys if key.kid not in listed)
