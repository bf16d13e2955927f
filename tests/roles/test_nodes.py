# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``server`` on several nodes of one Hydra: one migration, one restart after another, a stop at a failure."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from support import playbook, postgres, servers, systemctl, units
from support.balancer import Balancer
from support.playbook import Ran
from support.role import ok, tags

SUPPORT = playbook.ROOT / "tests" / "support"
NODES = ("node-1", "node-2")
SECRET = "a-secret-of-the-system-0123456789"
# Real servers that can say which migrations are pending, from the oldest on.
REAL = sorted(
    (kind for kind in servers.installed() if servers.numbers(kind.version) >= (2, 2)),
    key=lambda kind: servers.numbers(kind.version),
)


@dataclass
class Cluster:
    """Two nodes on this machine, each with folders, ports and a unit of its own, and one database."""

    folder: Path
    collections: Path
    ports: dict[str, tuple[int, int]] = field(default_factory=dict)
    real: bool = False
    programs: Path = Path()  # where systemctl is; Ansible's module calls it as a word without quotes

    @property
    def units(self) -> Path:
        return self.folder / "units"

    def program(self, version: str) -> Path:
        if self.real:
            return Path(next(kind.source for kind in REAL if kind.version == version))
        path = self.folder / f"hydra-{version}"
        path.write_text(
            f'#!/bin/sh\nHYDRA_VERSION={version} exec "{sys.executable}" "{SUPPORT / "hydra_command.py"}" "$@"\n'
        )
        path.chmod(0o755)
        return path

    def run(self, version: str, *arguments: str, serial: int | None = 1, **more: Any) -> Ran:
        variables = {
            "server_source": str(self.program(version)),
            "server_home": f"{self.folder}/{{{{ inventory_hostname }}}}/program",
            "server_config_dir": f"{self.folder}/{{{{ inventory_hostname }}}}/etc",
            "server_state_dir": f"{self.folder}/{{{{ inventory_hostname }}}}/state",
            "server_unit_dir": str(self.units),
            "server_name": "{{ inventory_hostname }}",
            "server_user": getpass.getuser(),
            "server_group": grp.getgrgid(os.getgid()).gr_name,
            "server_create_user": False,
            # The path is where the program keeps what it knows of the database.
            "server_dsn": f"postgres://hydra:hunter2@db.example.com{self.folder}/database",
            "server_system_secrets": [SECRET],
            "server_issuer": "https://auth.example.com",
            "server_public_host": "127.0.0.1",
            "server_public_port": "{{ public_port }}",
            "server_admin_port": "{{ admin_port }}",
            "server_connection": {"admin_url": "http://127.0.0.1:{{ admin_port }}"},
            "server_ready_timeout": 20,
            **more,
        }
        hosts = {
            name: {"admin_port": admin, "public_port": public, "ansible_connection": "local",
                   "ansible_python_interpreter": sys.executable}
            for name, (admin, public) in self.ports.items()
        }  # fmt: skip
        (self.folder / "inventory.yml").write_text(yaml.safe_dump({"auth": {"hosts": hosts}}))
        play: dict[str, Any] = {"name": "Run the nodes", "hosts": "auth", "gather_facts": False}
        play |= {"serial": serial} if serial else {}
        play["roles"] = [{"role": "ory.hydra.server", "vars": variables}]
        path = self.folder / "play.yml"
        path.write_text(yaml.safe_dump([play]))
        return playbook.run(
            path, {}, collections=self.collections, scratch=self.folder / "run",
            arguments=["--inventory", str(self.folder / "inventory.yml"), *arguments],
            extra_environment={"PATH": f"{self.programs}:{os.environ['PATH']}"},
            inline=not servers.WHOLE,
        )  # fmt: skip

    def commands(self) -> list[str]:
        """What systemd was told since this was last asked."""
        return systemctl.commands(self.units)

    def migrations(self) -> list[str]:
        """The versions that migrated the database."""
        database = self.folder / "database"
        return database.read_text().split() if database.exists() else []

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[int]]:
        """How many nodes were ready, asked again and again."""
        found: list[int] = []
        stopped = threading.Event()

        def watch() -> None:
            while not stopped.wait(0.05):  # a node takes ten times as long to come back
                found.append(len(self.up()))

        watching = threading.Thread(target=watch)
        watching.start()
        yield found
        stopped.set()
        watching.join()

    def up(self) -> list[str]:
        """The nodes that are ready."""
        return [name for name, (admin, _public) in self.ports.items() if units.ready(f"http://127.0.0.1:{admin}")]


@pytest.fixture
def cluster(collections: Path, tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "nodes", collections)
    made.units.mkdir(parents=True)
    made.ports = {name: (servers.free_port(), servers.free_port()) for name in NODES}
    with systemctl.installed(made.units) as made.programs:
        yield made


