# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logouts that other clients are told of: in the browser, and from server to server."""

from __future__ import annotations

import re
from typing import Any

from conformance.browser import SIGNED_OUT, Browser, exchange, make_client, parameter

from .observer import Observer, claims_of
from .site import Site, site

_PATH = "/oauth2/sessions/logout"


def _clients(o: Observer, here: Site) -> dict[str, str]:
    front, back = f"{here.url}/front", f"{here.url}/back"
    members: dict[str, dict[str, Any]] = {
        "plain": {},
        "front": {"frontchannel_logout_uri": front},
        "front with session": {
            "frontchannel_logout_uri": f"{front}?x=1",
            "frontchannel_logout_session_required": True,
        },
        "back": {"backchannel_logout_uri": back},
        "back with session": {"backchannel_logout_uri": f"{back}?x=1", "backchannel_logout_session_required": True},
        "never used": {"frontchannel_logout_uri": f"{front}/never", "backchannel_logout_uri": f"{back}/never"},
    }
    return {name: o.call(make_client(o.api, **each), name) for name, each in members.items()}


def _end(o: Observer, step: str, browser: Browser, here: Site, posts: int, **query: str) -> None:
    """Log out, and write down what the browser gets and what the site is sent."""
    target = o.reply(step, browser.get(_PATH, **query)).headers["Location"]
    challenge = parameter(target, "logout_challenge")
    if not challenge:
        return
    to = browser.answer("logout", challenge, None).json()["redirect_to"]
    reply = o.reply(f"{step}: end", browser.get(to))
    o.note(f"{step}: frames", sorted(re.findall(r'<iframe[^>]* src="([^"]*)"', reply.text)))
    o.note(f"{step}: goes on to", re.findall(r"<a href=\"([^\"]*)\"", reply.text) if reply.status_code == 200 else None)
    posted = here.posts(posts)
    o.note(
        f"{step}: posts",
        [[path, kind, {name: claims_of(texts[0]) for name, texts in form.items()}] for path, kind, form in posted],
    )
    here.posted.clear()


def channels(o: Observer) -> None:
    """Every client of the login session is told."""
    with site() as here:
        o.call(here.url, "site")
        clients = _clients(o, here)
        used = [client for name, client in clients.items() if name != "never used"]
        browser = o.browser()
        hint = ""
        for client in used:
            hint = browser.tokens(client, "alice")["id_token"]
        query = {"id_token_hint": hint, "post_logout_redirect_uri": SIGNED_OUT, "state": "some-state"}
        _end(o, "by a client", browser, here, 2, **query)
        for client in used:
            browser.tokens(client, "alice")
        _end(o, "by the user", browser, here, 2)
        browser.tokens(clients["back"], "alice")
        other = o.browser()
        hint = other.tokens(clients["plain"], "alice")["id_token"]
        _end(o, "of another browser", browser, here, 0, id_token_hint=hint)
        o.note("who has to log in", parameter(browser.begin(clients["plain"]), "login_challenge") != "")
        hint = other.tokens(clients["back"], "alice")["id_token"]
        assert o.api.admin("DELETE", "/oauth2/auth/sessions/login?subject=alice").status_code == 204
        _end(o, "after an administrator did", other, here, 0, id_token_hint=hint)


def sessions(o: Observer) -> None:
    """Logins that are not remembered, and sessions that an administrator ends."""
    with site() as here:
        o.call(here.url, "site")
        client = o.call(make_client(o.api, backchannel_logout_uri=f"{here.url}/back"), "client")
        browser = o.browser()
        code = parameter(browser.authorize(client, "alice", None, {"remember": False}), "code")
        hint = exchange(o.api, client, code).json()["id_token"]
        _end(o, "not remembered", browser, here, 0, id_token_hint=hint, post_logout_redirect_uri=SIGNED_OUT, state="s")
        for name, parameters in (("sid", "sid={sid}"), ("subject", "subject=bob")):
            tokens = o.browser().tokens(client, "bob")
            sid = claims_of(tokens["id_token"])["claims"]["sid"]
            o.reply(name, o.api.admin("DELETE", f"/oauth2/auth/sessions/login?{parameters.format(sid=sid)}"))
            expected = name == "sid" and o.api.quirks.login_session_by_sid
            o.note(f"{name}: posts", [path for path, _kind, _form in here.posts(int(expected), 5)])
            here.posted.clear()


def hints(o: Observer) -> None:
    """What a logout needs: hint, address and state."""
    client = o.call(make_client(o.api, post_logout_redirect_uris=[SIGNED_OUT, f"{SIGNED_OUT}?a=1"]), "client")
    other = o.call(make_client(o.api, post_logout_redirect_uris=[]), "other")
    browser = o.browser()
    hint = browser.tokens(client, "alice")["id_token"]
    foreign = browser.tokens(other, "alice")["id_token"]
    bob = o.browser().tokens(client, "bob")["id_token"]
    for step, query in {
        "nothing": {},
        "state": {"state": "x"},
        "hint": {"id_token_hint": hint},
        "hint and state": {"id_token_hint": hint, "state": "some state"},
        "address": {"id_token_hint": hint, "post_logout_redirect_uri": SIGNED_OUT},
        "address with query": {"id_token_hint": hint, "post_logout_redirect_uri": f"{SIGNED_OUT}?a=1", "state": "s s"},
        "address of no hint": {"post_logout_redirect_uri": SIGNED_OUT},
        "unknown address": {"id_token_hint": hint, "post_logout_redirect_uri": "http://127.0.0.1:5555/zzz"},
        "address of another": {"id_token_hint": foreign, "post_logout_redirect_uri": SIGNED_OUT},
        "client_id": {"client_id": client, "post_logout_redirect_uri": SIGNED_OUT},
        "hint and another client_id": {"id_token_hint": hint, "client_id": other},
        "hint of another user": {"id_token_hint": bob},
        "junk": {"id_token_hint": "junk"},
        "no cookie": {"id_token_hint": hint},
    }.items():
        who = o.browser() if step == "no cookie" else browser
        target = o.reply(step, who.get(_PATH, **query)).headers["Location"]
        if challenge := parameter(target, "logout_challenge"):
            request = who.request("logout", challenge).json()
            request.pop("client", None)
            o.note(f"{step}: request", request)
    browser = o.browser()
    browser.tokens(client, "alice")
    o.reply("POST", o.api.public("POST", _PATH, {"id_token_hint": hint}))
    challenge = parameter(browser.go(_PATH, id_token_hint=hint, state="some state"), "logout_challenge")
    o.reply("end without address", browser.get(browser.answer("logout", challenge, None).json()["redirect_to"]))


def browsers(o: Observer) -> None:
    """Who ends a logout: a browser without a cookie, or one that somebody else has logged in with since."""
    client = o.call(make_client(o.api), "client")
    for name, hinted in (("by the user", False), ("by a client", True)):
        for state in ("gone", "somebody else"):
            step, browser = f"{name}, {state}", o.browser()
            tokens = browser.tokens(client, "alice")
            query = {"id_token_hint": tokens["id_token"]} if hinted else {}
            challenge = parameter(browser.go(_PATH, **query), "logout_challenge")
            to = browser.answer("logout", challenge, None).json()["redirect_to"]
            kept = dict(browser.cookies)
            browser.cookies = {}
            if state == "somebody else":
                browser.tokens(client, "bob")
            o.reply(f"{step}: end", browser.get(to))
            browser.cookies = kept
            request = browser.request("login", parameter(browser.begin(client), "login_challenge")).json()
            o.note(f"{step}: still logged in", request["skip"])


SCENARIOS = (channels, sessions, hints, browsers)
