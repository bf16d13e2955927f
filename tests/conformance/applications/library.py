# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An application that is built with Authlib, a maintained client library, from discovery to logout."""

from __future__ import annotations

import importlib
import secrets
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from conformance.browser import CALLBACK, SIGNED_OUT, make_client, parameter

from .observer import Observer, claims_of

_SUBJECT = "alice"


def application(o: Observer) -> None:
    """Code with PKCE, user info, refresh, revocation and logout; confidential by header and by form, and public."""
    for method in ("client_secret_basic", "client_secret_post", "none"):
        _use(o, method)


def _use(o: Observer, method: str) -> None:
    # Not typed, and not needed by anything else.
    authlib = importlib.import_module("authlib.integrations.requests_client")
    known = o.api.public("GET", "/.well-known/openid-configuration").json()
    public = method == "none"
    given = {"client_secret": ""} if public else {}
    client = o.call(make_client(o.api, token_endpoint_auth_method=method, **given), f"client {method}")
    session = authlib.OAuth2Session(
        client,
        None if public else "flow-client-secret",
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        scope="openid offline",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=known["token_endpoint"],
    )
    session.trust_env = False
    verifier, browser = secrets.token_urlsafe(48), o.browser()
    url, state = session.create_authorization_url(
        known["authorization_endpoint"], code_verifier=verifier, nonce="some-nonce-value"
    )
    end = _arrive(o, browser, url)
    o.call(state, f"state {method}")
    o.note(f"{method}: end", end)
    token = session.fetch_token(authorization_response=end, state=state, code_verifier=verifier)
    _note(o, f"{method}: token", token)
    keys = KeySet.import_key_set(session.get(known["jwks_uri"]).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=known["id_token_signing_alg_values_supported"])
    wanted = {"iss": known["issuer"], "aud": [client], "nonce": "some-nonce-value", "sub": _SUBJECT}
    assert {name: decoded.claims[name] for name in wanted} == wanted
    o.note(f"{method}: user", session.get(known["userinfo_endpoint"]).json())
    first = dict(token)
    _note(o, f"{method}: refreshed", session.refresh_token())
    second = dict(session.token)
    try:
        session.refresh_token(refresh_token=first["refresh_token"])
    except authlib.OAuthError as problem:
        o.note(f"{method}: refreshed again", [problem.error, problem.description])
    session.token = second
    o.note(f"{method}: user after that", session.get(known["userinfo_endpoint"]).status_code)
    reply = session.revoke_token(known["revocation_endpoint"], second["access_token"], "access_token")
    o.note(f"{method}: revoked", [reply.status_code, reply.text])
    query = {"id_token_hint": first["id_token"], "post_logout_redirect_uri": SIGNED_OUT, "state": "some-state"}
    challenge = parameter(browser.go(known["end_session_endpoint"], **query), "logout_challenge")
    onward = browser.answer("logout", challenge, None).json()["redirect_to"]
    o.note(f"{method}: logged out", browser.go(onward))
    o.note(f"{method}: anybody there", parameter(_arrive(o, browser, f"{url}&prompt=none"), "error"))


def _arrive(o: Observer, browser: Any, url: str) -> str:
    """Log in and consent where that is asked for; return where the browser ends."""
    target: str = browser.go(url)
    for kind in ("login", "consent"):
        if challenge := parameter(target, f"{kind}_challenge"):
            answer: dict[str, Any] = (
                {"subject": _SUBJECT} if kind == "login" else {"grant_scope": ["openid", "offline"]}
            )
            reply = browser.answer(kind, challenge, answer | {"remember": True})
            target = browser.go(reply.json()["redirect_to"])
    return target


def _note(o: Observer, step: str, token: dict[str, Any]) -> None:
    shown = {name: value for name, value in token.items() if name != "expires_at"}
    shown["id_token"] = claims_of(token["id_token"])
    o.note(step, shown)


SCENARIOS = (application,)
