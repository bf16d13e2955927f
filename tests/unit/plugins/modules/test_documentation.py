# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation says what the code does: options, versions, and examples that could run."""

from __future__ import annotations

import functools
import importlib
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.module_utils import basic
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._module.option_groups import CONNECTION

PACKAGE = "ansible_collections.ory.hydra.plugins."
FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "modules"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
Document = t.Dict[str, t.Any]


class _Captured(Exception):
    """Ends a module once its options are known."""


def _module(name: str) -> t.Any:
    return importlib.import_module(PACKAGE + "modules." + name)


def _arguments(name: str, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Return what a module hands to AnsibleModule."""
    seen: Document = {}

    def capture(_self: t.Any, **options: t.Any) -> None:
        seen.update(options)
        raise _Captured

    monkeypatch.setattr(basic.AnsibleModule, "__init__", capture)
    with pytest.raises(_Captured):
        _module(name).main()
    return seen


@functools.lru_cache(maxsize=None)
def _documentation(name: str) -> Document:
    """Return a module's documentation, its fragments included."""
    found: Document = yaml.safe_load(_module(name).DOCUMENTATION)
    options = dict(found.get("options", {}))
    for fragment in found.get("extends_documentation_fragment", []):
        parts = fragment.split(".")
        variable = parts[3].upper() if len(parts) > 3 else "DOCUMENTATION"
        text = getattr(importlib.import_module(PACKAGE + "doc_fragments." + parts[2]).ModuleDocFragment, variable)
        more = yaml.safe_load(text)
        for key in ("attributes", "requirements", "notes"):
            if key in more:
                found.setdefault(key, more[key])
        for option, text in (more.get("options") or {}).items():
            assert option not in options, "%s is documented twice" % option
            options[option] = text
    found["options"] = options
    return found


def test_there_are_modules() -> None:
    assert {"hydra_client", "hydra_clients", "hydra_client_info", "hydra_server_info"} <= set(NAMES)


def _compare(where: str, spec: Document, documented: Document) -> None:
    assert set(spec) == set(documented), where
    for name, option in spec.items():
        told = documented[name]
        place = "%s.%s" % (where, name)
        assert told["type"] == option.get("type", "str"), place
        assert told.get("elements") == option.get("elements"), place
        assert told.get("required", False) == option.get("required", False), place
        assert told.get("choices") == option.get("choices"), place
        assert told.get("default") == option.get("default"), place
        assert told.get("aliases", []) == option.get("aliases", []), place
        assert told["description"], place
        if "options" in option:
            _compare(place, option["options"], told["suboptions"])
        else:
            assert "suboptions" not in told, place


@pytest.mark.parametrize("name", NAMES)
def test_options_are_documented_as_they_are(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _compare(name, _arguments(name, monkeypatch)["argument_spec"], _documentation(name)["options"])


@pytest.mark.parametrize("name", NAMES)
def test_every_module_can_be_checked_and_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _arguments(name, monkeypatch)["supports_check_mode"] is True
    attributes = _documentation(name)["attributes"]
    assert attributes["check_mode"]["support"] == "full"
    assert {"diff_mode", "idempotent", "action_group"} <= set(attributes)


def _text(option: Document) -> str:
    described = option["description"]
    return " ".join([described] if isinstance(described, str) else described)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.name))
def test_every_field_is_documented_with_the_version_it_needs(field: t.Any) -> None:
    single = _documentation("hydra_client")["options"]
    nested = _documentation("hydra_clients")["options"]["clients"]["suboptions"]
    for options in (single, nested):
        text = _text(options[field.name])
        if field.where.since or field.where.until:
            assert "Needs %s." % field.where.sentence() in text
        else:
            assert "Needs Hydra" not in text


def test_every_option_of_the_connection_names_its_variable() -> None:
    options = _documentation("hydra_client")["options"]
    for name, spec in CONNECTION.items():
        for variable in spec["fallback"][1]:
            assert "E(%s)" % variable in _text(options[name])


def test_every_variable_of_the_connection_is_in_the_reference() -> None:
    variables = {variable for spec in CONNECTION.values() for variable in spec["fallback"][1]}
    folder = Path(__file__).resolve().parents[4] / "docs" / "docsite"
    page = (folder / "rst" / "environment_variables.rst").read_text()
    assert set(re.findall(r"^\.\. envvar:: (\w+)$", page, re.MULTILINE)) == variables
    assert set(yaml.safe_load((folder / "config.yml").read_text())["envvar_directives"]) == variables


def _tasks(node: t.Any) -> t.Iterator[t.Tuple[str, Document]]:
    """Yield name and arguments of every task of ours in some examples."""
    for row in node if isinstance(node, list) else [node]:
        for key, value in row.items() if isinstance(row, dict) else ():
            if key.startswith("ory.hydra."):
                yield key[len("ory.hydra.") :], value
            elif isinstance(value, list):
                yield from _tasks(value)


@pytest.mark.parametrize("name", NAMES)
def test_examples_could_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = yaml.safe_load(_module(name).EXAMPLES)
    tasks = list(_tasks(examples))
    assert name in [module for module, _arguments_ in tasks], "an example of itself"
    for row in examples:
        assert row["name"][0].isupper()
    for module, given in tasks:
        assert module in NAMES
        with monkeypatch.context() as patch:
            spec = _arguments(module, patch)
        rules = {
            key: spec[key]
            for key in ("mutually_exclusive", "required_together", "required_one_of", "required_by", "required_if")
            if spec.get(key)
        }
        argument_spec = spec["argument_spec"]
        # What a play sets for all of its tasks is not in the task, and a whole list may come from a variable.
        arguments = dict({"admin_url": "http://127.0.0.1:4445"}, **given)
        for option, value in given.items():
            if isinstance(value, str) and value.startswith("{{") and argument_spec[option]["type"] in ("list", "dict"):
                arguments[option] = [] if argument_spec[option]["type"] == "list" else {}
        result = ArgumentSpecValidator(argument_spec, **rules).validate(arguments)
        assert result.error_messages == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_returned_is_documented(name: str) -> None:
    returned = yaml.safe_load(_module(name).RETURN)
    assert "failure" in returned
    forbidden = set(dir({})) | set(dir([]))

    def look(rows: Document) -> None:
        for key, row in rows.items():
            assert key not in forbidden
            assert row["description"]
            assert row["type"]
            look(row.get("contains", {}))

    look(returned)
