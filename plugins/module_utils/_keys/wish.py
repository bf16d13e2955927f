# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a task says of a JWK set. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._values.jwk import Jwk
from .key_set import PUBLIC

PRESENT, ACTIVE, PUBLISHED, RETIRED, ABSENT = "present", "active", "published", "retired", "absent"


@dataclass(frozen=True)
class WantedKey:
    """One key that a task speaks of.

    :param place: where it stands in the task, for sentences
    :param jwk: the key itself, under its kid; None where only its name is given
    :param named: whether its kid was given, and is not just its thumbprint
    :param prefixed: it was given as ``public:KID`` or ``private:KID``, as servers up to 1.11 call it
    :param declared: the members, apart from the key itself, that have to be as they are in ``jwk``
    """

    place: str
    state: str
    kid: str
    algorithm: t.Optional[str] = None
    use: t.Optional[str] = None
    jwk: t.Optional[Jwk] = None
    named: bool = True
    prefixed: bool = False
    declared: t.Tuple[str, ...] = ()

    @property
    def raw(self) -> t.Optional[str]:
        """What tokens of servers up to 1.11 call it, if it was given by a name of theirs."""
        return PUBLIC + self.kid if self.prefixed else None

    @property
    def leaves(self) -> bool:
        """Whether it is to go, or its private half."""
        return self.state in (RETIRED, ABSENT)


@dataclass(frozen=True)
class Rotation:
    """How the key that signs gives way to the next one, in stages.

    :param max_age: the age at which the next one is published; None for no age
    :param publish_for: how long it is published before it signs
    :param keep_for: how long it signs before the public half of the old one goes
    :param start: the next one is published whatever the age, unless one is on its way
    """

    max_age: t.Optional[datetime.timedelta] = None
    publish_for: datetime.timedelta = datetime.timedelta()
    keep_for: datetime.timedelta = datetime.timedelta()
    start: bool = False


@dataclass(frozen=True)
class SetWish:
    """What a task says of one set.

    :param algorithm: a usable key for it has to be there, or else the server makes one
    :param keep: how many of the keys for that algorithm and use stay
    :param max_age: the age at which a key does not count any more
    :param rotation: the key for that algorithm that signs is replaced in stages
    :param exact: no keys stay but those that are listed
    :param keep_prefix: a key that is given as ``public:KID`` has that name on newer servers too
    :param force: do what would break signing or take grants along
    :param return_private: results have the private members of its keys
    :param whole: nothing is missing of what the task says, as nothing of that is wrong
    """

    keys: t.Tuple[WantedKey, ...] = ()
    absent: bool = False
    algorithm: t.Optional[str] = None
    use: str = "sig"
    keep: t.Optional[int] = None
    max_age: t.Optional[datetime.timedelta] = None
    rotation: t.Optional[Rotation] = None
    exact: bool = False
    keep_prefix: bool = False
    force: bool = False
    return_private: bool = False
    whole: bool = True

    @property
    def staged(self) -> bool:
        """Whether a private half may be waiting in the other set for a key that this is about."""
        return (
            self.absent
            or self.rotation is not None
            or self.keep is not None
            or any(key.jwk is None and key.state in (PUBLISHED, ACTIVE, ABSENT) for key in self.keys)
        )
