# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the authorization endpoint makes of its parameters."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from conformance.api import Api
from conformance.browser import CALLBACK, Browser, make_client, parameter
from support.rsa import rsa_jwk

from .observer import Observer
from .site import site

_PATH = "/oauth2/auth"
_NOWHERE = "http://127.0.0.1:9/request"


def _begin(o: Observer, step: str, client: str, browser: Browser | None = None, /, **changes: Any) -> str:
    """Begin an authorization and write down where the browser is sent; a list repeats a parameter."""
    query: dict[str, Any] = {
        "client_id": client,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid offline",
        "state": "some-state",
    } | changes
    pairs = [(name, value) for name, value in query.items() if value is not None]
    reply = o.reply(step, (browser or o.browser()).get(f"{_PATH}?{urlencode(pairs, doseq=True)}"))
    return reply.headers.get("Location", "")


def response_modes(o: Observer) -> None:
    """``response_mode`` where the authorization ends well, and where it is refused."""
    client = o.call(make_client(o.api), "client")
    for mode in ("query", "fragment", "form_post", "nonsense", "", "QUERY"):
        target = _begin(o, f"begin with {mode}", client, response_mode=mode)
        _begin(o, f"refused with {mode}", client, response_mode=mode, scope="zzz")
        if not parameter(target, "login_challenge"):
            continue
        browser = o.browser()
        challenge = parameter(browser.begin(client, response_mode=mode), "login_challenge")
        to = browser.answer("login", challenge, {"subject": "alice"}).json()["redirect_to"]
        challenge = parameter(browser.go(to), "consent_challenge")
        to = browser.answer("consent", challenge, {"grant_scope": ["openid"]}).json()["redirect_to"]
        reply = o.reply(f"end with {mode}", browser.get(to))
        if reply.status_code == 200:
            o.note(f"form of {mode}", _form(reply.text))


def _form(text: str) -> dict[str, Any]:
    """Return what is in the page that posts itself to the client."""
    action = re.search(r'<form[^>]* action="([^"]*)"', text)
    method = re.search(r'<form[^>]* method="([^"]*)"', text)
    fields = dict(re.findall(r'<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"', text))
    return {
        "action": action and action.group(1),
        "method": method and method.group(1),
        "fields": fields,
        "submits itself": "submit()" in text,
    }


