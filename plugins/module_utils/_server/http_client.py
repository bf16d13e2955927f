# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The one place that speaks HTTP: a `requests.Session` with the base URL, TLS, timeouts, retries and JSON."""

from __future__ import annotations

import contextlib
import random
import re
import time
import typing as t
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .._errors import (
    MissingLibraryError,
    NoTokenError,
    ReplyLostError,
    StrangeReplyError,
    TransportError,
    UsageError,
)
from .._values import exact_json
from .._values.secret_texts import Found, secrets_of_request
from .clocks import seconds_of
from .connection import Connection, checked_base, socket_of
from .gateway import asks_for_credentials
from .replies import LARGEST_REPLY, SENDING, WHOLE_REPLY, NoJsonError, TooLargeError, read_json, whole_content
from .sentences import (
    cause_of,
    ended_advice,
    named,
    never_connected,
    redirect_sentence,
    refuses_certificate,
    tls_sentence,
)
from .session import REQUESTS_TRACE, new_session
from .unix_socket import SocketError

with contextlib.suppress(ImportError):  # which `session` tells
    import requests

Form = t.Mapping[str, str]
Basic = t.Optional[t.Tuple[str, str]]

SAFE_METHODS = frozenset(("GET", "HEAD"))
NOT_PROCESSED = frozenset((429, 503))  # the server said so: even a write may be sent again
GATEWAY_GAVE_UP = frozenset((502, 504))  # the server may have done it all the same
SERIALIZATION_CONFLICT = "Unable to serialize access"  # a 400 of 2.x on SQLite and CockroachDB: nothing was written

FIRST_DELAY = 0.25  # seconds before the first retry, doubled for each further one
LONGEST_DELAY = 30.0  # seconds; also the most that a Retry-After is believed
_SPREAD = 1.2  # pauses are up to so many times as long, so that parallel requests do not return in step


_PUT_OFF = "after a gateway had put the same request off: it may have been carried out"

# What lets its holder take a part in somebody's login. It never gets into a sentence or a log.
_PRIVATE_PARTS = re.compile(
    r"([?&](?:\w*challenge|\w*verifier|code|state|nonce|id_token_hint|token|user_code)="
    r"|/requests/(?:login|consent)/(?!(?:accept|reject)\b))[^&/?#]*"
)


@dataclass(frozen=True)
class Reply:
    """A server's answer.

    :param url: where it came from, fit to be printed
    :param status: HTTP status
    :param body: the parsed JSON document; None where there is none
    :param text: the body as it came, unless it was JSON
    :param put_off: the same was sent before, and a gateway that answered 503 may have passed it on
    """

    method: str
    url: str
    status: int
    headers: t.Mapping[str, str]
    body: t.Any
    text: str
    put_off: bool = False


class Tokens(t.Protocol):
    """The access tokens that requests carry."""

    def current(self) -> str:
        """Return the one to use."""

    def accept(self, token: str) -> None:
        """Note that a request with this token was let through."""

    def replace(self, token: str) -> bool:
        """Give up a token that was refused; False where another one would be, too."""


