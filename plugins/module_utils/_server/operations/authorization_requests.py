# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Requests that wait for a login or consent application: get, accept and reject of logins, consents, logouts, devices.

The operations are getOAuth2LoginRequest, acceptOAuth2LoginRequest and rejectOAuth2LoginRequest, the same three for
consents and logouts, and acceptUserCodeRequest.
"""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qs

from ..._errors import ApiError, Failure, HydraError
from ..generations import Features
from ..http_client import Reply
from .calls import Calls, Document, error_of, is_resource_404

_ROUTE = "/oauth2/auth/requests/%s"


class RequestOperations(Calls):
    """The operations on authorization requests. No message of theirs holds a challenge or a verifier."""

    def get_request(self, kind: str, challenge: str) -> Document:
        """Return a request.

        :param kind: ``login``, ``consent`` or ``logout``
        :raises ApiError: it is unknown, was handled already, or has expired
        """
        reply = self._ask("GET", kind, challenge, "", None)
        if reply.status == 200 and isinstance(reply.body, dict) and "request_url" in reply.body:
            # Whoever repeats it repeats it as it came; of a logout it is repeated from 1.10.7 on.
            if reply.body.get("challenge") not in (None, "", challenge):
                raise self._other_request(reply, kind, "read")
            return reply.body
        raise self._no_request(reply, kind, "read")

    def handle_request(
        self, kind: str, verb: str, challenge: str, document: Document, request_url: str = ""
    ) -> t.Optional[str]:
        """Accept or reject a request.

        :param kind: ``login``, ``consent``, ``logout`` or ``device``, which cannot be rejected
        :param verb: ``accept`` or ``reject``
        :param request_url: where the browser began, if that is known: it is sent there again
        :return: where the browser has to go next, a secret; None after a rejected logout
        :raises ApiError: it is unknown, was handled already, or has expired; or the document is refused
        :raises OtherObjectError: the answer is about another request
        """
        reply = self._ask("PUT", kind, challenge, "/" + verb, document)
        if (kind, verb) == ("logout", "reject") and reply.status == 204:
            return None
        if reply.status == 200 and isinstance(reply.body, dict) and isinstance(reply.body.get("redirect_to"), str):
            redirect_to: str = reply.body["redirect_to"]
            if kind in ("login", "consent") and _is_another(request_url, redirect_to):
                raise self._other_request(reply, kind, verb)
            return redirect_to
        raise self._no_request(reply, kind, verb)

    def _ask(self, method: str, kind: str, challenge: str, verb: str, document: t.Optional[Document]) -> Reply:
        if self.server.has(Features.challenge_in_path):
            path = self._path(_ROUTE % kind, challenge, private=True) + verb
            return self.http.request(method, path, document=document)
        name = "%s_challenge" % kind if self.server.has(Features.named_challenge) else "challenge"
        return self.http.request(method, self._path(_ROUTE % kind + verb), {name: challenge}, document)

    def _other_request(self, reply: Reply, kind: str, verb: str) -> HydraError:
        """Return the error for an answer about another request; whoever knows its challenge can take part in it."""
        doing, operation = "%s the %s request" % (verb, kind), "%s_%s_request" % (verb, kind)
        told = "another request than the one that was asked for"
        return self._other_object(reply, operation, doing, None, told, "request")

    def _no_request(self, reply: Reply, kind: str, verb: str) -> HydraError:
        """Return the error for a reply that is not what was asked for."""
        error, description = error_of(reply.body) if isinstance(reply.body, dict) else ("", "")
        told = None
        if reply.status == 404 and is_resource_404(reply):
            told = "no request has this %s_challenge" % kind
        elif reply.status in (409, 410) and kind == "logout":
            told = "the browser has already followed it, and the logout is done; a new logout has to be started"
        elif reply.status in (409, 410):
            told = "it was already handled, and a request can be accepted or rejected only once"
        elif reply.status == 401 and "has expired" in description:
            told = "it has expired, and the browser has to start again"
        doing = "%s the %s request" % (verb, kind)
        if told is None:
            return self._refusal(reply, "%s_%s_request" % (verb, kind), doing, None)
        failure = Failure("%s_%s_request" % (verb, kind), None, reply.status, error, description)
        return ApiError("Cannot %s: %s" % (doing, told), reply.status, failure)


def _is_another(request_url: str, redirect_to: str) -> bool:
    """Tell whether a browser would be sent on in another authorization than the one that it began.

    No answer to an acceptance or a rejection repeats the challenge, but every one repeats the request (RFC 6749
    section 4.1.1), with a verifier or a prompt added.
    """
    began, goes_on = _parameters(request_url), _parameters(redirect_to)
    return any(began[name] != goes_on[name] for name in ("client_id", "state") if name in began and name in goes_on)


def _parameters(url: str) -> t.Dict[str, t.List[str]]:
    """Return the query of a URL, a value only up to a semicolon, where older servers divide it."""
    query = url.partition("#")[0].partition("?")[2]
    return parse_qs(query.replace(";", "&"), keep_blank_values=True)
