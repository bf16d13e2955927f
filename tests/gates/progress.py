# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Say what is being done while it takes its time. Nothing but the standard library: there may be nothing else yet."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

TICK = 1.0  # seconds between two updates of the line on a terminal
LINE = 15.0  # seconds between two lines where there is no terminal


@contextlib.contextmanager
def shown(what: str) -> Iterator[None]:
    """Say what is being done: with the seconds so far on a terminal, and with a line now and then elsewhere."""
    begin, ended, terminal = time.monotonic(), threading.Event(), sys.stdout.isatty()

    def line() -> str:
        return f"→ {what} ({time.monotonic() - begin:.0f} s)"

    def tell() -> None:
        while not ended.wait(TICK if terminal else LINE):
            print(f"\r{line()}" if terminal else line(), end="" if terminal else "\n", flush=True)

    print(f"→ {what}", end="" if terminal else "\n", flush=True)
    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()
        if terminal:
            print(f"\r{line()}", flush=True)
