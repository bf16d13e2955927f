# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JWK sets as they are on a server, and the grants that are bound to their keys."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._engine.model import Entry, Prune
from .._engine.parallel import in_parallel
from .._engine.progress import Log, Progress
from .._engine.stages import Reader
from .._server.admin_api import AdminApi
from .._server.generations import Features
from .._values.expiry import now_in_utc
from . import key_set
from .calls import State, next_set
from .plan import KeyPlan
from .wish import SetWish

BoundKeys = t.Mapping[int, t.Sequence[str]]  # for the positions of entries the kids that trusted issuers are bound to


@dataclass(frozen=True)
class KeySurvey:
    """What is there.

    :param states: for each entry's position what is in its set, and what waits for it
    :param now: the time at which that was read, in UTC
    """

    states: t.Mapping[int, State]
    now: datetime.datetime


@dataclass(frozen=True)
class KeyDraft:
    """What becomes of sets, but for the grants that would go with their keys.

    :param plans: for each entry's position what becomes of its set, where that can be
    """

    entries: t.Sequence[Entry[SetWish]]
    survey: KeySurvey
    plans: t.Mapping[int, KeyPlan]


@dataclass(frozen=True)
class KeySetReader(Reader[SetWish, None, KeySurvey, KeyDraft, BoundKeys]):
    """Reads sets one by one, as no listing has them."""

    api: AdminApi
    concurrency: int
    log: Log = lambda _line: None

    def survey(self, entries: t.Sequence[Entry[SetWish]], prune: t.Optional[Prune[None]]) -> KeySurvey:
        """Return what is in the sets that the entries name."""
        now = now_in_utc()

        def read(entry: Entry[SetWish]) -> State:
            return state_of(self.api, str(entry.key), entry.wish.staged)

        states = in_parallel(read, entries, self.concurrency, Progress(self.log, "Read key sets", len(entries)))
        self.api.check_key_names(str(row.get("kid")) for state in states for row in (*state.main, *state.next))
        self.api.check_key_names(key.kid for entry in entries for key in entry.wish.keys)
        return KeySurvey({entry.position: state for entry, state in zip(entries, states)}, now)

    def details(self, draft: KeyDraft) -> BoundKeys:
        """Return the keys of grants where some of them may go."""
        asked = [entry for entry in draft.entries if self._may_take_grants(entry, draft.plans.get(entry.position))]
        bound = in_parallel(lambda entry: self._bound(str(entry.key)), asked, self.concurrency)
        return {entry.position: kids for entry, kids in zip(asked, bound)}

    def _may_take_grants(self, entry: Entry[SetWish], plan: t.Optional[KeyPlan]) -> bool:
        """Tell whether a plan may take grants along that nobody said may go."""
        spares = not entry.wish.force and entry.key not in key_set.SIGNING_SETS
        return plan is not None and bool(plan.touched) and spares and self.api.server.has(Features.trusted_issuers)

    def _bound(self, name: str) -> t.Sequence[str]:
        grants = [grant for page in self.api.trusted_issuer_pages({"issuer": name}) for grant in page]
        keys = [grant.get("public_key") for grant in grants if grant.get("issuer") == name]
        return [str(key.get("kid")) for key in keys if isinstance(key, dict)]


def state_of(api: AdminApi, name: str, staged: bool) -> State:
    """Return what is in a set, and what waits for it where that matters."""
    main = tuple(api.get_jwk_set(name) or ())
    return State(main, tuple(api.get_jwk_set(next_set(name)) or ()) if staged else ())
