# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When something expires: every spelling of a time, and how long a time from now on rests."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values.expiry import (
    Expiry,
    parse_expiry,
    parse_time,
    render_time,
)

NOW = datetime.datetime(2026, 11, 21, 10, 0, 0)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    "text, seen",
    [
        ("2030-01-02T03:04:05Z", "2030-01-02T03:04:05Z"),
        ("2030-01-02t03:04:05z", "2030-01-02T03:04:05Z"),
        ("2030-01-02 03:04:05+00:00", "2030-01-02T03:04:05Z"),
        ("2030-01-02T03:04:05+02:00", "2030-01-02T01:04:05Z"),
        ("2030-01-02T03:04:05-03:30", "2030-01-02T06:34:05Z"),
        ("2030-01-02T03:04:05.499999999Z", "2030-01-02T03:04:05Z"),
        ("2030-01-02T03:04:05.5Z", "2030-01-02T03:04:06Z"),
        ("2030-01-02T03:04:05.678+02:00", "2030-01-02T01:04:06Z"),  # as a real server did
        ("2029-12-31T23:59:59.9-00:00", "2030-01-01T00:00:00Z"),
        (" 2030-01-02T03:04:05Z\n", "2030-01-02T03:04:05Z"),
    ],
)
def test_a_time_is_seen_as_servers_keep_it(text: str, seen: str) -> None:
    expiry = parse_expiry(text)
    assert expiry.at is not None and render_time(expiry.at) == seen
    assert expiry.satisfied_by(parse_time(seen), NOW)
    assert not expiry.satisfied_by(parse_time(seen) + datetime.timedelta(seconds=1), NOW)
    assert expiry.resolve(NOW) == parse_time(seen)


@pytest.mark.parametrize("text", ["2030-01-02T03:04:05", "2030-01-02 03:04:05", "2030-01-02T03:04:05.5"])
def test_a_time_without_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        parse_expiry(text)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("tomorrow", "must be a time"),
        ("", "must be a time"),
        ("2030-01-02", "must be a time"),
        ("1893456000", "must be a time"),
        ("365d", "must be a time"),
        ("2030-02-30T00:00:00Z", "is not a valid date and time"),
        ("2030-01-02T24:00:00Z", "is not a valid date and time"),
        ("2030-01-02T00:00:00+24:00", "is not a valid date and time"),
        ("0001-01-01T00:00:00+01:00", "is not a valid date and time"),
        ("\u0662030-01-02T03:04:05Z", "must be a time"),
        ("+", "must be a time or a time from now, such as"),
        ("+soon", "must be a time or a time from now, such as"),
        ("+0s", "at least a second"),
        ("+500ms", "at least a second"),
        ("+-1h", "at least a second"),
        ("++1h", "at least a second"),
        ("-1h", "must be a time"),
        ("+300000d", "must be a time or a time from now, such as"),
    ],
)
def test_what_is_no_time_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_expiry(text)


def test_a_time_from_now_on_rests_until_half_of_it_is_over() -> None:
    year = parse_expiry("+365d")
    assert year.resolve(NOW) == NOW + 365 * DAY
    made = year.resolve(NOW)
    assert [year.satisfied_by(made, NOW + days * DAY) for days in (0, 1, 182, 183, 365, 400)] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_time_from_now_on_is_not_met_by_a_longer_one_but_clocks_may_differ() -> None:
    hour = parse_expiry("+1h")
    minute = datetime.timedelta(minutes=1)
    assert hour.satisfied_by(NOW + 60 * minute + 50 * minute / 60, NOW)
    assert not hour.satisfied_by(NOW + 62 * minute, NOW)
    assert not parse_expiry("+30d").satisfied_by(NOW + 365 * DAY, NOW)


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_what_is_renewed_rests_at_once_and_what_rests_lasts(seconds: int, later: int) -> None:
    expiry = Expiry(after=datetime.timedelta(seconds=seconds))
    made = expiry.resolve(NOW)
    assert expiry.satisfied_by(made, NOW)
    if expiry.satisfied_by(made, NOW + datetime.timedelta(seconds=later)):
        assert later * 2 <= seconds


def test_a_time_of_the_server_is_never_taken_for_one_from_now_on() -> None:
    for text in ("+365d", "", "None"):
        with pytest.raises(ValueError):
            parse_time(text)
