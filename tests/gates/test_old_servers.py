# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide on old servers names everything that not all versions have, and the versions are right."""

from __future__ import annotations

import importlib
import re
from collections import Counter

import pytest

import old_servers
from hydra_stand_in import request_bodies
from hydra_stand_in.client_fields import _ALL as SERVED_FIELDS
from hydra_stand_in.generations import SERVED
from hydra_stand_in.versions import FIRST, Span
from places import ROOT

UTILS = "ansible_collections.ory.hydra.plugins.module_utils"
FIELDS = importlib.import_module(f"{UTILS}._clients.client_fields").FIELDS
GENERATIONS = importlib.import_module(f"{UTILS}._server.generations")
REQUESTS = importlib.import_module(f"{UTILS}._sessions.authorization_requests")


def test_the_guide_has_the_table() -> None:
    assert old_servers.PAGE.read_text() == old_servers.text(), "make docs-files writes it"
    assert old_servers.PAGE.read_text().count(old_servers.BEGIN) == 1


def test_everything_that_is_refused_for_a_version_is_in_the_table() -> None:
    refused = {
        name
        for path in (ROOT / "plugins" / "module_utils").rglob("*.py")
        for name in re.findall(r"require[(,] ?[^()]*Features\.(\w+)", path.read_text())
    }
    assert len(refused) > 5
    assert refused <= set(old_servers.FEATURES)
    assert set(GENERATIONS.CAPABILITIES) <= set(old_servers.FEATURES) | old_servers.NO_OPTION


def test_nothing_is_in_the_table_twice() -> None:
    assert [text for text, times in Counter(text for _where, text in old_servers.needs()).items() if times > 1] == []


@pytest.mark.parametrize("version", SERVED)
def test_a_version_has_the_fields_that_the_table_says(version: str) -> None:
    has = {field.name for field in SERVED_FIELDS if version in Span(field.since, field.until)}
    told = {field.name for field in FIELDS if GENERATIONS.parse_version(version) in field.where}
    assert told == has & {field.name for field in FIELDS}


@pytest.mark.parametrize("kind", ["LOGIN", "CONSENT"])
def test_a_member_of_an_answer_is_served_from_the_version_on_that_the_table_says(kind: str) -> None:
    """Between two versions that the stand-in serves nothing else would show a boundary that is wrong."""
    served = {member.name: member.since for member in getattr(request_bodies, kind)}
    for member in getattr(REQUESTS, kind).accept:
        assert (member.where.since or FIRST) == served[member.name], member.name


def test_the_table_and_the_reference_name_the_same_versions_of_algorithms() -> None:
    text = (ROOT / "plugins" / "doc_fragments" / "_jwk_set.py").read_text()
    sentences = re.findall(r"((?:V\(\w+\)(?:, | and )?)+) by ([\d.]+) and\s+newer", text)
    documented = {name: since for names, since in sentences for name in re.findall(r"V\((\w+)\)", names)}
    told = {text: where for where, text in old_servers.needs() if "#module:alg=" in text}
    assert len(documented) > 5
    for name, since in documented.items():
        (where,) = (where for text, where in told.items() if text.endswith(f"alg={name}`"))
        assert old_servers.words(where) == f"{since} and newer", name
