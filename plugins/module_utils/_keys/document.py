# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Between the engine's documents and the states of JWK sets. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._server.admin_api import Document
from .._server.generations import ServerVersion
from . import key_set
from .calls import State
from .signing import Traits

TITLE, PLURAL = "JWK set", "jwk_sets"


@dataclass(frozen=True)
class About:
    """What is to be said of a set beside its rows."""

    name: str
    traits: Traits
    return_private: bool = False

    @classmethod
    def of(cls, name: str, server: ServerVersion, return_private: bool) -> About:
        """Return it for a set on a server."""
        return cls(name, traits_of(name, server), return_private)


def document_of(about: About, state: State) -> Document:
    """Return a set as the engine has it."""
    return {
        "set": about.name,
        "traits": about.traits,
        "rows": state.main,
        "next": state.next,
        "return_private": about.return_private,
    }


def state_in(document: t.Optional[Document]) -> State:
    """Return the state of a set that the engine has."""
    return State(document["rows"], document["next"]) if document else State()


def traits_of(name: str, server: ServerVersion) -> Traits:
    """Return how a server treats a set."""
    return Traits(
        signing=name in key_set.SIGNING_SETS,
        pairs=server.has("paired_keys"),
        by_prefix=server.has("halves_by_prefix"),
        ordered=server.has("ordered_jwk_sets"),
        atomic=server.has("atomic_jwk_sets"),
        put_needs_set=server.has("jwk_needs_set"),
        least_rsa_bits=1024 if server.has("short_rsa_keys_fail") else 0,
    )
