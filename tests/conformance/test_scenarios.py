# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behaviour that the collection relies on, on the stand-in and on every real server that is at hand.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from .api import Api, basic, sentence

_TIMES = ("created_at", "updated_at")
_LISTS = ("redirect_uris", "grant_types", "response_types", "contacts", "audience", "allowed_cors_origins")


def _without_times(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in _TIMES}


def test_create_answers_what_read_shows(api: Api) -> None:
    created = api.create("sc-minimal")
    shown = api.read("sc-minimal")
    assert len(created.pop("client_secret")) == api.quirks.generated_secret_length
    assert ("registration_access_token" in created) is api.quirks.registration_in_create_reply
    if api.quirks.registration_in_create_reply:
        assert created.pop("registration_access_token")
        assert created.pop("registration_client_uri").startswith(api.server.public_url)
    assert {name: created[name] or [] for name in _LISTS} == {name: shown[name] for name in _LISTS}
    other = {*_TIMES, *_LISTS} if api.quirks.absent_metadata_is_in_write_reply else {*_TIMES, *_LISTS, "metadata"}
    assert {n: v for n, v in created.items() if n not in other} == {n: v for n, v in shown.items() if n not in other}
    assert shown["scope"] == api.quirks.default_scope
    assert shown["token_endpoint_auth_method"] == "client_secret_basic"


def test_a_second_client_of_the_same_id_is_refused(api: Api) -> None:
    api.create("sc-twice")
    reply = api.admin("POST", "/clients", {"client_id": api.id_of("sc-twice")})
    if api.quirks.client_id_is_refused:
        assert reply.status_code == 400
        assert "no longer possible to set an OAuth2 Client ID" in sentence(reply)
        return
    assert reply.status_code == 409
    assert reply.json()["error_description"] == ""


def test_put_of_what_get_shows_changes_nothing(api: Api) -> None:
    api.create(
        "sc-same",
        client_name="n",
        client_secret="secret-of-same",
        metadata={"z": [1, "2", None, {"a": 1.5}]},
        authorization_code_grant_access_token_lifespan="90m",
        allowed_cors_origins=["HTTPS://Web.Example/"],
        redirect_uris=["https://b.example/cb"],
        post_logout_redirect_uris=["https://b.example/out"],
        frontchannel_logout_session_required=True,
    )
    before = api.read("sc-same")
    lifespan = "authorization_code_grant_access_token_lifespan"
    assert before.get(lifespan) == ("1h30m0s" if lifespan in api.client_fields else None)
    assert before["allowed_cors_origins"] == ["https://Web.Example"]
    assert api.admin("PUT", api.path_of("sc-same"), before).status_code == 200
    assert _without_times(api.read("sc-same")) == _without_times(before)
    assert api.secret_is_right("sc-same", "secret-of-same")


def test_put_resets_what_it_does_not_name(api: Api) -> None:
    api.create("sc-plain")
    api.create("sc-reset", client_name="n", contacts=["a"], metadata={"a": 1}, owner="o", scope="x")
    assert api.admin("PUT", api.path_of("sc-reset"), {}).status_code == 200
    plain, reset = _without_times(api.read("sc-plain")), _without_times(api.read("sc-reset"))
    assert dict(reset, client_id="") == dict(plain, client_id="")


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize(
    "secret",
    ["s3cret+/% \u00e9:x&=1", "per%41cent", "pl+us plus", "co:lon-secret", "q\"uote's", "\u65e5\u672c\u8a9e", "l" * 71],
)
def test_secret_check(api: Api, method: str, secret: str) -> None:
    api.create("sc-secret", client_secret=secret, token_endpoint_auth_method=method)
    other = {"client_secret_basic": "client_secret_post", "client_secret_post": "client_secret_basic"}[method]
    assert api.secret_is_right("sc-secret", secret, method)
    assert not api.secret_is_right("sc-secret", secret + "x", method)
    assert not api.secret_is_right("sc-secret", secret, other)


def test_how_much_of_a_long_secret_counts(api: Api) -> None:
    api.create("sc-long", client_secret="l" * 80)
    assert api.secret_is_right("sc-long", "l" * 80)
    assert api.secret_is_right("sc-long", "l" * 72) is api.quirks.secret_counts_to_72_bytes


def test_a_secret_is_replaced_only_by_another(api: Api) -> None:
    api.create("sc-replace", client_secret="first-secret")
    assert "client_secret" not in api.admin("PUT", api.path_of("sc-replace"), {"client_secret": ""}).json()
    assert api.secret_is_right("sc-replace", "first-secret")
    reply = api.admin("PUT", api.path_of("sc-replace"), {"client_secret": "second-secret"}).json()
    assert reply["client_secret"] == "second-secret"
    assert not api.secret_is_right("sc-replace", "first-secret")
    assert api.secret_is_right("sc-replace", "second-secret")


