# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values by the name of a parameter or member: what an application would send, and what nobody would."""

from __future__ import annotations

import base64
import functools
import hashlib
from random import Random
from typing import Any

from conformance import refusals, refused_keys
from conformance.browser import CALLBACK, SIGNED_OUT

VERIFIER = "random-requests-" * 3
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
SECRETS = ("a-secret-of-enough-length", "another secret: % + ü")
SETS = ("signing", "a set", "set/1")
_IDS = ("app", "web", "m2m", "with blank", "über", "a.b~c_d-e", "app2")
_URLS = ("https://example.com/x", "http://127.0.0.1:5555/", "https://example.com", "")
_LIFESPANS = ("1h", "30m", "90s", "1h30m", "24h0m0s", "0s", "", None)
_SCOPES = ("openid", "offline", "offline_access", "extra", "openid offline", "openid offline extra", "")
# Not RSA, which a busy server takes longer for than it waits for its own answer.
_ALGORITHMS = ("ES256", "HS256", "EdDSA", "ES512", "HS512", "none")

#: Values that fit, most of them.
VALUES: dict[str, tuple[Any, ...]] = {
    "access_token_strategy": ("jwt", "opaque", ""),
    "acr": ("0", "urn:acr"),
    "alg": _ALGORITHMS,
    "all": ("true", "false", "1", ""),
    "allowed_cors_origins": ("https://example.com", "http://localhost:3000", "*"),
    "amr": ("pwd", "otp"),
    "audience": ("https://api.example.com", "api"),
    "client_id": _IDS,
    "client_name": ("An application", "app", ""),
    "client_secret": SECRETS,
    "client_secret_expires_at": (0,),
    "code_challenge": (CHALLENGE, "short"),
    "code_challenge_method": ("S256", "plain", ""),
    "code_verifier": (VERIFIER, "other-" * 8),
    "contacts": ("admin@example.com", ""),
    "error": ("access_denied", "login_required", "an_error"),
    "error_description": ("a description", ""),
    "error_hint": ("a hint",),
    "error_debug": ("debug",),
    "expires_at": ("2040-01-01T00:00:00Z", "2040-01-01T00:00:00.5+02:00", "2001-01-01T00:00:00Z"),
    "force_subject_identifier": ("forced",),
    "frontchannel_logout_uri": (CALLBACK,),
    "backchannel_logout_uri": ("http://127.0.0.1:9/back",),
    "format": ("jwt_vc_json",),
    "grant_scope": _SCOPES[:4],
    "grant_access_token_audience": ("https://api.example.com",),
    "grant_type": ("client_credentials", "authorization_code", "refresh_token"),
    "grant_types": ("authorization_code", "refresh_token", "client_credentials", "implicit"),
    "id_token_hint": ("junk",),
    "identity_provider_session_id": ("idp-session",),
    "issuer": ("https://issuer.example.com", "issuer"),
    "jwks_uri": ("http://127.0.0.1:9/jwks.json",),
    "kid": ("key-1", "a key", ""),
    "login_hint": ("alice@example.com",),
    "max_age": ("0", "60", "-1", "x"),
    "metadata": ({}, {"a": 1}, None, [1, "x"], "text", {"nested": {"n": None, "f": 1.50, "big": 2**60}}),
    "nonce": ("a-nonce-of-enough-length", "short"),
    "notAfter": ("2001-01-01T00:00:00Z", "2040-01-01T00:00:00Z"),
    "op": ("add", "replace", "remove", "test", "copy", "move"),
    "owner": ("team", "ops", ""),
    "page_token": ("", "x", "1"),
    "path": ("/client_name", "/owner", "/metadata", "/metadata/a", "/scope", "/redirect_uris/0", "/redirect_uris/-"),
    "from": ("/client_name", "/owner"),
    "post_logout_redirect_uris": (SIGNED_OUT, CALLBACK),
    "post_logout_redirect_uri": (SIGNED_OUT,),
    "prompt": ("login", "none", "consent", "login consent"),
    "redirect_uri": (CALLBACK, CALLBACK, CALLBACK + "?x=1"),
    "redirect_uris": (CALLBACK, "https://example.com/cb"),
    "registration_access_token": ("",),
    "remember_for": (0, 60, 3600),
    "request_object_signing_alg": ("none", "RS256", "ES256"),
    "request_uris": ("https://example.com/request",),
    "response_mode": ("query", "fragment", "form_post"),
    "response_type": ("code", "code", "token", "id_token", "code id_token"),
    "response_types": ("code", "token", "id_token", "code id_token"),
    "scope": _SCOPES,
    "session": ({"access_token": {"a": 1}, "id_token": {"b": "x"}}, {}, {"id_token": {"sub": "other"}}),
    "sid": ("no-session",),
    "state": ("a-state-of-enough-length", "short", ""),
    "status_code": (400, 403, 0),
    "subject": ("alice", "bob", ""),
    "subject_type": ("public", ""),
    "token": ("junk", ""),
    "token_endpoint_auth_method": ("client_secret_basic", "client_secret_post", "none", "private_key_jwt"),
    "token_endpoint_auth_signing_alg": ("RS256", "ES256", "none"),
    "types": ("VerifiableCredential",),
    "use": ("sig", "enc", ""),
    "user_code": ("ABCDEFGH", ""),
    "userinfo_signed_response_alg": ("none", "RS256"),
    "value": ("patched", None, True, 5, {}, ["x"], {"a": 2}),
}
for _name in ("limit", "page_size", "MaxItems", "DefaultItems"):
    VALUES[_name] = ("1", "2", "100", "500", "0", "-1", "x", "")
