# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Who uses a client, and which clients depend on keys and trusted issuers, as far as that can be told. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.client import JWT_BEARER, Client
from ...module_utils._audit.rule import listed
from ...module_utils._clients.description import ID, NAME, OWNER
from ...module_utils._keys.key_set import SIGNING_SETS
from .previews import Document

_ID_TOKENS, _ACCESS_TOKENS = SIGNING_SETS


def owner_of(client: t.Mapping[str, t.Any]) -> Document:
    """Return what people know a client by, and whom to ask about it."""
    told = {name: client.get(name) for name in (NAME, OWNER, "contacts")}
    return {name: value for name, value in told.items() if value}


def fails(client: Client) -> str:
    """Return what is impossible while a client does not exist, as a clause: ``users cannot log in``."""
    told = ["users cannot log in with it"] if client.has_users else []
    if "client_credentials" in client.grants:
        told.append("it cannot get tokens for itself")
    if JWT_BEARER in client.grants:
        told.append("it cannot exchange assertions for tokens")
    if "refresh_token" in client.grants:
        told.append("tokens that it has cannot be refreshed")
    return ", and ".join(told) or "it cannot get tokens"


class Clients:
    """The clients of a server.

    :param documents: as the server answered them; None if they are not known
    """

    def __init__(self, documents: t.Optional[t.Sequence[Document]]) -> None:
        self._documents = None if documents is None else sorted(documents, key=lambda one: str(one.get(ID)))
        self._by_name = {str(one[name]): one for name in (NAME, ID) for one in documents or () if one.get(name)}

    def named(self, name: str) -> Document:
        """Return a client by its id or name; an empty one if it is not known."""
        return self._by_name.get(name, {})

    def relying_on(self, key_set: str) -> t.Optional[str]:
        """Return whose tokens are signed with a key set, as a sentence; None if Hydra signs nothing with it."""
        if key_set == _ID_TOKENS:
            told = self._having(lambda one: "openid" in one.scope and one.has_users)
            return "Hydra signs ID tokens with it%s" % _of(told)
        if key_set == _ACCESS_TOKENS:
            told = self._having(lambda one: one.text("access_token_strategy") == "jwt")
            return (
                "Hydra signs access tokens in JWT format with it%s; if that is the default of the server, "
                "of all clients without access_token_strategy, too" % _of(told)
            )
        return None

    def exchanging(self) -> t.Optional[str]:
        """Return which clients can exchange assertions of trusted issuers, as a sentence; None if that is not known."""
        told = self._having(lambda one: JWT_BEARER in one.grants)
        return None if told is None else "Clients that can exchange assertions: %s" % (listed(told) or "none")

    def _having(self, test: t.Callable[[Client], bool]) -> t.Optional[t.List[str]]:
        """Return the names of the clients that pass a test; None if they are not known."""
        if self._documents is None:
            return None
        return [one.name for one in map(Client, self._documents) if test(one)]


def _of(names: t.Optional[t.Sequence[str]]) -> str:
    """Return whose tokens are meant, as the end of a clause."""
    if names is None:
        return ""
    if not names:
        return ", but no client gets any"
    return ", those of %d client%s: %s" % (len(names), "" if len(names) == 1 else "s", listed(names))
