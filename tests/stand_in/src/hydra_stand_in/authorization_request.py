# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser asks the authorization endpoint for, and where the answer goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import request_objects
from .browser import error_page, error_parameters, to_client
from .errors import (
    Refusal,
    invalid_client,
    invalid_request,
    invalid_scope,
    invalid_state,
    registration_not_supported,
    unsupported_response_mode,
    unsupported_response_type,
)
from .exchange import Call, Reply
from .scopes import audience_matches, scope_matches
from .state import Client

_MODES = ("", "query", "fragment", "form_post")
_SHORTEST_STATE = 8


@dataclass
class AuthorizationRequest:
    """The parameters of one request; what is known of them when a refusal comes decides where that goes."""

    call: Call
    values: dict[str, list[str]]
    client: Client | None = None
    redirect_uri: str = ""
    # How the answer reaches the client: what it asked for, and what its response type takes by default.
    mode: str = ""
    default_mode: str = "query"
    scope: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the first value of a parameter, or an empty text."""
        return self.values.get(name, [""])[0]

    async def check(self) -> Client:
        """Return the client that asks, once all of the request is in order.  Raises Refusal."""
        call = self.call
        client = call.hydra.state.clients.get(self.value("client_id"))
        if client is None or client.lost:
            raise invalid_client("The requested OAuth 2.0 Client does not exist.")
        await request_objects.merge(call, client, self.values)
        mode = self.value("response_mode")
        if mode not in _MODES:
            raise unsupported_response_mode(f"Request with unsupported response_mode '{mode}'.")
        self.scope = self.value("scope").split()
        self.redirect_uri = self._redirect_uri(client)
        self.mode = mode
        self.audience = [word for text in self.values.get("audience", ()) for word in text.split()]
        self._check_scope(client)
        if self.value("registration"):
            raise registration_not_supported()
        self._check_type(client)
        if len(self.value("state")) < _SHORTEST_STATE:
            raise invalid_state()
        self.client = client
        return client

    def _redirect_uri(self, client: Client) -> str:
        registered, given = client.document["redirect_uris"], self.value("redirect_uri")
        if not given:
            if "openid" in self.scope and self.call.hydra.quirks.redirect_uri_is_required:
                raise invalid_request("The 'redirect_uri' parameter is required when using OpenID Connect 1.0.")
            if len(registered) == 1:
                return str(registered[0])
        elif given in registered:
            return given
        raise invalid_request(
            "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls."
        )

    def _check_scope(self, client: Client) -> None:
        for word in self.scope:
            if not any(scope_matches(word, pattern) for pattern in client.document["scope"].split()):
                raise invalid_scope(f"The OAuth 2.0 Client is not allowed to request scope '{word}'.")
        for word in self.audience:
            if not any(audience_matches(word, pattern) for pattern in client.document["audience"]):
                raise invalid_request(f"Requested audience '{word}' has not been whitelisted by the OAuth 2.0 Client.")

    def _check_type(self, client: Client) -> None:
        text = self.value("response_type")
        types = text.split()
        if not types:
            raise unsupported_response_type("`The request is missing the 'response_type' parameter.")
        allowed = client.document["response_types"] or ["code"]
        if sorted(types) not in [sorted(each.split()) for each in allowed]:
            raise unsupported_response_type(f"The client is not allowed to request response_type '{text}'.")
        self.types = types
        self.default_mode = "query" if types == ["code"] else "fragment"

    def answered(self, parameters: list[tuple[str, str]]) -> Reply:
        """Return the answer that takes the browser back to the client."""
        if self.value("state"):
            parameters = [*parameters, ("state", self.value("state"))]
        return to_client(self.call, self.redirect_uri, parameters, self.mode or self.default_mode)

    def refused(self, refusal: Refusal) -> Reply:
        """Return the answer to a request that is refused, to the client where it is known where that is."""
        if not self.redirect_uri:
            return error_page(self.call, refusal)
        parameters = [*error_parameters(self.call, refusal), ("state", self.value("state"))]
        reply = to_client(self.call, self.redirect_uri, parameters, self.mode or self.default_mode)
        reply.cookies += refusal.cookies
        return reply
