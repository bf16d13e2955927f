# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types: tables from what real servers did, and laws that hold for every value."""

from __future__ import annotations

import copy
import json
import typing as t
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._clients import fields
from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.fields import (
    DURATION,
    FLAG,
    JSON,
    JWK_SET,
    LOWER_CASE,
    OPTIONAL_FLAG,
    ORIGINS,
    STRING_SET,
    TEXT,
    WORDS,
    Field,
)
from ansible_collections.ory.hydra.plugins.module_utils._values.durations import parse_duration, render_duration
from ansible_collections.ory.hydra.plugins.module_utils._values.exact_json import Number
from ansible_collections.ory.hydra.plugins.module_utils._values.jwk import HIDDEN, without_private_members

RSA = {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}
PRIVATE = dict(RSA, d="private-d", p="private-p", q="private-q", dp="private-dp", dq="private-dq", qi="private-qi")
EC = {"kty": "EC", "kid": "b", "crv": "P-256", "x": "eA".rjust(43, "A"), "y": "eQ".rjust(43, "A")}

# Durations

GO = {  # sent: shown by GET, on every version with lifespans
    "1h": "1h0m0s",
    "90m": "1h30m0s",
    "60s": "1m0s",
    "1.5h": "1h30m0s",
    "1000ms": "1s",
    "720h": "720h0m0s",
    "8760h30m": "8760h30m0s",
    "1us": "1µs",
    "0s": "0s",
    "0": "0s",
    "-1h": "-1h0m0s",
    "1500ms": "1.5s",
    "1h0.5s": "1h0m0.5s",
    "1ns": "1ns",
    "1500us": "1.5ms",
    ".5s": "500ms",
    "5.s": "5s",
    "+2m": "2m0s",
    "1h1m1s1ms": "1h1m1.001s",
    "1µs": "1µs",  # U+00B5
    "1μs": "1µs",  # U+03BC, which Go accepts too
}


@pytest.mark.parametrize("sent, shown", sorted(GO.items()))
def test_a_duration_is_rendered_as_go_does(sent: str, shown: str) -> None:
    assert DURATION.parse(sent) == shown
    assert DURATION.canonical(sent) == shown


@pytest.mark.parametrize("text, hours", [("30d", 720), ("1d", 24), ("1d12h", 36), ("0.5d", 12), ("-1d", -24)])
def test_days_are_sent_as_hours(text: str, hours: int) -> None:
    assert DURATION.parse(text) == "%dh0m0s" % hours


@pytest.mark.parametrize(
    "text",
    ["", "1", "60", "1H", "1 h", "h", "1h m", "one", "--1h", "1h-30m", "1w", "1y", "1e3s", ".s", "s1", "1,5h", "P1D"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="duration|number|text"):
        DURATION.parse(text)


@pytest.mark.parametrize("text", ["2562048h", "200000d", "9223372037s"])
def test_a_duration_beyond_what_go_can_hold_is_refused(text: str) -> None:
    # time.Duration is an int64 of nanoseconds: 2562047h47m16.854775807s at the most.
    with pytest.raises(ValueError):
        DURATION.parse(text)


@given(st.integers(min_value=-(2**62), max_value=2**62))
def test_rendering_and_parsing_are_inverse(nanoseconds: int) -> None:
    assert parse_duration(render_duration(nanoseconds)) == nanoseconds


@given(st.integers(0, 9999), st.integers(0, 99999), st.integers(0, 99999), st.integers(0, 99999), st.booleans())
def test_durations_add_up(days: int, hours: int, minutes: int, milliseconds: int, negative: bool) -> None:
    text = "%s%dd%dh%dm%dms" % ("-" if negative else "", days, hours, minutes, milliseconds)
    total = ((days * 24 + hours) * 60 + minutes) * 60 * 10**9 + milliseconds * 10**6
    assert parse_duration(text) == (-total if negative else total)


@given(st.integers(0, 10**6), st.integers(0, 999), st.sampled_from(["ms", "s", "m", "h"]))
def test_fractions_are_exact(whole: int, thousandths: int, unit: str) -> None:
    size = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}[unit]
    exact = (Fraction(whole) + Fraction(thousandths, 1000)) * size
    assert parse_duration("%d.%03d%s" % (whole, thousandths, unit)) == int(exact)


