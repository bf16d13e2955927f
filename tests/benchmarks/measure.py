# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the measurements are made: one server, a list of clients, five ways to bring one to the other.

The ways: ``hydra_clients`` in a playbook, with the list as a variable or in a file that the module reads, the role
``provision`` with that file, a bare script on ``requests`` that sends the same requests (``bare.py``), and a loop of
``ansible.builtin.uri``. All times are wall clock of a whole process, in seconds.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import playbook
from support.population import Population
from support.programs import program
from support.proxy import Proxy
from support.servers import Server, numbers

HERE = Path(__file__).resolve().parent
SCENARIOS = ("create", "unchanged", "one", "prune")
OWNER = "benchmark"
PRUNED = 0.1  # share of the clients that the scenario "prune" removes

MODULE_PLAY = """
- name: Measure
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Keep the clients in step
      ory.hydra.hydra_clients:
        admin_url: "{{ admin_url }}"
        clients: "{{ clients }}"
        prune: "{{ prune }}"
        prune_owner: "{{ owner }}"
        prune_limit: 1000000
"""

FILE_PLAY = MODULE_PLAY.replace('clients: "{{ clients }}"', 'clients_file: "{{ clients_file }}"')

ROLE_PLAY = """
- name: Measure
  hosts: localhost
  gather_facts: false
  roles:
    - role: ory.hydra.provision
      vars:
        provision_connection: {admin_url: "{{ admin_url }}"}
        provision_clients_file: "{{ clients_file }}"
        provision_owner: "{{ owner }}"
        provision_prune: "{{ prune }}"
        provision_prune_limit: 1000000
"""

EMPTY_PLAY = """
- name: Measure
  hosts: localhost
  gather_facts: false
  tasks: []
"""

# A task that is given the same list, and does nothing with it: what no module can be faster than.
NOTHING_PLAY = """
- name: Measure
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Do nothing
      nothing:
        clients: "{{ clients }}"
"""

NOTHING_MODULE = """
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule({"clients": {"type": "list", "elements": "dict"}})
module.exit_json(changed=False, invocation={})
"""

# What one writes without a module: a request for each client, one more where it differs.
URI_PLAYS = {
    "create": """
    - name: Create
      ansible.builtin.uri: {url: "{{ base }}", method: POST, body_format: json, body: "{{ item }}", status_code: 201}
      loop: "{{ clients }}"
      loop_control: {label: "{{ item.client_id }}"}
""",
    "unchanged": """
    - name: Read
      ansible.builtin.uri: {url: "{{ base }}/{{ item.client_id | urlencode }}"}
      loop: "{{ clients }}"
      loop_control: {label: "{{ item.client_id }}"}
      register: current
    - name: Update
      ansible.builtin.uri:
        url: "{{ base }}/{{ item.item.client_id | urlencode }}"
        method: PUT
        body_format: json
        body: "{{ item.json | combine(item.item) | combine({'jwks': none}) }}"
      loop: "{{ current.results }}"
      loop_control: {label: "{{ item.item.client_id }}"}
      when: item.json.client_name != item.item.client_name
""",
    "prune": """
    - name: List
      ansible.builtin.uri: {url: "{{ base }}?{{ 'page_size' if '/admin' in base else 'limit' }}=500"}
      register: listed
    - name: Delete
      ansible.builtin.uri: {url: "{{ base }}/{{ item | urlencode }}", method: DELETE, status_code: 204}
      loop: "{{ listed.json | map(attribute='client_id') | difference(clients | map(attribute='client_id')) }}"
""",
}  # fmt: skip
URI_PLAYS["one"] = URI_PLAYS["unchanged"]


class Failed(Exception):
    """A measured run did not do what it was to do."""


