# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OAuth 2.0 server that issues access tokens to one client, and a gateway that lets only them through."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.tests.unit._model import Answer, Call, Handler, Wire

AUTH = "http://127.0.0.1:4446"
TOKEN_URL = AUTH + "/oauth2/token"
CLIENT_ID, SECRET = "automation", "a/secret+of the%client"
OPTIONS: t.Dict[str, t.Any] = {
    "auth_token_url": TOKEN_URL,
    "auth_client_id": CLIENT_ID,
    "auth_client_secret": SECRET,
}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="admin", error="invalid_token", error_description="expired"'}


class Authorization:
    """Issues tokens, each of which is good until it is in ``ended``."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.issued: t.List[str] = []
        self.ended: t.Set[str] = set()
        self.answers: t.List[t.Union[Answer, Exception]] = []  # instead of tokens
        self.metadata: t.Dict[str, Answer] = {}
        self.expires_in: t.Any = 3600
        self.calls: t.List[Call] = []
        wire.handlers[AUTH] = self.answer

    def answer(self, call: Call) -> Answer:
        """Answer a request to the server."""
        if call.method == "GET":
            return self.metadata.get(call.path, Answer(404, "404 page not found"))
        self.calls.append(call)
        if self.answers:
            told = self.answers.pop(0)
            if isinstance(told, Exception):
                raise told
            return told
        self.issued.append("access-token-number-%d" % (len(self.issued) + 1))
        return Answer(200, {"access_token": self.issued[-1], "token_type": "bearer", "expires_in": self.expires_in})

    def guarded(self, handler: Handler) -> Handler:
        """Return a server behind a gateway."""

        def answer(call: Call) -> Answer:
            scheme, _blank, token = call.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer" or token not in self.issued or token in self.ended:
                return Answer(
                    401, {"error": {"code": 401, "message": "The request could not be authorized"}}, CHALLENGE
                )
            return handler(call)

        return answer

    def end(self) -> None:
        """End all tokens that were issued so far."""
        self.ended.update(self.issued)