@given(st.integers(10**9, 2**60))
def test_rendered_durations_have_no_more_parts_than_needed(nanoseconds: int) -> None:
    text = render_duration(nanoseconds)
    assert text.endswith("s")
    assert ("h" in text) == (nanoseconds >= 3600 * 10**9)
    assert ("m" in text) == (nanoseconds >= 60 * 10**9)
    assert "." not in text or not text[:-1].endswith("0")


# Laws of every kind

_text = st.text(alphabet="ab :/.*", min_size=1, max_size=6)
_json_leaf = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2, width=16) | st.text("ab", max_size=2)
_json = st.recursive(
    _json_leaf,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2),
    max_leaves=4,
)
_jwk = st.fixed_dictionaries(
    {
        "kty": st.sampled_from(["RSA", "EC"]),
        "kid": st.sampled_from("ab"),
        "n": st.sampled_from("xy"),
        "key_ops": st.just(["verify"]),
    }
)
_origin = st.sampled_from(
    [
        "https://A.Example/",
        "https://A.Example",
        "HTTPS://a",
        "https://a",
        "http://a//",
        "http://a",
        "https://a:443",
        "https://*.a",
    ]
)
VALUES: t.Dict[t.Any, t.Any] = {
    TEXT: st.text("ab ", max_size=3),
    FLAG: st.booleans(),
    OPTIONAL_FLAG: st.none() | st.booleans(),
    STRING_SET: st.lists(_text, max_size=4),
    ORIGINS: st.lists(_origin, max_size=3),
    WORDS: st.text("ab \t", max_size=6),
    DURATION: st.sampled_from(sorted(GO)) | st.integers(-5, 5).map("{0}h".format),
    JSON: st.dictionaries(st.text("ab", max_size=2), _json, max_size=3),
    LOWER_CASE: st.sampled_from(["jwt", "JWT", "Opaque", ""]),
    JWK_SET: st.just({}) | st.fixed_dictionaries({"keys": st.lists(_jwk, max_size=3)}),
}
KINDS = sorted(VALUES, key=lambda kind: type(kind).__name__)


def test_every_kind_that_a_client_has_is_tested() -> None:
    assert {type(field.kind) for field in FIELDS} == {type(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_laws(kind: fields.Kind) -> None:
    field = Field("x", kind)

    @given(VALUES[kind], VALUES[kind], VALUES[kind])
    def laws(a: t.Any, b: t.Any, c: t.Any) -> None:
        def equal(left: t.Any, right: t.Any) -> bool:
            return bool(field.canonical(left) == field.canonical(right))

        assert field.same(a, b) == equal(a, b)
        assert field.same(a, copy.deepcopy(a))
        assert field.same(a, None) == equal(a, None)
        assert equal(a, a), "reflexive"
        assert equal(a, b) == equal(b, a), "symmetric"
        assert not (equal(a, b) and equal(b, c)) or equal(a, c), "transitive"
        assert field.canonical(field.canonical(a)) == field.canonical(a), "idempotent"
        if a is not None and a != "":
            assert equal(field.parse(a), a), "what is sent is what was meant"
            assert field.parse(field.parse(a)) == field.parse(a)
        json.dumps(field.shown(a))

    laws()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.name))
def test_null_an_empty_text_and_a_missing_member_are_the_default(field: Field) -> None:
    assert field.canonical(None) == field.canonical("") == field.canonical(field.unset)


@pytest.mark.parametrize(
    "field", [f for f in FIELDS if f.kind.argument["type"] == "list"], ids=lambda field: str(field.name)
)
def test_an_empty_list_is_nothing(field: Field) -> None:
    assert field.canonical([]) == field.canonical(None)


# Equal and unequal, kind by kind

