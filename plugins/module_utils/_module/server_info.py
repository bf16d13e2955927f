# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The module that tells what kind of server there is, and how it is."""

from __future__ import annotations

import time

from .._errors import ApiError, TransportError, UsageError
from .._server.admin_api import AdminApi
from .._server.detect import connect
from .._server.metrics import parse_metrics
from .._server.operations.calls import is_kept_back
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
            "discovery": {"type": "bool", "default": False},
        },
        reads_only=True,
    )
    public: Params = {name: module.params[name] for name in ("public_url", "validate_certs", "ca_path", "use_proxy")}
    try:
        _wait(module)
        api = module.admin_api()
        result: Params = {
            "changed": False,
            "admin_url": api.http.base,
            "version": api.server.reported,
            "generation": api.server.generation.name,
            "capabilities": api.server.capabilities,
            **_health(api),
            "public_api": public,
        }
        if module.params["metrics"]:
            result["metrics"] = parse_metrics(api.metrics())
        if module.params["discovery"]:
            there = module.public_api(api)
            if there is None:
                raise UsageError("discovery needs public_url, as the document is part of the public API")
            result["discovery"] = there.discovery()
    except Exception as error:
        module.fail(error, {"public_api": public})
    module.succeed(result)


def _health(api: AdminApi) -> Params:
    """Return how the server is; where a gateway keeps that back, what its answer to a read of the database tells."""
    alive, ready = api.is_alive(), api.is_ready()
    available = alive is not None and ready is not None
    answers = available or api.answers()
    return {
        "alive": answers if alive is None else alive,
        "ready": answers if ready is None else ready,
        "health_available": available,
    }


def _wait(module: HydraModule) -> None:
    """Wait until the server is alive or ready, or answers at all where a gateway keeps back how it is.

    :raises TransportError: it was not in time
    :raises UsageError: it is no admin API
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
            reply = http.request("GET", path, retries=0, redirects=True)
            if is_kept_back(reply):
                if connect(http, module.params["server_version"]).answers():
                    return
                last = "%s answered %d, and reads of clients are not answered" % (path, reply.status)
            elif reply.status == 200:
                return
            else:
                last = "%s answered %d" % (path, reply.status)
        except (TransportError, ApiError) as error:
            last = error.message
        if time.monotonic() + _WAIT_STEP > deadline:
            raise TransportError(
                "Hydra at %s was not %s within %d seconds (option wait_timeout): %s"
                % (http.base, wanted, module.params["wait_timeout"], last)
            )
        time.sleep(_WAIT_STEP)
