# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens: what is asked for, when, how often, and what a request does that meets a refusal."""

from __future__ import annotations

import json
import threading
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    NoTokenError,
    ReplyLostError,
    TransportError,
    UsageError,
)
from ansible_collections.ory.hydra.plugins.module_utils._server.access_tokens import AccessTokens
from ansible_collections.ory.hydra.plugins.module_utils._server.client_credentials import ClientCredentials
from ansible_collections.ory.hydra.plugins.module_utils._server.gateway import asks_for_credentials, bearer_challenge
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._values.pem import read_pem
from ansible_collections.ory.hydra.tests.unit._keys import pem, private_key, raw, verify
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, Answer, Call, Wire, refused, reset
from ansible_collections.ory.hydra.tests.unit._oauth import AUTH, CHALLENGE, CLIENT_ID, SECRET, TOKEN_URL, Authorization

Make = t.Callable[..., HttpClient]
ISSUER = AUTH + "/tenant"
OPENID, RFC_8414 = "/tenant/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant"
METADATA = {"issuer": ISSUER, "token_endpoint": TOKEN_URL}


@pytest.fixture
def server(wire: Wire) -> Authorization:
    made = Authorization(wire)
    wire.handlers[ADMIN] = made.guarded(lambda call: Answer(200, {"path": call.path}))
    return made


@pytest.fixture
def hidden() -> t.List[str]:
    return []


@pytest.fixture
def make(server: Authorization, hidden: t.List[str]) -> Make:
    """Return a function that makes a client of the admin API."""

    def build(retries: int = 3, admin: str = ADMIN, **options: t.Any) -> HttpClient:
        given: t.Dict[str, t.Any] = {"client_id": CLIENT_ID, "client_secret": SECRET, "token_url": TOKEN_URL}
        given.update(options)
        connection = Connection(AUTH, retries=retries)
        client = HttpClient(Connection(admin, retries=retries), "admin_url")
        client.tokens = AccessTokens(
            ClientCredentials(**given), connection, lambda found: hidden.extend(text for _name, text in found)
        )
        return client

    return build


# What is asked for


def test_one_token_serves_many_requests(make: Make, server: Authorization, wire: Wire) -> None:
    client = make()
    assert wire.calls == []
    for method in ("GET", "POST", "DELETE"):
        assert client.request(method, "/clients").status == 200
    assert [call.headers["Authorization"] for call in wire.calls[1:]] == ["Bearer access-token-number-1"] * 3
    assert server.issued == ["access-token-number-1"]


def test_a_client_with_a_secret(make: Make, server: Authorization, hidden: t.List[str]) -> None:
    make(scope=["one", "two"], audience=["https://a"]).request("GET", "/")
    (asked,) = server.calls
    assert asked.form == {"grant_type": "client_credentials", "scope": "one two", "audience": "https://a"}
    # RFC 6749 section 2.3.1: "automation:a%2Fsecret%2Bof%20the%25client"
    assert asked.headers["Authorization"] == "Basic YXV0b21hdGlvbjphJTJGc2VjcmV0JTJCb2YlMjB0aGUlMjVjbGllbnQ="
    assert {"access-token-number-1", "YXV0b21hdGlvbjphJTJGc2VjcmV0JTJCb2YlMjB0aGUlMjVjbGllbnQ="} <= set(hidden)


def test_a_client_that_sends_its_secret_in_the_form(make: Make, server: Authorization) -> None:
    make(method="client_secret_post").request("GET", "/")
    (asked,) = server.calls
    assert asked.form == {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET}
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize("kind", ["EC", "RSA"])
@pytest.mark.parametrize("form", ["pem", "dictionary", "text"])
def test_a_client_with_a_key(kind: str, form: str, make: Make, server: Authorization, hidden: t.List[str]) -> None:
    key = private_key(kind)
    jwk = dict(read_pem(pem(key)), kid="of the key")
    given = {"pem": pem(key), "dictionary": jwk, "text": json.dumps(jwk)}[form]
    server.answers += [refused(), Answer(503, "later"), reset()]
    make(client_secret=None, private_key=given).request("GET", "/")
    assertions = [call.form["client_assertion"] for call in server.calls]
    for call in server.calls:
        assert call.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assert (call.form["client_id"], "Authorization" in call.headers) == (CLIENT_ID, False)
    header = json.loads(raw(assertions[0].split(".")[0]))
    claims = [verify(key, header["alg"], assertion) for assertion in assertions]
    assert header.get("kid") == (None if form == "pem" else "of the key")
    assert {(one["iss"], one["sub"], one["aud"]) for one in claims} == {(CLIENT_ID, CLIENT_ID, TOKEN_URL)}
    assert all(one["exp"] == one["iat"] + 300 for one in claims)
    assert len({one["jti"] for one in claims}) == 4  # each serves once
    assert set(assertions) <= set(hidden)


