# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook, run by a process that has imported Ansible (see ``support.inline``).

    python -IS tests/support/inline_client.py SOCKET [ARGUMENT ...]

This imports as little as possible. It waits until somebody listens on the socket.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import time

TIMEOUT = 600  # seconds a playbook
START = 60.0  # seconds until somebody listens


def connected(path: str) -> socket.socket:
    """Raises OSError where nobody listens in time."""
    deadline = time.monotonic() + START
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(path)
            return connection
        except OSError:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main() -> int:
    """Return the exit code of ansible-playbook; what it prints is printed when it has ended."""
    path, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, connected(path) as connection, connection.makefile("rw") as stream:
        out = f"{folder}/out"
        request = {
            "arguments": arguments,
            "environment": dict(os.environ),
            "folder": os.getcwd(),
            "out": out,
            "err": out,
            "timeout": TIMEOUT,
        }
        print(json.dumps(request), file=stream, flush=True)
        code = int(stream.readline())
        with open(out, "rb") as printed:
            sys.stdout.buffer.write(printed.read())
    return code if code >= 0 else 1


if __name__ == "__main__":
    sys.exit(main())
