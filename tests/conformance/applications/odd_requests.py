# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody sends on purpose: the kinds of requests in which random ones found the stand-in to differ."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import requests

from conformance.browser import CALLBACK, SECRET, ask_token, make_client, parameter

from .observer import Observer

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_REQUESTS = "/oauth2/auth/requests"
_PUBLIC_PATHS = (
    *("/.well-known/jwks.json", "/.well-known/openid-configuration", "/oauth2/auth", "/oauth2/revoke", "/oauth2/token"),
    *("/oauth2/sessions/logout", "/oauth2/register", "/oauth2/register/x", "/oauth2/device/auth"),
    *("/oauth2/device/verify", "/userinfo", "/health/alive", "/oauth2/fallbacks/error", "/nowhere"),
)
_ADMIN_PATHS = ("/clients", "/clients/x", "/keys/x", "/keys/x/y", "/oauth2/introspect", "/nowhere")


def odd(*bodies: Any) -> tuple[Any, ...]:
    """Bodies that have nothing in common, not even a type."""
    return bodies


def send(o: Observer, interface: str, method: str, path: str, body: Any = None, kind: str = JSON) -> requests.Response:
    """Send a body: a text as it is, everything else as JSON."""
    server = o.api.server
    base = server.public_url if interface == "public" else server.admin_url + server.prefix
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    return o.api.send(method, base + path, {} if body is None else {"Content-Type": kind}, text)


def note(o: Observer, step: str, reply: requests.Response) -> None:
    """Write an answer down in a line: its status, kind and body."""
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    body = reply.text.strip() if reply.status_code >= 400 and kind != "text/html" else ""
    if body.startswith("{\n"):
        body = json.dumps(reply.json())  # a route that does not exist, with blanks that do not matter
    location = reply.headers.get("Location", "")
    o.note(step, " ".join(part for part in (str(reply.status_code), kind, location, body) if part))


def bodies_of_answers(o: Observer) -> None:
    """Answers to login, consent, logout and device requests: what is read before the request is looked for."""
    bodies = odd(
        *(
            {},
            [],
            1,
            "null",
            '"x"',
            "",
            "{",
            [None],
            {"subject": ""},
            {"subject": 1},
            {"remember": "x"},
            {"unknown": 1},
        ),
        *({"remember_for": 1.5}, {"remember_for": "x"}, {"amr": "x"}, {"amr": [1]}, {"context": [1]}, {"session": []}),
        *({"session": {"id_token": 1}}, {"grant_scope": "x"}, {"grant_scope": [1]}, {"grant_scope": None}),
        *({"handled_at": "text"}, {"handled_at": ""}, {"handled_at": 1}, {"handled_at": "2040-01-01T00:00:00Z"}),
        *({"user_code": ""}, {"user_code": 1}, {"user_code": "ABCDEFGH"}, {"status_code": "x"}, {"error": 1}),
        *({"status_code": 10**20}, {"remember_for": -(10**20)}),
    )
    for kind in ("login", "consent", "logout", "device"):
        for action in ("accept", "reject"):
            path = f"{_REQUESTS}/{kind}/{action}"
            for body in bodies:
                note(o, f"{kind} {action} {body}", send(o, "admin", "PUT", f"{path}?{kind}_challenge=junk", body))
            note(o, f"{kind} {action}: no challenge", send(o, "admin", "PUT", path, {}))


def denials(o: Observer) -> None:
    """Rejections with only some of what they can say."""
    client = o.call(make_client(o.api), "client")
    for body in odd(
        *({}, {"error": "an_error"}, {"error_hint": "a hint"}, {"error_description": "a text"}, {"error_debug": "why"}),
        *({"error": "", "error_description": "", "error_hint": "a hint"}, {"error_description": "a text."}),
        *({"error": "an_error", "error_description": "a text", "error_hint": "a hint", "status_code": 403},),
    ):
        browser = o.browser()
        challenge = parameter(browser.begin(client), "login_challenge")
        told = browser.answer("login", challenge, body, "reject").json()
        note(o, f"login: {body}", browser.get(told["redirect_to"]))


