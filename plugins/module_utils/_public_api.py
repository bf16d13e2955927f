# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a client itself would ask Hydra's public API."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from ansible_collections.ory.hydra.plugins.module_utils._errors import TransportError
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._http import HttpClient

CHECKABLE_METHODS = frozenset(("client_secret_basic", "client_secret_post"))

# Hydra authenticates the client first, and an unknown token is no error (RFC 7009 section 2.2): nothing changes.
_NO_SUCH_TOKEN = "ory.hydra-secret-check"


class PublicApi:
    """The operations of one server's public API."""

    def __init__(self, http: HttpClient, server: ServerVersion) -> None:
        self.http = http
        self.server = server

    def secret_is_right(self, client_id: str, secret: str, method: str) -> bool:
        """Tell whether a client of this id authenticates with this secret (RFC 6749 section 2.3.1).

        Asks ``POST /oauth2/revoke`` to revoke a token that does not exist, which changes nothing.

        :param method: the client's ``token_endpoint_auth_method``, one of `CHECKABLE_METHODS`
        :raises TransportError: what answered is not Hydra's public API
        """
        form = {"token": _NO_SUCH_TOKEN}
        basic: t.Optional[t.Tuple[str, str]] = None
        if method == "client_secret_basic":
            basic = (quote(client_id, safe=""), quote(secret, safe=""))
        else:
            twice = self.server.has("form_decoded_twice")
            form["client_id"] = quote(client_id, safe="") if twice else client_id
            form["client_secret"] = quote(secret, safe="") if twice else secret
        reply = self.http.request("POST", "/oauth2/revoke", form=form, basic=basic, harmless=True)
        if reply.status == 200 and reply.body is None and not reply.text.strip():
            return True
        if reply.status == 401 and isinstance(reply.body, dict) and reply.body.get("error") == "invalid_client":
            return False
        raise TransportError(
            'Cannot check the secret of client "%s": %s answered %d, but not as Hydra\'s public API does; check %s'
            % (client_id, reply.url, reply.status, self.http.option)
        )
