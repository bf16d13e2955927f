# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Ory Hydra: the admin and public HTTP API of several generations, in memory, for tests.

The names in ``__all__`` are for users of the package, and change only as the collection's version says. All else may
change without notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cors import Cors
    from .generations import NEWEST, SERVED
    from .stand_in import StandIn
    from .switches import Fault, LogEntry
    from .urls import Urls

__all__ = ["NEWEST", "SERVED", "Cors", "Fault", "LogEntry", "StandIn", "Urls"]

if not TYPE_CHECKING:
    # Imported when first asked for: every run of pytest in an environment imports the plugin, and few start a server.
    _MODULES = {
        "NEWEST": "generations",
        "SERVED": "generations",
        "Cors": "cors",
        "Fault": "switches",
        "LogEntry": "switches",
        "StandIn": "stand_in",
        "Urls": "urls",
    }

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f".{_MODULES[name]}", __name__), name)
