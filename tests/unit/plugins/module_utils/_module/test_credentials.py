# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credentials are used, as the task and the environment may each give some."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._module.credentials import KINDS, choose

NAMES = [name for kind in KINDS for name in kind]
SECRET = {"auth_token_url": "u", "auth_client_id": "c", "auth_client_secret": "s"}
KEY = {"auth_issuer": "i", "auth_client_id": "c", "auth_private_key": "k", "auth_private_key_id": "1"}
BASIC = {"username": "u", "password": "p"}
TOKEN = {"api_token": "t"}
HEADER = {"headers": {"authorization": "a"}}


Options = t.Dict[str, t.Any]


def used(near: Options, far: Options, environment: t.Optional[Options] = None) -> t.Tuple[Options, t.List[str]]:
    """Return what is left of options of two places, the nearer first, and of the environment, and the problems."""
    params = dict(dict.fromkeys(NAMES), **dict(environment or {}, **dict(far, **near)))
    problems = choose(params, [near.keys(), far.keys()])
    return {name: value for name, value in params.items() if value}, problems


@pytest.mark.parametrize("given", [{}, TOKEN, BASIC, SECRET, KEY, HEADER])
@pytest.mark.parametrize("place", range(3))
def test_one_kind_of_credentials_is_used_as_it_is(given: Options, place: int) -> None:
    assert used(*(given if place == number else {} for number in range(3))) == (given, [])


@pytest.mark.parametrize("near", [TOKEN, BASIC, SECRET, HEADER])
@pytest.mark.parametrize("far", [TOKEN, BASIC, KEY, HEADER])
@pytest.mark.parametrize("places", [*itertools.combinations(range(3), 2)])
def test_nearer_credentials_win(near: Options, far: Options, places: t.Tuple[int, int]) -> None:
    at = dict(zip(places, (near, far)))
    left, problems = used(*(at.get(number, {}) for number in range(3)))
    assert (left.pop("headers", None) or {}) == near.get("headers", {})
    assert (left, problems) == ({name: value for name, value in near.items() if name != "headers"}, [])


def test_other_headers_are_no_credentials() -> None:
    plain = {"headers": {"X-Tenant": "a"}}
    assert used({**TOKEN, **plain}, {}) == ({**TOKEN, **plain}, [])
    mixed = {"headers": {"X-Tenant": "a", "AUTHORIZATION": "b"}}
    assert used(TOKEN, mixed) == ({**TOKEN, **plain}, [])
    assert used(plain, HEADER) == (plain, [])
    assert used({"headers": "wrong", **TOKEN}, {})[1] == []


def test_a_part_in_the_task_and_the_rest_in_the_environment() -> None:
    far = {"auth_token_url": "u", "auth_client_secret": "s", **TOKEN}
    assert used({"auth_client_id": "c"}, far) == (SECRET, [])
    near = {"auth_issuer": "i", "auth_private_key": "k"}
    assert used(near, dict(SECRET, auth_method="m")) == (dict(near, auth_client_id="c"), [])


@pytest.mark.parametrize(
    "near, far, sentence",
    [
        ({}, {**TOKEN, **BASIC}, "api_token and username are both set, but a request can carry only one of them"),
        ({**TOKEN, **SECRET}, {}, "api_token and auth_client_id are both set, but a request can carry only one"),
        ({**TOKEN, **BASIC, **SECRET}, {}, "api_token, username and auth_client_id are all set, but a request can"),
        ({}, {**BASIC, "auth_scope": "a"}, "username and auth_scope are both set"),
        ({**TOKEN, **HEADER}, {}, "api_token and Authorization in headers are both set, but a request can carry only"),
        ({}, {**BASIC, **HEADER}, "username and Authorization in headers are both set"),
        ({**HEADER, **SECRET}, TOKEN, "auth_client_id and Authorization in headers are both set"),
        ({**SECRET, "auth_issuer": "i"}, {}, "auth_token_url and auth_issuer are both set, but only one of them"),
        ({**SECRET, "auth_private_key": "k"}, {}, "auth_client_secret and auth_private_key are both set, but only one"),
        (
            {"auth_client_id": "c"},
            {},
            "auth_client_id is set, but obtaining an access token also needs auth_token_url or "
            "auth_issuer, and auth_client_secret or auth_private_key",
        ),
        (
            {"auth_scope": "a"},
            {},
            "auth_scope is set, but obtaining an access token also needs auth_client_id",
        ),
        (
            {},
            {"auth_token_url": "u", "auth_client_secret": "s"},
            "but obtaining an access token also needs auth_client_id",
        ),
    ],
)
def test_credentials_that_cannot_be_right(near: t.Dict[str, str], far: t.Dict[str, str], sentence: str) -> None:
    _used, problems = used(near, far)
    assert [problem for problem in problems if sentence in problem], problems
    assert len(problems) == 1


def test_nothing_is_said_to_be_missing_that_is_wrong_and_told() -> None:
    params: t.Dict[str, t.Any] = dict(dict.fromkeys(NAMES), auth_client_id="c", auth_client_secret="s")
    assert choose(params, [params.keys()], {"auth_token_url"}) == []
    assert len(choose(params, [params.keys()])) == 1
