# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server over a real socket that says the same to every request, byte for byte."""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t

Parts = t.Iterable[bytes]
Gateways = t.Callable[..., "Gateway"]


class Gateway:
    """Says the same to every request, byte for byte, and ends the connection."""

    def __init__(self, say: t.Callable[[], Parts], path: t.Optional[str] = None) -> None:
        """Listen on a port, or on a Unix socket at this path."""
        self.say = say
        self.requests = 0
        self.heard = b""
        if path is None:
            self._socket = socket.create_server(("127.0.0.1", 0))
            self.url = "http://127.0.0.1:%d" % self._socket.getsockname()[1]
        else:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.bind(path)
            self._socket.listen(8)
            self.url = "unix://" + path
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = self._socket.accept()[0]
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            got = b""
            while b"\r\n\r\n" not in got:
                got += connection.recv(65536) or b"\r\n\r\n"
            if got.startswith(b"PUT") and not got.endswith(b"{}"):  # else the end of the connection would be a reset
                connection.recv(65536)
            self.requests += 1
            self.heard = got
            for part in self.say():
                connection.sendall(part)

    def close(self) -> None:
        """Let nobody in any more."""
        self._socket.close()


def reply(headers: str = "", body: bytes = b"{}", status: str = "200 OK") -> bytes:
    """Return a reply as it goes over the wire."""
    length = "" if "content-length" in headers.lower() else "Content-Length: %d\r\n" % len(body)
    return ("HTTP/1.1 %s\r\nConnection: close\r\n%s%s\r\n" % (status, length, headers)).encode("latin-1") + body
