# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every write of every module, lost, answered with nonsense or the last thing that the process does: nothing is lost.

After each, what was there is still known: from the server, the result, the secret files and the system log. The next
run ends where an undisturbed one does, and the one after that changes nothing.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from generators.conftest import Site, Sites
from generators.explore import Explorer
from generators.fault_scenarios import GIVEN, SCENARIOS, Scenario, held_grants
from generators.fault_server import Document, Server
from generators.faults import KINDS, Disturbance, Killed
from support import servers


class Stage:
    """One scenario on one server, from its beginning."""

    def __init__(self, scenario: Scenario, site: Site, folder: Path, run: Runner, disturbance: Disturbance) -> None:
        self.scenario, self.folder, self.run, self.disturbance = scenario, folder, run, disturbance
        self.connection = site.connection()
        self.server = Server(site)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        disturbance.begin()
        self.server.clear()
        scenario.before(self.server, folder)
        disturbance.begin()

    def go(self, **more: Any) -> Run:
        given = {**self.scenario.arguments(self.folder), **self.connection, "retries": 1, **more}
        return self.run(
            self.scenario.main, {name: value for name, value in given.items() if value is not None}, diff=False
        )

    def disturbed(self, at: int, kind: str, gone: bool) -> Document | None:
        """The result; None of a process that was killed."""
        self.disturbance.begin(at, kind, gone)
        try:
            return self.go().result
        except Killed:
            return None

    def known(self, *results: Document) -> dict[str, list[str]]:
        """Client -> the secrets that somebody knows for it."""
        rows = [row for result in results for row in (result, *result.get("actions", []))]
        found: dict[str, list[str]] = {}
        for client_id in self.scenario.secrets:
            file = self.folder / client_id
            found[client_id] = [GIVEN, *([file.read_text()] if file.exists() else [])]
            found[client_id] += [row["client_secret"] for row in rows if row.get("client_secret")]
        return found


def check_nothing_lost(stage: Stage, before: Any, result: Document | None, log: list[str]) -> None:
    """What was trusted before, or should be afterwards, is known whole; and a secret that is the server's is known."""
    scenario = stage.scenario
    if scenario.after is Server.trusted:
        there = stage.server.trusted()
        told = {
            f"{grant['subject']} {grant['kid']}": grant["jwk"]["x"]
            for grant in held_grants(result or {}, log)
            if "subject" in grant
        }
        for name, grant in before.items():
            assert name in there or told.get(name), f"{name} is nowhere"
            if result is None and name not in there:
                assert told[name] == grant["x"]
    clients = stage.server.clients()
    for client_id, secrets in stage.known(result or {}).items():
        if client_id in clients and any(stage.server.works(client_id, secret) for secret in secrets):
            continue
        file = stage.folder / client_id
        if file.exists():
            tentative = os.stat(file).st_mtime == 0
            assert tentative or client_id not in clients, f"the file of {client_id} lies, and does not say that it may"


def check_account(stage: Stage, before: Any, result: Document) -> None:
    """What is said not to have been tried is as it was."""
    now = stage.scenario.after(stage.server)
    for row in result.get("actions", []):
        if row["action"] in ("not_tried", "unchanged") and isinstance(now, dict):
            name = row["id"]
            if stage.scenario.after is Server.trusted:
                subject, kid = name.partition("(subject ")[2].rstrip(")").split(", key ")
                name = f"{subject} {kid}"
            assert now.get(name) == before.get(name), row


