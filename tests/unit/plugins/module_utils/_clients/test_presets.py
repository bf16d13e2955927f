# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.presets import NO_FIELDS, PRESETS, complete

Options = t.Dict[str, t.Any]


def made(client: Options, **task: t.Any) -> Options:
    """Return a client as it is completed, and see that nothing is changed but that."""
    before, whole = copy.deepcopy((task, PRESETS)), dict(client)
    assert list(complete(whole, task)) == []
    assert (task, PRESETS) == before
    return whole


def test_presets_name_fields_of_clients() -> None:
    assert {name for preset in PRESETS.values() for name in preset} <= set(CLIENTS.arguments())


def test_a_client_without_any_of_it_is_left_alone() -> None:
    assert made({"client_id": "a", "metadata": {"b": 1}}) == {"client_id": "a", "metadata": {"b": 1}}


def test_each_layer_wins_over_the_one_before_it() -> None:
    task = {
        "defaults": {"scope": "d", "owner": "d", "response_types": ["d"], "contacts": ["d"]},
        "presets": {"web": {"scope": "p", "owner": "p"}, "own": {"scope": "o"}},
    }
    whole = made({"client_id": "a", "preset": "web", "owner": "c"}, **task)
    assert whole["owner"] == "c"
    assert whole["scope"] == "p"
    assert whole["response_types"] == ["code"]
    assert whole["contacts"] == ["d"]
    assert "preset" not in whole
    assert made({"client_id": "a", "preset": "own"}, **task)["response_types"] == ["d"]


def test_dictionaries_are_merged_and_all_else_is_replaced() -> None:
    defaults = {"metadata": {"a": {"x": 1}, "b": 1, "c": [1]}, "contacts": ["d"]}
    whole = made({"metadata": {"a": {"y": 2}, "c": [2]}, "contacts": []}, defaults=defaults)
    assert whole == {"metadata": {"a": {"x": 1, "y": 2}, "b": 1, "c": [2]}, "contacts": []}


def test_null_is_a_value() -> None:
    assert made({"owner": None, "metadata": None}, defaults={"owner": "d", "metadata": {"b": 1}}) == {
        "owner": None,
        "metadata": None,
    }


def test_an_empty_text_sets_nothing_that_is_no_field() -> None:
    """Neither in the client, nor in its preset, nor in the defaults does it hide what another one of them sets."""
    fields = {one.name for one in FIELDS}
    assert {*NO_FIELDS, "client_id"} == {*CLIENTS.arguments(), *CLIENTS.policies(), "state"} - fields
    others = [name for name in NO_FIELDS if name != "preset"]
    blank, told = dict.fromkeys(others, ""), dict.fromkeys(others, "x")
    task = {"presets": {"own": blank}, "defaults": told}
    assert made(dict(blank, preset="own"), **task) == told
    assert made(blank, defaults=blank) == {}
    assert made(dict(blank, preset="own"), presets={"own": told}, defaults=dict(blank, preset="")) == told
    assert made({"owner": "", "metadata": {"state": ""}}, defaults={"owner": "d"}) == {
        "owner": "",
        "metadata": {"state": ""},
    }


def test_the_defaults_may_name_a_preset() -> None:
    defaults = {"preset": "machine", "scope": "d"}
    assert made({"client_id": "a"}, defaults=defaults) == dict(PRESETS["machine"], client_id="a", scope="d")
    assert made({"preset": ""}, defaults=defaults) == dict(PRESETS["machine"], scope="d")
    assert made({"preset": "spa"}, defaults=defaults) == dict(PRESETS["spa"], scope="d")
    assert made({"preset": None}, defaults=defaults) == {"scope": "d"}


@pytest.mark.parametrize("layer", ["defaults", "preset"])
def test_a_dictionary_that_is_spelled_as_text_is_merged_too(layer: str) -> None:
    """Otherwise a client with metadata of its own would lose the mark by which its list prunes."""
    spelled = {"metadata": '{"list": "web", "n": 1}', "jwks": '{"keys": []}', "client_name": '{"a": 1}'}
    task = {"defaults": spelled} if layer == "defaults" else {"presets": {"own": spelled}}
    own = {"preset": "own", "metadata": {"n": 2}} if layer == "preset" else {"metadata": {"n": 2}}
    assert made(own, **task) == {
        "metadata": {"list": "web", "n": 2},
        "jwks": {"keys": []},
        "client_name": '{"a": 1}',
    }


def test_an_empty_answer_of_a_survey_is_no_preset() -> None:
    assert made({"client_id": "a", "preset": ""}, presets="", defaults=None, secrets_dir="") == {"client_id": "a"}


def test_presets_may_be_json() -> None:
    assert made({"preset": "own"}, presets=json.dumps({"own": {"scope": "o"}})) == {"scope": "o"}


@pytest.mark.parametrize(
    "client, task, sentence",
    [
        ({"preset": "wbe"}, {}, "unknown preset wbe (known: device, federated, machine, native, spa, web)"),
        ({"preset": "b"}, {"presets": {"a": {}}}, "(known: a, device"),
        ({"preset": 7}, {}, "unknown preset 7"),
        ({}, {"defaults": ["secret"]}, "defaults must be a dictionary"),
        ({}, {"presets": "secret"}, "presets must be a dictionary"),
        ({"preset": "a"}, {"presets": {"a": "secret"}}, "presets.a must be a dictionary"),
        ({"preset": "a"}, {"presets": {"a": {"preset": "web"}}}, "presets.a contains preset: a preset cannot be based"),
        ({}, {"defaults": {"preset": "wbe"}}, "unknown preset wbe"),
        (
            {"metadata": {"b": 1}},
            {"defaults": {"metadata": '{"a": "secret", "a": 2}'}},
            'defaults.metadata has "a" twice in one dictionary',
        ),
    ],
)
def test_what_cannot_be_right_gets_a_sentence(client: Options, task: Options, sentence: str) -> None:
    (told,) = complete(client, task)
    assert sentence in told and "secret" not in told


@pytest.mark.parametrize(
    "client, name",
    [
        ({"client_id": "a"}, "a"),
        ({"client_id": 7}, "7"),
        ({"client_id": "a b/ü%"}, "a%20b%2F%C3%BC%25"),
        ({"client_id": "a", "preset": "machine"}, "a"),
        ({"client_id": "a", "client_secret": None}, "a"),
        ({"client_id": "a", "client_secret": ""}, "a"),
        ({"client_id": "a", "secret_file": ""}, "a"),
        ({"client_id": "a", "state": ""}, "a"),
        ({"client_id": "a\ud800"}, "a%ED%A0%80"),
        ({"client_id": "a", "preset": "spa", "token_endpoint_auth_method": "client_secret_post"}, "a"),
        ({"client_id": "a", "preset": "spa"}, None),
        ({"client_id": "a", "token_endpoint_auth_method": "private_key_jwt"}, None),
        ({"client_id": "a", "client_secret": "s"}, None),
        ({"client_id": "a", "secret_file": "/elsewhere"}, "/elsewhere"),
        ({"client_id": "a", "state": "absent"}, None),
        ({"client_name": "a"}, None),
    ],
)
def test_which_client_has_a_file_in_the_folder(client: Options, name: t.Optional[str]) -> None:
    found = made(client, secrets_dir="/folder").get("secret_file")
    assert found == (None if name is None else name if name.startswith("/") else "/folder/" + name)
