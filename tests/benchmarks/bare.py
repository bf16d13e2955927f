# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person would write without the collection: the same requests, nothing around them.

    bare.py create|unchanged|one|prune CLIENTS.json ADMIN_URL PREFIX CONCURRENCY

The requests are those of ``hydra_clients``: the version, the pages of the list, then the writes that are due.
"""

from __future__ import annotations

import json
import sys
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from requests.adapters import HTTPAdapter

PAGE = 500  # clients a page


def main(action: str, file: str, admin_url: str, prefix: str, concurrency: int) -> None:
    with open(file, encoding="utf-8") as stream:
        wanted: list[dict[str, Any]] = json.load(stream)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_maxsize=concurrency))
    session.headers["Accept"] = "application/json"
    base = f"{admin_url}{prefix}/clients"

    def send(method: str, url: str, **arguments: Any) -> requests.Response:
        for _unused in range(20):
            reply = session.request(method, url, timeout=60, **arguments)
            if reply.status_code != 400 or "serialize access" not in reply.text:
                break  # else two writes met in the store: send this one again
        reply.raise_for_status()
        return reply

    send("GET", f"{admin_url}/version")
    there = {client["client_id"]: client for client in read_all(send, base, prefix)}
    with ThreadPoolExecutor(concurrency) as pool:
        if action == "create":
            missing = [client for client in wanted if client["client_id"] not in there]
            list(pool.map(lambda client: send("POST", base, json=client), missing))
            assert len(missing) == len(wanted)
            return
        different = [
            {**there[client["client_id"]], **client, "jwks": None}
            for client in wanted
            if any(
                there[client["client_id"]].get(name) != value
                for name, value in client.items()
                if name != "client_secret"
            )
        ]
        for client in different:
            client.pop("client_secret", None)
        list(pool.map(lambda client: send("PUT", f"{base}/{quote(client)}", json=client), different))
        assert len(different) == (1 if action == "one" else 0)
        if action == "prune":
            names = {client["client_id"] for client in wanted}
            gone = [client for name, client in there.items() if name not in names]
            list(pool.map(lambda client: send("DELETE", f"{base}/{quote(client)}"), gone))
            assert gone


def read_all(send: Any, base: str, prefix: str) -> list[dict[str, Any]]:
    clients: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {"page_size": PAGE} if prefix else {"limit": PAGE, "offset": 0}
    while True:
        reply = send("GET", base, params=parameters)
        page = reply.json() or []
        clients += page
        following = reply.links.get("next")
        if len(page) < PAGE or following is None:
            return clients
        parameters = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(following["url"]).query))


def quote(client: dict[str, Any]) -> str:
    return urllib.parse.quote(client["client_id"], safe="")


if __name__ == "__main__":
    _unused, action, file, admin_url, prefix, concurrency = sys.argv
    main(action, file, admin_url, prefix, int(concurrency))
