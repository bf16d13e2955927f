# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What each key that a task speaks of needs done, by its state. Pure.

Each of the five returns orders, and refuses what cannot be, or would do harm that nobody asked for.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._errors import UsageError
from .._values.jwk import Jwk, is_private, is_symmetric, same_material
from . import signing
from .calls import MAIN, NEXT, Generate, Source, next_set
from .key_set import PUBLIC, Key, bare, leading, signing_key
from .orders import NOTHING, Orders, Situation
from .wish import ABSENT, ACTIVE, PRESENT, PUBLISHED, RETIRED, WantedKey

_DROPPED_PREFIX = '%s: this key is given as "%s" and stored as "%s"; keep_kid_prefix=true keeps that name'
_DROPPED_PREFIX_OF_TOKENS = (
    '%s: tokens of Hydra before 2.0.0 name this key "%s", and it is stored as "%s", so they cannot be verified; '
    "keep_kid_prefix=true keeps that name"
)
_UNVERIFIABLE = "what it signed could no longer be verified"
_HIDDEN_KEYS = (
    "it contains public halves only, as if Hydra kept the private ones in a hardware security module (HSM), where "
    "generating a key deletes the one that signs; if that is not so, set force=true to have one generated"
)


def orders_for(situation: Situation, wanted: WantedKey, before: Orders) -> Orders:
    """Return what a wanted key needs done.

    :param before: what is to be done already
    :raises UsageError: it cannot be
    """
    return _BY_STATE[wanted.state](situation, wanted, before)


def present(situation: Situation, wanted: WantedKey, _before: Orders = NOTHING) -> Orders:
    """Have a key there, with the halves that are given."""
    found = situation.found(wanted)
    if wanted.jwk is None:
        return _made_by_server(situation, wanted, found)
    private = is_private(wanted.jwk)
    if found is not None:
        if not same_material(found.jwk, wanted.jwk):
            _refuse_other_key(situation, wanted)
        elif (found.private or not private) and _says(found.jwk, wanted):
            return NOTHING
        elif found.private:  # what was not given stays, and so does the private half
            private = True
    return _put(situation, wanted, wanted.jwk, private, found)


def published(situation: Situation, wanted: WantedKey, _before: Orders = NOTHING) -> Orders:
    """Have the public half there; where the server makes the key, its private half waits in another set."""
    found = situation.found(wanted)
    if is_symmetric(wanted.jwk, wanted.algorithm):
        _refuse_symmetric(wanted)
    if wanted.jwk is not None:
        if found is None:
            return _put(situation, wanted, wanted.jwk, False, None)
        if not same_material(found.jwk, wanted.jwk):
            _refuse_other_key(situation, wanted)
        elif found.private or _says(found.jwk, wanted):
            return NOTHING
        return _put(situation, wanted, wanted.jwk, False, found)
    if found is not None:
        return NOTHING
    _refuse_other_kind(wanted, situation.waiting.get(wanted.kid))
    makes = NOTHING
    if wanted.kid not in situation.waiting:
        if wanted.algorithm is None:
            raise UsageError(
                '%s: there is no key "%s" yet; set alg to have it generated, or give the key itself'
                % (wanted.place, wanted.kid)
            )
        makes = made(situation, wanted.algorithm, wanted.use or "sig", wanted.kid, NEXT)
    return makes + _put(situation, wanted, None, False, None)


def active(situation: Situation, wanted: WantedKey, before: Orders = NOTHING) -> Orders:
    """Have a whole key there, the newest in a set that signs tokens."""
    found = situation.found(wanted)
    cleans = NOTHING
    if wanted.jwk is None:
        _refuse_other_kind(wanted, found or situation.waiting.get(wanted.kid))
        cleans = situation.cleaned(wanted.kid)
    if found is not None and wanted.jwk is not None and not same_material(found.jwk, wanted.jwk):
        _refuse_other_key(situation, wanted)
    elif found is not None and found.private:
        settled = not situation.traits.signing or (situation.signs == found.kid and not before.brings_signer)
        if settled and (wanted.jwk is None or _says(found.jwk, wanted)):
            _refuse_unfit(situation, wanted, found.jwk)
            return cleans
        return cleans + _put(situation, wanted, wanted.jwk or found.jwk, True, found)
    if wanted.jwk is not None and not is_private(wanted.jwk):
        raise UsageError(
            '%s: key "%s" cannot be active with its public half alone: give the private one'
            % (wanted.place, wanted.kid)
        )
    if wanted.jwk is None and wanted.kid not in situation.waiting:
        if found is not None:
            raise UsageError(
                '%s: the private half of key "%s" is neither given nor waiting in JWK set "%s"'
                % (wanted.place, wanted.kid, next_set(situation.name))
            )
        return cleans + at_last(_made_by_server(situation, wanted, None))
    return cleans + _put(situation, wanted, wanted.jwk, True, found)


