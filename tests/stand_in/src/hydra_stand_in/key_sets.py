# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Web Key sets that a server holds, its own among them."""

from __future__ import annotations

from .errors import unrecognizable
from .generations import Quirks
from .jwk import is_lost
from .key_material import Jwk, generate, public_half, with_certificate

ID_TOKEN, ACCESS_TOKEN, HTTPS = "hydra.openid.id-token", "hydra.jwt.access-token", "hydra.https-tls"


class KidExists(Exception):
    """A set has a key of that id already; the message is the id."""


class KeySets:
    """All sets.  One without a key does not exist; a key without ``kid`` has the id ``""``."""

    def __init__(self, version: str, quirks: Quirks, signs_access_tokens: bool) -> None:
        self._version, self._quirks = version, quirks
        # The keys of each set, newest first.
        self._sets: dict[str, list[Jwk]] = {}
        # The sets that are there from the start, and are made when somebody first looks.
        self._unmade = {ID_TOKEN, ACCESS_TOKEN, HTTPS} if quirks.own_sets_from_start else set()
        if quirks.opaque_tokens_have_no_set and not signs_access_tokens:
            self._unmade.discard(ACCESS_TOKEN)

    def of(self, name: str) -> list[Jwk]:
        """Return the keys of a set, newest first; none for a set that does not exist.

        Raises Refusal where one of them cannot be read.
        """
        return [self._readable(key) for key in self._all(name)]

    def has(self, name: str) -> bool:
        return bool(self._all(name))

    def _all(self, name: str) -> list[Jwk]:
        if name in self._unmade:
            self._unmade.remove(name)
            self.add(name, self._own_keys(name))
        return self._sets.get(name, [])

    def names(self) -> list[str]:
        """Return the names of the sets that somebody has looked at or written to."""
        return list(self._sets)

    def _readable(self, key: Jwk) -> Jwk:
        if self._quirks.keys_are_stored_as_text and is_lost(key):
            raise unrecognizable()
        return key

    def find(self, name: str, kid: str) -> Jwk | None:
        """Return a key.  Raises Refusal where it cannot be read."""
        found = next((key for key in self._all(name) if key.get("kid", "") == kid), None)
        return found and self._readable(found)

    def add(self, name: str, keys: list[Jwk]) -> None:
        """Add keys that are new, all or none of them.  Raises KidExists."""
        taken = self._taken(name, keys)
        if taken and self._quirks.taken_kid_is_ignored:
            keys = [key for key in keys if key not in taken]
        elif taken:
            raise KidExists(taken[0].get("kid", ""))
        newest_first = keys if self._quirks.keys_of_one_write_keep_their_order else keys[::-1]
        self._sets[name] = newest_first + self._all(name)

    def _taken(self, name: str, keys: list[Jwk]) -> list[Jwk]:
        """Return the keys whose ids others have, in the set or earlier among ``keys``."""
        kids = [key.get("kid", "") for key in self._all(name)]
        taken = []
        for key in keys:
            if key.get("kid", "") in kids:
                taken.append(key)
            kids.append(key.get("kid", ""))
        return taken

    def put(self, name: str, key: Jwk) -> None:
        """Add a key, or put it in the place of the one of the same id; either way it is the newest."""
        self.remove(name, key.get("kid", ""))
        self.add(name, [key])

    def replace(self, name: str, keys: list[Jwk]) -> None:
        """Make these the keys of a set; that the old ones stay where the new ones are refused depends on the version.

        Raises KidExists.
        """
        old = self._all(name)
        self.remove_set(name)
        try:
            self.add(name, keys)
        except KidExists:
            if self._quirks.refused_set_begins_all_the_same:
                self.add(name, keys[: keys.index(self._taken(name, keys)[0]) + 1])
            elif not self._quirks.refused_set_is_lost:
                self._sets[name] = old
            raise

    def remove(self, name: str, kid: str) -> None:
        empties = self._quirks.deleting_a_key_empties_its_set
        self._sets[name] = [key for key in self._all(name) if key.get("kid", "") != kid and not empties]

    def remove_set(self, name: str) -> None:
        self._unmade.discard(name)
        self._sets.pop(name, None)

    def generate_own(self, name: str) -> Jwk:
        """Add a key that a server makes for itself; return it, with its private members."""
        keys = self._own_keys(name)
        self.add(name, keys)
        return keys[0]

    def _own_keys(self, name: str) -> list[Jwk]:
        kid = name if self._quirks.own_key_ids_are_set_names else ""
        keys = generate(self._version, self._quirks, "RS256", kid, "sig")
        if name != HTTPS:
            return keys
        private, public = keys
        return [public_half(public), with_certificate(private, self._quirks)]
