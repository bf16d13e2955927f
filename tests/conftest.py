# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests share."""

from __future__ import annotations

try:
    import aiohttp  # noqa: F401
except ImportError:
    pass  # under ansible-test, which runs the unit tests alone
else:
    pytest_plugins = ["support.report"]
