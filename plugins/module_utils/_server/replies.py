# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Requests and replies on their way: when a request leaves, how much of a reply is taken, for how long, what is JSON.

Whoever answers, a task ends, and with a sentence.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import socket
import threading
import time
import typing as t

from .._values import exact_json
from .._values.structures import is_deeper

LARGEST_REPLY = 64 * 1024 * 1024  # bytes, unpacked; a page of 500 clients that are very talkative has a tenth of it
WHOLE_REPLY = 10  # times the timeout, which is the time between two bytes: so long may all of a reply take
DEEPEST_JSON = 100  # objects and lists within each other

_CHUNK = 1024 * 1024


class TooLargeError(Exception):
    """There is more than `LARGEST_REPLY`."""


class NoJsonError(ValueError):
    """It is not JSON, or none that a server of this kind sends."""


def whole_content(chunks: t.Callable[[int], t.Iterable[bytes]]) -> bytes:
    """Return a body.

    :param chunks: yields it in parts of about so many bytes
    :raises TooLargeError: it does not end
    """
    parts: t.List[bytes] = []
    size = 0
    for part in chunks(_CHUNK):
        size += len(part)
        if size > LARGEST_REPLY:
            raise TooLargeError
        parts.append(part)
    return b"".join(parts)


def read_json(content: bytes) -> t.Any:
    """Return a document.

    :raises NoJsonError: it is none, or is nested so deeply that neither Python nor Ansible can work with it
    """
    try:
        document = exact_json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoJsonError(str(error)) from None
    if is_deeper(document, DEEPEST_JSON):
        raise NoJsonError("more than %d levels" % DEEPEST_JSON)
    return document


# On the way


class Sending(threading.local):
    """What is known of the request that this thread makes.

    :ivar begun: it has begun to leave, so whatever fails from now on, the server may have carried it out
    """

    begun = False


SENDING = Sending()


def watch(manager: t.Any) -> None:
    """Note when a request leaves over connections of a pool manager of urllib3, and have each reply end in time."""
    manager.pool_classes_by_scheme = {
        scheme: _watched_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


@functools.lru_cache(maxsize=None)
def _watched_pool(pool: t.Any) -> t.Any:
    if issubclass(getattr(pool.ConnectionCls, "response_class", object), _Response):
        return pool
    connection = type(pool.ConnectionCls.__name__, (_Connection, pool.ConnectionCls), {"response_class": _Response})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


class _Connection(http.client.HTTPConnection):
    """A connection that notes when a request leaves, which is after a tunnel through a proxy and the TLS handshake."""

    def endheaders(self, *args: t.Any, **more: t.Any) -> None:
        """Send the request."""
        if self.sock is None and self.auto_open:
            self.connect()
        SENDING.begun = True
        super().endheaders(*args, **more)


class _Response(http.client.HTTPResponse):
    """A reply that is read until its time is over: status line, headers and body."""

    def __init__(self, sock: socket.socket, *rest: t.Any, **more: t.Any) -> None:
        super().__init__(sock, *rest, **more)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Timed(raw, sock))


class _Timed(io.RawIOBase):
    """What comes from a socket, as long as there is time."""

    def __init__(self, raw: t.Any, sock: socket.socket) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self._each = sock.gettimeout()
        self._deadline = None if self._each is None else time.monotonic() + self._each * WHOLE_REPLY

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: t.Any) -> t.Optional[int]:
        """Wait for the next bytes, as long as for each read, but not beyond the end."""
        if self._deadline is not None and self._each is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise socket.timeout("timed out")
            if left < self._each:
                self._sock.settimeout(left)
        found: t.Optional[int] = self._raw.readinto(buffer)
        return found

    def close(self) -> None:
        """Leave the socket as it was found."""
        if not self.closed:
            with contextlib.suppress(OSError):
                self._sock.settimeout(self._each)
            self._raw.close()
        super().close()