@pytest.mark.parametrize(
    "key, words",
    [
        ("nonsense", "auth_private_key contains no key or certificate in PEM format"),
        (pem(private_key(), "passphrase"), "auth_private_key is encrypted, and there is no option for its passphrase"),
        ({"kty": "EC"}, "auth_private_key is an incomplete JSON Web Key"),
        ('{"keys": [{"kty": "oct", "k": "YQ"}, {"kty": "oct", "k": "YQ"}]}', "auth_private_key contains 2 keys"),
        (["a"], "auth_private_key must be a private key as PEM or JSON Web Key"),
    ],
)
def test_keys_that_cannot_be_right(key: t.Any, words: str, make: Make) -> None:
    with pytest.raises(UsageError) as caught:
        make(client_secret=None, private_key=key)
    assert words in caught.value.message


@pytest.mark.parametrize(
    "url, words",
    [
        ("auth.example.com/token", "auth_token_url must be an http:// or https:// URL with a host"),
        ("unix:///run/hydra/public.sock", "auth_token_url must be an http:// or https:// URL with a host"),
        ("https://me:hunter22@a/token", "auth_token_url must not contain a user name and password: use auth_client_id"),
        ("https://a/token#x", "auth_token_url must not have a fragment"),
        ("https://a/to ken", "auth_token_url must be an http:// or https:// URL"),
        ("https://[a/", "auth_token_url must be an http:// or https:// URL"),
    ],
)
def test_addresses_that_cannot_be_right(url: str, words: str, make: Make) -> None:
    with pytest.raises(UsageError) as caught:
        make(token_url=url)
    assert words in caught.value.message
    assert "hunter22" not in caught.value.message


def test_a_token_endpoint_keeps_its_query(make: Make, wire: Wire) -> None:
    make(token_url=TOKEN_URL + "/?p=policy").request("GET", "/")
    assert wire.calls[0].url == TOKEN_URL + "/?p=policy"


# Discovery


@pytest.mark.parametrize("path", [OPENID, RFC_8414])
def test_the_metadata_name_the_token_endpoint(path: str, make: Make, server: Authorization, wire: Wire) -> None:
    server.metadata[path] = Answer(200, METADATA)
    client = make(token_url=None, issuer=ISSUER + "/")
    client.request("GET", "/")
    server.end()
    client.request("GET", "/")
    assert wire.lines.count("GET " + path) == 1
    assert [call.url for call in server.calls] == [TOKEN_URL] * 2


@pytest.mark.parametrize(
    "supported, chosen, expected",
    [
        (None, None, "Basic"),
        (["client_secret_post"], None, "form"),
        (["client_secret_post", "client_secret_basic"], None, "Basic"),
        (["private_key_jwt"], None, "Basic"),
        (["client_secret_post"], "client_secret_basic", "Basic"),
    ],
)
def test_the_metadata_choose_the_method(
    supported: t.Any, chosen: t.Optional[str], expected: str, make: Make, server: Authorization
) -> None:
    more = {"token_endpoint_auth_methods_supported": supported} if supported else {}
    server.metadata[OPENID] = Answer(200, dict(METADATA, **more))
    make(token_url=None, issuer=ISSUER, method=chosen).request("GET", "/")
    assert ("client_secret" in server.calls[0].form) == (expected == "form")


@pytest.mark.parametrize(
    "answer, words",
    [
        (
            Answer(404, "not found"),
            "auth_issuer has no metadata at %s%s, nor at the path of OpenID Connect Discovery" % (AUTH, RFC_8414),
        ),
        (Answer(200, "<html>"), "answered 200 with HTML instead of JSON instead of the metadata of auth_issuer"),
        (Answer(401, {"error": "x"}), "answered 401 with other JSON instead of the metadata of auth_issuer"),
        (Answer(200, {}), "they name no issuer: correct auth_issuer, or set auth_token_url instead"),
        (Answer(200, {"issuer": "https://other"}), 'are those of another issuer, "https://other"'),
        (Answer(200, {"issuer": ISSUER}), "name no token endpoint that can be used"),
        (Answer(200, {"issuer": ISSUER, "token_endpoint": "ftp://a"}), "name no token endpoint that can be used"),
        (Answer(200, {"issuer": ISSUER, "token_endpoint": "https://u:pw@a"}), "name no token endpoint"),
    ],
)
def test_metadata_that_cannot_be_used(answer: Answer, words: str, make: Make, server: Authorization) -> None:
    server.metadata[OPENID] = answer
    with pytest.raises(UsageError) as caught:
        make(token_url=None, issuer=ISSUER).request("PUT", "/")
    assert caught.value.message.startswith("Cannot get an access token: ")
    assert words in caught.value.message
    assert server.calls == []