def test_lifespans_are_replaced_as_a_whole(api: Api) -> None:
    api.create("sc-lifespans", client_secret="secret-kept", implicit_grant_id_token_lifespan="1h", owner="o")
    path = f"{api.path_of('sc-lifespans')}/lifespans"
    reply = api.admin("PUT", path, {"authorization_code_grant_access_token_lifespan": "60s"})
    if not api.has("PUT", "/clients/{id}/lifespans"):
        assert reply.status_code == 404
        return
    assert reply.status_code == 200
    shown = api.read("sc-lifespans")
    assert shown["authorization_code_grant_access_token_lifespan"] == "1m0s"
    assert shown["implicit_grant_id_token_lifespan"] is None
    assert shown["owner"] == "o"
    assert api.secret_is_right("sc-lifespans", "secret-kept")
    assert api.admin("PUT", path, {"implicit_grant_id_token_lifespan": "1d"}).status_code == 400


def test_patch(api: Api) -> None:
    api.create("sc-patch", client_name="n", metadata={"a": 1}, contacts=["a", "b"])
    operations = [
        {"op": "replace", "path": "/client_name", "value": "m"},
        {"op": "add", "path": "/metadata/b", "value": [1]},
        {"op": "remove", "path": "/contacts/0"},
    ]
    reply = api.admin("PATCH", api.path_of("sc-patch"), operations)
    if not api.has("PATCH", "/clients/{id}"):
        assert reply.status_code == 405
        return
    assert reply.status_code == 200
    shown = api.read("sc-patch")
    assert (shown["client_name"], shown["metadata"], shown["contacts"]) == ("m", {"a": 1, "b": [1]}, ["b"])
    reply = api.admin("PATCH", api.path_of("sc-patch"), [{"op": "nonsense", "path": "/owner"}])
    assert (reply.status_code, reply.json()) == (
        500,
        {"error": "error", "error_description": "The error is unrecognizable"},
    )
    assert _without_times(api.read("sc-patch")) == _without_times(shown)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"client_secret": "12345"}, "Field client_secret must contain a secret that is at least 6 characters long."),
        ({"redirect_uris": ["https://a.example/#f"]}, "Redirect URIs must not contain fragments (#)."),
        ({"redirect_uris": ["cb"]}, "Unable to parse redirect URL: cb"),
        (
            {"jwks": {"keys": []}, "jwks_uri": "https://c.example/jwks"},
            "Fields jwks and jwks_uri can not both be set, you must choose one.",
        ),
        ({"allowed_cors_origins": ["*"]}, "Origin URL * must use https:// or http:// as HTTP scheme."),
        ({"subject_type": "pairwise"}, "Subject type pairwise is not supported by server, only [public] are allowed."),
    ],
)
def test_a_bad_client_is_refused_with_a_sentence(api: Api, members: dict[str, Any], problem: str) -> None:
    before = api.pages(100)
    reply = api.admin("POST", "/clients", members)
    if members == {"redirect_uris": ["cb"]} and not api.quirks.redirect_uris_are_parsed:
        assert reply.status_code == 201
        api.admin("DELETE", f"/clients/{reply.json()['client_id']}")
        return
    assert reply.status_code == 400
    assert (reply.json()["error"] == "invalid_request") is not api.quirks.client_problems_have_names
    assert (set(reply.json()) == {"error", "error_description"}) is (api.quirks.error_shape == "two")
    assert sentence(reply).rstrip(".").endswith(problem.rstrip("."))
    assert [len(page) for page in api.pages(100)] == [len(page) for page in before]


def test_errors_of_a_missing_client(api: Api) -> None:
    quirks = api.quirks
    expected = {"GET": 401 if quirks.get_missing_client_is_401 else 404, "PUT": 404, "PATCH": 404}
    expected["DELETE"] = 204 if quirks.delete_missing_client_is_204 else 404
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", []), ("DELETE", None)):
        if not api.has(method, "/clients/{id}"):
            continue
        reply = api.admin(method, "/clients/sc-missing", body)
        assert reply.status_code == expected[method], method
        if reply.status_code == 404:
            assert reply.json()["error"] == "Unable to locate the resource", method
    unknown = api.admin("GET", "/sc-no-such-route")
    assert unknown.status_code == 404
    assert "Unable to locate the resource" not in unknown.text


@pytest.mark.parametrize("client_id", ["we ird", "a+b", "100%", "q?x#y", "c:d;e&f", "\u00e9\u65e5", "a%2Fb"])
def test_unusual_ids(api: Api, client_id: str) -> None:
    made = api.create(client_id, client_secret="unusual-secret")["client_id"]
    assert (made == client_id) is not api.quirks.client_id_is_refused
    assert api.read(client_id)["client_id"] == made
    assert api.secret_is_right(client_id, "unusual-secret")


