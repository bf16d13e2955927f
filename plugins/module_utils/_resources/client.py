# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""OAuth 2.0 clients: RFC 7591 section 2 and OpenID Connect Dynamic Client Registration 1.0 section 2."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import SplitResult, urlsplit

from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi, Document
from ansible_collections.ory.hydra.plugins.module_utils._field_plan import FieldPlanner
from ansible_collections.ory.hydra.plugins.module_utils._field_read import FieldReader, find
from ansible_collections.ory.hydra.plugins.module_utils._field_resource import FieldResource, Rule, SecretField
from ansible_collections.ory.hydra.plugins.module_utils._fields import (
    DURATION,
    FLAG,
    JSON,
    JWK_SET,
    LOWER_CASE,
    OPTIONAL_FLAG,
    ORIGINS,
    STRING_SET,
    WORDS,
    Field,
    host_of,
)
from ansible_collections.ory.hydra.plugins.module_utils._generations import Range, ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import Policy

_LIFESPANS = Range("1.11.9")
_PASSWORD_LIFESPANS = Range("1.11.9", "2.0.0")
_DEVICE = Range("25.4.0")
_LOGOUT = Range("1.0.0-rc.10")
_PLAIN = {"no_log": False}  # the name sounds secret, the value is not

FIELDS: t.Tuple[Field, ...] = (
    Field("client_name"),
    Field("owner"),
    Field("redirect_uris", STRING_SET),
    Field("grant_types", STRING_SET),
    Field("response_types", STRING_SET),
    Field("scope", WORDS, default="offline_access offline openid", default_since="1.0.0"),
    Field("audience", STRING_SET),
    Field("token_endpoint_auth_method", default="client_secret_basic", argument=_PLAIN),
    Field("token_endpoint_auth_signing_alg", where=Range("1.5.0"), argument=_PLAIN),
    Field("jwks", JWK_SET),
    Field("jwks_uri"),
    Field("subject_type", default="public", choices=("public", "pairwise")),
    Field("sector_identifier_uri"),
    Field("userinfo_signed_response_alg", default="none", choices=("none", "RS256")),
    Field("request_uris", STRING_SET),
    Field("request_object_signing_alg"),
    Field("access_token_strategy", LOWER_CASE, where=Range("2.1.0"), choices=("jwt", "opaque"), argument=_PLAIN),
    Field("skip_consent", FLAG, where=Range("2.1.0")),
    Field("skip_logout_consent", OPTIONAL_FLAG, where=Range("2.2.0")),
    Field("post_logout_redirect_uris", STRING_SET, where=_LOGOUT),
    Field("frontchannel_logout_uri", where=_LOGOUT),
    Field("frontchannel_logout_session_required", FLAG, where=_LOGOUT),
    Field("backchannel_logout_uri", where=_LOGOUT),
    Field("backchannel_logout_session_required", FLAG, where=_LOGOUT),
    Field("allowed_cors_origins", ORIGINS),
    Field("contacts", STRING_SET),
    Field("client_uri"),
    Field("logo_uri"),
    Field("policy_uri"),
    Field("tos_uri"),
    Field("metadata", JSON, where=Range("1.0.9")),
    Field("authorization_code_grant_access_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("authorization_code_grant_id_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("authorization_code_grant_refresh_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("client_credentials_grant_access_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("implicit_grant_access_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("implicit_grant_id_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("jwt_bearer_grant_access_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("password_grant_access_token_lifespan", DURATION, _PASSWORD_LIFESPANS, argument=_PLAIN),
    Field("password_grant_refresh_token_lifespan", DURATION, _PASSWORD_LIFESPANS, argument=_PLAIN),
    Field("refresh_token_grant_access_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("refresh_token_grant_id_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("refresh_token_grant_refresh_token_lifespan", DURATION, _LIFESPANS, argument=_PLAIN),
    Field("device_authorization_grant_access_token_lifespan", DURATION, _DEVICE, argument=_PLAIN),
    Field("device_authorization_grant_id_token_lifespan", DURATION, _DEVICE, argument=_PLAIN),
    Field("device_authorization_grant_refresh_token_lifespan", DURATION, _DEVICE, argument=_PLAIN),
)

# What the server refuses, so that check mode and the plan of a bulk task refuse it too. Only rules that are certain
# for the versions of the row; each is proven against real servers by tests/integration.

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\*$")
_SIGNING_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


def _split(url: str) -> SplitResult:
    """Return the parts of a URL, empty ones where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _redirect_uris(client: Document) -> t.Optional[str]:
    for uri in client.get("redirect_uris") or ():
        if "#" in uri:
            return "redirect_uris must not contain fragments (#): %s" % uri
    return None


def _absolute_redirect_uris(client: Document) -> t.Optional[str]:
    for uri in client.get("redirect_uris") or ():
        if not _ABSOLUTE.match(uri):
            return "redirect_uris must be absolute URIs: %s" % uri
    return None


def _post_logout_redirect_uris(client: Document) -> t.Optional[str]:
    allowed = {host_of(uri) for uri in client.get("redirect_uris") or ()}
    for uri in client.get("post_logout_redirect_uris") or ():
        if not _ABSOLUTE.match(uri) or host_of(uri) is None or host_of(uri) not in allowed:
            return (
                "post_logout_redirect_uris must have scheme, host and port of one of redirect_uris, which %s has not"
                % uri
            )
    return None


def _key_sources(client: Document) -> t.Optional[str]:
    if client.get("jwks_uri") and client.get("jwks"):
        return "jwks and jwks_uri cannot both be set"
    return None


def _private_key_jwt(client: Document) -> t.Optional[str]:
    if (
        client.get("token_endpoint_auth_method") == "private_key_jwt"
        and not client.get("jwks_uri")
        and not client.get("jwks")
    ):
        return "token_endpoint_auth_method private_key_jwt needs jwks or jwks_uri"
    return None


def _signing_algorithm(client: Document) -> t.Optional[str]:
    algorithm = client.get("token_endpoint_auth_signing_alg")
    if (
        client.get("token_endpoint_auth_method") == "private_key_jwt"
        and algorithm
        and algorithm not in _SIGNING_ALGORITHMS
    ):
        return "token_endpoint_auth_signing_alg must be one of %s, not %s" % (", ".join(_SIGNING_ALGORITHMS), algorithm)
    return None


def _symmetric_keys(client: Document) -> t.Optional[str]:
    if any(key.get("kty") == "oct" for key in (client.get("jwks") or {}).get("keys") or ()):
        return "jwks must not hold symmetric keys (kty oct)"
    return None


def _cors_origins(client: Document) -> t.Optional[str]:
    for origin in client.get("allowed_cors_origins") or ():
        parts = _split(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return "allowed_cors_origins must start with https:// or http:// and a host: %s" % origin
        if "@" in parts.netloc:
            return "allowed_cors_origins must not carry a user and password: %s" % origin.replace(parts.netloc, "...")
        if parts.path or parts.query or parts.fragment:
            return "allowed_cors_origins must have no path, query or fragment: %s" % origin
    return None


def _sector_identifier_uri(client: Document) -> t.Optional[str]:
    uri = client.get("sector_identifier_uri")
    if uri and _split(uri).scheme != "https":
        return "sector_identifier_uri must be an https:// URL: %s" % uri
    return None


def _web_page(*names: str) -> t.Callable[[Document], t.Optional[str]]:
    def check(client: Document) -> t.Optional[str]:
        for name in names:
            if client.get(name) and _split(client[name]).scheme not in ("http", "https"):
                return "%s must be an https:// or http:// URL: %s" % (name, client[name])
        return None

    return check


def _split_at_pipes(client: Document) -> t.Optional[str]:
    for field in FIELDS:
        if field.kind in (STRING_SET, ORIGINS) and any("|" in item for item in client.get(field.name) or ()):
            return "%s must not hold the character |, where this Hydra splits an entry in two" % field.name
    return None


def _slash_in_id(client: Document) -> t.Optional[str]:
    return (
        "client_id must not hold a slash before Hydra 25.4.0, which cannot address it"
        if "/" in client["client_id"]
        else None
    )


def _dot_id(client: Document) -> t.Optional[str]:
    return "Hydra cannot address a client_id of dots alone" if client["client_id"] in (".", "..") else None


def _empty_id(client: Document) -> t.Optional[str]:
    return None if client["client_id"] else "client_id must not be empty"


KEY_RULES = (Rule(_empty_id), Rule(_slash_in_id, Range(None, "25.4.0")), Rule(_dot_id, Range("25.4.0")))

RULES = (
    Rule(_redirect_uris),
    Rule(_absolute_redirect_uris, Range("1.0.0-rc.9")),
    Rule(_post_logout_redirect_uris, Range("1.0.0-rc.10")),
    Rule(_key_sources),
    Rule(_private_key_jwt),
    Rule(_signing_algorithm, Range("1.8.5")),
    Rule(_symmetric_keys, Range("2.2.0")),
    Rule(_cors_origins),
    Rule(_sector_identifier_uri),
    Rule(_web_page("tos_uri"), Range("25.4.0")),
    Rule(_web_page("client_uri", "logo_uri", "policy_uri"), Range("26.2.0")),
    Rule(_split_at_pipes, Range(None, "1.11.0")),
)

# What the server accepts although it probably is a mistake: a warning.

_GRANT_TYPES = (
    "authorization_code",
    "client_credentials",
    "implicit",
    "password",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
)
_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")


def _grant_types(client: Document) -> t.Optional[str]:
    unknown = sorted(set(client.get("grant_types") or ()) - set(_GRANT_TYPES))
    return "grant_types holds what Hydra is not known to support: %s" % ", ".join(unknown) if unknown else None


def _auth_method(client: Document) -> t.Optional[str]:
    method = client.get("token_endpoint_auth_method")
    if method and method not in _AUTH_METHODS:
        return "token_endpoint_auth_method %s is not one that Hydra is known to support" % method
    return None


def _private_keys(client: Document) -> t.Optional[str]:
    return (
        "jwks holds a private key; a server needs only the public ones" if JWK_SET.secrets(client.get("jwks")) else None
    )


HINTS = (Rule(_grant_types), Rule(_auth_method), Rule(_private_keys))


_RANDOM_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _registered_itself(client: Document) -> bool:
    """Tell whether a client may have registered itself: no server says so, but its id and members have to fit."""
    return (
        bool(_RANDOM_UUID.fullmatch(str(client.get("client_id"))))
        and not client.get("metadata")
        and not client.get("skip_consent")
    )


class ClientResource(FieldResource):
    """OAuth 2.0 clients."""

    def planner(self, server: ServerVersion) -> FieldPlanner:
        """Return what plans for clients."""
        return FieldPlanner(self, server)

    def reader(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> FieldReader:
        """Return what reads clients."""
        return FieldReader(self, api, public, policy)

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the clients that are asked for, sorted by id."""
        return find(self, api, wanted)


CLIENT = ClientResource(
    noun="client",
    plural="clients",
    title="OAuth 2.0 client",
    key="client_id",
    fields=FIELDS,
    alternate=("client_name", "owner"),
    exclusive=("jwks", "jwks_uri"),
    # created_at is sent back: up to 1.8 it would be lost otherwise
    never_sent=frozenset(
        (
            "client_secret",
            "client_secret_expires_at",
            "updated_at",
            "registration_access_token",
            "registration_client_uri",
        )
    ),
    never_returned=frozenset(("client_secret", "registration_access_token")),
    server_side=frozenset(
        (
            "client_secret_expires_at",
            "created_at",
            "updated_at",
            "registration_access_token",
            "registration_client_uri",
        )
    ),
    secret=SecretField("client_secret", "token_endpoint_auth_method", without=("none", "private_key_jwt")),
    key_rules=KEY_RULES,
    rules=RULES,
    hints=HINTS,
    get=AdminApi.get_client,
    pages=AdminApi.client_pages,
    create=AdminApi.create_client,
    replace=AdminApi.replace_client,
    delete=AdminApi.delete_client,
    self_made=_registered_itself,
)
