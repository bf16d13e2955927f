# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorder: sends requests, writes each exchange as a line of JSON, and knows the routes of each generation."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Callable
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

# JSON paths that differ between two runs against fresh servers of the same version.
# '*' = any index or key, '**' = any depth.  request.* entries repeat values taken from earlier answers.
VOLATILE = [
    "response.json.**.created_at",
    "response.json.**.updated_at",
    "response.json.**.handled_at",
    "response.json.**.requested_at",
    "response.json.expires_at (logout requests only)",
    "response.json.client_secret (when the server chose it: no client_secret in the request)",
    "response.json.registration_access_token",
    "response.json.registration_client_uri (host, and id when generated)",
    "response.json.client_id (scenarios client_create_generated_id, client_create_bad with body null; "
    "2.0-2.1: every client)",
    "response.json.id / response.json.*.id (trust grants)",
    "response.json.keys.*.{kid,k,n,d,p,q,dp,dq,qi,x,y} (scenario keys_generate only; kid only where it was omitted)",
    "response.json.keys order (scenarios keys_*: ties in creation time)",
    "response.json.* order and page contents (trust_list: sorted by random id; client_list on 2.0-2.1: "
    "random ids, on rc.6: random)",
    "response.json.**.challenge",
    "response.json.**.login_challenge",
    "response.json.**.session_id",
    "response.json.**.login_session_id",
    "response.json.**.consent_request_id",
    "response.json.**.sid",
    "response.json.**.request_url (host; logout: id_token)",
    "response.json.redirect_to (verifier, host)",
    ""
    "response.json.{access_token,refresh_token,id_token,device_code,user_code,verification_uri,verification_uri_complete,expires_in}",
    "response.json.{exp,iat,nbf,iss} (introspection)",
    "response.json.version",
    "response.text (metrics)",
    "response.headers.Location (host, ids, challenge, verifier, code)",
    "response.headers.Link (page_token, from 25.4 on)",
    "request.path, request.query, request.form, request.headers.Authorization (rotate), request.json "
    "(client_create_jwks_uri: the PUT): values taken from earlier answers",
]

