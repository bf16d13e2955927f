# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as people have them, and what is made of each."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._module.spellings import Reader
from ansible_collections.ory.hydra.plugins.module_utils._values.structures import read_text

Options = t.Dict[str, t.Any]

SPEC: t.Dict[str, t.Dict[str, t.Any]] = {
    "admin_url": {"type": "str", "aliases": ["url"], "fallback": (print, [])},
    "name": {"type": "str"},
    "grant_types": {"type": "list", "elements": "str"},
    "scope": {"type": "str"},
    "flag": {"type": "bool"},
    "number": {"type": "int"},
    "state": {"type": "str", "choices": ["present"]},
    "metadata": {"type": "raw"},
    "headers": {"type": "dict"},
    "file": {"type": "path"},
}
ENTRY: t.Dict[str, t.Dict[str, t.Any]] = dict(SPEC, scope={"type": "list", "elements": "str"})
LIST: t.Dict[str, t.Dict[str, t.Any]] = {
    "things": {"type": "list", "elements": "dict", "options": ENTRY},
    "flag": {"type": "bool"},
}


def keep(options: Options, _task: Options) -> t.Iterator[str]:
    options.pop("created_at", None)
    if options.get("name") == "wrong":
        yield "it is wrong"


def read(given: Options) -> t.Tuple[Options, t.List[str]]:
    reader = Reader(None, keep)
    return reader.read(SPEC, given), reader.problems


def read_list(things: t.Any) -> t.Tuple[t.Any, t.List[str]]:
    reader = Reader("things", keep)
    return reader.read(LIST, {"things": things})["things"], reader.problems


@pytest.mark.parametrize(
    "name, given, meant",
    [
        ("grant_types", "a, b", ["a", "b"]),
        ("grant_types", "a,b,", ["a", "b"]),
        ("grant_types", "a b\nc d\r\n", ["a b", "c d"]),
        ("grant_types", '["a", "b, c"]', ["a", "b, c"]),
        ("grant_types", "['a', 'b']", ["a", "b"]),
        ("grant_types", "", []),
        ("grant_types", ["a, b", ""], ["a, b", ""]),
        ("grant_types", 5, 5),  # Ansible makes a list of it
        ("grant_types", None, None),
        ("scope", ["openid", "offline"], "openid offline"),
        ("scope", '["openid", "offline"]', "openid offline"),
        ("scope", "['openid']", "openid"),
        ("scope", [], ""),
        ("scope", "[a]", "[a]"),
        ("scope", "a b", "a b"),
        ("metadata", '{"a": null, "b": 12345678901234567.89}', {"a": None, "b": 12345678901234567.89}),
        ("metadata", "{'a': None}", {"a": None}),
        ("metadata", '\ufeff{"a": 1}', {"a": 1}),
        ("grant_types", '\ufeff["a"]', ["a"]),
        ("metadata", [1], [1]),
        ("metadata", "{broken", "{broken"),
        ("name", "", ""),
        ("name", None, None),
        ("_ansible_verbosity", [], []),
        ("url", "http://x", "http://x"),
    ],
)
def test_what_is_meant(name: str, given: t.Any, meant: t.Any) -> None:
    assert read({name: given}) == ({name: meant}, [])


@pytest.mark.parametrize("name", ["admin_url", "url", "flag", "number", "state", "headers"])
def test_an_empty_text_is_not_given(name: str) -> None:
    assert read({name: ""}) == ({}, [])
    assert read({name: None}) == ({name: None}, [])


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"name": ["a"]}, "name must be a string, not a list"),
        ({"name": {}}, "name must be a string, not a dictionary"),
        ({"file": ["a"]}, "file must be a string, not a list"),
        ({"scope": [["a"]]}, "scope must be a string, not a list"),
        ({"grant_types": ["a", ["b"]]}, "entry 2 of grant_types must be a string, not list"),
        ({"grant_types": [None]}, "entry 1 of grant_types must be a string, not null"),
        ({"grant_type": "a"}, "unknown option grant_type (did you mean grant_types?)"),
        ({"grantTypes": "a"}, "unknown option grantTypes (did you mean grant_types?)"),
        ({"xyz": "a"}, "unknown option xyz"),
        ({5: "a"}, "unknown option 5"),
        ({"name": "wrong"}, "it is wrong"),
    ],
)
def test_what_cannot_be_right(given: Options, problem: str) -> None:
    assert read(given)[1] == [problem]
    if "scope" not in given:  # a list there
        assert read_list([{"name": "a"}, given])[1] == ["entry 2 of things: " + problem]


