# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML examples of the documentation: where they are, what each is, and how it is run.

What a reader would copy as a whole is one example: a code block, or in a list of tasks (the ``EXAMPLES`` of a module
are one) each task with those that use what it has registered.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from ansible.playbook.play import Play
from antsibull_docutils.rst_code_finder import CodeBlockInfo, find_code_blocks
from markdown_it import MarkdownIt

from support.playbook import ROOT

WRITTEN = ROOT / "tests" / "output"  # by tests and by the gates
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
LANGUAGES = ("yaml", "yml", "yaml+jinja")
OUTPUT = "ansible-output"
#: The language and the text of a code block.
Block = tuple[str, str]
KEYWORDS = frozenset(Play.fattributes)


class Loader(yaml.SafeLoader):
    """YAML with the tags of Ansible, whose values are texts here."""


def _as_text(_loader: Loader, node: yaml.ScalarNode) -> str:
    return str(node.value)


for tag in ("!unsafe", "!vault"):
    Loader.add_constructor(tag, _as_text)


class Shape(Enum):
    """What an example is, as far as it matters for how it is run."""

    PLAYS = "plays"
    TASKS = "tasks"
    ROLE = "variables of a role"
    KEYWORDS = "keywords of a play"
    VARIABLES = "variables that any play could have"
    OTHER = "not for ansible-playbook"


@dataclass(frozen=True)
class Example:
    """One example. ``document`` is a module, a guide, or the path of a README; ``name`` is unique in it.

    ``output`` is what check mode prints, as far as the document shows it.
    """

    document: str
    name: str
    text: str
    output: str = ""

    @property
    def id(self) -> str:
        return f"{self.document}: {self.name}"

    @cached_property
    def content(self) -> Any:
        return yaml.load(self.text, Loader)

    @property
    def role(self) -> str:
        """The role whose variables these are."""
        return next((role for role in ROLES if any(key.startswith(f"{role}_") for key in self.content)), "")

    @property
    def shape(self) -> Shape:
        if isinstance(self.content, list):
            first = set(self.content[0])
            if first & {"hosts", "ansible.builtin.import_playbook"}:
                return Shape.PLAYS
            return Shape.TASKS if any("." in key for key in first) else Shape.OTHER
        if self.role:
            return Shape.ROLE
        keys = set(self.content)
        if keys <= KEYWORDS - {"collections"}:
            return Shape.KEYWORDS
        return Shape.VARIABLES if all(key.startswith("ansible_") for key in keys) else Shape.OTHER

    @property
    def steps(self) -> list[str]:
        """The tags to run it with, one after another, where each task has one."""
        tasks = [task for play in self.content for task in play.get("tasks", [])] if self.shape is Shape.PLAYS else []
        return [task["tags"][0] for task in tasks] if all("tags" in task for task in tasks) else []

    @property
    def body(self) -> str:
        """The text without the mark that a document begins with."""
        return self.text.removeprefix("---\n")

    @property
    def playbook(self) -> str:
        """A playbook of this example."""
        if self.shape is Shape.PLAYS:
            return self.text
        play = "- name: Run an example\n  hosts: localhost\n  gather_facts: false\n"
        ask = "  tasks:\n    - name: Ask the server\n      ory.hydra.hydra_server_info:\n"
        if self.shape is Shape.KEYWORDS:
            return play + textwrap.indent(self.body, "  ") + ask
        if self.shape is Shape.VARIABLES:
            return f"{play}  vars:\n{textwrap.indent(self.body, '    ')}{ask}"
        handlers = "".join(
            f"    - name: {name}\n      ansible.builtin.debug:\n"
            for name in dict.fromkeys(row["notify"] for row in self.content if "notify" in row)
        )
        return f"{play}  handlers:\n{handlers}  tasks:\n{textwrap.indent(self.body, '    ')}"

    @property
    def modules(self) -> set[str]:
        """The modules and roles that it names."""
        return set(re.findall(r"\b(?:ory\.hydra|ansible\.builtin)\.\w+", self.text)) - {"ory.hydra.hydra"}


def documents() -> dict[str, list[Example]]:
    """All documents that have examples."""
    found = {path: examples_of(_name(path), blocks) for path, blocks in blocks_of_documents().items()}
    return {_name(path): examples for path, examples in found.items() if examples}


@cache
def blocks_of_documents() -> dict[Path, list[Block]]:
    """The code blocks of each document."""
    return dict(_documents())


def _name(path: Path) -> str:
    """What a document is called: a plugin or a guide by its own name, a README by its path."""
    return {".py": path.stem, ".rst": path.name}.get(path.suffix, str(path.relative_to(ROOT)))


def _documents() -> Iterator[tuple[Path, list[Block]]]:
    for folder in ("modules", "lookup", "filter"):
        for path in sorted((ROOT / "plugins" / folder).glob("*.py")):
            yield path, _constants(path)
    for path in sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst")):
        yield path, [(one.language or "", one.content) for one in blocks_of_guide(path)]
    for folder in ("", "roles", "examples", "tests"):
        for path in sorted((ROOT / folder).rglob("*.md") if folder else ROOT.glob("*.md")):
            if not path.is_relative_to(WRITTEN):
                yield path, _fences(path.read_text())


def blocks_of_guide(path: Path) -> list[CodeBlockInfo]:
    """The code blocks of a guide, and where in it they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # what docutils tells this library
        return list(find_code_blocks(path.read_text()))


def _constants(path: Path) -> list[Block]:
    """What a plugin has as EXAMPLES."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES":
            return [("yaml", str(ast.literal_eval(node.value)).lstrip("\n"))]
    return []


def _fences(text: str) -> list[Block]:
    return [(token.info.strip(), token.content) for token in MarkdownIt().parse(text) if token.type == "fence"]


def examples_of(document: str, blocks: list[Block]) -> list[Example]:
    """Cut the code blocks of a document into examples."""
    found: list[Example] = []
    for language, block in blocks:
        if language == OUTPUT and found:
            found[-1] = replace(found[-1], output=block)
        if language not in LANGUAGES:
            continue
        try:
            parts = list(_parts(block))
        except yaml.YAMLError:  # the test that wants to know what it is says what is wrong
            found.append(Example(document, f"the block that begins with {block[:40]!r}", block))
            continue
        for text in parts:
            content = yaml.load(text, Loader)
            first = content[0] if isinstance(content, list) else content
            name = first["name"] if isinstance(content, list) and "name" in first else ", ".join(first)
            same = sum(one.name.split(" #")[0] == name for one in found)
            found.append(Example(document, f"{name} #{same + 1}" if same else name, text))
    return found


def _parts(block: str) -> Iterator[str]:
    """A code block, or where it is a list of tasks, each task with those that use what it has registered."""
    node, content = yaml.compose(block, Loader), yaml.load(block, Loader)
    if not isinstance(content, list) or all("hosts" in row for row in content):
        yield block
        return
    assert node is not None
    lines = block.splitlines(keepends=True)
    # The mark of an item is that of its mapping, two columns behind the hyphen.
    begins = [item.start_mark.line for item in node.value] + [len(lines)]
    part, registered = "", set[str]()
    for number, row in enumerate(content):
        text = "".join(lines[begins[number] : begins[number + 1]])
        used = "".join(line for line in text.splitlines() if not line.startswith("- name:"))
        if part and not any(re.search(rf"\b{name}\b", used) for name in registered):
            yield part
            part, registered = "", set()
        part += text
        registered |= {row["register"]} if "register" in row else set()
    yield part