def request_objects(o: Observer) -> None:
    """``request``, ``request_uri`` and ``registration``."""
    client = o.call(make_client(o.api), "client")
    unsigned = _unsigned({"client_id": client, "scope": "openid extra"})
    for name, changes in {
        "junk": {"request": "junk"},
        "unsigned": {"request": unsigned},
        "signed by nobody": {"request": _signed(_KEY, {"client_id": client})},
        "uri": {"request_uri": _NOWHERE},
        "both": {"request": "junk", "request_uri": _NOWHERE},
        "registration": {"registration": "{}"},
        "junk without openid": {"request": "junk", "scope": "offline"},
        "uri without openid": {"request_uri": _NOWHERE, "scope": "offline"},
        "registration without openid": {"registration": "{}", "scope": "offline"},
    }.items():
        _begin(o, name, client, **changes)
    with_uri = o.call(make_client(o.api, request_uris=[_NOWHERE]), "with uri")
    _begin(o, "uri that nobody serves", with_uri, request_uri=_NOWHERE)
    unsigned_client = o.call(make_client(o.api, request_object_signing_alg="none"), "unsigned client")
    _begin(o, "none: unsigned", unsigned_client, request=_unsigned({"scope": "openid extra", "state": "other-state"}))
    _begin(o, "none: unsigned, other scope", unsigned_client, request=_unsigned({"scope": "zzz"}))
    _begin(o, "none: signed", unsigned_client, request=_signed(_KEY, {}))
    keys = {"keys": [_KEY.as_dict(private=False) | {"use": "sig", "kid": "k", "alg": "ES256"}]}
    signing = o.call(make_client(o.api, request_object_signing_alg="ES256", jwks=keys), "signing client")
    _begin(o, "ES256: signed", signing, request=_signed(_KEY, {"scope": "openid extra"}))
    _begin(o, "ES256: unsigned", signing, request=_unsigned({}))
    _begin(o, "ES256: another key", signing, request=_signed(ECKey.generate_key("P-256"), {}))
    claims = {"scope": "openid extra", "state": "other-state", "max_age": 5, "login_hint": "somebody", "own": "x"}
    browser = o.browser()
    target = _begin(o, "claims", signing, browser, request=_signed(_KEY, claims), scope="openid offline")
    request = browser.request("login", parameter(target, "login_challenge")).json()
    o.note("claims: request", {name: request[name] for name in ("oidc_context", "requested_scope")})
    to = browser.answer("login", parameter(target, "login_challenge"), {}, "reject").json()["redirect_to"]
    o.reply("claims: end", browser.get(to))
    _begin(o, "claims: bad scope", signing, request=_signed(_KEY, {"scope": "zzz", "state": "other-state"}))
    _begin(o, "claims: expired", signing, request=_signed(_KEY, {"exp": 5}))
    anything = o.call(make_client(o.api, jwks=keys), "any algorithm")
    _begin(o, "any: signed", anything, request=_signed(_KEY, {}))
    _begin(o, "any: unsigned", anything, request=_unsigned({}))
    _begin(o, "any: junk", anything, request="junk")
    _begin(o, "any: unknown kid", anything, request=_signed(_KEY, {}, "other"))
    _begin(o, "any: uri", anything, request_uri=_NOWHERE)
    with site() as here:
        o.call(here.url, "site")
        here.documents = {"/good": _signed(_KEY, {"scope": "openid"}), "/junk": "junk"}
        addresses = [f"{here.url}/{name}" for name in ("good", "junk", "missing")]
        fetched = o.call(make_client(o.api, jwks=keys, request_uris=addresses), "fetched")
        for address in addresses:
            _begin(o, f"fetched: {address.rpartition('/')[2]}", fetched, request_uri=address)


_KEY = ECKey.generate_key("P-256")


def _signed(key: ECKey, claims: dict[str, Any], kid: str = "k") -> str:
    return jwt.encode({"alg": "ES256", "kid": kid}, claims, key, algorithms=["ES256"])


def _unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def hints(o: Observer) -> None:
    """``id_token_hint`` and what a login app reads of it."""
    client = o.call(make_client(o.api), "client")
    browser = o.browser()
    alice = browser.tokens(client, "alice")["id_token"]
    bob = o.browser().tokens(client, "bob")["id_token"]
    _begin(o, "nonsense", client, browser, id_token_hint="junk")
    _begin(o, "signed by nobody", client, browser, id_token_hint=_signed(_KEY, {"sub": "alice"}))
    stranger = jwt.encode({"alg": "RS256", "kid": "k"}, {"sub": "alice"}, RSAKey.import_key(_rsa()), ["RS256"])
    _begin(o, "signed by nobody, RS256", client, browser, id_token_hint=stranger)
    for name, hint in (("nonsense", "junk"), ("own", alice)):
        _begin(o, f"{name}, no session", client, id_token_hint=hint)
        _begin(o, f"{name}, no session, prompt none", client, id_token_hint=hint, prompt="none")
    for name, hint in (("own", alice), ("other", bob)):
        for prompt in (None, "none", "login"):
            step = f"{name}, prompt {prompt}"
            target = _begin(o, step, client, browser, id_token_hint=hint, prompt=prompt)
            if challenge := parameter(target, "login_challenge"):
                request = browser.request("login", challenge).json()
                o.note(f"{step}: request", {name: request[name] for name in ("oidc_context", "skip", "subject")})
                _through(o, step, browser, challenge, request["subject"] or "alice")


