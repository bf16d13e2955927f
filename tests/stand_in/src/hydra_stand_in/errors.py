# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request can be refused with, and how each generation words it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .generations import Quirks

_METADATA = (
    "The value of one of the Client Metadata fields is invalid and the server has rejected this request. "
    "Note that an Authorization Server MAY choose to substitute a valid value for any requested parameter "
    "of a Client's Metadata."
)
_REQUEST = (
    "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than "
    "once, or is otherwise malformed."
)
_CLIENT = (
    "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported "
    "authentication method)."
)
_GRANT = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
    "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued "
    "to another client."
)
PARAMETERS = (
    "Make sure that the various parameters are correct, be aware of case sensitivity and trim your parameters. Make "
    "sure that the client you are using has exactly whitelisted the redirect_uri you specified."
)
ROUTE = "The requested route does not exist. Make sure you are using the right path, domain, and port."


_UNRECOGNIZABLE, _CONFLICT = "error", "Conflict"


@dataclass
class Refusal(Exception):
    """An answer other than success: HTTP status, error name, general description, and the useful sentence.

    Sentences quote as the older servers do, with ``"``; the newer ones make a ``'`` of it.
    """

    status: int
    error: str
    description: str = ""
    hint: str = ""
    # What only developers are told, and only up to 1.8.
    debug: str = ""
    # Whether the reply is an OAuth 2.0 error (RFC 6749 section 5.2), which has headers of its own.
    oauth: bool = False
    # The values of Set-Cookie headers that go with it, where it is sent to a browser.
    cookies: list[str] = field(default_factory=list)

    def document(self, shape: str) -> dict[str, Any]:
        """Return the body for a generation's ``error_shape``."""
        if shape == "two":
            description = " ".join(part for part in (self.description, self.hint) if part)
            return {"error": self.error, "error_description": description.replace('"', "'")}
        # The older servers end no description with a dot, but for these.
        unknown = self.error == _UNRECOGNIZABLE
        description = self.description + ("." if unknown else "")
        if not unknown and self.error != _CONFLICT:
            description = description.rstrip(".")
        document: dict[str, Any] = {"error": self.error, "error_description": description}
        if shape == "verbose":
            document["error_verbose"] = description
            parts = (description, self.hint, self.debug)
            document["error_description"] = "\n\n".join(part for part in parts if part)
        if self.hint:
            document["error_hint"] = self.hint
        if self.debug:
            document["error_debug"] = self.debug
        document["status_code"] = 500 if unknown else self.status
        if shape == "hint" and not self.oauth:
            document["request_id"] = ""
        return document

    def body(self, shape: str) -> bytes:
        return json.dumps(self.document(shape), ensure_ascii=False, separators=(",", ":")).encode()


class ConnectionClosed(Exception):
    """The server closes the connection without an answer, as it does when a handler panics."""


def missing_resource() -> Refusal:
    return Refusal(404, "Unable to locate the resource")


def missing_request(quirks: Quirks) -> Refusal:
    """The refusal of a challenge that stands for nothing."""
    return Refusal(404, "Not Found", quirks.not_found_sentence)


def used_already(sentence: str = "", problem: str = "") -> Refusal:
    """The refusal to show or change a request that its browser has left behind."""
    text = "Unable to process the requested resource because of conflict in the current state"
    return Refusal(409, _CONFLICT, text, sentence, problem)


def undecodable(problem: object, as_500: bool) -> Refusal:
    """The refusal of a body; the older servers take the blame."""
    return unrecognizable(problem) if as_500 else malformed(f"Unable to decode the request body: {problem}")


def conflict() -> Refusal:
    return Refusal(409, "Unable to insert or update resource because a resource with that value exists already")


def taken_kid(kid: str, set_name: str) -> Refusal:
    sentence = f'Unable to create key with kid "{kid}" in set "{set_name}" because that kid already exists in the set.'
    return Refusal(409, _CONFLICT, sentence)


def malformed(sentence: str) -> Refusal:
    return Refusal(400, "The request was malformed or contained invalid parameters", hint=sentence)


def unrecognizable(problem: object = "", status: int = 500, oauth: bool = False) -> Refusal:
    """The refusal of what nobody thought of; up to 1.8 it tells the ``problem``."""
    return Refusal(status, _UNRECOGNIZABLE, "The error is unrecognizable", debug=str(problem), oauth=oauth)


