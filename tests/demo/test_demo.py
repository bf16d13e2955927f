# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration shows what it says it shows, from a folder with a blank in its name."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from demo import run

from support import playbook, servers
from support.population import Population

RUN = Path(__file__).with_name("run.py")


def demo(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    scratch = tmp_path / "a folder"
    scratch.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HYDRA_", "ANSIBLE_"))}
    return subprocess.run(
        [sys.executable, str(RUN)],
        env={**kept, "HOME": str(scratch), "TMPDIR": str(scratch), **environment},
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_on_a_server_of_its_own(tmp_path: Path) -> None:
    kind = servers.best()
    binaries = f"{kind.version}='{kind.source}'" if os.path.isabs(kind.source) else ""
    ran = demo(tmp_path, HYDRA_BINARIES=binaries)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ("a real Ory Hydra" in ran.stdout) is kind.real
    servers.started.append(servers.Server(kind.version, "", "", kind.real, kind.source))  # for the summary of this run
    parts = ran.stdout.split("\n== ")
    assert "+++ after" in parts[1]
    assert "client_id: demo-billing" in parts[1]
    assert "created: 6" in parts[2]
    assert "unchanged: 6" in parts[3]
    assert "changed=0" in parts[3]
    assert '"active": true, "client_id": "demo-billing"' in parts[4]
    assert "WARNING" not in ran.stdout + ran.stderr


class Elsewhere:
    """The demonstration on a server of somebody else, with playbooks in one process; the first test has many."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, collections: Path, scratch: Path) -> None:
        self._monkeypatch = monkeypatch
        self._collections = collections
        self._scratch = scratch

    def _run(self, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
        name, *more = arguments
        ran = playbook.run(
            name, {}, collections=self._collections, scratch=self._scratch, arguments=more,
            extra_environment=environment, inline=not servers.WHOLE,
        )  # fmt: skip
        print(ran.output)
        return ran.returncode, ran.output

    def demo(self, **environment: str) -> int:
        """Return the exit code."""
        with self._monkeypatch.context() as changed:
            changed.setattr(run, "ansible_playbook", self._run)
            changed.setattr(playbook, "collections_path", lambda: contextlib.nullcontext(self._collections))
            changed.setattr(sys, "argv", [str(RUN)])
            for name, value in environment.items():
                changed.setenv(name, value)
            return run.main()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, collections: Path, tmp_path: Path) -> Elsewhere:
    return Elsewhere(monkeypatch, collections, tmp_path / "a folder")


@pytest.mark.parametrize("version", ["2.1.2", "1.11.10"])  # the newest is its own server above
def test_on_somebody_elses_server_it_leaves_nothing(version: str, elsewhere: Elsewhere) -> None:
    with servers.start(version, False) as server:
        assert elsewhere.demo(HYDRA_ADMIN_URL=server.admin_url + "/", HYDRA_PUBLIC_URL=server.public_url) == 0
        assert Population(server).everyone() == []


def test_a_server_that_is_too_old_for_the_example_is_left_alone(
    elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str]
) -> None:
    with servers.start("1.4.10", False) as server:
        assert elsewhere.demo(HYDRA_ADMIN_URL=server.admin_url) == 1
        assert "needs Hydra 1.5.0 or newer; this server is 1.4.10" in " ".join(capsys.readouterr().out.split())
        assert Population(server).everyone() == []


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    ran = demo(tmp_path, HYDRA_ADMIN_URL=f"http://127.0.0.1:{servers.free_port()}")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stdout + ran.stderr
    assert "does not answer" in ran.stdout
