# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the variables of a role: names, nothing given, shapes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.plugin_utils._role_variables import (
    advice,
    deep_shape,
    documented,
    missing,
    misspelled,
    relative_paths,
    shape,
    spoken_name,
    stray,
)

OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "provision_connection": {"type": "dict"},
    "provision_clients": {"type": "list", "elements": "dict"},
    "provision_client_presets": {"type": "dict", "default": {}},
    "provision_prune": {"type": "bool", "default": False},
    "provision_prune_limit": {"type": "int", "default": 20},
    "provision_dsn": {"type": "str", "required": True},
}
DEFAULTS = {
    "provision_connection": "{{ hydra_connection | default({}) }}",
    "provision_client_presets": {},
    "provision_prune": False,
    "provision_prune_limit": 20,
}


@pytest.mark.parametrize(
    "given, meant",
    [
        ({"provision_client": []}, "provision_clients"),
        ({"provision_cleints": []}, "provision_clients"),
        ({"provision_clinets_": []}, "provision_clients"),
        ({"provision_client_preset": {}}, "provision_client_presets"),
        ({"provision_prun": True}, "provision_prune"),
        ({"provision_pruned": True, "provision_prune": False}, "provision_prune"),
        ({"provision_prune_limits": 3}, "provision_prune_limit"),
        ({"provision_conection": {}}, "provision_connection"),
        ({"hydra_conection": {}}, "hydra_connection"),
        ({"provision_dns": ""}, "provision_dsn"),
        # Of somebody else, or not far away by accident
        ({"provision_client": {}, "provision_clients": []}, None),
        ({"provision_clients_of_the_shop": []}, None),
        ({"provision_prune_limits": 3, "provision_prune_limit": 5}, None),
        ({"provision_host": "", "provision_dns": "", "provision_dsn": ""}, None),
        ({"provision_result": {}, "provisioned_clients": [], "my_provision_client": []}, None),
        ({"hydra_hosts": "", "hydra_conection": {}, "hydra_connection": {}}, None),
    ],
)
def test_names(given: t.Dict[str, t.Any], meant: t.Optional[str]) -> None:
    found = misspelled("provision", OPTIONS, {**DEFAULTS, **given})
    assert len(found) == (meant is not None), found
    assert meant is None or "(did you mean %s?)" % meant in found[0]


def test_nothing_given() -> None:
    needs = ["provision_clients", "provision_issuers"]
    given = {**DEFAULTS, "provision_trusted": [], "provision_result": {}}
    (sentence,) = missing("provision", OPTIONS, given, needs)
    assert sentence == (
        "the role provision has nothing to do: set provision_clients or provision_issuers; "
        "unknown variables: provision_trusted"
    )
    assert missing("provision", OPTIONS, {**given, "provision_issuers": []}, needs) == []
    assert missing("provision", OPTIONS, given, []) == []
    files = {**OPTIONS, "provision_clients_file": {"type": "path"}}
    for options, count in ((files, 0), (OPTIONS, 1)):
        assert len(missing("provision", options, {**DEFAULTS, "provision_clients_file": "/a"}, needs)) == count


class Encrypted(t.Sequence[str]):
    """A value from Ansible Vault as ansible-core 2.18 has it."""

    __ENCRYPTED__ = True

    def __getitem__(self, index: t.Any) -> t.Any:
        return "some text"[index]

    def __len__(self) -> int:
        return 9


TEXTS = {"type": "list", "elements": "str", "default": []}
ENTRIES = {"type": "list", "elements": "dict"}


@pytest.mark.parametrize(
    "option, value, complaint",
    [
        (TEXTS, [], ""),
        (TEXTS, ["a", 1, Encrypted()], ""),
        (TEXTS, ("a",), ""),
        (TEXTS, "a", ""),
        (TEXTS, Encrypted(), ""),
        (TEXTS, "a,b", "must be a list, because the string contains a comma"),
        (TEXTS, ["a,b"], ""),
        (TEXTS, None, ""),
        (TEXTS, "", ""),
        ({"type": "list", "elements": "str", "required": True}, None, "must be a list of strings"),
        (ENTRIES, None, "must be a list of dictionaries"),
        (TEXTS, {"a": 1}, "must be a list of strings"),
        (TEXTS, 7, "must be a list of strings"),
        (TEXTS, ["a", ["b"]], "must be a list of strings: element 1 is not a string"),
        (TEXTS, [None], "must be a list of strings: element 0 is not a string"),
        (ENTRIES, [{}, {"a": 1}], ""),
        (ENTRIES, [[{}]], "must be a list of dictionaries: element 0 is not a dictionary"),
        (ENTRIES, "web", "must be a list of dictionaries"),
        (ENTRIES, Encrypted(), "must be a list of dictionaries"),
        (ENTRIES, {"a": 1}, "must be a list of dictionaries"),
        ({"type": "dict", "default": {}}, {"a": 1}, ""),
        ({"type": "dict", "default": {}}, "a=1", "must be a dictionary"),
        ({"type": "dict"}, None, ""),
        ({"type": "dict", "default": {}}, None, "must be a dictionary"),
        ({"type": "str"}, ["a"], ""),
    ],
)
def test_shapes(option: t.Dict[str, t.Any], value: t.Any, complaint: str) -> None:
    assert shape(option, value) == complaint


