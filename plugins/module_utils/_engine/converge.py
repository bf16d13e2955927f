# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.


"""The one way through the house: check, read, plan, apply. A single object is a list of one."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._errors import HydraError
from .._server.admin_api import AdminApi
from .._server.public_api import PublicApi
from .._values.folders import place_for_file
from .apply import Applier, Outcome, untried
from .approval import approved_wrongly, plan_id
from .model import Change, Entry, Owned, Prune, Thing, Wish, refuse
from .resource import Policy, Resource


@dataclass(frozen=True)
class Converged(t.Generic[Thing]):
    """What became of a task.

    :param outcomes: one for each entry, and then those of objects that no entry names
    :param plan_id: identifies everything that was planned; see `approval.plan_id`
    :param refusal: why nothing was done, although the plan could be carried out
    """

    outcomes: t.List[Outcome[Thing]]
    plan_id: str
    refusal: t.Optional[HydraError] = None


def converge(
    resource: Resource[Wish, Thing, Owned],
    api: AdminApi,
    public: t.Optional[PublicApi],
    entries: t.Sequence[Entry[Wish]],
    policy: Policy,
    prune: t.Optional[Prune[Owned]] = None,
    problems: t.Sequence[str] = (),
) -> Converged[Thing]:
    """Make the server hold what the entries say.

    :param public: asked whether declared secrets are right
    :param problems: what is wrong with other entries, which could not be read
    :raises UsageError: something is known to fail; nothing was written
    :raises LookupError: an entry would be left out silently, which is a mistake of this collection
    """
    planning = resource.planning(api, public, policy)
    told = [*problems, *(problem for entry in entries for problem in entry.problems)]
    checked = planning.check(entries, told)
    if len(checked) < len(entries):  # what the list owns is not known
        prune = None
        if not told:
            raise LookupError("entries were left out, and nothing says why")
    try:
        changes = planning.changes(checked, prune, told)
    except Exception:  # what is known already is reason enough
        refuse(told)
        raise
    refuse([*told, *_unwritable(changes)])
    planned = plan_id(changes)
    if policy.approved is not None and policy.approved != planned:
        return Converged(untried(changes), planned, approved_wrongly(planned, policy.approved, resource.title, changes))
    applier = Applier(api, policy.writers(api.server), policy.continue_on_error, policy.log)
    return Converged(applier.pretend(changes) if policy.check_mode else applier.apply(changes), planned)


def _unwritable(changes: t.Sequence[Change[Thing]]) -> t.Iterator[str]:
    """Yield why files cannot be written, before anything is."""
    for file in (file for change in changes for file in change.files):
        problem = place_for_file(file.option, file.path, file.folder_option)
        if problem:
            yield problem
