# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Versions, ranges and generations."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._errors import UnsupportedError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.generations import (
    CAPABILITIES,
    GENERATIONS,
    Features,
    ServerVersion,
)
from ansible_collections.ory.hydra.plugins.module_utils._values.versions import Range, parse_version

IN_ORDER = [
    "1.0.0-alpha.1",
    "1.0.0-beta.9",
    "v1.0.0-rc.6+oryOS.10",
    "1.0.0-rc.8",
    "1.0.0-rc.9",
    "1.0.0-rc.10",
    "1.0.0-rc.16",
    "v1.0.0",
    "1.0.9",
    "1.4.10",
    "1.8.5",
    "1.9.0-alpha.1",
    "1.9.0",
    "1.10.1",
    "1.10.7",
    "v1.11.10",
    "2.0.0",
    "2.0.3",
    "2.1.2",
    "2.2.0-rc.3",
    "2.2.0",
    "v2.3.0",
    "25.4.0",
    "26.2.0-dev",
    "26.2.0-pre.1",
    "26.2.0-alpha.1",
    "26.2.0-beta.1",
    "26.2.0-rc.1",
    "v26.2.0",
    "26.2.1",
    "26.3-dev",
    "26.3.0-rc.0",
    "26.3.0",
]


def server(version: str, reported: t.Optional[str] = None) -> ServerVersion:
    parsed = parse_version(version)
    assert parsed is not None
    return ServerVersion(version if reported is None else reported, parsed)


def test_versions_sort_as_they_were_released() -> None:
    parsed = [parse_version(text) for text in IN_ORDER]
    assert None not in parsed
    assert [left < right for left, right in zip(parsed, parsed[1:])] == [True] * (len(parsed) - 1)  # type: ignore[operator]


@pytest.mark.parametrize(
    "left, right",
    [
        ("v26.2.0", "26.2.0"),
        ("26.3-dev", "26.3.0-dev"),
        ("2.0", "2.0.0"),
        ("1.0.0+oryOS.10", "1.0.0"),
        (" v2.3.0\n", "2.3.0"),
        ("2.3.0-5-gabcdef0", "2.3.0"),
    ],
)
def test_spellings_of_one_version(left: str, right: str) -> None:
    assert parse_version(left) == parse_version(right)


@pytest.mark.parametrize("text", ["", "master", "dev-master", "v", "2", "latest", "2.x", "sha-2.3.0", "two.three"])
def test_what_is_no_version(text: str) -> None:
    assert parse_version(text) is None


@given(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)),
)
def test_final_versions_sort_as_numbers(left: t.Tuple[int, ...], right: t.Tuple[int, ...]) -> None:
    parsed = [parse_version("%d.%d.%d" % version) for version in (left, right)]
    assert (parsed[0] < parsed[1]) == (left < right)  # type: ignore[operator]


def test_a_range_has_its_first_version_and_not_its_last() -> None:
    inside = Range("1.11.9", "2.0.0")
    assert [
        text
        for text in ("1.11.8", "1.11.9-rc.1", "1.11.9", "1.11.10", "2.0.0", "26.2.0")
        if parse_version(text) in inside
    ] == ["1.11.9", "1.11.10"]
    assert parse_version("1.0.0-rc.1") in Range(None, "2.0.0")
    assert parse_version("26.2.0") in Range("2.0.0")
    assert "2.0.0" not in Range()
    assert None not in Range()


@pytest.mark.parametrize(
    "where, sentence",
    [
        (Range("2.1.0"), "Hydra 2.1.0 or newer"),
        (Range(None, "2.0.0"), "a Hydra older than 2.0.0"),
        (Range("1.11.9", "2.0.0"), "Hydra 1.11.9 or newer, but older than 2.0.0"),
        (Range(), "any Hydra"),
    ],
)
def test_a_range_as_a_sentence(where: Range, sentence: str) -> None:
    assert where.sentence() == sentence


@pytest.mark.parametrize(
    "version, name",
    [
        ("1.0.0-rc.6", "1.0.0-rc"),
        ("1.0.9", "1.0"),
        ("1.4.10", "1.3"),
        ("1.8.5", "1.3"),
        ("1.9.2", "1.9"),
        ("1.10.1", "1.10"),
        ("1.10.7", "1.10"),
        ("1.11.10", "1.11"),
        ("2.0.3", "2.0"),
        ("2.1.2", "2.0"),
        ("2.2.0", "2.2"),
        ("2.3.0", "2.2"),
        ("25.4.0", "25.4"),
        ("26.2.0", "26.2"),
        ("26.3-dev", "26.3"),
        ("99.0.0", "26.3"),
        ("0.11.0", "1.0.0-rc"),
    ],
)
def test_the_generation_of_a_version(version: str, name: str) -> None:
    assert server(version).generation.name == name


def test_generations_are_in_order_and_have_their_first_version() -> None:
    since = [parse_version(row.since) for row in GENERATIONS]
    assert since == sorted(since, key=lambda version: version or ())
    for row in GENERATIONS:
        assert server(row.since).generation is row


