# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replay recordings against the stand-in, where nothing else may be installed: ``python -m conformance 26.2.0``."""

from __future__ import annotations

import sys

from hydra_stand_in import StandIn

from .recordings import PAGES, load, paths
from .replay import replay


def main() -> int:
    """Print what differs from the recordings that are named; return 1 if anything does."""
    files, found = {path.stem: path for path in paths()}, False
    for name in sys.argv[1:]:
        recording = load(files[name])
        with StandIn(recording.version, store=recording.store, urls=PAGES) as hydra:
            result = replay(recording, hydra.admin_url, hydra.public_url)
        differences = [each for some in result.differences.values() for each in some]
        print(f"{name}: {sum(result.compared.values())} exchanges compared", *differences, sep="\n  ")
        found = found or bool(differences)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
