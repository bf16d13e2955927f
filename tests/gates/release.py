# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check that everything fits together before a release: ``make release-check``, with ``PRE=1`` for a pre-release.

``RULES`` hold on every commit and are a unit test too; ``RELEASE_RULES`` hold only for the commit that is released.
Each rule returns sentences, and all of them are printed.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import antsibull_changelog.cli
import yaml

import pythons
from places import ROOT

# As semver.org has it.
NUMBER = r"(?:0|[1-9]\d*)"
PRE_RELEASE = rf"(?:{NUMBER}|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
BUILD = "[0-9a-zA-Z-]+"
SEMANTIC = re.compile(
    rf"({NUMBER})\.({NUMBER})\.({NUMBER})(?:-({PRE_RELEASE}(?:\.{PRE_RELEASE})*))?(?:\+{BUILD}(?:\.{BUILD})*)?"
)
ADDED = re.compile(r"^(?P<indent>[ -]*)version_added: *[\"']?(?P<version>[^\s\"']+)", re.MULTILINE)
# A name of ours between backticks, with or without that of the collection.
NAMED = re.compile(r"`(?:ory\.hydra\.(\w+)|(hydra_\w+))`")
#: Folders of ``plugins`` without anything that users call by name.
HELPERS = {"doc_fragments", "module_utils", "plugin_utils"}
#: Documented, but only of use to the roles of the collection, so README need not name them.
INTERNAL = {"role_errors"}


@dataclass(frozen=True)
class Content:
    """Something that users call by name. ``added`` is the version that brought it; a playbook does not tell."""

    kind: str
    name: str
    added: str | None

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def read(root: Path, name: str) -> Any:
    """Return a YAML file as data."""
    return yaml.safe_load((root / name).read_text())


def version_of(root: Path) -> str:
    """Return the version of the collection."""
    return str(read(root, "galaxy.yml")["version"])


def releases(root: Path) -> dict[str, dict[str, Any]]:
    """Return the changelog's entries by version."""
    found: dict[str, dict[str, Any]] = read(root, "changelogs/changelog.yaml")["releases"]
    return found


def final(version: str) -> str:
    """Return the release that a pre-release prepares; a release prepares itself."""
    return re.split("[-+]", version, maxsplit=1)[0]


def precedence(version: str) -> tuple[Any, ...]:
    """Sort valid versions; a pre-release comes before its release."""
    found = SEMANTIC.fullmatch(version)
    if found is None:
        return ()
    # Numbers come before words, and fewer parts before more.
    parts = [(not part.isdigit(), int(part) if part.isdigit() else part) for part in (found[4] or "").split(".")]
    return (*map(int, found.group(1, 2, 3)), found[4] is None, parts)


def contents(root: Path) -> list[Content]:
    """Return all modules, other plugins, roles and playbooks."""
    found = []
    for path in sorted((root / "plugins").glob("*/*")):
        if path.suffix in {".py", ".yml"} and path.parent.name not in HELPERS:
            added = next((match["version"] for match in ADDED.finditer(path.read_text()) if not match["indent"]), None)
            kind = path.parent.name.replace("modules", "module")
            if added or kind == "module":  # other plugins may be described in a file beside them
                found.append(Content(kind, path.stem, added))
    for path in sorted(root.glob("roles/*/meta/argument_specs.yml")):
        added = yaml.safe_load(path.read_text())["argument_specs"]["main"].get("version_added")
        found.append(Content("role", path.parents[1].name, added))
    found += [Content("playbook", path.stem, None) for path in sorted(root.glob("playbooks/*.yml"))]
    return found


def listed(entry: dict[str, Any]) -> set[tuple[str, str]]:
    """Return kind and name of everything that an entry of the changelog announces as new."""
    kinds = {"module": entry.get("modules", []), **entry.get("plugins", {}), **entry.get("objects", {})}
    return {(kind, one["name"]) for kind, rows in kinds.items() for one in rows}


def section(root: Path, title: str) -> str:
    """Return the text below a heading of README.md, up to the next one of its level; empty if there is none."""
    text = (root / "README.md").read_text()
    found = re.search(rf"^(##+) {title}\n", text, re.MULTILINE)
    return re.split(rf"^#{{2,{len(found[1])}}} ", text[found.end() :], flags=re.MULTILINE)[0] if found else ""


def version_is_semantic(root: Path) -> Iterator[str]:
    version = version_of(root)
    if not SEMANTIC.fullmatch(version):
        yield f"galaxy.yml: {version} is not a semantic version"


def additions_are_known(root: Path) -> Iterator[str]:
    known = {*releases(root), final(version_of(root))}
    described = [path for path in root.glob("plugins/**/*") if path.suffix in {".py", ".yml"}]
    for path in sorted([*described, *root.glob("roles/*/meta/argument_specs.yml")]):
        for version in sorted({match["version"] for match in ADDED.finditer(path.read_text())} - known):
            yield f"{path.relative_to(root)}: version_added {version} is neither in the changelog nor the next version"
    for one in contents(root):
        if one.added is None and one.kind != "playbook":
            yield f"{one} has no version_added"


