# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.


"""The one way through the house: check, read, plan, apply. A single object is a list of one."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._apply import Applier, Outcome
from ansible_collections.ory.hydra.plugins.module_utils._errors import HydraError
from ansible_collections.ory.hydra.plugins.module_utils._files import place_for_file
from ansible_collections.ory.hydra.plugins.module_utils._plan import (
    Change,
    Entry,
    Planner,
    Prune,
    Reader,
    attempt,
    refuse,
)
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Policy, Resource


def converge(
    resource: Resource,
    api: AdminApi,
    public: t.Optional[PublicApi],
    entries: t.Sequence[Entry],
    policy: Policy,
    prune: t.Optional[Prune] = None,
    problems: t.Sequence[str] = (),
) -> t.List[Outcome]:
    """Make the server hold what the entries say; return one outcome for each, and then those no entry names.

    :param public: asked whether declared secrets are right
    :param problems: what is wrong with other entries, which could not be read
    :raises UsageError: something is known to fail; nothing was written
    """
    planner = resource.planner(api.server)
    told = list(problems)
    checked = attempt(told, planner.check, entries)
    if told:
        _refuse_with_more(planner, resource.reader(api, public, policy), entries, told)
    view = resource.reader(api, public, policy).view(checked or (), prune)
    changes = attempt(told, planner.plan, checked or (), view, prune)
    if changes is None:
        changes = _planned_alone(planner, checked or (), view)
    refuse([*told, *_unwritable(changes)])
    applier = Applier(api, policy.writers(api.server), policy.continue_on_error, policy.log)
    return applier.pretend(changes) if policy.check_mode else applier.apply(changes)


def _refuse_with_more(planner: Planner, reader: Reader, entries: t.Sequence[Entry], told: t.List[str]) -> None:
    """Refuse a task, and say what else is wrong with those entries that are right as far as they can be told alone.

    :raises UsageError: always
    """
    right: t.List[Entry] = []
    for entry in entries:
        right += attempt([], planner.check, [entry]) or ()
    if right and planner.alone:
        try:
            view = reader.view(right, None)
            told += _problems_of(planner, right, view)
        except HydraError:  # what is known already is reason enough
            pass
    refuse(told)


def _problems_of(planner: Planner, entries: t.Sequence[Entry], view: t.Any) -> t.List[str]:
    told: t.List[str] = []
    attempt(told, planner.plan, entries, view, None)
    return told + list(_unwritable(_planned_alone(planner, entries, view)))


def _planned_alone(planner: Planner, entries: t.Sequence[Entry], view: t.Any) -> t.List[Change]:
    """Return the changes of those entries whose plans are in order, none where they depend on each other."""
    changes: t.List[Change] = []
    for entry in entries if planner.alone else ():
        changes += attempt([], planner.plan, [entry], view, None) or ()
    return changes


def _unwritable(changes: t.Sequence[Change]) -> t.Iterator[str]:
    """Yield why files cannot be written, before anything is."""
    for file in (file for change in changes for file in change.files):
        problem = place_for_file(file.option, file.path)
        if problem:
            yield problem
