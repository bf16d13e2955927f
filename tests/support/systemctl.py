# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of ``systemctl`` as ``ansible.builtin.systemd_service`` asks for, on machines that do not run systemd.

    python tests/support/systemctl.py FOLDER COMMAND [UNIT]

In FOLDER are the units (``NAME.service``, ``NAME.timer``), and for each service that was started the process id
(``NAME.pid``) and what it printed (``NAME.log``); a timer that was started has a file ``NAME.waiting``, and never
starts anything. ``commands`` has a line for each start, stop and restart. ``stop_all`` ends what is left.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from support import units

STOP_TIMEOUT = 30.0  # seconds


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Path]:
    """A folder for PATH with a ``systemctl`` for the units of another folder; what it started ends with it.

    Ansible's module calls it as a word without quotes, so there is no blank in its path.
    """
    with tempfile.TemporaryDirectory(prefix="hydra-") as programs:
        tool = Path(programs) / "systemctl"
        words = shlex.join([sys.executable, str(Path(__file__).resolve()), str(folder)])
        tests = shlex.quote(str(Path(__file__).resolve().parents[1]))
        tool.write_text(f'#!/bin/sh\nPYTHONPATH={tests} exec {words} "$@"\n')
        tool.chmod(0o755)
        yield Path(programs)
        stop_all(folder)


def commands(folder: Path) -> list[str]:
    """What systemd was told since this was last asked."""
    log = folder / "commands"
    lines = log.read_text().splitlines() if log.exists() else []
    log.write_text("")
    return lines


def marker(unit: Path) -> Path:
    """The file that a unit has when it was started; its time is that of the start."""
    return unit.with_suffix(".waiting" if unit.suffix == ".timer" else ".pid")


def alive(unit: Path) -> bool:
    """Whether what was started still runs; a process that ended and was not waited for does not."""
    if unit.suffix == ".timer":
        return marker(unit).exists()
    try:
        state = Path(f"/proc/{marker(unit).read_text()}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def start(unit: Path) -> None:
    """Start what the unit says, in the background."""
    if unit.suffix == ".timer":
        marker(unit).touch()
        return
    words, folder, environment = units.command(unit)
    with unit.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            words, cwd=folder, env={"PATH": os.environ["PATH"], **environment}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    marker(unit).write_text(str(process.pid))


def stop(unit: Path) -> None:
    """End the process, and wait for its end."""
    if not alive(unit):
        return
    if unit.suffix == ".timer":
        marker(unit).unlink()
        return
    pid = int(marker(unit).read_text())
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT
    while alive(unit):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def stop_all(folder: Path) -> None:
    """End everything that was started."""
    for unit in folder.glob("*.service"):
        stop(unit)


def show(unit: Path) -> None:
    """Print the properties of a unit that the collection looks at; the time in the zone that TZ names."""
    print(f"LoadState={'loaded' if unit.is_file() else 'not-found'}")
    print(f"ActiveState={'active' if alive(unit) else 'inactive'}")
    since = time.localtime(marker(unit).stat().st_mtime) if marker(unit).exists() else None
    print(f"ActiveEnterTimestamp={time.strftime('%a %Y-%m-%d %H:%M:%S %Z', since) if since else ''}")
    print("NeedDaemonReload=no")


def main() -> int:
    """Return the exit status."""
    folder, (command, *names) = Path(sys.argv[1]), [word for word in sys.argv[2:] if not word.startswith("-")]
    unit = folder / (names[0] if names else "")
    enabled = unit.with_suffix(".enabled")
    if command == "show":
        show(unit)
    elif command == "is-enabled":
        print("enabled" if enabled.exists() else "disabled")
        return 0 if enabled.exists() else 1
    elif command == "enable":
        enabled.touch()
    elif command in ("start", "stop", "restart"):
        with (folder / "commands").open("a") as log:
            print(command, unit.stem, file=log)
        if command != "start":
            stop(unit)
        if command != "stop":
            with contextlib.suppress(FileNotFoundError):
                start(unit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