# The first version that has it, the last one before, as the fact sheet has them; None for no such version.
BOUNDARIES = [
    ("client_patch", "1.10.2", "1.10.1"),
    ("client_lifespans", "1.11.9", "1.11.8"),
    ("client_secret_rotation", "26.3.0-dev", "26.2.0"),
    ("trusted_issuers", "1.11.0", "1.10.7"),
    ("client_tokens_delete", "1.8.5", "1.7.0"),
    ("device_flow", "25.4.0", "2.3.0"),
    ("consent_request_id", "25.4.0", "2.3.0"),
    ("token_flush", "1.11.10", "2.0.0"),
    ("admin_prefix", "2.0.0", "1.11.10"),
    ("token_paging", "2.0.0", "1.11.10"),
    ("keyset_paging", "25.4.0", "2.3.0"),
    ("list_filters", "1.10.5", "1.10.1"),
    ("challenge_in_path", "1.0.0-rc.8", "1.0.0-rc.9"),
    ("named_challenge", "1.0.0-rc.10", "1.0.0-rc.9"),
    ("subject_in_path", "1.0.0-rc.9", "1.0.0-rc.10"),
    ("logout_requests", "1.0.0-rc.10", "1.0.0-rc.9"),
    ("login_session_sid", "2.1.0", "2.0.3"),
    ("server_chosen_client_id", "2.0.0", "1.11.10"),
    ("server_chosen_client_id", "2.1.2", "2.2.0"),
    ("missing_client_is_401", "1.3.0", "1.2.0"),
    ("missing_client_is_401", "1.10.7", "1.11.0"),
    ("serial_writes", "1.11.10", "2.0.0"),
    ("registration_tokens", "1.11.0", "1.10.7"),
    ("bcrypt_secrets", "1.11.10", "2.0.0"),
    ("form_decoded_twice", "1.4.10", "1.8.5"),
    ("skipped_cannot_be_remembered", "1.0.0-rc.6", "1.0.0-rc.7"),
    ("null_listing", "1.8.5", "1.9.2"),  # the memory store of those days
    ("paired_keys", "1.11.10", "2.0.0"),
    ("halves_by_prefix", "1.10.7", "1.11.0"),
    ("short_rsa_keys_fail", "25.4.0", "2.3.0"),
    ("ordered_jwk_sets", "1.9.2", "1.8.5"),
    ("atomic_jwk_sets", "1.11.10", "1.10.7"),
    ("jwk_needs_set", "1.8.5", "1.9.2"),
    ("slash_in_names", "25.4.0", "2.3.0"),
    ("any_subject_issuers", "1.11.8", "1.11.7"),
    ("split_grant_scopes", "2.3.0", "25.4.0"),
]


@pytest.mark.parametrize("feature, has, lacks", BOUNDARIES)
def test_what_begins_and_ends_where(feature: str, has: str, lacks: str) -> None:
    assert server(has).has(getattr(Features, feature))
    assert not server(lacks).has(getattr(Features, feature))


def test_every_feature_has_a_tested_boundary() -> None:
    assert {row[0] for row in BOUNDARIES} == {name for name in vars(Features) if not name.startswith("_")}


def test_capabilities_are_what_the_features_say() -> None:
    for row in GENERATIONS:
        there = server(row.since)
        assert there.capabilities == {name: there.has(getattr(Features, name)) for name in CAPABILITIES}


def test_a_refusal_names_both_versions() -> None:
    with pytest.raises(UnsupportedError) as caught:
        server("v1.11.10").require("skip_consent", Range("2.1.0"))
    assert caught.value.message == "skip_consent needs Hydra 2.1.0 or newer; this server is 1.11.10"
    assert isinstance(caught.value, UsageError)
    server("2.1.0").require("skip_consent", Range("2.1.0"))


def test_a_server_that_does_not_tell_its_version_is_called_by_its_generation() -> None:
    told = "of generation %s (it reports its version as %r; if you know it, set server_version)"
    assert str(server("1.9.2", "")) == told % ("1.9", "")
    assert str(server("26.2.0", "master")) == told % ("26.2", "master")
    assert str(server("26.2.0", "v26.2.0")) == "26.2.0"


@pytest.mark.parametrize(
    "version, reported, since, until, doubtful",
    [
        ("26.2.0", "", "26.2.0", None, True),  # it may be 25.4.0
        ("26.2.0", "v26.2.0", "26.2.0", None, False),
        ("26.2.0", "", "25.4.0", None, False),
        ("26.2.0", "", None, "26.3.0-dev", False),
        ("26.2.0", "", None, None, False),
        ("1.9.2", "", None, "1.10.2", True),
        ("1.9.2", "", None, "1.11.0", False),
        ("1.8.5", "", "1.8.5", None, False),
        ("2.3.0", "", "2.2.0", None, True),  # without a client, none of 2.x can be told from another
    ],
)
def test_a_guess_is_doubtful_where_versions_that_behave_alike_differ(
    version: str, reported: str, since: t.Optional[str], until: t.Optional[str], doubtful: bool
) -> None:
    assert server(version, reported).may_lack(Range(since, until)) is doubtful
