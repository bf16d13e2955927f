# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The rules for what OAuth 2.0 clients prove themselves with, and what they get for it. Pure."""

from __future__ import annotations

import datetime
import typing as t

from .._clients.client_fields import FIELDS
from .._clients.description import AUTH_METHOD
from .._values.durations import render_duration
from .._values.jwk import LEFT_OUT, is_private
from .._values.versions import Range
from .client import ACCESS_LIFESPANS, REFRESH_LIFESPANS, Client
from .rule import LEAST_RSA_BITS, Flaw, Limits, Reference, Rule, Untold, Verdicts, listed, rfc, short_rsa, spoken

_OFFLINE = ("offline_access", "offline")
_WITH_USER = ("authorization_code", "implicit", "urn:ietf:params:oauth:grant-type:device_code")
#: The scope that the server gives to a client without one: nobody chose it.
_DEFAULT_SCOPE = frozenset(next(one.default for one in FIELDS if one.name == "scope").split())

_REGISTRATION = Reference(
    "OpenID Connect Dynamic Client Registration 1.0 section 2",
    "https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata",
)


# Authentication and keys


def _secret_despite_keys(client: Client, _limits: Limits) -> Verdicts:
    if client.method.startswith("client_secret_") and (client.keys or client.text("jwks_uri")):
        source = "jwks" if client.keys else "jwks_uri"
        yield Flaw(
            AUTH_METHOD,
            "token_endpoint_auth_method is %s, although %s registers keys of the client" % (client.method, source),
            "Authenticate with the key, if the application can sign with it",
            {AUTH_METHOD: "private_key_jwt"},
        )


def _secret_of_public_client(client: Client, _limits: Limits) -> Verdicts:
    given = [name for name in ("client_secret", "secret_file") if client.document.get(name)]
    if client.public and given:
        yield Flaw(
            given[0],
            "token_endpoint_auth_method is none, and %s is set" % given[0],
            "Remove the secret, or authenticate with it",
            {AUTH_METHOD: "client_secret_basic"},
        )
    elif client.public and "client_secret_expires_at" in client.document:  # the answer of a server
        yield Untold("servers do not tell whether a client has a secret; a file of variables does")


def _private_keys(client: Client, _limits: Limits) -> Verdicts:
    risky = [_label(number, key) for number, key in enumerate(client.keys) if is_private(key) or key.get(LEFT_OUT)]
    if risky:
        yield Flaw(
            "jwks",
            "jwks contains the private half of %s" % listed(risky),
            "Generate a new key pair in the application, and register its public half alone",
        )


def _weak_keys(client: Client, _limits: Limits) -> Verdicts:
    lengths = [(_label(number, key), short_rsa(key)) for number, key in enumerate(client.keys)]
    weak = ["%s (%d bits)" % (label, bits) for label, bits in lengths if bits is not None]
    if weak:
        yield Flaw(
            "jwks",
            "jwks contains short RSA keys: %s" % listed(weak),
            "Generate a new key pair: ES256, or RSA with at least %d bits" % LEAST_RSA_BITS,
        )


def _label(number: int, key: t.Mapping[str, t.Any]) -> str:
    kid = key.get("kid")
    return 'key "%s"' % kid if isinstance(kid, str) and kid else "key number %d" % (number + 1)


def _plain_http_keys(client: Client, _limits: Limits) -> Verdicts:
    for one in client.addresses("jwks_uri"):
        if one.url.scheme == "http" and not one.local:
            secure = "https" + one.text[4:]
            instead = {"jwks_uri": secure} if one.shown == one.text else {}
            yield Flaw("jwks_uri", "jwks_uri is %s" % one.shown, "Serve the keys at an https:// address", instead)


# Tokens


def _nanoseconds(span: datetime.timedelta) -> int:
    return span // datetime.timedelta(microseconds=1) * 1000


def _long_lived_jwt(client: Client, limits: Limits) -> Verdicts:
    least = _nanoseconds(limits.jwt_lifespan)
    spans = {name: client.lifespan(name) for name in ACCESS_LIFESPANS}
    long = [name for name, span in spans.items() if span is not None and span > least]
    strategy = client.text("access_token_strategy").lower()
    if long and strategy == "jwt":
        told = ["%s=%s" % (name, client.text(name)) for name in long]
        yield Flaw(
            long[0],
            "access_token_strategy is jwt, and access tokens live longer than %s: %s"
            % (spoken(limits.jwt_lifespan), listed(told)),
            "Shorten the lifespan and use refresh tokens, or set access_token_strategy=opaque",
            dict.fromkeys(long, render_duration(least)),
        )
    elif long and not strategy:
        yield Untold(
            "access_token_strategy is not set, and the server does not tell its own; it matters for clients with long "
            "access token lifespans"
        )


