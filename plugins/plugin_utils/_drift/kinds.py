# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The kinds of differences between lists and a server, and what one of them is. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ...module_utils._audit.rule import CLIENT, ISSUER, KEY_SET, Reference

_GUIDE = (
    Reference("Ory Hydra collection: drift", "https://ansible-collections.github.io/ory.hydra/docsite/drift.html"),
)

RUN = "Run the role provision"


@dataclass(frozen=True)
class Kind:
    """A kind of difference.

    :param kind: of the object
    :param what: completes "Finds ..."
    :param why: what it means
    """

    id: str
    severity: str
    kind: str
    what: str
    why: str
    references: t.Tuple[Reference, ...] = _GUIDE


@dataclass(frozen=True)
class Difference:
    """Something about an object that is not as the lists say.

    :param name: of the object
    :param option: the option of the module that manages such objects; empty for the object as a whole
    :param found: what is there, as a sentence without its full stop
    :param remedy: what to do about it, likewise
    :param instead: options to write to the list in order to keep what is there, where their values can be told
    :param affected: who or what depends on it, as sentences
    :param owner: what people know the object by, and whom to ask about it
    """

    kind: Kind
    name: str
    option: str
    found: str
    remedy: str
    instead: t.Dict[str, t.Any] = field(default_factory=dict)
    affected: t.Tuple[str, ...] = ()
    owner: t.Dict[str, t.Any] = field(default_factory=dict)


CLIENT_MISSING = Kind(
    "client-missing", "high", CLIENT, "clients of the list that do not exist", "Applications cannot use these clients."
)
CLIENT_EXTRA = Kind(
    "client-extra",
    "medium",
    CLIENT,
    "clients that should not exist",
    "They were created by hand, or removed from the list since. The role provision removes them.",
)
CLIENT_SECRET = Kind(
    "client-secret",
    "high",
    CLIENT,
    "clients whose secret is not the declared one",
    "Applications that use the declared secret cannot authenticate.",
)
CLIENT_ACCESS = Kind(
    "client-access",
    "medium",
    CLIENT,
    "clients with other values in fields on which logins or tokens depend",
    "Logins or token requests fail, or some are allowed that should not be.",
)
CLIENT_DETAILS = Kind(
    "client-details",
    "low",
    CLIENT,
    "clients with other values in fields on which neither logins nor tokens depend",
    "People see something else, or do not find the client.",
)
KEYS_MISSING = Kind(
    "keys-missing", "high", KEY_SET, "key sets of the list that do not exist", "Whoever needs these keys has none."
)
KEYS_EXTRA = Kind(
    "keys-extra",
    "medium",
    KEY_SET,
    "key sets that should not exist",
    "Their keys are still published. The role provision removes them.",
)
KEYS_CHANGED = Kind(
    "keys-changed",
    "high",
    KEY_SET,
    "key sets with other keys",
    "Tokens may be signed with a key that nobody approved, or services may not find the key that they need.",
)
ISSUER_MISSING = Kind(
    "issuer-missing",
    "high",
    ISSUER,
    "trusted issuers of the list that do not exist",
    "Assertions of these issuers are refused.",
)
ISSUER_EXTRA = Kind(
    "issuer-extra",
    "high",
    ISSUER,
    "trusted issuers that should not exist",
    "Whoever has their keys gets tokens. The role provision removes them.",
)
ISSUER_CHANGED = Kind(
    "issuer-changed",
    "medium",
    ISSUER,
    "trusted issuers with another scope or expiry",
    "Assertions get other tokens than intended, or for another time.",
)
ISSUER_KEY = Kind(
    "issuer-key",
    "high",
    ISSUER,
    "trusted issuers with another key",
    "Assertions of the issuer are refused, and those of whoever has the other key are accepted.",
)

KINDS = (
    CLIENT_MISSING,
    CLIENT_EXTRA,
    CLIENT_SECRET,
    CLIENT_ACCESS,
    CLIENT_DETAILS,
    KEYS_MISSING,
    KEYS_EXTRA,
    KEYS_CHANGED,
    ISSUER_MISSING,
    ISSUER_EXTRA,
    ISSUER_CHANGED,
    ISSUER_KEY,
)
