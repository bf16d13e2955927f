# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What becomes of grants of trusted issuers (RFC 7523) that share one key. Pure.

A server knows no update of a grant. Deleting one takes its key along, and with the key every other grant that is bound
to it; creating one under the name of a key that is stored keeps the stored key, whatever key is sent. So grants are
planned in groups, those of one issuer and one kid:

* where nothing has to be deleted, grants are only created;
* else one deletion takes them all, and those that should survive are created again, whether the task speaks of them
  or not.
"""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, replace

from .._errors import UsageError
from .._values.expiry import Expiry
from .._values.jwk import Jwk, has_material, same_material

ANY = ""  # the subject of a grant for any subject, as servers keep it

_FORCE = "set force=true to do it anyway"


@dataclass(frozen=True)
class Grant:
    """A grant as it is, or as it is going to be, apart from issuer and kid.

    :param id: the UUID by which the server knows it; None for one that is not there yet
    :param scope: in any order
    :param expires_at: in UTC
    """

    subject: str
    scope: t.Tuple[str, ...]
    expires_at: datetime.datetime
    id: t.Optional[str] = None

    def differs(self, other: Grant) -> bool:
        """Tell whether anything but the id is another."""
        return set(self.scope) != set(other.scope) or self.expires_at != other.expires_at


@dataclass(frozen=True)
class WantedGrant:
    """What a task says of one grant.

    :param position: the place of its entry
    :param scope: None where the task does not say
    :param expiry: None where the task does not say
    :param jwk: the public half of its key; None where only the kid is given
    """

    position: int
    subject: str
    absent: bool = False
    scope: t.Optional[t.Tuple[str, ...]] = None
    expiry: t.Optional[Expiry] = None
    jwk: t.Optional[Jwk] = None
    force: bool = False


@dataclass(frozen=True)
class StoredKey:
    """What is known of the key that is stored under the name of the issuer and the kid.

    :param readable: whether it can be read at all
    :param jwk: its public half; None where there is none
    :param private: whether more than that is stored
    """

    readable: bool = True
    jwk: t.Optional[Jwk] = None
    private: bool = False

    @property
    def usable(self) -> t.Optional[Jwk]:
        """What a grant can be created with; a symmetric key has no public half."""
        return self.jwk if self.jwk is not None and has_material(self.jwk) else None


@dataclass(frozen=True)
class Group:
    """All that is there and wanted of grants that share one key.

    :param going: ids of grants that no entry names and that should go
    :param force: do what is refused otherwise
    """

    issuer: str
    kid: str
    wanted: t.Tuple[WantedGrant, ...] = ()
    there: t.Tuple[Grant, ...] = ()
    going: t.FrozenSet[str] = frozenset()
    force: bool = False

    @property
    def given(self) -> t.Optional[Jwk]:
        """The key that the task gives."""
        return next((wanted.jwk for wanted in self.wanted if wanted.jwk is not None and not wanted.absent), None)

    @property
    def mentioned(self) -> t.Optional[Jwk]:
        """The key that the task gives, be it only for grants that should go; None where it gives several."""
        keys = [wanted.jwk for wanted in self.wanted if wanted.jwk is not None]
        return keys[0] if keys and all(same_material(keys[0], jwk) for jwk in keys) else None


@dataclass(frozen=True)
class GrantPlan:
    """What becomes of one grant.

    :param position: the place of its entry; None where no entry names it
    :param made: whether it is created, or created again
    """

    position: t.Optional[int]
    subject: str
    before: t.Optional[Grant]
    after: t.Optional[Grant]
    made: bool = False


@dataclass(frozen=True)
class GroupPlan:
    """What becomes of a group.

    :param fates: those of the grants that entries name, in their order; then of others, as far as they are touched
    :param delete: the id of the grant whose deletion takes all others along; None where nothing is deleted
    :param drop_key: a key that no grant is bound to is in the way, and is deleted
    :param key: what grants are created with
    :param compared: whether the key that the task gives is known to be the stored one afterwards
    :param warnings: what a user should know
    """

    fates: t.Tuple[GrantPlan, ...]
    delete: t.Optional[str] = None
    drop_key: bool = False
    key: t.Optional[Jwk] = None
    compared: bool = True
    warnings: t.Tuple[str, ...] = ()


def needs_key(group: Group, now: datetime.datetime) -> bool:
    """Tell whether the stored key has to be known before the group can be planned."""
    return group.given is not None or any(_is_write(fate) for fate in _fates(group, now))


def without_expiry(group: Group) -> t.List[WantedGrant]:
    """Return the grants that cannot be created, as nothing says when they expire."""
    there = {grant.subject for grant in group.there}
    return [one for one in group.wanted if not one.absent and one.expiry is None and one.subject not in there]


def plan_group(group: Group, key: StoredKey, now: datetime.datetime) -> GroupPlan:
    """Return what brings a group about.

    :param now: the time, in UTC
    :raises UsageError: it cannot be done, or would do harm that nobody asked for
    """
    given = group.given
    fates = _fates(group, now)
    other_key = given is not None and key.jwk is not None and not same_material(given, key.jwk)
    deletes = any(fate.before is not None and _is_write(fate) for fate in fates)
    if other_key and group.there:
        deletes = True
    drop_key = other_key and not group.there
    if (deletes or drop_key) and not group.force:
        _refuse_collateral(group, key, fates, other_key)
    sent = given if given is not None else key.usable
    if deletes:
        if sent is None and not key.readable:
            sent = group.mentioned
        fates = _again(group, fates, sent, key)
    if sent is None and any(fate.made for fate in fates):
        raise UsageError(_no_key(key))
    named = {fate.before.id for fate in fates if fate.before is not None and fate.position is not None}
    siblings = sum(fate.made and (fate.position is None or given is None) for fate in fates)
    warnings = []
    if siblings and not key.readable:
        warnings.append(
            ("its key cannot be read from this Hydra: %s recreated with the given key, assuming that it is the same")
            % _grants(siblings, "is", "are")
        )
    return GroupPlan(
        fates=tuple(fate for fate in fates if fate.position is not None or _is_write(fate)),
        delete=_grant_to_delete(fates, named) if deletes else None,
        drop_key=drop_key,
        key=sent,
        compared=key.readable or deletes,  # a key can be there without a grant, and wins silently
        warnings=tuple(warnings),
    )


def _is_write(fate: GrantPlan) -> bool:
    return fate.made or (fate.before is not None and fate.after is None)


def _fates(group: Group, now: datetime.datetime) -> t.List[GrantPlan]:
    """Return what is wanted of each grant, whatever that takes along."""
    there = {grant.subject: grant for grant in group.there}
    fates = []
    for wanted in group.wanted:
        before = there.pop(wanted.subject, None)
        if wanted.absent:
            fates.append(GrantPlan(wanted.position, wanted.subject, before, None))
        else:
            after = _merged(wanted, before, now)
            made = before is None or after.differs(before)
            fates.append(GrantPlan(wanted.position, wanted.subject, before, after, made))
    for before in there.values():
        fates.append(GrantPlan(None, before.subject, before, None if before.id in group.going else before))
    return fates


def _merged(wanted: WantedGrant, before: t.Optional[Grant], now: datetime.datetime) -> Grant:
    scope = wanted.scope
    if scope is None or (before is not None and set(scope) == set(before.scope)):
        scope = before.scope if before is not None else ()
    expiry = wanted.expiry
    if before is not None and (expiry is None or expiry.satisfied_by(before.expires_at, now)):
        return Grant(wanted.subject, scope, before.expires_at)
    return Grant(wanted.subject, scope, now if expiry is None else expiry.resolve(now))  # refused, see without_expiry


def _again(group: Group, fates: t.Sequence[GrantPlan], sent: t.Optional[Jwk], key: StoredKey) -> t.List[GrantPlan]:
    """Return the fates where everything is deleted at once: what should be there afterwards is created again.

    :raises UsageError: there is no key to do that with
    """
    if sent is not None:
        return [replace(fate, made=fate.after is not None) for fate in fates]
    if any(fate.position is not None and fate.after is not None for fate in fates):
        raise UsageError(_no_key(key))
    staying = sum(fate.after is not None for fate in fates)
    if staying and not group.force:
        raise UsageError(
            "%s the same key, would be deleted with it and cannot be recreated, because %s; %s"
            % (_grants(staying, "has", "have"), _unknown(key), _FORCE)
        )
    return [replace(fate, after=None) for fate in fates]


def _refuse_collateral(group: Group, key: StoredKey, fates: t.Sequence[GrantPlan], other_key: bool) -> None:
    """Refuse what would do harm that nobody asked for.

    :raises UsageError: it would
    """
    siblings = sum(fate.position is None and fate.after is not None for fate in fates)
    if other_key and siblings:
        raise UsageError(
            'another key is stored with kid "%s", and %s would trust the new one from then on; %s'
            % (group.kid, _grants(siblings, "that the task does not mention", "that the task does not mention"), _FORCE)
        )
    if other_key and not group.there:
        raise UsageError(
            'JWK set "%s" has another key with kid "%s", which would win silently, and no grant is bound to '
            "it; set force=true to delete it" % (group.issuer, group.kid)
        )
    if key.private:
        raise UsageError(
            'the private half of key "%s" is stored in JWK set "%s" and would be lost, because it is '
            "deleted with the grant; %s" % (group.kid, group.issuer, _FORCE)
        )


def _grant_to_delete(fates: t.Sequence[GrantPlan], named: t.AbstractSet[t.Optional[str]]) -> t.Optional[str]:
    """Return the id of the grant that is deleted: of the first that entries name, or else of the first of all."""
    ids = [fate.before.id for fate in fates if fate.before is not None]
    return next((grant_id for grant_id in ids if grant_id in named), ids[0])


def _no_key(key: StoredKey) -> str:
    return "it must be created, which needs its key (jwk, jwks or pem), because %s" % _unknown(key)


def _unknown(key: StoredKey) -> str:
    if not key.readable:
        return "this Hydra does not let it be read"
    return "none is stored" if key.jwk is None else "the stored one is symmetric"


def _grants(number: int, one: str, many: str) -> str:
    return "1 other grant %s" % one if number == 1 else "%d other grants %s" % (number, many)
