# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The implicit and hybrid flows (OpenID Connect Core sections 3.2 and 3.3)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.browser import ask_token, exchange, introspect, make_client, parameter

from .observer import Observer, claims_of

_TYPES = ("token", "id_token", "id_token token", "token id_token", "code id_token", "code token", "code id_token token")
_ALL = [*_TYPES, "code", "token id_token code", "token code", "id_token code"]
_GRANTS = ["authorization_code", "implicit", "refresh_token"]


def response_types(o: Observer) -> None:
    """All of them, with a nonce and without one."""
    client = o.call(make_client(o.api, grant_types=_GRANTS, response_types=_ALL), "client")
    for kind in _TYPES:
        begun = o.browser().get("/oauth2/auth", **_query(client, kind))
        o.reply(f"{kind}: no nonce", begun)
        if "login_challenge" in begun.headers["Location"]:
            o.note(f"{kind}: no nonce, end", o.browser().authorize(client, "alice", response_type=kind))
        consent = {"session": {"access_token": {"a": 1}, "id_token": {"b": 2}}}
        end = o.browser().authorize(client, "alice", consent, response_type=kind, nonce="some-nonce")
        o.note(f"{kind}: end", end)
        given = {name: texts[0] for name, texts in parse_qs(urlsplit(end).fragment).items()}
        _note_tokens(o, kind, client, given)


def _query(client: str, kind: str, **changes: str) -> dict[str, str]:
    query = {"client_id": client, "response_type": kind, "redirect_uri": "http://127.0.0.1:5555/cb"}
    return query | {"scope": "openid offline", "state": "some-state"} | changes


def _note_tokens(o: Observer, kind: str, client: str, given: dict[str, str]) -> None:
    if "access_token" in given:
        seen = introspect(o.api, given["access_token"])
        o.note(f"{kind}: access token", {name: value for name, value in seen.items() if name not in ("exp", "iat")})
    if "id_token" in given:
        shown = claims_of(given["id_token"])
        o.note(f"{kind}: ID token", shown)
        for name, text in (("at_hash", "access_token"), ("c_hash", "code")):
            if name in shown["claims"]:
                half = hashlib.sha256(given[text].encode()).digest()[:16]
                fits = shown["claims"][name] == base64.urlsafe_b64encode(half).decode().rstrip("=")
                o.note(f"{kind}: {name} fits", fits)
    if "code" in given:
        reply = o.reply(f"{kind}: exchange", exchange(o.api, client, given["code"]))
        tokens: dict[str, Any] = reply.json()
        if "id_token" in tokens:
            o.note(f"{kind}: exchanged ID token", claims_of(tokens["id_token"]))


def refused(o: Observer) -> None:
    """Clients that may not, and modes that do not fit."""
    limited = o.call(make_client(o.api, response_types=_ALL), "no implicit")
    codeless = o.call(make_client(o.api, grant_types=["implicit"], response_types=_ALL), "no code")
    client = o.call(make_client(o.api, grant_types=_GRANTS, response_types=_ALL), "client")
    few = o.call(make_client(o.api, grant_types=_GRANTS, response_types=["code", "id_token token"]), "few")
    for kind in ("token", "id_token", "code token", "code id_token", "code"):
        for name, who in (("no implicit", limited), ("no code", codeless), ("few", few)):
            query = _query(who, kind, nonce="some-nonce")
            begun = o.browser().get("/oauth2/auth", **query)
            o.reply(f"{kind}, {name}", begun)
            if parameter(begun.headers["Location"], "login_challenge"):
                end = o.browser().authorize(who, "alice", response_type=kind, nonce="some-nonce")
                o.note(f"{kind}, {name}: end", end)
    odd: tuple[tuple[str, dict[str, str]], ...] = (
        ("token", {"response_mode": "query"}),
        ("id_token", {"response_mode": "form_post"}),
        ("code token", {"response_mode": "query"}),
        ("code id_token", {"nonce": "short"}),
        ("id_token", {"scope": "offline"}),
        ("id_token token", {"scope": "zzz"}),
        ("token token", {}),
        ("id_token", {"consent": ""}),
        ("id_token token", {"consent": ""}),
        ("code id_token", {"consent": ""}),
        ("code token", {"consent": ""}),
        ("code id_token", {"code_challenge": "x" * 43}),
        ("zzz", {}),
    )
    for kind, changes in odd:
        step, browser = f"{kind}, {changes}", o.browser()
        granted = ["offline"] if "consent" in changes else ["openid"]
        begun = browser.get("/oauth2/auth", **(_query(client, kind, nonce="some-nonce") | changes))
        o.reply(step, begun)
        if challenge := parameter(begun.headers.get("Location", ""), "login_challenge"):
            to = browser.answer("login", challenge, {"subject": "alice"}).json()["redirect_to"]
            challenge = parameter(browser.go(to), "consent_challenge")
            to = browser.answer("consent", challenge, {"grant_scope": granted}).json()["redirect_to"]
            o.reply(f"{step}: end", browser.get(to))
    reply = ask_token(o.api, client, grant_type="implicit")
    o.reply("at the token endpoint", reply)


SCENARIOS = (response_types, refused)
