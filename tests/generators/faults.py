# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can happen to one write of a module, brought about where `requests` would send it, on any server."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import urllib3

from ansible_collections.ory.hydra.plugins.module_utils._module import task
from ansible_collections.ory.hydra.plugins.module_utils._values import files

READING = frozenset({"GET", "HEAD"})

#: Fault -> whether the write takes effect, and the answer that the module gets instead of the server's; None is none.
KINDS: dict[str, tuple[bool, tuple[int, str] | None]] = {
    "lost before": (False, None),
    "lost after": (True, None),
    "not done and 500": (False, (500, '{"error":"error","error_description":"The error is unrecognizable"}')),
    "done and 500": (True, (500, '{"error":"error","error_description":"The error is unrecognizable"}')),
    "done and garbage": (True, (200, "<html><body>Welcome</body></html>")),
    "done and empty": (True, (200, "")),
    "done and busy": (True, (503, "busy")),
    "killed before": (False, None),
    "killed after": (True, None),
}


class Killed(BaseException):
    """The end of the process, which no module can catch."""


class Disturbance:
    """Disturbs one write of whatever is run meanwhile, and counts all.

    ``at`` is the number of the write, from 0; ``kind`` one of `KINDS`; ``gone`` has the server answer nothing from
    then on. ``log`` is what the system log was told.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        self.kind = ""
        self.gone = False
        self.writes = 0
        self.hit = False
        self.killed = False
        self.log: list[str] = []
        self._send = requests.adapters.HTTPAdapter.send
        unlink = files.os.unlink

        def send(adapter: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, **more: Any) -> Any:
            return self._sent(lambda: self._send(adapter, request, **more), request)

        def unlink_unless_killed(path: str, **more: Any) -> None:
            if not self.killed:  # the dead clean up nothing
                unlink(path, **more)

        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
        monkeypatch.setattr(files.os, "unlink", unlink_unless_killed)
        monkeypatch.setattr(
            task.HydraModule, "log", lambda _module, line, **_more: self.log.append(line), raising=False
        )

    def begin(self, at: int | None = None, kind: str = "", gone: bool = False) -> None:
        """Disturb this write of what is run next; none without a number."""
        self.at, self.kind, self.gone = at, kind, gone
        self.writes, self.hit, self.killed, self.log = 0, False, False, []

    def _sent(self, send: Callable[[], requests.Response], request: requests.PreparedRequest) -> requests.Response:
        if self.hit and self.gone:
            raise _reset()
        if not _is_write(request):
            return send()
        number = self.writes
        self.writes += 1
        if number != self.at:
            return send()
        self.hit = True
        done, answer = KINDS[self.kind]
        if done:
            send()
        if self.kind.startswith("killed"):
            self.killed = True
            raise Killed
        if answer is None:
            raise _reset()
        return _response(request, *answer)


def _is_write(request: requests.PreparedRequest) -> bool:
    """Whether a request may change something; not what asks whether a secret is right, or an endpoint there."""
    path = urlsplit(str(request.url)).path
    body = request.body if isinstance(request.body, str) else (request.body or b"").decode()
    asks = "ory.hydra-secret-check" in parse_qs(body).get("token", []) or path.endswith("/oauth2/introspect")
    probes = "00000000-0000-0000-0000-000000000000" in path
    return request.method not in READING and not asks and not probes


def _reset() -> requests.ConnectionError:
    cause = urllib3.exceptions.ProtocolError(
        "Connection aborted.", ConnectionResetError(104, "Connection reset by peer")
    )
    return requests.ConnectionError(cause)


def _response(request: requests.PreparedRequest, status: int, text: str) -> requests.Response:
    response = requests.Response()
    response.status_code, response.request, response.url = status, request, str(request.url)
    response.headers["Content-Type"] = "application/json" if text.startswith("{") else "text/html"
    response.raw = io.BytesIO(text.encode())
    return response
