# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a stand-in remembers.  It is all in memory and gone with the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import clock
from .by_id import ById
from .client_fields import Document
from .flows import Flows, Grant
from .grants import TrustedIssuers
from .hashing import HashedSecret
from .key_material import Jwk
from .key_sets import KeySets


@dataclass
class Client:
    """A stored client: its fields as the database gives them back, its secret, and its rendering."""

    document: Document
    secret: HashedSecret | None
    created_at: datetime
    updated_at: datetime
    # The JSON text of GET, made once for each change.
    text: str = ""
    # Secrets that were rotated away and still authenticate, oldest first.
    rotated: tuple[HashedSecret, ...] = ()
    # What its holder may read it with at the public port, where clients may register themselves; "" once that ended.
    registration_token: str = ""
    # Whether it has a key that cannot be read.
    lost: bool = False

    @property
    def id(self) -> str:
        return str(self.document["client_id"])

    @property
    def grant_types(self) -> list[str]:
        """The grant types that it may use; without any, the one that needs a user."""
        return self.document["grant_types"] or ["authorization_code"]

    @property
    def times(self) -> dict[str, str]:
        """Return the members that show when it was made and changed."""
        return {"created_at": to_microsecond(self.created_at), "updated_at": to_microsecond(self.updated_at)}


@dataclass
class Token:
    """A token that was handed out.  Times are seconds since the epoch."""

    client_id: str
    scope: list[str]
    audience: list[str]
    issued_at: int
    expires_at: int
    use: str = "access_token"
    # What a user granted; None for what a client got for itself.
    grant: Grant | None = None
    # Whether a refresh token was exchanged for the next one.
    used: bool = False

    @property
    def subject(self) -> str:
        return self.grant.subject if self.grant else self.client_id

    @property
    def expired(self) -> bool:
        return clock.time() >= self.expires_at

    @property
    def withdrawn(self) -> bool:
        return self.used or (self.grant is not None and self.grant.revoked)

    @property
    def active(self) -> bool:
        return not (self.expired or self.withdrawn)


@dataclass
class State:
    """All objects of one server."""

    keys: KeySets
    grants: TrustedIssuers = field(default_factory=TrustedIssuers)
    clients: ById[Client] = field(default_factory=ById)
    tokens: dict[str, Token] = field(default_factory=dict)
    # The ``jti`` of every assertion that was accepted.
    used_assertions: set[str] = field(default_factory=set)
    # The keys that clients published, by their ``jwks_uri``.
    fetched_keys: dict[str, list[Jwk]] = field(default_factory=dict)
    flows: Flows = field(default_factory=Flows)

    def forget_tokens_of(self, client_id: str, use: str | None = None) -> None:
        """Forget all tokens of a client, or those of one ``use``."""
        self.tokens = {
            text: token
            for text, token in self.tokens.items()
            if token.client_id != client_id or (use is not None and token.use != use)
        }


def rounded(moment: datetime) -> datetime:
    """Return a time rounded to the second, as the server stores ``created_at``."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def to_second(moment: datetime) -> str:
    return to_microsecond(rounded(moment))


def to_microsecond(moment: datetime) -> str:
    """Return a time with its microseconds, without trailing zeros."""
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + fraction + "Z"
