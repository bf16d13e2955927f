# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers of documents: sent as they were read, shown as they are."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._values.exact_json import (
    Number,
    dumps,
    exactly,
    identical,
    loads,
    plain,
    printable,
)

# As real servers kept and returned them (26.2.0, 25.4.0, 2.3.0, 1.11.10).
SPELLINGS = [
    "12345678901234567.89",
    "1e400",
    "-1E-400",
    "-0.0",
    "-0",
    "1.0",
    "1",
    "1.50",
    "1e3",
    "1E+3",
    "123456789012345678901234567890",
    "0.1",
    "1e22",
    "1e99999999999999999999",
    "9" * 5000,
]

_spelling = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?", fullmatch=True)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_sent_as_it_was_read(spelling: str) -> None:
    for text in ('{"a": [%s, {"b": %s}], "c": "%s"}', "[%s, %s, %s]"):
        document = text % (spelling, spelling, spelling)
        assert dumps(loads(document)) == document


@given(st.lists(_spelling, max_size=5))
def test_all_numbers_are(spellings: t.List[str]) -> None:
    document = "[%s]" % ", ".join(spellings)
    read = loads(document)
    assert dumps(read) == document
    assert dumps(copy.deepcopy(read)) == document
    for spelling, shown in zip(spellings, printable(read)):
        exact = exactly(Number(spelling))
        assert exactly(shown) == exact if isinstance(shown, (int, float)) else shown == spelling
        json.dumps(shown, allow_nan=False)


@pytest.mark.parametrize(
    "spelling, shown",
    [
        ("12345678901234567.89", "12345678901234567.89"),
        ("1e400", 10**400),
        ("1e401", 10**401),
        ("1.5e-400", "1.5e-400"),
        ("-0.0", 0),
        ("1.50", 1.5),
        ("12345678901234567.0", 12345678901234567),
        ("1e99999999999999999999", "1e99999999999999999999"),
    ],
)
def test_what_is_shown_is_the_same_number(spelling: str, shown: t.Any) -> None:
    if spelling in ("1e400", "1e401"):
        shown = spelling  # too long to be written out
    assert plain(Number(spelling)) == shown
    assert type(plain(Number(spelling))) is type(shown)


def test_what_has_no_such_number_stays_the_same_object() -> None:
    value = {"a": [1, 2.5, "x", None, True], 5: {}}
    assert printable(value) is value


def test_no_document_with_a_number_that_json_does_not_have() -> None:
    for text in ("[NaN]", "[Infinity]", "[-Infinity]"):
        with pytest.raises(ValueError, match="not JSON"):
            loads(text)
    with pytest.raises(UsageError, match="infinity and NaN"):
        dumps({"a": float("inf")})


@given(st.lists(st.sampled_from(SPELLINGS), min_size=1), st.lists(st.sampled_from(SPELLINGS), min_size=1))
def test_numbers_are_identical_where_their_spellings_are(some: t.List[str], others: t.List[str]) -> None:
    one, other = ({"a": loads("[%s]" % ", ".join(spellings))} for spellings in (some, others))
    assert identical(one, copy.deepcopy(one))
    assert identical(one, other) == (some == others)


def test_numbers_that_only_look_alike_to_python_are_not_identical() -> None:
    assert not identical([12345678901234567], loads("[12345678901234567.89]"))
    assert not identical(*(loads("[12345678901234567.%s]" % digits) for digits in ("88", "89")))
    assert not identical({"a": True}, {"a": 1})
    assert not identical({"a": None}, {"b": None})
