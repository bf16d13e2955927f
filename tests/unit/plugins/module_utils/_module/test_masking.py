# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets hidden in text, and told in data."""

from __future__ import annotations

import time
import typing as t
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._module import masking
from ansible_collections.ory.hydra.plugins.module_utils._module.masking import Masker, Secrets, masked_result, texts_in

LONG, SHORT = "long-secret-1", "s3cret"


def secrets(*texts: str) -> Secrets:
    made = Secrets()
    made.add(("password", text) for text in texts)
    return made


def masked(text: str, *of: str) -> str:
    return secrets(*of).among([text])[0].text(text)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a long-secret-1 b", "a ******** b"),
        ("along-secret-1b", "a********b"),
        ("a s3cret b", "a ******** b"),
        ('{"x": "s3cret"}', '{"x": "********"}'),
        ("client_secret=s3cret&x", "client_secret=********&x"),
        ("client_secret%3Ds3cret%26x", "client_secret%3D********%26x"),
        ("line\\ns3cret", "line\\n********"),
        ("s3crets", "s3crets"),
        ("my_s3cret", "my_s3cret"),
    ],
)
def test_a_short_secret_is_hidden_where_it_stands_alone(text: str, shown: str) -> None:
    assert masked(text, LONG, SHORT) == shown


def test_a_longer_secret_goes_first() -> None:
    assert masked("abcdefgh-1234567890", "abcdefgh", "abcdefgh-1234567890") == "********"


def test_many_secrets_are_looked_for_in_one_go() -> None:
    many = ["secret-number-%06d" % number for number in range(5000)]
    text = " ".join("word%06d" % number for number in range(15000)) + " secret-number-000007 x"
    begun = time.process_time()
    assert masked(text, *many, SHORT).endswith(" ******** x")
    assert time.process_time() - begun < 2


_WORDS = st.text("ab-", min_size=1, max_size=4)
_SECRETS = st.lists(st.lists(_WORDS, min_size=1, max_size=6).map("".join), min_size=1, max_size=12)


@given(_SECRETS, st.lists(_WORDS, max_size=30).map("".join))
def test_many_secrets_are_found_as_few_are(known: t.List[str], text: str) -> None:
    """Whatever they begin with, and however they overlap."""
    found = []
    for few in (0, 1000):
        with mock.patch.object(masking, "_FEW", few):
            for_text, _for_data = secrets(*known).among([text])
            found.append((for_text.names, for_text.long_in(text), for_text.text(text)))
    assert found[0] == found[1]


def result(value: t.Any, *of: str, learnt: t.Sequence[str] = (), asked: t.Sequence[str] = ()) -> t.Any:
    made = secrets(*of)
    made.learn(learnt)
    made.ask_for(asked)
    return masked_result(value, *made.among(texts_in(value)))


def test_data_with_a_secret_is_told() -> None:
    shown, places = result({"clients": [{"scope": "openid a"}], "changed": True, "n": 5}, "openid")
    assert shown == {"clients": [{"scope": "******** a"}], "changed": True, "n": 5}
    assert places == ["clients[0].scope (it has the value of password)"]


def test_text_with_a_secret_is_hidden_and_not_told() -> None:
    row = {"id": "a", "msg": "bad long-secret-1", "failure": {"error_description": "long-secret-1"}}
    shown, places = result({"msg": "long-secret-1", "diff": [{"after": {"long-secret-1": 1}}], "actions": [row]}, LONG)
    assert LONG not in str(shown)
    assert places == []


def test_a_secret_of_the_server_is_hidden_in_text_alone() -> None:
    # Anyone who may register a client could have all results masked otherwise.
    value = {"msg": "x https://a.example.com", "client": {"client_uri": "https://a.example.com"}}
    shown, places = result(value, learnt=["https://a.example.com"])
    assert shown == {"msg": "x ********", "client": {"client_uri": "https://a.example.com"}}
    assert places == []


def test_what_was_asked_for_is_in_the_data_alone() -> None:
    shown, places = result({"client_secret": LONG, "msg": "x " + LONG}, LONG, asked=[LONG])
    assert shown == {"client_secret": LONG, "msg": "x ********"}
    assert places == []


def test_numbers_are_hidden_as_a_whole() -> None:
    assert result({"a": 12345678, "b": 123456789, "c": True}, "12345678", "True")[0] == {
        "a": "********",
        "b": 123456789,
        "c": True,
    }


def test_nothing_to_hide() -> None:
    assert not Masker({})
    assert Masker({}).text("x") == "x"