def retired(situation: Situation, wanted: WantedKey, _before: Orders = NOTHING) -> Orders:
    """Have no private half there; what was signed with it still can be verified."""
    orders = NOTHING
    for found in _leaving(situation, wanted):
        if not found.private:
            continue
        if found.symmetric:
            _refuse_symmetric(wanted)
        private = str(leading(found.rows)["kid"])
        if found.halved and situation.traits.pairs:
            orders += Orders(drops=(private,))
        else:  # from 2.0 on tokens name the row that they were signed with, also where a migration left two
            orders += Orders(public_halves=(Source(private, found.jwk, False, False),))
    return orders


def absent(situation: Situation, wanted: WantedKey, _before: Orders = NOTHING) -> Orders:
    """Have nothing of a key there, nor where it waits."""
    cleans = situation.cleaned(wanted.kid) if wanted.jwk is None else NOTHING
    return cleans + dropped(_leaving(situation, wanted))


_BY_STATE: t.Dict[str, t.Callable[[Situation, WantedKey, Orders], Orders]] = {
    PRESENT: present,
    PUBLISHED: published,
    ACTIVE: active,
    RETIRED: retired,
    ABSENT: absent,
}


# Orders of one kind


def made(situation: Situation, algorithm: str, use: str, kid: str, where: str = MAIN) -> Orders:
    """Have the server make a key.

    :raises UsageError: tokens would be signed with it, and cannot be, or the key that signs may go for it
    """
    call = Generate(algorithm, use, kid, where)
    if situation.traits.signing and not situation.wish.force:
        there = situation.before.main
        if where == MAIN and there and signing_key(there) is None:
            raise UsageError(_HIDDEN_KEYS)
        reason = signing.fault(call.foreseen(False)[0], situation.traits)
        if reason is not None:
            raise UsageError(
                "Hydra would sign tokens with the key that it generates, which must not happen: %s; set "
                "force=true to have it generated anyway" % reason
            )
    return Orders(makes=(call,))


def at_last(orders: Orders) -> Orders:
    """Have keys made after all else, so that they sign."""
    return replace(orders, makes=(), last=orders.last + orders.makes)


def dropped(keys: t.Iterable[Key]) -> Orders:
    """Have keys removed.

    :raises UsageError: one has no kid
    """
    drops: t.List[str] = []
    for key in keys:
        if key.kid is None:
            raise UsageError("it contains a key without kid, which cannot be removed alone; delete the whole set")
        drops += [str(row["kid"]) for row in sorted(key.rows, key=_goes_late)]
    return Orders(drops=tuple(drops))


def _goes_late(row: Jwk) -> t.Tuple[bool, bool]:
    """Tell which row of a key goes last, so that what an interrupted run leaves is still that key.

    Of two halves the private one: the public one alone would be taken for a coming key. Of a retired key that a
    migration left in two rows, the one with the name of a public half.
    """
    return is_private(row), str(row["kid"]).startswith(PUBLIC)


def _leaving(situation: Situation, wanted: WantedKey) -> t.List[Key]:
    """Return the keys that are to go, or their private halves."""
    leaving = situation.all_found(wanted)
    if any(wanted.jwk is not None and not same_material(key.jwk, wanted.jwk) for key in leaving):
        _refuse_other_key(situation, wanted)
    return leaving


def _made_by_server(situation: Situation, wanted: WantedKey, found: t.Optional[Key]) -> Orders:
    if found is None:
        if wanted.algorithm is None:
            raise UsageError(
                '%s: there is no key "%s"; set alg to have it generated, or give the key itself'
                % (wanted.place, wanted.kid)
            )
        return made(situation, wanted.algorithm, wanted.use or "sig", wanted.kid)
    if not found.private:
        raise UsageError(
            '%s: only the public half of key "%s" exists; state=active adds the private half'
            % (wanted.place, wanted.kid)
        )
    _refuse_other_kind(wanted, found)
    return NOTHING


