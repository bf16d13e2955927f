# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens through the main() of modules: options, what the task does, and what it says where there is none."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values import jws
from ansible_collections.ory.hydra.plugins.module_utils._values.pem import read_pem
from ansible_collections.ory.hydra.plugins.modules import hydra_client, hydra_clients, hydra_server_info
from ansible_collections.ory.hydra.tests.unit._keys import pem, private_key
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Hydra, Wire, refused, reset
from ansible_collections.ory.hydra.tests.unit._oauth import (
    AUTH,
    CLIENT_ID,
    OPTIONS,
    SECRET,
    TOKEN_URL,
    Authorization,
)
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
CLIENT: Document = {"client_id": "app", "token_endpoint_auth_method": "none"}


@pytest.fixture
def server(hydra: Hydra, wire: Wire) -> Authorization:
    """An OAuth 2.0 server, and a gateway in front of the admin API."""
    made = Authorization(wire)
    wire.handlers[ADMIN] = made.guarded(hydra.admin)
    return made


def ok(run: Run) -> Run:
    assert not run.failed, run.result
    return run


def spellings(secret: str) -> t.List[str]:
    raw = secret.encode()
    return [secret, quote(secret, safe=""), quote(secret), *(base64.b64encode(one).decode()[:-4] for one in (raw,))]


# Options


def test_options_of_the_task(server: Authorization, wire: Wire, run: Runner) -> None:
    one = ok(run(hydra_client.main, dict(OPTIONS, auth_scope="read write", auth_audience="https://a"), **CLIENT))
    assert one.changed
    assert server.calls[0].form == {
        "grant_type": "client_credentials", "scope": "read write", "audience": "https://a",
    }  # fmt: skip
    assert not [form for form in spellings(SECRET) + server.issued if form in one.output]
    assert [call.line for call in wire.calls if call.url.startswith(AUTH)] == ["POST /oauth2/token"]


def test_options_of_the_environment(server: Authorization, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    jwk = dict(read_pem(pem(private_key())), kid="one")
    for name, value in {
        "AUTH_ISSUER": AUTH,
        "AUTH_CLIENT_ID": CLIENT_ID,
        "AUTH_PRIVATE_KEY": json.dumps(jwk),
        "AUTH_PRIVATE_KEY_ID": "two",
        "AUTH_SCOPE": "read write",
        "AUTH_AUDIENCE": "https://a,https://b",
        "AUTH_TOKEN_URL": "",  # as AWX sets for an input that is left blank
        "AUTH_CLIENT_SECRET": "",
        "AUTH_METHOD": "",
        "API_TOKEN": "",
    }.items():
        monkeypatch.setenv("HYDRA_" + name, value)
    server.metadata["/.well-known/openid-configuration"] = Answer(200, {"issuer": AUTH, "token_endpoint": TOKEN_URL})
    one = ok(run(hydra_client.main, **CLIENT))
    form = server.calls[0].form
    assert (form["scope"], form["audience"], form["client_id"]) == ("read write", "https://a https://b", CLIENT_ID)
    header = form["client_assertion"].split(".")[0]
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "ES256", "typ": "JWT", "kid": "two"}
    assert not [form for form in (jwk["d"], form["client_assertion"], *server.issued) if form in one.output]


def test_a_key_as_a_dictionary_masks_none_of_its_public_words(server: Authorization, run: Runner) -> None:
    jwk = dict(read_pem(pem(private_key("RSA"))), kid="one", use="sig", alg="RS256")
    own = {"jwks": {"keys": [{name: jwk[name] for name in ("kty", "kid", "use", "alg", "n", "e")}]}}
    options = {"auth_token_url": TOKEN_URL, "auth_client_id": CLIENT_ID, "auth_private_key": jwk}
    client: Document = {"client_id": "app", "token_endpoint_auth_method": "private_key_jwt", **own}
    one = ok(run(hydra_client.main, {"connection": options}, **client))
    assert (one.warnings, one.result["client"]["jwks"]) == ([], own["jwks"])
    assert not [jwk[name] for name in ("d", "p", "q", "dp", "dq", "qi") if jwk[name] in one.output]


