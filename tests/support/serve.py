# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a Hydra until SIGTERM, for others than Python tests: ``python tests/support/serve.py``.

It prints one line of JSON: where the server is, what it is, and the id of the process to end. ``support.servers`` says
which server that is; the environment variable ``HYDRA_VERSION`` chooses a version, ``HYDRA_REAL=false`` the stand-in.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support import servers


def main() -> int:
    """Return the exit status: 0 after SIGTERM, 1 where the server could not be started."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    real = None if os.environ.get("HYDRA_REAL", "true") == "true" else False
    version = os.environ.get("HYDRA_VERSION") or (servers.best().version if real is None else servers.NEWEST_STAND_IN)
    try:
        with servers.start(version, real) as server:
            told = {
                "admin_url": server.admin_url,
                "public_url": server.public_url,
                "prefix": server.prefix,
                "version": server.version,
                "label": server.label,
                "real": server.real,
                "source": server.source,
                "pid": os.getpid(),
            }
            print(json.dumps(told), flush=True)
            stop.wait()
    except servers.ServerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
