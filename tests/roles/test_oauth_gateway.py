# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An admin API behind a gateway that wants access tokens: a life of clients, during which a token ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import issuer, servers, threaded
from support.oauth_gateway import CLIENT_ID, OAuthGateway
from support.role import Stage, ok

SCOPE = "hydra.admin"
SECRET = "a/secret+of the%automation"
KEY = issuer.Key("ES256")
JWK = {**KEY.variables()["jwk"], "kid": "of-automation", "use": "sig", "alg": "ES256"}
PUBLIC_JWK = {**KEY.variables()["public_jwk"], "kid": "of-automation", "use": "sig", "alg": "ES256"}
COUNT = 8
GROUP = "group/ory.hydra.hydra"


@pytest.fixture(
    params=[kind for kind in servers.available((servers.NEWEST_STAND_IN,)) if servers.numbers(kind.version) >= (1, 9)],
    ids=lambda kind: kind.id,
    scope="module",
)
def server(request: pytest.FixtureRequest) -> Iterator[servers.Server]:
    """A server that knows of revoking the tokens of a client."""
    with threaded.start(request.param, servers.cheap_hashes(request.param.version)) as running:
        yield running


def tasks(clients: list[dict[str, Any]], concurrency: int) -> Iterator[dict[str, Any]]:
    """The life of some clients: created, changed, removed, each in check mode first, for real, and again."""
    steps: list[dict[str, Any]] = [{}, {"client_name": "Changed"}, {"state": "absent"}]
    for number, step in enumerate([{**one, **more} for one in clients] for more in steps):
        for check, changes in ((True, True), (False, True), (False, False)):
            yield {
                "name": f"Step {number}",
                "ory.hydra.hydra_clients": {"clients": step, "concurrency": concurrency},
                "check_mode": check,
                "register": "step",
                "failed_when": f"step is failed or (step is changed) != {changes} or step.warnings is defined",
            }


@pytest.mark.parametrize("proof", ["secret", "key"])
def test_a_token_ends_in_the_middle_of_a_list(
    proof: str, server: servers.Server, collections: Path, tmp_path: Path
) -> None:
    old = servers.numbers(server.version) < (2,)  # these bear one writer at a time
    clients = [
        {"client_id": f"app-{number}", "grant_types": ["client_credentials"], "client_secret": f"s3cret-of-{number}"}
        for number in range(COUNT)
    ]
    with OAuthGateway(server, SCOPE, ends_after=5) as gateway:
        client: dict[str, Any] = {"client_secret": SECRET}
        options: dict[str, Any] = {"auth_token_url": f"{gateway.public_url}/oauth2/token", "auth_client_secret": SECRET}
        if proof == "key":
            client = {
                "token_endpoint_auth_method": "private_key_jwt",
                "token_endpoint_auth_signing_alg": "ES256",
                "jwks": {"keys": [PUBLIC_JWK]},
            }
            options = {"auth_issuer": server.public_url, "auth_private_key": JWK}
        stage = Stage(server, collections, tmp_path)
        life = list(tasks(clients, 1 if old else 2))
        with gateway.client(**client):
            options |= {"admin_url": gateway.admin_url, "auth_client_id": CLIENT_ID, "auth_scope": SCOPE}
            ran = ok(stage.play({"module_defaults": {GROUP: options}, "tasks": life}, {}, "-vvv"), changed=True)
            assert set(stage.clients()) == {CLIENT_ID}
    assert len(gateway.tokens) == len(life) + 1  # one for each task, and one for that which was revoked
    assert {entry.status for entry in gateway.refused} == {401}
    assert 1 <= len(gateway.refused) <= 2  # as many as are under way at once
    creations = [entry.status for entry in gateway.writes if entry.method == "POST" and "clients" in entry.path]
    assert creations == [201] * COUNT  # none was repeated that had been carried out
    secrets = gateway.secrets | KEY.secrets | {SECRET}
    assert [secret for secret in secrets if len(secret) > 8 and secret in ran.output] == []


def test_what_is_refused(server: servers.Server, collections: Path, tmp_path: Path) -> None:
    """The sentences for what a real token endpoint and a gateway say."""
    with OAuthGateway(server, SCOPE) as gateway:
        url = f"{gateway.public_url}/oauth2"
        cases: list[tuple[dict[str, Any], str]] = [
            ({"auth_client_secret": "a-wr0ng-secret"}, "check auth_client_id and auth_client_secret"),
            ({"auth_method": "client_secret_post"}, "with client_secret_post (option auth_method)"),
            ({"auth_scope": "root"}, "the client is not allowed to request this scope (option auth_scope)"),
            (
                {"auth_audience": "https://b"},
                "the client is not allowed to request this audience (option auth_audience)",
            ),
            ({"auth_scope": "other"}, f"the access token lacks the scope {SCOPE} that the gateway demands"),
            ({"auth_token_url": f"{url}/nothing"}, "this is not a token endpoint, check auth_token_url"),
            ({"auth_token_url": f"{server.admin_url}/version"}, "this is not a token endpoint, check auth_token_url"),
            ({"auth_audience": "https://a", "auth_scope": [SCOPE, "other"]}, ""),
        ]
        options = {
            "admin_url": gateway.admin_url,
            "auth_client_id": CLIENT_ID,
            "auth_client_secret": SECRET,
            "auth_token_url": f"{url}/token",
            "auth_scope": SCOPE,
        }
        listed = [
            {
                "name": f"Case {number}",
                "ory.hydra.hydra_server_info": options | change,
                "register": "got",
                "failed_when": f"(got.msg | default('')) is not search({json.dumps(re.escape(sentence))})",
            }
            for number, (change, sentence) in enumerate(cases)
        ]
        with gateway.client(client_secret=SECRET, scope=f"{SCOPE} other", audience=["https://a"]):
            ran = ok(Stage(server, collections, tmp_path).play({"tasks": listed}, {}, "-vvv"))
    assert [secret for secret in gateway.secrets | {SECRET} if len(secret) > 8 and secret in ran.output] == []
