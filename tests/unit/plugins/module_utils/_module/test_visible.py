# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text for people, without what a terminal would obey."""

from __future__ import annotations

import typing as t
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._module.masking import Secrets, masked_result
from ansible_collections.ory.hydra.plugins.module_utils._module.visible import visible

DIRECTIONS = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
MARKS = "\u061c\u200e\u200f\u2028\u2029"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\r\n\t\x9b\u202e\u2066" + MARKS)), max_size=40)


def obeyed(text: str, layout: str = "") -> t.List[str]:
    """Return what of a text a terminal would obey, as Unicode itself names it."""
    return [
        one
        for one in text
        if one not in layout
        and (unicodedata.category(one) == "Cc" or unicodedata.bidirectional(one) in DIRECTIONS or one in MARKS)
    ]


@pytest.mark.parametrize(
    "text, shown",
    [
        ("\x1b[2K\r\u202eok", "\\x1b[2K\\r\\u202eok"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x7f\x9b\u2028", "\\x7f\\x9b\\u2028"),
        ("zażółć \U0001f469\u200d\U0001f4bb \\x1b", "zażółć \U0001f469\u200d\U0001f4bb \\x1b"),
    ],
)
def test_how_it_is_written(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(TEXTS)
def test_nothing_is_left_that_a_terminal_would_obey(text: str) -> None:
    assert obeyed(visible(text)) == []
    assert obeyed(visible(text, layout=True), "\n\t") == []
    assert visible(visible(text)) == visible(text)
    if not obeyed(text):
        assert visible(text) == text


@given(TEXTS, TEXTS)
def test_in_results_it_is_left_to_data_alone(text: str, name: str) -> None:
    nobody = Secrets().among([])
    failure = {"error": text, "error_description": text, "id": text}
    told = {"msg": text, "failure": failure, "diff": {"before": {name: [text]}, "after": text}}
    row = {"id": text, "msg": text, "failure": failure}
    result, places = masked_result({**told, "client": {name: [text]}, "actions": [row]}, *nobody)
    assert places == []
    assert result["client"] == {name: [text]} and result["actions"][0]["id"] == text
    for one in (result["msg"], result["actions"][0]["msg"]):
        assert obeyed(one) == []
    for account in (result["failure"], result["actions"][0]["failure"]):
        assert all(obeyed(one) == [] for one in account.values())
    ((name_shown, (in_list,)),) = result["diff"]["before"].items()
    assert all(obeyed(one, "\n\t") == [] for one in (name_shown, in_list, result["diff"]["after"]))
