# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Option groups: the one connection, and single and bulk options from one table."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._module.option_groups import (
    CONNECTION,
    CONNECTION_RULES,
    bulk_options,
    environment,
    number,
    object_options,
    unbundled,
)

SECRET_NAMES = {
    "api_token",
    "auth_client_secret",
    "auth_private_key",
    "client_key_passphrase",
    "client_secret",
    "password",
}
TYPES = {"str", "int", "float", "bool", "path", "list", "dict", "raw"}


def every() -> t.Iterator[t.Tuple[str, t.Dict[str, t.Any]]]:
    for spec in (CONNECTION, object_options(CLIENTS), bulk_options(CLIENTS)):
        yield from spec.items()
    yield from bulk_options(CLIENTS)["clients"]["options"].items()


@pytest.mark.parametrize("name, spec", list(every()))
def test_every_option_has_a_type_and_every_secret_is_one(name: str, spec: t.Dict[str, t.Any]) -> None:
    assert spec["type"] in TYPES
    assert (spec["type"] == "list") == ("elements" in spec)
    assert bool(spec.get("no_log")) == (name in SECRET_NAMES)


def test_every_option_of_the_connection_comes_from_the_environment_too() -> None:
    for name, spec in CONNECTION.items():
        find = number if spec["type"] in ("int", "float") else environment
        assert spec["fallback"] == (find, ["HYDRA_" + name.upper()])


def test_the_rules_of_the_connection_name_options_that_exist() -> None:
    for rule in CONNECTION_RULES.values():
        rows = [(name, *more) for name, more in rule.items()] if isinstance(rule, dict) else rule
        assert {name for row in rows for name in row} <= set(CONNECTION)


def test_an_entry_of_a_list_has_the_options_of_a_single_object() -> None:
    single = object_options(CLIENTS)
    nested = bulk_options(CLIENTS)["clients"]["options"]
    assert set(single) == set(nested)
    differing = {name for name in single if single[name] != nested[name]}
    assert differing == {"exhaustive", "return_secret"}, "whose defaults are those of the task"
    assert all("default" not in nested[name] for name in differing)
    rules = CLIENTS.argument_rules()
    assert {name: bulk_options(CLIENTS)["clients"][name] for name in rules} == rules


def test_every_field_is_an_option_without_a_default() -> None:
    single = object_options(CLIENTS)
    for field in FIELDS:
        assert "default" not in single[field.name], "it would be enforced in every run"
        assert single[field.name]["type"] == field.kind.argument["type"]


def test_no_option_is_an_option_of_the_connection_too() -> None:
    assert not set(CONNECTION) & set(object_options(CLIENTS))
    assert not set(CONNECTION) & set(bulk_options(CLIENTS))


def test_what_destroys_is_off_unless_asked_for() -> None:
    options = bulk_options(CLIENTS)
    assert options["prune"]["default"] is False
    assert options["prune_empty"]["default"] is False
    assert options["prune_limit"]["default"] == 20
    assert options["continue_on_error"]["default"] is False


@pytest.mark.parametrize(
    "given, bundle, comes_to",
    [
        ({"admin_url": "a", "timeout": 5}, {"admin_url": "b"}, {"admin_url": "b", "timeout": 5}),
        ({"admin_url": "a"}, {"url": "b"}, {"url": "b"}),
        ({"url": "a"}, {"admin_url": "b"}, {"admin_url": "b"}),
        ({"api_token": "t"}, {"username": "u"}, {"api_token": "t", "username": "u"}),
        ({"password": "p"}, {"username": "u"}, {"username": "u", "password": "p"}),
        ({"client_cert": "c", "client_key": "k"}, {"client_cert": "d"}, {"client_cert": "d"}),
        ({"timeout": 5}, {"timeout": None}, {"timeout": 5}),
        ({"timeout": 5}, '{"timeout": 9}', {"timeout": 9}),
        ({"timeout": 5}, None, {"timeout": 5}),
        ({}, {"client_id": "x", "timeout": 9}, {"connection": {"client_id": "x"}, "timeout": 9}),
    ],
)
def test_a_bundle_wins_option_by_option(given: t.Any, bundle: t.Any, comes_to: t.Any) -> None:
    assert unbundled(dict(given, connection=bundle)) == dict({"connection": {}}, **comes_to)
    assert unbundled(given) == given


def test_a_bundle_of_a_wrong_shape_is_left_to_be_refused() -> None:
    assert unbundled({"connection": ["x"], "timeout": 5}) == {"connection": ["x"], "timeout": 5}