def test_credentials_of_the_task_win(server: Authorization, wire: Wire, run: Runner, monkeypatch: t.Any) -> None:
    monkeypatch.setenv("HYDRA_API_TOKEN", "private-env")
    ok(run(hydra_client.main, OPTIONS, **CLIENT))
    for name, value in OPTIONS.items():
        monkeypatch.setenv("HYDRA_" + name.upper(), value)
    one = run(hydra_client.main, **CLIENT)
    assert one.msg == "api_token and auth_client_id are both set, but a request can carry only one of them"
    calls = len(server.calls)
    run(hydra_client.main, {"api_token": "private-task"}, **CLIENT)
    assert (len(server.calls), wire.calls[-1].headers["Authorization"]) == (calls, "Bearer private-task")


@pytest.mark.parametrize(
    "options, words",
    [
        (
            {"auth_client_id": "c"},
            "but obtaining an access token also needs auth_token_url or auth_issuer, and auth_client_secret",
        ),
        (dict(OPTIONS, username="u", password="pa55word"), "username and auth_client_id are both set"),
        (
            dict(OPTIONS, auth_method="private_key_jwt"),
            "auth_method must be one of client_secret_basic, client_secret_",
        ),
        (dict(OPTIONS, auth_token_url="auth.example"), "auth_token_url must be an http:// or https:// URL"),
        (dict(OPTIONS, auth_client_secret=None, auth_private_key="x"), "auth_private_key contains no key"),
        (dict(OPTIONS, client_key_passphrase="s3cret-words"), "client_cert"),
        ({"connection": dict(OPTIONS, auth_clientid="c")}, "connection contains unknown options: auth_clientid"),
    ],
)
def test_options_that_cannot_be_right(options: Document, words: str, server: t.Any, wire: Wire, run: Runner) -> None:
    one = run(hydra_client.main, options, **CLIENT)
    assert one.failed
    assert words in one.msg
    assert wire.calls == []
    assert not [text for text in (SECRET, "pa55word", "s3cret-words") if text in one.output]


def test_without_the_library_it_is_named(server: Authorization, wire: Wire, run: Runner, monkeypatch: t.Any) -> None:
    monkeypatch.setattr(jws, "CRYPTOGRAPHY_TRACE", "Traceback: no cryptography")
    jwk = read_pem(pem(private_key()))
    one = run(hydra_client.main, dict(OPTIONS, auth_client_secret=None, auth_private_key=jwk), **CLIENT)
    assert "Failed to import the required Python library (cryptography)" in one.msg
    assert "This is required for auth_private_key." in one.msg
    assert wire.calls == []


def test_the_library_is_loaded_only_where_it_is_needed() -> None:
    root = Path(str(hydra_client.__file__)).parents[5]
    package = "ansible_collections.ory.hydra.plugins.modules"
    text = "import sys; from %s import hydra_client; print('cryptography' in sys.modules)" % package
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(root), *sys.path]))
    assert subprocess.check_output([sys.executable, "-c", text], env=environment) == b"False\n"


@pytest.mark.parametrize("url, warned", [(TOKEN_URL, False), ("http://auth.example/token", True)])
def test_plain_http_to_another_host(url: str, warned: bool, server: t.Any, wire: Wire, run: Runner) -> None:
    wire.handlers["http://auth.example"] = server.answer
    one = ok(run(hydra_client.main, dict(OPTIONS, auth_token_url=url), **CLIENT))
    assert [("auth_token_url is plain http://" in sentence) for sentence in one.warnings] == [True] * warned


