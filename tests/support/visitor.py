# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who logs in and consents, past the collection."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from support.population import TIMEOUT
from support.servers import Server


class Visitor:
    """One subject, in a new browser for each consent. Methods raise requests.RequestException or KeyError."""

    def __init__(self, server: Server, subject: str) -> None:
        self._server = server
        self._subject = subject
        self._admin = self._session()

    @staticmethod
    def _session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxy on the way to 127.0.0.1
        session.headers["Accept"] = "application/json"
        return session

    def consent(self, client: dict[str, Any], scope: str) -> None:
        """Log in to a client and grant it what it asks for, without being remembered as logged in."""
        with self._session() as browser:
            asked = {"client_id": client["client_id"], "response_type": "code", "scope": scope, "prompt": "consent",
                     "redirect_uri": client["redirect_uris"][0], "state": "a-state-of-some-length"}  # fmt: skip
            challenge = self._hop(browser, f"{self._server.public_url}/oauth2/auth", asked)["login_challenge"]
            going = self._accept("login", challenge, {"subject": self._subject, "remember": False})
            challenge = self._hop(browser, going)["consent_challenge"]
            going = self._accept("consent", challenge, {"grant_scope": scope.split(), "remember": True})
            self._hop(browser, going)

    @staticmethod
    def _hop(browser: requests.Session, url: str, query: dict[str, str] | None = None) -> dict[str, str]:
        reply = browser.get(url, params=query, allow_redirects=False, timeout=TIMEOUT)
        reply.raise_for_status()
        return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}

    def _accept(self, kind: str, challenge: str, document: dict[str, Any]) -> str:
        url = f"{self._server.admin_url}{self._server.prefix}/oauth2/auth/requests/{kind}"
        if self._server.names_in_path:
            reply = self._admin.put(f"{url}/{challenge}/accept", json=document, timeout=TIMEOUT)
        else:
            query = {f"{kind}_challenge": challenge}
            reply = self._admin.put(f"{url}/accept", params=query, json=document, timeout=TIMEOUT)
        reply.raise_for_status()
        return str(reply.json()["redirect_to"])