def begun_requests(o: Observer) -> None:
    """What becomes of a request whose client is changed, and then deleted, meanwhile."""
    client = o.call(make_client(o.api, client_name="Before"), "client")
    browser = o.browser()
    challenge = o.call(parameter(browser.begin(client), "login_challenge"), "login challenge")
    o.api.admin("PATCH", o.api.path_of(client), [{"op": "replace", "path": "/client_name", "value": "After"}])
    o.note("login, changed", browser.request("login", challenge).json()["client"]["client_name"])
    to = browser.answer("login", challenge, {"subject": "alice"}).json()["redirect_to"]
    consent = o.call(parameter(browser.go(to), "consent_challenge"), "consent challenge")
    o.note("consent, changed", browser.request("consent", consent).json()["client"]["client_name"])
    o.api.admin("DELETE", o.api.path_of(client))
    for kind, text, body in (("login", challenge, {"subject": "alice"}), ("consent", consent, {})):
        reply = browser.request(kind, text)
        o.note(f"{kind}, deleted", [reply.status_code, reply.json().get("client", {}).get("client_name")])
        answered = browser.answer(kind, text, body)
        o.note(f"{kind}, accepted", answered.status_code)
        o.note(f"{kind}, rejected", browser.answer(kind, text, {}, "reject").status_code)
        if answered.status_code == 200:
            note(o, f"{kind}, followed", browser.get(answered.json()["redirect_to"]))


def devices(o: Observer) -> None:
    """Device authorizations that are refused, and user codes that are none."""
    if ("POST", "/oauth2/device/auth") not in o.api.public_operations:
        return
    may = o.call(make_client(o.api, grant_types=[DEVICE_CODE], audience=["api"]), "may")
    may_not = o.call(make_client(o.api), "may not")
    secret = f"client_secret={SECRET}"
    for form in (
        *(
            f"client_id={may}&{secret}&audience=other",
            f"client_id={may}&{secret}&scope=zzz",
            f"client_id={may_not}&{secret}",
        ),
        *(f"client_id={may}&{secret}&audience=other&scope=zzz", f"client_id={may}", f"client_id={may}&client_secret=x"),
        *(f"client_id={may_not}", "client_id=nobody", "scope=openid", "", f"client_id={may_not}&{secret}&scope=zzz"),
    ):
        step = f"form {form.replace(may_not, 'may not').replace(may, 'may').replace(SECRET, 'right')}"
        note(o, step, send(o, "public", "POST", "/oauth2/device/auth", form, FORM))
    header = {"Content-Type": FORM, "Authorization": f"Basic {_basic(may)}"}
    url = f"{o.api.server.public_url}/oauth2/device/auth"
    note(o, "header only", o.api.send("POST", url, header, "scope=openid"))
    note(o, "header and another id", o.api.send("POST", url, header, f"client_id={may_not}"))
    shown = ask_device(o, may)
    for query in ("", f"?user_code={shown}&x=1&client_id=", "?client_id=other&y=a+b"):
        browser = o.browser()
        challenge = parameter(browser.go(f"/oauth2/device/verify{query}"), "device_challenge")
        told = browser.answer("device", challenge, {"user_code": shown}).json()
        o.note(f"accepted after {query.replace(shown, 'code')}", told["redirect_to"])
    for query in ("", "?user_code=", "?user_code=x", "?device_verifier=x", "?login_verifier=x", "?other=1"):
        note(o, f"verify{query}", o.browser().get(f"/oauth2/device/verify{query}"))


def ask_device(o: Observer, client: str) -> str:
    """Begin the authorization of a device; return its user code."""
    form = f"client_id={client}&client_secret={SECRET}"
    return str(send(o, "public", "POST", "/oauth2/device/auth", form, FORM).json()["user_code"])


def details(o: Observer) -> None:
    """What is seen only in passing."""
    client = o.call(make_client(o.api), "client")
    for hint in ("..", "junk"):
        note(o, f"logout with the hint {hint}", o.browser().get(f"/oauth2/sessions/logout?id_token_hint={hint}"))
    browser = o.browser()
    reply = browser.get("/oauth2/auth/", client_id=client, response_type="code", state="some-state", scope="offline")
    note(o, "authorization with a slash", reply)
    if challenge := parameter(reply.headers["Location"], "login_challenge"):
        o.note("its URL", browser.request("login", challenge).json()["request_url"])
    if ("POST", "/oauth2/device/auth") in o.api.public_operations:
        devices = [o.call(make_client(o.api, grant_types=[DEVICE_CODE]), name) for name in ("one", "other")]
        form = f"client_id={devices[0]}&client_secret={SECRET}"
        code = send(o, "public", "POST", "/oauth2/device/auth", form, FORM).json()["device_code"]
        for name, device in zip(("one", "other"), devices, strict=True):
            reply = ask_token(o.api, device, grant_type=DEVICE_CODE, device_code=code)
            note(o, f"pending for the {name}", reply)


