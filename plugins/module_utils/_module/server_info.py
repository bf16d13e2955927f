# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The module that tells what kind of server there is, and how it is."""

from __future__ import annotations

import time

from .._errors import TransportError
from .._server.metrics import parse_metrics
from .silence import Params
from .task import HydraModule

_WAIT_STEP = 0.5  # seconds between two looks at a server that is not ready


def run_server_info() -> None:
    """Run the module that tells what kind of server there is, and how it is."""
    module = HydraModule(
        {
            "wait_for": {"type": "str", "choices": ["none", "alive", "ready"], "default": "none"},
            "wait_timeout": {"type": "int", "default": 60},
            "metrics": {"type": "bool", "default": False},
        },
        reads_only=True,
    )
    public: Params = {name: module.params[name] for name in ("public_url", "validate_certs", "ca_path", "use_proxy")}
    try:
        _wait(module)
        api = module.admin_api()
        result: Params = {
            "changed": False,
            "version": api.server.reported,
            "generation": api.server.generation.name,
            "capabilities": api.server.capabilities,
            "alive": api.is_alive(),
            "ready": api.is_ready(),
            "public_api": public,
        }
        if module.params["metrics"]:
            result["metrics"] = parse_metrics(api.metrics())
    except Exception as error:
        module.fail(error, {"public_api": public})
    module.succeed(result)


def _wait(module: HydraModule) -> None:
    """Wait until the server is alive or ready.

    :raises TransportError: it was not in time
    """
    wanted = module.params["wait_for"]
    if wanted == "none":
        return
    http = module.http("admin_url", 1)
    path = "/health/" + wanted
    deadline = time.monotonic() + module.params["wait_timeout"]
    while True:
        last = "nothing answered"
        try:
            status = http.request("GET", path, retries=0).status
            if status == 200:
                return
            last = "%s answered %d" % (path, status)
        except TransportError as error:
            last = error.message
        if time.monotonic() + _WAIT_STEP > deadline:
            raise TransportError(
                "Hydra at %s was not %s within %d seconds (option wait_timeout): %s"
                % (http.base, wanted, module.params["wait_timeout"], last)
            )
        time.sleep(_WAIT_STEP)
