# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role ``snapshot`` writes is read back by Ansible as it was, for every value that JSON can hold."""

from __future__ import annotations

import importlib
import json
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from hypothesis import strategies as st

from generators.explore import Explorer

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
#: Words of scopes, some of which differ only in their case.
WORDS = st.text("aAbB.:", min_size=1, max_size=2)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(TEXTS, LONG), inner, max_size=3)),
    max_leaves=10,
)


Trip = Callable[[dict[str, Any]], tuple[str, str]]


def _there_and_back(client: dict[str, Any]) -> tuple[str, str]:
    found: tuple[str, str] = importlib.import_module("generators.snapshot").there_and_back(client)
    return found


@pytest.fixture(scope="module")
def there_and_back() -> Iterator[Trip]:
    """A client as it is written and as it is read, by a process of its own: others run modules in this one."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        yield lambda client: process.submit(_there_and_back, client).result()


def test_what_is_written_is_read_back(explore: Explorer, there_and_back: Trip) -> None:
    def check(name: str, value: Any, uris: list[str], words: list[str]) -> None:
        client = {"client_id": "a", "client_name": name, "metadata": {"of": value}, "redirect_uris": sorted(uris)}
        text, read = there_and_back({**client, "scope": " ".join(words)})
        client["scope"] = " ".join(sorted(set(words)))
        expected = {member: content for member, content in client.items() if content}
        assert read == json.dumps(expected, sort_keys=True), text
        explore.seen(name, json.dumps(value))

    uris = st.lists(TEXTS, max_size=2, unique=True)
    explore(check, name=TEXTS, value=VALUES, uris=uris, words=st.lists(WORDS, max_size=5))


def test_a_scope_is_divided_where_hydra_divides_it(there_and_back: Trip) -> None:
    _text, read = there_and_back({"scope": "b\x85c  a\u2028d b\x85c"})
    assert json.loads(read)["scope"] == "a\u2028d b\x85c"


def test_scopes_that_differ_in_case_are_two(there_and_back: Trip) -> None:
    _text, read = there_and_back({"scope": "b B a:Read a:read b"})
    assert json.loads(read)["scope"] == "B a:Read a:read b"
