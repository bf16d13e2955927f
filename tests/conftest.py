# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests share."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_STAND_IN = importlib.util.find_spec("hydra_stand_in")

if _STAND_IN is not None:  # not so under ansible-test, which runs the unit tests alone
    if Path(__file__).resolve().parent not in Path(_STAND_IN.origin or "").resolve().parents:
        raise pytest.UsageError(f"{_STAND_IN.origin} is not the stand-in of this checkout: make setup")
    pytest_plugins = ["pytester", "support.fixtures", "support.report"]
