# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away PostgreSQL on 127.0.0.1, for versions of Hydra that have no other store worth testing on."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

READY_TIMEOUT = 60.0  # seconds to make a cluster


class PostgresError(Exception):
    """There is no PostgreSQL, or it does not start; the text says why."""


@contextlib.contextmanager
def database(port: int) -> Iterator[str]:
    """Run an empty database until the ``with`` block ends; gives its URL. Raises PostgresError."""
    programs = {name: shutil.which(name) for name in ("initdb", "postgres")}
    if None in programs.values():
        raise PostgresError("initdb and postgres are not on PATH")
    folder = Path(tempfile.mkdtemp(prefix="hydra-postgres-"))
    runs_as = _other_user(folder)
    common: dict[str, Any] = {"stdin": subprocess.DEVNULL, "cwd": folder, **runs_as}
    try:
        made = subprocess.run(
            [str(programs["initdb"]), "-D", str(folder / "data"), "-U", "hydra", "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"],
            capture_output=True, text=True, timeout=READY_TIMEOUT, check=False, **common,
        )  # fmt: skip
        if made.returncode:
            raise PostgresError(f"initdb failed: {made.stderr[-1000:]}")
        settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(programs["postgres"]), "-D", str(folder / "data"), *options], stdout=log, stderr=log, **common
            )
        try:
            yield f"postgres://hydra@127.0.0.1:{port}/postgres?sslmode=disable"
        finally:
            process.send_signal(signal.SIGINT)  # at once, but in order
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: take another user, who gets the folder."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise PostgresError("there is no user but root who could run it")
