# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that prove who they are with a signed JWT: ``private_key_jwt`` (RFC 7523 section 3)."""

from __future__ import annotations

import time
import uuid
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from conformance.browser import make_client
from support.rsa import rsa_jwk

from .observer import Observer
from .site import site

_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EC, _OTHER_EC = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
_RSA = RSAKey.import_key(dict[str, str | list[str]](rsa_jwk(2048)))
_ABSENT = object()


def _key_set(key: ECKey | RSAKey = _EC, **members: Any) -> dict[str, Any]:
    """Return the public half of a key, in a set; a member that is None is left out."""
    alg = "ES256" if isinstance(key, ECKey) else "RS256"
    shown = key.as_dict(private=False) | {"kid": "k1", "use": "sig", "alg": alg} | members
    return {"keys": [{name: value for name, value in shown.items() if value is not None}]}


def _client(o: Observer, name: str, **members: Any) -> str:
    document = {
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "client_secret": "",
        "grant_types": ["client_credentials"],
        "jwks": _key_set(),
    }
    document |= members
    if "jwks_uri" in members:
        document.pop("jwks")
    return o.call(make_client(o.api, **document), name)


def _assertion(o: Observer, client: str, key: Any = _EC, alg: str = "ES256", kid: Any = "k1", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": client,
        "sub": client,
        "aud": f"{o.api.server.public_url}/oauth2/token",
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 300,
    } | changes
    claims = {name: value for name, value in claims.items() if value is not _ABSENT}
    header = {"alg": alg} if kid is None else {"alg": alg, "kid": kid}
    return jwt.encode(header, claims, key, algorithms=[alg])


def _ask(o: Observer, assertion: str, **form: Any) -> requests.Response:
    sent = {"grant_type": "client_credentials", "client_assertion_type": _TYPE, "client_assertion": assertion} | form
    return o.api.public("POST", "/oauth2/token", sent)


def claims(o: Observer) -> None:
    """Claims that are missing, early, late or somebody else's."""
    client, other = _client(o, "client"), _client(o, "other")
    token, now = f"{o.api.server.public_url}/oauth2/token", int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "good": {},
        "no exp": {"exp": _ABSENT},
        "exp past": {"exp": now - 10},
        "exp far": {"exp": now + 10**8},
        "exp text": {"exp": "tomorrow"},
        "nbf ahead": {"nbf": now + 600},
        "nbf past": {"nbf": now - 600},
        "iat ahead": {"iat": now + 600},
        "no iat": {"iat": _ABSENT},
        "no jti": {"jti": _ABSENT},
        "empty jti": {"jti": ""},
        "number jti": {"jti": 5},
        "no iss": {"iss": _ABSENT},
        "iss other": {"iss": other},
        "no sub": {"sub": _ABSENT},
        "sub other": {"sub": other},
        "sub nobody": {"sub": "nobody"},
        "no aud": {"aud": _ABSENT},
        "aud other": {"aud": "http://127.0.0.1:9/oauth2/token"},
        "aud issuer": {"aud": o.api.server.public_url},
        "aud issuer with a slash": {"aud": o.api.server.public_url + "/"},
        "aud list": {"aud": ["other", token]},
        "aud list without it": {"aud": ["other"]},
        "aud with a slash": {"aud": token + "/"},
        "aud number": {"aud": 5},
    }
    for name, changes in wrong.items():
        o.reply(name, _ask(o, _assertion(o, client, **changes)))
    again = _assertion(o, client)
    o.reply("once", _ask(o, again))
    o.reply("twice", _ask(o, again))
    same = str(uuid.uuid4())
    o.reply("jti once", _ask(o, _assertion(o, client, jti=same)))
    o.reply("jti of another client", _ask(o, _assertion(o, other, jti=same)))


