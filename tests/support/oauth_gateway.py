# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway that protects the admin API of a Hydra with access tokens, which this very Hydra issues and introspects.

It is the proxy of the tests, in front of the admin API with a guard:

    with OAuthGateway(server, "hydra.admin", ends_after=5) as gateway, gateway.client(client_secret="..."):
        ...  # talk to gateway.admin_url with a token of this client
        assert len(gateway.tokens) == 2
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import aiohttp
from aiohttp import web

from support.population import Population
from support.proxy import READING, Entry, Proxy
from support.servers import Server

CLIENT_ID = "automation"


class OAuthGateway(Proxy):
    """Lets requests to the admin API pass with a token of the client ``automation`` that has a scope (RFC 6750)."""

    def __init__(self, server: Server, scope: str, *, ends_after: int = -1) -> None:
        """Prepare. ``ends_after`` is the number of writes after which all tokens are revoked, once."""
        super().__init__(server.admin_url, server.public_url)
        self._server = server
        self._scope = scope
        self._writes_left = ends_after
        self.tokens: set[str] = set()  # that came
        self.refused: list[Entry] = []

    @contextlib.contextmanager
    def client(self, **members: Any) -> Iterator[None]:
        """There is the client meanwhile; it is created and deleted past the gateway."""
        client = {"client_id": CLIENT_ID, "grant_types": ["client_credentials"], "scope": self._scope, **members}
        population = Population(self._server)
        population.create([client])
        try:
            yield
        finally:
            population.delete([CLIENT_ID])

    async def _answer(
        self, request: web.BaseRequest, interface: str, session: aiohttp.ClientSession
    ) -> web.StreamResponse:
        refusal = await self._refusal(request, session) if interface == "admin" else None
        return refusal if refusal is not None else await super()._answer(request, interface, session)

    async def _refusal(self, request: web.BaseRequest, session: aiohttp.ClientSession) -> web.Response | None:
        found = re.fullmatch("Bearer (.+)", request.headers.get("Authorization", ""))
        if found is None:
            return self._refused(request, 401, "")
        token = found[1]
        self.secrets.add(token)
        self.tokens.add(token)
        admin = f"{self._server.admin_url}{self._server.prefix}/oauth2"
        self._writes_left -= request.method not in READING
        if self._writes_left == 0:
            self._writes_left = -1
            async with session.delete(f"{admin}/tokens", params={"client_id": CLIENT_ID}) as reply:
                assert reply.status == 204, await reply.text()
        async with session.post(f"{admin}/introspect", data={"token": token}) as reply:
            said = await reply.json()
        if not said["active"]:
            return self._refused(request, 401, "invalid_token")
        if self._scope not in said.get("scope", "").split():
            return self._refused(request, 403, "insufficient_scope", scope=self._scope)
        return None

    def _refused(self, request: web.BaseRequest, status: int, error: str, **more: str) -> web.Response:
        path, write = request.rel_url.raw_path, request.method not in READING
        self.refused.append(Entry(request.method, path, "", status, "admin", write, error))
        parameters = {"realm": "admin", **({"error": error} if error else {}), **more}
        challenge = "Bearer " + ", ".join(f'{name}="{value}"' for name, value in parameters.items())
        return web.Response(status=status, text="Refused.\n", headers={"WWW-Authenticate": challenge})
