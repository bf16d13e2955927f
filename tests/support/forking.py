# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-playbook for who starts it again and again: forked from a process that has imported Ansible.

    python tests/support/forking.py listen SOCKET
    python -IS tests/support/forking.py run SOCKET [WORD ...]

Nothing of Ansible is changed, and nothing is imported before the first request, whose environment is to be that of all.
What listens with a changed Ansible is ``support.inline``.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:  # what runs a playbook imports as little as it can
    from pathlib import Path

READY = "ready"
LONGEST = 600  # seconds a playbook may take
KILLED = -1  # instead of an exit status, for one that took longer


@contextlib.contextmanager
def listening(folder: Path, program: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Have a program listen, this one or another, and yield the socket, which lies in the folder. Raises OSError."""
    import subprocess

    place = str(folder / "socket")
    words = [sys.executable, program, "listen", place]
    with subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if process.stdout.readline().strip() != READY:
            raise OSError(f"nobody listens for playbooks: {program}")
        yield place


@contextlib.contextmanager
def playbooks(program: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """Have a program listen, and yield a folder for PATH with an ansible-playbook that asks it. Raises OSError."""
    import shlex
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="ory-hydra-") as name, listening(Path(name), program, environment) as place:
        asking = Path(name) / "ansible-playbook"
        asking.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-IS", __file__, "run", place])} "$@"\n')
        asking.chmod(0o755)
        yield Path(name)


def run(
    place: str,
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    files: Sequence[int] = (0, 1, 2),
    timeout: int = LONGEST,
) -> int:
    """Have a playbook run with these arguments, and return its exit status, or KILLED.

    Its environment, its folder, and its input, output and errors are those that are given. ``timeout`` is in seconds.
    """
    request = {"words": list(words), "environment": dict(environment), "folder": folder, "timeout": timeout}
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(place)
        socket.send_fds(server, [b"\0"], files)
        server.sendall(json.dumps(request).encode())
        server.shutdown(socket.SHUT_WR)
        reply = server.recv(1)
    return reply[0] if reply else KILLED


def listen(place: str, prepare: Callable[[Mapping[str, str]], None], play: Callable[[list[str]], None]) -> None:
    """Fork for each request, until standard input ends, as it does where nobody is left that could ask.

    :param prepare: called with the environment of a request before each fork
    :param play: what runs ansible-playbook with the words of a request, in a process of its own
    """
    import select

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen()
        print(READY, flush=True)
        while server in select.select([server, sys.stdin], [], [])[0]:
            client, _address = server.accept()
            _mark, files, _flags, _sender = socket.recv_fds(client, 1, 3)
            with client.makefile() as told:
                request: dict[str, Any] = json.load(told)
            prepare(request["environment"])
            reap()
            if not os.fork():
                answer(client, files, request, play)
            client.close()
            for file in files:
                os.close(file)
        reap()


def reap() -> None:
    """Wait for those that have ended: the time that they took is counted by then."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def answer(
    client: socket.socket, files: Sequence[int], request: Mapping[str, Any], play: Callable[[list[str]], None]
) -> NoReturn:
    """Be the process that runs a playbook, to its end, without the time to tear down what it was forked from."""
    import atexit
    import signal
    import traceback

    signal.alarm(request["timeout"])
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, file in enumerate(files):
        os.dup2(file, number)
    code: int | str | None = 0
    try:
        play(request["words"])
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    client.sendall(bytes([code if isinstance(code, int) else 1]))
    os._exit(0)


def import_ansible(environment: Mapping[str, str]) -> None:
    import importlib

    os.environ.clear()
    os.environ.update(environment)
    importlib.import_module("ansible.cli.playbook")


def ansible_playbook(words: list[str]) -> None:
    from ansible.cli.playbook import PlaybookCLI

    sys.argv = [f"{os.path.dirname(sys.executable)}/ansible-playbook", *words]
    cli: Any = PlaybookCLI
    cli.cli_executor(sys.argv)


if __name__ == "__main__":
    kind, where, *others = sys.argv[1:]
    if kind == "run":
        sys.exit(run(where, others, os.environ, os.getcwd()) % 256)
    listen(where, import_ansible, ansible_playbook)
