# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A JWK set as an entry of a list, without anything private. Pure.

Whether an entry says no more than what there is, the planner tells: it has nothing to do.
"""

from __future__ import annotations

import typing as t

from .._engine.model import Entry
from .._server.admin_api import Document
from .._server.generations import ServerVersion
from .._values.expiry import now_in_utc
from .._values.jwk import default_algorithm
from .key_set import fold, public_jwks
from .options import KEY_ARGUMENTS, wish_of
from .planner import KeySetPlanner
from .read import KeySurvey
from .stored import StoredSet
from .wish import PRESENT


def as_entry(stored: StoredSet, server: ServerVersion) -> t.Optional[Document]:
    """Return the entry that changes nothing of a set on its server; None if there is none.

    On another server it has a key generated for the same algorithm or, where no server can generate one, the public
    halves imported.
    """
    for options in _candidates(stored):
        if _changes_nothing(stored, options, server):
            return dict({"set": stored.name}, **options)
    return None


def _candidates(stored: StoredSet) -> t.Iterator[Document]:
    for key in fold(stored.state.main):
        algorithm = key.algorithm or default_algorithm(key.jwk)
        if key.private and algorithm is not None:
            yield {"alg": algorithm, "use": key.jwk.get("use") or "sig"}
    keys = public_jwks(stored.state.main, stored.traits.pairs)["keys"]
    if keys:  # in an order that does not depend on when a server got them
        yield {"jwks": {"keys": sorted(keys, key=lambda key: str(key.get("kid")))}}


def _changes_nothing(stored: StoredSet, options: Document, server: ServerVersion) -> bool:
    unset = {name: row.get("default") for name, row in KEY_ARGUMENTS.items()}
    whole = dict(unset, set=stored.name, state=PRESENT, **options)
    wish, problems = wish_of(whole, False, lambda _texts: None, lambda _warning: None)
    planner = KeySetPlanner(server)
    entries = planner.check([Entry(0, stored.name, wish)], problems)
    draft = planner.draft(entries, KeySurvey({0: stored.state}, now_in_utc()), None, problems)
    return not problems and not any(plan.calls for plan in draft.plans.values())