def _rsa() -> dict[str, str | list[str]]:
    return dict(rsa_jwk(2048))


def _through(o: Observer, step: str, browser: Browser, challenge: str, subject: str) -> None:
    """Go on to the end, and write each step down."""
    to = browser.answer("login", challenge, {"subject": subject, "remember": True}).json()["redirect_to"]
    target = o.reply(f"{step}: after login", browser.get(to)).headers["Location"]
    challenge = parameter(target, "consent_challenge")
    if challenge:
        # All that is asked for: which of several remembered consents is the newest is up to chance in 1.x.
        answer = {"grant_scope": ["openid", "offline"], "remember": True}
        o.reply(f"{step}: end", browser.get(browser.answer("consent", challenge, answer).json()["redirect_to"]))


def prompts_and_ages(o: Observer) -> None:
    """``prompt``, ``max_age`` and the parameters that are only handed on."""
    client = o.call(make_client(o.api), "client")
    browser = o.browser()
    browser.authorize(client, "alice")
    steps: dict[str, dict[str, Any]] = {
        f"prompt {text}": {"prompt": text}
        for text in ("none", "login", "consent", "select_account", "none login", "login consent", "zzz", "none none")
    }
    steps |= {f"max_age {text}": {"max_age": text} for text in ("0", "3600", "-1", "zzz", "1.5", "")}
    steps["both"] = {"prompt": "none", "max_age": "0"}
    steps["handed on"] = {
        "display": "page",
        "ui_locales": "de en",
        "login_hint": "alice@example.com",
        "acr_values": "gold silver",
        "claims": '{"userinfo":{}}',
        "claims_locales": "de",
        "own": "x",
    }
    for step, changes in steps.items():
        target = _begin(o, step, client, browser, **changes)
        if challenge := parameter(target, "login_challenge"):
            request = browser.request("login", challenge).json()
            o.note(f"{step}: request", {name: request[name] for name in ("oidc_context", "skip", "subject")})
            _through(o, step, browser, challenge, "alice")


def repeated_parameters(o: Observer) -> None:
    """A parameter that is there twice."""
    client = o.call(make_client(o.api), "client")
    for name, values in {
        "client_id": [client, "other"],
        "redirect_uri": [CALLBACK, "http://127.0.0.1:5555/other"],
        "scope": ["openid", "zzz"],
        "response_type": ["code", "token"],
        "state": ["some-state", "other-state"],
        "nonce": ["some-nonce-1", "some-nonce-2"],
        "prompt": ["login", "none"],
        "audience": ["a", "b"],
        "unknown": ["a", "b"],
    }.items():
        _begin(o, name, client, **{name: values})
        _begin(o, f"{name}, the other first", client, **{name: values[::-1]})


def malformed(o: Observer) -> None:
    """Requests that lack something."""
    client = o.call(make_client(o.api), "client")
    plural = o.call(make_client(o.api, redirect_uris=[CALLBACK, "http://127.0.0.1:5555/two"]), "plural")
    for name in ("client_id", "redirect_uri", "scope", "response_type", "state"):
        _begin(o, f"without {name}", client, **{name: None})
    _begin(o, "without redirect_uri, one of two", plural, redirect_uri=None)
    _begin(o, "without redirect_uri and openid", client, redirect_uri=None, scope="offline")
    _begin(o, "redirect_uri that is relative", client, redirect_uri="/cb")
    _begin(o, "redirect_uri with a query", client, redirect_uri=f"{CALLBACK}?a=1")
    _begin(o, "redirect_uri with a fragment", client, redirect_uri=f"{CALLBACK}#a")
    o.reply("POST", _post(o.api, client))
    o.reply("nothing", o.browser().get(_PATH))


def _post(api: Api, client: str) -> Any:
    form = {"client_id": client, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    return api.public("POST", _PATH, form | {"state": "some-state"})


SCENARIOS = (response_modes, request_objects, hints, prompts_and_ages, repeated_parameters, malformed)