def test_no_credentials_go_from_tls_to_plain_http(make: Make, server: Authorization, wire: Wire) -> None:
    secure = ISSUER.replace("http:", "https:")
    metadata = dict(METADATA, issuer=secure)
    wire.handlers[AUTH.replace("http:", "https:")] = lambda call: Answer(200, metadata)
    with pytest.raises(UsageError, match="name a token endpoint without TLS, http://"):
        make(token_url=None, issuer=secure).request("GET", "/")
    assert server.calls == []


# When a token is replaced


@pytest.mark.parametrize("expires_in, good, over", [(3600, 3569, 3571), ("100", 89, 91), (5, 4.4, 4.6)])
def test_a_token_is_replaced_before_it_expires(
    expires_in: t.Any, good: float, over: float, make: Make, server: Authorization, clock: t.Any
) -> None:
    server.expires_in = expires_in
    client = make()
    begin = clock.now
    for moment, issued in ((0.0, 1), (good, 1), (over, 2)):
        clock.now = begin + moment
        client.request("GET", "/")
        assert len(server.issued) == issued


@pytest.mark.parametrize("expires_in", [None, "soon", 0, -5, "inf", 10**400, {}])
def test_a_token_that_does_not_say_how_long_it_is_valid(
    expires_in: t.Any, make: Make, server: Authorization, clock: t.Any
) -> None:
    server.expires_in = expires_in
    client = make()
    client.request("GET", "/")
    clock.now += 10**6
    client.request("GET", "/")
    assert len(server.issued) == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_token_is_replaced_once_where_it_is_refused(
    method: str, make: Make, server: Authorization, wire: Wire, clock: t.Any
) -> None:
    client = make(retries=0)
    client.request("GET", "/")
    server.end()
    assert client.request(method, "/clients").status == 200
    assert wire.lines == [
        "POST /oauth2/token", "GET /", method + " /clients", "POST /oauth2/token", method + " /clients",
    ]  # fmt: skip
    assert clock.pauses == []


def test_a_new_token_that_is_refused_is_not_replaced_for_ever(make: Make, server: Authorization, wire: Wire) -> None:
    wire.handlers[ADMIN] = lambda call: Answer(401, "no", CHALLENGE)
    client = make()
    for _unused in range(5):
        assert client.request("POST", "/clients").status == 401
    assert len(server.issued) == 2


def test_a_token_can_be_replaced_again_and_again_where_each_was_accepted(make: Make, server: Authorization) -> None:
    client = make()
    for _unused in range(5):
        assert client.request("POST", "/clients").status == 200
        server.end()
    assert len(server.issued) == 5


