# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every role has the same frame, and says of itself what it does."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import roles
from places import ROOT

ROLES = sorted(path.parent.name for path in ROOT.glob("roles/*/meta"))
each_role = pytest.mark.parametrize("role", ROLES)
#: The roles that need no server.
ALONE = {"stand_in"}
each_role_with_a_connection = pytest.mark.parametrize("role", [role for role in ROLES if role not in ALONE])
OURS = "ory.hydra."
#: Roles that use the variables of another role, with the variable that has its connection.
BORROWERS = {"drift": "__drift_connection"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def folder(role: str) -> Path:
    return ROOT / "roles" / role


def specs(role: str) -> dict[str, Any]:
    found: dict[str, Any] = read(folder(role) / "meta" / "argument_specs.yml")["argument_specs"]
    return found


def tasks(block: Any) -> Iterator[dict[str, Any]]:
    """Every task and every block below a list of tasks."""
    for task in block or ():
        yield task
        for part in ("block", "rescue", "always"):
            yield from tasks(task.get(part))


def test_nothing_that_is_generated_is_out_of_date() -> None:
    assert [str(path.relative_to(ROOT)) for path, text in roles.files() if text != path.read_text()] == []


@each_role
def test_a_role_has_what_every_role_has(role: str) -> None:
    needed = ["README.md", "defaults/main.yml", "meta/main.yml", "meta/argument_specs.yml", "tasks/main.yml"]
    assert [name for name in needed if not (folder(role) / name).is_file()] == []
    about = read(folder(role) / "meta" / "main.yml")
    assert about["dependencies"] == []
    assert about["galaxy_info"]["description"]
    readme = (folder(role) / "README.md").read_text()
    assert f"# ory.hydra.{role}\n" in readme
    assert "<!-- generated: variables -->" in readme
    assert f"`ory.hydra.{role}`" in (ROOT / "README.md").read_text()


@each_role
def test_a_role_has_a_playbook_that_only_runs_it(role: str) -> None:
    (play,) = read(ROOT / "playbooks" / f"{role}.yml")
    assert play["hosts"] == "{{ hydra_hosts | default('localhost') }}"
    assert play["gather_facts"] is False
    assert play["roles"] == [{"role": OURS + role}]


@each_role
def test_a_role_has_a_molecule_scenario(role: str) -> None:
    scenario = ROOT / "extensions" / "molecule" / role
    assert [name for name in ("molecule.yml", "converge.yml", "verify.yml") if not (scenario / name).is_file()] == []


@each_role_with_a_connection
def test_the_connection_gets_in_as_one_option_of_each_module(role: str) -> None:
    # module_defaults of a role would replace those that the play has for the same module.
    used = set()
    for path in folder(role).glob("tasks/*.yml"):
        for task in tasks(read(path)):
            assert "module_defaults" not in task, f"{path.name}: {task['name']}"
            for module in (name for name in task if name.startswith(OURS)):
                used.add(module)
                variable = BORROWERS.get(role, f"{role}_connection")
                assert task[module]["connection"] == "{{ %s }}" % variable, f"{path.name}: {task['name']}"
                assert not set(task[module]) & set(roles.connection()), f"{path.name}: {task['name']}"
    assert used


@each_role
def test_defaults_are_those_that_the_specs_tell(role: str) -> None:
    defaults = read(folder(role) / "defaults" / "main.yml")
    told = {name: option for entry in specs(role).values() for name, option in entry["options"].items()}
    # A dictionary in the end, which the schema of argument_specs cannot know.
    if role not in ALONE and role not in BORROWERS:
        assert defaults.pop(f"{role}_connection") == "{{ hydra_connection | default({}) }}"
    assert {name: option["default"] for name, option in told.items() if "default" in option} == defaults
    assert [name for name in told if not name.startswith(role + "_")] == []


@each_role
def test_every_entry_point_is_documented_and_nothing_else_is_one(role: str) -> None:
    files = {path.stem for path in folder(role).glob("tasks/*.yml") if not path.stem.startswith("_")}
    assert files == set(specs(role))
    for name, entry in specs(role).items():
        assert entry["short_description"], name
        assert entry["description"], name


@each_role
def test_a_text_serves_as_a_list_of_one(role: str) -> None:
    names = [
        name
        for entry in specs(role).values()
        for name, option in entry["options"].items()
        if option.get("elements") == "str"
    ]
    for part in ("tasks", "vars", "templates"):
        for path in (folder(role) / part).glob("*"):
            for line in path.read_text().splitlines():
                for name in names:
                    line = re.sub(
                        rf"\[{name} or \[\]\] \| flatten\(levels=1\)|\b{name} \| length|'{name}'|if {name}\b", "", line
                    )
                    used = re.search(rf"\b{name}\b", line) and (part == "vars" or re.search("{[{%]", line))
                    assert not used or line.startswith("#"), f"{path.name}: {line}"


@each_role
def test_nothing_runs_under_tags_of_others_and_the_variables_are_checked_first(role: str) -> None:
    for path in folder(role).glob("tasks/*.yml"):
        assert not [task["name"] for task in tasks(read(path)) if "always" in task.get("tags", ())], path.name
        if path.name == "main.yml" and role == "offboard":
            continue  # it begins with its other entry point
        if not path.name.startswith("_"):
            checked, *others = read(path)
            assert f"query('ory.hydra.role_errors', '{role}'" in checked["vars"][f"__{role}_errors"], path.name
            assert not {tag for task in others for tag in task.get("tags", ())} - set(checked["tags"]), path.name


@each_role
def test_nothing_is_marked_as_secret(role: str) -> None:
    # ansible-core 2.18 refuses values from Ansible Vault there, and no version does anything else with the mark.
    assert "no_log" not in (folder(role) / "meta" / "argument_specs.yml").read_text()


def test_the_smoke_test_knows_the_control_characters_that_the_modules_know() -> None:
    visible = importlib.import_module("ansible_collections.ory.hydra.plugins.module_utils._module.visible").visible
    hidden = re.compile(read(folder("smoke_test") / "vars" / "main.yml")["__smoke_test_control_characters"])
    every = [chr(number) for number in range(0x10000)]
    assert [one for one in every if hidden.search(one)] == [one for one in every if visible(one) != one]
