# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending a recording's requests to a server again, in order, and comparing every answer."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .compare import SELECTING, Difference, Substitutions, compare, ids_in, rules_of
from .recordings import Exchange, Recording

_KEPT = ("Content-Type", "Location", "Link", "X-Total-Count")
_KEYSET_PREFIXES = ("25.", "26.")


@dataclass
class Result:
    """What came of one file: per scenario the exchanges compared, and what differed."""

    compared: dict[str, int] = field(default_factory=dict)
    differences: dict[str, list[str]] = field(default_factory=dict)


def send(base_url: str, request: dict[str, Any], jar: dict[str, str] | None = None) -> dict[str, Any]:
    """Send one recorded request; return the answer in the form of the recordings, status 0 for none.

    ``jar`` holds the cookies of the browser that a scenario is; where the recording has ``<jar>``, they are sent.
    """
    base = urlsplit(base_url)
    headers: dict[str, str | None] = {"Accept": "application/json"}
    headers.update(request["headers"])
    if jar is not None and headers.get("Cookie") == "<jar>":
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
    body: bytes | None = None
    if "json" in request:
        body, headers["Content-Type"] = json.dumps(request["json"]).encode(), "application/json"
    elif "form" in request:
        body = urlencode([tuple(pair) for pair in request["form"]]).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif "text" in request:
        body = request["text"].encode()
        headers.setdefault("Content-Type", "application/json")
    target = request["path"]
    if request["query"]:
        target += "?" + urlencode([tuple(pair) for pair in request["query"]], quote_via=quote)
    connection = http.client.HTTPConnection(base.hostname or "", base.port, timeout=60)
    try:
        connection.request(request["method"], target, body, {k: v for k, v in headers.items() if v is not None})
        raw = connection.getresponse()
        payload = raw.read()
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return {"status": 0, "headers": {}, "text": ""}
    finally:
        connection.close()
    answer: dict[str, Any] = {
        "status": raw.status,
        "headers": {name: raw.headers[name] for name in _KEPT if name in raw.headers},
    }
    try:
        answer["json"] = json.loads(payload)
    except ValueError:
        answer["text"] = payload.decode("utf-8", "replace")
    cookies = dict(each.split(";", 1)[0].split("=", 1) for each in raw.headers.get_all("Set-Cookie") or [])
    if cookies:
        answer["set_cookie_names"] = sorted(cookies)
    if jar is not None:
        jar.update(cookies)
    return answer


def replay(recording: Recording, admin_url: str, public_url: str) -> Result:
    """Send the requests of a recording and compare the answers."""
    rules = rules_of(recording.volatile)
    known = Substitutions.of(recording, admin_url, public_url)
    opaque = recording.version.startswith(_KEYSET_PREFIXES)
    urls = {"admin": admin_url, "public": public_url}
    result = Result()
    jars: dict[str, dict[str, str]] = {}
    for exchange in recording.exchanges:
        for method, path, body in unrecorded(exchange):
            request: dict[str, Any] = {"method": method, "path": recording.prefix + path, "query": [], "headers": {}}
            if body is not None:
                request["json"] = body
            if exchange.server_makes_ids and path.startswith("/clients"):
                _make_client(admin_url, request, exchange, known)
            else:
                send(admin_url, request)
        jar = jars.setdefault(exchange.scenario, {})
        answer = send(urls[exchange.interface], _substituted(exchange.request, known), jar)
        found = compare(exchange, answer, rules, known, opaque)
        result.compared[exchange.scenario] = result.compared.get(exchange.scenario, 0) + 1
        _note(result, exchange, found)
        if exchange.scenario == "client_create_bad" and answer["status"] == 201:
            path = f"{recording.prefix}/clients/{answer['json']['client_id']}"
            send(admin_url, {"method": "DELETE", "path": path, "query": [], "headers": {}})
    return result


