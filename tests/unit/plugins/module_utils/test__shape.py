# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments of the wrong shape."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._resources.client import CLIENT
from ansible_collections.ory.hydra.plugins.module_utils._resources.jwk_set import JWK_SETS
from ansible_collections.ory.hydra.plugins.module_utils._shape import shape_problem

CLIENTS: t.Dict[str, t.Dict[str, t.Any]] = {
    "timeout": {"type": "float"},
    "headers": {"type": "dict"},
    "clients": {"type": "list", "elements": "dict", "options": CLIENT.arguments()},
}
SETS = {"jwk_sets": {"type": "list", "elements": "dict", "options": JWK_SETS.arguments()}}
SECRET = {"client_id": "a", "client_secret": "S"}


@pytest.mark.parametrize(
    "params, words",
    [
        ({"clients": [[SECRET]]}, "clients[0] must be a dictionary, not a list; a list in a list"),
        ({"clients": [SECRET, None]}, "clients[1] must be a dictionary, not null; it is empty"),
        ({"clients": ["oops"]}, "clients[0] must be a dictionary, not a text"),
        ({"clients": [3]}, "clients[0] must be a dictionary, not a number"),
        ({"clients": SECRET}, "clients must be a list of dictionaries, not a dictionary"),
        ({"clients": True}, "clients must be a list of dictionaries, not a boolean"),
        ({"clients": ['{"client_secret": "S"']}, "clients[0] must be a dictionary, and is text that is not valid JSON"),
        ({"clients": [dict(SECRET, jwks=[1])]}, "clients[0].jwks must be a dictionary, not a list"),
        ({"clients": [SECRET], "headers": ["X: S"]}, "headers must be a dictionary, not a list"),
    ],
)
def test_a_wrong_shape_is_told_without_a_value(params: t.Dict[str, t.Any], words: str) -> None:
    problem = shape_problem(params, CLIENTS)
    assert problem is not None
    assert problem.startswith(words)
    assert "S" not in problem.replace("JSON", "")


def test_entries_of_entries_are_told_by_their_place() -> None:
    params = {"jwk_sets": [{"set": "s", "keys": [{"kid": "k"}, [1]]}]}
    assert str(shape_problem(params, SETS)).startswith("jwk_sets[0].keys[1] must be a dictionary, not a list")


@pytest.mark.parametrize(
    "clients", [[], [SECRET], ['{"client_id": "a"}'], ["client_id=a"], ["{'client_id': 'a'}"], "client_id=a", None]
)
def test_what_ansible_can_read_is_no_problem(clients: t.Any) -> None:
    assert shape_problem({"clients": clients, "unknown": [1], "timeout": 3}, CLIENTS) is None