def _endless_refresh(client: Client, limits: Limits) -> Verdicts:
    most = _nanoseconds(limits.refresh_lifespan)
    spans = {name: client.lifespan(name) for name in REFRESH_LIFESPANS}
    long = [name for name, span in spans.items() if span is not None and (span < 0 or span > most)]
    if long:
        yield Flaw(
            long[0],
            "refresh tokens live longer than %s or forever: %s"
            % (spoken(limits.refresh_lifespan), listed(["%s=%s" % (name, client.text(name)) for name in long])),
            "Set a finite lifespan; each use of a refresh token renews it",
            dict.fromkeys(long, "720h0m0s"),
        )


def _unusable_offline_access(client: Client, _limits: Limits) -> Verdicts:
    offline = [one for one in client.scope if one in _OFFLINE]
    chosen = set(client.scope) != _DEFAULT_SCOPE
    if offline and chosen and "refresh_token" not in client.grants and set(_WITH_USER) & set(client.grants):
        yield Flaw(
            "scope",
            "scope contains %s, and grant_types does not contain refresh_token" % listed(offline),
            "Remove it from the scope, or add the grant if the application needs refresh tokens",
            {"scope": " ".join(one for one in client.scope if one not in _OFFLINE)},
        )


def _wildcard_scope(client: Client, _limits: Limits) -> Verdicts:
    patterns = [one for one in client.scope if "*" in one]
    kept = [one for one in client.scope if "*" not in one]
    if patterns:
        yield Flaw(
            "scope",
            "scope contains patterns: %s" % listed(patterns),
            "Name every scope that the application requests",
            {"scope": " ".join(kept)} if kept else {},
        )


CREDENTIAL_RULES: t.Tuple[Rule[Client], ...] = (
    Rule(
        "client-secret-despite-keys",
        "low",
        "clients that authenticate with a secret, although they have a key",
        "A secret is known to both sides, is sent with every request, and can be replayed. A private key never leaves "
        "the client.",
        (rfc(9700, "2.5"),),
        _secret_despite_keys,
    ),
    Rule(
        "client-public-with-secret",
        "low",
        "public clients with a secret",
        "The secret protects nothing, because the client never has to present it.",
        (rfc(6749, "2.1"),),
        _secret_of_public_client,
    ),
    Rule(
        "client-private-keys",
        "critical",
        "clients whose jwks contains private or symmetric keys",
        "Anyone who can read clients through the admin API can sign as this client.",
        (rfc(7517, "9.2"), _REGISTRATION),
        _private_keys,
    ),
    Rule(
        "client-weak-keys",
        "high",
        "clients whose jwks contains RSA keys with fewer than %d bits" % LEAST_RSA_BITS,
        "Such keys can be broken, and whoever does so can authenticate as the client.",
        (rfc(7518, "3.3"),),
        _weak_keys,
    ),
    Rule(
        "client-plain-http-keys",
        "high",
        "clients whose jwks_uri begins with http://",
        "Anyone who can change network traffic can substitute a key of their own, and authenticate as the client.",
        (rfc(7517, "9.1"), _REGISTRATION),
        _plain_http_keys,
    ),
    Rule(
        "client-long-lived-jwt",
        "medium",
        "clients with access_token_strategy=jwt whose access tokens live longer than max_jwt_lifespan",
        "Services verify such tokens offline, so a leaked token keeps working until it expires, even after it was "
        "revoked.",
        (rfc(9700, "2.2"), rfc(7009, "3")),
        _long_lived_jwt,
        Range("2.1.0"),
    ),
    Rule(
        "client-endless-refresh",
        "medium",
        "clients whose refresh tokens live longer than max_refresh_lifespan, or forever",
        "A stolen refresh token keeps working for as long as nobody notices.",
        (rfc(9700, "4.14.2"),),
        _endless_refresh,
        Range("1.11.9"),
    ),
    Rule(
        "client-unusable-offline-access",
        "low",
        "clients with the scope offline_access and without the refresh_token grant",
        "Users consent to offline access that the application cannot use. If somebody adds the grant later, that "
        "consent takes effect unnoticed.",
        (rfc(9700, "2.3"),),
        _unusable_offline_access,
    ),
    Rule(
        "client-wildcard-scope",
        "medium",
        "clients whose scope contains patterns",
        "With the scope strategy wildcard, which is the default, a pattern grants every scope that it matches, "
        "including scopes that do not exist yet. With the strategy exact, no request can use it.",
        (rfc(9700, "2.3"),),
        _wildcard_scope,
    ),
)
