# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds on every commit, and that each rule of a release notices when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pythons
import release
from places import ROOT

#: The smallest collection that could be released.
FILES = {
    "galaxy.yml": "namespace: ory\nname: hydra\nversion: 1.1.0\n",
    "meta/runtime.yml": 'requires_ansible: ">=2.18.0"\n',
    "plugins/modules/hydra_old.py": (
        'DOCUMENTATION = """\nversion_added: 1.0.0\noptions:\n  x:\n    version_added: 1.1.0\n"""\n'
    ),
    "plugins/modules/hydra_new.py": 'DOCUMENTATION = """\nversion_added: "1.1.0"\n"""\n',
    "plugins/lookup/token.py": 'DOCUMENTATION = """\nversion_added: 1.1.0\n"""\n',
    "plugins/filter/keys.py": "class FilterModule: pass\n",
    "plugins/filter/to_pem.yml": "DOCUMENTATION:\n  name: to_pem\n",
    "plugins/module_utils/_x.py": "\n",
    "roles/setup/meta/argument_specs.yml": "argument_specs:\n  main:\n    version_added: 1.1.0\n",
    "roles/setup/meta/main.yml": 'galaxy_info:\n  min_ansible_version: "2.18"\n',
    "playbooks/setup.yml": "[]\n",
    "README.md": (
        f"# x\n\n## Versions\n\n### Tested with Ansible\n\nTested with {', '.join(pythons.CORES)}.\n\n"
        "## Included content\n\n* `hydra_old`, [`ory.hydra.hydra_new`](x)\n* `ory.hydra.setup`\n* `ory.hydra.token`\n\n"
        "## Use\n\nThe group `ory.hydra.hydra`, and `hydra_hosts`.\n"
    ),
    "changelogs/changelog.yaml": """\
ancestor: null
releases:
  1.0.0:
    changes:
      release_summary: First.
    modules:
    - description: Old
      name: hydra_old
      namespace: ''
    release_date: '2026-01-01'
  1.1.0:
    changes:
      release_summary: Second.
    modules:
    - description: New
      name: hydra_new
      namespace: ''
    objects:
      playbook:
      - description: Set up
        name: setup
        namespace: null
      role:
      - description: Set up
        name: setup
        namespace: null
    plugins:
      lookup:
      - description: Token
        name: token
        namespace: null
    release_date: '2026-02-01'
""",
    "changelogs/fragments/.keep": "",
}  # fmt: skip
#: The rules that need nothing but the files above.
OF_FILES = (
    *release.RULES,
    release.is_final,
    release.changelog_is_of_this_version,
    release.no_fragment_is_left,
    release.new_content_is_listed,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def problems(root: Path) -> list[str]:
    return [problem for rule in OF_FILES for problem in rule(root)]


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text() if path.exists() else ""
    assert old in text, f"{name} does not contain {old}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new, 1) if old else new)


@pytest.mark.parametrize("rule", release.RULES, ids=lambda rule: rule.__name__)
def test_this_collection(rule: release.Rule) -> None:
    assert list(rule(ROOT)) == []


def test_nothing_is_wrong_with_the_smallest_collection(root: Path) -> None:
    assert problems(root) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("galaxy.yml", "1.1.0", "1.1", "galaxy.yml: 1.1 is not a semantic version"),
        ("galaxy.yml", "1.1.0", "01.1.0", "galaxy.yml: 01.1.0 is not a semantic version"),
        ("galaxy.yml", "1.1.0", "1.1.0-rc.1", "galaxy.yml: 1.1.0-rc.1 is a pre-release: say so with PRE=1"),
        ("galaxy.yml", "1.1.0", "1.2.0",
         "changelogs/changelog.yaml: the newest entry is 1.1.0, not 1.2.0: make release-files"),
        ("changelogs/changelog.yaml", "1.1.0:", "1.1.0-rc.2:",
         "changelogs/changelog.yaml: the newest entry is 1.1.0-rc.2, not 1.1.0: make release-files"),
        ("changelogs/changelog.yaml", "    release_date: '2026-02-01'\n", "",
         "changelogs/changelog.yaml: 1.1.0 has no release_date: make release-files"),
        ("changelogs/fragments/9-x.yml", "", "---\n",
         "changelogs/fragments/9-x.yml is not in the changelog yet: make release-files"),
        ("plugins/modules/hydra_old.py", "    version_added: 1.1.0", "    version_added: 1.0.5",
         "plugins/modules/hydra_old.py: version_added 1.0.5 is neither in the changelog nor the next version"),
        ("roles/setup/meta/argument_specs.yml", "1.1.0", "2.0.0",
         "roles/setup/meta/argument_specs.yml: version_added 2.0.0 is neither in the changelog nor the next version"),
        ("plugins/modules/hydra_old.py", "\nversion_added: 1.0.0", "", "module hydra_old has no version_added"),
        ("roles/setup/meta/argument_specs.yml", "version_added: 1.1.0", "options: {}",
         "role setup has no version_added"),
        ("changelogs/changelog.yaml", "name: hydra_new", "name: hydra_old",
         "module hydra_new is not listed in the changelog: make release-files"),
        ("changelogs/changelog.yaml", "name: hydra_new", "name: hydra_old",
         "changelogs/changelog.yaml: 1.1.0 lists module hydra_old, which is not new in it: remove it there"),
        ("changelogs/changelog.yaml", "name: hydra_new", "name: hydra_gone",
         "changelogs/changelog.yaml: 1.1.0 lists module hydra_gone, which is not new in it: remove it there"),
        ("changelogs/changelog.yaml", "name: token", "name: tokens",
         "lookup token is not listed in the changelog: make release-files"),
        ("changelogs/changelog.yaml", "      role:", "      rule:",
         "role setup is not listed in the changelog: make release-files"),
        ("playbooks/more.yml", "", "[]\n",
         'playbook more is not listed in the changelog: a fragment with "add object.playbook", then make release-files'),
        ("plugins/filter/to_pem.yml", "DOCUMENTATION:\n", "DOCUMENTATION:\nversion_added: 1.1.0\n",
         "filter to_pem is not listed in the changelog: make release-files"),
        ("README.md", "`hydra_old`", "", 'README.md: hydra_old is missing in the section "Included content"'),
        ("README.md", "`ory.hydra.setup`", "", 'README.md: setup is missing in the section "Included content"'),
        ("README.md", "## Included", "## Other", 'README.md: token is missing in the section "Included content"'),
        ("README.md", "`hydra_old`", "`hydra_old`, `hydra_gone`",
         'README.md: the section "Included content" names hydra_gone, which does not exist'),
        ("README.md", "2.18, ", "",
         'README.md: "Tested with Ansible" names 2.19, 2.20, 2.21, but tests run on 2.18, 2.19, 2.20, 2.21'),
        ("meta/runtime.yml", "2.18", "2.19",
         "meta/runtime.yml: requires_ansible is >=2.19.0, but the oldest tested ansible-core is 2.18"),
        ("roles/setup/meta/main.yml", "2.18", "2.17",
         "roles/setup/meta/main.yml: min_ansible_version is 2.17, not 2.18"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_reported(root: Path, name: str, old: str, new: str, expected: str) -> None:
    change(root, name, old, new)
    assert expected in problems(root)


def test_all_problems_are_reported(root: Path) -> None:
    change(root, "galaxy.yml", "1.1.0", "1.1.0-rc.1")
    change(root, "changelogs/fragments/9-x.yml", "", "---\n")
    change(root, "README.md", "`hydra_old`", "")
    assert len({problem.partition(":")[0].partition(" ")[0] for problem in problems(root)}) >= 3


def test_a_pre_release_prepares_a_release(root: Path) -> None:
    change(root, "galaxy.yml", "1.1.0", "1.1.0-rc.1")
    change(root, "changelogs/changelog.yaml", "1.1.0:", "1.1.0-rc.1:")
    assert problems(root) == ["galaxy.yml: 1.1.0-rc.1 is a pre-release: say so with PRE=1"]


def test_versions_are_sorted_as_semver_says() -> None:
    versions = ["2.0.0", "1.10.0", "1.9.0", "1.0.0"]
    versions += ["1.0.0-rc.1", "1.0.0-beta.11", "1.0.0-beta.2", "1.0.0-alpha.beta", "1.0.0-alpha.1", "1.0.0-alpha"]
    assert sorted(versions, key=release.precedence, reverse=True) == versions


def test_the_changelog_has_to_be_rendered(root: Path) -> None:
    shutil.copy(ROOT / "changelogs" / "config.yaml", root / "changelogs")
    names = ("CHANGELOG.md", "CHANGELOG.rst")
    differs = [f"{name} differs from changelogs/changelog.yaml: make release-files" for name in names]
    assert list(release.changelog_is_rendered(root)) == differs
    for name in names:
        shutil.copy(ROOT / name, root)
    assert list(release.changelog_is_rendered(root)) == differs
    for name in ("galaxy.yml", "changelogs/changelog.yaml"):
        shutil.copy(ROOT / name, root / name)
    assert list(release.changelog_is_rendered(root)) == []


def test_the_tag_and_what_is_not_committed(root: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)

    def told() -> list[str]:
        return [*release.tag_is_the_version(root), *release.worktree_is_clean(root)]

    git("init")
    git("add", ".")
    git("commit", "--message", "x")
    assert told() == []
    git("tag", "v1.1.0")
    assert told() == ["the tag of this commit is v1.1.0, not 1.1.0"]
    git("tag", "1.1.0")
    assert told() == []
    git("commit", "--allow-empty", "--message", "y")
    assert told() == ["another commit has the tag 1.1.0 already"]
    (root / "new").touch()
    assert told()[1:] == ["not committed: ?? new"]


@pytest.mark.parametrize(
    ("code", "expected"), [(0, []), (1, ["make setup package fails: see tests/output/gates/package.log"])]
)
def test_the_gate_package_has_to_pass(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: list[str]
) -> None:
    def run(command: list[object], **_options: object) -> subprocess.CompletedProcess[str]:
        assert command[-1] == "package"
        return subprocess.CompletedProcess([], code)

    monkeypatch.setattr(subprocess, "run", run)
    assert list(release.package_passes(root)) == expected


def test_the_command_prints_all_problems(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["release.py"])
    monkeypatch.setattr(release, "RELEASE_RULES", (lambda _root: iter(["one", "two"]), lambda _root: iter(["three"])))
    assert release.main() == 1
    assert capsys.readouterr().out == "✗ one\n✗ two\n✗ three\n"
    monkeypatch.setattr(release, "RELEASE_RULES", ())
    assert release.main() == 0
