# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The keys of a JWK set as a user knows them: halves folded into one key, which one signs, how old they are. Pure.

Hydra up to 1.11 keeps a key as two rows, ``private:KID`` and ``public:KID``, and a database that was migrated from
there still has them; to a user they are one key. Rows are always in the order in which servers list them: newest first.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass

from .._values.jwk import SYMMETRIC, Jwk, default_algorithm, fits, has_material, is_private, public_half, same_material

SIGNING_SETS = ("hydra.openid.id-token", "hydra.jwt.access-token")

ACTIVE = "active"
PUBLISHED = "published"

PRIVATE, PUBLIC = "private:", "public:"
_GENERATED = re.compile(r"[a-z0-9]+-\d{8}T\d{6}Z-[0-9a-f]+")  # see kid_for
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z")

Rows = t.Tuple[Jwk, ...]


@dataclass(frozen=True)
class Key:
    """One key of a set.

    :param kid: its name, without what old servers put in front; None where it has none and cannot be addressed
    :param jwk: the key under that name, private where the set has the private half
    :param rows: how it is stored: one row, or two halves
    """

    kid: t.Optional[str]
    jwk: Jwk
    rows: Rows

    @property
    def private(self) -> bool:
        """Whether it can sign or decrypt."""
        return is_private(self.jwk)

    @property
    def symmetric(self) -> bool:
        """Whether it has no public half."""
        return self.jwk.get("kty") == SYMMETRIC

    @property
    def paired(self) -> bool:
        """Whether it is stored in halves."""
        return any(row.get("kid") != self.kid for row in self.rows)

    @property
    def halved(self) -> bool:
        """Whether it is kept as a public and a private half; a symmetric key never is, whatever its kid looks like."""
        return self.paired and not self.symmetric

    @property
    def raw(self) -> t.Optional[str]:
        """The kid of its newest row: its name on the server, where it is one row."""
        return t.cast("t.Optional[str]", self.rows[0].get("kid"))

    def signs_as(self, signer: t.Optional[Key]) -> bool:
        """Tell whether it is the key that signs."""
        return signer is not None and self.private and self.kid == signer.kid

    @property
    def state(self) -> str:
        """What may be done with it: `ACTIVE` where the private half is there, `PUBLISHED` where only the public is."""
        return ACTIVE if self.private else PUBLISHED

    @property
    def algorithm(self) -> t.Optional[str]:
        """The algorithm it is for; up to 1.11 the server's own keys do not say so, but their kind does."""
        return self.jwk.get("alg") or (None if self.jwk.get("kty") == "RSA" else default_algorithm(self.jwk))

    @property
    def made(self) -> t.Optional[datetime.datetime]:
        """When it was made, if its name says so; servers do not tell."""
        return time_in(self.kid or "")

    def serves(self, algorithm: t.Optional[str], use: t.Optional[str]) -> bool:
        """Tell whether it is for that algorithm and use; what a key does not say is not held against it."""
        if algorithm is not None and (self.algorithm or algorithm) != algorithm:
            return False
        if algorithm is not None and self.algorithm is None and not fits(self.jwk, algorithm):
            return False
        return use is None or self.jwk.get("use") in (None, use)


def bare(kid: str) -> str:
    """Return a kid without what servers up to 1.11 put in front of it."""
    for prefix in (PRIVATE, PUBLIC):
        if kid.startswith(prefix) and kid != prefix:
            return kid[len(prefix) :]
    return kid


def fold(rows: t.Iterable[Jwk]) -> t.List[Key]:
    """Return the keys of a set, each as new as its private half is."""
    rows = list(rows)
    keys = [Key(None, dict(row), (row,)) for row in rows if not row.get("kid")]
    halves = {row["kid"]: row for row in rows if row.get("kid") and not is_private(row)}
    groups: t.Dict[str, t.List[Jwk]] = {}
    for row in rows:
        if row.get("kid"):
            groups.setdefault(_name_of(row, halves), []).append(row)
    for name, group in groups.items():
        keys += _keys_called(name, group)
    order = [id(row) for row in rows]
    keys.sort(key=lambda key: order.index(id(leading(key.rows))))
    return keys


def _name_of(row: Jwk, halves: t.Mapping[str, Jwk]) -> str:
    """Return a kid without the prefix that its half of a pair has; one that only looks like that keeps it.

    A private half without private members, which tokens of a migrated database name, is one beside its public half.

    :param halves: the public halves of the set, by their kids
    """
    kid = str(row["kid"])
    if kid.startswith(PRIVATE if is_private(row) else PUBLIC):
        return bare(kid)
    other = halves.get(PUBLIC + bare(kid)) if kid.startswith(PRIVATE) else None
    return bare(kid) if other is not None and same_material(row, other) else kid


