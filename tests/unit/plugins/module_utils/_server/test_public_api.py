# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client itself would ask."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import TransportError
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._server.public_api import PublicApi
from ansible_collections.ory.hydra.tests.unit._drive import EVERY, admin_api
from ansible_collections.ory.hydra.tests.unit._model import (
    PUBLIC,
    Answer,
    Hydra,
    Wire,
    resource_404,
    route_404,
)

Serve = t.Callable[[str], Hydra]


def public(version: str = "26.2.0") -> PublicApi:
    return PublicApi(HttpClient(Connection(PUBLIC, retries=2), "public_url"), admin_api(version).server)


@pytest.mark.parametrize(
    "version, method", list(itertools.product(EVERY, ["client_secret_basic", "client_secret_post"]))
)
def test_is_a_secret_right(version: str, method: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    for secret in ("simple-secret", "s3cret+/% é:x&=1", "per%41cent", "x" * 73):
        hydra.add("an id:%+é", secret, token_endpoint_auth_method=method)
        assert public(version).secret_is_right("an id:%+é", secret, method) is True
        assert public(version).secret_is_right("an id:%+é", secret + "x", method) is False
        assert public(version).secret_is_right("unknown", secret, method) is False
    assert {call.line for call in wire.calls} == {"POST /oauth2/revoke"}
    assert all(call.form["token"] for call in wire.calls)
    assert all(("client_secret" in call.form) == (method == "client_secret_post") for call in wire.calls)


def test_a_check_of_a_secret_is_harmless_and_so_is_sent_again(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a", "the-secret")
    wire.script[:] = [Answer(502), Answer(503)]
    assert public().secret_is_right("a", "the-secret", "client_secret_basic") is True
    assert len(wire.calls) == 3


@pytest.mark.parametrize(
    "answer",
    [
        route_404("dict"),
        route_404("text"),
        Answer(200, "<html>"),
        Answer(401, {"error": "unauthorized"}),
        Answer(401, "no"),
        Answer(400, {"error": "invalid_request"}),
        Answer(403),
        Answer(500),
        resource_404(),
        Answer(204),
    ],
)
def test_what_is_no_verdict(answer: Answer, wire: Wire) -> None:
    wire.script[:] = [answer] * 4
    with pytest.raises(TransportError, match=r'Cannot check the secret of client "a": .* check public_url') as caught:
        public().secret_is_right("a", "private-secret", "client_secret_post")
    assert "private-secret" not in caught.value.message
