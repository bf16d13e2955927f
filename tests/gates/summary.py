# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Add up what the gates left: a line each, what was missing, which servers were real, and the closing line."""

from __future__ import annotations

import json
import re
import sys

from places import RESULTS

#: What ``make test`` runs; a gate that left no result has failed.
ALL = 18


def main() -> int:
    """Print the summary and return 0 if every gate passed."""
    if "--forget" in sys.argv:
        for file in RESULTS.glob("*"):
            file.unlink()
        return 0
    results = [json.loads(file.read_text()) for file in sorted(RESULTS.glob("*.json"))]
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
        print(
            f"{mark} {result['name']:<14} {result['seconds']:>7.1f} s  {told}{result['error'] and '  ' + result['error']}"
        )
        log = (RESULTS / f"{result['name']}.log").read_text()
        for line in re.findall(r"^SKIPPED .*", log, re.MULTILINE):
            print(f"    {line}")
        for kind, names in re.findall(r"^(real Hydra|stand-in): +(.*)$", log, re.MULTILINE):
            servers[kind] |= {name for name in names.split(", ") if name[0].isdigit()}
    if "--all" in sys.argv and len(results) < ALL:
        print(f"✗ {ALL - len(results)} gates left no result")
        failed += ALL - len(results)
    missing = sorted({one for result in results for one in result["missing"]})
    if missing:
        print("\n== Not tested, as it is not on this machine")
        for one in missing:
            print(f"  {one}")
    if any(servers.values()):
        print("\n== Servers")
        for kind, names in servers.items():
            none = "none (name some in HYDRA_BINARIES)" if kind == "real Hydra" else "none"
            print(f"  {kind}: {', '.join(sorted(names)) or none}")
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
