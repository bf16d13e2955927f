# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reverse proxy before several nodes, as people have one: a node that does not take a connection is passed over."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from support.proxy import HOP_BY_HOP


class Balancer:
    """The proxy, in a thread of its own while the ``with`` block runs.

    A request goes to the nodes in turn. It is sent to another one only if no connection came about, so that nothing is
    done twice; a node that answers 502 to 504 or breaks off is the caller's to see, as 502.
    """

    def __init__(self, *nodes: str) -> None:
        self.url = ""
        self._nodes = list(nodes)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        assert self._thread
        self._thread.join()
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        connector = aiohttp.TCPConnector(force_close=True)  # a kept connection would hide that a node is gone
        async with aiohttp.ClientSession(connector=connector, auto_decompress=False, trust_env=False) as session:

            async def handle(request: web.BaseRequest) -> web.StreamResponse:
                return await self._answer(request, session)

            runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=1.0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready.set()
            await self._stop.wait()
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest, session: aiohttp.ClientSession) -> web.StreamResponse:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        self._nodes.append(self._nodes.pop(0))
        for node in list(self._nodes):
            try:
                async with session.request(
                    request.method, node + request.raw_path, headers=headers, data=body, allow_redirects=False
                ) as reply:
                    kept = {name: value for name, value in reply.headers.items() if name.lower() not in HOP_BY_HOP}
                    return web.Response(status=reply.status, headers=kept, body=await reply.read())
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError as error:
                return web.Response(status=502, text=f"{type(error).__name__} of {node}\n")
        return web.Response(status=502, text="no node took the connection\n")
