# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ports or sockets of a stand-in, on aiohttp."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from .errors import ConnectionClosed
from .hydra import Hydra

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
