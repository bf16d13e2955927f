# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the public port says about the server: OpenID Connect Discovery, and the signing keys."""

from __future__ import annotations

from typing import Any

from .exchange import Call, Reply, json_reply
from .jwk import in_order
from .key_sets import ID_TOKEN
from .signing import algorithm_of, published
from .versions import Span

# Stands for the algorithm of the key that signs ID tokens.
_KEY_ALGORITHM = object()
# The rest is below the public URL, where that is another one.
_BELOW_ISSUER = ("jwks_uri", "revocation_endpoint", "end_session_endpoint")

# Member, value ("/..." is below the public URL), and the versions that have it in this form.
_CONFIGURATION: tuple[tuple[str, Any, Span], ...] = (
    ("authorization_endpoint", "/oauth2/auth", Span()),
    ("device_authorization_endpoint", "/oauth2/device/auth", Span("25.4.0")),
    ("token_endpoint", "/oauth2/token", Span()),
    ("jwks_uri", "/.well-known/jwks.json", Span()),
    ("subject_types_supported", ["public"], Span()),
    (
        "response_types_supported",
        ["code", "code id_token", "id_token", "token id_token", "token", "token id_token code"],
        Span(),
    ),
    ("claims_supported", ["sub"], Span()),
    (
        "grant_types_supported",
        ["authorization_code", "implicit", "client_credentials", "refresh_token"],
        Span(until="2.3.0"),
    ),
    (
        "grant_types_supported",
        [
            "authorization_code",
            "implicit",
            "client_credentials",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        Span("25.4.0"),
    ),
    ("response_modes_supported", ["query", "fragment"], Span(until="1.11.10")),
    ("response_modes_supported", ["query", "fragment", "form_post"], Span("2.0.0")),
    ("userinfo_endpoint", "/userinfo", Span()),
    ("scopes_supported", ["offline_access", "offline", "openid"], Span("1.0.0")),
    (
        "token_endpoint_auth_methods_supported",
        ["client_secret_post", "client_secret_basic", "private_key_jwt", "none"],
        Span(),
    ),
    ("userinfo_signing_alg_values_supported", ["none", "RS256"], Span()),
    ("id_token_signing_alg_values_supported", _KEY_ALGORITHM, Span()),
    ("id_token_signed_response_alg", _KEY_ALGORITHM, Span("2.0.0")),
    ("userinfo_signed_response_alg", _KEY_ALGORITHM, Span("2.0.0")),
    ("request_parameter_supported", True, Span()),
    ("request_uri_parameter_supported", True, Span()),
    ("require_request_uri_registration", True, Span()),
    ("claims_parameter_supported", False, Span()),
    ("revocation_endpoint", "/oauth2/revoke", Span()),
    ("backchannel_logout_supported", True, Span("1.0.0")),
    ("backchannel_logout_session_supported", True, Span("1.0.0")),
    ("frontchannel_logout_supported", True, Span("1.0.0")),
    ("frontchannel_logout_session_supported", True, Span("1.0.0")),
    ("end_session_endpoint", "/oauth2/sessions/logout", Span("1.0.0")),
    ("request_object_signing_alg_values_supported", ["RS256", "none"], Span(until="1.11.10")),
    ("request_object_signing_alg_values_supported", ["none", "RS256", "ES256"], Span("2.0.0")),
    ("code_challenge_methods_supported", ["plain", "S256"], Span("1.10.3")),
    ("credentials_endpoint_draft_00", "/credentials", Span("2.2.0")),
    (
        "credentials_supported_draft_00",
        [
            {
                "cryptographic_binding_methods_supported": ["jwk"],
                "cryptographic_suites_supported": [
                    "PS256",
                    "RS256",
                    "ES256",
                    "PS384",
                    "RS384",
                    "ES384",
                    "PS512",
                    "RS512",
                    "ES512",
                    "EdDSA",
                ],
                "format": "jwt_vc_json",
                "types": ["VerifiableCredential", "UserInfoCredential"],
            }
        ],
        Span("2.2.0"),
    ),
)


async def configuration(call: Call) -> Reply:
    """GET /.well-known/openid-configuration"""
    hydra = call.hydra
    document: dict[str, Any] = {"issuer": hydra.issuer}
    for name, value, span in _CONFIGURATION:
        if hydra.version in span:
            below = isinstance(value, str) and value.startswith("/")
            base = hydra.issuer_url if name in _BELOW_ISSUER else hydra.public_url
            document[name] = base + value if below else value
            if value is _KEY_ALGORITHM:
                document[name] = [algorithm_of(hydra, ID_TOKEN)]
    return json_reply(call, document)


async def key_set(call: Call) -> Reply:
    """GET /.well-known/jwks.json"""
    return json_reply(call, {"keys": [in_order(key) for key in published(call.hydra)]})
