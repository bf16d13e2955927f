# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The summary adds up, and no gate gets lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import ansible_test
import gate
import summary


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(summary, "RESULTS", tmp_path)
    return tmp_path


def left(results: Path, name: str, log: str = "", **told: Any) -> None:
    """Leave the result of a gate."""
    usual = {
        "passed": True,
        "error": "",
        "seconds": 1.0,
        "processor": 1.0,
        "missing": [],
        "counts": {},
        "unavailable": "",
    }
    (results / f"{name}.json").write_text(json.dumps({"name": name, **usual, **told}))
    (results / f"{name}.log").write_text(log)


def closing(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_gates_and_tests_are_added_up(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "ruff")
    left(results, "unit", counts={"tests": 10, "skipped": 2})
    assert summary.tell(["ruff", "unit"]) == 0
    assert closing(capsys) == "9 passed, 0 failed, 2 skipped"


def test_a_failed_test_a_failed_gate_and_a_lost_gate_fail(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "unit", counts={"tests": 10, "failures": 1, "errors": 2}, passed=False, error="pytest ended with 1")
    left(results, "docs", passed=False, error="antsibull-docs ended with 3")
    assert summary.tell(["unit", "docs", "package"]) == 1
    assert closing(capsys) == "7 passed, 5 failed"


def test_a_gate_that_failed_besides_its_tests_fails(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "units-2.18", counts={"tests": 3}, passed=False, error="its output has: WARNING: Skipping")
    assert summary.tell(["units-2.18"]) == 1
    assert closing(capsys) == "3 passed, 1 failed"


def test_nothing_done_is_no_success(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "sanity-2.18", unavailable="ansible-core 2.18 needs Python 3.11", missing=["ansible-core 2.18"])
    assert summary.tell(["sanity-2.18"]) == 1
    out = capsys.readouterr().out
    assert "Not tested" in out
    assert out.endswith("0 passed, 0 failed, 1 skipped\n")


def test_servers_of_all_gates_are_named(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "unit", "real Hydra: none (name some in HYDRA_BINARIES)\nstand-in:   2.3.0\n")
    left(results, "integration", "real Hydra: 26.2.0, 1.11.10\nstand-in:   26.2.0\n")
    summary.tell(["unit", "integration"])
    out = capsys.readouterr().out
    assert "real Hydra: 1.11.10, 26.2.0\n" in out
    assert "stand-in: 2.3.0, 26.2.0\n" in out


def test_failed_tests_are_named_and_skipped_ones_counted_by_reason(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = """
SKIPPED [2] tests/conformance/test_keys.py:8: stand-in 1.4.10 has no trusted issuers
SKIPPED [1] tests/conformance/test_keys.py:19: stand-in 1.4.10 has no trusted issuers
SKIPPED [1] tests/conformance/test_keys.py:20: no Go
FAILED tests/conformance/test_keys.py::test_a - assert 1 == 2
ERROR tests/conformance/test_keys.py::test_b - OSError
"""
    left(results, "conformance", log, counts={"tests": 9, "failures": 1, "errors": 1, "skipped": 4}, passed=False)
    assert summary.tell(["conformance"]) == 1
    assert [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")] == [
        "FAILED tests/conformance/test_keys.py::test_a - assert 1 == 2",
        "ERROR tests/conformance/test_keys.py::test_b - OSError",
        "1 skipped: no Go",
        "3 skipped: stand-in 1.4.10 has no trusted issuers",
    ]


@pytest.mark.parametrize(
    "line, absent, found",
    [
        ('WARNING: Required program "shellcheck" not found.', ["3.14"], True),
        ('WARNING: Skipping sanity test "import" on Python 3.14 because it could not be found.', ["3.14"], False),
        ('WARNING: Skipping sanity test "import" on Python 3.14 because it could not be found.', [], True),
        ("WARNING: Skipping unit tests on Python 3.9 because it could not be found.", ["3.14"], True),
        ('WARNING: Skipping sanity test "validate-modules" on Python 3.13 due to missing libyaml.', ["3.14"], True),
        ('WARNING: Using locale "C.UTF-8" instead of "en_US.UTF-8".', ["3.14"], False),
    ],
)
def test_what_ansible_test_leaves_out_is_noticed(line: str, absent: list[str], found: bool) -> None:
    assert bool(re.search(ansible_test.left_out(absent), f"Running\n{line}\n", re.MULTILINE)) is found


def test_the_end_of_a_log_tells_what_failed_and_not_all_that_was_skipped() -> None:
    log = ["x"] * 100 + ["FAILED test_a"] + ["SKIPPED [1] test_b: no Go"] * 100 + ["= 1 failed ="]
    assert gate.end_of("\n".join(log)).splitlines()[-2:] == ["FAILED test_a", "= 1 failed ="]
