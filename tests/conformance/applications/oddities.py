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

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_REQUESTS = "/oauth2/auth/requests"
_CLIENTS = "/clients"
_PUBLIC_PATHS = (
    *("/.well-known/jwks.json", "/.well-known/openid-configuration", "/oauth2/auth", "/oauth2/revoke", "/oauth2/token"),
    *("/oauth2/sessions/logout", "/oauth2/register", "/oauth2/register/x", "/oauth2/device/auth"),
    *("/oauth2/device/verify", "/userinfo", "/health/alive", "/oauth2/fallbacks/error", "/nowhere"),
)
_ADMIN_PATHS = ("/clients", "/clients/x", "/keys/x", "/keys/x/y", "/oauth2/introspect", "/nowhere")


def _send(
    o: Observer, interface: str, method: str, path: str, body: Any = None, kind: str = _JSON
) -> requests.Response:
    """Send a body: a text as it is, everything else as JSON."""
    server = o.api.server
    base = server.public_url if interface == "public" else server.admin_url + server.prefix
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    return o.api.send(method, base + path, {} if body is None else {"Content-Type": kind}, text)


def _note(o: Observer, step: str, reply: requests.Response) -> None:
    """Write an answer down in a line: its status, kind and body."""
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    body = reply.text.strip() if reply.status_code >= 400 and kind != "text/html" else ""
    if body.startswith("{\n"):
        body = json.dumps(reply.json())  # a route that does not exist, with blanks that do not matter
    location = reply.headers.get("Location", "")
    o.note(step, " ".join(part for part in (str(reply.status_code), kind, location, body) if part))


def bodies_of_answers(o: Observer) -> None:
    """Answers to login, consent, logout and device requests: what is read before the request is looked for."""
    bodies: tuple[Any, ...] = (
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
    )
    for kind in ("login", "consent", "logout", "device"):
        for action in ("accept", "reject"):
            path = f"{_REQUESTS}/{kind}/{action}"
            for body in bodies:
                _note(o, f"{kind} {action} {body}", _send(o, "admin", "PUT", f"{path}?{kind}_challenge=junk", body))
            _note(o, f"{kind} {action}: no challenge", _send(o, "admin", "PUT", path, {}))


def denials(o: Observer) -> None:
    """Rejections with only some of what they can say."""
    client = o.call(make_client(o.api), "client")
    odd: tuple[Any, ...] = (
        *({}, {"error": "an_error"}, {"error_hint": "a hint"}, {"error_description": "a text"}, {"error_debug": "why"}),
        *({"error": "", "error_description": "", "error_hint": "a hint"}, {"error_description": "a text."}),
        *({"error": "an_error", "error_description": "a text", "error_hint": "a hint", "status_code": 403},),
    )
    for body in odd:
        browser = o.browser()
        challenge = parameter(browser.begin(client), "login_challenge")
        told = browser.answer("login", challenge, body, "reject").json()
        _note(o, f"login: {body}", browser.get(told["redirect_to"]))


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
            _note(o, f"{kind}, followed", browser.get(answered.json()["redirect_to"]))


def devices(o: Observer) -> None:
    """Device authorizations that are refused, and user codes that are none."""
    if ("POST", "/oauth2/device/auth") not in o.api.public_operations:
        return
    may = o.call(make_client(o.api, grant_types=[_DEVICE], audience=["api"]), "may")
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
        _note(o, step, _send(o, "public", "POST", "/oauth2/device/auth", form, _FORM))
    header = {"Content-Type": _FORM, "Authorization": f"Basic {_basic(may)}"}
    url = f"{o.api.server.public_url}/oauth2/device/auth"
    _note(o, "header only", o.api.send("POST", url, header, "scope=openid"))
    _note(o, "header and another id", o.api.send("POST", url, header, f"client_id={may_not}"))
    for query in ("", "?user_code=", "?user_code=x", "?device_verifier=x", "?login_verifier=x", "?other=1"):
        _note(o, f"verify{query}", o.browser().get(f"/oauth2/device/verify{query}"))


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
        reply = _send(o, interface, method, path)
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
            _note(o, f"{name}: {form}", ask_token(o.api, client, grant_type="client_credentials", **form))
        for form in (
            *({"grant_type": "authorization_code"}, {"grant_type": "authorization_code", "code": "junk"}),
            *({"grant_type": "authorization_code", "code": "junk", "redirect_uri": CALLBACK, "code_verifier": "x"},),
            *(
                {"grant_type": "refresh_token"},
                {"grant_type": "refresh_token", "refresh_token": "junk", "scope": "zzz"},
            ),
            *({"grant_type": _DEVICE}, {"grant_type": _DEVICE, "device_code": "junk"}),
        ):
            _note(o, f"{name}: {form}", ask_token(o.api, client, **form))
    o.note("nothing: authorization", _goes_to(o, nothing))
    o.note("no response types: authorization", _goes_to(o, make_client(o.api, response_types=[])))


