# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the variables of a role: names, nothing given, shapes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.plugin_utils._role_variables import missing, misspelled, shape

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
        "it has no variable provision_trusted"
    )
    assert missing("provision", OPTIONS, {**given, "provision_issuers": []}, needs) == []
    assert missing("provision", OPTIONS, given, []) == []


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
        (TEXTS, "a,b", "must be a list if a text in it contains a comma"),
        (TEXTS, ["a,b"], ""),
        (TEXTS, None, ""),
        (TEXTS, "", ""),
        ({"type": "list", "elements": "str", "required": True}, None, "must be a list of texts"),
        (ENTRIES, None, "must be a list of dictionaries"),
        (TEXTS, {"a": 1}, "must be a list of texts"),
        (TEXTS, 7, "must be a list of texts"),
        (TEXTS, ["a", ["b"]], "must be a list of texts: element 1 is none"),
        (TEXTS, [None], "must be a list of texts: element 0 is none"),
        (ENTRIES, [{}, {"a": 1}], ""),
        (ENTRIES, [[{}]], "must be a list of dictionaries: element 0 is none"),
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
