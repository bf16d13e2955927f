# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ports or sockets of a stand-in, on aiohttp; and a stand-in in a thread, for tests in the same process."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from . import clock
from .errors import ConnectionClosed
from .generations import SQL
from .hydra import Hydra
from .state import State
from .switches import Fault, LogEntry
from .urls import Urls

# Real servers take bodies of at least 20 MB, and long page tokens and challenges in the request line.
_LARGEST_BODY = 64 * 1024**2
_LONGEST_LINE = 128 * 1024

#: Where an API is served: a port, or the path of a Unix socket.
Place = int | Path


@asynccontextmanager
async def serving(
    hydra: Hydra, host: str = "127.0.0.1", admin: Place = 0, public: Place = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """Serve both APIs while the context is open; port 0 takes a free one.  Raises OSError where one is taken."""
    sockets = {"admin": _bind(host, admin), "public": _bind(host, public)}
    server_url = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}"
    hydra.admin_url = _url(server_url, sockets["admin"])
    hydra.listening_url = _url(server_url, sockets["public"])
    runners = []
    try:
        for interface, bound in sockets.items():
            server = web.Server(
                _handler(hydra, interface),
                request_factory=_request,
                access_log=None,
                max_line_size=_LONGEST_LINE,
                max_field_size=_LONGEST_LINE,
            )
            runner = web.ServerRunner(server)
            await runner.setup()
            runners.append(runner)
            await web.SockSite(runner, bound, ssl_context=tls, backlog=256).start()
        yield
    finally:
        for runner in runners:
            await runner.shutdown()
            await runner.cleanup()
        for place in (admin, public):
            if isinstance(place, Path):
                place.unlink(missing_ok=True)


def _bind(host: str, place: Place) -> socket.socket:
    if isinstance(place, Path):
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            bound.bind(str(place))
        except OSError as problem:
            bound.close()
            raise OSError(problem.errno, f"The stand-in cannot listen on {place}: {problem.strerror}.") from None
        return bound
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, place))
    except OSError as problem:
        bound.close()
        if problem.errno == errno.EADDRINUSE:
            raise OSError(errno.EADDRINUSE, f"Port {place} of {host} is in use, by another server perhaps.") from None
        raise OSError(
            problem.errno, f"The stand-in cannot listen on port {place} of {host}: {problem.strerror}."
        ) from None
    return bound


def _url(server_url: str, bound: socket.socket) -> str:
    address = bound.getsockname()
    return f"unix://{address}" if isinstance(address, str) else f"{server_url}:{address[1]}"


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: Any,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_LARGEST_BODY)


def _handler(hydra: Hydra, interface: str) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        target = request.raw_path
        if not target.startswith("/"):  # a proxy sends the whole URL
            target = "/" + target.partition("://")[2].partition("/")[2]
        path, _mark, query = target.partition("?")
        body = await request.read() if request.can_read_body else b""
        try:
            reply = await hydra.answer(interface, request.method, path, query, request.headers, body)
        except ConnectionClosed:
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=500)
        headers = [*reply.headers.items(), *(("Set-Cookie", cookie) for cookie in reply.cookies)]
        return web.Response(status=reply.status, body=reply.body or None, headers=CIMultiDict(headers))

    return handle


class StandIn:
    """A stand-in Hydra in a thread of this process.

    ``with StandIn("26.2.0") as hydra:`` serves until the block ends.  ``hash_cost`` is the CPU time of hashing a
    secret as a multiple of a real server's; ``access_token_strategy`` is "opaque" or "jwt".  ``store`` is "sql", or
    "memory" for the store in memory that Hydra had up to 1.8.  ``urls`` are the addresses of issuer and pages.  Raises
    ValueError for a version or a store that is not served.
    """

    def __init__(
        self,
        version: str,
        *,
        host: str = "127.0.0.1",
        admin_port: int = 0,
        public_port: int = 0,
        admin_socket: Path | None = None,
        public_socket: Path | None = None,
        hash_cost: float = 0.0,
        access_token_strategy: str = "opaque",
        store: str = SQL,
        dynamic_registration: bool = False,
        urls: Urls | None = None,
        says_yes: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._hydra = Hydra(version, hash_cost, access_token_strategy, store, dynamic_registration, urls, says_yes)
        admin, public = admin_socket or admin_port, public_socket or public_port
        self._where: dict[str, Any] = {"host": host, "admin": admin, "public": public, "tls": tls}
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def version(self) -> str:
        return self._hydra.version

    @property
    def admin_url(self) -> str:
        return self._hydra.admin_url

    @property
    def public_url(self) -> str:
        return self._hydra.listening_url

    @property
    def state(self) -> State:
        return self._hydra.state

    @property
    def log(self) -> list[LogEntry]:
        """Every request so far, in order; never bodies or headers."""
        return self._hydra.switches.log

    @property
    def violations(self) -> list[LogEntry]:
        """The writes that ``read_only`` refused."""
        return [entry for entry in self.log if entry.violation]

    def reset_log(self) -> None:
        self._hydra.switches.log.clear()

    def reset(self) -> None:
        """Forget all objects; switches and log stay."""
        self._hydra.reset()

    @property
    def read_only(self) -> bool:
        return self._hydra.switches.read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        self._hydra.switches.read_only = value

    @property
    def latency(self) -> float:
        """Seconds that every request waits before it is looked at."""
        return self._hydra.switches.latency

    @latency.setter
    def latency(self, value: float) -> None:
        self._hydra.switches.latency = value

    @property
    def request_lifetime(self) -> float:
        """Seconds after which a login or consent request is over."""
        return self._hydra.switches.request_lifetime

    @request_lifetime.setter
    def request_lifetime(self, value: float) -> None:
        self._hydra.switches.request_lifetime = value

    @property
    def reported_version(self) -> str | None:
        """What GET /version says, such as "master" or ""; None for what an official build says."""
        return self._hydra.switches.reported_version

    @reported_version.setter
    def reported_version(self, value: str | None) -> None:
        self._hydra.switches.reported_version = value

    @property
    def hide_version(self) -> bool:
        """Whether a gateway answers GET /version, with 404 and a page of its own."""
        return self._hydra.switches.hide_version

    @hide_version.setter
    def hide_version(self, value: bool) -> None:
        self._hydra.switches.hide_version = value

    @property
    def clock_ahead(self) -> float:
        """Seconds that the clock of all stand-ins of this process is ahead of the machine's."""
        return clock.ahead()

    @clock_ahead.setter
    def clock_ahead(self, value: float) -> None:
        clock.move(value)

    @property
    def faults(self) -> list[Fault]:
        return self._hydra.switches.faults

    @faults.setter
    def faults(self, value: list[Fault]) -> None:
        self._hydra.switches.faults = list(value)

    def start(self) -> StandIn:
        """Start serving; return when both ports listen.  Raises OSError where one is taken."""
        self._thread = threading.Thread(target=self._run, name=f"stand-in {self.version}", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise self._problem
        return self

    def stop(self) -> None:
        """Stop serving and wait until it is done."""
        if self._loop is not None and self._stop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as problem:
            self._problem = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serving(self._hydra, **self._where):
            self._ready.set()
            await self._stop.wait()
