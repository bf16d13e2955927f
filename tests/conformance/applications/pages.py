# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that a server has of its own, its cookies, and what a login app's answers leave behind."""

from __future__ import annotations

import uuid
from typing import Any

from conformance.browser import consents, exchange, make_client, parameter

from .observer import Observer

_FALLBACKS = "/oauth2/fallbacks"


def fallbacks(o: Observer) -> None:
    """The pages below ``/oauth2/fallbacks``, and what of the request is on them."""
    shown = {"error": "some_error", "error_description": "some words", "error_hint": "some hint", "error_debug": "bugs"}
    for path in (
        "login",
        "consent",
        "logout",
        "error",
        "logout/callback",
        "device",
        "device/done",
        "post-logout",
        "zzz",
    ):
        query = {"error": "some<error"} if path == "logout" else shown
        reply = o.reply(path, o.browser().get(f"{_FALLBACKS}/{path}", **query))
        o.note(f"{path} shows", [word for word in shown.values() if word in reply.text])
        o.note(f"{path} shows markup", "some<error" in reply.text)


def session_cookies(o: Observer) -> None:
    """How long the cookie of a login lives."""
    client = o.call(make_client(o.api), "client")
    answers: dict[str, dict[str, Any]] = {
        "not remembered": {"remember": False},
        "forever": {"remember": True, "remember_for": 0},
        "ten minutes": {"remember": True, "remember_for": 600},
        "not remembered, ten minutes": {"remember": False, "remember_for": 600},
    }
    for name, answer in answers.items():
        browser = o.browser()
        _log_in(o, name, browser, client, answer)
        if name != "ten minutes":
            continue
        _log_in(o, f"{name}, again", browser, client, answer)
        if o.api.server.prefix:
            _log_in(o, f"{name}, prolonged", browser, client, answer | {"extend_session_lifespan": True})
        _log_in(o, f"{name}, forgotten", browser, client, {"remember": False})


def _log_in(o: Observer, step: str, browser: Any, client: str, answer: dict[str, Any]) -> str:
    challenge = parameter(browser.begin(client), "login_challenge")
    to = browser.answer("login", challenge, {"subject": "alice"} | answer).json()["redirect_to"]
    reply = o.reply(step, browser.get(to))
    return parameter(reply.headers["Location"], "consent_challenge")


def contexts(o: Observer) -> None:
    """What a login app hands to the consent app, and what is kept of it."""
    client = o.call(make_client(o.api), "client")
    browser, subject = o.browser(), _somebody(o)
    login: dict[str, Any] = {"subject": subject, "remember": True, "context": {"login": [1]}, "acr": "gold"}
    challenge = _log_in(o, "login", browser, client, login)
    request = browser.request("consent", challenge).json()
    o.note(
        "consent request", {name: request.get(name, "(none)") for name in ("acr", "amr", "context", "skip", "subject")}
    )
    consent: dict[str, Any] = {"grant_scope": ["openid"], "remember": True, "remember_for": 600}
    if o.api.quirks.consents_have_context:
        consent["context"] = {"consent": 2}
    o.reply("end", browser.get(browser.answer("consent", challenge, consent).json()["redirect_to"]))
    for row in consents(o.api, subject):
        if row["consent_request"]["client"]["client_id"] == client:
            inner = row.pop("consent_request")
            o.note("session", row)
            o.note("session's request", {name: inner[name] for name in sorted(inner) if name != "client"})
    plain = o.call(make_client(o.api), "plain")
    challenge = _log_in(o, "no context of consent", browser, plain, {"subject": subject, "context": {"login": 4}})
    browser.go(browser.answer("consent", challenge, {"grant_scope": ["openid"]}).json()["redirect_to"])
    for row in consents(o.api, subject):
        if row["consent_request"]["client"]["client_id"] == plain:
            o.note("contexts", [row.get("context", "(none)"), row["consent_request"].get("context", "(none)")])
    challenge = _log_in(o, "again", browser, client, {"subject": subject, "context": {"login": 3}})
    request = browser.request("consent", challenge).json()
    o.note("skipped request", {name: request.get(name, "(none)") for name in ("acr", "context", "skip", "subject")})


def trusted(o: Observer) -> None:
    """A client whose users need not be asked for their consent, nor before they are logged out."""
    client = o.call(make_client(o.api, skip_consent=True, skip_logout_consent=True), "client")
    browser, subject = o.browser(), _somebody(o)
    challenge = _log_in(o, "login", browser, client, {"remember": True, "subject": subject})
    request = browser.request("consent", challenge).json()
    o.note("skip", request["skip"])
    end = browser.go(browser.answer("consent", challenge, {"grant_scope": ["openid"]}).json()["redirect_to"])
    o.note("end", end)
    o.note("listed", [row["consent_request"]["skip"] for row in consents(o.api, subject)])
    hint = exchange(o.api, client, parameter(end, "code")).json()["id_token"]
    target = o.reply("logout", browser.get("/oauth2/sessions/logout", id_token_hint=hint)).headers["Location"]
    request = browser.request("logout", parameter(target, "logout_challenge")).json()
    o.note("told of logout", request.get("client", {}).get("skip_logout_consent", "(none)"))


def _somebody(o: Observer) -> str:
    return o.call(f"somebody-{uuid.uuid4()}", "subject")


def registrations(o: Observer) -> None:
    """Users that are sent to register: ``prompt=registration``."""
    client = o.call(make_client(o.api), "client")
    browser = o.browser()
    challenge = parameter(browser.begin(client, prompt="registration"), "login_challenge")
    to = browser.answer("login", challenge, {"subject": "alice", "remember": True}).json()["redirect_to"]
    o.reply("after login", browser.get(to))


SCENARIOS = (fallbacks, session_cookies, contexts, trusted, registrations)