def _put(
    situation: Situation, wanted: WantedKey, jwk: t.Optional[Jwk], private: bool, found: t.Optional[Key]
) -> Orders:
    """Have a key added, or put in the place of what is there.

    :param jwk: the key; None takes the one that waits
    :param private: with its private half
    """
    jwk = _merged(jwk, wanted, found)
    paired = found.halved if found is not None else situation.halved
    kid = wanted.kid if found is None else str(found.kid if paired else found.raw)
    warnings: t.Tuple[str, ...] = ()
    if situation.keeps_prefix(wanted):
        kid, paired = str(wanted.raw), False
    elif wanted.raw is not None and found is None and jwk is not None and not paired:
        sentence = _DROPPED_PREFIX_OF_TOKENS if situation.traits.signing else _DROPPED_PREFIX
        warnings = (sentence % (wanted.place, wanted.raw, kid),)
    source = Source(kid, jwk, private, paired)
    drops: t.Tuple[str, ...] = ()
    if private:
        _refuse_unfit(situation, wanted, jwk)
    if found is not None and jwk is not None and not same_material(found.jwk, jwk):
        new = {row["kid"] for row in source.rows(situation.before)}
        drops = tuple(str(row["kid"]) for row in found.rows if row["kid"] not in new)
    first = (bare(kid) if paired else kid) if private else None
    return Orders(puts=(source,), drops=drops, first=first, warnings=warnings)


def _merged(jwk: t.Optional[Jwk], wanted: WantedKey, found: t.Optional[Key]) -> t.Optional[Jwk]:
    """Return a key that is put. Of the same key in the set, it takes over what the task does not declare."""
    if jwk is None or found is None or not same_material(found.jwk, jwk):
        return jwk
    return dict(jwk, **{name: value for name, value in found.jwk.items() if name not in wanted.declared})


# Refusals


def _refuse_other_kind(wanted: WantedKey, found: t.Optional[Key]) -> None:
    """Refuse to take a key for one of another algorithm or use, where only its name is given."""
    if wanted.jwk is None and found is not None and not found.serves(wanted.algorithm, wanted.use):
        raise UsageError(
            ('%s: key "%s" exists with alg %s and use %s; a key cannot be changed into another one, choose another kid')
            % (wanted.place, wanted.kid, found.algorithm, found.jwk.get("use"))
        )


def _refuse_other_key(situation: Situation, wanted: WantedKey) -> None:
    """Refuse to replace a key by another one of the same name."""
    if (situation.traits.signing or wanted.state != PRESENT) and not situation.wish.force:
        harm = "it would lose its private half" if wanted.state == RETIRED else _UNVERIFIABLE
        way_out = "omit the key itself to go by its name" if wanted.leaves else "choose another kid"
        raise UsageError(
            '%s: another key exists with kid "%s", and %s; %s, or set force=true'
            % (wanted.place, wanted.kid, harm, way_out)
        )


def _refuse_unfit(situation: Situation, wanted: WantedKey, jwk: t.Optional[Jwk]) -> None:
    """Refuse to have tokens signed with a key that they cannot be signed with."""
    if jwk is None and wanted.kid in situation.waiting:
        jwk = situation.waiting[wanted.kid].jwk
    reason = signing.fault(jwk, situation.traits) if jwk is not None and situation.traits.signing else None
    if reason is not None and not situation.wish.force:
        raise UsageError(
            "%s: Hydra would sign tokens with it, which must not happen: %s; set force=true to do it anyway"
            % (wanted.place, reason)
        )


def _refuse_symmetric(wanted: WantedKey) -> None:
    raise UsageError(
        '%s: key "%s" is symmetric and has no public half, so it cannot be %s; '
        "a symmetric key is present, active or absent" % (wanted.place, wanted.kid, wanted.state)
    )


def _says(there: Jwk, wanted: WantedKey) -> bool:
    """Tell whether a key says all of itself that is declared, apart from the key itself."""
    jwk = wanted.jwk or {}
    return all(there.get(name) == jwk.get(name) for name in wanted.declared)
