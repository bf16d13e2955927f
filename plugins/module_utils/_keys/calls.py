# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The calls that change a JWK set, as data: what each sends, and what is there afterwards. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._errors import UsageError
from .._values.jwk import Jwk, is_private, key_type, material, public_half
from . import key_set
from .key_set import Rows, fold

# Which of the two sets that belong together a call is about.
MAIN, NEXT = "main", "next"


def next_set(name: str) -> str:
    """Return the set where the private halves of coming keys wait, which no verifier ever sees."""
    return name + ".next"


@dataclass(frozen=True)
class State:
    """What is in a set, and in the one where private halves wait until their key is to sign; newest rows first."""

    main: Rows = ()
    next: Rows = ()

    def replaced(self, where: str, rows: t.Iterable[Jwk]) -> State:
        """Return the state with other rows in one of the sets."""
        return State(tuple(rows), self.next) if where == MAIN else State(self.main, tuple(rows))

    def rows(self, where: str) -> Rows:
        """Return the rows of one of the sets."""
        return self.main if where == MAIN else self.next


@dataclass(frozen=True)
class Source:
    """Where a key comes from that is put into a set.

    :param jwk: the key; None takes the one that waits in the other set, which may be yet to be made
    :param private: with its private half
    """

    kid: str
    jwk: t.Optional[Jwk]
    private: bool
    paired: bool

    def rows(self, state: State) -> Rows:
        """Return its rows, newest first."""
        jwk = self.jwk
        if jwk is None:
            jwk = next((key.jwk for key in fold(state.next) if key.kid == self.kid), None)
        if jwk is None:
            raise UsageError('the waiting private half of key "%s" no longer exists' % self.kid)
        jwk = dict(jwk, kid=self.kid)
        return key_set.unfold(jwk if self.private else public_half(jwk), self.paired)


@dataclass(frozen=True)
class Generate:
    """createJsonWebKeySet: the server makes a key. What it made is known from its reply only."""

    algorithm: str
    use: str
    kid: str
    where: str = MAIN

    def foreseen(self, pairs: bool) -> Rows:
        """Return the rows as far as they are known before: without the key itself."""
        jwk = dict(key_type(self.algorithm), kid=self.kid, use=self.use, alg=self.algorithm)
        return key_set.unfold(dict(jwk, d=""), pairs)

    def done(self, state: State) -> bool:
        """Tell whether the key is there."""
        return any(key.kid == self.kid for key in fold(state.rows(self.where)))


@dataclass(frozen=True)
class PutKey:
    """setJsonWebKey: one row is added or replaced, and is the newest from then on."""

    source: Source
    raw: str

    def row(self, state: State) -> Jwk:
        """Return the row that is sent."""
        return next(row for row in self.source.rows(state) if row["kid"] == self.raw)

    def after(self, state: State) -> State:
        """Return what is there once it is done."""
        row = self.row(state)
        return state.replaced(MAIN, (row, *(other for other in state.main if other.get("kid") != self.raw)))

    def done(self, state: State) -> bool:
        """Tell whether the row is there, and the newest of its kind."""
        row = self.row(state)
        alike = [other for other in state.main if is_private(other) == is_private(row)]
        return bool(alike) and _facts(alike[0]) == _facts(row)


@dataclass(frozen=True)
class PutSet:
    """setJsonWebKeySet: the whole set, in an order in which one key signs.

    :param sources: keys that are added or replaced
    :param drop: raw kids of rows that go
    :param first: the kid of the key that signs afterwards
    """

    sources: t.Tuple[Source, ...]
    drop: t.FrozenSet[str] = frozenset()
    first: t.Optional[str] = None

    def rows(self, state: State) -> Rows:
        """Return the rows, newest first; they are sent the other way round."""
        added = [row for source in self.sources for row in source.rows(state)]
        gone = self.drop | {row["kid"] for row in added}
        return key_set.in_signing_order(
            [*added, *(row for row in state.main if row.get("kid") not in gone)], self.first
        )

    def after(self, state: State) -> State:
        """Return what is there once it is done."""
        return state.replaced(MAIN, self.rows(state))

    def done(self, state: State) -> bool:
        """Tell whether exactly these rows are there, and the right key signs."""
        wanted = self.rows(state)
        signs, shall = key_set.signing_key(state.main), key_set.signing_key(wanted)
        return _told(state.main) == _told(wanted) and (signs and signs.kid) == (shall and shall.kid)


@dataclass(frozen=True)
class DeleteKey:
    """deleteJsonWebKey: one row goes."""

    raw: str
    where: str = MAIN

    def after(self, state: State) -> State:
        """Return what is there once it is done."""
        return state.replaced(self.where, (row for row in state.rows(self.where) if row.get("kid") != self.raw))

    def done(self, state: State) -> bool:
        """Tell whether it is gone."""
        return all(row.get("kid") != self.raw for row in state.rows(self.where))


@dataclass(frozen=True)
class DeleteSet:
    """deleteJsonWebKeySet: the set goes, and what waits in the other one stays."""

    def after(self, state: State) -> State:
        """Return what is there once it is done."""
        return state.replaced(MAIN, ())

    def done(self, state: State) -> bool:
        """Tell whether it is gone."""
        return not state.main


Call = t.Union[Generate, PutKey, PutSet, DeleteKey, DeleteSet]

# What a row says of a key, apart from the key itself.
_SAID = ("kid", "alg", "use", "x5c", "x5t", "x5t#S256")


def after(call: Call, state: State, pairs: bool) -> State:
    """Return what is there once a call is done, as far as it is known before."""
    if isinstance(call, Generate):
        return state.replaced(call.where, (*call.foreseen(pairs), *state.rows(call.where)))
    return call.after(state)


def _told(rows: t.Iterable[Jwk]) -> t.Dict[t.Any, t.Tuple[t.Any, ...]]:
    return {row.get("kid"): _facts(row) for row in rows}


def _facts(row: Jwk) -> t.Tuple[t.Any, ...]:
    """Return what a server shows of a row as it was sent: not the members that it computes itself."""
    return (is_private(row), material(row), *(row.get(name) for name in _SAID))
