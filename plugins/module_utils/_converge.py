# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.


"""The one way through the house: check, read, plan, apply. A single object is a list of one."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._apply import Applier, Outcome
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._files import place_for_file
from ansible_collections.ory.hydra.plugins.module_utils._plan import Change, Entry, Prune
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Policy, Resource


def converge(
    resource: Resource,
    api: AdminApi,
    public: t.Optional[PublicApi],
    entries: t.Sequence[Entry],
    policy: Policy,
    prune: t.Optional[Prune] = None,
) -> t.List[Outcome]:
    """Make the server hold what the entries say; return one outcome for each, and then those no entry names.

    :param public: asked whether declared secrets are right
    :raises UsageError: something is known to fail; nothing was written
    """
    planner = resource.planner(api.server)
    entries = planner.check(entries)
    view = resource.reader(api, public, policy).view(entries, prune)
    changes = planner.plan(entries, view, prune)
    _check_places(changes)
    applier = Applier(api, policy.writers(api.server), policy.continue_on_error, policy.log)
    return applier.pretend(changes) if policy.check_mode else applier.apply(changes)


def _check_places(changes: t.Sequence[Change]) -> None:
    """Refuse files that cannot be written, before anything is.

    :raises UsageError: a folder is missing or not writable
    """
    for file in (file for change in changes for file in change.files):
        problem = place_for_file(file.option, file.path)
        if problem:
            raise UsageError(problem)
