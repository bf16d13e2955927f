# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The rotation of a key in stages: published, signing, retired, gone. Pure.

A coming key is published, so that verifiers learn it before they need it; then it signs; then the private half of the
old one goes, and at last its public half. What is due follows from what is there: the names of keys say when they were
made, and a public half whose private one waits in the other set is on its way. So a run may be interrupted after any
call, and the next one goes on.

When a key began to sign is not to be told later. That it was soon after its time to be published is certain only if no
key signs that has been published for much longer: such a one gives way to another. A key that was made to sign by other
means is known by the key before it, which still has its private half: all old keys stay until the next one signs.
"""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, replace

from . import key_set, signing
from .calls import State
from .key_set import Key, fold
from .plan import KeyPlan, plan_set
from .signing import Traits
from .wish import ABSENT, ACTIVE, PUBLISHED, RETIRED, Rotation, SetWish, WantedKey

_LONG_AGO = datetime.datetime.min
_LATE = (
    'rotation: key "%s" has been published for longer than half of rotation.keep_for, and does not sign yet; another '
    "one is published, as nobody could tell later when it began to sign: run the task more often than that"
)
_UNSURE = (
    'rotation: key "%s" still has its private half although, by its name, key "%s" has signed for longer than '
    "rotation.keep_for; nobody can tell when it began to sign, so no old key is removed before the next one signs; use "
    "state=absent to remove one earlier"
)
_PLACE = "rotation"  # what sentences call the keys that this speaks of


@dataclass(frozen=True)
class Standing:
    """Where a rotation is.

    :param signing: the key that signs
    :param coming: those that are published and have not signed yet, the youngest last
    :param old: those that are of no further use but to verifiers
    :param passed_over: the kids of those that were made here for this, and never signed, as a younger one does
    :param waits: the private half of the key that signs still waits where it is not needed any more
    """

    signing: t.Optional[Key]
    coming: t.Tuple[Key, ...]
    old: t.Tuple[Key, ...]
    passed_over: t.Tuple[str, ...]
    waits: bool

    @property
    def since(self) -> datetime.datetime:
        """When the key that signs was made; long ago where its name does not say so."""
        return _time_of(self.signing) or _LONG_AGO

    def is_late(self, rotation: Rotation, now: datetime.datetime) -> bool:
        """Tell whether the youngest coming key has been published for longer than anybody would expect later."""
        made = self.coming[-1].made if self.coming else None
        late = None if made is None else now - made - rotation.publish_for
        return late is not None and rotation.keep_for > datetime.timedelta() and late > rotation.keep_for / 2

    def signs_in(self, rotation: Rotation, now: datetime.datetime) -> t.Optional[datetime.timedelta]:
        """Return how long the youngest of the coming keys is still to be published; None where there is none."""
        made = self.coming[-1].made if self.coming else None
        return None if made is None else max(made + rotation.publish_for - now, datetime.timedelta())

    def is_over(self, rotation: Rotation, now: datetime.datetime) -> bool:
        """Tell whether, by its name, the key that signs has signed for so long that no other one is needed."""
        return self.since != _LONG_AGO and self.since <= now - rotation.publish_for - rotation.keep_for

    def unsure(self, rotation: Rotation, now: datetime.datetime) -> t.Optional[Key]:
        """Return an old key that shows that nobody knows when the one that signs began to."""
        if not rotation.keep_for or not self.is_over(rotation, now):
            return None
        return next((key for key in self.old if key.private), None)


def standing(state: State, wish: SetWish, traits: Traits, now: datetime.datetime) -> Standing:
    """Return where the rotation of a set is; a key that somebody else has staged is not part of it."""
    ours = [key for key in fold(state.main) if _takes_part(key, wish, traits)]
    current = signing.signer(state.main, traits) if traits.signing else next((key for key in ours if key.private), None)
    waiting = {str(key.kid): key for key in fold(state.next) if _takes_part(key, wish, traits)}
    since = _time_of(current) or _LONG_AGO

    def is_passed(key: Key) -> bool:
        """Tell whether a younger key signs; one with a name of the future has no age."""
        return key.made is not None and key.made < since <= now

    def is_old(key: Key) -> bool:
        """Tell whether a key has signed; of public halves, those that do not wait and are not newer than what signs."""
        return key.private or (key.kid not in waiting and (key.made or _LONG_AGO) <= since)

    halves = {str(key.kid): key for key in ours if not key.private and key.made is not None and key.kid in waiting}
    coming = sorted((key for key in halves.values() if not is_passed(key)), key=lambda key: key.made or _LONG_AGO)
    old = [key for key in ours if is_old(key) and not key.signs_as(current)]
    there = {key.kid for key in ours}
    passed = [kid for kid, key in waiting.items() if is_passed(key) and (kid in halves or kid not in there)]
    passed_over = tuple(kid for kid in passed if key_set.is_generated(kid))
    return Standing(current, tuple(coming), tuple(old), passed_over, current is not None and current.kid in waiting)


def _takes_part(key: Key, wish: SetWish, traits: Traits) -> bool:
    """Tell whether a rotation is about a key: where tokens are signed, about all that can."""
    if key.kid is None or key.symmetric:
        return False
    return key.jwk.get("use") != "enc" if traits.signing else key.serves(wish.algorithm, wish.use)


def _time_of(key: t.Optional[Key]) -> t.Optional[datetime.datetime]:
    return key.made if key is not None else None


def plan_rotation(
    name: str, wish: SetWish, state: State, traits: Traits, now: datetime.datetime, random_suffix: t.Callable[[], str]
) -> KeyPlan:
    """Return what of a rotation is due; the parameters are those of `plan_set`.

    :raises UsageError: it cannot be done, or would do harm that nobody asked for
    """
    plan = KeyPlan((), state)
    rotation = wish.rotation
    if rotation is None or not wish.whole:
        return plan
    late = standing(state, wish, traits, now)
    if late.is_late(rotation, now):
        plan = replace(plan, warnings=(_LATE % late.coming[-1].kid,))
    made = "" if wish.algorithm is None else key_set.kid_for(wish.algorithm, now, random_suffix())
    for stage in (_tidying, _next_key, _activation, _retirement):
        there = standing(plan.after, wish, traits, now)
        due = stage(replace(wish, rotation=None), rotation, there, now, made)
        if due is not None:
            plan = plan.then(plan_set(name, due, plan.after, traits, now, random_suffix))
    there = standing(plan.after, wish, traits, now)
    old = there.unsure(rotation, now)
    if old is not None and there.signing is not None:
        plan = replace(plan, warnings=(*plan.warnings, _UNSURE % (old.kid, there.signing.kid)))
    return plan


def _tidying(
    wish: SetWish, _rotation: Rotation, there: Standing, _now: datetime.datetime, _made: str
) -> t.Optional[SetWish]:
    """Have nothing wait any more of the key that signs, as an interrupted run may have left it."""
    if not there.waits or there.signing is None:
        return None
    return _about(wish, [WantedKey(_PLACE, ACTIVE, str(there.signing.kid))])


def _next_key(
    wish: SetWish, rotation: Rotation, there: Standing, now: datetime.datetime, made: str
) -> t.Optional[SetWish]:
    """Have a key there that signs, or the next one published."""
    if there.signing is None:
        return wish
    too_old = rotation.max_age is not None and (there.since == _LONG_AGO or there.since < now - rotation.max_age)
    if there.coming and not there.is_late(rotation, now):
        return None
    if not there.coming and not (rotation.start or too_old):
        return None
    return _about(wish, [WantedKey(_PLACE, PUBLISHED, made, wish.algorithm, wish.use)])


def _activation(
    wish: SetWish, rotation: Rotation, there: Standing, now: datetime.datetime, _made: str
) -> t.Optional[SetWish]:
    """Have the youngest coming key sign that has been published for long enough."""
    if there.signs_in(rotation, now) != datetime.timedelta():
        return None
    return _about(wish, [WantedKey(_PLACE, ACTIVE, str(there.coming[-1].kid))])


def _retirement(
    wish: SetWish, rotation: Rotation, there: Standing, now: datetime.datetime, _made: str
) -> t.Optional[SetWish]:
    """Have the private halves of old keys go, and the public ones when nothing can be left that they signed."""
    if there.signing is None:
        return None
    if not there.is_over(rotation, now):
        gone = [WantedKey(_PLACE, RETIRED, str(key.kid)) for key in there.old if key.private]
    else:
        old = () if there.unsure(rotation, now) is not None else there.old
        gone = [WantedKey(_PLACE, ABSENT, kid) for kid in (*(str(key.kid) for key in old), *there.passed_over)]
    return _about(wish, gone) if gone else None


def _about(wish: SetWish, keys: t.Sequence[WantedKey]) -> SetWish:
    """Return a wish for single keys, with everything else as it is."""
    return replace(wish, algorithm=None, keys=tuple(keys))
