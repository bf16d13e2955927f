# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What the options keep and max_age make of a set: which key is young enough, and which ones go for their age. Pure.

A policy neither counts nor removes a key that is on its way: one that is published before it signs. Servers do not
tell those from keys that have signed and are only kept for verifiers, so a public half counts as one that is on its way
unless its name says that it is older than the key that signs.
"""

from __future__ import annotations

import datetime
import typing as t

from .key_set import Key, time_in


def is_young(kid: str, now: datetime.datetime, max_age: t.Optional[datetime.timedelta]) -> bool:
    """Tell whether a key is within its age; one whose age is not known counts as older than any."""
    if max_age is None:
        return True
    made = time_in(kid)
    return made is not None and now - made <= max_age


def is_coming(key: Key, current: t.Optional[Key], waiting: t.Container[t.Optional[str]]) -> bool:
    """Tell whether a key may be published for the day on which it signs.

    :param current: the key that signs, or in other sets the newest private one
    :param waiting: the kids of keys whose private halves wait in the other set
    """
    if key.private:
        return False
    if key.kid in waiting or current is None:
        return True
    return key.made is None or current.made is None or key.made >= current.made


def newest_first(keys: t.Iterable[Key]) -> t.List[Key]:
    """Return keys by their age; among equals, the order of the server."""
    return sorted(keys, key=lambda key: key.made or datetime.datetime.min, reverse=True)


def too_many(
    keys: t.Sequence[Key], number: int, current: t.Optional[Key], waiting: t.Container[t.Optional[str]]
) -> t.List[Key]:
    """Return the keys that go where so many stay: never the current one, and none that is on its way.

    :param keys: the keys that the policy is about, newest first
    """
    counted = [key for key in keys if not is_coming(key, current, waiting)]
    counted.sort(key=lambda key: current is None or key.kid != current.kid)
    return counted[number:]
