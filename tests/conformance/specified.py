# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which operations each generation's specification has, by verb and path; those of the admin API without its prefix."""

from __future__ import annotations

_ALWAYS = """
admin GET /clients
admin POST /clients
admin GET /clients/{id}
admin PUT /clients/{id}
admin PATCH /clients/{id}
admin DELETE /clients/{id}
admin PUT /clients/{id}/lifespans
admin GET /keys/{set}
admin POST /keys/{set}
admin PUT /keys/{set}
admin DELETE /keys/{set}
admin GET /keys/{set}/{kid}
admin PUT /keys/{set}/{kid}
admin DELETE /keys/{set}/{kid}
admin GET /oauth2/auth/requests/consent
admin PUT /oauth2/auth/requests/consent/accept
admin PUT /oauth2/auth/requests/consent/reject
admin GET /oauth2/auth/requests/login
admin PUT /oauth2/auth/requests/login/accept
admin PUT /oauth2/auth/requests/login/reject
admin GET /oauth2/auth/requests/logout
admin PUT /oauth2/auth/requests/logout/accept
admin PUT /oauth2/auth/requests/logout/reject
admin GET /oauth2/auth/sessions/consent
admin DELETE /oauth2/auth/sessions/consent
admin DELETE /oauth2/auth/sessions/login
admin POST /oauth2/introspect
admin DELETE /oauth2/tokens
admin GET /trust/grants/jwt-bearer/issuers
admin POST /trust/grants/jwt-bearer/issuers
admin GET /trust/grants/jwt-bearer/issuers/{id}
admin DELETE /trust/grants/jwt-bearer/issuers/{id}
admin GET /health/alive
admin GET /health/ready
admin GET /version
public GET /.well-known/jwks.json
public GET /.well-known/openid-configuration
public GET /oauth2/auth
public POST /oauth2/register
public GET /oauth2/register/{id}
public PUT /oauth2/register/{id}
public DELETE /oauth2/register/{id}
public POST /oauth2/revoke
public GET /oauth2/sessions/logout
public POST /oauth2/token
public GET /userinfo
"""
_ONLY_1 = "admin POST /oauth2/flush"
_SINCE_2 = "public POST /credentials"
_SINCE_25 = """
admin PUT /oauth2/auth/requests/device/accept
public POST /oauth2/device/auth
public GET /oauth2/device/verify
"""


def _operations(*tables: str) -> frozenset[tuple[str, str, str]]:
    rows = [line.split() for table in tables for line in table.strip().splitlines()]
    return frozenset((interface, method, path) for interface, method, path in rows)


#: Version -> interface, verb and path of each operation.
SPECIFIED = {
    "1.11.10": _operations(_ALWAYS, _ONLY_1),
    "2.3.0": _operations(_ALWAYS, _SINCE_2),
    "26.2.0": _operations(_ALWAYS, _SINCE_2, _SINCE_25),
}