def test_a_listed_client_is_as_read(api: Api) -> None:
    api.create("sc-listed", client_name="sc-listed-name", metadata={"a": 1})
    listed = [client for page in api.pages(100) for client in page if client["client_name"] == "sc-listed-name"]
    assert listed == [api.read("sc-listed")]
    if api.quirks.client_filters:
        assert api.pages(10, client_name="sc-listed-name")[0] == listed


def test_a_token_for_a_machine(api: Api) -> None:
    api.create(
        "sc-machine",
        client_secret="machine-secret",
        grant_types=["client_credentials"],
        scope="a b",
        audience=["https://api.example"],
        client_credentials_grant_access_token_lifespan="120s",
    )
    header = basic(api.id_of("sc-machine"), "machine-secret")
    seconds = 120 if "client_credentials_grant_access_token_lifespan" in api.client_fields else 3600
    form = {"grant_type": "client_credentials", "scope": "b", "audience": "https://api.example"}
    reply = api.public("POST", "/oauth2/token", form, Authorization=header)
    assert reply.status_code == 200, reply.text
    token = reply.json()
    assert (token["scope"], token["token_type"]) == ("b", "bearer")
    assert seconds - 20 < token["expires_in"] <= seconds
    seen = api.admin("POST", "/oauth2/introspect", data={"token": token["access_token"]}).json()
    assert (seen["active"], seen["client_id"], seen["scope"]) == (True, api.id_of("sc-machine"), "b")
    assert seen["aud"] == form["audience"].split()
    assert seen["exp"] - seen["iat"] in (seconds, seconds + 1)  # each is rounded for itself
    refused = api.public("POST", "/oauth2/token", dict(form, scope="z"), Authorization=header)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    assert (
        api.public("POST", "/oauth2/revoke", {"token": token["access_token"]}, Authorization=header).status_code == 200
    )
    assert api.admin("POST", "/oauth2/introspect", data={"token": token["access_token"]}).json() == {"active": False}


def test_a_token_by_private_key(api: Api) -> None:
    # Without a field that says another algorithm it is RS256.
    algorithm = "ES256" if "token_endpoint_auth_signing_alg" in api.client_fields else "RS256"
    told: Any = {"kid": "k1", "use": "sig", "alg": algorithm}
    key = ECKey.generate_key("P-256", told) if algorithm == "ES256" else RSAKey.generate_key(2048, told)
    api.create(
        "sc-key",
        grant_types=["client_credentials"],
        token_endpoint_auth_method="private_key_jwt",
        token_endpoint_auth_signing_alg=algorithm,
        jwks={"keys": [key.as_dict(private=False)]},
    )

    def ask(**changes: Any) -> int:
        now = int(time.time())
        claims = {
            "iss": api.id_of("sc-key"),
            "sub": api.id_of("sc-key"),
            "aud": f"{api.server.public_url}/oauth2/token",
            "exp": now + 60,
            "iat": now,
            "jti": str(uuid.uuid4()),
        }
        assertion = jwt.encode({"alg": algorithm, "kid": "k1"}, claims | changes, key, algorithms=[algorithm])
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
        return api.public("POST", "/oauth2/token", form).status_code

    once = str(uuid.uuid4())
    assert (ask(jti=once), ask(jti=once)) == (200, 200 if api.quirks.assertions_can_be_used_again else 400)
    assert ask(aud=api.server.public_url) == 401
    assert ask(iss="someone-else") == 401


def test_health_and_version(api: Api) -> None:
    for url in (api.server.admin_url, api.server.public_url):
        for name in ("alive", "ready"):
            reply = api._session.get(f"{url}/health/{name}", timeout=10)
            if url == api.server.public_url and ("GET", f"/health/{name}") not in api.public_operations:
                assert reply.status_code == 404
            else:
                assert (reply.status_code, reply.json()) == (200, {"status": "ok"})
    assert "version" in api._session.get(f"{api.server.admin_url}/version", timeout=10).json()
    metrics = api.admin("GET", "/metrics/prometheus")
    assert metrics.headers["Content-Type"].startswith("text/plain")
    assert metrics.text.startswith("# HELP ")


def test_what_the_public_port_says_of_itself(api: Api) -> None:
    found = api.public("GET", "/.well-known/openid-configuration").json()
    assert found["issuer"].rstrip("/") == api.server.public_url
    assert found["token_endpoint"] == f"{api.server.public_url}/oauth2/token"
    keys = api.public("GET", "/.well-known/jwks.json").json()["keys"]
    assert keys
    assert all("d" not in key and key["kty"] == "RSA" for key in keys)
