# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that repeats every request in its errors, as some gateways do."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote


class Echo(BaseHTTPRequestHandler):
    """Hydra 26.2.0 behind a gateway that repeats requests in its errors."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        basic = base64.b64decode((self.headers.get("Authorization") or "").partition(" ")[2] + "==")
        told = [self.requestline, *(f"{name}: {value}" for name, value in self.headers.items())]
        told += [basic.decode("utf-8", "replace"), body, quote(body), json.dumps(body), repr(body), html.escape(body)]
        status, document = 400, {"error": "invalid_request", "error_description": "\n".join(told)}
        if self.path == "/version":
            status, document = 200, {"version": "v26.2.0"}
        elif self.command == "GET" and self.path.count("/") > 2 and "requests" not in self.path:
            status, document = 404, {"error": "Unable to locate the resource", "error_description": ""}
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer

    def log_message(self, format: str, *_arguments: Any) -> None:
        """Be quiet."""


@contextlib.contextmanager
def echo() -> Iterator[str]:
    """Run it, and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
