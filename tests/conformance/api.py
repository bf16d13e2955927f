# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few lines around requests, so that a scenario reads like what it does."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import requests

from hydra_stand_in.client_fields import ClientFields
from hydra_stand_in.generations import Quirks
from hydra_stand_in.operations import operations_of
from support.servers import Server

_NEXT = re.compile(r'<([^>]*)>; rel="next"')


class Api:
    """The admin and public API of one server."""

    def __init__(self, server: Server, keep_alive: bool = True) -> None:
        self.server = server
        self._session = requests.Session()
        if not keep_alive:
            self._session.headers["Connection"] = "close"
        self._session.trust_env = False
        self._session.headers["Accept"] = "application/json"
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.quirks = Quirks.of(server.version)
        operations = operations_of(server.version)
        self.admin_operations = {(each.method, each.path) for each in operations if each.interface == "admin"}
        self.public_operations = {(each.method, each.path) for each in operations if each.interface == "public"}
        self.client_fields = {each.name for each in ClientFields(server.version, self.quirks).all}
        # The ids that the server chose, where it does not let clients do so.
        self._ids: dict[str, str] = {}

    @property
    def at_least_2(self) -> bool:
        return bool(self.server.prefix)

    def admin(self, method: str, path: str, json: Any = None, data: Any = None) -> requests.Response:
        """Send to the admin port; ``path`` is without the generation's prefix."""
        url = f"{self.server.admin_url}{self.server.prefix}{path}"
        return self._session.request(method, url, json=json, data=data, timeout=60, allow_redirects=False)

    def public(
        self, method: str, path: str, form: Mapping[str, Any] | None = None, **headers: str
    ) -> requests.Response:
        url = self.server.public_url + path
        return self._session.request(method, url, data=form, headers=headers, timeout=60, allow_redirects=False)

    def send(self, method: str, url: str, headers: Mapping[str, str], data: str | None) -> requests.Response:
        """Send a request exactly as it is given."""
        body = None if data is None else data.encode()
        return self._session.request(method, url, data=body, headers=headers, timeout=60, allow_redirects=False)

    def browse(self, url: str, query: Mapping[str, str], headers: Mapping[str, str]) -> requests.Response:
        """Fetch a URL as a browser does, with no cookies but those of ``headers``."""
        sent = {"Accept": "*/*", **headers}
        return self._session.get(url, params=query, headers=sent, timeout=60, allow_redirects=False)

    def has(self, method: str, path: str) -> bool:
        """Whether this generation has an operation of the admin API; ``path`` is without its prefix."""
        return (method, "{admin}" + path) in self.admin_operations

    def id_of(self, client: str) -> str:
        """Return the id of a client that a scenario calls by the name ``client``: the same, where it can choose."""
        return self._ids.get(client, client)

    def path_of(self, client: str) -> str:
        return f"/clients/{quote(self.id_of(client), safe='')}"

    def create(self, client: str, **members: Any) -> dict[str, Any]:
        """Create a client, replacing one that an earlier scenario left; return the reply."""
        self.admin("DELETE", self.path_of(client))
        chosen = {} if self.quirks.client_id_is_refused else {"client_id": client}
        reply = self.admin("POST", "/clients", members | chosen)
        assert reply.status_code == 201, reply.text
        document: dict[str, Any] = reply.json()
        self._ids[client] = document["client_id"]
        return document

    def create_unnamed(self, **members: Any) -> str:
        """Create a client; return its id, which the server chooses: 2.0 and 2.1 take no other."""
        reply = self.admin("POST", "/clients", members)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["client_id"])

    def wait(self, seconds: float) -> None:
        """Let time pass: on a real server really, on the stand-in by its clock."""
        if self.server.real:
            time.sleep(seconds)
            return
        switches = f"{self.server.admin_url}/__stand_in__/switches"
        ahead = self._session.get(switches, timeout=60).json()["clock_ahead"]
        reply = self._session.put(switches, json={"clock_ahead": ahead + seconds}, timeout=60)
        assert reply.status_code == 200, reply.text

    def read(self, client: str) -> dict[str, Any]:
        reply = self.admin("GET", self.path_of(client))
        assert reply.status_code == 200, reply.text
        document: dict[str, Any] = reply.json()
        return document

    def pages(self, size: int, **query: str) -> list[list[dict[str, Any]]]:
        """Return all pages, up to the first that is short: by following ``next`` where there is one."""
        parameters = dict(query, **{"page_size" if self.at_least_2 else "limit": str(size)})
        first = f"{self.server.clients_url}?" + "&".join(f"{name}={quote(value)}" for name, value in parameters.items())
        url = first
        found = []
        while True:
            reply = self._session.get(url, timeout=60, allow_redirects=False)
            assert reply.status_code == 200, reply.text
            found.append(reply.json())
            if not self.quirks.link_header and len(found[-1]) == size:
                url = f"{first}&offset={len(found) * size}"
                continue
            match = _NEXT.search(reply.headers.get("Link", ""))
            if match is None or len(found[-1]) < size:
                return found
            assert parse_qs(urlsplit(match.group(1)).query), match.group(1)
            url = urljoin(self.server.admin_url, match.group(1))

    def secret_is_right(self, client: str, secret: str, method: str = "client_secret_basic") -> bool:
        """Ask as design and RFC 7009 allow: revoke a token that does not exist."""
        client_id = self.id_of(client)
        if method == "client_secret_basic":
            reply = self.public("POST", "/oauth2/revoke", {"token": "junk"}, Authorization=basic(client_id, secret))
        else:
            sent = quote(secret, safe="") if self.quirks.form_secret_is_decoded_twice else secret
            form = {"token": "junk", "client_id": client_id, "client_secret": sent}
            reply = self.public("POST", "/oauth2/revoke", form)
        assert reply.status_code in (200, 401), reply.text
        return reply.status_code == 200


def sentence(reply: requests.Response) -> str:
    """Return the useful sentence of a refusal, quoted as the newer servers do."""
    document = reply.json()
    return str(document.get("error_hint") or document["error_description"]).replace('"', "'")


def basic(client_id: str, secret: str) -> str:
    """Return an Authorization header; both halves are form-urlencoded (RFC 6749 section 2.3.1)."""
    text = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return "Basic " + base64.b64encode(text.encode()).decode()
