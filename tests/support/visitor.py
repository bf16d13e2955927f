# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who logs in and consents, past the collection."""

from __future__ import annotations

import http.client
import json
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from support.population import TIMEOUT
from support.servers import Server


class Visitor:
    """One subject, in a new browser for each consent, over two connections. Methods raise OSError, or KeyError."""

    def __init__(self, server: Server, subject: str) -> None:
        self._server = server
        self._subject = subject
        self._admin, self._public = (
            http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT)
            for url in (server.admin_url, server.public_url)
        )

    def consent(self, client: dict[str, Any], scope: str) -> None:
        """Log in to a client and grant it what it asks for, without being remembered as logged in."""
        browser: dict[str, str] = {}
        asked = {"client_id": client["client_id"], "response_type": "code", "scope": scope, "prompt": "consent",
                 "redirect_uri": client["redirect_uris"][0], "state": "a-state-of-some-length"}  # fmt: skip
        challenge = self._hop(browser, f"/oauth2/auth?{urlencode(asked)}")["login_challenge"]
        going = self._accept("login", challenge, {"subject": self._subject, "remember": False})
        challenge = self._hop(browser, going)["consent_challenge"]
        going = self._accept("consent", challenge, {"grant_scope": scope.split(), "remember": True})
        self._hop(browser, going)

    def _hop(self, browser: dict[str, str], url: str) -> dict[str, str]:
        """Follow an address of the public API; return the query of where it leads. ``browser`` is its cookies."""
        there = urlsplit(url)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.items() if value)
        self._public.request("GET", f"{there.path}?{there.query}", headers={"Cookie": cookies} if cookies else {})
        reply, _body = self._reply(self._public)
        for text in reply.headers.get_all("Set-Cookie", []):
            browser |= {name: cookie.value for name, cookie in SimpleCookie(text).items()}
        return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}

    def _accept(self, kind: str, challenge: str, document: dict[str, Any]) -> str:
        path = f"{self._server.prefix}/oauth2/auth/requests/{kind}"
        query = urlencode({f"{kind}_challenge": challenge})
        path += f"/{challenge}/accept" if self._server.names_in_path else f"/accept?{query}"
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        self._admin.request("PUT", path, json.dumps(document), headers)
        return str(json.loads(self._reply(self._admin)[1])["redirect_to"])

    @staticmethod
    def _reply(connection: http.client.HTTPConnection) -> tuple[http.client.HTTPResponse, bytes]:
        reply = connection.getresponse()
        body = reply.read()
        if reply.status >= 400:
            raise OSError(f"{reply.status}: {body.decode(errors='replace')}")
        return reply, body
