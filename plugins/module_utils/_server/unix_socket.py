# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A server that listens on a Unix socket."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
import typing as t

with contextlib.suppress(ImportError):  # which `http_client` tells
    import requests

# What passes when the server has started, or has less to do: worth another try.
_PASSING = {
    errno.ENOENT: "the socket does not exist on the host that runs the module; Hydra creates it when it starts",
    errno.ECONNREFUSED: "connection refused: the socket exists, but no server listens on it",
    errno.EAGAIN: "the server does not accept connections fast enough",
}


class SocketError(Exception):
    """The path leads to no socket that can be used, whatever the server does."""


def connect_through(manager: t.Any, path: str) -> None:
    """Have a pool manager of urllib3 open its connections, whatever the host of a URL, to a Unix socket."""
    pool = manager.pool_classes_by_scheme["http"]
    connection = type("UnixConnection", (_UnixConnection, pool.ConnectionCls), {"path": path})
    manager.pool_classes_by_scheme = {"http": type("UnixConnectionPool", (pool,), {"ConnectionCls": connection})}


class _UnixConnection:
    """What is different in a connection of urllib3."""

    path: str
    timeout: t.Optional[float]
    sock: socket.socket

    def connect(self) -> None:
        """Open it.

        :raises SocketError: that is not possible
        """
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            opened.settimeout(self.timeout)
            opened.connect(self.path)
        except (OSError, ValueError) as error:  # ValueError: characters that no path can have
            opened.close()
            raise self._failure(error) from None
        self.sock = opened

    def _failure(self, error: Exception) -> Exception:
        number = getattr(error, "errno", None)
        if number in (errno.ECONNREFUSED, errno.ENOTSOCK) and not self._is_socket():
            return SocketError("this is not a socket")
        if number == errno.ENOTDIR:
            return SocketError("a part of the path is not a directory; the path must end with the socket")
        if number in (errno.EACCES, errno.EPERM):
            return SocketError(
                "permission denied: the user that runs the module needs write permission on the socket, "
                "and access to the directories that it is in"
            )
        if number in _PASSING:
            # Types of requests do not tell that it passes its urllib3 on.
            return requests.packages.urllib3.exceptions.NewConnectionError(self, _PASSING[number])  # type: ignore[attr-defined,no-any-return]
        if "too long" in str(error):  # Python's own, without a number
            return SocketError(
                "the path is too long for a socket: it has %d bytes, and Linux allows 107, macOS 103"
                % len(os.fsencode(self.path))
            )
        return SocketError(getattr(error, "strerror", None) or str(error))

    def _is_socket(self) -> bool:
        with contextlib.suppress(OSError):
            return stat.S_ISSOCK(os.stat(self.path).st_mode)
        return True  # it is being replaced