def test_what_is_for_the_admin_api_is_not_sent_elsewhere(server: t.Any, hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app", "the-secret")
    more = {"headers": {"X-Key": "private-header"}, "client_cert": "/c.pem", "public_url": PUBLIC, "timeout": 7}
    ok(run(hydra_client.main, dict(OPTIONS, **more), client_id="app", client_secret="the-secret"))
    for call in wire.calls:
        elsewhere = not call.url.startswith(ADMIN)
        assert ("X-Key" in call.headers, call.cert, call.timeout) == (
            (False, None, 7) if elsewhere else (True, "/c.pem", 7)
        )
        assert ("access-token" in call.headers["Authorization"]) is not elsewhere


# What a task does


def test_a_token_that_ends_in_the_middle_of_a_list(
    server: Authorization, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    handler = server.guarded(hydra.admin)
    seen: t.List[str] = []

    def answer(call: Call) -> Answer:
        seen.append(call.line)
        if len(seen) in (5, 20):
            server.end()
        return handler(call)

    wire.handlers[ADMIN] = answer
    clients = [dict(CLIENT, client_id="app-%d" % number) for number in range(12)]
    one = ok(run(hydra_clients.main, OPTIONS, clients=clients, concurrency=3))
    assert one.result["summary"]["created"] == 12
    assert sorted(hydra.clients) == sorted(client["client_id"] for client in clients)
    assert len(server.issued) == 3
    assert not [token for token in server.issued if token in one.output]
    assert not ok(run(hydra_clients.main, OPTIONS, clients=clients)).changed


def test_a_task_that_waits_needs_one_token(server: Authorization, hydra: Hydra, wire: Wire, run: Runner) -> None:
    server.answers += [refused(), Answer(503, "starting"), refused()] * 4  # the same server may issue the tokens
    ok(run(hydra_server_info.main, OPTIONS, wait_for="ready", wait_timeout=60))
    assert len(server.issued) == 1


def test_a_task_that_waits_fails_at_once_where_it_is_refused(server: t.Any, clock: t.Any, run: Runner) -> None:
    server.answers += [Answer(401, {"error": "invalid_client"})] * 9
    one = run(hydra_server_info.main, OPTIONS, wait_for="ready", wait_timeout=60)
    assert "check auth_client_id and auth_client_secret" in one.msg
    assert (len(server.calls), clock.pauses) == (1, [])


@pytest.mark.parametrize(
    "status, challenge, words",
    [
        (
            401,
            'Bearer error="invalid_token", error_description="unknown issuer"',
            "401 (invalid_token: unknown issuer) to",
        ),
        (401, "", "to a new access token: check auth_scope and auth_audience, and that the gateway trusts"),
        (
            403,
            'Bearer realm="x", error="insufficient_scope", scope="hydra.admin"',
            "the access token lacks the scope hydra.admin that the gateway demands; request it in auth_scope",
        ),
        (
            403,
            "",
            "the gateway accepts the access token, but does not allow this request; check auth_scope, auth_audience",
        ),
    ],
)
def test_a_gateway_that_refuses_every_token(
    status: int, challenge: str, words: str, server: Authorization, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    for name, handler in {"all": None, "writes": hydra.admin}.items():
        before = len(server.issued)

        def answer(call: Call, reads: t.Any = handler) -> Answer:
            if reads is not None and call.method == "GET":
                return t.cast(Answer, reads(call))
            return Answer(status, "no", {"WWW-Authenticate": challenge} if challenge else {})

        wire.handlers[ADMIN] = answer
        one = run(hydra_client.main, OPTIONS, **CLIENT)
        assert words in one.msg, name
        assert one.result["failure"]["status"] == status
        assert len(server.issued) - before == (2 if status == 401 else 1)
        assert hydra.clients == {}
        assert not [token for token in server.issued if token in one.output]


def test_a_gateway_that_repeats_the_token(server: Authorization, wire: Wire, run: Runner) -> None:
    def echo(call: Call) -> Answer:
        return Answer(400, {"error": "invalid_request", "error_description": json.dumps(dict(call.headers))})

    wire.handlers[ADMIN] = echo
    one = run(hydra_client.main, dict(OPTIONS, server_version="26.2.0"), **CLIENT)
    assert "Bearer ********" in one.msg
    assert server.issued[0] not in one.output


# Servers that issue no token

#: Error -> what must be in the message.
ADVICE: t.Dict[str, t.Tuple[Document, Answer, str]] = {
    "invalid_client": ({}, Answer(401, {"error": "invalid_client"}), "with client_secret_basic (option auth_method)"),
    "unauthorized_client": (
        {},
        Answer(400, {"error": "unauthorized_client"}),
        "the client in auth_client_id is not allowed to use",
    ),
    "invalid_scope": (
        {"auth_scope": "admin"},
        Answer(400, {"error": "invalid_scope", "error_description": "is invalid"}),
        "(invalid_scope: is invalid): the client is not allowed to request this scope (option auth_scope)",
    ),
    "no scope": ({}, Answer(400, {"error": "invalid_scope"}), "set auth_scope"),
    "audience": (
        {"auth_audience": "https://a"},
        Answer(400, {"error": "invalid_request", "error_description": "Requested audience 'https://a' is not allowed"}),
        "the client is not allowed to request this audience (option auth_audience)",
    ),
    "no audience": ({}, Answer(403, {"error": "access_denied"}), "set auth_audience"),
    "unsupported_grant_type": ({}, Answer(400, {"error": "unsupported_grant_type"}), "check auth_token_url"),
    "404": ({}, Answer(404, "404 page not found"), "this is not a token endpoint, check auth_token_url"),
    "HTML": (
        {},
        Answer(200, "<html>Welcome</html>"),
        "with HTML instead of JSON, and not as a token endpoint does: check",
    ),
    "HTML 403": ({}, Answer(403, "<html>No</html>"), "check auth_client_id, auth_client_secret and auth_token_url"),
    "no token": ({}, Answer(200, {"token_type": "Bearer"}), "without an access_token: check auth_token_url"),
    "bad token": (
        {},
        Answer(200, {"access_token": "a\nb"}),
        "that cannot be sent in an HTTP header: check auth_token_url",
    ),
    "not Bearer": (
        {},
        Answer(200, {"access_token": "t0ken", "token_type": "DPoP"}),
        "with a token of type DPoP, and only",
    ),
    "500": ({}, Answer(500, {"error": "server_error"}), "the OAuth 2.0 server has a problem (option auth_token_url)"),
    "503": ({}, Answer(503, "later"), "repeatedly: the OAuth 2.0 server is unavailable (option auth_token_url)"),
    "other": ({}, Answer(400, {"error": "surprise"}), "check auth_client_id, auth_scope and auth_audience"),
}


@pytest.mark.parametrize("name", ADVICE)
def test_why_there_is_no_token(name: str, server: Authorization, wire: Wire, run: Runner) -> None:
    more, answer, words = ADVICE[name]
    server.answers += [answer] * 9
    one = run(hydra_client.main, dict(OPTIONS, **more), **CLIENT)
    assert one.msg.startswith("Cannot get an access token: ")
    assert words in one.msg
    assert wire.writes == [call for call in wire.calls if call.url.startswith(AUTH)]


@pytest.mark.parametrize(
    "failure, words",
    [
        (refused(), "Cannot reach http://127.0.0.1:4446 (option auth_token_url)"),
        (reset(), "the connection ended without an answer (option auth_token_url)"),
        (
            requests.exceptions.ReadTimeout(),
            "no answer came within 30 seconds (option timeout) (option auth_token_url)",
        ),
        (
            requests.exceptions.SSLError("certificate verify failed: unable to get local issuer certificate"),
            "name the certificate authority that signed it in ca_path",
        ),
    ],
)
def test_a_server_that_cannot_be_asked(
    failure: Exception, words: str, server: Authorization, wire: Wire, run: Runner
) -> None:
    server.answers += [failure] * 9
    one = run(hydra_client.main, OPTIONS, **CLIENT)
    assert words in one.msg
    assert "Traceback" not in one.output
    assert not [call for call in wire.calls if call.url.startswith(ADMIN)]


_WORDS = st.sampled_from(
    ["invalid_client", "unauthorized_client", "invalid_scope", "invalid_request", "invalid_grant", "invalid_target",
     "access_denied", "unsupported_grant_type", "server_error", "temporarily_unavailable", "E", "", "\x1b[31m"]
)  # fmt: skip
_TOKENS: st.SearchStrategy[t.Any] = st.sampled_from(
    ["t0ken-of-a-server", "", "a b", "ä€", "line\nbreak", 7, None, [], {"a": "t0ken-of-a-server"}]
)
_ECHOES = st.sampled_from(["SECRET", "BASIC", "ASSERTION", "BODY", "the audience", ""])
_BODIES = st.one_of(
    st.fixed_dictionaries({"error": _WORDS}, optional={"error_description": _ECHOES, "error_hint": _ECHOES}),
    st.fixed_dictionaries(
        {"access_token": _TOKENS},
        optional={
            "token_type": st.sampled_from(["bearer", "Bearer", "DPoP", "mac", None, 3]),
            "expires_in": st.sampled_from([3600, "60", 0, -1, None, "x", 10**400, [1]]),
            "refresh_token": st.just("r3fresh-of-a-server"),
            "error": _WORDS,
        },
    ),
    st.sampled_from(
        [None, [], 3, "text SECRET", "<html>BODY</html>", {}, {"error": {"code": 401}}, '"t0ken-of-a-server']
    ),
    _ECHOES,
)
_STATUSES = st.sampled_from([200, 200, 201, 204, 301, 307, 400, 401, 403, 404, 405, 429, 500, 502, 503, 504])
#: An option that a message about a failure names.
_NAMED = ("auth_client_id", "auth_client_secret", "auth_private_key", "auth_scope", "auth_audience", "auth_token_url")


@pytest.mark.parametrize("by_key", [False, True])
def test_whatever_a_server_answers(by_key: bool, server: Authorization, wire: Wire, run: Runner) -> None:
    key = private_key()
    proof = {"auth_client_secret": None, "auth_private_key": pem(key)} if by_key else {}
    private = [str(read_pem(pem(key))["d"])] if by_key else spellings(SECRET)

    @settings(max_examples=70)
    @given(st.lists(st.tuples(_STATUSES, _BODIES), min_size=1, max_size=2), st.sampled_from([None, "read"]))
    def holds(answers: t.List[t.Tuple[int, t.Any]], scope: t.Optional[str]) -> None:
        sent: t.List[str] = []

        def echoing(call: Call) -> Answer:
            status, body = answers[min(len(sent), len(answers) - 1)]
            sent.append(call.text)
            sent.append(call.form.get("client_assertion", SECRET))
            words = {
                "SECRET": SECRET,
                "BASIC": call.headers.get("Authorization", ""),
                "ASSERTION": call.form.get("client_assertion", ""),
                "BODY": call.text,
            }
            text = json.dumps(body) if isinstance(body, (dict, list)) else body
            for word, value in words.items():
                text = text.replace(word, json.dumps(value)[1:-1]) if isinstance(text, str) else text
            return Answer(status, json.loads(text) if isinstance(body, (dict, list)) else text)

        wire.handlers[AUTH] = echoing
        one = run(hydra_client.main, dict(OPTIONS, auth_scope=scope, retries=1, **proof), **CLIENT)
        assertions = [form for form in sent if form.count(".") == 2 and form.startswith("ey")]
        seen = [text for text in (*private, *assertions, "t0ken-of-a-server", "r3fresh-of") if text in one.output]
        assert seen == [], one.output
        assert "Traceback" not in one.output
        assert "\x1b" not in one.output
        if not one.msg.startswith("Cannot get an access token: "):
            assert "the server answered 401" in one.msg  # of the gateway: there was a token, which it does not know
        assert [name for name in _NAMED if name in one.msg], one.msg

    holds()
