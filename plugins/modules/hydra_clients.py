#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

from ansible_collections.ory.hydra.plugins.module_utils._module import run_bulk
from ansible_collections.ory.hydra.plugins.module_utils._resources.client import CLIENT


def main() -> None:
    """Run the module."""
    run_bulk(CLIENT)


if __name__ == "__main__":
    main()
