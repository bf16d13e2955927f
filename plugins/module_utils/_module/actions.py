# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What modules that do one thing at once share: the way from options to a result with a diff."""

from __future__ import annotations

import typing as t

from .._engine.resource import Spec
from .._errors import UsageError
from .._server.admin_api import AdminApi
from .._server.public_api import PublicApi
from .task import HydraModule, Params


def run_action(spec: Spec, act: t.Callable[[HydraModule], Params], reads_only: bool = False, **rules: t.Any) -> None:
    """Run a module that does one thing.

    :param act: does it, and returns the result
    :param reads_only: the result is data for others
    :param rules: what holds between the options, as `AnsibleModule` takes it
    """
    module = HydraModule(spec, reads_only=reads_only, **rules)
    try:
        for name in spec:
            value = module.params[name]
            if isinstance(value, str) and not value.strip():
                raise UsageError("%s must not be empty" % name)
        result = act(module)
    except Exception as error:
        module.fail(error)
    module.succeed(result)


def outcome(
    module: HydraModule, action: str, about: str, before: t.Any = None, after: t.Any = None, **more: t.Any
) -> Params:
    """Return the result of a task.

    :param action: what was done, or would be; ``unchanged`` if that is nothing
    :param about: what the diff is about
    """
    result = dict({"changed": action != "unchanged", "action": action}, **more)
    if module._diff and result["changed"]:
        result["diff"] = {"before": before, "after": after, "before_header": about, "after_header": about}
    return result


def public_api(module: HydraModule, api: AdminApi, what: str) -> PublicApi:
    """Return the public API.

    :raises UsageError: its address was not given, although ``what`` needs it
    """
    public = module.public_api(api, 1)
    if public is None:
        raise UsageError("%s needs public_url, the address of Hydra's public API" % what)
    return public
