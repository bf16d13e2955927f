# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``/userinfo`` answers (OpenID Connect Core section 5.3)."""

from __future__ import annotations

from typing import Any

from conformance.browser import ask_token, make_client, parameter

from .observer import Observer, claims_of

_PATH = "/userinfo"


def tokens_and_places(o: Observer) -> None:
    """A token in each place where it may stand, and in some where it may not."""
    client = o.call(make_client(o.api), "client")
    session: dict[str, Any] = {
        "id_token": {"email": "a@example.com", "groups": ["x"], "sub": "other", "aud": "other", "acr": "lead"},
        "access_token": {"a": 1},
    }
    login = {"acr": "gold", "amr": ["pwd"]} if o.api.quirks.requests_have_amr else {"acr": "gold"}
    browser = o.browser()
    code = parameter(browser.authorize(client, "alice", {"session": session}, login, nonce="some-nonce"), "code")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1:5555/cb"}
    tokens = ask_token(o.api, client, **form).json()
    access = tokens["access_token"]
    bearer = f"Bearer {access}"
    o.reply("bearer", o.api.public("GET", _PATH, Authorization=bearer))
    o.reply("bearer in lower case", o.api.public("GET", _PATH, Authorization=f"bearer {access}"))
    o.reply("POST with bearer", o.api.public("POST", _PATH, Authorization=bearer))
    o.reply("in the query", o.api.public("GET", f"{_PATH}?access_token={access}"))
    o.reply("in the form", o.api.public("POST", _PATH, {"access_token": access}))
    o.reply("nothing", o.api.public("GET", _PATH))
    o.reply("junk", o.api.public("GET", _PATH, Authorization="Bearer junk"))
    o.reply("another scheme", o.api.public("GET", _PATH, Authorization=f"Basic {access}"))
    o.reply("refresh token", o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['refresh_token']}"))
    o.reply("ID token", o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['id_token']}"))
    o.reply("PUT", o.api.public("PUT", _PATH, Authorization=bearer))
    again = ask_token(o.api, client, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    o.reply("refreshed away", o.api.public("GET", _PATH, Authorization=bearer))
    o.reply("refreshed", o.api.public("GET", _PATH, Authorization=f"Bearer {again['access_token']}"))
    form = {"token": again["access_token"], "client_id": client, "client_secret": "flow-client-secret"}
    o.api.public("POST", "/oauth2/revoke", form)
    o.reply("revoked", o.api.public("GET", _PATH, Authorization=f"Bearer {again['access_token']}"))


def scopes_and_grants(o: Observer) -> None:
    """Tokens without the scope ``openid``, and tokens without a user."""
    client = make_client(o.api, grant_types=["authorization_code", "refresh_token", "client_credentials"])
    o.call(client, "client")
    tokens = o.browser().tokens(client, "alice", {"grant_scope": ["offline"]})
    o.reply("without openid", o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['access_token']}"))
    for name, scope in (("openid", "openid"), ("no scope", "")):
        token = ask_token(o.api, client, grant_type="client_credentials", scope=scope).json()["access_token"]
        o.reply(f"client credentials, {name}", o.api.public("GET", _PATH, Authorization=f"Bearer {token}"))


def signed(o: Observer) -> None:
    """A client that wants the answer as a JWT."""
    for algorithm in ("RS256", "none"):
        client = o.call(make_client(o.api, userinfo_signed_response_alg=algorithm), f"client {algorithm}")
        tokens = o.browser().tokens(client, "alice", {"session": {"id_token": {"email": "a@example.com"}}})
        o.reply(algorithm, o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['access_token']}"))


def claims_that_are_told_anyway(o: Observer) -> None:
    """A consent that gives claims which servers give themselves."""
    client = o.call(make_client(o.api), "client")
    given: dict[str, Any] = dict.fromkeys(("acr", "at_hash", "c_hash", "jti", "nonce", "sid", "iss", "sub"), "mine")
    given |= dict.fromkeys(("auth_time", "exp", "iat", "rat"), 1) | {"amr": ["mine"], "aud": ["mine"]}
    for name, query in (("without nonce", {}), ("with nonce", {"nonce": "some-nonce"})):
        tokens = o.browser().tokens(client, "alice", {"session": {"id_token": given}}, **query)
        o.note(f"{name}: user", o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['access_token']}").json())
        o.note(f"{name}: ID token", claims_of(tokens["id_token"]))


def order(o: Observer) -> None:
    """The order of the members here and in other answers to applications."""
    client = make_client(o.api)
    tokens = o.browser().tokens(client, "alice", {"session": {"id_token": {"email": "a@example.com"}}})
    o.note("user", list(o.api.public("GET", _PATH, Authorization=f"Bearer {tokens['access_token']}").json()))
    o.note("tokens", list(tokens))
    o.note("published keys", [list(key) for key in o.api.public("GET", "/.well-known/jwks.json").json()["keys"]])
    made = o.api.admin("POST", "/keys/order", {"alg": "RS256", "kid": "some-kid", "use": "sig"})
    o.note("keys", [list(key) for key in made.json()["keys"]])
    known = o.api.public("GET", "/.well-known/openid-configuration").json()
    o.note("configuration", list(known))
    if "device_authorization_endpoint" in known:
        device = "urn:ietf:params:oauth:grant-type:device_code"
        client = make_client(o.api, grant_types=[device], token_endpoint_auth_method="none", client_secret="")
        o.note("device", list(o.api.public("POST", "/oauth2/device/auth", {"client_id": client}).json()))


SCENARIOS = (tokens_and_places, scopes_and_grants, signed, claims_that_are_told_anyway, order)