def _make_client(admin_url: str, request: dict[str, Any], exchange: Exchange, known: Substitutions) -> None:
    """Let the server choose the id of a client that the recorder made; learn which one that is in the recording."""
    if request["method"] != "POST":
        return  # there is none of a chosen id to delete
    body = {name: value for name, value in request["json"].items() if name != "client_id"}
    made = send(admin_url, dict(request, json=body))["json"]
    listed = known.rows.get(exchange.scenario, {}).values()
    named = [row["client_id"] for row in listed if all(row[name] == body.get(name, "") for name in SELECTING)]
    left = [client_id for client_id in [*ids_in(exchange.request), *named] if client_id not in known.pairs]
    if left:  # else the recording never tells it
        known.learn(left[0], made["client_id"])


def _note(result: Result, exchange: Exchange, found: list[Difference]) -> None:
    lines = result.differences.setdefault(exchange.scenario, [])
    lines += [f"{exchange.name}: {difference}" for difference in found]


def _substituted(request: dict[str, Any], known: Substitutions) -> dict[str, Any]:
    changed: dict[str, Any] = known.apply(request)
    header = request["headers"].get("Authorization", "")
    if header.startswith("Basic "):
        text = known.apply(base64.b64decode(header[6:]).decode())
        changed["headers"] = dict(changed["headers"], Authorization="Basic " + base64.b64encode(text.encode()).decode())
    return changed


Unrecorded = list[tuple[str, str, dict[str, Any] | None]]


def _made(client_id: str, **members: Any) -> Unrecorded:
    """What the recorder's own ``make_client`` sends."""
    return [
        ("DELETE", f"/clients/{client_id}", None),
        ("POST", "/clients", dict(members, client_id=client_id)),
    ]


_SECRET = "s3cret+/% \u00e9:x&=1"
_BEFORE: dict[tuple[str, int], Unrecorded] = {
    ("client_put", 1): _made(
        "rec-put", client_secret="recorded-secret-1", client_name="before", metadata={"k": 1}, scope="a b"
    ),
    ("client_patch", 1): _made(
        "rec-put",
        client_secret="recorded-secret-1",
        client_name="before",
        metadata={"k": 1},
        scope="a b",
        contacts=["a", "b"],
    ),
    ("client_lifespans", 1): _made("rec-put", client_secret="recorded-secret-1"),
    ("client_secret_check", 1): _made("rec-put", client_secret=_SECRET),
    ("client_secret_check", 7): _made(
        "rec-put", client_secret=_SECRET, token_endpoint_auth_method="client_secret_post"
    ),
    ("login_accept_bad", 1): [
        ("DELETE", "/oauth2/auth/sessions/consent?subject=rec-user&all=true", None),
        ("DELETE", "/oauth2/auth/sessions/login?subject=rec-user", None),
        *_made(
            "rec-flow",
            client_secret="recorded-secret-1",
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            redirect_uris=["http://127.0.0.1:5555/cb"],
            scope="openid offline extra",
            token_endpoint_auth_method="client_secret_post",
            post_logout_redirect_uris=["http://127.0.0.1:5555/out"],
        ),
    ],
    ("device_flow", 1): _made(
        "rec-device",
        token_endpoint_auth_method="none",
        grant_types=["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        scope="openid offline",
    ),
    ("client_list", 1): [
        *_made("rec-list-a", client_name="listed", owner="rec-list-a"),
        *_made("rec-list-b", client_name="listed", owner="rec-list-b"),
    ],
    ("client_list_paging", 1): [call for letter in "abcd" for call in _made(f"rec-page-{letter}", client_name="paged")],
    ("tokens_delete", 1): _made(
        "rec-cc",
        client_secret="recorded-secret-1",
        grant_types=["client_credentials"],
        token_endpoint_auth_method="client_secret_post",
        scope="a",
    ),
}


def unrecorded(exchange: Exchange) -> Unrecorded:
    """Return the requests that the recorder sent before an exchange without writing them down."""
    return _BEFORE.get((exchange.scenario, exchange.step), [])
