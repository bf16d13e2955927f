# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in in the background: started once, found again, and stopped, whatever its file says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from hydra_stand_in import background
from hydra_stand_in.background import BackgroundError, Ready, stop

OPTIONS = ("--version", "1.11.10", "--log-requests")


def start(file: Path, options: Sequence[str], dry_run: bool = False) -> Ready:
    """Start one, without looking at the options first."""
    return background.start(file, options, lambda: None, dry_run)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """The file of one that is stopped in the end."""
    file = tmp_path / "a folder" / "hydra.json"
    file.parent.mkdir()
    yield file
    stop(file)


def test_a_life(path: Path) -> None:
    assert start(path, OPTIONS, dry_run=True) == {"changed": True}
    assert list(path.parent.iterdir()) == []
    first = start(path, OPTIONS)
    assert first["changed"] is True
    told = json.loads(path.read_text())
    assert {name: told[name] for name in ("version", "pid")} == {"version": "1.11.10", "pid": first["pid"]}
    assert requests.get(f"{told['admin_url']}/version", timeout=10).json() == {"version": "v1.11.10"}
    for dry_run in (True, False):
        assert start(path, OPTIONS, dry_run) == {**first, "changed": False}
    assert "admin GET /version 200" in path.with_suffix(".log").read_text()
    assert stop(path, dry_run=True) == {"changed": True}
    assert requests.get(f"{told['admin_url']}/version", timeout=10).ok
    assert stop(path) == {"changed": True}
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{told['admin_url']}/version", timeout=10)
    assert [file.name for file in path.parent.iterdir()] == ["hydra.log"]
    for dry_run in (True, False):
        assert stop(path, dry_run) == {"changed": False}


def test_other_options_are_not_taken_for_these(path: Path) -> None:
    start(path, OPTIONS)
    for dry_run in (True, False):
        with pytest.raises(BackgroundError, match=r"runs with other options: stop it first \(--stop .*hydra\.json\)"):
            start(path, ("--version", "26.2.0"), dry_run)


def test_a_file_of_a_process_that_is_gone(path: Path) -> None:
    """Its id may be another's by now, which must not be stopped."""
    gone = start(path, OPTIONS)
    os.kill(gone["pid"], signal.SIGKILL)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        for _pause in background._pauses():
            if stop(path, dry_run=True) == {"changed": False}:
                break
        path.write_text(json.dumps({**gone, "pid": other.pid}) + "\n")
        assert stop(path) == {"changed": False}
        assert other.poll() is None
        path.write_text(json.dumps({**gone, "pid": other.pid}) + "\n")
        assert start(path, OPTIONS, dry_run=True) == {"changed": True}
        again = start(path, OPTIONS)
        assert again["changed"] is True
        assert json.loads(path.read_text())["pid"] == again["pid"] != other.pid
        assert other.poll() is None
        other.communicate(b"\n")


def test_one_that_does_not_start_says_why(path: Path) -> None:
    path.with_suffix(".log").write_text("of an earlier run\n")
    with pytest.raises(BackgroundError) as caught:
        start(path, ("--seed", "no such file"))
    assert str(caught.value) == "no such file: No such file or directory."
    assert not path.exists()
    assert path.with_suffix(".log").read_text().startswith("of an earlier run\n")


def test_one_that_says_nothing_is_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_PATIENCE", 0.2)
    monkeypatch.setattr(background, "_MODULE", "timeit")
    with pytest.raises(BackgroundError, match=r"^The stand-in did not start within 0\.2 s\.$"):
        start(path, ("-n", "1000000000"))
    assert not path.exists()


def test_one_that_cannot_be_run_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(path.parent))
    with pytest.raises(PermissionError):
        start(path, OPTIONS)
    assert not path.exists()


def command(*words: str) -> tuple[int, Any]:
    program = Path(sys.executable).with_name("hydra-stand-in")
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def test_the_command_line(path: Path) -> None:
    options = ("--version=1.11.10", "--say-yes", "alice")
    assert command("--background", str(path), "--dry-run", *options) == (0, {"changed": True})
    code, told = command(*options, "--background", str(path))
    assert (code, told["changed"], told["options"]) == (0, True, list(options))
    assert command(f"--background={path}", *options) == (0, {**told, "changed": False})
    code, said = command("--background", str(path))
    assert code == 1
    assert said.count("\n") == 1
    assert command("--stop", str(path)) == (0, {"changed": True})
    assert command("--background", str(path.parent / "nowhere" / "x"))[1].endswith("No such file or directory.\n")
    both = ("--stop", str(path), "--background", str(path))
    for nonsense in (("--dry-run",), both, ("--vers", "26.2.0"), ("--stop", str(path), "--version", "26.2.0")):
        assert command(*nonsense)[0] == 2
    assert command("--background", str(path), "--no-such-option")[0] == 2
    wrong = ("--background", str(path), "--version", "0.5.0", "--dry-run")
    assert command(*wrong)[1].startswith("The stand-in does not serve Hydra 0.5.0 yet; it serves ")
    assert not path.exists()
