# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The module that audits."""

from __future__ import annotations

import datetime

from .._engine.resource import Spec
from .._errors import UsageError
from .._keys.key_set import SIGNING_SETS
from .._module.actions import run_action
from .._module.option_groups import CONNECTION
from .._module.task import HydraModule, Params
from .._values.durations import parse_span
from .._values.expiry import now_in_utc
from . import declared, inventory
from .audit import THRESHOLDS, audit
from .diagram import diagram
from .policy import policy_of
from .rule import IGNORE, SEVERITIES, Limits

_RULES: Spec = {
    "id": {"type": "str", "required": True},
    "objects": {"type": "list", "elements": "str"},
    "severity": {"type": "str", "required": True, "choices": [*SEVERITIES, IGNORE]},
    "reason": {"type": "str", "required": True},
}
_OPTIONS: Spec = {
    # A file needs no server.
    "admin_url": {name: value for name, value in CONNECTION["admin_url"].items() if name != "required"},
    "snapshot_file": {"type": "path"},
    "sets": {"type": "list", "elements": "str", "default": list(SIGNING_SETS)},
    "rules": {"type": "list", "elements": "dict", "default": [], "options": _RULES},
    "threshold": {"type": "str", "choices": list(THRESHOLDS), "default": "never"},
    "max_key_age": {"type": "str", "default": "365d", "no_log": False},
    "max_jwt_lifespan": {"type": "str", "default": "1h", "no_log": False},
    "max_refresh_lifespan": {"type": "str", "default": "365d", "no_log": False},
    "expiry_notice": {"type": "str", "default": "30d"},
    "first_party_owners": {"type": "list", "elements": "str"},
    "diagram": {"type": "bool", "default": False},
}


def run_audit_info() -> None:
    """Run the module that audits."""
    run_action(_OPTIONS, _audit)


def _audit(module: HydraModule) -> Params:
    given = module.params
    policy = policy_of(given["rules"])
    limits = _limits(given)
    if given["snapshot_file"] is not None:
        found = declared.of_file(given["snapshot_file"], given["server_version"])
    elif given["admin_url"] is None:
        raise UsageError("there is nothing to audit: set admin_url or snapshot_file")
    else:
        api = module.admin_api()
        found = inventory.of_server(api, api.http.base, given["sets"])
    module.hide(found.secrets(), "a secret of what is audited")
    picture = {"diagram": diagram(found)} if given["diagram"] else {}
    return dict({"changed": False}, **audit(found, limits, policy, given["threshold"]), **picture)


def _limits(given: Params) -> Limits:
    """Return the limits that a task sets.

    :raises UsageError: one is not a duration
    """
    owners = given["first_party_owners"]
    return Limits(
        now_in_utc(),
        _span("max_key_age", given),
        _span("expiry_notice", given, zero=True),
        _span("max_jwt_lifespan", given),
        _span("max_refresh_lifespan", given),
        None if owners is None else tuple(owners),
    )


def _span(name: str, given: Params, zero: bool = False) -> datetime.timedelta:
    return parse_span(name, given[name], zero) or datetime.timedelta()