def test_the_nodes_of_one_hydra(cluster: Cluster) -> None:
    """From nothing over an upgrade to a configuration that no node can run with: one test, as a run takes seconds."""
    backup: dict[str, Any] = {"server_backup_command": ["sh", "-c", 'echo "$DSN" >> ../../backups']}

    # All at once is refused before anything is done.
    refused = cluster.run("2.3.0", serial=None)
    assert refused.returncode == 2
    assert "server_dsn: node-1, node-2 share a database; set serial: 1 in the play" in refused.output
    assert not list(cluster.folder.glob("node-*"))

    # From nothing: one node migrates, after the backup.
    first = ok(cluster.run("2.3.0", **backup))
    assert cluster.commands() == [f"start {name}" for name in NODES]
    assert cluster.up() == list(NODES)
    assert cluster.migrations() == ["2.3.0"]
    assert (cluster.folder / "backups").read_text().count("postgres://hydra:hunter2@db.example.com") == 1

    # A backup that fails stops everything.
    failing: dict[str, Any] = {"server_backup_command": ["sh", "-c", 'echo "cannot reach $DSN: disk full" >&2; exit 3']}
    stopped = cluster.run("26.2.0", **failing)
    assert stopped.returncode == 2
    said = "server_backup_command (sh) failed with exit code 3, and nothing was migrated: cannot reach (dsn): disk full"
    assert said in stopped.output.replace("\n", " ")
    assert (cluster.commands(), cluster.up(), cluster.migrations()) == ([], list(NODES), ["2.3.0"])

    # An upgrade: one node at a time is not there.
    with cluster.watched() as fewest:
        upgraded = ok(cluster.run("26.2.0", **backup))
    assert cluster.commands() == [f"restart {name}" for name in NODES]
    assert min(fewest) == len(NODES) - 1
    assert cluster.migrations() == ["2.3.0", "26.2.0"]
    assert (cluster.folder / "backups").read_text().count("postgres:") == 2

    # A node that does not get ready stops the others.
    broken = cluster.run("26.2.0", server_config={"serve": {"admin": {"port": 1}}}, server_ready_timeout=1)
    assert broken.returncode == 2
    assert cluster.commands() == ["restart node-1"]
    assert cluster.up() == list(NODES[1:])
    assert not [ran for ran in (refused, first, stopped, upgraded, broken) if "hunter2" in ran.output]


@pytest.mark.skipif(len(REAL) < 2, reason="needs two real servers from 2.2.0 on, and PostgreSQL, for an upgrade")
def test_tokens_are_issued_during_upgrades(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Three real nodes on one PostgreSQL, changed and upgraded while a machine asks for tokens without a pause."""
    cluster.real = True
    cluster.ports["node-3"] = (servers.free_port(), servers.free_port())
    client = {"client_id": "machine", "client_secret": "secret-of-a-machine", "grant_types": ["client_credentials"]}
    nodes = [f"http://127.0.0.1:{public}" for _admin, public in cluster.ports.values()]
    told = []
    with postgres.database(servers.free_port()) as dsn, Balancer(*nodes) as proxy:
        options: dict[str, Any] = {"server_dsn": dsn, "server_arguments": ["--dev"], "server_ready_timeout": 180}
        ok(cluster.run(REAL[0].version, **options))
        made = requests.post(f"http://127.0.0.1:{cluster.ports['node-1'][0]}/admin/clients", json=client, timeout=30)
        assert made.status_code == 201, made.text
        changes = [(kind.version, {"log": {"level": "warn"}}) for kind in REAL[1:]]
        for version, settings in [(REAL[0].version, {"log": {"level": "warn"}}), *changes]:
            with tokens_asked_for(proxy.url) as answers:
                ok(cluster.run(version, server_config=settings, **options), changed=True)
            told.append(f"{version}: {len(answers)} tokens asked for, {sum(one != 200 for one in answers)} refused")
            told += [f"    {status}: {number}" for status, number in Counter(answers).items() if status != 200]
    with capsys.disabled():
        print("", *told, sep="\n    ")
    assert all(", 0 refused" in line for line in told), told


@contextlib.contextmanager
def tokens_asked_for(url: str) -> Iterator[list[int]]:
    """The status of every answer to a request for a token (RFC 6749 section 4.4), one after the other."""
    answers: list[int] = []
    stopped = threading.Event()

    def ask() -> None:
        while not stopped.wait(0.02):
            reply = requests.post(
                f"{url}/oauth2/token", data={"grant_type": "client_credentials"},
                auth=("machine", "secret-of-a-machine"), timeout=60,
            )  # fmt: skip
            answers.append(reply.status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    yield answers
    stopped.set()
    asking.join()


def test_a_backup_that_cannot_be_made(cluster: Cluster) -> None:
    ran = cluster.run("26.2.0", server_backup_command=["/no/such/program"])
    assert ran.returncode == 2
    assert "server_backup_command (/no/such/program) failed with exit code 2, and nothing was migrated" in ran.output
    assert (cluster.commands(), cluster.migrations()) == ([], [])


def test_a_restart_is_not_lost(cluster: Cluster) -> None:
    """A server that is older than its files is restarted, also where nothing changes any more."""
    del cluster.ports[NODES[1]]
    ok(cluster.run("2.3.0"))
    assert cluster.commands() == ["start node-1"]

    # A run that failed between the change and the restart.
    time.sleep(1)  # times of systemd are seconds
    assert cluster.run("26.2.0", server_backup_command=["false"]).returncode == 2
    assert cluster.commands() == []
    with (cluster.folder / "database").open("a") as database:  # somebody migrates it by hand
        print("26.2.0", file=database)
    ok(cluster.run("26.2.0", "--check"), changed=True)
    ok(cluster.run("26.2.0"), changed=True)
    assert cluster.commands() == ["restart node-1"]
    ok(cluster.run("26.2.0"), changed=False)

    # Runs that may not restart.
    time.sleep(1)
    changed: dict[str, Any] = {"server_config": {"log": {"level": "warn"}}}
    ok(cluster.run("26.2.0", server_start=False, **changed), changed=True)
    ok(cluster.run("26.2.0", server_start=False, **changed), changed=False)
    assert cluster.commands() == []
    ok(cluster.run("26.2.0", "--tags", "server_run", **changed), changed=True)
    assert cluster.commands() == ["restart node-1"]

    # Each tag alone, with nothing to do.
    for tag in tags("server"):
        ok(cluster.run("26.2.0", "--tags", tag, **changed), changed=False)
    assert cluster.commands() == []
