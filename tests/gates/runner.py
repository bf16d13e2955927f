# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gate that is running: its commands, its log, and the account of its tests."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from places import RESULTS, ROOT, VENVS, clean_environment

BIN = VENVS / "dev" / "bin"
LONGEST = 3600  # seconds a command may take


@dataclass(frozen=True)
class Test:
    """One run of a test. ``outcome`` is "passed", "failed" or "skipped"."""

    name: str
    seconds: float
    outcome: str

    @classmethod
    def of(cls, case: xml.etree.ElementTree.Element) -> Test:
        """Read a ``testcase`` of a JUnit report; a test has the same name wherever it runs."""
        kinds = {one.tag for one in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        place = case.get("classname", "")
        place = place[max(place.find("tests."), 0) :]
        return cls(f"{place}::{case.get('name')}", float(case.get("time", "0")), outcome)


@dataclass
class Gate:
    """A gate that is running.

    ``missing`` is what it should have tested and could not, ``tests`` every run of a test.
    """

    name: str
    missing: list[str] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    unavailable: str = ""

    def __post_init__(self) -> None:
        RESULTS.mkdir(parents=True, exist_ok=True)
        self.log = RESULTS / f"{self.name}.log"
        self.log.write_text("")

    def run(
        self,
        *command: str | Path,
        cwd: Path = ROOT,
        bad: str = "",
        env: Mapping[str, str] | None = None,
        path: Sequence[Path] = (),
    ) -> None:
        """Run a command into the log, ``env`` added to its environment.

        Its programs are those in the folders of ``path``, of the environment for development, and of the machine.
        Raises GateError where it fails, or prints something that matches ``bad``.
        """
        words = [str(word) for word in command]
        with self.log.open("a") as log:
            log.write(f"$ {' '.join(words)}\n")
            log.flush()
            begin = log.tell()
            folders = os.pathsep.join([*map(str, path), str(BIN), os.environ.get("PATH", "")])
            done = subprocess.run(
                words,
                cwd=cwd,
                env={**clean_environment(), "PATH": folders, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=LONGEST,
                check=False,
            )
        if done.returncode:
            raise GateError(f"{words[0]} ended with {done.returncode}")
        found = re.search(bad, self.log.read_text()[begin:], re.MULTILINE) if bad else None
        if found:
            raise GateError(f"its output has: {found.group().strip()}")

    def pytest(
        self,
        *arguments: str | Path,
        collections: Path | None = None,
        python: Path = BIN / "python",
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Run pytest, with another interpreter than that of the gates if need be, and note its tests."""
        report = RESULTS / f"{self.name}.xml"
        report.unlink(missing_ok=True)
        environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **(env or {})}
        if collections is not None:
            environment |= {"PYTHONPATH": str(collections), "ANSIBLE_COLLECTIONS_PATH": str(collections)}
        plugins = ["-p", "xdist", "-p", "timeout", "-p", "hypothesispytest"]
        options = ["-rfEs", "-o", f"cache_dir={VENVS / 'pytest'}", f"--junitxml={report}"]
        try:
            # A folder of its own: pytest clears those of earlier runs away, those of runs at the same time included.
            with tempfile.TemporaryDirectory(prefix="ory hydra ") as scratch:
                options.append(f"--basetemp={scratch}/pytest")
                self.run(python, "-m", "pytest", *plugins, *options, *arguments, env=environment)
        finally:
            self.note(report)

    def note(self, report: Path) -> None:
        """Take the tests of a JUnit report into the account."""
        if report.exists():
            cases = xml.etree.ElementTree.parse(report).getroot().iter("testcase")
            self.tests += [Test.of(case) for case in cases]


class GateError(Exception):
    """A gate did not pass."""
