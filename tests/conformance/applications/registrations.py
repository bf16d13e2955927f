# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that register themselves (OpenID Connect Dynamic Client Registration, RFC 7592)."""

from __future__ import annotations

from typing import Any

import requests

from .observer import Observer

_PATH = "/oauth2/register"
_TIMEOUT = 60


def _send(o: Observer, method: str, path: str, document: Any = None, token: str = "") -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = o.api.server.public_url + path
    return requests.request(method, url, json=document, headers=headers, timeout=_TIMEOUT, allow_redirects=False)


def _shown(o: Observer, step: str, reply: requests.Response) -> dict[str, Any]:
    """Write an answer down without the members that are the same for every client; return its document."""
    document: dict[str, Any] = reply.json() if reply.text.startswith("{") else {}
    if "client_id" not in document:
        o.reply(step, reply)
        return document
    told = ("client_name", "client_secret_expires_at", "grant_types", "metadata", "owner", "redirect_uris", "scope")
    seen: dict[str, Any] = {name: document[name] for name in told if name in document}
    seen |= {name: name in document for name in ("client_secret", "registration_access_token", "created_at")}
    seen["registration_client_uri"] = document.get("registration_client_uri", "").replace(document["client_id"], "{id}")
    o.note(step, {"status": reply.status_code, "Content-Type": reply.headers["Content-Type"], "client": seen})
    return document


def creation(o: Observer) -> None:
    """What a client may ask for."""
    if not o.api.quirks.registration_in_create_reply:
        return
    for step, members in {
        "nothing": {},
        "some": {"client_name": "Self", "redirect_uris": ["https://app.example/cb"], "scope": "openid"},
        "id": {"client_id": "mine"},
        "secret": {"client_secret": "chosen-secret"},
        "metadata": {"metadata": {"a": 1}},
        "empty metadata": {"metadata": {}},
        "null metadata": {"metadata": None},
        "owner": {"owner": "me"},
        "public": {"token_endpoint_auth_method": "none"},
        "bad address": {"redirect_uris": ["not an address"]},
        "skip_consent": {"skip_consent": True},
        "skip_logout_consent": {"skip_logout_consent": True},
        "access_token_strategy": {"access_token_strategy": "jwt"},
        "keys": {"jwks": {"keys": []}, "jwks_uri": "https://app.example/keys"},
    }.items():
        _shown(o, step, _send(o, "POST", _PATH, members))
    url = o.api.server.public_url + _PATH
    o.note("Location", _send(o, "POST", _PATH, {}).headers["Location"].rpartition("/")[0])
    o.reply("broken", requests.post(url, data="{", timeout=_TIMEOUT))
    o.reply("empty", requests.post(url, timeout=_TIMEOUT))
    _shown(o, "GET", _send(o, "GET", _PATH))


def life(o: Observer) -> None:
    """Read, replaced and deleted by the client itself."""
    if not o.api.quirks.registration_in_create_reply:
        return
    document = {"client_name": "Self", "redirect_uris": ["https://app.example/cb"], "scope": "openid"}
    made = _shown(o, "created", _send(o, "POST", _PATH, document))
    other = _send(o, "POST", _PATH, {}).json()
    path, token = f"{_PATH}/{made['client_id']}", made["registration_access_token"]
    for step, used in (("no token", ""), ("junk", "junk"), ("of another", other["registration_access_token"])):
        for method, body in (("GET", None), ("PUT", document), ("DELETE", None)):
            _shown(o, f"{method}, {step}", _send(o, method, path, body, used))
    _shown(o, "GET", _send(o, "GET", path, token=token))
    changes: dict[str, dict[str, Any]] = {
        "renamed": {"client_name": "New"},
        "another id": {"client_id": "other"},
        "metadata": {"metadata": {"a": 1}},
        "null metadata": {"metadata": None},
        "address": {"registration_client_uri": "https://other.example"},
        "secret": {"client_secret": "another-secret"},
        "skip_consent": {"skip_consent": True},
        "bad address": {"redirect_uris": ["not an address"]},
    }
    for step, change in changes.items():
        reply = _send(o, "PUT", path, document | change, token)
        changed = _shown(o, f"PUT, {step}", reply)
        if changed.get("registration_access_token"):
            o.note(f"PUT, {step}: the same token", changed["registration_access_token"] == token)
            _shown(o, f"PUT, {step}: GET with the old token", _send(o, "GET", path, token=token))
            token = changed["registration_access_token"]
    o.reply("PUT, broken", _raw(o, path, token))
    _shown(o, "GET at last", _send(o, "GET", path, token=token))
    _shown(o, "PATCH", _send(o, "PATCH", path, [], token))
    _shown(o, "DELETE", _send(o, "DELETE", path, token=token))
    _shown(o, "GET, deleted", _send(o, "GET", path, token=token))
    _shown(o, "DELETE, deleted", _send(o, "DELETE", path, token=token))
    _shown(o, "GET, nobody", _send(o, "GET", f"{_PATH}/nobody", token="junk"))


def _raw(o: Observer, path: str, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.put(o.api.server.public_url + path, data="{", headers=headers, timeout=_TIMEOUT)


SCENARIOS = (creation, life)
