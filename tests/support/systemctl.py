# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of ``systemctl`` as ``ansible.builtin.systemd_service`` asks for, on machines that do not run systemd.

    python tests/support/systemctl.py FOLDER COMMAND [UNIT]

In FOLDER are the units (``NAME.service``), and for each that was started the process id (``NAME.pid``) and what it
printed (``NAME.log``). ``commands`` has a line for each start, stop and restart. ``stop_all`` ends what is left.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from support import units

STOP_TIMEOUT = 30.0  # seconds


def alive(pid: Path) -> bool:
    """Whether the process that was started still runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{pid.read_text()}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def start(unit: Path) -> None:
    """Start what the unit says, in the background."""
    words, folder, environment = units.command(unit)
    with unit.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            words, cwd=folder, env={"PATH": os.environ["PATH"], **environment}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    unit.with_suffix(".pid").write_text(str(process.pid))


def stop(unit: Path) -> None:
    """End the process, and wait for its end."""
    pid = unit.with_suffix(".pid")
    if not alive(pid):
        return
    os.kill(int(pid.read_text()), signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT
    while alive(pid):
        if time.monotonic() > deadline:
            os.kill(int(pid.read_text()), signal.SIGKILL)
        time.sleep(0.02)


def stop_all(folder: Path) -> None:
    """End everything that was started."""
    for unit in folder.glob("*.service"):
        stop(unit)


def main() -> int:
    """Return the exit status."""
    folder, (command, *names) = Path(sys.argv[1]), [word for word in sys.argv[2:] if not word.startswith("-")]
    unit = folder / (names[0] if names else "")
    enabled = unit.with_suffix(".enabled")
    if command == "show":
        print(f"LoadState={'loaded' if unit.is_file() else 'not-found'}")
        print(f"ActiveState={'active' if alive(unit.with_suffix('.pid')) else 'inactive'}")
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