EQUAL = [
    (STRING_SET, ["a", "b"], ["b", "a", "b"]),
    (WORDS, "a b", "  b  a b "),
    (ORIGINS, ["https://A.Example/"], ["https://A.Example"]),
    (ORIGINS, ["HTTPS://a"], ["https://a"]),
    (ORIGINS, ["http://a//"], ["http://a"]),
    (DURATION, "90m", "1h30m0s"),
    (DURATION, "30d", "720h0m0s"),
    (JSON, {"a": 1, "b": [1.0, {"c": None}]}, {"b": [1, {"c": None}], "a": 1.0}),
    (JWK_SET, {"keys": [RSA, EC]}, {"keys": [EC, dict(RSA, key_ops=["verify"], own="x")]}),
    (JWK_SET, {"keys": []}, {}),
    (JWK_SET, {"keys": None}, {}),
    (FLAG, False, None),
]
UNEQUAL = [
    (STRING_SET, ["a"], ["A"]),
    (STRING_SET, ["a"], ["a", "b"]),
    (WORDS, "a b", "a"),
    (WORDS, "a", "A"),
    (ORIGINS, ["https://A.Example"], ["https://a.example"]),
    (ORIGINS, ["https://a:443"], ["https://a"]),
    (ORIGINS, ["https://a"], ["http://a"]),
    (DURATION, "1h", "1m"),
    (DURATION, "0s", None),
    (JSON, {"a": [1, 2]}, {"a": [2, 1]}),
    (JSON, {"a": "1"}, {"a": 1}),
    (JSON, {"a": None}, {}),
    (JSON, {"a": True}, {"a": 1}),
    (JSON, {"a": [False]}, {"a": [0]}),
    (JWK_SET, {"keys": [RSA]}, {"keys": [PRIVATE]}),
    (JWK_SET, {"keys": [RSA]}, {"keys": [RSA, RSA]}),
    (JWK_SET, {"keys": [RSA]}, {"keys": [dict(RSA, use="sig")]}),
    (FLAG, True, None),
    (OPTIONAL_FLAG, False, None),
    (TEXT, "a", "a "),
]


@pytest.mark.parametrize("kind, left, right", EQUAL)
def test_equal(kind: fields.Kind, left: t.Any, right: t.Any) -> None:
    assert _same(Field("x", kind).canonical(left), Field("x", kind).canonical(right))


@pytest.mark.parametrize("kind, left, right", UNEQUAL)
def test_unequal(kind: fields.Kind, left: t.Any, right: t.Any) -> None:
    assert Field("x", kind).canonical(left) != Field("x", kind).canonical(right)
    assert not Field("x", kind).same(left, right)


