# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JWK sets as they are on a server, and the grants that are bound to their keys."""

from __future__ import annotations

import datetime
import secrets
import typing as t
from dataclasses import dataclass

from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._errors import UsageError
from .._server.admin_api import AdminApi
from .._server.generations import ServerVersion
from . import key_set
from .calls import State, next_set
from .document import traits_of
from .plan import KeyPlan, plan_set
from .wish import Wish


@dataclass(frozen=True)
class KeyView:
    """What is there.

    :param states: for each entry's position what is in its set, and what waits for it
    :param bound: for each entry's position the kids of keys that trusted issuers are bound to, where it matters
    :param now: the time at which that was read, in UTC
    """

    states: t.Mapping[int, State]
    bound: t.Mapping[int, t.Sequence[str]]
    now: datetime.datetime


@dataclass(frozen=True)
class KeySetReader:
    """Reads sets one by one, as no listing has them."""

    api: AdminApi
    concurrency: int

    def view(self, entries: t.Sequence[Entry], prune: t.Optional[Prune]) -> KeyView:
        """Return what is in the sets that the entries name, and which grants a change would take along."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
        read = in_parallel(lambda entry: _read(self.api, entry), entries, self.concurrency)
        states = {entry.position: state for entry, state in zip(entries, read)}
        self.api.check_key_names(str(row.get("kid")) for state in read for row in (*state.main, *state.next))
        self.api.check_key_names(key.kid for entry in entries for key in entry.given["wish"].keys)
        bound = in_parallel(lambda entry: self._bound(entry, states[entry.position], now), entries, self.concurrency)
        return KeyView(states, {entry.position: kids for entry, kids in zip(entries, bound)}, now)

    def _bound(self, entry: Entry, state: State, now: datetime.datetime) -> t.Sequence[str]:
        wish: Wish = entry.given["wish"]
        name = str(entry.key)
        if wish.force or name in key_set.SIGNING_SETS or not self.api.server.has("trusted_issuers"):
            return ()
        try:
            touched = planned(entry, state, self.api.server, now).touched
        except UsageError:  # the planner says so, of all entries at once
            return ()
        if not touched:
            return ()
        grants = [grant for page in self.api.trusted_issuer_pages({"issuer": name}) for grant in page]
        keys = [grant.get("public_key") for grant in grants if grant.get("issuer") == name]
        return [str(key.get("kid")) for key in keys if isinstance(key, dict)]


def _read(api: AdminApi, entry: Entry) -> State:
    wish: Wish = entry.given["wish"]
    return state_of(api, str(entry.key), wish.staged)


def state_of(api: AdminApi, name: str, staged: bool) -> State:
    """Return what is in a set, and what waits for it where that matters."""
    main = tuple(api.get_jwk_set(name) or ())
    return State(main, tuple(api.get_jwk_set(next_set(name)) or ()) if staged else ())


def planned(entry: Entry, state: State, server: ServerVersion, now: datetime.datetime) -> KeyPlan:
    """Return what becomes of a set."""
    name = str(entry.key)
    traits = traits_of(name, server)
    return plan_set(name, entry.given["wish"], state, traits, now, lambda: secrets.token_hex(3))