VALUES["offset"] = ("0", "1", "2", "100", "-1", "x")
for _name in ("client", "id"):
    VALUES[_name] = _IDS
for _name in ("client_uri", "logo_uri", "policy_uri", "tos_uri", "sector_identifier_uri"):
    VALUES[_name] = _URLS

#: Values that fit nothing.
ODD: tuple[Any, ...] = (
    *("", " ", "junk", "a b", "ü€😀", "a/b", "..", "%zz", "null", "x" * 300, "\u0000", "<b>", "'\"\\", "a&b=c#d"),
    *(0, -1, 1.5, 10**20, True, False, None, [], {}, [None], ["x"], {"x": 1}, [[]]),
)
#: Bodies that are no document.
BROKEN = (
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "1",
    "{}",
    "{}{}",
    '{"a":1} x',
    "a=b",
    "<xml/>",
    '{"a":}',
    "\ufeff{}",
    "[null]",
)
CONTENT_TYPES = (
    *("application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain"),
    *("multipart/form-data; boundary=x", "application/xml", "", "nonsense", "application/merge-patch+json"),
)
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


@functools.cache
def _keys() -> tuple[Any, ...]:
    """Return the keys that servers can read again; what they do with the others differs from day to day."""
    return tuple({"kid": "key-1", **row.key} for row in refused_keys.rows() if row.lost == refused_keys.NEVER
                 and isinstance(row.key, dict))  # fmt: skip


@functools.cache
def _members() -> dict[str, tuple[Any, ...]]:
    """Return the odd values of client members that are in the table of refusals."""
    found: dict[str, list[Any]] = {}
    for row in (row for rows in refusals.GROUPS.values() for row in rows if row.unsure == refusals.NEVER):
        for name, value in row.members.items():
            found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items() if name not in ("jwks", "client_id")}


def value(random: Random, name: str, shape: Any) -> Any:
    """Return a value of a shape (see ``specified.Shape``) that fits a parameter or member of that name."""
    if name in ("jwk", "keys", "jwks") and isinstance(shape, dict | str):
        key = random.choice(_keys())
        return {"keys": [key]} if name == "jwks" else key
    if name.endswith("_lifespan"):
        return random.choice(_LIFESPANS)
    if isinstance(shape, list):
        return [value(random, name, shape[0]) for _unused in range(random.choice((0, 1, 1, 1, 2, 3)))]
    if name in VALUES:
        return random.choice(VALUES[name])
    if isinstance(shape, dict):
        chosen = [member for member in shape if random.random() < 0.5]
        return {member: value(random, member, shape[member]) for member in chosen}
    if shape == "boolean":
        return random.random() < 0.5
    return random.choice((0, 1, 60, 3600)) if shape == "integer" else random.choice(("text", "", "other text"))


def odd_value(random: Random, name: str) -> Any:
    """Return a value that hardly anybody would send under that name."""
    known = _members().get(name, ())
    return random.choice(known) if known and random.random() < 0.5 else random.choice(ODD)
