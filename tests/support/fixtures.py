# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of all tests that run playbooks; a part of pytest's configuration, like ``support.report``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import playbook


@pytest.fixture(scope="session")
def collections() -> Iterator[Path]:
    """A folder for ANSIBLE_COLLECTIONS_PATH in which this checkout is ``ory.hydra``."""
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(playbook.collections_path())
