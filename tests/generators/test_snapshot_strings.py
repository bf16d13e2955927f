# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role ``snapshot`` writes is read back by Ansible as it was, for every value that JSON can hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.filter import core as core_filters
from ansible.plugins.filter import mathstuff
from ansible.plugins.test import core as core_tests
from hypothesis import strategies as st

from generators.explore import Explorer

ROLE = Path(__file__).parents[2] / "roles" / "snapshot"

#: Texts that Hydra can hold: it stores no lone half of a pair, and no NUL on PostgreSQL, but that one can be written.
TEXTS = st.one_of(
    st.text(),
    st.text(
        st.sampled_from(
            "\x00\x07\x0a\x0d\x7f\x80\x85\x9f\xa0\u2028\u2029\ufeff\ufffd\ufffe\uffff\U0001f600{%#}\"'\\ :-"
        )
    ),
    st.sampled_from(
        ["null", "true", "1e5", "~", "0x1f", "1_000", "2001-01-01", "<<", "=", "!x", "&a", "*a", "? ", "- "]
    ),
)
LONG = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=3), st.sampled_from([1, 300, 1100]))
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(TEXTS, LONG), inner, max_size=3)),
    max_leaves=10,
)


@pytest.fixture
def template() -> jinja2.Template:
    """The role's own, with Ansible's own filters and settings."""
    environment = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True)
    environment.filters.update({**mathstuff.FilterModule().filters(), **core_filters.FilterModule().filters()})
    environment.tests.update(core_tests.TestModule().tests())
    return environment.from_string((ROLE / "templates" / "snapshot.yml.j2").read_text())


def written(template: jinja2.Template, client: dict[str, Any]) -> str:
    variables = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())
    return template.render(
        variables,
        snapshot_key_sets=[],
        __snapshot_issuers={},
        __snapshot_clients={"clients": [{"client_id": "a", **client}]},
    )


def test_what_is_written_is_read_back(explore: Explorer, template: jinja2.Template) -> None:
    def check(name: str, value: Any, uris: list[str]) -> None:
        client = {"client_id": "a", "client_name": name, "metadata": {"of": value}, "redirect_uris": sorted(uris)}
        text = written(template, client)
        (read,) = DataLoader().load(text)["provision_clients"]
        expected = {member: content for member, content in client.items() if content}
        assert json.dumps(read, sort_keys=True) == json.dumps(expected, sort_keys=True), text
        explore.seen(name, json.dumps(value))

    explore(check, name=TEXTS, value=VALUES, uris=st.lists(TEXTS, max_size=2, unique=True))


def test_a_scope_is_divided_where_hydra_divides_it(template: jinja2.Template) -> None:
    (read,) = DataLoader().load(written(template, {"scope": "b\x85c  a\u2028d b\x85c"}))["provision_clients"]
    assert read["scope"] == "a\u2028d b\x85c"
