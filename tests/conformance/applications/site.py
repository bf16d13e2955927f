# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client's own web server on 127.0.0.1: it publishes keys, and is told of logouts."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Site:
    """What is served under each path, and what was sent there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.documents: dict[str, Any] = {}
        self.fetched: list[str] = []
        # Path, content type and form of each POST.
        self.posted: list[tuple[str, str, dict[str, list[str]]]] = []

    def posts(self, count: int, seconds: float = 15.0) -> list[tuple[str, str, dict[str, list[str]]]]:
        """Return what was posted in the order of its paths, once it is that many requests, or the time is over."""
        deadline = time.monotonic() + seconds
        while len(self.posted) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return sorted(self.posted, key=str)


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Serve a site while the context is open."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.fetched.append(self.path)
            self._answer(200 if self.path in here.documents else 404, here.documents.get(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            here.posted.append((self.path, self.headers.get("Content-Type", ""), parse_qs(body)))
            self._answer(200, {})

        def _answer(self, status: int, document: Any) -> None:
            body = (document if isinstance(document, str) else json.dumps(document)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()
