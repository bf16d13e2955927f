# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record one fixed script of HTTP exchanges with a running Ory Hydra, as JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .clients import s_clients
from .core import Recorder
from .general import s_health, s_routing
from .keys import s_keys, s_trust
from .sessions import s_device, s_flow, s_tokens

__all__ = ["Recorder", "record"]


def record(recorder: Recorder) -> None:
    """Write the whole recording.  A scenario that fails ends its group; the others are still recorded."""
    recorder.meta()
    client_id: str | None = None
    groups: tuple[Callable[[Recorder], str | None], ...] = (
        s_health,
        s_routing,
        s_clients,
        s_keys,
        s_trust,
        s_flow,
        s_device,
        lambda r: s_tokens(r, client_id),
    )
    for group in groups:
        try:
            client_id = group(recorder) or client_id
        except Exception as problem:  # whatever the server did, keep recording the other scenarios
            print(f"{recorder.name} step {recorder.step}: {problem!r}", file=sys.stderr)
