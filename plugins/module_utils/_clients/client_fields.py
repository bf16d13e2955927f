# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The fields of OAuth 2.0 clients: RFC 7591 section 2, OpenID Connect Dynamic Client Registration 1.0 section 2."""

from __future__ import annotations

import typing as t

from .._values.versions import Range
from .fields import DURATION, FLAG, JSON, JWK_SET, LOWER_CASE, OPTIONAL_FLAG, ORIGINS, STRING_SET, WORDS, Field

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