def _basic(client: str) -> str:
    return requests.auth._basic_auth_str(client, SECRET).removeprefix("Basic ")


def verbs(o: Observer) -> None:
    """Verbs that no operation has."""
    for interface, paths in (("public", _PUBLIC_PATHS), ("admin", _ADMIN_PATHS)):
        for path in paths:
            for method in ("OPTIONS", "HEAD", "PATCH", "TRACE"):
                o.note(f"{interface} {method} {path}", _verb(o, interface, method, path))


def _verb(o: Observer, interface: str, method: str, path: str) -> str:
    try:
        reply = send(o, interface, method, path)
    except requests.ConnectionError:
        return "closed"
    told = (reply.headers.get(name) for name in ("Content-Type", "Allow", "Cache-Control"))
    return " | ".join([str(reply.status_code), *(text or "" for text in told)])


def grants(o: Observer) -> None:
    """Which of two mistakes in one request for a token is told."""
    everything = ["authorization_code", "refresh_token", "client_credentials"]
    may = o.call(make_client(o.api, grant_types=everything, audience=["api"]), "may")
    may_not = o.call(make_client(o.api, grant_types=["implicit"]), "may not")
    nothing = o.call(make_client(o.api, grant_types=[]), "nothing")
    public = o.call(make_client(o.api, grant_types=everything, token_endpoint_auth_method="none"), "public")
    for name, client in (("may", may), ("may not", may_not), ("nothing", nothing), ("public", public)):
        for form in (
            *(
                {"audience": "other"},
                {"scope": "zzz"},
                {"audience": "other", "scope": "zzz"},
                {},
                {"audience": "api other"},
            ),
        ):
            note(o, f"{name}: {form}", ask_token(o.api, client, grant_type="client_credentials", **form))
        for form in (
            *(
                {"grant_type": " "},
                {"grant_type": "authorization_code"},
                {"grant_type": "authorization_code", "code": "junk"},
            ),
            *({"grant_type": "authorization_code", "code": "junk", "redirect_uri": CALLBACK, "code_verifier": "x"},),
            *(
                {"grant_type": "refresh_token"},
                {"grant_type": "refresh_token", "refresh_token": "junk", "scope": "zzz"},
            ),
            *({"grant_type": DEVICE_CODE}, {"grant_type": DEVICE_CODE, "device_code": "junk"}),
        ):
            note(o, f"{name}: {form}", ask_token(o.api, client, **form))
    o.note("nothing: authorization", _goes_to(o, nothing))
    o.note("no response types: authorization", _goes_to(o, make_client(o.api, response_types=[])))


def _goes_to(o: Observer, client: str) -> str:
    """Return whether an authorization leads to the login page or to an error."""
    location = o.browser().begin(client)
    return "login" if "login_challenge" in location else parameter(location, "error")


def hints(o: Observer) -> None:
    """ID tokens to log out with that are not even of the usual form."""
    for hint in (
        *("x", "a.b", "..", "[]", "null", "{", "{}", " { }", "{}x", "{1}", "{a.b.c}", '{"signatures": []}'),
        *(json.dumps({"payload": payload}) for payload in odd("", "x", "!", "eA", "bnVsbA", 1, None, [], {})),
    ):
        note(o, hint, o.api.public("GET", f"/oauth2/sessions/logout?id_token_hint={quote(hint)}"))


def pages(o: Observer) -> None:
    """Parameters of paging that are repeated: which one counts."""
    for path in ("/clients", "/trust/grants/jwt-bearer/issuers", "/oauth2/auth/sessions/consent"):
        for query in (
            *("page_size=&page_size=x", "page_size=1&page_size=x", "page_size=x&page_size=", "page_size=x&page_size=1"),
            *("page_token=&page_token=x", "page_token=x&page_token="),
        ):
            subject = "&subject=nobody" if path.endswith("consent") else ""
            note(o, f"{path} {query}", send(o, "admin", "GET", f"{path}?{query}{subject}"))


SCENARIOS = (bodies_of_answers, denials, begun_requests, devices, verbs, grants, details, hints, pages)
