# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of other sites get the same answers from the stand-in as from the real server of the same version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hydra_stand_in import StandIn, cors
from support import servers
from support.servers import Kind, Server

from . import cross_origin
from .api import Api

_KINDS = [kind for kind in servers.available() if kind.version in cross_origin.VERSIONS]


@contextmanager
def _started(kind: Kind, settings: dict[str, str]) -> Iterator[Server]:
    if kind.real:
        with servers.start(kind=kind, settings=settings) as server:
            yield server
        return
    with StandIn(kind.version, **cors.from_environment(settings)) as hydra:
        yield Server(kind.version, hydra.admin_url, hydra.public_url, False)


@pytest.mark.parametrize("configuration", cross_origin.CONFIGURATIONS)
@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.id)
def test_the_answers_are_those_of_a_real_server(kind: Kind, configuration: str) -> None:
    known = json.loads(cross_origin.FACTS.read_text())[kind.version][configuration]
    with _started(kind, cross_origin.settings(configuration)) as server:
        assert cross_origin.observe(Api(server), configuration) == known
