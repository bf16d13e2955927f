# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser without a screen, and the providers of login and consent that answer for its user."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import requests

from .api import Api, sentence

CALLBACK = "http://127.0.0.1:5555/cb"
SIGNED_OUT = "http://127.0.0.1:5555/out"
SECRET = "flow-client-secret"
CONSENTS = "/oauth2/auth/sessions/consent"

Document = dict[str, Any]


def parameter(url: str, name: str) -> str:
    """Return the first value of a query parameter of a URL, or an empty text."""
    return parse_qs(urlsplit(url).query, keep_blank_values=True).get(name, [""])[0]


def make_client(api: Api, **members: Any) -> str:
    """Create a client that users log in to; return its id, which the server chooses."""
    document = {
        "client_secret": SECRET,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": [SIGNED_OUT],
        "scope": "openid offline extra",
        "token_endpoint_auth_method": "client_secret_post",
    }
    reply = api.admin("POST", "/clients", document | members)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["client_id"])


class Browser:
    """A browser with its cookies; it follows no redirect by itself."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.cookies: dict[str, str] = {}

    def get(self, target: str, **query: str) -> requests.Response:
        """Fetch a URL, or a path of the public port."""
        url = target if "://" in target else self.api.server.public_url + target
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        reply = self.api.browse(url, query, headers if self.cookies else {})
        for line in reply.raw.headers.getlist("Set-Cookie"):
            name, _equals, value = line.split(";", 1)[0].partition("=")
            if "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return reply

    def go(self, target: str, **query: str) -> str:
        """Fetch a URL; return where it sends the browser."""
        reply = self.get(target, **query)
        assert reply.status_code in (302, 303), reply.text
        return reply.headers["Location"]

    def begin(self, client_id: str, **changes: str) -> str:
        """Ask for an authorization; return where the browser is sent. A parameter that is empty is left out."""
        query = {
            "client_id": client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid offline",
            "state": "some-state",
        }
        return self.go("/oauth2/auth", **{name: value for name, value in (query | changes).items() if value})

    def log_in(self, client_id: str, subject: str, answer: Document | None = None, /, **changes: str) -> str:
        """Begin, and be logged in; return where the browser is sent then."""
        challenge = parameter(self.begin(client_id, **changes), "login_challenge")
        assert challenge
        document = {"subject": subject, **self._remembered("login", challenge)}
        reply = self.answer("login", challenge, document | (answer or {}))
        assert reply.status_code == 200, reply.text
        return self.go(reply.json()["redirect_to"])

    def authorize(
        self,
        client_id: str,
        subject: str,
        consent: Document | None = None,
        login: Document | None = None,
        /,
        **changes: str,
    ) -> str:
        """Begin, be logged in, and consent; return where the browser ends."""
        challenge = parameter(self.log_in(client_id, subject, login, **changes), "consent_challenge")
        assert challenge
        document = {"grant_scope": ["openid", "offline"], **self._remembered("consent", challenge)}
        reply = self.answer("consent", challenge, document | (consent or {}))
        assert reply.status_code == 200, reply.text
        return self.go(reply.json()["redirect_to"])

    def answer(self, kind: str, challenge: str, document: Any, action: str = "accept") -> requests.Response:
        """Accept or reject a request."""
        return self.api.admin("PUT", self._path(kind, challenge, f"/{action}"), document)

    def request(self, kind: str, challenge: str) -> requests.Response:
        """Read a request."""
        return self.api.admin("GET", self._path(kind, challenge))

    def _remembered(self, kind: str, challenge: str) -> Document:
        """Ask for an answer to be remembered for ever, unless that is refused because nobody is asked for one."""
        refused = self.api.quirks.skipped_cannot_be_remembered and self.request(kind, challenge).json()["skip"]
        return {"remember": not refused, "remember_for": 0}

    def _path(self, kind: str, challenge: str, action: str = "") -> str:
        path = f"/oauth2/auth/requests/{kind}"
        if self.api.server.names_in_path:
            return f"{path}/{quote(challenge, safe='')}{action}"
        return f"{path}{action}?{urlencode({f'{kind}_challenge': challenge})}"

    def tokens(self, client_id: str, subject: str, consent: Document | None = None, /, **changes: str) -> Document:
        """Go all the way to tokens."""
        code = parameter(self.authorize(client_id, subject, consent, **changes), "code")
        reply = exchange(self.api, client_id, code)
        assert reply.status_code == 200, reply.text
        document: Document = reply.json()
        return document


def exchange(api: Api, client_id: str, code: str, **changes: str) -> requests.Response:
    """Ask for the tokens of an authorization code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return ask_token(api, client_id, **(form | changes))


def ask_token(api: Api, client_id: str, **form: str) -> requests.Response:
    """Ask the token endpoint."""
    return api.public("POST", "/oauth2/token", {"client_id": client_id, "client_secret": SECRET} | form)


def introspect(api: Api, token: str, **form: str) -> Document:
    """Return what the server says of a token."""
    document: Document = api.admin("POST", "/oauth2/introspect", data={"token": token} | form).json()
    return document


def active(api: Api, tokens: Document) -> tuple[bool, bool]:
    """Whether the access token and the refresh token are active."""
    return introspect(api, tokens["access_token"])["active"], introspect(api, tokens["refresh_token"])["active"]


def consents_path(api: Api, subject: str) -> str:
    """Return where the consents of a subject are; a query can go on there."""
    return f"{CONSENTS}/{subject}?" if api.server.names_in_path else f"{CONSENTS}?subject={subject}"


def consents(api: Api, subject: str, query: str = "") -> list[Document]:
    """Return the consents of a subject, a page of them."""
    reply = api.admin("GET", consents_path(api, subject) + query)
    assert reply.status_code == 200, reply.text
    rows: list[Document] = reply.json()
    return rows


def clients_of(rows: list[Document]) -> list[str]:
    """Return the clients that consents were given to."""
    return [row["consent_request"]["client"]["client_id"] for row in rows]


def grant_error(reply: requests.Response) -> str:
    """Return the sentence of a refused grant (RFC 6749 section 5.2)."""
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant"), reply.text
    return sentence(reply)
