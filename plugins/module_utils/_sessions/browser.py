# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A login and a consent without a browser: the part that a browser plays (RFC 6749 section 4.1), and the way."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import typing as t
from urllib.parse import parse_qs, urlencode

from .._errors import ApiError, Failure, OtherObjectError, TransportError
from .._server.admin_api import AdminApi
from .._server.http_client import HttpClient
from .._server.operations.calls import error_of
from .consents import ConsentGrant

Parameters = t.Dict[str, str]

_PRIVATE = re.compile(r"state|nonce|code|\w*_challenge|\w*_verifier")


class Browser:
    """Goes where the server sends it, as long as that is the server itself, with the cookies that it was given."""

    def __init__(self, http: HttpClient, doing: str, secret: t.Callable[[str], None]) -> None:
        """Open a window that nobody has logged in from.

        :param http: reaches the public API, and has no cookies yet
        :param doing: what the visits are for, for messages
        :param secret: told of whatever must not be printed
        """
        self.http = http
        self.doing = doing
        self._secret = secret

    def visit(self, query: Parameters, expected: str) -> Parameters:
        """Visit the authorization endpoint, and return the parameters of where it redirects to.

        :param expected: the parameter that has to be among them
        :raises ApiError: the server refuses the request
        :raises TransportError: what answers is not Hydra's public API
        """
        # A verifier is good for one visit on some servers, so a visit whose answer was lost is not repeated.
        reply = self.http.request("GET", "/oauth2/auth", query, harmless=False, redirects=True)
        target = reply.headers.get("Location", "") if 300 <= reply.status < 400 else ""
        found = _parameters(target)
        for name, value in (*query.items(), *found.items()):
            if _PRIVATE.fullmatch(name):
                self._secret(value)
        if expected in found:
            return found
        error, description = error_of(found)
        if error:
            raise ApiError(
                "Cannot %s: the public API answered %s (%s)" % (self.doing, error, description),
                reply.status,
                Failure("authorize", query.get("client_id"), reply.status, error, description),
            )
        raise TransportError(
            "Cannot %s: %s answered %d, but not as Hydra's public API does; check %s"
            % (self.doing, reply.url.split("?")[0], reply.status, self.http.option)
        )

    def follow(self, redirect_to: str, expected: str) -> Parameters:
        """Go where the admin API sends the browser; under the address given here, whatever the server thinks it has."""
        return self.visit(_parameters(redirect_to), expected)


def _parameters(url: str) -> Parameters:
    """Return the query of a URL, whatever else it may be."""
    query = url.partition("#")[0].partition("?")[2]
    return {name: values[0] for name, values in parse_qs(query).items()}


def grant_consent(
    api: AdminApi, http: HttpClient, grant: ConsentGrant, redirect_uri: str, secret: t.Callable[[str], None]
) -> None:
    """Log a subject in and give its consent, with nobody there to be asked.

    The login is not remembered: no browser is logged in by it, and there is no login session that could be revoked.
    The code that the client would get is thrown away.

    :raises ApiError: the server refuses
    :raises OtherObjectError: an answer is about another authorization
    """
    doing = 'grant the consent of subject "%s" to client "%s"' % (grant.subject, grant.client_id)
    browser = Browser(http, doing, secret)
    request = _authorization_request(grant, redirect_uri)
    request_url = "?" + urlencode(request)
    challenge = browser.visit(request, "login_challenge")["login_challenge"]
    login = {"subject": grant.subject, "remember": False}
    try:
        going = api.handle_request("login", "accept", challenge, login, request_url) or ""
    except ApiError as error:
        if error.status != 404:
            raise
        raise TransportError(
            "Cannot %s: the admin API does not know the login that began at %s; "
            "admin_url and public_url lead to different servers" % (doing, http.base)
        ) from None
    challenge = browser.follow(going, "consent_challenge")["consent_challenge"]
    consent = {
        "grant_scope": list(grant.scope),
        "grant_access_token_audience": list(grant.audience),
        "remember": True,
        "remember_for": grant.remember_for,
        "session": grant.session or {},
    }
    going = api.handle_request("consent", "accept", challenge, consent, request_url) or ""
    if browser.follow(going, "code").get("state") != request["state"]:  # RFC 6749 section 10.12
        raise OtherObjectError(
            "Cannot %s: the public API at %s answered with the code of another authorization" % (doing, http.base),
            Failure("authorize", grant.client_id),
            wrote=True,
        )


def _authorization_request(grant: ConsentGrant, redirect_uri: str) -> Parameters:
    """Return an authorization request with what any client may be required to send (RFC 7636 section 4.3)."""
    digest = hashlib.sha256(secrets.token_urlsafe(48).encode("ascii")).digest()
    query = {
        "client_id": grant.client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": " ".join(grant.scope),
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "prompt": "consent",  # else a consent that is there but not good enough would be taken for this one
        "code_challenge": base64.urlsafe_b64encode(digest).decode("ascii").rstrip("="),
        "code_challenge_method": "S256",
    }
    if grant.audience:
        query["audience"] = " ".join(grant.audience)
    return query
