# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credentials are used, as the task and the environment may each give some."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._module.credentials import KINDS, OAUTH, SUPERSEDED, choose

NAMES = [name for kind in KINDS for name in kind]
SECRET = {"auth_token_url": "u", "auth_client_id": "c", "auth_client_secret": "s"}
KEY = {"auth_issuer": "i", "auth_client_id": "c", "auth_private_key": "k", "auth_private_key_id": "1"}
BASIC = {"username": "u", "password": "p"}
TOKEN = {"api_token": "t"}


def used(near: t.Dict[str, str], far: t.Dict[str, str]) -> t.Tuple[t.Dict[str, str], t.List[str]]:
    """Return what is left of the options of a task and of its environment, and the problems."""
    params = dict(dict.fromkeys(NAMES), **far, **near) if not far.keys() & near.keys() else {}
    problems = choose(params, near)
    return {name: value for name, value in params.items() if value}, problems


@pytest.mark.parametrize("near", [{}, TOKEN, BASIC, SECRET, KEY])
def test_one_kind_of_credentials_is_used_as_it_is(near: t.Dict[str, str]) -> None:
    assert used(near, {}) == (near, [])
    assert used({}, near) == (near, [])


@pytest.mark.parametrize("near, far", [(a, b) for a in (TOKEN, BASIC, SECRET) for b in (TOKEN, BASIC, KEY) if a != b])
def test_credentials_of_the_task_win(near: t.Dict[str, str], far: t.Dict[str, str]) -> None:
    if not near.keys() & far.keys():
        assert used(near, far) == (near, [])


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
    assert choose(params, params, {"auth_token_url"}) == []
    assert len(choose(params, params)) == 1


def test_what_an_option_of_a_bundle_leaves_no_room_for() -> None:
    assert set(SUPERSEDED) == set(NAMES)
    assert set(SUPERSEDED["api_token"]) == {"username", "password", *OAUTH}
    assert set(SUPERSEDED["auth_scope"]) == {"api_token", "username", "password"}
    assert {"auth_issuer", "api_token"} <= set(SUPERSEDED["auth_token_url"])
    assert {"auth_client_secret", "auth_method"} <= set(SUPERSEDED["auth_private_key_id"])
