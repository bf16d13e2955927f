# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Ory Hydra: the admin and public HTTP API of several generations, in memory, for tests."""

from __future__ import annotations

from .generations import SERVED
from .server import StandIn
from .state import State
from .switches import Fault, LogEntry

__all__ = ["SERVED", "Fault", "LogEntry", "StandIn", "State"]
