# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-playbook on this checkout of the collection, untouched by what the caller has configured."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import forking

ROOT = Path(__file__).resolve().parent.parent.parent

UTF_8 = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # a locale that is always there


@dataclass(frozen=True)
class Ran:
    """What a playbook run left."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    @property
    def complaints(self) -> list[str]:
        """Warnings and deprecations, each unwrapped to one line; failures of tasks are not among them."""
        messages = re.split(r"^(?=\[[A-Z ]+\])", self.stderr, flags=re.MULTILINE)
        found = [" ".join(one.split()) for one in messages]
        return [one for one in found if one.startswith(("[WARNING]", "[DEPRECATION WARNING]"))]


class Inline:
    """A process that has imported Ansible, and forks for each playbook; it is started for the first one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.socket = ""

    def listening(self, settings: Mapping[str, str]) -> str:
        """Return the socket on which it listens. It begins with these settings."""
        with self.lock:
            if not self.socket:
                stack = contextlib.ExitStack()
                atexit.register(stack.close)
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ory-hydra-")))
                self.socket = stack.enter_context(forking.listening(folder, INLINE_PROGRAM, settings))
            return self.socket


INLINE_PROGRAM = str(ROOT / "tests" / "support" / "inline.py")
INLINE = Inline()


def _run_inline(scratch: Path, bare: dict[str, str], words: list[str], settings: dict[str, str], timeout: int) -> Ran:
    (scratch / "remote").mkdir(mode=0o700, exist_ok=True)  # a module in a process of its own warns where it makes it
    place = INLINE.listening(bare)
    out, err = scratch / "out", scratch / "err"
    with open(os.devnull) as nothing, out.open("w") as first, err.open("w") as second:
        files = [file.fileno() for file in (nothing, first, second)]
        code = forking.run(place, words, settings, str(scratch), files, timeout)
    if code == forking.KILLED:
        raise subprocess.TimeoutExpired(words, timeout)
    return Ran(code, out.read_text(), err.read_text())


@contextlib.contextmanager
def collections_path() -> Iterator[Path]:
    """A folder for ANSIBLE_COLLECTIONS_PATH in which this checkout is ``ory.hydra``."""
    if ROOT.parts[-3:] == ("ansible_collections", "ory", "hydra"):
        yield ROOT.parents[2]
        return
    with tempfile.TemporaryDirectory(prefix="ory hydra ") as folder:
        place = Path(folder) / "ansible_collections" / "ory"
        place.mkdir(parents=True)
        (place / "hydra").symlink_to(ROOT, target_is_directory=True)
        yield Path(folder)


def tool(name: str) -> str:
    """The command of that name that belongs to this Python."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


def environment(collections: Path, scratch: Path) -> dict[str, str]:
    """Environment for ansible-playbook: nobody's configuration, no colours, no waiting for a terminal."""
    config = scratch / "ansible.cfg"
    config.write_text("")
    hosts = scratch / "hosts"
    hosts.write_text("localhost ansible_connection=local ansible_python_interpreter='{{ ansible_playbook_python }}'\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "HYDRA_"))}
    clean |= {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CONFIG": str(config),
        "ANSIBLE_HOME": str(scratch / "ansible"),
        "ANSIBLE_LOCAL_TEMP": str(scratch / "local"),
        "ANSIBLE_REMOTE_TEMP": str(scratch / "remote"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_INVENTORY": str(hosts),
        "ANSIBLE_DEVEL_WARNING": "0",
        # Arguments of a task come from one variable here and there; this says that no fact can reach them.
        "ANSIBLE_INJECT_FACT_VARS": "0",
        "ANSIBLE_RETRY_FILES_ENABLED": "0",
        # Requests to 127.0.0.1 never go through a proxy of the environment.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": UTF_8,
        # Without it, macOS ends a forked process that asks for the proxies of the system (see Ansible's FAQ).
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }
    return clean


def run(
    playbook: str | Path,
    variables: Mapping[str, Any],
    *,
    collections: Path,
    scratch: Path,
    arguments: Sequence[str] = (),
    extra_environment: Mapping[str, str] | None = None,
    timeout: float = 600.0,
    inline: bool = False,
    program: Path | None = None,
) -> Ran:
    """Run a playbook (a path or an FQCN) on localhost and collect what it prints. ``timeout`` is in seconds.

    With ``inline``, everything runs in one process (see ``support.inline``), which takes a seventh of the time.
    ``program`` is the ansible-playbook of another ansible-core.

    Raises subprocess.TimeoutExpired.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    file = scratch / "variables.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(dict(variables)))
    words = [str(playbook), "--extra-vars", f"@{file}", *arguments]
    bare = environment(collections, scratch)
    settings = bare | dict(extra_environment or {})
    if inline:
        return _run_inline(scratch, bare, words, settings, int(timeout))
    done = subprocess.run(
        [str(program or tool("ansible-playbook")), *words],
        env=settings,
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
