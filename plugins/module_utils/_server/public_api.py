# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a client itself would ask Hydra's public API."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from .._errors import ApiError, Failure, TransportError
from .generations import Features, ServerVersion
from .http_client import HttpClient, Reply
from .operations.calls import error_of

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
        reply = self._revoke(_NO_SUCH_TOKEN, client_id, secret, method)
        if _is_revoked(reply):
            return True
        if _is_bad_client(reply):
            return False
        raise self._strange(reply, 'check the secret of client "%s"' % client_id)

    def revoke_token(self, token: str, client_id: str, secret: t.Optional[str], method: str) -> None:
        """Revoke a token, and with it the others of the same grant (RFC 7009).

        :param client_id: whose token it is
        :param secret: the client's; None for a public one
        :param method: the client's ``token_endpoint_auth_method``, one of `CHECKABLE_METHODS` or ``none``
        :raises ApiError: Hydra refuses, for instance because the secret is wrong
        """
        reply = self._revoke(token, client_id, secret, method)
        if _is_revoked(reply):
            return
        doing = 'revoke a token of client "%s"' % client_id
        if not isinstance(reply.body, dict) or "error" not in reply.body:
            raise self._strange(reply, doing)
        error, description = error_of(reply.body)
        told = "its client_secret is wrong" if _is_bad_client(reply) else ": ".join(filter(None, (error, description)))
        raise ApiError(
            "Cannot %s: the public API answered %d (%s)" % (doing, reply.status, told),
            reply.status,
            Failure("revoke_token", client_id, reply.status, error, description),
        )

    def discovery(self) -> t.Dict[str, t.Any]:
        """Return the metadata of the provider (OpenID Connect Discovery 1.0 section 4).

        :raises TransportError: what answered is not Hydra's public API
        """
        reply = self.http.request("GET", "/.well-known/openid-configuration")
        if reply.status != 200 or not isinstance(reply.body, dict) or "issuer" not in reply.body:
            raise self._strange(reply, "read the OpenID Connect discovery document")
        return reply.body

    def registers_clients(self, client_id: str) -> t.Optional[bool]:
        """Tell whether clients can register themselves (RFC 7591), which changes nothing.

        Without a token the endpoint of a registration answers 401 where it is on, and 404 where it is off.

        :return: None where the public API cannot be asked: only a warning depends on the answer
        """
        try:
            reply = self.http.request("GET", "/oauth2/register/" + quote(client_id, safe=""))
        except TransportError:
            return None
        return reply.status == 401

    def _revoke(self, token: str, client_id: str, secret: t.Optional[str], method: str) -> Reply:
        form = {"token": token}
        basic: t.Optional[t.Tuple[str, str]] = None
        if method == "client_secret_basic":
            basic = (quote(client_id, safe=""), quote(secret or "", safe=""))
        else:
            twice = self.server.has(Features.form_decoded_twice)
            form["client_id"] = quote(client_id, safe="") if twice else client_id
            if secret is not None:
                form["client_secret"] = quote(secret, safe="") if twice else secret
        return self.http.request("POST", "/oauth2/revoke", form=form, basic=basic, harmless=True)

    def _strange(self, reply: Reply, doing: str) -> TransportError:
        return TransportError(
            "Cannot %s: %s answered %d, but not as Hydra's public API does; check %s"
            % (doing, reply.url, reply.status, self.http.option)
        )


def _is_revoked(reply: Reply) -> bool:
    return reply.status == 200 and reply.body is None and not reply.text.strip()


def _is_bad_client(reply: Reply) -> bool:
    return reply.status == 401 and isinstance(reply.body, dict) and reply.body.get("error") == "invalid_client"