def check(stage: Stage, case: tuple[int, str, bool], wanted: Any) -> bool:
    """Disturb one write and look at what comes of it; tell whether there was such a write."""
    at, kind, gone = case
    before = stage.scenario.after(stage.server)
    result = stage.disturbed(at, kind, gone)
    if not stage.disturbance.hit:
        return False
    log = list(stage.disturbance.log)
    stage.disturbance.begin()
    if result is not None and result.get("failed"):
        assert "\n" not in result["msg"] and "Traceback" not in result["msg"], result["msg"]
        check_account(stage, before, result)
    check_nothing_lost(stage, before, result, log)
    again = stage.go(**stage.scenario.again)
    if stage.scenario.once and again.failed:
        assert "it was already handled, and a request can be accepted or rejected only once" in again.msg
        return True
    assert not again.failed, again.msg
    check_goal(stage, wanted, held_grants(result or {}, log))
    check_secrets(stage, result or {}, again.result)
    if stage.scenario.rests:
        stage.disturbance.begin()
        rest = stage.go(**stage.scenario.again)
        assert (rest.failed, rest.changed, stage.disturbance.writes) == (False, False, 0), rest.result
    return True


def check_goal(stage: Stage, wanted: Any, told: list[Document]) -> None:
    """The next run ends where an undisturbed one does, but for grants that no entry names: they are told whole."""
    reached = stage.scenario.after(stage.server)
    if stage.scenario.after is Server.trusted:
        names = {f"{grant['subject']} {grant['kid']}" for grant in told if "subject" in grant}
        missing = set(wanted) - set(reached)
        assert missing <= names
        wanted = {name: grant for name, grant in wanted.items() if name not in missing}
    assert reached == wanted


def check_secrets(stage: Stage, first: Document, second: Document) -> None:
    """Every secret is known after the next run, and every file says so."""
    known = stage.known(first, second)
    for client_id, secrets in known.items():
        right = [secret for secret in secrets if stage.server.works(client_id, secret)]
        if not right and stage.scenario.arguments(stage.folder).get("return_secret"):
            assert not first, "a run that comes to its end returns it"
            assert second["secret_status"] == "unknown"
            continue
        assert right, f"nobody knows the secret of {client_id}"
        file = stage.folder / client_id
        assert not file.exists() or file.read_text() in right, f"the file of {client_id} lies"


KINDS_OF_MODULES = ("hydra_client", "hydra_jwk", "hydra_trusted", "others")


def of_kind(kind: str) -> list[Scenario]:
    """The scenarios of modules whose names begin so, or of all others."""
    by_kind: dict[str, list[Scenario]] = {one: [] for one in KINDS_OF_MODULES}
    for scenario in SCENARIOS:
        module = scenario.main.__module__.rpartition(".")[2]
        by_kind[next((one for one in KINDS_OF_MODULES if module.startswith(one)), "others")].append(scenario)
    return by_kind[kind]


@pytest.mark.parametrize("modules", KINDS_OF_MODULES)
def test_no_fault_loses_anything(
    modules: str, explore: Explorer, sites: Sites, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disturbance = Disturbance(monkeypatch)
    undisturbed: dict[tuple[str, str], tuple[int, Any]] = {}

    def stage_of(scenario: Scenario, version: str) -> Stage:
        return Stage(scenario, sites(version), tmp_path / "files", run, disturbance)

    scenarios = {scenario.name: scenario for scenario in of_kind(modules)}
    cases = [
        (name, version, kind, gone)
        for name, scenario in scenarios.items()
        for version in (*sites.versions, *(scenario.also if not sites.real else ()))
        if scenario.versions(servers.numbers(version))
        for kind in KINDS
        for gone in ((False,) if kind.startswith("killed") else (False, True))
    ]
    for name, version, kind, gone in explore.cases(cases):
        scenario = scenarios[name]
        if (name, version) not in undisturbed:
            stage = stage_of(scenario, version)
            done = stage.go()
            assert not done.failed, (name, version, done.msg)
            writes, wanted = disturbance.writes, scenario.after(stage.server)
            assert writes > 0, "a module that writes nothing cannot be disturbed"
            undisturbed[name, version] = writes, wanted
        writes, wanted = undisturbed[name, version]
        for at in range(writes):
            explore.seen(name, version, at, kind, gone)
            assert check(stage_of(scenario, version), (at, kind, gone), wanted), (name, version, at, kind, gone)
