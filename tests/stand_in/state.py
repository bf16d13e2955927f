# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a stand-in remembers.  It is all in memory and gone with the process."""

from __future__ import annotations

import time
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .client_fields import Document
from .flows import Flows, Grant
from .hashing import HashedSecret


@dataclass
class Client:
    """A stored client: its fields as the database gives them back, its secret, and its rendering."""

    document: Document
    secret: HashedSecret | None
    created_at: datetime
    updated_at: datetime
    # The JSON text of GET, made once for each change.
    text: str = ""

    @property
    def id(self) -> str:
        return str(self.document["client_id"])


class Clients:
    """All clients, in the order of their ids."""

    def __init__(self) -> None:
        self._by_id: dict[str, Client] = {}
        self._order: list[str] = []

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Client]:
        return (self._by_id[client_id] for client_id in list(self._order))

    def get(self, client_id: str) -> Client | None:
        return self._by_id.get(client_id)

    def put(self, client: Client) -> None:
        if client.id not in self._by_id:
            insort(self._order, client.id)
        self._by_id[client.id] = client

    def remove(self, client_id: str) -> bool:
        """Forget a client; return whether there was one."""
        if self._by_id.pop(client_id, None) is None:
            return False
        del self._order[bisect_left(self._order, client_id)]
        return True

    def after(self, client_id: str) -> Iterator[Client]:
        """Yield the clients whose id is greater than ``client_id``."""
        start = bisect_left(self._order, client_id)
        if start < len(self._order) and self._order[start] == client_id:
            start += 1
        return (self._by_id[each] for each in self._order[start:])


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
        return time.time() >= self.expires_at

    @property
    def active(self) -> bool:
        return not (self.expired or self.used or (self.grant is not None and self.grant.revoked))


@dataclass
class State:
    """All objects of one server."""

    clients: Clients = field(default_factory=Clients)
    tokens: dict[str, Token] = field(default_factory=dict)
    # The ``jti`` of every client assertion that was accepted.
    used_assertions: set[str] = field(default_factory=set)
    flows: Flows = field(default_factory=Flows)

    def forget_tokens_of(self, client_id: str, use: str | None = None) -> None:
        """Forget all tokens of a client, or those of one ``use``."""
        self.tokens = {
            text: token
            for text, token in self.tokens.items()
            if token.client_id != client_id or (use is not None and token.use != use)
        }


def now() -> datetime:
    return datetime.now(UTC)


def to_second(moment: datetime) -> str:
    """Return a time rounded to the second, as the server shows ``created_at``."""
    rounded = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.strftime("%Y-%m-%dT%H:%M:%SZ")


def to_microsecond(moment: datetime) -> str:
    """Return a time with its microseconds, without trailing zeros."""
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