ENTRIES: t.List[Options] = [
    {"name": "a", "flag": None, "metadata": {"x": 1.5, "y": None}, "created_at": 5},
    {"name": "b"},
]
MEANT = [{"name": "a", "flag": None, "metadata": {"x": 1.5, "y": None}}, {"name": "b"}]


@pytest.mark.parametrize(
    "things",
    [
        ENTRIES,
        json.dumps(ENTRIES),
        [json.dumps(entry) for entry in ENTRIES],
        [repr(entry) for entry in ENTRIES],
        repr(ENTRIES),
    ],
)
def test_text_means_the_same_as_what_it_spells(things: t.Any) -> None:
    assert read_list(things) == (MEANT, [])


def test_one_dictionary_as_text_is_a_list_of_one() -> None:
    assert read_list(json.dumps(ENTRIES[0])) == (MEANT[:1], [])


@pytest.mark.parametrize("things", ["name=a", [["x"]], [None], [5], {"a": 1}, ["{broken"], None])
def test_what_is_no_entry_is_left_to_ansible(things: t.Any) -> None:
    assert read_list(things) == (things, [])


def test_the_scope_of_a_list_is_split_at_spaces() -> None:
    assert read_list([{"scope": "openid offline"}])[0] == [{"scope": ["openid", "offline"]}]


def test_what_an_entry_lost_is_known() -> None:
    reader = Reader("things", keep)
    reader.read(LIST, {"things": ENTRIES})
    assert reader.removed == {0: {"created_at"}, 1: frozenset()}


def test_nothing_that_was_given_is_changed() -> None:
    given = {"things": [dict(ENTRIES[0])]}
    Reader("things", keep).read(LIST, given)
    assert given == {"things": [ENTRIES[0]]}


@pytest.mark.parametrize("text", ["[" * 100000, "{" * 100000, "[1", "{1}", "(1,)", "", "x", "[1]x", "{'a': open('x')}"])
def test_what_is_no_text_of_a_list_or_dictionary_stays(text: str) -> None:
    assert read_text(text) == text


@pytest.mark.parametrize(
    "given, place",
    [
        ({"metadata": '{"a": 1, "a": 2}'}, 'metadata has "a"'),
        ({"metadata": '{"x": [{"a": 1, "b": true, "a": 1}]}'}, 'metadata has "a"'),
        ({"metadata": '\ufeff {"\\u0061": 1, "a": 1}'}, 'metadata has "a"'),
        ({"metadata": "{'a': None, 'b': {'c': 1, 'c': 2}}"}, 'metadata has "c"'),
        ({"metadata": '{"": 1, "": 2}'}, 'metadata has ""'),
        ({"headers": '{"a": "1", "a": "1"}'}, 'headers has "a"'),
    ],
)
def test_a_name_twice_in_one_dictionary(given: Options, place: str) -> None:
    problem = place + " twice in one dictionary, and only one of the values could count"
    assert read(given)[1] == [problem]
    assert read_list([{"name": "a"}, given])[1] == ["entry 2 of things: " + problem]
    assert read_list(json.dumps([{"name": "a"}, given]))[1] == ["entry 2 of things: " + problem]


@pytest.mark.parametrize(
    "given",
    [
        {"metadata": '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}'},
        {"metadata": "{'a': {'a': None}}"},
        {"metadata": '{"a": 1, "A": 2}'},
        {"name": '{"a": 1, "a": 2}'},
        {"grant_types": '{"a": 1, "a": 2}'},
        {"grant_types": ['{"a": 1, "a": 2}']},
        {"metadata": '{"a": 1, "a": '},
    ],
)
def test_a_name_that_is_in_no_dictionary_twice(given: Options) -> None:
    assert read(given)[1] == []


def test_a_name_twice_in_an_entry() -> None:
    told = "twice in one dictionary, and only one of the values could count"
    assert read_list('[{"name": "a"}, {"name": "b", "name": "c"}]')[1] == ['things has "name" ' + told]
    assert read_list('{"name": "b", "name": "c"}')[1] == ['things has "name" ' + told]
    assert read_list([{"name": "a"}, '{"name": "b", "name": "c"}'])[1] == [
        'entry 2 of things: it has "name" ' + told,
    ]