def _keys_called(name: str, rows: t.Sequence[Jwk]) -> t.List[Key]:
    """Return the keys of rows that have one name: halves of one key, or keys that only happen to be called alike."""
    halves = len(rows) == 1 or (
        len(rows) == 2
        and rows[0]["kid"] != rows[1]["kid"]
        and same_material(rows[0], rows[1])
        and all(row["kid"] != name for row in rows)
    )
    if halves:
        return [Key(name, dict(leading(rows), kid=name), tuple(rows))]
    return [Key(str(row["kid"]), dict(row), (row,)) for row in rows]


def leading(halves: t.Sequence[Jwk]) -> Jwk:
    """Return the half that has the most."""
    return next((row for row in halves if is_private(row)), halves[0])


def unfold(jwk: Jwk, paired: bool) -> Rows:
    """Return the rows of a key, newest first, in the order in which they can be the newest of a set."""
    if not paired or jwk.get("kty") == SYMMETRIC:
        return (jwk,)
    public = dict(public_half(jwk), kid=PUBLIC + jwk["kid"])
    return (public, dict(jwk, kid=PRIVATE + jwk["kid"])) if is_private(jwk) else (public,)


def signing_key(rows: t.Iterable[Jwk]) -> t.Optional[Key]:
    """Return the key that signs, where the set is one that Hydra signs with: the newest that has its private half."""
    return next((key for key in fold(rows) if key.private), None)


def in_signing_order(rows: t.Sequence[Jwk], first: t.Optional[str]) -> Rows:
    """Return rows so that one key signs: all keys with their private half, newest first, then those without.

    :param first: the kid of the key that is to sign; None leaves it to the newest one
    """
    keys = fold(rows)
    keys.sort(key=lambda key: (not key.private, key.symmetric, key.kid != first))
    return tuple(row for key in keys for row in (unfold(key.jwk, True) if key.halved and key.private else key.rows))


def time_in(kid: str) -> t.Optional[datetime.datetime]:
    """Return the time that a kid has in it, as ``20261121T104500Z`` or ``2026-11-21T10:45:00Z``."""
    found = _TIME.search(kid)
    try:
        return datetime.datetime(*(int(part) for part in found.groups())) if found else None  # type: ignore[arg-type]
    except ValueError:
        return None


def kid_for(algorithm: str, now: datetime.datetime, random_suffix: str) -> str:
    """Return a kid that says what a key is for and when it was made: ``rs256-20261121T104500Z-4f2a9c``."""
    return "%s-%s-%s" % (algorithm.lower(), now.strftime("%Y%m%dT%H%M%SZ"), random_suffix)


def is_generated(kid: str) -> bool:
    """Tell whether `kid_for` made up a kid."""
    return _GENERATED.fullmatch(kid) is not None


def described(rows: t.Sequence[Jwk], signing: bool, signer: t.Optional[Key]) -> t.Dict[str, t.Dict[str, t.Any]]:
    """Return what a diff shows of the keys, by kid: nothing of the keys themselves.

    :param signing: the set is one that Hydra signs with
    :param signer: the key that signs
    """
    shown: t.Dict[str, t.Dict[str, t.Any]] = {}
    for number, key in enumerate(fold(rows)):
        about: t.Dict[str, t.Any] = {"alg": key.algorithm, "use": key.jwk.get("use"), "state": key.state}
        if signing:
            about["signs"] = key.signs_as(signer)
        shown[key.kid or "(number %d, which has no kid)" % (number + 1)] = about
    return shown


def key_states(rows: t.Sequence[Jwk], signer: t.Optional[Key]) -> t.List[t.Dict[str, t.Any]]:
    """Return what a result tells of each key beside its public half.

    :param signer: the key that signs
    """
    return [
        {
            "kid": key.kid,
            "kty": key.jwk.get("kty"),
            "alg": key.algorithm,
            "use": key.jwk.get("use"),
            "state": key.state,
            "signs": key.signs_as(signer),
            "created_at": key.made.strftime("%Y-%m-%dT%H:%M:%SZ") if key.made else None,
        }
        for key in fold(rows)
    ]


def public_jwks(rows: t.Sequence[Jwk], pairs: bool) -> t.Dict[str, t.Any]:
    """Return the public halves as a JSON Web Key Set, each under the kid that tokens name.

    Keys that are yet to be made are not among them.

    :param pairs: the server keeps halves, and tokens name the public one; others publish each row under its own name
    """
    if not pairs:
        return {"keys": [public_half(row) for row in rows if row.get("kty") != SYMMETRIC and has_material(row)]}
    keys = []
    for key in fold(rows):
        if not key.symmetric and has_material(key.jwk):
            public = public_half(key.jwk)
            if key.paired:
                public["kid"] = PUBLIC + str(key.kid)
            keys.append(public)
    return {"keys": keys}
