# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments of the wrong shape."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._module.shape import not_a_dictionary, not_a_list, wrong_value

SECRET = {"client_id": "a", "client_secret": "S"}


@pytest.mark.parametrize(
    "value, words",
    [
        ([SECRET], "must be a dictionary, not a list; a list in a list"),
        (None, "must be a dictionary, not null; it is empty"),
        ("oops", "must be a dictionary, not a string"),
        (3, "must be a dictionary, not a number"),
        ('{"client_secret": "S"', "must be a dictionary, and is text that is not valid JSON"),
    ],
)
def test_what_is_no_dictionary_is_told_without_a_value(value: t.Any, words: str) -> None:
    assert str(not_a_dictionary("clients[0]", value)).startswith("clients[0] " + words)


@pytest.mark.parametrize("value", [SECRET, '{"client_id": "a"}', "client_id=a", "{'client_id': 'a'}"])
def test_what_ansible_can_read_is_a_dictionary(value: t.Any) -> None:
    assert not_a_dictionary("clients[0]", value) is None


@pytest.mark.parametrize(
    "value, words",
    [
        (SECRET, "must be a list of dictionaries, not a dictionary"),
        (True, "must be a list of dictionaries, not a boolean"),
        (3, "must be a list of dictionaries, not a number"),
        ('[{"client_secret": "S"', "must be a list of dictionaries, and is text that is not valid JSON"),
    ],
)
def test_what_is_no_list_is_told_without_a_value(value: t.Any, words: str) -> None:
    assert not_a_list("clients", value) == "clients " + words


@pytest.mark.parametrize("value", [[], [SECRET], "client_id=a"])
def test_what_ansible_can_read_is_a_list(value: t.Any) -> None:
    assert not_a_list("clients", value) is None


@pytest.mark.parametrize(
    "option, value, sentence",
    [
        ({"type": "bool"}, "S", "x must be true or false, not a string"),
        ({"type": "int"}, [SECRET], "x must be a whole number, not a list"),
        ({"type": "float"}, "S", "x must be a number, not a string"),
        ({"type": "list"}, SECRET, "x must be a list, not a dictionary"),
        ({"type": "list", "elements": "str"}, [SECRET], "x contains an entry of the wrong type"),
        ({"type": "dict"}, 3, "x must be a dictionary, not a number"),
        ({"type": "dict"}, "a=b S", "x must be a dictionary"),
        ({"type": "str", "choices": ["a", "b"]}, "S", "x must be one of a, b"),
        ({}, SECRET, "x must be a string, not a dictionary"),
    ],
)
def test_a_wrong_value_is_told_without_it(option: t.Dict[str, t.Any], value: t.Any, sentence: str) -> None:
    assert wrong_value("x", value, option) == sentence
