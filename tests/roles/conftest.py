# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers to run roles on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import servers, threaded
from support.role import Stage, kinds


@pytest.fixture(params=kinds(), ids=lambda kind: kind.id)
def stage(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Iterator[Stage]:
    """A fresh server of every kind at hand."""
    with threaded.start(request.param, servers.cheap_hashes(request.param.version)) as server:
        yield _stage(server, collections, tmp_path)


@pytest.fixture
def stand_in(collections: Path, tmp_path: Path) -> Iterator[Stage]:
    """A fresh stand-in of the newest generation, for what has nothing to do with the server."""
    with threaded.start(servers.Kind(servers.NEWEST_STAND_IN, False)) as server:
        yield _stage(server, collections, tmp_path)


def _stage(server: servers.Server, collections: Path, tmp_path: Path) -> Stage:
    folder = tmp_path / "a folder"  # everything has to work where there is a blank in a path
    folder.mkdir()
    return Stage(server, collections, folder)
