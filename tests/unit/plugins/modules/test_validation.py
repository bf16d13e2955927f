# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left of options that Ansible refuses, and what is said of the others."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.ory.hydra.plugins.module_utils._module import option_groups
from ansible_collections.ory.hydra.plugins.module_utils._module.validation import examine, lacking

Document = t.Dict[str, t.Any]

ENTRY: Document = {
    "name": {"type": "str", "required": True},
    "flag": {"type": "bool"},
    "state": {"type": "str", "choices": ["on", "off"], "default": "on"},
    "file": {"type": "path"},
    "text": {"type": "str"},
    "keys": {"type": "list", "elements": "dict", "options": {"kid": {"type": "int"}, "use": {"type": "str"}}},
}
SPEC: Document = {
    "url": {"type": "str", "aliases": ["address"], "fallback": (option_groups.environment, ["HYDRA_TEST_URL"])},
    "number": {"type": "int", "default": 3},
    "things": {
        "type": "list",
        "elements": "dict",
        "options": ENTRY,
        "mutually_exclusive": [("file", "text")],
        "required_if": [("state", "off", ("text",))],
    },
    "bundle": {"type": "dict", "options": {"size": {"type": "float"}}},
}


def test_what_can_be_used_is_as_ansible_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYDRA_TEST_URL", "http://x")
    given: Document = {
        "things": [{"name": "a", "flag": "yes", "keys": [{"kid": "5"}]}, "name=b"],
        "bundle": {"size": "1"},
    }
    found = examine(SPEC, {}, given)
    assert (found.problems, found.broken) == ([], set())
    rest = {"file": None, "text": None, "state": "on"}
    assert found.options == {
        "url": "http://x",
        "number": 3,
        "things": [
            dict(rest, name="a", flag=True, keys=[{"kid": 5, "use": None}]),
            dict(rest, name="b", flag=None, keys=None),
        ],
        "bundle": {"size": 1.0},
    }
    assert examine(SPEC, {}, {"address": "http://y"}).options["url"] == "http://y"


_ROWS: t.List[Document] = [
    {},
    {"type": "str"},
    {"type": "str", "choices": ["on", "5"]},
    {"type": "list", "elements": "str"},
    {"type": "list", "elements": "str", "choices": ["on", "5"]},
    {"type": "list", "elements": "int"},
    {"type": "list"},
    *({"type": kind} for kind in ("bool", "int", "float", "dict", "raw", "path")),
    {"type": "int", "choices": [5]},
]
_VALUES: t.List[t.Any] = ["", "on", "a, b", "5", None, True, 5, {}, [], ["on"], ["off"], ["on", 5], [None], [["on"]]]
_VALUES += [1.5, 1, "a=b", '{"a": 1}', {"a": {"b": None}}, "~/x", "$HOME"]


@pytest.mark.parametrize("row", _ROWS)
@pytest.mark.parametrize("value", _VALUES)
def test_one_value_is_as_ansible_leaves_it(row: Document, value: t.Any) -> None:
    ansible = ArgumentSpecValidator({"it": row}).validate({"it": value})
    ours = examine({"it": row}, {}, {"it": value})
    assert bool(ours.problems) is bool(ansible.error_messages)
    if not ours.problems:
        assert repr(ours.options) == repr(ansible.validated_parameters)  # in which True is not 1
        assert not isinstance(value, list) or ours.options["it"] is not value


@pytest.mark.parametrize(
    "given, problems, broken",
    [
        ({"number": "x"}, ["number must be a whole number, not a string"], {"number"}),
        ({"things": "x"}, ["things[0] must be a dictionary, not a string"], None),
        ({"things": 5}, ["things must be a list of dictionaries, not a number"], {"things"}),
        ({"things": ["a=b 'c"]}, ["things[0] must be a dictionary"], None),
        ({"things": [{}]}, ["entry 1 of things: name is required"], {"things[0]", "things[0].name"}),
        (
            {"things": [{"name": "a"}, {"name": "b", "flag": 5, "keys": [{}, {"kid": "x"}]}]},
            [
                "entry 2 of things: flag must be true or false, not a number",
                "entry 2 of things: entry 2 of keys: kid must be a whole number, not a string",
            ],
            {"things[1]", "things[1].flag", "things[1].keys[1]", "things[1].keys[1].kid"},
        ),
        (
            {"things": [{"name": "a", "file": "x", "text": "y"}]},
            ["entry 1 of things: parameters are mutually exclusive: file|text"],
            {"things[0]", "things[0].file", "things[0].text"},
        ),
        (
            {"things": [{"name": "a", "state": "off"}]},
            ["entry 1 of things: state is off but all of the following are missing: text"],
            {"things[0]", "things[0].state", "things[0].text"},
        ),
        (
            {"things": [{"name": "a", "state": "off", "text": None}]},
            ["entry 1 of things: state is off but all of the following are missing: text"],
            {"things[0]", "things[0].state", "things[0].text"},
        ),
        ({"bundle": {"size": "x"}}, ["bundle: size must be a number, not a string"], {"bundle.size"}),
        ({"bundle": ["x"]}, ["bundle must be a dictionary, not a list"], {"bundle"}),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    given: Document, problems: t.Sequence[str], broken: t.Optional[t.AbstractSet[str]]
) -> None:
    found = examine(SPEC, {}, given)
    assert [problem.split(";")[0] for problem in found.problems] == problems
    assert broken is None or found.broken == broken
    for name in broken or ():
        if "[" not in name and "." not in name:
            assert found.options[name] is None


@pytest.mark.parametrize(
    "broken", [{"things[0].state"}, {"things[0].text"}, {"things[0].text", "things[0].file", "things[0].name"}]
)
def test_a_rule_that_needs_what_cannot_be_used_has_to_wait(broken: t.AbstractSet[str]) -> None:
    given = {"things": [{"state": "off", "file": "x"} if "things[0].name" in broken else {"name": "a", "state": "off"}]}
    assert examine(SPEC, {}, given, broken).problems == []


def test_rules_of_the_task_are_checked() -> None:
    spec = {name: {"type": "str"} for name in "abcd"}
    rules = {
        "required_together": [("a", "b")],
        "required_one_of": [("c", "d")],
        "required_by": {"a": "d"},
        "mutually_exclusive": [("a", "b")],
    }
    found = examine(spec, rules, {"a": "x"})
    assert len(found.problems) == 2, "what the first finds wrong with a leaves nothing certain to the others"
    assert found.broken == {"a", "b", "c", "d"}
    assert examine(spec, rules, {"c": "x", "d": "y"}).problems == []
    found = examine(spec, rules, {"c": None})
    assert found.problems == ["one of the following is required: c, d"]


def test_what_is_needed_and_null_is_missing() -> None:
    rules = {"required_one_of": [("c", "d")], "required_together": [("a", "b")], "mutually_exclusive": [("a", "c")]}
    options = {"a": "x", "b": None, "c": None, "d": None}
    told = ["parameters are required together: a, b", "one of the following is required: c, d"]
    assert [problem for problem, _concerned in lacking(rules, options, set())] == told
    assert [concerned for _problem, concerned in lacking(rules, options, {"b"})] == [{"c", "d"}]
    assert list(lacking(rules, dict(options, a=None, c="y"), set())) == []
