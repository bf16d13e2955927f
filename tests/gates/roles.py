# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write what roles repeat of the modules: ``make role-files``. A unit test fails where this would change a file.

Between a line ``# generated: NAME`` and a line ``# end`` of a file under ``roles`` stands what NAME says: ``connection``,
the options that every module has, or ``MODULE.OPTION``, the options of the entries of that list; ``fields MODULE.OPTION``
are their names alone. The table of variables in a README comes from the role's argument_specs.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from ansible.module_utils import basic

from generated import with_part
from places import ROOT

PACKAGE = "ansible_collections.ory.hydra.plugins.modules."
#: The module whose connection options all texts point to.
ANY_MODULE = "hydra_client"
MARKED = re.compile(r"^(?P<indent> *)# generated: (?P<what>.+)\n(?P<text>(?:.*\n)*?)(?P=indent)# end\n", re.MULTILINE)
BEGIN, END = "<!-- generated: variables -->\n", "<!-- end -->\n"
WIDTH = 125

Options = dict[str, dict[str, Any]]


class _Captured(Exception):
    """Ends a module once its options are known."""


def arguments(module: str) -> Options:
    """The argument spec of a module."""
    seen: dict[str, Any] = {}

    def capture(_self: Any, **options: Any) -> None:
        seen.update(options)
        raise _Captured

    with mock.patch.object(basic.AnsibleModule, "__init__", capture), contextlib.suppress(_Captured):
        importlib.import_module(PACKAGE + module).main()
    options: Options = seen["argument_spec"]
    return options


def connection() -> Options:
    """The options that every module has, which is how Hydra is reached; ``connection`` is all of them in one."""
    one, other = arguments("hydra_client"), arguments("hydra_server_info")
    return {name: option for name, option in one.items() if name in other and name != "connection"}


def spec(options: Options, where: str, required: bool = True) -> Options:
    """What argument_specs say of options; ``where`` says where each is described: ``MODULE:`` or ``MODULE:LIST[].``."""
    found: Options = {}
    for name, option in options.items():
        said: dict[str, Any] = {"description": f"See O(ory.hydra.{where.replace(':', '#module:', 1)}{name})."}
        # With ansible-core 2.18 a dictionary as JSON from Ansible Vault is no text yet, and refused where no_log is said. That
        # does nothing for a role's arguments anyway: what is secret is marked in the modules.
        # And what has options of its own Ansible would repeat whole, if its shape is wrong: the lookup role_errors checks it.
        said["type"] = "raw" if option.get("type") == "dict" else option.get("type", "str")
        if option.get("elements"):
            said["elements"] = "raw" if option["elements"] == "dict" else option["elements"]
        if option.get("choices"):
            said["choices"] = list(option["choices"])
        if required and option.get("required"):
            said["required"] = True
        if option.get("options"):
            said["options"] = spec(option["options"], f"{where}{name}{'[]' if option['type'] == 'list' else ''}.")
        found[name] = said
        # ansible-lint knows no aliases in roles.
        found |= {alias: {**said, "description": f"Alias of {name}."} for alias in option.get("aliases", ())}
    return found


def generated(what: str) -> str:
    """The lines that belong after ``# generated: WHAT``, without indentation."""
    kind, _unused, rest = what.rpartition(" ")
    if what == "connection":
        document: Any = spec(connection(), f"{ANY_MODULE}:", required=False)
    else:
        module, _unused, option = rest.partition(".")
        options = arguments(module)[option]["options"]
        document = list(options) if kind == "fields" else spec(options, f"{module}:{option}[].")
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=WIDTH, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    """YAML as yamllint wants it: entries of a list are indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def filled(text: str) -> str:
    """A YAML file with everything between its marks as it should be."""

    def fill(match: re.Match[str]) -> str:
        indent = match["indent"]
        lines = "".join(f"{indent}{line}\n" for line in generated(match["what"]).splitlines())
        return f"{indent}# generated: {match['what']}\n{lines}{indent}# end\n"

    return MARKED.sub(fill, text)


def plain(text: Any) -> str:
    """A description without Ansible's markup, for Markdown."""
    joined = " ".join(text) if isinstance(text, list) else str(text)
    joined = re.sub(r"[MRP]\((?:ory\.hydra\.)?([^,#)]+)[^)]*\)", r"`\1`", joined)
    joined = re.sub(r"B\(([^)]*)\)", r"**\1**", joined)
    return re.sub(r"[OVCE]\(((?:ory\.hydra\.\w+#\w+:)?)([^)]*)\)", r"`\2`", joined).replace("|", "\\|")


def table(specs: dict[str, Any]) -> str:
    """The variables of a role, as a table in Markdown; those of all entry points, each once."""
    rows = ["| variable | type | default | description |", "|---|---|---|---|"]
    options: Options = {}
    for entry in specs.values():
        options |= {name: option for name, option in entry.get("options", {}).items() if name not in options}
    for name, option in options.items():
        raw = "dict" if "options" in option else "raw"
        kind = " of ".join(option[key].replace("raw", raw) for key in ("type", "elements") if key in option)
        default = "**required**" if option.get("required") else ""
        if "default" in option:
            default = (
                f"`{yaml.safe_dump(option['default'], default_flow_style=True).removesuffix('...' + chr(10)).strip()}`"
            )
        rows.append(f"| `{name}` | {kind} | {default} | {plain(option['description'])} |")
    return "\n".join(rows) + "\n"


def files() -> Iterator[tuple[Path, str]]:
    """Every file that has generated parts, with its text as it should be."""
    with tempfile.TemporaryDirectory(prefix="ory-hydra-") as folder:
        place = Path(folder) / "ansible_collections" / "ory"
        place.mkdir(parents=True)
        (place / "hydra").symlink_to(ROOT, target_is_directory=True)
        sys.path.insert(0, folder)
        try:
            for path in sorted(ROOT.glob("roles/*/*/*.yml")):
                yield path, filled(path.read_text())
            for path in sorted(ROOT.glob("roles/*/README.md")):
                specs = yaml.safe_load((path.parent / "meta" / "argument_specs.yml").read_text())["argument_specs"]
                yield path, with_part(path, BEGIN, table(specs), END)
        finally:
            sys.path.remove(folder)


def main() -> int:
    """Write every file that is not as it should be."""
    for _unused in range(2):  # a README repeats what its argument_specs say
        for path, text in files():
            if text != path.read_text():
                path.write_text(text)
                print(f"→ {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
