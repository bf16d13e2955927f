# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What becomes of clients, as far as it can be told before the server was asked about secrets. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._engine.model import (
    Entry,
    Prune,
    attempt,
)
from .._server.admin_api import Document
from . import secret_policy
from .description import (
    AUTH_METHOD,
    ID,
    SECRET,
    OwnedClients,
    auth_method,
    bears_secret,
    may_have_registered_itself,
)
from .merge import ClientWish, Partial
from .secret_policy import SecretPlan

NO_SECRET = SecretPlan(secret_policy.NONE)


@dataclass(frozen=True)
class ClientSurvey:
    """What was read of clients.

    :param current: for each entry's position the client as it is, or None; nothing where it cannot be told which it is
    :param others: every client that was read, among which is pruned
    :param problems: for positions of entries of which something could not be read: why
    """

    current: t.Mapping[int, t.Optional[Document]]
    others: t.Sequence[Document] = ()
    problems: t.Mapping[int, t.Tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A client as it is to be, but for its secret.

    :param key: its id; None where the server is going to choose it
    :param touched: the fields that differ from what is there
    :param problems: what cannot be sent
    """

    entry: Entry[ClientWish]
    current: t.Optional[Document]
    key: t.Optional[str]
    document: Partial
    touched: t.Tuple[str, ...]
    problems: t.Tuple[str, ...] = ()

    def secret(self, right: t.Optional[bool]) -> SecretPlan:
        """Return what becomes of the secret.

        :param right: whether the server confirmed the declared one; None where it was not asked
        :raises UsageError: there is no place for a secret, or none is wanted
        """
        if self.document.unknown & {SECRET, "secret_file", "update_secret", "return_secret", AUTH_METHOD}:
            return NO_SECRET
        there = self.current is not None
        bearing = bears_secret(self.document)
        gains = self.current is not None and bearing and not bears_secret(self.current)
        wish = self.entry.wish.secret
        if wish.folder_option and not bearing and AUTH_METHOD not in self.entry.wish.given:
            return NO_SECRET  # the file comes from the list, which cannot know the method that the server has
        return secret_policy.decide(wish, SECRET, there, bearing, gains, right)

    def is_replaced(self, right: t.Optional[bool]) -> bool:
        """Tell whether what is there is replaced; what cannot be right is not, and is told elsewhere."""
        told = list(self.problems)
        secret = attempt(told, self.secret, right)
        return secret is not None and not told and (bool(self.touched) or secret.value is not None)


@dataclass(frozen=True)
class Question:
    """Whether a client authenticates with the secret that is declared."""

    position: int
    client_id: str
    secret: str
    method: str


@dataclass(frozen=True)
class ClientDraft:
    """What becomes of clients, as far as it can be told without their secrets.

    :param targets: for the positions of entries that are to be there the clients as they are to be
    :param questions: what the server is to be asked
    """

    entries: t.Sequence[Entry[ClientWish]]
    survey: ClientSurvey
    prune: t.Optional[Prune[OwnedClients]]
    targets: t.Mapping[int, Target]
    questions: t.Tuple[Question, ...]

    def loses_registration(self, verdicts: t.Mapping[int, bool]) -> t.Dict[int, str]:
        """Return position and id of each client that is replaced and may have registered itself.

        :param verdicts: for positions whether the declared secret is right
        """
        return {
            position: str(target.current[ID])
            for position, target in self.targets.items()
            if target.current is not None
            and not target.entry.wish.registered
            and may_have_registered_itself(target.current)
            and target.is_replaced(verdicts.get(position))
        }


@dataclass(frozen=True)
class ClientDetails:
    """What a draft left open.

    :param verdicts: for positions whose secret was compared with the server's: whether it is right
    :param problems: for positions of entries that something is wrong with: what
    :param self_made: the positions of clients that may have registered themselves
    """

    verdicts: t.Mapping[int, bool] = field(default_factory=dict)
    problems: t.Mapping[int, t.Tuple[str, ...]] = field(default_factory=dict)
    self_made: t.FrozenSet[int] = frozenset()


def questions_about(target: Target) -> t.Iterator[Question]:
    """Yield what is to be asked about a client whose secret is declared, and written if it is wrong."""
    wish, current = target.entry.wish.secret, target.current
    if current is not None and wish.declared is not None and wish.policy == "when_wrong":
        yield Question(target.entry.position, str(current[ID]), wish.declared, auth_method(current))
