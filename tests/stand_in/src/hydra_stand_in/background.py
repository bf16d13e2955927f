# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in in the background: started once, found again by its file, stopped by the id of its process.

The file is the output of the process, so it has the line of JSON that says where it listens.  The process holds a lock
on it for as long as it lives, which tells it from another one that was given the same id later.  Everything else that
it says is appended to the log, a file of the same name that ends in ``.log``.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

# Seconds to start or to stop; a busy machine takes its time.
_PATIENCE = 60.0
_PAUSE = 0.02
# What is run in the background.
_MODULE = __name__.partition(".")[0]

Ready = dict[str, Any]


class BackgroundError(Exception):
    """A stand-in could not be started or stopped; the text is a sentence for the user."""


def parser() -> argparse.ArgumentParser:
    """Return a parser of the options that are not meant for the process in the background itself."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    group = options.add_argument_group("in the background").add_mutually_exclusive_group()
    group.add_argument(
        "--background",
        type=Path,
        metavar="FILE",
        help="start in the background, unless it runs already, and write the line of JSON to this file; messages are "
        "appended to a file of the same name that ends in .log",
    )
    group.add_argument("--stop", type=Path, metavar="FILE", help="stop the stand-in of this file, if it runs")
    options.add_argument(
        "--dry-run",
        action="store_true",
        help="with --background or --stop: only report whether that would change anything",
    )
    return options


def start(path: Path, options: Sequence[str], check: Callable[[], None], dry_run: bool = False) -> Ready:
    """Start a stand-in with these options unless it runs; return what it says of itself, and whether that ``changed``.

    ``check`` is called before a start, and raises what is wrong with the options.  With ``dry_run`` nothing is started.
    Raises BackgroundError where it does not start, or runs with other options, and OSError where there is no place for
    the file.
    """
    with contextlib.suppress(FileNotFoundError), path.open("r+") as file:
        if _is_running(file):
            return _found(path, file, options)
    check()
    if dry_run:
        return {"changed": True}
    with path.open("a+") as file:
        return _found(path, file, options) if _is_running(file) else _start(path, file, options)


def _found(path: Path, file: TextIO, options: Sequence[str]) -> Ready:
    ready = _ready(file)
    if ready is None or ready["options"] != list(options):
        raise BackgroundError(f"The stand-in of {path} runs with other options: stop it first (--stop {path}).")
    return {"changed": False, **ready}


def _start(path: Path, file: TextIO, options: Sequence[str]) -> Ready:
    file.truncate(0)
    # Not what lies in the current directory: -P.
    command = [sys.executable, "-P", "-m", _MODULE, *options]
    log_path = path.with_suffix(".log")
    process = ready = None
    try:
        with log_path.open("ab") as log:
            begin = log.tell()
            # It inherits the lock together with the file.
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=log, start_new_session=True
            )
        ready = _ready(file, process)
    finally:
        if ready is None:
            if process is not None:
                process.kill()
                process.wait()
            path.unlink(missing_ok=True)
    if ready is None:
        said = log_path.read_bytes()[begin:].decode(errors="replace").strip()
        raise BackgroundError(said or f"The stand-in did not start within {_PATIENCE:g} s.")
    return {"changed": True, **ready}


def stop(path: Path, dry_run: bool = False) -> Ready:
    """Stop the stand-in of a file and delete the file; the log stays.  Return whether it ran, as ``changed``.

    With ``dry_run`` nothing is stopped.  Raises BackgroundError where it does not end.
    """
    try:
        file = path.open("r+")
    except FileNotFoundError:
        return {"changed": False}
    with file:
        runs = _is_running(file)
        if dry_run:
            return {"changed": runs}
        if runs:
            ready = _ready(file)
            if ready is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(ready["pid"], signal.SIGTERM)
            if not any(not _is_running(file) for _pause in _pauses()):
                raise BackgroundError(f"The stand-in of {path} did not stop within {_PATIENCE:g} s.")
        path.unlink(missing_ok=True)
        return {"changed": runs}


def _is_running(file: TextIO) -> bool:
    """Whether a process holds the lock; if none does, it is held until the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _ready(file: TextIO, process: subprocess.Popen[bytes] | None = None) -> Ready | None:
    """Wait for what a process says of itself; return None where it ends before that, or says nothing."""
    for _pause in _pauses():
        ended = process is not None and process.poll() is not None
        file.seek(0)
        line = file.read()
        if line.endswith("\n"):
            ready: Ready = json.loads(line)
            return ready
        if ended:
            break
    return None


def _pauses() -> Iterator[None]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(_PAUSE)
