# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""YAML that is plain data, and what is refused of the rest."""

from __future__ import annotations

import json
import sys
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values import plain_yaml
from ansible_collections.ory.hydra.plugins.module_utils._values.exact_json import Number, dumps
from ansible_collections.ory.hydra.plugins.module_utils._values.plain_yaml import NotPlainError, loads

yaml = pytest.importorskip("yaml")


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML is without libyaml here")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("---\n", None),
        ("[]", []),
        ("- a\n- {b: c}\n", ["a", {"b": "c"}]),
        ("{b: [1, 2.5, true, no, null, ~, '1', \"yes\"]}", {"b": [1, 2.5, True, False, None, None, "1", "yes"]}),
        ("date: 2030-01-01\ntime: 2030-01-01T00:00:00Z", {"date": "2030-01-01", "time": "2030-01-01T00:00:00Z"}),
        ("mode: 0755\nhex: 0x1F\nclock: 1:30\nlong: 1_000", {"mode": 493, "hex": 31, "clock": 90, "long": 1000}),
        ("equals: =\nmerge: <<\nempty:", {"equals": "=", "merge": "<<", "empty": None}),
        ("1: a\nno: b\n2030-01-01: c\n~: d", {"1": "a", "no": "b", "2030-01-01": "c", "~": "d"}),
        ("!unsafe '{{ a }}'", "{{ a }}"),
        ("a: !unsafe {b: [c]}\nd: !unsafe [e]", {"a": {"b": ["c"]}, "d": ["e"]}),
        ("- !!str 1\n- !!int '2'\n- ! 3\n- !!float '4'", ["1", 2, 3, 4]),
        ("- &a {b: [c]}\n- *a", [{"b": ["c"]}, {"b": ["c"]}]),
        ("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}", {"base": {"x": 1, "y": 2}, "one": {"x": 1, "y": 3}}),
        ("- &a {x: 1}\n- &b {x: 2, y: 2}\n- {<<: [*a, *b]}", [{"x": 1}, {"x": 2, "y": 2}, {"x": 1, "y": 2}]),
        ("|\n  lines\n  of text\n", "lines\nof text\n"),
        ("? long\n: short", {"long": "short"}),
        ("{secret}", {"secret": None}),
    ],
)  # fmt: skip
def test_what_is_read(text: str, value: t.Any) -> None:
    assert loads(text) == value


def test_numbers_keep_their_spelling() -> None:
    rows = loads("[1.10, 1e400, 1.0e+400, -0, 0123, +1.5, .5, 1e5]")
    assert [getattr(row, "literal", row) for row in rows] == [
        "1.10",
        "1e400",
        "1.0e+400",
        "-0",
        "0123",
        "+1.5",
        ".5",
        "1e5",
    ]
    assert isinstance(rows[2], Number)
    assert dumps(loads("[1.10, 1.0e+400, 0123, +1.5]")) == "[1.10, 1.0e+400, 83, 1.5]"


def test_what_an_alias_repeats_is_not_shared() -> None:
    first, second, third = loads("- &a {b: [c]}\n- *a\n- {<<: *a}")
    second["b"].append("d")
    third["b"].append("e")
    assert (first, second, third) == ({"b": ["c"]}, {"b": ["c", "d"]}, {"b": ["c", "e"]})


SECRET = "swordfish"
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    "a%d: &a%d [%s]\n" % (level, level, ", ".join(["*a%d" % (level - 1)] * 10)) for level in range(1, 9)
)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    "a%d: &a%d {<<: [%s]}\n" % (level, level, ", ".join(["*a%d" % (level - 1)] * 10)) for level in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: [%s" % SECRET, "line "),
        ("a: 1\n b: '%s'\n" % SECRET, "line 2, column 3"),
        ("a: 1\n\t- b", "line 2"),
        ("a: b: %s" % SECRET, "line 1, column 5: mapping values are not allowed"),
        ("a: *%s" % SECRET, "line 1, column 4: an alias without an anchor; put a value that begins with * in quotes"),
        ("a: !%s" % SECRET, "line 1, column 4: a YAML tag, which is not supported; put a value that begins with !"),
        ("a: !!python/name:os.system", "a YAML tag"),
        ("a: !!python/object/apply:os.system [%s]" % SECRET, "a YAML tag"),
        ("a: !!binary aGFsbG8=", "a YAML tag"),
        ("a: !!set {b}", "a YAML tag"),
        ("a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n", "line 1, column 4: a value encrypted with Ansible Vault"),
        ("a: @%s" % SECRET, "line 1, column 4"),
        ("a: `%s" % SECRET, "line 1, column 4"),
        ("a: %%%s" % SECRET, "line 1, column 4"),
        ('a: "\\%s"' % SECRET, "line 1"),
        ("a: &x 1\nb: &x 2\nc: *y", "line 3, column 4: an alias without an anchor"),
        ("a: 1\nb: 2\na: 3", 'line 3, column 1: "a" is in one dictionary twice'),
        ("- {a: 1, 'a': 2}", 'line 1, column 10: "a" is in one dictionary twice'),
        ("--- a\n--- b", "line 2, column 1: a second document"),
        ("a: .inf", "line 1, column 4: infinity or NaN"),
        ("a: -.INF", "infinity or NaN"),
        ("a: .nan", "infinity or NaN"),
        ("a: !!int %s" % SECRET, "line 1, column 4: not a number"),
        ("a: !!float %s" % SECRET, "not a number"),
        ("a: [\x07]", "line 1, column 5: a character YAML does not allow"),
        ("a: 1\nb: \ufffe", "line 2, column 4: a character YAML does not allow"),
        ("&a [*a]", "an alias for what it is a part of"),
        ("&a {b: *a}", "an alias for what it is a part of"),
        ("- &a x\n- {*a : 1}", "an alias as the name of a member"),
        ("{[a]: 1}", "a list or dictionary as the name of a member"),
        ("a: {<<: 1}", "<< needs a dictionary"),
        ("a: {<<: [1]}", "<< needs a dictionary"),
        ("[" * 101, "nested more than 100 levels"),
        ("\n".join("%s-" % ("  " * level) for level in range(101)) + " a", "nested more than 100 levels"),
        (BOMB, "aliases repeat too much"),
        (MERGES, "aliases repeat too much"),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(text: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_yaml, "_MOST_BORROWED", (10000, 50))
    with pytest.raises(NotPlainError) as raised:
        loads(text)
    assert words in str(raised.value)
    assert SECRET not in str(raised.value)


def test_a_million_levels_end_nothing() -> None:
    for text in ("[" * 1000000, "- " * 100000, "{a: " * 100000):
        with pytest.raises(NotPlainError):
            loads(text)


def test_aliases_of_ordinary_files_are_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_yaml, "_MOST_BORROWED", (100, 50))
    fields = ", ".join("field%d: value" % number for number in range(20))
    text = "base: &base {%s}\nclients:\n" % fields + "".join("- {<<: *base, client_id: c%d}\n" % n for n in range(100))
    assert loads(text)["clients"][99] == dict({"field%d" % n: "value" for n in range(20)}, client_id="c99")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ImportError):
        loads("a: 1")


# YAML has no pairs of surrogates as JSON has them, and takes 1e+16 for a text.
_TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**6), 10**6).map(lambda number: number / 4) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_json_is_read_as_json_reads_it(document: t.Any) -> None:
    assert loads("- " + json.dumps(document)) == [document]
