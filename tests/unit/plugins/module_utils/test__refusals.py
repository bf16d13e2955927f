# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode refuses is what servers refuse: the table that tests/conformance proves on servers."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._field_plan import FieldPlanner, FieldView
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion, parse_version
from ansible_collections.ory.hydra.plugins.module_utils._plan import Entry
from ansible_collections.ory.hydra.plugins.module_utils._resources.client import CLIENT
from ansible_collections.ory.hydra.tests.conformance.refusals import GROUPS, Row, holds

VERSIONS = (
    "1.0.0-rc.6",
    "1.0.0",
    "1.0.9",
    "1.4.10",
    "1.8.5",
    "1.9.2",
    "1.10.7",
    "1.11.10",
    "2.1.2",
    "2.2.0",
    "2.3.0",
    "25.4.0",
    "26.2.0",
    "26.3.0-dev",
)


def refusal(row: Row, version: str) -> t.Optional[str]:
    """Return what check mode says of a client that does not exist yet."""
    parsed = parse_version(version)
    assert parsed is not None
    planner = FieldPlanner(CLIENT, ServerVersion("v" + version, parsed))
    members = dict({"client_name": "n", "token_endpoint_auth_method": "none"}, **row.members)
    key = members.pop("client_id", "id")
    try:
        entries = planner.check([Entry(0, "present", key, members)])
        planner.plan(entries, FieldView({0: None}))
    except UsageError as error:
        return error.message
    return None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("group", sorted(GROUPS))
def test_check_mode_refuses_what_servers_refuse(group: str, version: str) -> None:
    told = []
    for row in GROUPS[group]:
        sentence = refusal(row, version)
        if sentence and "needs Hydra" in sentence:  # this version ignores such a member
            continue
        expected = not holds(row.unsure, version) and holds(row.refused, version)
        if bool(sentence) != (expected or holds(row.ours, version)):
            told.append("%s is %s" % (row.members, "refused: " + sentence if sentence else "not refused"))
    assert not told, "\n".join(told)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_refusal_names_the_option_and_repeats_no_password(group: str) -> None:
    for row in GROUPS[group]:
        sentence = refusal(row, "26.2.0")
        if sentence is not None:
            assert any(name in sentence for name in row.members), sentence
            assert ":pw@" not in sentence
            assert "\n" not in sentence
