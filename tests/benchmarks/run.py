# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the collection against a bare script and a loop of ``ansible.builtin.uri``. Run it with ``make benchmark``.

Every figure of the table comes from this one run. "start + bare" is what Ansible needs for an empty play plus the bare
script. "task + bare" has in it besides what Ansible needs to hand the same list to a module that does nothing: no
module that is given a list can be faster than that. "clients_file" is the module that reads the list itself, and
"empty task + bare" what no such module can be faster than: a task that does nothing, without a list. "role" is the role
provision with that file. Each row is printed as soon as it is measured, and the whole table at the end. Ten thousand
clients take a while: ``make benchmark CLIENTS=10000 REPEATS=1``.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import measure
from support import playbook, servers

WAYS = ("module", "file", "role", "bare")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the collection, a bare script and a loop of uri.")
    parser.add_argument("--version", help="version of Hydra (default: the newest real one, else of the stand-in)")
    parser.add_argument("--stand-in", action="store_true", help="run on the stand-in even if there is a real Hydra")
    parser.add_argument("--clients", type=int, nargs="+", default=[100, 1000], metavar="N")
    parser.add_argument("--scenarios", nargs="+", default=measure.SCENARIOS, choices=measure.SCENARIOS, metavar="NAME")
    parser.add_argument(
        "--repeats", type=int, default=3, help="medians of that many runs (default 3; the uri loop runs once)"
    )
    parser.add_argument("--no-uri", action="store_true", help="leave out the loop of uri, which takes minutes")
    asked = parser.parse_args()
    began = time.monotonic()
    try:
        best = servers.best()
        version = asked.version or (servers.NEWEST_STAND_IN if asked.stand_in else best.version)
        with (
            servers.start(version, False if asked.stand_in else None) as server,
            playbook.collections_path() as collections,
            tempfile.TemporaryDirectory(prefix="ory-hydra-benchmark-") as scratch,
        ):
            bench = measure.Bench(
                server, collections, Path(scratch), lambda text: print(f"  {text} ...", file=sys.stderr)
            )
            what = "real" if server.real else "NOT a real Hydra"
            says = server.reported_version or "no version"
            print(f"On {server.label} ({what}; it says it is {says}), Python {platform.python_version()}", flush=True)
            table = measured(bench, asked.clients, asked.scenarios, asked.repeats, uri=not asked.no_uri)
    except (servers.ServerError, measure.Failed) as error:
        print(f"The measurement failed: {error}", file=sys.stderr)
        return 1
    print(f"\n{table}\n\nTook {time.monotonic() - began:.0f} s, on {server.label}.")
    return 0


def measured(bench: measure.Bench, sizes: list[int], scenarios: Sequence[str], repeats: int, *, uri: bool) -> str:
    """The table, in Markdown."""
    start, empty = bench.ansible_start(max(repeats, 3)), bench.task(0, max(repeats, 3))
    first = f"Ansible's own start (an empty play): {start:.2f} s; with a task that does nothing: {empty:.2f} s."
    titles = ["clients", "scenario", "hydra_clients, s", "bare script, s", "start + bare, s", "ratio", "task + bare, s",
              "ratio", "clients_file, s", "empty task + bare, s", "ratio", "role, s", "uri loop, s",
              "uri / hydra_clients", "requests", "clients_file", "role", "bare"]  # fmt: skip
    head = [f"| {' | '.join(titles)} |", f"|{'|'.join(['--:'] * len(titles))}|"]
    rows: list[str] = []
    print("\n".join(["", first, "", *head]), flush=True)
    for number in sizes:
        task = bench.task(number, max(repeats, 3))
        for scenario in scenarios:
            ours, file, role, bare = (bench.median(way, scenario, number, repeats) for way in WAYS)
            loop = bench.median("uri", scenario, number, 1) if uri and number <= 100 else None
            counts = [sum(bench.requests(way, scenario, number).values()) for way in WAYS]
            looped = [f"{loop:.1f}", f"{loop / ours:.0f} ×"] if loop is not None else ["–", "–"]
            figures = [ours, bare, start + bare, ours / (start + bare), task + bare, ours / (task + bare),
                       file, empty + bare, file / (empty + bare), role]  # fmt: skip
            row = [str(number), scenario, *(f"{figure:.2f}" for figure in figures), *looped, *map(str, counts)]
            rows.append(f"| {' | '.join(row)} |")
            print(rows[-1], flush=True)
    lines = [f"{first} Medians of {repeats} runs; one of the uri loop.", "", *head, *rows]
    largest = max(sizes)
    lines += ["", f"Peak memory of the module's process at {largest} clients:", ""]
    for scenario in (one for one in scenarios if one in ("create", "unchanged")):
        used = [bench.memory(scenario, largest, way) for way in ("module", "file")]
        lines.append(f"* {scenario}: {used[0]:.0f} MB, with clients_file {used[1]:.0f} MB")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