KEYS = {"type": "list", "elements": "raw", "options": {"kid": {"type": "str"}, "jwk": {"type": "raw"}}}
SETS = {"type": "list", "elements": "raw", "options": {"set": {"type": "str"}, "keys": KEYS}}
CONNECTION = {"type": "raw", "options": {"timeout": {"type": "float"}}}


def test_what_specs_call_raw_is_a_dictionary_if_it_has_options() -> None:
    sets = documented(SETS)
    assert (sets["type"], sets["elements"]) == ("list", "dict")
    assert (sets["options"]["keys"]["elements"], sets["options"]["keys"]["options"]["jwk"]["type"]) == ("dict", "raw")
    assert documented(CONNECTION)["type"] == "dict"
    assert SETS["elements"] == "raw"


@pytest.mark.parametrize(
    "option, value, complaint",
    [
        (SETS, [{"set": "s", "keys": [{"kid": "k"}]}], ""),
        (SETS, [{"set": "s", "keys": None}, {}], ""),
        (SETS, [], ""),
        (SETS, [[{"set": "s"}]], "must be a list of dictionaries: element 0 is not a dictionary"),
        (
            SETS,
            [{}, {"keys": [{}, [1]]}],
            "keys of element 1 must be a list of dictionaries: element 1 is not a dictionary",
        ),
        (SETS, [{"keys": {"kid": "k"}}], "keys of element 0 must be a list of dictionaries"),
        (CONNECTION, {"timeout": [1]}, ""),
        (CONNECTION, [[1]], "must be a dictionary"),
        (CONNECTION, None, ""),
        ({"type": "bool"}, [[1]], ""),
    ],
)
def test_shapes_inside(option: t.Dict[str, t.Any], value: t.Any, complaint: str) -> None:
    assert deep_shape(documented(option), value) == complaint


def test_text_that_sets_no_variable_is_not_repeated() -> None:
    assert stray({"provision_clients": []}) == []
    (told,) = stray({"_raw_params": "second-half-of-a-secret"})
    assert "@" in told and "quotes" in told and "secret" not in told


PATHS = {
    "type": "list",
    "elements": "dict",
    "options": {
        "client_id": {"type": "str"},
        "secret_file": {"type": "path"},
        "keys": {"type": "list", "elements": "dict", "options": {"key_file": {"type": "path"}}},
    },
}


@pytest.mark.parametrize(
    "option, value, places",
    [
        ({"type": "path"}, "secrets", ["it"]),
        ({"type": "path"}, "./secrets", ["it"]),
        ({"type": "path"}, "/srv/secrets", []),
        ({"type": "path"}, "~/secrets", []),
        ({"type": "path"}, "$HOME/secrets", []),
        ({"type": "path"}, "", []),
        ({"type": "path"}, None, []),
        ({"type": "str"}, "secrets", []),
        ({"type": "dict", "options": {"ca_path": {"type": "path"}}}, {"ca_path": "ca.pem"}, ["it: ca_path"]),
        (PATHS, [{"client_id": "a"}, {"secret_file": "b"}], ["entry 2 of it: secret_file"]),
        (PATHS, [{"keys": [{"key_file": "k"}]}], ["entry 1 of it: entry 1 of keys: key_file"]),
        (PATHS, "not a list", []),
        (PATHS, [None, "not a dictionary"], []),
        (PATHS, None, []),
    ],
)
def test_relative_paths(option: t.Dict[str, t.Any], value: t.Any, places: t.List[str]) -> None:
    assert list(relative_paths("it", option, value)) == places


def test_a_connection_is_told_by_the_name_that_was_used() -> None:
    assert spoken_name("provision_connection", {**DEFAULTS, "hydra_connection": "text"}) == "hydra_connection"
    assert spoken_name("provision_connection", {"provision_connection": "text"}) == "provision_connection"
    assert spoken_name("provision_clients", {"provision_clients": "text"}) == "provision_clients"
    assert advice("hydra_connection", "text") == ", not text; on the command line: -e '{\"hydra_connection\": ...}'"
    assert advice("hydra_connection", [1]) == ""
