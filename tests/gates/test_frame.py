# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the parts of the collection say of each other, and no gate compares."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

from places import ROOT

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


def test_the_action_group_has_every_module_in_order() -> None:
    assert read("meta/runtime.yml")["action_groups"] == {"hydra": MODULES}


def test_requests_name_the_version_of_the_collection() -> None:
    text = (ROOT / "plugins" / "module_utils" / "_server" / "user_agent.py").read_text()
    assert text.splitlines()[-1] == f'VERSION = "{read("galaxy.yml")["version"]}"'


def test_the_stand_in_has_the_version_and_the_licence_of_the_collection() -> None:
    folder = ROOT / "tests" / "stand_in"
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["version"] == read("galaxy.yml")["version"]
    assert (folder / "COPYING").read_bytes() == (ROOT / "COPYING").read_bytes()


def test_no_gate_has_an_ignore_file() -> None:
    ignores = [*ROOT.glob("tests/sanity/ignore*"), *ROOT.glob(".ansible-lint-ignore"), *ROOT.glob(".config/*ignore*")]
    assert ignores == []


def test_every_test_folder_belongs_to_a_gate() -> None:
    gates = (Path(__file__).parent / "gate.py").read_text()
    folders = {path.relative_to(ROOT).parts[1] for path in (ROOT / "tests").glob("*/**/test_*.py")} - {"output"}
    assert [folder for folder in sorted(folders) if f'"tests/{folder}"' not in gates] == []


def test_the_workflow_runs_every_gate_of_make_test() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    gates = shown.rpartition("NAME is one of ")[2].split()
    jobs = read(".github/workflows/test.yml")["jobs"]["gate"]["strategy"]["matrix"]["gate"]
    assert "unit" in gates
    assert set(gates) <= {gate for job in jobs for gate in job.split()}
