# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Add up what the gates left: a line each, what was missing, which servers were real, and the closing line."""

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
    passed = failed = skipped = 0
    servers: dict[str, set[str]] = {"real Hydra": set(), "stand-in": set()}
    print("\n== Gates")
    for result in results:
        counts = result["counts"]
        bad = counts.get("failures", 0) + counts.get("errors", 0)
        good = counts.get("tests", 0) - bad - counts.get("skipped", 0)
        skipped += counts.get("skipped", 0)
        if counts:
            passed, failed = passed + good, failed + bad
            if not result["passed"] and not bad:
                failed += 1
        elif result["unavailable"]:
            skipped += 1
        else:
            passed, failed = passed + result["passed"], failed + (not result["passed"])
        told = f"{good} passed" + (f", {bad} failed" if bad else "") if counts else ""
        mark = "–" if result["unavailable"] else "✓" if result["passed"] else "✗"
        took = f"{result['seconds']:>7.1f} s ({result['processor']:>6.1f} s of processor)"
        print(f"{mark} {result['name']:<14} {took}  {told}{result['error'] and '  ' + result['error']}")
        file = RESULTS / f"{result['name']}.log"
        log = file.read_text() if file.exists() else ""
        for line in re.findall(r"^(?:FAILED|ERROR) .*::.*", log, re.MULTILINE):
            print(f"    {line}")
        reasons: Counter[str] = Counter()
        for number, reason in re.findall(r"^SKIPPED \[(\d+)\] .*?: (.*)$", log, re.MULTILINE):
            reasons[reason] += int(number)
        for reason, number in sorted(reasons.items()):
            print(f"    {number} skipped: {reason}")
        for kind, told in re.findall(r"^(real Hydra|stand-in): +(.*)$", log, re.MULTILINE):
            servers[kind] |= {one for one in told.split(", ") if one[:1].isdigit()}
    missing = sorted({one for result in results for one in result["missing"]})
    if missing:
        print("\n== Not tested, as it is not on this machine")
        for one in missing:
            print(f"  {one}")
    if any(servers.values()):
        print("\n== Servers")
        for kind, versions in servers.items():
            none = "none (name some in HYDRA_BINARIES)" if kind == "real Hydra" else "none"
            print(f"  {kind}: {', '.join(sorted(versions)) or none}")
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


def _result(name: str) -> dict[str, Any]:
    file = RESULTS / f"{name}.json"
    if file.exists():
        found: dict[str, Any] = json.loads(file.read_text())
        return found
    return {
        "name": name, "passed": False, "error": "it left no result", "seconds": 0.0, "processor": 0.0,
        "missing": [], "counts": {}, "unavailable": "",
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