class HttpClient:
    """Send requests to one base URL over one kept-alive session. Safe for use by several threads at once."""

    def __init__(self, connection: Connection, option: str, pool: int = 10) -> None:
        """Prepare a session; nothing is sent.

        :param option: the option that the base URL came from, for messages
        :param pool: connections kept open at the most
        :raises MissingLibraryError: ``requests`` is not installed
        :raises UsageError: the base URL is none
        """
        if REQUESTS_TRACE is not None:
            raise MissingLibraryError("requests", REQUESTS_TRACE)
        self.connection = connection
        self.option = option
        self.base = checked_base(connection.url, option)
        self._socket = socket_of(self.base)
        self.root = self.base if self._socket is None else "http://localhost"  # what is asked, as curl says it
        self.tokens: t.Optional[Tokens] = None
        self._answered = False
        self.trace: t.List[str] = []
        self.hide: t.Callable[[t.Iterable[Found]], None] = lambda found: None  # told of each secret before it is sent
        self._session = new_session(connection, self.base, self._socket, pool)

    def request(
        self,
        method: str,
        path: str,
        query: t.Optional[t.Mapping[str, str]] = None,
        document: t.Any = None,
        form: t.Optional[Form] = None,
        basic: Basic = None,
        credentials: t.Optional[t.Callable[[], t.Tuple[Form, Basic]]] = None,
        retries: t.Optional[int] = None,
        harmless: t.Optional[bool] = None,
        redirects: bool = False,
    ) -> Reply:
        """Send one request, again where that is harmless, and return the reply whatever its status.

        :param path: absolute and percent-encoded
        :param document: sent as JSON
        :param form: sent as ``application/x-www-form-urlencoded``
        :param basic: user and password of HTTP Basic authentication, instead of the session's
        :param credentials: makes both of them for each try, as what proves who a client is may serve only once
        :param retries: instead of the connection's
        :param harmless: the request changes nothing; known of GET and HEAD
        :param redirects: a redirect is an answer, and not an error; it is never followed
        :raises TransportError: no reply, or a redirect
        :raises ReplyLostError: a write was sent, and whether it took effect is not known
        :raises UsageError: the request needs an access token, and is not allowed one
        """
        self.hide(secrets_of_request(document, form, basic))
        url = self.root + path + ("?" + urlencode(query) if query else "")
        headers: t.Dict[str, str] = {}
        data: t.Optional[bytes] = None
        if document is not None:
            data = exact_json.dumps(document).encode("utf-8")
            headers["Content-Type"] = "application/json"
        elif form is not None:
            data = _encoded(form, headers)
        left = self.connection.retries if retries is None else retries
        safe = method in SAFE_METHODS if harmless is None else harmless
        delay = FIRST_DELAY
        answered = put_off = renewed = False
        while True:
            if credentials is not None:
                form, basic = credentials()
                self.hide(secrets_of_request(None, form, basic))
                data = _encoded(form, headers)
            try:
                token = self.tokens.current() if self.tokens is not None else None
                reply = self._once(method, url, _with_token(headers, token), data, basic, redirects)
            except (NoTokenError, UsageError) as without:
                if put_off and not safe:
                    raise ReplyLostError("%s, %s" % (without.message, _PUT_OFF)) from None
                raise
            except _Unsent as unsent:
                if left <= 0 or not unsent.retry:
                    if put_off and not safe:
                        raise ReplyLostError("%s, %s" % (unsent, _PUT_OFF)) from None
                    raise TransportError(str(unsent)) from None
                pause = delay
            except _UnusableError as unusable:
                error = TransportError if safe else ReplyLostError
                raise error(str(unusable)) from None
            except ReplyLostError:
                if left <= 0 or not safe:
                    raise
                pause = delay
            else:
                if self.tokens is not None and token is not None:
                    if not asks_for_credentials(reply.status, reply.headers, reply.body):
                        self.tokens.accept(token)
                    elif not renewed and self.tokens.replace(token):
                        renewed = True  # a write, too, was refused before anybody carried it out
                        continue
                if left <= 0 or not _may_repeat(reply, safe):
                    settled = self._settled(reply, safe, answered)
                    return replace(settled, put_off=True) if put_off else settled
                answered = reply.status in NOT_PROCESSED
                put_off = put_off or reply.status == 503
                pause = _retry_after(reply, delay)
            left -= 1
            delay = min(delay * 2, LONGEST_DELAY / _SPREAD)
            time.sleep(min(pause * random.uniform(1.0, _SPREAD), LONGEST_DELAY))

    def _once(
        self,
        method: str,
        url: str,
        headers: t.Dict[str, str],
        data: t.Optional[bytes],
        basic: Basic,
        redirects: bool,
    ) -> Reply:
        shown = self.base + _PRIVATE_PARTS.sub(r"\1...", url[len(self.root) :])
        began = time.monotonic()
        SENDING.begun = False
        try:
            answer = self._session.request(
                method,
                url,
                data=data,
                headers=headers,
                auth=basic,
                timeout=self.connection.timeout,
                allow_redirects=False,
                stream=True,
            )
            with answer:
                answer.raw.enforce_content_length = True  # urllib3 does so by itself from 2.0 on
                content = whole_content(answer.iter_content)
        except requests.exceptions.SSLError as error:
            self.trace.append("%s %s -> TLS failure" % (method, shown))
            sentence = tls_sentence(shown, error, self.connection)
            if SENDING.begun and not refuses_certificate(error):
                raise ReplyLostError(
                    "%s %s was sent, but %s" % (method, shown, sentence[0].lower() + sentence[1:])
                ) from None
            raise _Unsent(sentence, retry=False) from None
        except SocketError as error:
            self.trace.append("%s %s -> not sent" % (method, shown))
            raise _Unsent("Cannot reach %s (option %s): %s" % (self.base, self.option, error), retry=False) from None
        except TooLargeError:
            self.trace.append("%s %s -> endless answer" % (method, shown))
            raise _UnusableError(
                "%s %s was sent, but its answer has more than %d MiB, more than any answer of Hydra"
                % (method, shown, LARGEST_REPLY // 1024**2)
            ) from None
        except requests.exceptions.InvalidHeader as error:  # what is sent was checked before
            self.trace.append("%s %s -> strange answer" % (method, shown))
            raise _UnusableError(
                "%s %s was sent, but its answer has invalid headers: %s" % (method, shown, cause_of(error))
            ) from None
        except requests.exceptions.ConnectionError as error:
            # Behind a proxy, urllib3 calls it an error of the proxy, too, if the connection ends after the request.
            kinds = (requests.exceptions.ProxyError, requests.exceptions.ConnectTimeout)
            unsent = isinstance(error, kinds) and not SENDING.begun
            self.trace.append("%s %s -> %s" % (method, shown, "not sent" if unsent else "no answer"))
            if unsent or never_connected(error):
                sentence = "Cannot reach %s (option %s): %s" % (self.base, self.option, cause_of(error))
                raise _Unsent(sentence, retry=True) from None
            raise self._overdue(began, method, shown) or ReplyLostError(
                "%s %s was sent, but the connection ended without an answer%s"
                % (method, shown, "" if self._answered else ended_advice(shown, self.connection))
            ) from None
        except requests.exceptions.Timeout:
            self.trace.append("%s %s -> timeout" % (method, shown))
            raise self._overdue(began, method, shown) or ReplyLostError(
                "%s %s was sent, but no answer came within %g seconds (option timeout)"
                % (method, shown, self.connection.timeout)
            ) from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            self.trace.append("%s %s -> broken answer" % (method, shown))
            raise ReplyLostError("%s %s was sent, but its answer did not come whole" % (method, shown)) from None
        except (requests.exceptions.RequestException, OSError) as error:
            # OSError: a certificate, key or CA file that cannot be read
            self.trace.append("%s %s -> failure" % (method, shown))
            raise _Unsent("Cannot send requests to %s: %s" % (self.base, named(cause_of(error))), retry=False) from None
        self._answered = True
        self.trace.append("%s %s -> %d" % (method, shown, answer.status_code))
        if 300 <= answer.status_code < 400 and not redirects:
            raise StrangeReplyError(redirect_sentence(url, shown, answer.status_code, answer.headers, self.option))
        return _reply(method, shown, answer, content)

    def _overdue(self, began: float, method: str, shown: str) -> t.Optional[_UnusableError]:
        """Return the error for a reply that came, but did not end in time; None where that was not it."""
        whole = self.connection.timeout * WHOLE_REPLY
        if time.monotonic() - began < whole:
            return None
        return _UnusableError(
            "%s %s was sent, but its answer did not end within %g seconds (%d times the option timeout)"
            % (method, shown, whole, WHOLE_REPLY)
        )

    def _settled(self, reply: Reply, safe: bool, answered: bool) -> Reply:
        """Return a reply that is the last word on a write.

        :param answered: the same was sent before, and an answer said that it was not carried out
        :raises ReplyLostError: a gateway gave up waiting, or what is there already may come of the first try
        """
        if not safe and answered and reply.status == 409:
            raise ReplyLostError(
                "%s %s was sent again after a gateway had put it off, and answered with 409: "
                "the first try may have been carried out" % (reply.method, reply.url)
            )
        if not safe and reply.status in GATEWAY_GAVE_UP:
            raise ReplyLostError(
                "%s %s was sent, but a gateway answered %d instead of the server"
                % (reply.method, reply.url, reply.status)
            )
        return reply


class _Unsent(Exception):
    """The request surely did not reach the server."""

    def __init__(self, sentence: str, retry: bool) -> None:
        super().__init__(sentence)
        self.retry = retry


class _UnusableError(Exception):
    """The server answered, and what it answered cannot be known; the same request would be answered so again."""


def _reply(method: str, url: str, answer: requests.Response, content: bytes) -> Reply:
    body = None
    text = ""
    if content:
        try:
            body = read_json(content)
        except NoJsonError:
            text = content.decode("utf-8", "replace")
    return Reply(method, url, answer.status_code, answer.headers, body, text)


def _encoded(form: Form, headers: t.Dict[str, str]) -> bytes:
    """Return a form as it is sent."""
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return urlencode(form).encode("ascii")


def _with_token(headers: t.Dict[str, str], token: t.Optional[str]) -> t.Dict[str, str]:
    return headers if token is None else dict(headers, Authorization="Bearer " + token)


def _may_repeat(reply: Reply, safe: bool) -> bool:
    if reply.status in NOT_PROCESSED:
        return True
    if reply.status in GATEWAY_GAVE_UP:
        return safe
    return (
        reply.status == 400 and isinstance(reply.body, dict) and SERIALIZATION_CONFLICT in str(reply.body.get("error"))
    )


def _retry_after(reply: Reply, default: float) -> float:
    """Return how many seconds the server asks to wait, said as such or as a date (RFC 9110 section 10.2.3).

    Ory Network and others that limit the rate of requests say when to come back in a header of their own.
    """
    asked = reply.headers.get("Retry-After") or reply.headers.get("X-RateLimit-Reset") or ""
    with contextlib.suppress(ValueError):
        return max(0.0, float(asked))
    then = seconds_of(asked)
    if then is None:
        return default
    now = seconds_of(reply.headers.get("Date", ""))  # by the same clock
    return max(0.0, then - (time.time() if now is None else now))