@dataclass
class Bench:
    """A server and what is needed to measure on it; ``scratch`` must have no blank in its path (see ``memory``)."""

    server: Server
    collections: Path
    scratch: Path
    progress: Callable[[str], None] = field(default=lambda text: None)

    @property
    def concurrency(self) -> int:
        """The module's default: one writer up to 1.11, where SQLite does not bear more."""
        return 4 if numbers(self.server.version) >= (2,) else 1

    # -- what is measured

    def clients(self, number: int) -> list[dict[str, Any]]:
        return [
            {
                "client_id": f"bench-{index:05}",
                "client_name": f"Client {index}",
                "owner": OWNER,
                "client_secret": f"bench-secret-{index:05}",
                "grant_types": ["authorization_code", "refresh_token"],
                "response_types": ["code"],
                "redirect_uris": [f"https://app-{index}.example.com/callback"],
                "scope": "openid offline_access",
                "contacts": ["team@example.com"],
                "metadata": {"index": index, "team": "bench"},
            }
            for index in range(number)
        ]

    def wanted(self, scenario: str, clients: list[dict[str, Any]], turn: int) -> list[dict[str, Any]]:
        """The list that brings about the scenario, on a server that has exactly ``clients`` (or nothing)."""
        if scenario == "one":
            changed = {**clients[len(clients) // 2], "client_name": f"Renamed {turn}"}
            return [changed if client["client_id"] == changed["client_id"] else client for client in clients]
        if scenario == "prune":
            return clients[: len(clients) - max(1, round(len(clients) * PRUNED))]
        return clients

    def prepare(self, scenario: str, clients: list[dict[str, Any]]) -> None:
        """Put the server in the state that the scenario starts from."""
        population = Population(self.server)
        if scenario == "create":
            population.wipe()
            return
        there = {one["client_id"]: one for one in population.everyone()}
        for client in clients:
            kept = there.get(client["client_id"])
            if kept is not None and kept["client_name"] != client["client_name"]:
                population.write("PUT", client["client_id"], client)
        population.create(client for client in clients if client["client_id"] not in there)

    # -- the ways

    def module(self, scenario: str, wanted: list[dict[str, Any]], admin_url: str = "", python: str = "") -> float:
        return self._ours(MODULE_PLAY, {"clients": wanted}, scenario, admin_url, python)

    def file(self, scenario: str, wanted: list[dict[str, Any]], admin_url: str = "", python: str = "") -> float:
        return self._ours(FILE_PLAY, self._written(wanted), scenario, admin_url, python)

    def role(self, scenario: str, wanted: list[dict[str, Any]], admin_url: str = "", python: str = "") -> float:
        return self._ours(ROLE_PLAY, self._written(wanted), scenario, admin_url, python)

    def _written(self, wanted: list[dict[str, Any]]) -> dict[str, Any]:
        file = self.scratch / "clients.json"
        file.touch(0o600)  # as others can read it otherwise, which is worth a warning
        file.write_text(json.dumps(wanted))
        return {"clients_file": str(file)}

    def _ours(self, play: str, given: dict[str, Any], scenario: str, admin_url: str, python: str) -> float:
        variables = {
            **given,
            "admin_url": admin_url or self.server.admin_url,
            "owner": OWNER,
            "prune": scenario == "prune",
        }
        return self._play(play, variables, changed=int(scenario != "unchanged"), python=python)

    def bare(self, scenario: str, wanted: list[dict[str, Any]], admin_url: str = "") -> float:
        file = self.scratch / "bare.json"
        file.write_text(json.dumps(wanted))
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, str(HERE / "bare.py"), scenario, str(file), admin_url or self.server.admin_url,
             self.server.prefix, str(self.concurrency)], check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return time.perf_counter() - began

    def uri(self, scenario: str, wanted: list[dict[str, Any]]) -> float:
        play = EMPTY_PLAY.replace("tasks: []", "tasks:" + URI_PLAYS[scenario])
        return self._play(play, {"base": self.server.clients_url, "clients": wanted})

    def empty(self) -> float:
        """Ansible's own start: a play without a task."""
        return self._play(EMPTY_PLAY, {})

    def nothing(self, wanted: list[dict[str, Any]]) -> float:
        """A play with one task, which is given the list and does nothing with it."""
        library = self.scratch / "library"
        library.mkdir(exist_ok=True)
        (library / "nothing.py").write_text(NOTHING_MODULE)
        return self._play(NOTHING_PLAY, {"clients": wanted}, changed=0)

    def _play(self, play: str, variables: dict[str, Any], changed: int | None = None, python: str = "") -> float:
        file = self.scratch / "play.yml"
        file.write_text(play)
        arguments = ["-e", f"ansible_python_interpreter={python}"] if python else []
        began = time.perf_counter()
        ran = playbook.run(file, variables, collections=self.collections, scratch=self.scratch, arguments=arguments,
                           extra_environment={"ANSIBLE_LIBRARY": str(self.scratch / "library")})  # fmt: skip
        took = time.perf_counter() - began
        recap = re.search(r"changed=(\d+)", ran.stdout)
        if ran.returncode or (changed is not None and (recap is None or int(recap.group(1)) != changed)):
            raise Failed(ran.output[-3000:])
        return took

    # -- figures

    @property
    def _ways(self) -> dict[str, Callable[..., float]]:
        return {"module": self.module, "file": self.file, "role": self.role, "bare": self.bare, "uri": self.uri}

    def median(self, way: str, scenario: str, number: int, repeats: int) -> float:
        """Median of the wall times, each measured from the state that the scenario starts from."""
        clients, times = self.clients(number), []
        for turn in range(repeats):
            self.progress(f"{number} clients, {scenario}, {way} ({turn + 1}/{repeats})")
            self.prepare(scenario, clients)
            times.append(self._ways[way](scenario, self.wanted(scenario, clients, turn)))
        return statistics.median(times)

    def ansible_start(self, repeats: int) -> float:
        self.progress("Ansible's own start")
        return statistics.median(self.empty() for _unused in range(repeats))

    def task(self, number: int, repeats: int) -> float:
        self.progress(f"{number} clients, a task that does nothing with them")
        return statistics.median(self.nothing(self.clients(number)) for _unused in range(repeats))

    def requests(self, way: str, scenario: str, number: int) -> dict[str, int]:
        """Number of requests by method and kind of path, counted by a proxy."""
        clients = self.clients(number)
        self.progress(f"{number} clients, {scenario}, {way}: counting requests")
        self.prepare(scenario, clients)
        counted: dict[str, int] = {}
        with Proxy(self.server.admin_url, self.server.public_url) as proxy:
            self._ways[way](scenario, self.wanted(scenario, clients, 9), proxy.admin_url)
            # A store that could not serialise two writes answers 400, and the write is sent again: that is chance.
            for entry in (one for one in proxy.log if not one.conflict):
                name = f"{entry.method} {re.sub('/bench-.*', '/ID', entry.path)}"
                counted[name] = counted.get(name, 0) + 1
        return counted

    def memory(self, scenario: str, number: int, way: str = "module") -> float:
        """Peak resident memory of the module's process in MB, as its parent is told by wait4(2)."""
        clients = self.clients(number)
        self.progress(f"{number} clients, {scenario}, {way}: peak memory")
        self.prepare(scenario, clients)
        report = self.scratch / "memory.txt"
        report.unlink(missing_ok=True)
        wrapper = program(
            self.scratch / "python",
            f"""
            import os, sys
            pid = os.posix_spawn({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]], os.environ)
            _, status, used = os.wait4(pid, 0)
            with open({str(report)!r}, 'a') as file:
                print(used.ru_maxrss, file=file)
            sys.exit(os.waitstatus_to_exitcode(status))
            """,
        )
        self._ways[way](scenario, self.wanted(scenario, clients, 8), python=str(wrapper))
        unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
        return max(int(line) for line in report.read_text().split()) * unit / 1e6
