# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``hydra-stand-in``, which is ``python -m hydra_stand_in`` too."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; return the exit status."""
    try:
        from .command import main as command
    except ModuleNotFoundError as problem:
        print(
            f"The Python library {problem.name} is missing in this environment: pip install hydra-stand-in",
            file=sys.stderr,
        )
        return 1
    return command()


if __name__ == "__main__":
    sys.exit(main())
