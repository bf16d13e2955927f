# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start servers as ``support.servers`` does, but the stand-in in a thread of this process.

A process of its own costs half a second of processor, which is most of what a scenario takes, and serves the same: the
command line is one more way to the same class, and has tests of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from hydra_stand_in import StandIn, Urls, clock, cors
from hydra_stand_in.urls import from_environment
from support import servers

#: The pages that ``servers.start`` gives a server too.
PAGES = {"URLS_LOGIN": "/login", "URLS_CONSENT": "/consent", "URLS_LOGOUT": "/logout"}


@contextlib.contextmanager
def start(kind: servers.Kind, settings: Mapping[str, str] | None = None) -> Iterator[servers.Server]:
    """Start a server and end it on leaving; ``settings`` are those of ``servers.start``."""
    if kind.real:
        with servers.start(kind=kind, settings=settings) as server:
            yield server
        return
    chosen = PAGES | dict(settings or {})
    stand_in = StandIn(
        kind.version,
        access_token_strategy=chosen.get("STRATEGIES_ACCESS_TOKEN", "opaque"),
        dynamic_registration=chosen.get("OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED") == "true",
        urls=Urls(**from_environment(chosen)),
        **cors.from_environment(chosen),
    )
    with stand_in, _clock_put_back():
        server = servers.Server(kind.version, stand_in.admin_url, stand_in.public_url, False)
        servers.started.append(server)
        yield server


@contextlib.contextmanager
def _clock_put_back() -> Iterator[None]:
    """All stand-ins of a process have one clock, which whoever has moved it leaves where it was."""
    ahead = clock.ahead()
    try:
        yield
    finally:
        clock.move(ahead)