def _same(left: t.Any, right: t.Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


_alike = st.sampled_from([True, 1, 1.0, False, 0, 0.0, "1", None, [], {}, [1], [True], {"b": 1}, {"b": True}])


@given(st.fixed_dictionaries({"a": _alike}), st.fixed_dictionaries({"a": _alike}))
def test_metadata_is_equal_exactly_where_its_json_is(a: t.Any, b: t.Any) -> None:
    def plain(value: t.Any) -> str:
        return json.dumps(_whole(value), sort_keys=True)

    assert (JSON.canonical(a) == JSON.canonical(b)) == (plain(a) == plain(b))
    assert Field("x", JSON).same(a, b) == (plain(a) == plain(b))


def _whole(value: t.Any) -> t.Any:
    """Floats that are whole as integers; written apart from the code under test."""
    if isinstance(value, float) and value % 1 == 0:
        return int(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {name: _whole(item) for name, item in value.items()} if isinstance(value, dict) else value


# What is sent


def test_lists_are_sent_as_they_were_given() -> None:
    assert STRING_SET.parse(["b", "a", "b"]) == ["b", "a", "b"]


def test_origins_are_sent_as_the_server_renders_them() -> None:
    assert ORIGINS.parse(["HTTPS://B.example/", "http://a//"]) == ["https://B.example", "http://a"]


@pytest.mark.parametrize("kind", [STRING_SET, ORIGINS])
@pytest.mark.parametrize("value", [[""], ["", "a"]])
def test_an_empty_entry_of_a_list_is_refused(kind: fields.Kind, value: t.List[str]) -> None:
    for there in (None, [], ["a"]):
        with pytest.raises(ValueError, match="empty"):
            kind.settled(kind.parse(value), there)


@pytest.mark.parametrize("kind", [STRING_SET, ORIGINS])
def test_an_empty_entry_that_a_server_has_may_stay(kind: fields.Kind) -> None:
    assert kind.settled(kind.parse(["", "a"]), ["a", ""]) == ["", "a"]


@pytest.mark.parametrize(
    "given, there, settled",
    [
        ("b a", None, "b a"),
        ("b  a\n", None, "b a"),
        ("openid\noffline\n", "offline openid", "openid offline"),
        ("openid offline\n", "openid offline\n", "openid offline\n"),  # so the server has it, and so it answered
        ("openid offline", "openid offline\n", "openid offline"),
        ("", None, ""),
    ],
)
def test_a_line_break_in_a_scope_is_a_space(given: str, there: t.Optional[str], settled: str) -> None:
    assert WORDS.settled(WORDS.parse(given), there) == settled


def test_the_server_takes_a_line_break_for_a_part_of_a_word() -> None:
    assert WORDS.canonical("openid offline\n") != WORDS.canonical("openid offline")


def test_a_strategy_is_lower_case() -> None:
    field = Field("access_token_strategy", LOWER_CASE, choices=("jwt", "opaque"))
    assert field.parse("JWT") == "jwt"
    assert field.canonical("JWT") == field.canonical("jwt")
    with pytest.raises(ValueError, match="one of jwt, opaque, not 'JTW'"):
        field.parse("JTW")


# Numbers

LONG = Number("12345678901234567.89")


@pytest.mark.parametrize(
    "given, there",
    [
        (12345678901234568.0, LONG),  # read with Ansible
        (12345678901234568, LONG),  # printed by Hydra's command line
        ("12345678901234567.89", LONG),  # returned by a module
        (float("inf"), Number("1e400")),
        ("1e400", Number("1e400")),
        (1.2345678901234568e29, 123456789012345678901234567890),
        (1, Number("1.0")),
        (1.0, 1),
        (1.5, Number("1.50")),
        (1000, Number("1e3")),
        (-0.0, Number("-0")),
    ],
)
def test_a_number_stays_where_it_is_the_same_as_far_as_ansible_can_tell(given: t.Any, there: t.Any) -> None:
    value, stored = {"a": [{"b": given}, 1], "new": 1}, {"a": [{"b": there}], "old": 2}
    assert JSON.settled(value, stored)["a"][0]["b"] is there
    assert JSON.same({"a": given}, {"a": there})
    assert value == {"a": [{"b": given}, 1], "new": 1}, "what was given is not changed"


@pytest.mark.parametrize(
    "given, there",
    [
        (12345678901234567, 12345678901234568),  # no float, so the task can tell the two apart
        (1.25, 1.5),
        (True, 1),
        (1, True),
        ("1", 1),
        ("1.5", 1.5),
        (12345678901234570.0, LONG),
        (None, 0),
    ],
)
def test_another_number_is_another_number(given: t.Any, there: t.Any) -> None:
    assert JSON.settled({"a": given}, {"a": there}) == {"a": given}
    assert not JSON.same({"a": given}, {"a": there})


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_json_does_not_have_is_not_sent(number: float) -> None:
    for there in (None, {"a": [1.0]}, {"a": "x"}):
        with pytest.raises(ValueError, match="infinity or NaN"):
            JSON.settled({"a": [number]}, there)


def test_what_is_shown_of_numbers_is_exact() -> None:
    shown = JSON.shown({"a": LONG, "b": Number("1.50"), "c": Number("1e400"), "d": 2.0, "e": [1e23, 0.1]})
    assert json.dumps(shown) == json.dumps(
        {"a": "12345678901234567.89", "b": 1.5, "c": "1e400", "d": 2, "e": [10**23, 0.1]}
    )


def test_a_key_of_a_result_is_the_one_that_the_server_has() -> None:
    result = without_private_members({"keys": [PRIVATE, EC]})
    there = {"keys": [EC, PRIVATE]}
    assert JWK_SET.canonical(JWK_SET.settled(result, there)) == JWK_SET.canonical(there)
    assert JWK_SET.settled(result, None) == {"keys": [RSA, EC]}
    assert JWK_SET.settled({"keys": [RSA]}, there) == {"keys": [RSA]}, "the private members are to go"


def test_a_set_of_1_0_without_keys() -> None:
    assert JWK_SET.parse({"keys": None}) == {"keys": None}
    assert JWK_SET.canonical({"keys": None}) == {}


@pytest.mark.parametrize(
    "value",
    [RSA, {"keys": {}}, {"keys": ["x"]}, {"keys": [{"kid": "a"}]}, {"keys": [{"kty": 1}]}, {"key": []}, {"keys": "x"}],
)
def test_what_is_no_key_set_is_refused(value: t.Any) -> None:
    with pytest.raises(ValueError, match="JSON Web Key Set"):
        JWK_SET.parse(value)


@pytest.mark.parametrize("value", [{}, {"keys": []}, {"keys": [RSA, EC]}])
def test_a_key_set_is_sent_as_it_was_given(value: t.Any) -> None:
    assert JWK_SET.parse(value) == value


# What is shown, and what never is


def test_private_members_are_hidden_where_a_key_set_is_shown() -> None:
    text = json.dumps(
        JWK_SET.shown(
            {"keys": [dict(PRIVATE, oth=[{"r": "private-r", "d": "x", "t": "y"}]), {"kty": "oct", "k": "private-k"}]}
        )
    )
    assert "private-" not in text
    assert text.count(HIDDEN) == 7
    assert "AQAB" in text


def test_the_secrets_of_a_key_set_are_all_its_private_members() -> None:
    found = JWK_SET.secrets({"keys": [PRIVATE, EC, {"kty": "oct", "k": "private-k"}]})
    assert {"private-%s" % name for name in ("d", "dp", "dq", "k", "p", "q", "qi")} <= set(found)
    assert "private-dg" in found, "the spelling that is sent is secret, too"


def test_the_primes_of_a_multi_prime_key_are_secrets_too() -> None:
    found = JWK_SET.secrets({"keys": [dict(RSA, oth=[{"r": "private-r", "d": "private-d", "t": "private-t"}])]})
    assert sorted(found) == ["private-d", "private-r", "private-t"]


@pytest.mark.parametrize("value", [PRIVATE, {"keys": PRIVATE}, {"key": [PRIVATE]}])
def test_secrets_are_found_in_what_is_not_quite_a_key_set(value: t.Any) -> None:
    # It is refused, and the refusal must not print it.
    assert "private-d" in JWK_SET.secrets(value)


@pytest.mark.parametrize("value", [None, {}, {"keys": None}, {"keys": [None, 1]}, "x"])
def test_no_secrets_in_nothing(value: t.Any) -> None:
    assert JWK_SET.secrets(value) == []


def test_without_private_members() -> None:
    assert without_private_members({"keys": [PRIVATE, EC], "more": 1}) == {
        "keys": [dict(RSA, hidden=True), EC],
        "more": 1,
    }
    assert without_private_members({}) == {}
    assert without_private_members(None) is None


# The option


def test_the_argument_spec_of_a_field() -> None:
    assert Field("x").spec() == {"type": "str"}
    assert Field("x", STRING_SET).spec() == {"type": "list", "elements": "str"}
    assert Field("x", choices=("a", "b"), argument={"no_log": False}).spec() == {
        "type": "str",
        "no_log": False,
    }, "with choices of its own, Ansible refuses null"
    assert "no_log" not in Field("x").spec(), "a field must not change what its kind shares"
