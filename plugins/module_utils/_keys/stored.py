# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JWK sets as the engine hands them about. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._server.admin_api import Document
from .._server.generations import Features, ServerVersion
from . import key_set, signing
from .calls import State
from .key_set import Key
from .signing import Traits

TITLE, PLURAL = "JWK set", "jwk_sets"


@dataclass(frozen=True)
class StoredSet:
    """A set on a server.

    :param return_private: results have the private members of its keys
    :param entry: the set as an entry of a list, where that is asked for and there is one
    """

    name: str
    traits: Traits
    state: State = State()
    return_private: bool = False
    entry: t.Optional[Document] = None

    @classmethod
    def on(cls, server: ServerVersion, name: str, state: State, return_private: bool) -> StoredSet:
        """Return a set as a server treats it."""
        return cls(name, traits_of(name, server), state, return_private)

    def holding(self, state: State) -> t.Optional[StoredSet]:
        """Return the set with another content; None where that is nothing."""
        return replace(self, state=state) if state.main or state.next else None

    @property
    def signer(self) -> t.Optional[Key]:
        """The key that signs, where the set is one that signs tokens."""
        return signing.signer(self.state.main, self.traits)


def traits_of(name: str, server: ServerVersion) -> Traits:
    """Return how a server treats a set."""
    return Traits(
        signing=name in key_set.SIGNING_SETS,
        pairs=server.has(Features.paired_keys),
        by_prefix=server.has(Features.halves_by_prefix),
        ordered=server.has(Features.ordered_jwk_sets),
        atomic=server.has(Features.atomic_jwk_sets),
        put_needs_set=server.has(Features.jwk_needs_set),
        least_rsa_bits=1024 if server.has(Features.short_rsa_keys_fail) else 0,
    )
