# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as one sees it who asks it himself, past the collection: what there is, and whether a secret works."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests

from generators.conftest import Site

Document = dict[str, Any]

OLD = "the-secret-from-before"
ISSUER = "fault-idp"
SETS = ("fault-one", "fault-two")
_SERVER_SIDE = {"created_at", "updated_at", "client_secret", "registration_access_token", "registration_client_uri"}


class Server:
    """The server as somebody sees it who asks it himself."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["Connection"] = "close"  # a server may end one that rests at any moment
        self._prefix = "" if site.version.startswith("1.") else "/admin"

    def ask(self, method: str, path: str, document: Any = None) -> requests.Response:
        return self._http.request(method, self.site.admin_url + self._prefix + path, json=document, timeout=60)

    def must(self, method: str, path: str, document: Any = None) -> Any:
        reply = self.ask(method, path, document)
        assert reply.ok or (method == "DELETE" and reply.status_code == 404), (
            method,
            path,
            reply.status_code,
            reply.text,
        )
        return reply.json() if reply.content else None

    def clear(self) -> None:
        """Forget what these scenarios make beside clients."""
        for name in (*SETS, *(f"{name}.next" for name in SETS)):
            self.must("DELETE", f"/keys/{name}")
        for grant in self.grants():
            self.must("DELETE", f"/trust/grants/jwt-bearer/issuers/{grant['id']}")
        self.must("DELETE", f"/keys/{ISSUER}")

    def clients(self) -> dict[str, Document]:
        rows = self.must("GET", "/clients") or []
        return {
            row["client_id"]: {name: value for name, value in row.items() if name not in _SERVER_SIDE and value}
            for row in rows
        }

    def grants(self) -> list[Document]:
        reply = self.ask("GET", "/trust/grants/jwt-bearer/issuers")
        return [] if reply.status_code in (404, 405) else [row for row in reply.json() if row["issuer"] == ISSUER]

    def trusted(self) -> dict[str, Document]:
        """Subject and kid -> what is trusted, the key included."""
        found = {}
        for row in self.grants():
            kid = row["public_key"]["kid"]
            (jwk,) = self.must("GET", f"/keys/{ISSUER}/{kid}")["keys"]
            whole = {"scope": sorted(row["scope"] or []), "expires_at": row["expires_at"], "x": jwk["x"]}
            found[f"{row['subject']} {kid}"] = whole
        return found

    def key_sets(self) -> dict[str, list[tuple[Any, ...]]]:
        """Set -> kind of each key; what the server or the module made up of their names is left out."""
        found = {}
        for name in (*SETS, *(f"{name}.next" for name in SETS)):
            reply = self.ask("GET", f"/keys/{name}")
            rows = reply.json()["keys"] if reply.ok else []
            kinds = [
                (
                    row["kid"].split(":")[-1] if len(row["kid"]) < 12 else "made",
                    row.get("alg"),
                    row.get("use"),
                    "d" in row,
                )
                for row in rows
            ]
            found[name] = sorted(kinds, key=repr)
        return found

    def challenge(self, kind: str) -> str:
        """What a browser is sent to the login or the consent application with."""
        client = {
            "client_id": "web",
            "client_secret": OLD,
            "scope": "read",
            "redirect_uris": ["https://web.example.com/cb"],
        }
        self.must("POST", "/clients", {**client, "grant_types": ["authorization_code"], "response_types": ["code"]})
        with requests.Session() as browser:
            browser.trust_env = False
            query = {"client_id": "web", "response_type": "code", "scope": "read", "state": "a-state-of-some-length"}
            found = _hop(
                browser, f"{self.site.public_url}/oauth2/auth", {**query, "redirect_uri": client["redirect_uris"][0]}
            )
            if kind == "login":
                return found["login_challenge"]
            accept = f"/oauth2/auth/requests/login/accept?login_challenge={quote(found['login_challenge'], safe='')}"
            going = self.must("PUT", accept, {"subject": "somebody"})["redirect_to"]
            return _hop(browser, going)["consent_challenge"]

    def works(self, client_id: str, secret: str) -> bool:
        """Whether a client authenticates with this secret."""
        reply = self._http.post(
            self.site.public_url + "/oauth2/revoke",
            data={"token": "none"},
            auth=(quote(client_id, safe=""), quote(secret, safe="")),
            timeout=60,
        )
        return reply.status_code == 200


def _hop(browser: requests.Session, url: str, query: Document | None = None) -> dict[str, str]:
    reply = browser.get(url, params=query, allow_redirects=False, timeout=60)
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}
