# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What generators share: modules in this process, servers in this process, and an account of what was tried."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import secrets
import subprocess
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from ansible_collections.ory.hydra.plugins.module_utils._module import server_info
from ansible_collections.ory.hydra.plugins.module_utils._server import http_client
from ansible_collections.ory.hydra.tests.unit._runner import Runner
from generators.explore import SEED, Explorer
from hydra_stand_in import StandIn
from support import servers
from support.population import Population

SECONDS, REAL, FOUND = "HYDRA_GENERATOR_SECONDS", "HYDRA_GENERATOR_REAL", "HYDRA_GENERATOR_FOUND"

#: The stand-ins that generators run on: the generations that differ most.
VERSIONS = ("26.2.0", "2.3.0", "1.11.10", "1.9.2")

#: More than any case has at a time.
RSA_KEYS = 30

#: Generator -> how many distinct situations it tried.
_tried: dict[str, int] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed, once for all workers, which inherit it."""
    if not os.environ.get(SEED, "").isdigit():
        os.environ[SEED] = str(_seed(os.environ.get(SEED)))
    os.environ.setdefault(SECONDS, "6")


def _seed(wanted: str | None) -> int:
    """Return a seed that changes with every commit, so that a commit is judged once; else one by chance."""
    git = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    with contextlib.suppress(OSError):
        told = subprocess.run(git, capture_output=True, text=True, check=False)
        if told.returncode == 0 and wanted != "random":
            return int(told.stdout[:7], 16)
    return secrets.randbelow(2**31)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        kept = name.startswith("HYDRA_GENERATOR_") or name == "HYDRA_BINARIES"
        if not kept and (name.startswith("HYDRA_") or name.lower().endswith("_proxy") or name == "REQUESTS_CA_BUNDLE"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def _rsa_keys_serve_again() -> Iterator[None]:
    """Let stand-ins use a few RSA keys in turn: to make one takes longer than all else that a case does."""
    make, made = RSAKey.generate_key, list[RSAKey]()
    turn = itertools.cycle(range(RSA_KEYS))

    def generate(*given: Any, **options: Any) -> RSAKey:
        number = next(turn)
        if number == len(made):
            made.append(make(*given, **options))
        return made[number]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RSAKey, "generate_key", generate)
        yield


class Clock:
    """Time that passes by itself, and at once when somebody sleeps: no retry keeps a generator waiting."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass. ``seconds`` may be 0."""
        self.slept += seconds

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return time.monotonic() + self.slept

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(http_client, "time", clock)
    monkeypatch.setattr(server_info, "time", clock)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Runs modules through their main() in this process; give ``admin_url=site.admin_url``."""
    return Runner(monkeypatch, capsys)


@dataclass
class Site:
    """One server for all generators of a run. ``stand_in`` has log, faults and state; None where it is a real one."""

    version: str
    admin_url: str
    public_url: str
    real: bool = False
    stand_in: StandIn | None = None

    def wipe(self) -> None:
        """Forget all objects, faults and requests."""
        if self.stand_in is not None:
            self.stand_in.reset()
            self.stand_in.faults = []
            self.stand_in.read_only = False
            self.stand_in.reset_log()
        else:
            Population(servers.Server(self.version, self.admin_url, self.public_url, self.real)).wipe()

    def connection(self) -> dict[str, str]:
        return {"admin_url": self.admin_url, "public_url": self.public_url}


class Sites:
    """Servers by version, each started when it is first asked for: real ones where HYDRA_GENERATOR_REAL is set."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self.stack = stack
        self.made: dict[str, Site] = {}
        self.real = bool(os.environ.get(REAL))

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that generators are to run on."""
        return tuple(kind.version for kind in servers.real_kinds()) if self.real else VERSIONS

    def __call__(self, version: str) -> Site:
        """Return the server of this version, empty."""
        if version not in self.made:
            self.made[version] = self._start(version)
        site = self.made[version]
        site.wipe()
        return site

    def _start(self, version: str) -> Site:
        if self.real:
            server = self.stack.enter_context(servers.start(version, True, settings=servers.cheap_hashes(version)))
            return Site(version, server.admin_url, server.public_url, True)
        hydra = self.stack.enter_context(StandIn(version))
        servers.started.append(servers.Server(version, hydra.admin_url, hydra.public_url, False))
        return Site(version, hydra.admin_url, hydra.public_url, False, hydra)


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    """Servers by version: ``sites("26.2.0")`` is an empty one."""
    with contextlib.ExitStack() as stack:
        yield Sites(stack)


@pytest.fixture
def explore(request: pytest.FixtureRequest) -> Iterator[Explorer]:
    """Runs checks with generated values until the budget of time is spent, and counts what was tried."""
    made = Explorer(float(os.environ[SECONDS]), int(os.environ[SEED]))
    yield made
    _tried[_short(request.node)] = len(made.situations)


def _short(item: pytest.Item) -> str:
    return item.nodeid.rpartition("/")[2]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say how a failure is run again, and write it down where HYDRA_GENERATOR_FOUND says."""
    report = yield
    explorer = getattr(item, "funcargs", {}).get("explore")
    if report.when == "call" and report.failed and explorer is not None:
        report.sections.append(("run it again with", explorer.again))
        if os.environ.get(FOUND):
            file = Path(os.environ[FOUND]) / (re.sub(r"[^\w.-]+", "-", _short(item)) + ".txt")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{item.nodeid}\n{explorer.again}\n\n{report.longreprtext}\n")
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:  # a pytest-xdist worker: only the controller prints
        output["situations"] = _tried


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _tried.update(getattr(node, "workeroutput", {}).get("situations", {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _tried:
        return
    terminalreporter.section(f"Generators, {SEED}={os.environ[SEED]}, {os.environ[SECONDS]} s each")
    for name, number in sorted(_tried.items()):
        terminalreporter.write_line(f"situations: {name}: {number}")
