# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts of other sites get (CORS); ``python -m conformance.cross_origin`` writes what real servers answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import requests

from conformance.api import Api, basic
from conformance.browser import SECRET
from support import servers

FACTS = Path(__file__).with_suffix(".json")
VERSIONS = ("26.2.0", "2.3.0", "1.11.10", "1.9.2")

_LISTED, _WILD, _DEEPER = "http://127.0.0.1:3000", "https://app.example.com", "https://b.app.example.com"
_OF_CLIENT, _LIKE_ONE_OF_CLIENT, _OTHER = "https://spa.example.org", "https://any.example.net", "https://evil.example"
_ORIGINS = (_LISTED, _LISTED.upper(), _WILD, _DEEPER, _OF_CLIENT, _LIKE_ONE_OF_CLIENT, "http://a.b.c", _OTHER, "")
_LIST = {"ALLOWED_ORIGINS": f"{_LISTED},https://*.example.com"}
# Up to 2.3.0, a list in the environment replaces the first entries of the default, so none of these is shorter.
_ALL = _LIST | {
    "ALLOWED_METHODS": ",".join(["GET", "POST"] * 5),
    "ALLOWED_HEADERS": ",".join(["authorization", "x-own"] * 3),
    "EXPOSED_HEADERS": "x-own,Link," + ",".join(f"x-{number}" for number in range(5)),
    "ALLOW_CREDENTIALS": "false",
    "MAX_AGE": "600",
}
#: What each server is configured with, on both ports.
CONFIGURATIONS: dict[str, dict[str, str]] = {
    "off": {},
    "on": {"ENABLED": "true"},
    "any": {"ENABLED": "true", "ALLOWED_ORIGINS": "*"},
    "listed": {"ENABLED": "true"} | _LIST,
    "own": {"ENABLED": "true"} | _ALL,
}
_FORM = {"grant_type": "client_credentials"}
_METHODS = ("PUT", "put", "HEAD", "TRACE", "PROPFIND", "")
_HEADERS = (
    *("authorization,content-type", "content-type,authorization", "authorization, content-type"),
    *("Authorization", "x-own", "x-requested-with", "accept", "origin", "authorization,", ""),
)


def settings(configuration: str) -> dict[str, str]:
    """Return the environment of a server of that configuration."""
    given = CONFIGURATIONS[configuration]
    return {f"SERVE_{port}_CORS_{name}": value for port in ("PUBLIC", "ADMIN") for name, value in given.items()}


def observe(api: Api, configuration: str) -> dict[str, list[str]]:
    """Return what answers there were (status, and headers that are about origins), and to which requests."""
    found: dict[str, list[str]] = {}
    for step, answer in _asked(api, configuration):
        found.setdefault(answer, []).append(step)
    return found


def _asked(api: Api, configuration: str) -> Iterator[tuple[str, str]]:
    client = api.create_unnamed(
        client_secret=SECRET,
        grant_types=["client_credentials"],
        allowed_cors_origins=[_OF_CLIENT, "https://*.example.net", "http://*"],
    )
    header = {"Authorization": basic(client, SECRET)}
    bearer = f"Bearer {api.public('POST', '/oauth2/token', _FORM, **header).json()['access_token']}"
    for origin in _ORIGINS if configuration == "listed" else (_LISTED,):
        sent = {"Origin": origin} if origin else {}
        before = sent | {"Access-Control-Request-Method": "POST"}
        yield f"{origin} before", _seen(api.public("OPTIONS", "/oauth2/token", None, **before))
        yield f"{origin} token", _seen(api.public("POST", "/oauth2/token", _FORM, **sent, **header))
        refused = _FORM | {"client_id": client, "client_secret": "wrong"}
        yield f"{origin} token by form", _seen(api.public("POST", "/oauth2/token", refused, **sent))
        yield f"{origin} user", _seen(api.public("GET", "/userinfo", None, **sent, Authorization=bearer))
        yield f"{origin} /nowhere", _seen(api.public("GET", "/nowhere", None, **sent))
    if configuration in ("off", "any"):
        return
    for origin in (_LISTED, _OTHER, "") if configuration == "listed" else (_LISTED,):
        sent = {"Origin": origin} if origin else {}
        before = sent | {"Access-Control-Request-Method": "POST"}
        for path in ("/.well-known/jwks.json", "/oauth2/auth", "/health/alive", "/nowhere"):
            yield f"{origin} before {path}", _seen(api.public("OPTIONS", path, None, **before))
        yield f"{origin} token of nobody", _seen(api.public("POST", "/oauth2/token", _FORM, **sent))
        for path in ("/userinfo", "/oauth2/sessions/logout", "/health/alive", "/oauth2/token"):
            yield f"{origin} {path}", _seen(api.public("GET", path, None, **sent))
        for path in ("/oauth2/token", "/oauth2/auth"):
            yield f"{origin} options of {path}", _seen(api.public("OPTIONS", path, None, **sent))
        clients = f"{api.server.clients_url}?page_size=1"
        yield f"{origin} before clients", _seen(api.send("OPTIONS", clients, before, None))
        yield f"{origin} clients", _seen(api.send("GET", clients, sent, None))
    if configuration != "listed":
        yield from _asked_before(api)


def _asked_before(api: Api) -> Iterator[tuple[str, str]]:
    """Ask before requests with various methods and headers."""
    for method in _METHODS:
        asked = {"Origin": _LISTED, "Access-Control-Request-Method": method}
        yield f"method {method}", _seen(api.public("OPTIONS", "/oauth2/token", None, **asked))
    for names in _HEADERS:
        asked = {"Origin": _LISTED, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": names}
        yield f"headers {names}", _seen(api.public("OPTIONS", "/userinfo", None, **asked))


def _seen(reply: requests.Response) -> str:
    """Return an answer in a line."""
    names = sorted(name for name in reply.headers if name == "Vary" or name.startswith("Access-Control-"))
    return "; ".join([str(reply.status_code), *(f"{name}: {reply.headers[name]}" for name in names)])


def main() -> int:
    """Write what real servers of ``HYDRA_BINARIES`` answer."""
    known = json.loads(FACTS.read_text()) if FACTS.exists() else {}
    for kind in servers.real_kinds():
        if kind.version in VERSIONS:
            for name in CONFIGURATIONS:
                with servers.start(kind=kind, settings=settings(name)) as server:
                    known.setdefault(kind.version, {})[name] = observe(Api(server), name)
    FACTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
