# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes random requests from a specification, which use what earlier answers told."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from conformance.browser import CALLBACK
from conformance.specified import Specified

from .request import Pool, Request
from .values import BROKEN, CHALLENGE, CONTENT_TYPES, ODD, SETS, VALUES, VERBS, VERIFIER, odd_value, value

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# What the specifications leave out: parameters of OAuth 2.0 and OpenID Connect.
_AUTHORIZATION = ("redirect_uri", "response_type", "scope", "state", "nonce", "prompt", "max_age", "response_mode",
                  "login_hint", "id_token_hint", "audience")  # fmt: skip
_LOGOUT = ("id_token_hint", "post_logout_redirect_uri", "state")
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
# What makes an operation likely: a value of that name that nothing was done with yet.
_WANTED = {
    "/oauth2/auth/requests/login/accept": "login_challenge",
    "/oauth2/auth/requests/consent/accept": "consent_challenge",
    "/oauth2/auth/requests/logout/accept": "logout_challenge",
    "/oauth2/auth/requests/device/accept": "device_challenge",
    "/oauth2/token": "code",
    "/oauth2/introspect": "access_token",
    "/userinfo": "access_token",
    "/oauth2/register/{id}": "registration_access_token",
    "/oauth2/device/verify": "user_code",
}
_FOLLOW = Specified("public", "GET", "follow")
#: Parts of requests that are spoiled, and how often one of them is.
_SPOILED = 0.35


