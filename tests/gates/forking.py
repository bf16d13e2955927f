# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-playbook for who starts it again and again: forked from a process that has imported Ansible.

    python tests/gates/forking.py listen SOCKET
    python -IS tests/gates/forking.py run SOCKET [WORD ...]

Nothing of Ansible is changed, and nothing is imported before the first request, whose environment is to be that of all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import socket
import sys
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:  # what runs a playbook imports as little as it can
    from pathlib import Path

READY = "ready"


@contextlib.contextmanager
def playbooks(folder: Path) -> Iterator[Path]:
    """Put an ansible-playbook into a folder that is to be the first on PATH, and listen for it meanwhile."""
    import subprocess

    from places import clean_environment

    place, program = str(folder / "socket"), folder / "ansible-playbook"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-IS", __file__, "run", place])} "$@"\n')
    program.chmod(0o755)
    words = [sys.executable, __file__, "listen", place]
    with subprocess.Popen(words, env=clean_environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            if process.stdout.readline().strip() != READY:
                raise OSError(f"nobody listens for playbooks: {shlex.join(words)}")
            yield folder
        finally:
            process.terminate()


def run(place: str, words: list[str]) -> int:
    """Have a playbook run with the input, output, folder and environment of this process; return its exit status."""
    request = {"words": words, "folder": os.getcwd(), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(place)
        socket.send_fds(server, [b"\0"], [0, 1, 2])
        server.sendall(json.dumps(request).encode())
        server.shutdown(socket.SHUT_WR)
        return (server.recv(1) or b"\1")[0]


def listen(place: str) -> NoReturn:
    """Fork for each request."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen()
        print(READY, flush=True)
        while True:
            client, _address = listening.accept()
            _mark, files, _flags, _sender = socket.recv_fds(client, 1, 3)
            with client.makefile() as told:
                request: dict[str, Any] = json.load(told)
            os.environ.clear()
            os.environ.update(request["environment"])
            from ansible.cli.playbook import PlaybookCLI

            with contextlib.suppress(ChildProcessError):  # of those that have ended, the time is to be counted
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if not os.fork():
                answer(client, files, request, PlaybookCLI)
            client.close()
            for file in files:
                os.close(file)


def answer(client: socket.socket, files: list[int], request: dict[str, Any], cli: Any) -> NoReturn:
    """Be the process that runs a playbook, to its end."""
    os.chdir(request["folder"])
    for number, file in enumerate(files):
        os.dup2(file, number)
    code: int | str | None = 0
    sys.argv = [f"{os.path.dirname(sys.executable)}/ansible-playbook", *request["words"]]
    try:
        cli.cli_executor(sys.argv)
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    client.sendall(bytes([code if isinstance(code, int) else 1]))
    os._exit(0)


if __name__ == "__main__":
    kind, where, *others = sys.argv[1:]
    sys.exit(run(where, others) if kind == "run" else listen(where))
