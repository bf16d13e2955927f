# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What has to be done with a JWK set, before it is put into calls. Pure."""

from __future__ import annotations

import datetime
import functools
import typing as t
from dataclasses import dataclass

from .._values.jwk import Jwk, is_private, same_material
from . import signing
from .calls import MAIN, NEXT, Call, DeleteKey, Generate, Source, State, after
from .key_set import Key, fold
from .signing import Traits
from .wish import SetWish, WantedKey


@dataclass(frozen=True)
class Orders:
    """What has to be done with a set.

    :param makes: keys that the server makes
    :param last: keys that the server makes after all else, so that they sign
    :param puts: keys that are added or replaced
    :param public_halves: those that take the place of whole keys
    :param drops: raw kids of rows that go
    :param cleans: what is not needed any more where private halves wait
    :param first: the kid of the key that signs afterwards, where that is one that is put
    """

    makes: t.Tuple[Generate, ...] = ()
    last: t.Tuple[Generate, ...] = ()
    puts: t.Tuple[Source, ...] = ()
    public_halves: t.Tuple[Source, ...] = ()
    drops: t.Tuple[str, ...] = ()
    cleans: t.Tuple[DeleteKey, ...] = ()
    first: t.Optional[str] = None
    warnings: t.Tuple[str, ...] = ()

    def __add__(self, more: Orders) -> Orders:
        """Return these orders and then others."""
        return Orders(
            self.makes + more.makes,
            self.last + more.last,
            self.puts + more.puts,
            self.public_halves + more.public_halves,
            tuple(dict.fromkeys(self.drops + more.drops)),
            self.cleans + more.cleans,
            more.first or self.first,
            self.warnings + more.warnings,
        )

    @property
    def brings_signer(self) -> bool:
        """Whether a key comes that would sign."""
        return self.first is not None or any(call.where == MAIN for call in self.makes)


NOTHING = Orders()


@dataclass(frozen=True)
class Situation:
    """A set as it is, and what is wanted of it.

    :param now: the time, in UTC
    """

    name: str
    wish: SetWish
    before: State
    traits: Traits
    now: datetime.datetime

    @functools.cached_property
    def keys(self) -> t.Sequence[Key]:
        """The keys of the set."""
        return fold(self.before.main)

    @functools.cached_property
    def waiting(self) -> t.Mapping[t.Optional[str], Key]:
        """The keys that wait until they are to sign, by their kids."""
        return {key.kid: key for key in fold(self.before.next)}

    @functools.cached_property
    def signs(self) -> t.Optional[str]:
        """The kid of the key that signs."""
        signer = signing.leader(self.before.main, self.traits)
        return signer.kid if signer else None

    @property
    def halved(self) -> bool:
        """Whether a private key that is added is stored as two rows."""
        return self.traits.signing and self.traits.pairs

    def found(self, wanted: WantedKey) -> t.Optional[Key]:
        """Return the key of the set that a wanted one is: the one of its name, or else the same key under any name."""
        named, same = self._named(wanted), self._same(wanted)
        return named if wanted.named or named in same or not same else same[0]

    def all_found(self, wanted: WantedKey) -> t.List[Key]:
        """Return the keys of the set that a wanted one is: one that is known by itself is to go under every name."""
        if wanted.leaves and not wanted.named:
            return self._same(wanted)
        found = self.found(wanted)
        return [found] if found is not None else []

    def _same(self, wanted: WantedKey) -> t.List[Key]:
        jwk = wanted.jwk
        return [key for key in self.keys if jwk is not None and key.kid is not None and same_material(key.jwk, jwk)]

    def _named(self, wanted: WantedKey) -> t.Optional[Key]:
        if wanted.raw is not None:
            there = (key for key in self.keys if any(row.get("kid") == wanted.raw for row in key.rows))
            found = next(there, None)
            if found is not None or self.keeps_prefix(wanted):
                return found
        return next((key for key in self.keys if key.kid == wanted.kid), None)

    def listed(self) -> t.Set[str]:
        """Return the kids of all keys that the task speaks of."""
        found = [key for wanted in self.wish.keys for key in self.all_found(wanted)]
        named = [wanted for wanted in self.wish.keys if wanted.named or not wanted.leaves]
        written = {kid for wanted in named for kid in (wanted.kid, wanted.raw) if kid is not None}
        return written | {key.kid for key in found if key.kid is not None}

    def keeps_prefix(self, wanted: WantedKey) -> bool:
        """Tell whether a key is to be called as it is given: ``public:KID``."""
        return self.wish.keep_prefix and wanted.raw is not None and wanted.jwk is not None and not self.halved

    def after(self, calls: t.Sequence[Call]) -> State:
        """Return what is there once calls are done, as far as it is known before."""
        state = self.before
        for call in calls:
            state = after(call, state, self.traits.pairs)
        return state

    def rows_with(self, orders: Orders) -> t.List[Jwk]:
        """Return the rows as they are going to be, newest first, before something goes for its age."""
        state = self.after(orders.makes)
        rows = [row for row in state.main if row.get("kid") not in orders.drops]
        for source in (*orders.public_halves, *orders.puts):
            added = source.rows(state)
            kids = [row["kid"] for row in added]
            rows = [*added, *(row for row in rows if row.get("kid") not in kids)]
        return [*(row for call in reversed(orders.last) for row in call.foreseen(self.traits.pairs)), *rows]

    def cleaned(self, kid: str) -> Orders:
        """Have what waits under this name removed, once it is not needed there any more."""
        rows = self.waiting[kid].rows if kid in self.waiting else ()
        ordered = sorted(rows, key=is_private, reverse=True)
        return Orders(cleans=tuple(DeleteKey(str(row["kid"]), NEXT) for row in ordered))
