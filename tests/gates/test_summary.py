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
import runner
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
        "tests": [],
        "unavailable": "",
    }
    (results / f"{name}.json").write_text(json.dumps({"name": name, **usual, **told}))
    (results / f"{name}.log").write_text(log)


def ran(passed: int = 0, failed: int = 0, skipped: int = 0, of: str = "test") -> list[tuple[str, float, str]]:
    """Runs of tests, each of another test."""
    outcomes = ["passed"] * passed + ["failed"] * failed + ["skipped"] * skipped
    return [(f"{of}_{number}", float(number), outcome) for number, outcome in enumerate(outcomes)]


def closing(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_gates_and_tests_are_added_up(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "ruff")
    left(results, "unit", tests=ran(8, skipped=2))
    assert summary.tell(["ruff", "unit"]) == 0
    assert closing(capsys) == "9 passed, 0 failed, 2 skipped"


def test_a_failed_test_a_failed_gate_and_a_lost_gate_fail(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "unit", tests=ran(7, 3), passed=False, error="pytest ended with 1")
    left(results, "docs", passed=False, error="antsibull-docs ended with 3")
    assert summary.tell(["unit", "docs", "package"]) == 1
    assert closing(capsys) == "7 passed, 5 failed"


def test_a_gate_that_failed_besides_its_tests_fails(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "units-2.18", tests=ran(3), passed=False, error="its output has: WARNING: Skipping")
    assert summary.tell(["units-2.18"]) == 1
    assert closing(capsys) == "3 passed, 1 failed"


def test_a_test_counts_once_and_its_repetitions_apart(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "unit", tests=ran(10))
    left(results, "pythons", tests=[*ran(4), *ran(4)])
    left(results, "units-2.18", tests=[*ran(2), ("test_9", 0.0, "failed")], passed=False, error="ended with 1")
    assert summary.tell(["unit", "pythons", "units-2.18"]) == 1
    out = capsys.readouterr().out
    assert "10 distinct tests; 11 repetitions on other Pythons and cores\n" in out
    assert out.splitlines()[-1] == "9 passed, 1 failed"


def test_the_ten_slowest_tests_are_named(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left(results, "unit", tests=ran(30))
    summary.tell(["unit"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if " s  test_" in line]
    assert [line[-1] for line in lines] == [f"test_{number}" for number in range(29, 19, -1)]


def test_what_was_generated_is_added_up(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = "== Generators, HYDRA_GENERATOR_SEED=7, 10 s each ==\nsituations: test_a.py::test_x: 40\nsituations: b: 2\n"
    left(results, "generators", log)
    summary.tell(["generators"])
    out = capsys.readouterr().out
    assert "HYDRA_GENERATOR_SEED=7" in out
    assert "42 distinct situations" in out


REPORT = """<testsuites><testsuite name="pytest">
<testcase classname="{place}" name="test_a[1]" time="0.5" />
<testcase classname="{place}" name="test_b" time="0"><failure message="x" /></testcase>
<testcase classname="{place}" name="test_c" time="0"><skipped message="x" /></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("place", ["tests.unit.test_x", "ansible_collections.ory.hydra.tests.unit.test_x"])
def test_a_test_has_one_name_wherever_it_runs(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
    (tmp_path / "x.xml").write_text(REPORT.format(place=place))
    running = runner.Gate("x")
    running.note(tmp_path / "x.xml")
    assert [(test.name, test.seconds, test.outcome) for test in running.tests] == [
        ("tests.unit.test_x::test_a[1]", 0.5, "passed"),
        ("tests.unit.test_x::test_b", 0.0, "failed"),
        ("tests.unit.test_x::test_c", 0.0, "skipped"),
    ]


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
    left(results, "conformance", log, tests=ran(3, 2, 4), passed=False)
    assert summary.tell(["conformance"]) == 1
    told = capsys.readouterr().out.partition("\n== Slowest")[0]
    assert [line.strip() for line in told.splitlines() if line.startswith("    ")] == [
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
