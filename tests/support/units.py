# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units of systemd, on machines that need not run it: what one says, whether it is valid, and what it starts."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

READY_TIMEOUT = 60.0  # seconds


def settings(unit: Path) -> dict[str, list[str]]:
    """The lines ``NAME=VALUE`` of a unit, by name."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def problems(*units: Path) -> str | None:
    """What ``systemd-analyze`` has against these units; None where there is no such program."""
    if shutil.which("systemd-analyze") is None:
        return None
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def exposure(unit: Path) -> float | None:
    """How much a service could do to the machine, from 0 to 10; None where systemd cannot tell."""
    if shutil.which("systemd-analyze") is None:
        return None
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if "Overall exposure level" in line]
    return float(told[0].partition(": ")[2].split()[0]) if told else None


def command(unit: Path) -> tuple[list[str], Path, dict[str, str]]:
    """What a unit starts, where, and with which environment."""
    found = settings(unit)
    environment = dict(word.split("=", 1) for line in found.get("Environment", []) for word in shlex.split(line))
    return shlex.split(found["ExecStart"][-1]), Path(found["WorkingDirectory"][-1]), environment


@contextlib.contextmanager
def running(unit: Path, admin_url: str, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Start what a unit starts, wait until it is ready, and end it by its process id."""
    words, folder, own = command(unit)
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with log.open("wb") as out:
        process = subprocess.Popen(
            words, cwd=folder, env={**base, **own, **(environment or {})}, stdout=out, stderr=out
        )
    try:
        deadline = time.monotonic() + READY_TIMEOUT
        while not ready(admin_url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{words[0]} is not ready: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def ready(admin_url: str) -> bool:
    """Whether a server says that it is ready."""
    try:
        with urllib.request.urlopen(f"{admin_url}/health/ready", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
