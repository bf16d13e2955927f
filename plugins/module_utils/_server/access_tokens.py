# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The access tokens of one task, from an OAuth 2.0 server (RFC 6749 section 4.4)."""

from __future__ import annotations

import threading
import time
import typing as t
from dataclasses import replace
from urllib.parse import urlsplit

from .._errors import NoTokenError, TransportError, UsageError
from .._values.secret_texts import Found, secrets_of_request
from .client_credentials import (
    ClientCredentials,
    endpoint_of,
    lifetime_of,
    metadata_paths,
    method_of,
    signer_of,
    token_request,
)
from .clocks import clock_advice
from .connection import Connection
from .http_client import HttpClient, Reply
from .token_sentences import is_passing, no_metadata, refusal

_MARGIN = 30.0  # seconds before its end from which on a token is not used any more, or the tenth part of its life
_NOT_SENT = "Cannot get an access token: %s"


class AccessTokens:
    """Gets a token when one is first needed, and another one when it expires or is refused. Safe for several threads.

    Whatever fails here fails before the request that needs a token is sent.
    """

    def __init__(
        self, wanted: ClientCredentials, connection: Connection, hide: t.Callable[[t.Iterable[Found]], None]
    ) -> None:
        """Prepare; nothing is sent.

        :param connection: how the OAuth 2.0 server is reached; its address is taken from ``wanted``
        :param hide: told of each secret before it is sent, and when it comes
        :raises UsageError: the address or the key cannot be right
        :raises MissingLibraryError: a library that is needed is not there
        """
        self.wanted = wanted
        self.trace: t.List[str] = []
        self._signer = signer_of(wanted)
        self._connection = connection
        self._hide = hide
        self._lock = threading.Lock()
        self._endpoint: t.Optional[str] = None
        self._method = wanted.method or method_of(None)
        self._token: t.Optional[str] = None
        self._end: t.Optional[float] = None  # when the token must not be used any more
        self._replaces = False  # the token was got because another one was refused
        self._accepted: t.Optional[str] = None
        self._refusal: t.Optional[str] = None
        self._http = self._client(wanted.address)

    def current(self) -> str:
        """Return a token.

        :raises NoTokenError: the OAuth 2.0 server could not be asked
        :raises UsageError: it refuses
        """
        with self._lock:
            if self._token is not None and self._end is not None and time.monotonic() >= self._end:
                self._token, self._replaces = None, False
            return self._fetch() if self._token is None else self._token

    @property
    def remaining(self) -> t.Optional[float]:
        """The seconds for which the current token can still be used; None where nobody said."""
        return None if self._end is None else self._end - time.monotonic()

    def accept(self, token: str) -> None:
        """Note that a request with this token was let through."""
        self._accepted = token

    def replace(self, token: str) -> bool:
        """Give up a token that was refused; False where another one would be, too: this one is new already."""
        with self._lock:
            if token != self._token:
                return True
            if self._replaces and self._accepted != token:
                return False
            self._token, self._replaces = None, True
            return True

    def _fetch(self) -> str:
        if self._refusal is not None:  # a client is locked that is refused too often
            raise UsageError(self._refusal)
        try:
            if self._endpoint is None:
                self._endpoint = self.wanted.token_url and self.wanted.address or self._discovered()
                self._http = self._client(self._endpoint)
            asked = time.monotonic()
            path = _below_host(self._endpoint)
            reply = self._http.request("POST", path, credentials=self._credentials, harmless=True)
        except UsageError as error:
            self._refusal = _NOT_SENT % error.message
            raise UsageError(self._refusal) from None
        except TransportError as error:
            named = "" if self.wanted.option in error.message else " (option %s)" % self.wanted.option
            raise NoTokenError(_NOT_SENT % error.message + named) from None
        self._hide(secrets_of_request(reply.body, None, None))
        return self._keep(reply, asked)

    def _keep(self, reply: Reply, asked: float) -> str:
        """Keep the token of a reply, and return it.

        :raises NoTokenError: there is none, but there may be one later
        :raises UsageError: there is none
        """
        method = self._method if self._signer is None else self._signer.algorithm
        sentence = refusal(reply, self.wanted, method)
        if sentence is not None:
            sentence = _NOT_SENT % sentence
            if self._signer is not None:
                sentence += clock_advice(reply.headers, time.time())
            if is_passing(reply):
                raise NoTokenError(sentence)
            self._refusal = sentence
            raise UsageError(sentence)
        self._token = str(reply.body["access_token"])
        lifetime = lifetime_of(reply.body.get("expires_in"))
        self._end = asked + lifetime - min(_MARGIN, lifetime / 10) if lifetime is not None else None
        return self._token

    def _credentials(self) -> t.Tuple[t.Dict[str, str], t.Optional[t.Tuple[str, str]]]:
        return token_request(self.wanted, self._signer, self._method, t.cast(str, self._endpoint))

    def _discovered(self) -> str:
        """Return the token endpoint that the metadata of the issuer name.

        :raises UsageError: they name none
        :raises TransportError: they cannot be read
        """
        issuer = self.wanted.address
        for path in metadata_paths(issuer):
            reply = self._http.request("GET", path)
            if reply.status not in (404, 405):
                break
        if reply.status != 200 or not isinstance(reply.body, dict):
            raise (NoTokenError if is_passing(reply) else UsageError)(no_metadata(reply))
        try:
            endpoint = endpoint_of(reply.body, issuer)
        except ValueError as error:
            raise UsageError(
                "the metadata of auth_issuer (%s) %s: correct auth_issuer, or set auth_token_url instead"
                % (reply.url, error)
            ) from None
        if self.wanted.method is None:
            self._method = method_of(reply.body.get("token_endpoint_auth_methods_supported"))
        return endpoint

    def _client(self, url: str) -> HttpClient:
        parts = urlsplit(url)
        base = "%s://%s" % (parts.scheme, parts.netloc)
        client = HttpClient(replace(self._connection, url=base), self.wanted.option, pool=1)
        client.hide = self._hide
        client.trace = self.trace
        return client


def _below_host(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + ("?" + parts.query if parts.query else "")
