# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill and empty a server through its own API, past the collection."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import requests

from support.servers import Server, numbers

TIMEOUT = 60.0  # seconds a request


class Population:
    """The clients of one server. Every method raises requests.RequestException for what the server refuses."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy on the way to 127.0.0.1
        self._session.headers["Accept"] = "application/json"
        # SQLite up to 1.11 does not bear two writers.
        self._writers = 4 if numbers(server.version) >= (2,) else 1

    def everyone(self) -> list[dict[str, Any]]:
        """All clients, by the server's own links."""
        found: list[dict[str, Any]] = []
        url, parameters = self._server.clients_url, {"page_size" if self._server.prefix else "limit": "500"}
        while True:
            reply = self._session.get(url, params=parameters, timeout=TIMEOUT)
            reply.raise_for_status()
            page = reply.json() or []
            found += page
            following = reply.links.get("next")
            if not page or following is None:
                return found
            url, parameters = self._server.admin_url + following["url"], {}

    def write(self, method: str, client_id: str = "", document: dict[str, Any] | None = None) -> None:
        """One write; again when the store could not serialise it with another."""
        url = self._server.clients_url + (f"/{quote(client_id, safe='')}" if client_id else "")
        for _unused in range(20):
            reply = self._session.request(method, url, json=document, timeout=TIMEOUT)
            if reply.status_code != 400 or "serialize access" not in reply.text:
                break
        reply.raise_for_status()

    def create(self, clients: Iterable[dict[str, Any]]) -> None:
        self._many(("POST", "", client) for client in clients)

    def delete(self, client_ids: Iterable[str]) -> None:
        self._many(("DELETE", client_id, None) for client_id in client_ids)

    def wipe(self) -> None:
        """Remove every client."""
        self.delete([client["client_id"] for client in self.everyone()])

    def _many(self, writes: Iterable[tuple[str, str, dict[str, Any] | None]]) -> None:
        with ThreadPoolExecutor(self._writers) as pool:
            list(pool.map(lambda one: self.write(*one), writes))
