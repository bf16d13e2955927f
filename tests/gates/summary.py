# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Add up what the gates left: a line each, what was missing, which servers were real, and the closing line.

A test that ran on several interpreters or cores is one test; its further runs are counted apart.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from typing import Any

from places import RESULTS


def main() -> int:
    """Print the summary of the gates that are named, and return 0 if every one passed. One without a result has not."""
    if sys.argv[1:] == ["--forget"]:
        for file in RESULTS.glob("*"):
            file.unlink()
        return 0
    return tell(sys.argv[1:])


def tell(names: list[str]) -> int:
    """See ``main``."""
    results = [_result(name) for name in names]
    print("\n== Gates")
    for result in results:
        _tell_gate(result)
    runs = [run for result in results for run in result["tests"]]
    _tell_slowest(runs)
    missing = sorted({one for result in results for one in result["missing"]})
    if missing:
        print("\n== Not tested, as it is not on this machine")
        for one in missing:
            print(f"  {one}")
    logs = "".join(_log(result) for result in results)
    _tell_generators(logs)
    _tell_servers(logs)
    outcomes: dict[str, set[str]] = {}
    for name, _seconds, outcome in runs:
        outcomes.setdefault(name, set()).add(outcome)
    failed = sum("failed" in one for one in outcomes.values())
    passed = sum("failed" not in one and "passed" in one for one in outcomes.values())
    skipped = len(outcomes) - failed - passed
    for result in results:  # gates that are one test as a whole, or failed besides their tests
        tested = [outcome for _name, _seconds, outcome in result["tests"]]
        if result["unavailable"]:
            skipped += 1
        elif not result["passed"]:
            failed += "failed" not in tested
        elif not tested:
            passed += 1
    print(f"\n{len(outcomes)} distinct tests; {len(runs) - len(outcomes)} repetitions on other Pythons and cores")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


def _tell_gate(result: dict[str, Any]) -> None:
    counts = Counter(outcome for _name, _seconds, outcome in result["tests"])
    told = f"{counts['passed']} passed" + (f", {counts['failed']} failed" if counts["failed"] else "") if counts else ""
    mark = "–" if result["unavailable"] else "✓" if result["passed"] else "✗"
    took = f"{result['seconds']:>7.1f} s ({result['processor']:>6.1f} s of processor)"
    print(f"{mark} {result['name']:<14} {took}  {told}{result['error'] and '  ' + result['error']}")
    log = _log(result)
    for line in re.findall(r"^(?:FAILED|ERROR) .*::.*", log, re.MULTILINE):
        print(f"    {line}")
    reasons: Counter[str] = Counter()
    for number, reason in re.findall(r"^SKIPPED \[(\d+)\] .*?: (.*)$", log, re.MULTILINE):
        reasons[reason] += int(number)
    for reason, number in sorted(reasons.items()):
        print(f"    {number} skipped: {reason}")


def _tell_slowest(runs: list[tuple[str, float, str]]) -> None:
    """Name the ten slowest tests."""
    slowest = sorted(runs, key=lambda run: -run[1])[:10]
    if slowest:
        print("\n== Slowest tests")
        for name, seconds, _outcome in slowest:
            print(f"  {seconds:>6.1f} s  {name}")


def _tell_generators(logs: str) -> None:
    """Tell how many distinct situations were generated, from which seed."""
    tried = re.findall(r"^situations: (.*): (\d+)$", logs, re.MULTILINE)
    if tried:
        seed = re.search(r"HYDRA_GENERATOR_SEED=\d+", logs)
        print(f"\n== Generated, {seed.group() if seed else 'seed unknown'}")
        for name, number in tried:
            print(f"  {number:>6} situations: {name}")
        print(f"  {sum(int(number) for _name, number in tried):>6} distinct situations")


def _tell_servers(logs: str) -> None:
    """Tell on which servers the tests ran, and which of them were real."""
    servers: dict[str, set[str]] = {"real Hydra": set(), "stand-in": set()}
    for kind, told in re.findall(r"^(real Hydra|stand-in): +(.*)$", logs, re.MULTILINE):
        servers[kind] |= {one for one in told.split(", ") if one[:1].isdigit()}
    if any(servers.values()):
        print("\n== Servers")
        for kind, versions in servers.items():
            none = "none (name some in HYDRA_BINARIES)" if kind == "real Hydra" else "none"
            print(f"  {kind}: {', '.join(sorted(versions)) or none}")


def _log(result: dict[str, Any]) -> str:
    file = RESULTS / f"{result['name']}.log"
    return file.read_text() if file.exists() else ""


def _result(name: str) -> dict[str, Any]:
    file = RESULTS / f"{name}.json"
    if file.exists():
        found: dict[str, Any] = json.loads(file.read_text())
        return found
    return {
        "name": name, "passed": False, "error": "it left no result", "seconds": 0.0, "processor": 0.0,
        "missing": [], "tests": [], "unavailable": "",
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
