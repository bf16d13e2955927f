# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of other sites get the same answers from the stand-in as from the real server of the same version."""

from __future__ import annotations

import json

import pytest

from support import servers, threaded
from support.servers import Kind

from . import cross_origin
from .api import Api

_KINDS = [kind for kind in servers.available() if kind.version in cross_origin.VERSIONS]


@pytest.mark.parametrize("configuration", cross_origin.CONFIGURATIONS)
@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.id)
def test_the_answers_are_those_of_a_real_server(kind: Kind, configuration: str) -> None:
    known = json.loads(cross_origin.FACTS.read_text())[kind.version][configuration]
    with threaded.start(kind, cross_origin.settings(configuration)) as server:
        assert cross_origin.observe(Api(server), configuration) == known