def readme_names_the_content(root: Path) -> Iterator[str]:
    named = {ours or short for ours, short in NAMED.findall(section(root, "Included content"))}
    there = {one.name for one in contents(root)}
    for name in sorted(there - named - INTERNAL):
        yield f'README.md: {name} is missing in the section "Included content"'
    for name in sorted(named - there):
        yield f'README.md: the section "Included content" names {name}, which does not exist'


def cores_agree(root: Path) -> Iterator[str]:
    oldest = min(pythons.CORES, key=pythons.numbers)
    required = read(root, "meta/runtime.yml")["requires_ansible"]
    if required != f">={oldest}.0":
        yield f"meta/runtime.yml: requires_ansible is {required}, but the oldest tested ansible-core is {oldest}"
    for path in sorted(root.glob("roles/*/meta/main.yml")):
        least = yaml.safe_load(path.read_text())["galaxy_info"]["min_ansible_version"]
        if least != oldest:
            yield f"{path.relative_to(root)}: min_ansible_version is {least}, not {oldest}"
    named = set(re.findall(r"\b2\.\d\d\b", section(root, "Tested with Ansible")))
    if named != set(pythons.CORES):
        names = ", ".join(sorted(named, key=pythons.numbers)) or "nothing"
        yield f'README.md: "Tested with Ansible" names {names}, but tests run on {", ".join(pythons.CORES)}'


def changelog_is_of_this_version(root: Path) -> Iterator[str]:
    version, entries = version_of(root), releases(root)
    newest = max(entries, key=precedence, default="none")
    if newest != version:
        yield f"changelogs/changelog.yaml: the newest entry is {newest}, not {version}: make release-files"
    elif not entries[newest].get("release_date"):
        yield f"changelogs/changelog.yaml: {version} has no release_date: make release-files"


def no_fragment_is_left(root: Path) -> Iterator[str]:
    for path in sorted((root / "changelogs" / "fragments").glob("*.y*ml")):
        yield f"{path.relative_to(root)} is not in the changelog yet: make release-files"


def new_content_is_listed(root: Path) -> Iterator[str]:
    version, entries = final(version_of(root)), releases(root)
    new = {one for number, entry in entries.items() if final(number) == version for one in listed(entry)}
    ever = {one for entry in entries.values() for one in listed(entry)}
    there = {(one.kind, one.name): one for one in contents(root)}
    for key, one in there.items():
        if (one.added == version and key not in new) or (one.kind == "playbook" and key not in ever):
            first = 'a fragment with "add object.playbook", then ' if one.kind == "playbook" else ""
            yield f"{one} is not listed in the changelog: {first}make release-files"
    for kind, name in sorted(new):
        if (kind, name) not in there or there[kind, name].added not in (None, version):
            yield f"changelogs/changelog.yaml: {version} lists {kind} {name}, which is not new in it: remove it there"


def changelog_is_rendered(root: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "changelogs").mkdir()
        for name in ("galaxy.yml", "changelogs/config.yaml", "changelogs/changelog.yaml"):
            shutil.copy(root / name, copy / name)
        with contextlib.chdir(copy):
            antsibull_changelog.cli.run(["antsibull-changelog", "generate"])
        for name in ("CHANGELOG.md", "CHANGELOG.rst"):
            if not (root / name).exists() or (root / name).read_bytes() != (copy / name).read_bytes():
                yield f"{name} differs from changelogs/changelog.yaml: make release-files"


def git(root: Path, *words: str) -> list[str]:
    """Return the lines that git prints."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def tag_is_the_version(root: Path) -> Iterator[str]:
    version, here = version_of(root), git(root, "tag", "--points-at", "HEAD")
    if here and version not in here:
        yield f"the tag of this commit is {', '.join(here)}, not {version}"
    elif not here and git(root, "tag", "--list", version):
        yield f"another commit has the tag {version} already"


def worktree_is_clean(root: Path) -> Iterator[str]:
    for line in git(root, "status", "--porcelain"):
        yield f"not committed: {line}"


def package_passes(root: Path) -> Iterator[str]:
    """The gate ``package``: what the built file contains, and whether Galaxy would take it."""
    command = [sys.executable, str(root / "tests" / "gates" / "gate.py"), "package"]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        yield "make setup package fails: see tests/output/gates/package.log"


Rule = Callable[[Path], Iterator[str]]
RULES: tuple[Rule, ...] = (version_is_semantic, additions_are_known, readme_names_the_content, cores_agree)
RELEASE_RULES: tuple[Rule, ...] = (
    *RULES,
    changelog_is_of_this_version,
    no_fragment_is_left,
    new_content_is_listed,
    changelog_is_rendered,
    tag_is_the_version,
    worktree_is_clean,
    package_passes,
)


def is_final(root: Path) -> Iterator[str]:
    version = version_of(root)
    if "-" in version:
        yield f"galaxy.yml: {version} is a pre-release: say so with PRE=1"


def main() -> int:
    """Print every problem, and return 1 if there is one."""
    rules = RELEASE_RULES if "--pre-release" in sys.argv[1:] else (is_final, *RELEASE_RULES)
    problems = [problem for rule in rules for problem in rule(ROOT)]
    for problem in problems:
        print(f"✗ {problem}")
    if not problems:
        print(f"✓ {version_of(ROOT)} can be released")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
