# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Refuses calls that would leave a server unable to sign, at their end or between two of them. Pure."""

from __future__ import annotations

import typing as t

from .._errors import UnsupportedError, UsageError
from .calls import Call, PutSet, State, after
from .signing import Traits, obstacle, parted


def refuse_harm(calls: t.Sequence[Call], before: State, traits: Traits, force: bool) -> None:
    """Refuse what would end all signing; a set that cannot sign already is not made worse.

    :param force: what breaks signing is meant
    :raises UsageError: it would
    """
    if not calls or obstacle(before.main, traits) is not None:
        return
    states = [before]
    for call in calls:
        states.append(after(call, states[-1], traits.pairs))
    end = states[-1].main
    if traits.pairs and parted(end, traits):
        if not traits.ordered:
            raise UnsupportedError(
                ("before Hydra 1.9.0 a key cannot be published before it signs; let the server generate one with alg")
            )
    elif not force:
        _refuse(obstacle(end, traits))
    if not force and traits.pairs:
        _refuse_a_gap(calls, states, traits)
    elif not force:
        for state in states:
            _refuse(obstacle(state.main, traits))


def _refuse(reason: t.Optional[str]) -> None:
    if reason is not None:
        raise UsageError("tokens are signed with it, and %s; set force=true to do it anyway" % reason)


def _refuse_a_gap(calls: t.Sequence[Call], states: t.Sequence[State], traits: Traits) -> None:
    gap = any(obstacle(state.main, traits) is not None for state in states)
    if gap or any(isinstance(call, PutSet) and not traits.atomic for call in calls):
        raise UnsupportedError(
            (
                "before Hydra 1.11.0 a key that signs tokens cannot be imported or staged, nor the newest one "
                "removed, without a gap in which no token can be signed; let the server generate one with alg, "
                "or set force=true to accept that"
            )
        )
