# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what a running server answers: ``python -m conformance.applications VERSION ADMIN_URL PUBLIC_URL``."""

from __future__ import annotations

import sys

from . import facts

if __name__ == "__main__":
    sys.exit(facts.main(sys.argv[1:]))