def test_parallel_requests_share_a_new_token(make: Make, server: Authorization) -> None:
    client = make()
    client.request("GET", "/")
    server.end()
    replies: t.List[int] = []
    threads = [
        threading.Thread(target=lambda: replies.append(client.request("PUT", "/clients/a").status))
        for _unused in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 16
    assert len(server.issued) == 2


def test_a_refusal_that_comes_late_does_not_replace_the_new_token(make: Make, server: Authorization) -> None:
    tokens = make().tokens
    assert tokens is not None
    old = tokens.current()
    assert tokens.replace(old)
    new = tokens.current()
    assert tokens.replace(old)  # of another request, which was sent with the old one, too
    assert tokens.current() == new != old
    assert len(server.issued) == 2


def test_a_refusal_of_hydra_itself_is_not_about_the_token(make: Make, server: Authorization, wire: Wire) -> None:
    missing = Answer(401, {"error": "The request could not be authorized", "error_description": "does not exist"})
    wire.handlers[ADMIN] = lambda call: missing
    assert make().request("GET", "/clients/a").status == 401
    assert len(server.issued) == 1


@pytest.mark.parametrize(
    "status, headers, body, expected",
    [
        (401, CHALLENGE, {"error": "The request could not be authorized"}, True),
        (401, {}, None, True),
        (401, {}, {"error": {"message": "The request could not be authorized"}}, True),
        (401, {}, {"error": "invalid_token"}, True),
        (401, {}, {"error": "request_unauthorized", "error_description": "The login request has expired"}, False),
        (403, CHALLENGE, None, False),
        (200, CHALLENGE, None, False),
    ],
)
def test_who_refuses(status: int, headers: t.Dict[str, str], body: t.Any, expected: bool) -> None:
    assert asks_for_credentials(status, headers, body) is expected


@pytest.mark.parametrize(
    "header, expected",
    [
        ("", {}),
        ('Basic realm="a"', {}),
        ("Bearer", {}),
        ('bearer error=invalid_token, scope="a b"', {"error": "invalid_token", "scope": "a b"}),
        ('Basic realm="x", Bearer realm="a\\"b",error="a_b"', {"realm": 'a"b', "error": "a_b"}),
    ],
)
def test_challenges(header: str, expected: t.Dict[str, str]) -> None:
    assert bearer_challenge(header) == expected


# Writes


def test_a_lost_reply_after_a_new_token_stays_lost(make: Make, server: Authorization, wire: Wire) -> None:
    client = make()
    client.request("GET", "/")
    server.end()

    def lose(call: Call) -> Answer:
        raise reset()

    wire.handlers[ADMIN] = server.guarded(lose)
    with pytest.raises(ReplyLostError):
        client.request("POST", "/clients")
    assert [call.path for call in wire.writes] == ["/oauth2/token", "/clients", "/oauth2/token", "/clients"]


@pytest.mark.parametrize(
    "answers, lost",
    [
        (["503", "401", "409"], True),  # the first may have been passed on
        (["401", "409"], False),  # the first was not
        (["429", "401", "409"], True),
        (["503", "401", "no token"], True),
        (["503", "refused"], True),
        (["401", "no token"], False),
        (["503", "401", "400"], False),  # a refusal, which says that it may have been put off
    ],
)
def test_what_is_known_of_a_write(
    answers: t.List[str], lost: bool, make: Make, server: Authorization, wire: Wire
) -> None:
    client = make(retries=1)
    left = [name for name in answers if name != "no token"]

    def answer(call: Call) -> Answer:
        name = left.pop(0)
        if name == "refused":
            raise refused()
        if name == "401" and answers[-1] == "no token":
            server.answers[:] = [Answer(401, {"error": "invalid_client"})]
        return Answer(int(name), None, CHALLENGE if name == "401" else {})

    wire.handlers[ADMIN] = answer
    if lost:
        with pytest.raises(ReplyLostError) as caught:
            client.request("POST", "/clients")
        assert caught.value.in_doubt
    elif answers[-1] == "no token":
        with pytest.raises(UsageError, match="Cannot get an access token") as refusal:
            client.request("POST", "/clients")
        assert not refusal.value.in_doubt
    else:
        reply = client.request("POST", "/clients")
        assert (reply.status, reply.put_off) == (int(answers[-1]), answers[0] == "503")


# Servers that issue no token


def test_a_refusal_is_final(make: Make, server: Authorization) -> None:
    server.answers += [Answer(401, {"error": "invalid_client"})] * 9
    client = make()
    for _unused in range(3):
        with pytest.raises(UsageError, match="check auth_client_id and auth_client_secret"):
            client.request("POST", "/clients")
    assert len(server.calls) == 1  # a client is locked that is refused too often


@pytest.mark.parametrize("failure", [refused(), reset(), Answer(503, "later"), Answer(504, "late"), Answer(500, {})])
def test_a_fault_is_not_final(failure: t.Any, make: Make, server: Authorization, wire: Wire) -> None:
    client = make(retries=1)
    server.answers += [failure, failure]
    with pytest.raises(NoTokenError, match="auth_token_url") as caught:
        client.request("POST", "/clients")
    assert not caught.value.in_doubt
    server.answers.clear()
    assert client.request("POST", "/clients").status == 200
    assert "POST /clients" in wire.lines[-1:]


@pytest.mark.parametrize("by_key", [True, False])
def test_clocks_that_differ_are_told_where_an_assertion_is_refused(
    by_key: bool, make: Make, server: Authorization, clock: t.Any
) -> None:
    clock.now = 3600.0
    server.answers.append(Answer(401, {"error": "invalid_client"}, {"Date": "Thu, 01 Jan 1970 00:50:00 GMT"}))
    options = {"client_secret": None, "private_key": pem(private_key())} if by_key else {}
    with pytest.raises(UsageError) as caught:
        make(**options).request("GET", "/")
    assert ("10 minutes ahead of" in caught.value.message) is by_key


def test_a_redirect_is_not_followed(make: Make, server: Authorization, wire: Wire) -> None:
    server.answers.append(Answer(307, None, {"Location": "https://elsewhere.example/token"}))
    with pytest.raises(TransportError, match="give the final address in auth_token_url") as caught:
        make().request("POST", "/clients")
    assert not caught.value.in_doubt
    assert wire.lines == ["POST /oauth2/token"]
