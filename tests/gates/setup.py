# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepare the development environment; done in no time where it is up to date. Started with any Python, by ``make``."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit("This needs Python 3.11 or newer, not %d.%d: say which with make PYTHON=..." % sys.version_info[:2])

from places import ROOT, make_venv
from progress import shown

if __name__ == "__main__":
    # The stand-in is installed as its users install it, but so that a change of its sources takes effect at once.
    needs = ["-r", str(ROOT / "requirements-test.txt"), "-e", str(ROOT / "tests" / "stand_in")]
    make_venv("dev", sys.executable, needs, shown)