class Maker:
    """Makes the requests of one sequence.  ``prefix`` is the one of the admin API."""

    def __init__(self, random: Random, operations: list[Specified], prefix: str) -> None:
        self._random = random
        self._operations = [*operations, _FOLLOW]
        self._prefix = prefix
        self.pool = Pool()

    def request(self) -> Request:
        """Return the next request."""
        operation = self._random.choices(self._operations, [self._weight(one) for one in self._operations])[0]
        made = self._follow() if operation is _FOLLOW else self._make(operation)
        return self._spoil(operation, made) if self._random.random() < _SPOILED else made

    def _weight(self, operation: Specified) -> float:
        """Return how likely an operation is: what goes on with what is begun is likelier."""
        if operation is _FOLLOW:
            return 25.0 if self.pool.fresh.get("url") else 0.0
        if operation.path.startswith(("/health", "/version", "/.well-known")):
            return 0.3
        wanted = _WANTED.get(operation.path)
        if wanted and self.pool.fresh.get(wanted):
            return 10.0
        if operation.path == "/clients" and operation.method == "POST":
            return 12.0 if len(self.pool.secrets) < 2 else 3.0
        if operation.path in ("/oauth2/auth", "/oauth2/token", "/oauth2/device/auth") and self.pool.secrets:
            return 4.0
        return 1.0

    # -- whole requests

    def _follow(self) -> Request:
        """Let the browser go where it was sent."""
        return Request("public", "GET", self.pool.take("url") or "/", name="follow")

    def _make(self, operation: Specified) -> Request:
        path = "".join(self._part(operation, part) for part in operation.path.replace("{", "\0{").split("\0"))
        prefix = self._prefix if operation.interface == "admin" and not path.startswith(("/health", "/version")) else ""
        name = f"{operation.interface} {operation.method} {operation.path}"
        made = Request(operation.interface, operation.method, prefix + path, self._query(operation), name=name)
        if operation.path == "/oauth2/auth":
            return replace(made, query=self._authorization())
        if operation.path == "/oauth2/sessions/logout":
            return replace(made, query=self._some(_LOGOUT))
        if operation.path == "/oauth2/device/verify":
            return replace(made, query=self._some(("user_code",)))
        if operation.path == "/userinfo" or operation.path.startswith("/oauth2/register/"):
            kind = "access_token" if operation.path == "/userinfo" else "registration_access_token"
            return replace(self._with_body(made, operation), bearer=self.pool.take(kind) or self._known(kind) or "junk")
        if operation.path in ("/oauth2/token", "/oauth2/revoke", "/oauth2/device/auth"):
            return self._as_client(made, self._token() if operation.path == "/oauth2/token" else self._other_form(made))
        return self._with_body(made, operation)

    def _part(self, operation: Specified, part: str) -> str:
        """Return a part of a path, with a value in place of its parameter."""
        if not part.startswith("{"):
            return part
        name, _brace, rest = part[1:].partition("}")
        if name == "set":
            chosen = self._random.choice(SETS)
        elif name == "id" and "trust" in operation.path:
            chosen = self._known("id") or "no-such-grant"
        else:
            chosen = self._known("client_id" if name == "id" else name) or str(self._random.choice(VALUES[name]))
        return quote(chosen, safe="") + rest

    def _query(self, operation: Specified) -> tuple[tuple[str, str], ...]:
        """Return a query: what an operation needs, mostly; what it does not, at times."""
        needed = [name for name in operation.query if name.endswith("_challenge")]
        found = [(name, self.pool.take(name) or self._known(name) or "junk") for name in needed]
        others = [name for name in operation.query if name not in needed and self._random.random() < 0.4]
        return (*found, *self._some(tuple(others), 1.0))

    def _some(self, names: tuple[str, ...], likely: float = 0.4) -> tuple[tuple[str, str], ...]:
        return tuple((name, self._text(name)) for name in names if self._random.random() < likely)

    def _authorization(self) -> tuple[tuple[str, str], ...]:
        """Return the query of an authorization: mostly one that leads to a login."""
        client = self._known("client_id") or "app"
        query = {"client_id": client, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid offline",
                 "state": "a-state-of-enough-length", "nonce": "a-nonce-of-enough-length"}  # fmt: skip
        if self._random.random() < 0.5:
            query |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        for name in self._random.sample(_AUTHORIZATION, self._random.choice((0, 0, 1, 2))):
            query[name] = self._text(name)
        return tuple(query.items())

    def _token(self) -> dict[str, str]:
        """Return the form of a grant."""
        code, refresh, device = (self.pool.take(name) for name in ("code", "refresh_token", "device_code"))
        if code:
            given = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
            return given | ({"code_verifier": VERIFIER} if self._random.random() < 0.6 else {})
        if refresh:
            return {"grant_type": "refresh_token", "refresh_token": refresh, **dict(self._some(("scope",), 0.2))}
        if device:
            return {"grant_type": _DEVICE, "device_code": device}
        names = ("grant_type", "scope", "code", "redirect_uri", "refresh_token", "audience")
        return dict(self._some(names, 0.3)) | {"grant_type": self._text("grant_type")}

    def _other_form(self, made: Request) -> dict[str, str]:
        return dict(self._some(("token", "token_type_hint") if "revoke" in made.path else ("scope", "audience"), 0.8))

    def _as_client(self, made: Request, form: dict[str, str]) -> Request:
        """Return a request with a form, and the credentials of a client in either place."""
        client = self._random.choice(sorted(self.pool.secrets) or ["app"])
        secret = self.pool.secrets.get(client, "wrong")
        made, way = replace(made, content_type=FORM), self._random.random()
        if way < 0.5:
            return replace(made, body=urlencode(form), credentials=(client, secret))
        given = {"client_id": client} if way > 0.9 else {"client_id": client, "client_secret": secret}
        return replace(made, body=urlencode(form | given))

    def _with_body(self, made: Request, operation: Specified) -> Request:
        if not operation.bodies:
            return made
        content_type = self._random.choice(sorted(operation.bodies))
        document = self._document(operation, operation.bodies[content_type])
        if content_type == FORM:
            return replace(made, content_type=FORM, body=urlencode({k: str(v) for k, v in document.items()}))
        return replace(made, content_type=content_type, body=json.dumps(document))

    def _document(self, operation: Specified, shape: Any) -> Any:
        """Return a body: mostly one that is accepted."""
        if isinstance(shape, list):
            steps = self._random.choice((1, 1, 2, 3))
            return [
                {name: self._member(name, "any") for name in shape[0] if name != "from"} for _unused in range(steps)
            ]
        if "redirect_uris" in shape:
            return self._client(operation, shape)
        chosen = [name for name in shape if self._random.random() < (0.9 if len(shape) < 8 else 0.5)]
        return {name: self._member(name, shape[name]) for name in chosen}

    def _client(self, operation: Specified, shape: dict[str, Any]) -> dict[str, Any]:
        """Return a client that can be used, with a few more members."""
        document: dict[str, Any] = {
            "client_id": self._random.choice(VALUES["client_id"]),
            "client_secret": self._random.choice(VALUES["client_secret"]),
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials", "implicit", _DEVICE],
            "response_types": ["code", "token", "id_token"],
            "scope": "openid offline offline_access extra",
            "token_endpoint_auth_method": self._random.choice(("client_secret_basic", "client_secret_post", "none")),
        }
        if operation.interface == "public":
            del document["client_id"], document["client_secret"]
        for name in self._random.sample(sorted(shape), self._random.choice((0, 1, 2, 4))):
            document[name] = value(self._random, name, shape[name])
        return {name: member for name, member in document.items() if self._random.random() < 0.95}

    # -- values

    def _member(self, name: str, shape: Any) -> Any:
        if name == "user_code" or (isinstance(shape, str) and name in ("token", "jwt")):
            return self._text(name)
        return value(self._random, name, shape)

    def _known(self, name: str) -> str | None:
        """Return a value that an answer told, rather a new one; or None."""
        known = self.pool.values.get(name)
        if not known or self._random.random() < 0.05:
            return None
        return known[-1] if self._random.random() < 0.5 else self._random.choice(known)

    def _text(self, name: str) -> str:
        known = self._known(name) if self._random.random() < 0.6 else None
        return known if known is not None else str(self._random.choice(VALUES.get(name, ("text", ""))))

    # -- what nobody would send

    def _spoil(self, operation: Specified, made: Request) -> Request:
        """Return a request with one thing in it that is odd."""
        ways = [self._spoil_query, self._spoil_path] if operation is not _FOLLOW else [self._spoil_query]
        if made.body is not None:
            ways += [self._spoil_body] * 3 + [self._spoil_text, self._spoil_type]
        if made.bearer or made.credentials:
            ways += [self._spoil_credentials]
        return self._random.choice(ways)(made)

    def _spoil_query(self, made: Request) -> Request:
        query = list(made.query)
        names = [name for name, _text in query] or ["limit", "page_size", "subject", "client_id", "unknown"]
        name, odd = self._random.choice(names), str(self._random.choice(ODD))
        way = self._random.randrange(3) if query else 2
        if way == 0:
            query = [pair for pair in query if pair[0] != name]
        elif way == 1:
            query = [(each, odd if each == name else text) for each, text in query]
        else:
            query.insert(self._random.randrange(len(query) + 1), (name, odd))
        return replace(made, query=tuple(query))

    def _spoil_path(self, made: Request) -> Request:
        way = self._random.randrange(4)
        if way == 0:
            return replace(made, method=self._random.choice(VERBS))
        if way == 1:
            return replace(made, path=made.path + "/")
        head, _slash, _tail = made.path.rpartition("/")
        return replace(made, path=f"{head}/{quote(str(self._random.choice(ODD)), safe='')}")

    def _spoil_text(self, made: Request) -> Request:
        return replace(made, body=self._random.choice(BROKEN))

    def _spoil_type(self, made: Request) -> Request:
        return replace(made, content_type=self._random.choice(CONTENT_TYPES))

    def _spoil_credentials(self, made: Request) -> Request:
        odd = str(self._random.choice(ODD))
        if made.bearer is not None:
            header = odd if odd.isascii() and odd.isprintable() else "junk"
            return replace(made, bearer=self._random.choice((header, None)))
        assert made.credentials
        client, _secret = made.credentials
        return replace(made, credentials=self._random.choice(((client, odd), (odd, "wrong"), None)))

    def _spoil_body(self, made: Request) -> Request:
        """Change a member of the body: another value, none, or one more."""
        assert made.body is not None
        if made.content_type == FORM:
            pairs = [pair.partition("=") for pair in made.body.split("&") if "=" in pair]
            spoiled = self._spoil_query(replace(made, query=tuple((one[0], "") for one in pairs)))
            kept = {name: text for name, _sign, text in pairs}  # the texts are encoded already
            return replace(made, body="&".join(f"{n}={t and quote(t) or kept.get(n, '')}" for n, t in spoiled.query))
        document = json.loads(made.body)
        place = document
        while isinstance(place, list) and place:
            place = self._random.choice(place)
        if not isinstance(place, dict):
            return replace(made, body=json.dumps(self._random.choice(ODD)))
        name = self._random.choice([*sorted(place), "unknown"])
        inner = place.get(name)
        if isinstance(inner, dict) and inner and self._random.random() < 0.7:
            place, name = inner, self._random.choice(sorted(inner))
        if self._random.random() < 0.25:
            place.pop(name, None)
        else:
            place[name] = odd_value(self._random, name)
        return replace(made, body=json.dumps(document))