KEEP = ("Content-Type", "Location", "Link", "X-Total-Count")
CALLBACK = "http://127.0.0.1:5555/cb"
RSA1: dict[str, Any] = {
    "kty": "RSA",
    "kid": "t1",
    "use": "sig",
    "alg": "RS256",
    "e": "AQAB",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
    "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
    "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
    "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
}
EC1: dict[str, Any] = {
    "kty": "EC",
    "kid": "ec1",
    "use": "sig",
    "alg": "ES256",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
EC1P: dict[str, Any] = dict(EC1, d="jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")
OCT: dict[str, Any] = {
    "kty": "oct",
    "kid": "o1",
    "use": "sig",
    "alg": "HS256",
    "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYg",
}

ISS, ISS2 = "rec-issuer", "https://rec-idp.example/x"


def _print(line: str) -> None:
    print(line, flush=True)


Answer = tuple[int, Any, Message]
Query = list[tuple[str, str]]


class Recorder:
    """One recording: where it goes, and the state of the scenario that is running.

    ``prefix`` is '/admin' for Hydra >= 2.0 and '' below.  Labels of the form 1.0.0-rc.N with N <= 8 select the old
    path-style session and request routes.
    """

    def __init__(
        self,
        admin_url: str,
        public_url: str,
        prefix: str,
        version: str,
        store: str = "memory",
        write: Callable[[str], object] | None = None,
    ) -> None:
        self.admin_url, self.public_url = admin_url.rstrip("/"), public_url.rstrip("/")
        self.prefix, self.version, self.store = prefix, version, store
        candidate = re.match(r"1\.0\.0-rc\.(\d+)", version)
        self.path_style = bool(candidate and int(candidate.group(1)) <= 8)
        self.clients, self.keys = prefix + "/clients", prefix + "/keys"
        self.issuers = prefix + "/trust/grants/jwt-bearer/issuers"
        self.jar: dict[str, str] = {}
        self.name, self.step = "", 0
        self._write = write or _print

    def write(self, line: dict[str, Any]) -> None:
        self._write(json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")))

    def meta(self) -> None:
        """Write the first line."""
        _status, body, _headers = self.call("GET", "/version", quiet=True)
        about = {
            "version": self.version,
            "reported_version": body.get("version") if isinstance(body, dict) else None,
            "store": self.store,
            "prefix": self.prefix,
            "path_style": self.path_style,
            "admin": self.admin_url,
            "public": self.public_url,
            "volatile": VOLATILE,
        }
        self._write(json.dumps({"meta": about}, sort_keys=True))

    def scenario(self, name: str) -> None:
        self.name, self.step, self.jar = name, 0, {}

    def call(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        json_: Any = None,
        form: list[tuple[str, str]] | None = None,
        text: str | None = None,
        headers: dict[str, str | None] | None = None,
        interface: str = "admin",
        note: str | None = None,
        cookies: bool = False,
        limit: int | None = None,
        quiet: bool = False,
    ) -> Answer:
        """Send one request; write the exchange unless ``quiet``; return status, parsed body or text, and headers."""
        base = urlsplit(self.admin_url if interface == "admin" else self.public_url)
        head: dict[str, str | None] = {"Accept": "application/json"}
        shown = dict(headers or {})
        head.update(shown)
        body = None
        if json_ is not None:
            body, head["Content-Type"] = json.dumps(json_).encode(), "application/json"
        elif form is not None:
            body, head["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
        elif text is not None:
            body = text.encode()
            head.setdefault("Content-Type", "application/json")
        if cookies and self.jar:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
            shown["Cookie"] = "<jar>"
        target = path + ("?" + urlencode(query, quote_via=quote) if query else "")
        connection = http.client.HTTPConnection(base.hostname or "", base.port, timeout=120)
        try:
            sent = {name: value for name, value in head.items() if value is not None}
            connection.request(method, target, body=body, headers=sent)
            raw = connection.getresponse()
            payload = raw.read()
        finally:
            connection.close()
        set_cookies = [each.split(";", 1)[0].split("=", 1) for each in raw.headers.get_all("Set-Cookie") or []]
        if cookies:
            self.jar.update(dict(set_cookies))
        out: dict[str, Any] = {
            "status": raw.status,
            "headers": {name: raw.headers[name] for name in KEEP if name in raw.headers},
        }
        try:
            value = json.loads(payload)
            out["json"] = value
        except ValueError:
            value = payload.decode("utf-8", "replace")
            if limit is None and 300 <= raw.status < 400:
                limit = 0  # a redirect's HTML only repeats its Location
            out["text"] = value if limit is None else value[:limit]
            if limit is not None and len(value) > limit:
                out["truncated"] = True
        if set_cookies:
            out["set_cookie_names"] = sorted({name for name, _unused in set_cookies})
        if not quiet:
            request: dict[str, Any] = {"method": method, "path": path, "query": query or [], "headers": shown}
            for name, sent_body in (("json", json_), ("form", form), ("text", text)):
                if sent_body is not None:
                    request[name] = sent_body
            self._note(interface, request, out, note)
        return raw.status, value, raw.headers

    def note_failure(self, query: Query, problem: Exception) -> None:
        """Write an exchange of a client listing that ended without an answer."""
        request = {"method": "GET", "path": self.clients, "query": query, "headers": {}}
        text = f"connection closed without an answer ({type(problem).__name__})"
        self._note("admin", request, {"status": 0, "headers": {}, "text": text}, None)

    def _note(self, interface: str, request: dict[str, Any], response: dict[str, Any], note: str | None) -> None:
        self.step += 1
        line = {"scenario": self.name, "step": self.step, "interface": interface, "request": request}
        self.write(dict(line, response=response, **({"note": note} if note else {})))

    def pub(self, method: str, path: str, **arguments: Any) -> Answer:
        return self.call(method, path, interface="public", **arguments)

    def hop(self, url: str, **arguments: Any) -> str:
        """Follow one redirect target of the public interface by hand, with cookies; return its Location."""
        parts = urlsplit(url)
        pairs = [(k, v) for k, vs in parse_qs(parts.query, keep_blank_values=True).items() for v in vs]
        _status, _body, headers = self.pub("GET", parts.path, query=pairs, cookies=True, **arguments)
        return headers.get("Location") or ""

    def rq(self, kind: str, challenge: str, action: str = "") -> tuple[str, Query | None]:
        """Return path and query of a login, consent or logout request route."""
        path = self.prefix + "/oauth2/auth/requests/" + kind
        if self.path_style:
            return path + "/" + quote(challenge, safe="") + action, None
        return path + action, [(kind + "_challenge", challenge)]

    def sess(self, kind: str, subject: str, client: str | None = None, all_: bool = False) -> tuple[str, Query | None]:
        """Return path and query of a session route."""
        path = self.prefix + "/oauth2/auth/sessions/" + kind
        if self.path_style:
            return path + "/" + quote(subject, safe="") + ("/" + quote(client, safe="") if client else ""), None
        query = [("subject", subject)]
        if client:
            query.append(("client", client))
        if all_:
            query.append(("all", "true"))
        return path, query

    def has(self, since: tuple[int, ...]) -> bool:
        """Whether the labelled version is at least ``since``; only to leave out scenarios that need a setup."""
        match = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", self.version)
        return match is None or tuple(int(part or 0) for part in match.groups()) >= since

    def make_client(self, client_id: str, **fields: Any) -> str:
        """Create a client, unrecorded; return its id, which on 2.0-2.1 is the server's choice."""
        body = dict(fields, client_id=client_id)
        self.call("DELETE", self.clients + "/" + client_id, quiet=True)
        status, reply, _headers = self.call("POST", self.clients, json_=body, quiet=True)
        if status == 400:
            del body["client_id"]
            status, reply, _headers = self.call("POST", self.clients, json_=body, quiet=True)
        return str(reply.get("client_id", client_id)) if isinstance(reply, dict) else client_id


def qs(url: str, name: str) -> str:
    """Return the first value of a query parameter of a URL, or an empty text."""
    return parse_qs(urlsplit(url).query).get(name, [""])[0]


def basic(user: str, secret: str) -> dict[str, str | None]:
    """Return the header of HTTP Basic, both halves form-urlencoded."""
    text = f"{quote(user, safe='')}:{quote(secret, safe='')}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}
