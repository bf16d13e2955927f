# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``audit``: what its reports say, and when it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from support.population import Population
from support.role import Stage, ok

SECRET = "made by hand, known to nobody"
HOSTILE = "<script>alert('{{ 1 + 1 }}')</script>"
RISKY: dict[str, Any] = {
    "client_id": HOSTILE, "client_secret": SECRET, "grant_types": ["implicit"], "scope": "a",
    "redirect_uris": ["http://localhost/cb"],
}  # fmt: skip
NAMES = ["audit.html", "audit.json", "audit.md", "audit.sarif"]


def reports(stage: Stage) -> Path:
    folder = stage.folder / "reports"
    folder.mkdir(exist_ok=True)
    return folder


def told(folder: Path) -> Any:
    return json.loads((folder / "audit.json").read_text())


def test_reports_are_written_and_then_it_fails(stand_in: Stage) -> None:
    Population(stand_in.server).create([RISKY])
    folder = reports(stand_in)
    variables = {"audit_dir": str(folder), "audit_key_sets": "mine"}
    sentence = "grant_types contains implicit (client-implicit-grant)"

    ran = stand_in.role("audit", variables, "--check")
    assert ran.returncode == 2 and sentence in ran.output
    assert list(folder.iterdir()) == []

    ran = stand_in.role("audit", variables, "-vvv", "--diff")
    assert ran.returncode == 2 and sentence in ran.output and "changed=1" in ran.output
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    assert SECRET not in ran.output + "".join(texts.values())
    assert [row["rule"] for row in told(folder)["findings"]] == ["client-implicit-grant", "client-localhost-redirect"]
    assert "client-implicit-grant" in texts["audit.md"] and "<script" not in texts["audit.md"]
    page = BeautifulSoup(texts["audit.html"], "html.parser")
    assert HOSTILE in page.text and not page.find_all("script")
    (run,) = json.loads(texts["audit.sarif"])["runs"]
    assert run["results"][0]["ruleId"] == "client-implicit-grant"
    assert texts["audit.json"].endswith("}\n") and not texts["audit.json"].endswith("\n\n")

    # Again there is nothing to write, and from another severity on nothing to complain of.
    relaxed = {"audit_fail_on": "critical", "audit_formats": ["markdown", "html"], "audit_first_party_owners": "us"}
    ok(stand_in.role("audit", variables | relaxed), changed=False)
    accepted = [{"id": "client-*", "objects": ["<script>*"], "severity": "ignore", "reason": "{{ 1 + 1 }}"}]
    ok(stand_in.role("audit", variables | {"audit_rules": accepted, "audit_fail_on": "info"}), changed=True)
    assert told(folder)["findings"] == []
    assert [row["reason"] for row in told(folder)["ignored"]] == ["2", "2"]


def test_a_snapshot_has_the_findings_of_its_server(stage: Stage) -> None:
    Population(stage.server).create([RISKY, {"client_id": "sound", "client_secret": SECRET, "scope": "a"}])
    folder, file = reports(stage), stage.folder / "snapshot.yml"
    quiet = {"audit_dir": str(folder), "audit_fail_on": "never", "audit_formats": "json"}
    ok(stage.role("audit", quiet), changed=True)
    live = told(folder)
    ok(stage.role("snapshot", {"snapshot_file": str(file)}))
    nowhere = {"audit_connection": {"admin_url": "http://127.0.0.1:9", "retries": 0}}
    ok(stage.role("audit", quiet | nowhere | {"audit_snapshot_file": str(file)}), changed=True)
    still = told(folder)

    def rows(report: Any) -> list[tuple[str, str]]:
        return [(row["name"], row["rule"]) for row in report["findings"] if row["kind"] == "client"]

    assert [row for row in live["findings"] if row["kind"] != "client"] == [], "a fresh server has sound keys"
    assert rows(live) == rows(still) == [(HOSTILE, "client-implicit-grant"), (HOSTILE, "client-localhost-redirect")]
    lines = file.read_text().splitlines()
    assert {lines[row["line"] - 1].split(":")[0] for row in still["findings"] if row["kind"] == "client"} == {
        "  - client_id"
    }


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"audit_rules": [{"id": "client-implict-grant", "severity": "low", "reason": "r"}]},
         "unknown rule client-implict-grant (did you mean client-implicit-grant?)"),
        ({"audit_rules": [{"id": "keys-old", "severity": "lower", "reason": "r"}]}, "severity must be one of"),
        ({"audit_rule": []}, "did you mean audit_rules"),
    ],
)  # fmt: skip
def test_mistakes_are_told(variables: dict[str, Any], sentence: str, stand_in: Stage) -> None:
    ran = stand_in.role("audit", variables)
    assert ran.returncode == 2
    assert sentence in ran.output
