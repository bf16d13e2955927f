# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration shows what it says it shows, from a folder with a blank in its name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import servers
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


@pytest.mark.parametrize("version", ["2.1.2", "1.11.10"])  # the newest is its own server above
def test_on_somebody_elses_server_it_leaves_nothing(version: str, tmp_path: Path) -> None:
    with servers.start(version, False) as server:
        ran = demo(tmp_path, HYDRA_ADMIN_URL=server.admin_url + "/", HYDRA_PUBLIC_URL=server.public_url)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert Population(server).everyone() == []


def test_a_server_that_is_too_old_for_the_example_is_left_alone(tmp_path: Path) -> None:
    with servers.start("1.4.10", False) as server:
        ran = demo(tmp_path, HYDRA_ADMIN_URL=server.admin_url)
        assert ran.returncode == 1
        assert "needs Hydra 1.5.0 or newer; this server is 1.4.10" in " ".join(ran.stdout.split())
        assert Population(server).everyone() == []


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    ran = demo(tmp_path, HYDRA_ADMIN_URL=f"http://127.0.0.1:{servers.free_port()}")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stdout + ran.stderr
    assert "does not answer" in ran.stdout
