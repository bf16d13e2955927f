# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications and login apps get the same answers from the stand-in as from the real server of the same version."""

from __future__ import annotations

import pytest

from support.servers import Kind

from .api import Api
from .applications import facts

SETTINGS = {"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "true"}


def takes(kind: Kind) -> bool:
    """Whether it is known what a real server of that version answered."""
    return kind.version in facts.versions() or (kind.real and kind.version in facts.SAME)


@pytest.mark.parametrize("name", facts.scenarios())
def test_the_answers_are_those_of_a_real_server(api: Api, name: str) -> None:
    if name.startswith("library-"):
        pytest.importorskip("authlib", reason="Authlib, of requirements-test.txt, is not installed")
    known = facts.load(api.server.version)[name]
    seen = facts.observe(api, facts.scenarios()[name])
    assert seen.keys() == known.keys()
    different = [f"{step}: {known[step]} was seen, not {seen[step]}" for step in known if seen[step] != known[step]]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("version", facts.versions())
def test_there_are_facts_about_every_scenario(version: str) -> None:
    assert facts.load(version).keys() == facts.scenarios().keys()