def keys(o: Observer) -> None:
    """Keys and algorithms, in the client and in the header of the JWT."""
    client = _client(o, "client")
    headers: dict[str, dict[str, Any]] = {
        "kid missing": {"kid": None},
        "kid unknown": {"kid": "k2"},
        "another key": {"key": _OTHER_EC},
        "RS256 for ES256": {"key": _RSA, "alg": "RS256"},
    }
    for name, changes in headers.items():
        o.reply(name, _ask(o, _assertion(o, client, **changes)))
    for name, members in {
        "no use": {"jwks": _key_set(use=None)},
        "use enc": {"jwks": _key_set(use="enc")},
        "no kid": {"jwks": _key_set(kid=None)},
        "no alg": {"jwks": _key_set(alg=None)},
        "alg of another": {"jwks": _key_set(alg="ES512")},
        "two keys": {"jwks": {"keys": _key_set(_OTHER_EC, kid="k0")["keys"] + _key_set()["keys"]}},
        "two of one kid": {"jwks": {"keys": _key_set(_OTHER_EC)["keys"] + _key_set()["keys"]}},
        "no keys": {"jwks": {"keys": []}},
        "RSA keys only": {"jwks": _key_set(_RSA)},
    }.items():
        made = _client(o, name, **members)
        o.reply(name, _ask(o, _assertion(o, made)))
        o.reply(f"{name}, no kid in the header", _ask(o, _assertion(o, made, kid=None)))
    for algorithm, alg in (
        ("RS256", "RS256"),
        ("RS256", "PS256"),
        ("PS256", "PS256"),
        ("RS384", "RS256"),
        ("", "RS256"),
    ):
        step = f"client {algorithm or 'of no algorithm'}, JWT {alg}"
        made = _client(o, step, token_endpoint_auth_signing_alg=algorithm, jwks=_key_set(_RSA, alg=None))
        o.reply(step, _ask(o, _assertion(o, made, _RSA, alg)))
    made = _client(o, "symmetric", token_endpoint_auth_signing_alg="", jwks=_key_set(_RSA))
    secret = OctKey.import_key("a-secret-of-32-bytes-or-even-more")
    o.reply("HS256", _ask(o, _assertion(o, made, secret, "HS256")))


def fetched_keys(o: Observer) -> None:
    """Keys that a client publishes at its ``jwks_uri``."""
    with site() as here:
        o.call(here.url, "site")
        here.documents = {"/one": _key_set(), "/two": _key_set(_OTHER_EC, kid="k0"), "/bad": {"keys": "x"}, "/none": {}}
        for name in ("one", "two", "bad", "none", "missing"):
            made = _client(o, name, jwks_uri=f"{here.url}/{name}")
            o.reply(name, _ask(o, _assertion(o, made)))
        o.note("fetched", here.fetched)
        here.fetched.clear()
        rotating = _client(o, "rotating", jwks_uri=f"{here.url}/rotating")
        here.documents["/rotating"] = _key_set()
        for step in ("first", "second"):
            o.reply(step, _ask(o, _assertion(o, rotating)))
        here.documents["/rotating"] = _key_set(_OTHER_EC, kid="k2")
        o.reply("rotated", _ask(o, _assertion(o, rotating, _OTHER_EC, kid="k2")))
        o.reply("from before", _ask(o, _assertion(o, rotating)))
        o.note("fetched for them", sorted(set(here.fetched)))
    gone = _client(o, "gone", jwks_uri=f"{here.url}/one")
    o.reply("nobody there", _ask(o, _assertion(o, gone)))


def forms(o: Observer) -> None:
    """What else is in the form."""
    client, other = _client(o, "client"), _client(o, "other")
    secret = o.call(make_client(o.api, grant_types=["client_credentials"]), "by secret")
    for name, form in {
        "own client_id": {"client_id": client},
        "other client_id": {"client_id": other},
        "unknown client_id": {"client_id": "nobody"},
        "with a secret": {"client_id": client, "client_secret": "some-secret"},
        "unknown type": {"client_assertion_type": "zzz"},
        "no type": {"client_assertion_type": ""},
        "no assertion": {"client_assertion": ""},
        "junk": {"client_assertion": "junk"},
        "two parts": {"client_assertion": "a.b"},
        "no type, own client_id": {"client_assertion_type": "", "client_id": client},
    }.items():
        o.reply(name, _ask(o, _assertion(o, client), **form))
    o.reply("client of another method", _ask(o, _assertion(o, secret)))
    form = {"token": "x", "client_assertion_type": _TYPE, "client_assertion": _assertion(o, client)}
    o.reply("revocation", o.api.public("POST", "/oauth2/revoke", form))
    form["client_assertion"] = _assertion(o, client, aud=f"{o.api.server.public_url}/oauth2/revoke")
    o.reply("revocation, its own URL as aud", o.api.public("POST", "/oauth2/revoke", form))


SCENARIOS = (claims, keys, fetched_keys, forms)
