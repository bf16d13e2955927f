# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example ``fleet``: five servers, one batch after another, and what it tells of each."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from hydra_stand_in import Fault, StandIn
from support import playbook, servers
from support.playbook import Ran

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "fleet"
NAMES = ("hydra-test", "hydra-eu-1", "hydra-eu-2", "hydra-us-1", "hydra-us-2")


@dataclass
class Fleet:
    """A copy of the example whose hosts are stand-ins."""

    folder: Path
    collections: Path
    hydras: dict[str, StandIn] = field(default_factory=dict)

    def run(self, *arguments: str) -> Ran:
        return playbook.run(
            self.folder / "fleet.yml", {}, collections=self.collections, scratch=self.folder / "run",
            arguments=["--inventory", str(self.folder / "inventory"), *arguments],
            extra_environment={"HOME": str(self.folder), "HYDRA_TOKEN_HYDRA_EU_1": "a-token-of-one"},
            inline=not servers.WHOLE,
        )  # fmt: skip

    def clients(self, name: str) -> set[str]:
        return set(self.stored(name))

    def stored(self, name: str) -> dict[str, dict[str, Any]]:
        rows = requests.get(f"{self.hydras[name].admin_url}/admin/clients", timeout=30).json()
        return {row["client_id"]: row for row in rows}


@pytest.fixture
def fleet(collections: Path, tmp_path: Path) -> Iterator[Fleet]:
    folder = tmp_path / "a folder"
    shutil.copytree(EXAMPLE, folder)
    with contextlib.ExitStack() as stack:
        made = Fleet(folder, collections)
        inventory = (folder / "inventory" / "hydra.yml").read_text()
        for name in NAMES:
            made.hydras[name] = stack.enter_context(StandIn(servers.NEWEST_STAND_IN))
            address = f"https://hydra-admin.{name.removeprefix('hydra-')}.example.com"
            assert inventory.count(address) == 1
            inventory = inventory.replace(address, made.hydras[name].admin_url)
        (folder / "inventory" / "hydra.yml").write_text(inventory)
        yield made


def told(ran: Ran) -> dict[str, str]:
    """The summary: what the play says of each server."""
    lines = ran.stdout.partition("Show what became of each server")[2].partition("]\n}")[0]
    rows = [line.strip().rstrip(",").strip('"') for line in lines.splitlines() if '"hydra-' in line]
    return dict(row.split(": ", 1) for row in rows)


def test_all_servers_in_one_run(fleet: Fleet) -> None:
    first = fleet.run()
    assert first.returncode == 0, first.output[-4000:]
    assert told(first) == {name: f"{3 if '-eu-' in name else 2} created" for name in NAMES}
    assert fleet.clients("hydra-eu-1") == {"portal", "reports", "tax"}
    assert fleet.clients("hydra-us-2") == {"portal", "reports"}
    assert fleet.stored("hydra-us-2")["portal"]["redirect_uris"] == ["https://portal.us-2.example.com/callback"]
    secrets = [file.read_text() for file in (fleet.folder / ".config" / "fleet-secrets").glob("*/reports")]
    assert len(set(secrets)) == len(NAMES)
    again = fleet.run("--diff")
    assert told(again) == {name: f"{3 if '-eu-' in name else 2} unchanged" for name in NAMES}
    assert "changed=0" in again.stdout
    assert "a-token-of-one" not in first.output + again.output


def test_a_failure_stops_all_batches_after_it(fleet: Fleet) -> None:
    fleet.hydras["hydra-eu-1"].faults = [Fault(times=1000, status=401)]
    ran = fleet.run()
    assert ran.returncode != 0
    states = told(ran)
    assert states["hydra-test"] == "2 created"
    assert states["hydra-eu-1"].startswith("failed: ")
    assert "401" in states["hydra-eu-1"]
    assert [states[name] for name in NAMES[2:]] == ["not reached"] * 3
    assert "Failed: hydra-eu-1" in ran.output
    for hydra in fleet.hydras.values():
        hydra.faults = []
    assert all(not fleet.clients(name) for name in NAMES[1:])


@pytest.mark.parametrize("limit", ["test", "hydra-eu-1"])
def test_a_failure_in_a_part_of_the_fleet(fleet: Fleet, limit: str) -> None:
    """A limit leaves out localhost: what is told at the end, and whether the run failed, must not depend on it."""
    hydra = fleet.hydras["hydra-test" if limit == "test" else limit]
    hydra.faults = [Fault(times=1000, status=401)]
    ran = fleet.run("--limit", limit)
    assert ran.returncode != 0
    (state,) = told(ran).values()
    assert "401" in state
    hydra.faults = []
    again = fleet.run("--limit", limit)
    assert again.returncode == 0, again.output[-4000:]
    assert list(told(again).values()) == [f"{2 if limit == 'test' else 3} created"]


def test_the_slices_of_a_job(fleet: Fleet) -> None:
    """AWX gives each slice of a job every so manieth host of the inventory, by name, and nothing else."""
    path = fleet.folder / "inventory" / "hydra.yml"
    whole = path.read_text()
    seen: dict[str, str] = {}
    for number in range(2):
        kept = sorted(NAMES)[number::2]
        inventory = yaml.safe_load(whole)
        for stage in (
            inventory["hydra"]["children"]["test"],
            *inventory["hydra"]["children"]["production"]["children"].values(),
        ):
            stage["hosts"] = {name: host for name, host in stage["hosts"].items() if name in kept}
        path.write_text(yaml.safe_dump(inventory))
        ran = fleet.run()
        assert ran.returncode == 0, ran.output[-4000:]
        assert set(told(ran)) == set(kept)
        seen |= told(ran)
    assert seen == {name: f"{3 if '-eu-' in name else 2} created" for name in NAMES}
