# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a stand-in Hydra until SIGTERM:  ``python tests/stand_in --version 26.2.0``"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a directory, this file's own directory comes first on the path; the package is one above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    try:
        from stand_in.command import main
    except ModuleNotFoundError as problem:
        sys.exit(
            f"The Python library {problem.name} is missing: the stand-in needs aiohttp, joserfc and jsonpatch "
            "(pip install aiohttp joserfc jsonpatch)."
        )

    sys.exit(main())