def _goes_to(o: Observer, client: str) -> str:
    """Return whether an authorization leads to the login page or to an error."""
    location = o.browser().begin(client)
    return "login" if "login_challenge" in location else parameter(location, "error")


def patches(o: Observer) -> None:
    """Patches that are none."""
    client = make_client(o.api)
    path = o.api.path_of(client)
    odd: tuple[Any, ...] = (
        *("", "{", "null", "1", '"x"', {}, [], [None], [1], [[]], [{}], [{"op": []}], [{"op": {}, "path": "/owner"}]),
        *([{"op": None, "path": "/owner"}], [{"op": "add"}], [{"op": "add", "path": "/owner"}], [{"op": "zzz"}]),
        *([{"op": "add", "path": None, "value": "x"}], [{"op": "add", "path": 1, "value": "x"}]),
        *([{"op": "add", "path": [], "value": "x"}], [{"op": "add", "path": "owner", "value": "x"}]),
        *([{"op": "replace", "path": "/owner", "value": v}] for v in (None, 1, [], {}, True, "x")),
        *([{"op": "add", "path": p, "value": "x"}] for p in ("", "/", "/metadata/a/b", "/redirect_uris/9", "/owner/x")),
        *([{"op": "remove", "path": p}] for p in ("/owner", "/nothing", "/metadata", "/redirect_uris/0", "/scope/x")),
        *([{"op": op, "from": "/owner", "path": "/client_name"}] for op in ("move", "copy")),
        *([{"op": "move", "path": "/owner"}], [{"op": "copy", "from": 1, "path": "/owner"}]),
        *([{"op": "test", "path": "/owner", "value": v}] for v in ("x", "y", None)),
    )
    for body in odd:
        _note(o, f"{body}", _send(o, "admin", "PATCH", path, body))
    for name in ("nobody", ""):
        odd = ("{", [])
        for body in odd:
            _note(o, f"{name or 'nothing'} {body}", _send(o, "admin", "PATCH", f"{_CLIENTS}/{name}", body))


def keys(o: Observer) -> None:
    """Keys with more than one mistake: which of them is told."""
    odd: tuple[Any, ...] = (
        *({"alg": True, "k": "a/b"}, {"k": "a/b", "n": "c d"}, {"n": "c d", "k": "a/b"}, {"kty": "x", "x5c": ["x"]}),
        *({"kty": 1}, {"kid": []}, {"use": {}}, {"alg": 1, "kty": 2}, {"n": 1}, {"n": 1, "e": 2}, {"x5c": "x"}),
        *({"x5c": [1]}, {"x5u": 1}, {"kty": "oct", "k": ""}, {"kty": "RSA"}, {"kty": "EC", "crv": "x"}, [], 1, "null"),
        *('"x"', {}, {"kty": "oct", "k": "AAAA", "x5c": ["AAAA"]}, {"kty": "oct", "k": "AAAA", "x5u": "::"}),
        *({"kty": "oct", "k": "AAAA", "x5t": "x y"}, {"kty": "oct", "k": "AAAA", "x5t": "AAAA", "x5t#S256": 1}),
        *({"d": "A", "kty": "x"}, {"k": "AAAA", "alg": None}, {"crv": 5, "k": "x y"}, {"k": "x y", "crv": 5}, "{", ""),
    )
    for body in odd:
        _note(o, f"key {body}", _send(o, "admin", "PUT", "/keys/odd/odd", body))
        _note(o, f"set {body}", _send(o, "admin", "PUT", "/keys/odd", {"keys": [body]}))
    odd = ({"keys": {}}, {"keys": None}, {"keys": [None]}, {"keys": 1}, {}, [], "null", "1", {"keys": [[]]})
    for body in odd:
        _note(o, f"set of {body}", _send(o, "admin", "PUT", "/keys/odd", body))
    odd = ({"alg": 1}, {"alg": ""}, {}, {"alg": "x", "kid": 1}, [], "null", "", "{", {"alg": None}, {"use": []})
    for body in odd:
        _note(o, f"new {body}", _send(o, "admin", "POST", "/keys/odd-new", body))
    for name in ("odd", "odd-new"):
        o.api.admin("DELETE", f"/keys/{name}")


def names(o: Observer) -> None:
    """Ids of clients that are no words."""
    for name in ("\u2028", "%", "%41", "a+b", "a;b", "a?b", "a#b", ":", "~"):
        body = {"client_id": name, "token_endpoint_auth_method": "none"}
        reply = _send(o, "admin", "POST", _CLIENTS, body)
        o.note(f"{name!r}", [reply.status_code, reply.headers.get("Location")])
        path = f"{_CLIENTS}/{quote(name, safe='')}"
        o.note(f"{name!r}: read", _send(o, "admin", "GET", path).status_code)
        o.note(f"{name!r}: deleted", _send(o, "admin", "DELETE", path).status_code)


SCENARIOS = (bodies_of_answers, denials, begun_requests, devices, verbs, grants, patches, keys, names)