def client_metadata(sentence: str = "", problem: str = "") -> Refusal:
    return Refusal(400, "invalid_client_metadata", _METADATA, sentence, problem)


def redirect_uri(sentence: str) -> Refusal:
    return Refusal(400, "invalid_redirect_uri", "The value of one or more redirect_uris is invalid.", sentence)


def unnamed(refusal: Refusal) -> Refusal:
    """The refusal of a client by the servers that had no names yet for what is wrong with one."""
    return Refusal(400, "invalid_request", _REQUEST, refusal.hint or PARAMETERS, refusal.debug)


def missing_parameter(sentence: str) -> Refusal:
    text = "One of the required parameters is missing. Check your request parameters."
    return Refusal(400, "missing_required_parameter", text, sentence)


def query_parameter(sentence: str) -> Refusal:
    return Refusal(400, "invalid_request", _REQUEST, sentence)


def invalid_request(sentence: str = PARAMETERS) -> Refusal:
    return Refusal(400, "invalid_request", _REQUEST, sentence, oauth=True)


def unreadable_form() -> Refusal:
    return invalid_request("Unable to parse HTTP body, make sure to send a properly formatted form request body.")


def invalid_client(sentence: str = "") -> Refusal:
    return Refusal(401, "invalid_client", _CLIENT, sentence, oauth=True)


def invalid_grant(sentence: str) -> Refusal:
    return Refusal(400, "invalid_grant", _GRANT, sentence, oauth=True)


def invalid_scope(sentence: str) -> Refusal:
    return Refusal(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.", sentence, oauth=True)


def unauthorized_client(sentence: str) -> Refusal:
    text = "The client is not authorized to request a token using this method."
    return Refusal(400, "unauthorized_client", text, sentence, oauth=True)


def access_denied(sentence: str) -> Refusal:
    text = "The resource owner or authorization server denied the request."
    return Refusal(403, "access_denied", text, sentence, oauth=True)


def request_forbidden(sentence: str) -> Refusal:
    return Refusal(403, "request_forbidden", "The request is not allowed.", sentence, oauth=True)


def request_unauthorized(sentence: str) -> Refusal:
    return Refusal(401, "request_unauthorized", "The request could not be authorized.", sentence)


def login_required(sentence: str) -> Refusal:
    text = "The Authorization Server requires End-User authentication."
    return Refusal(400, "login_required", text, sentence, oauth=True)


def consent_required(sentence: str) -> Refusal:
    text = "The Authorization Server requires End-User consent."
    return Refusal(400, "consent_required", text, sentence, oauth=True)


def invalid_state() -> Refusal:
    text = "The state is missing or does not have enough characters and is therefore considered too weak."
    sentence = "Request parameter 'state' must be at least be 8 characters long to ensure sufficient entropy."
    return Refusal(400, "invalid_state", text, sentence, oauth=True)


def unsupported_response_mode(sentence: str) -> Refusal:
    text = "The authorization server does not support obtaining a response using this response mode."
    return Refusal(400, "unsupported_response_mode", text, sentence, oauth=True)


def registration_not_supported() -> Refusal:
    text = "The OP does not support use of the registration parameter."
    return Refusal(400, "registration_not_supported", text, oauth=True)


def insufficient_entropy() -> Refusal:
    """The refusal of a nonce that can be guessed."""
    text = "The request used a security parameter (e.g., anti-replay, anti-csrf) with insufficient entropy."
    sentence = "Parameter 'nonce' is set but does not satisfy the minimum entropy of 8 characters."
    return Refusal(400, "insufficient_entropy", text, sentence, oauth=True)


def server_error(sentence: str) -> Refusal:
    text = "The authorization server encountered an unexpected condition that prevented it from fulfilling the request."
    return Refusal(500, "server_error", text, sentence, oauth=True)


def not_served(what: str) -> Refusal:
    """The refusal of what a real server does and the stand-in does not."""
    return Refusal(501, "not_served", f"The stand-in for Ory Hydra does not serve {what}.")


def unsupported_response_type(sentence: str) -> Refusal:
    text = "The authorization server does not support obtaining a token using this method."
    return Refusal(400, "unsupported_response_type", text, sentence, oauth=True)
