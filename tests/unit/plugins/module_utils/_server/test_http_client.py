# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP: what is sent again and what is not, and the sentences for everything that goes wrong on the way."""

from __future__ import annotations

import contextlib
import socket
import threading
import traceback
import typing as t

import pytest
import requests

from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    MissingLibraryError,
    ReplyLostError,
    TransportError,
    UsageError,
)
from ansible_collections.ory.hydra.plugins.module_utils._server import http_client, session
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient, Reply
from ansible_collections.ory.hydra.plugins.module_utils._server.sentences import tls_sentence
from ansible_collections.ory.hydra.plugins.module_utils._server.user_agent import VERSION
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, Answer, Wire, refused, reset

SECRETS: t.Dict[str, t.Any] = {"api_token": "private-token", "headers": {"X-Key": "private-header"}}


def client(url: str = ADMIN, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, **options), "admin_url")


class Sockets:
    """A real listener that treats one connection after another as it is told."""

    def __init__(self, *plays: t.Callable[[socket.socket], None]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.seen: t.List[bytes] = []
        self.thread = threading.Thread(target=self._serve, args=(plays,), daemon=True)
        self.thread.start()

    def _serve(self, plays: t.Sequence[t.Callable[[socket.socket], None]]) -> None:
        for play in plays:
            with contextlib.suppress(OSError):
                connection, _address = self.listener.accept()
                with connection:
                    request = b""
                    while b"\r\n\r\n" not in request:
                        more = connection.recv(65536)
                        if not more:
                            break
                        request += more
                    self.seen.append(request)
                    play(connection)

    def close(self) -> None:
        self.listener.close()
        self.thread.join(2)


@pytest.fixture
def sockets() -> t.Iterator[t.Callable[..., Sockets]]:
    made: t.List[Sockets] = []

    def start(*plays: t.Callable[[socket.socket], None]) -> Sockets:
        made.append(Sockets(*plays))
        return made[-1]

    yield start
    for one in made:
        one.close()


def says(text: bytes) -> t.Callable[[socket.socket], None]:
    def play(connection: socket.socket) -> None:
        connection.sendall(text)

    return play


def hangs_up(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


GOOD = says(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"a": 1}')

# Requests


def test_what_is_sent(wire: Wire) -> None:
    wire.script += [Answer(200, {"a": 1})] * 3
    http = client(ADMIN + "/", **SECRETS)
    reply = http.request("GET", "/clients/a%20b", {"page_size": "5", "owner": "ä &x"})
    assert (reply.status, reply.body, reply.text) == (200, {"a": 1}, "")
    call = wire.calls[0]
    assert call.url == ADMIN + "/clients/a%20b?page_size=5&owner=%C3%A4+%26x"
    assert call.headers["Accept"] == "application/json"
    assert call.headers["Authorization"] == "Bearer private-token"
    assert call.headers["X-Key"] == "private-header"
    assert call.headers["User-Agent"] == "ansible-collection-ory.hydra/%s" % VERSION
    assert (call.text, call.timeout) == ("", 30)
    http.request("POST", "/clients", document={"ü": [None]})
    assert wire.calls[1].json == {"ü": [None]}
    assert wire.calls[1].headers["Content-Type"] == "application/json"
    http.request("POST", "/oauth2/revoke", form={"token": "a b+ü"}, basic=("me", "pass"))
    assert wire.calls[2].form == {"token": "a b+ü"}
    assert wire.calls[2].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert wire.calls[2].headers["Authorization"].startswith("Basic ")


def test_options_of_the_connection(wire: Wire) -> None:
    wire.script += [Answer(200)] * 5
    client(validate_certs=False, timeout=5).request("GET", "/")
    client(ca_path="/ca.pem", client_cert="/c.pem").request("GET", "/")
    client(client_cert="/c.pem", client_key="/k.pem").request("GET", "/")
    client(username="mé", password="pässword").request("GET", "/")
    client(validate_certs=False, ca_path="/ca.pem").request("GET", "/")
    assert [call.verify for call in wire.calls] == [False, "/ca.pem", True, True, False]
    assert [call.cert for call in wire.calls] == [None, "/c.pem", ("/c.pem", "/k.pem"), None, None]
    assert [call.timeout for call in wire.calls][:2] == [5, 30]
    assert wire.calls[3].headers["Authorization"] == "Basic bcOpOnDDpHNzd29yZA=="


def test_a_path_in_front_is_kept(wire: Wire) -> None:
    wire.script.append(Answer(200))
    client("https://gw.example/hydra/").request("GET", "/version")
    assert wire.calls[0].url == "https://gw.example/hydra/version"


def test_proxies_of_the_environment(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert client("http://outside.example")._session.proxies.get("http") == "http://proxy.example:3128"
    assert not client("http://inside.example")._session.proxies
    assert not client("http://outside.example", use_proxy=False)._session.proxies


def test_the_environment_changes_nothing_else(wire: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password private-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/elsewhere.pem")
    wire.script.append(Answer(200))
    client().request("GET", "/")
    assert "Authorization" not in wire.calls[0].headers
    assert wire.calls[0].verify is True


# Bad addresses


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hydra:4445",
        "127.0.0.1:4445",
        "ftp://hydra",
        "http://",
        "http:///x",
        "http://[::1",
        "http://a:99999",
        "http://a:0",
        "http://a:b",
        "http://a?x=1",
        "http://a/#f",
        "https//a",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(UsageError, match="admin_url must"):
        client(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://me:hunter22@hydra:4445",
        "me:hunter22@hydra:4445",
        "ftp://me:hunter22@hydra",
        "http://me:hunter22@hydra:99999",
        "//me:hunter22@hydra",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        client(url)
    assert "hunter22" not in caught.value.message


# Again, or not


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_what_the_server_did_not_process_is_sent_again(status: int, method: str, wire: Wire, clock: t.Any) -> None:
    wire.script += [Answer(status), Answer(status), Answer(200, {})]
    assert client().request(method, "/").status == 200
    assert len(wire.calls) == 3
    assert len(clock.pauses) == 2
    assert clock.pauses[0] < clock.pauses[1] < 2


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateway_that_gave_up(status: int, wire: Wire) -> None:
    wire.script += [Answer(status), Answer(200, {})]
    assert client().request("GET", "/").status == 200
    for method in ("POST", "PUT", "DELETE"):
        wire.script[:] = [Answer(status), Answer(200, {})]
        with pytest.raises(ReplyLostError, match="gateway answered %d" % status):
            client().request(method, "/")
        assert len(wire.script) == 1
    wire.script[:] = [Answer(status), Answer(200, {})]
    assert client().request("POST", "/", harmless=True).status == 200


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 405, 409, 410, 500, 501])
def test_what_is_the_last_word(status: int, wire: Wire) -> None:
    for method in ("GET", "POST"):
        wire.script[:] = [Answer(status, {"error": "x"})]
        assert client().request(method, "/").status == status


def test_a_serialization_conflict_is_tried_again(wire: Wire) -> None:
    wire.script += [
        Answer(
            400,
            {
                "error": "Unable to serialize access due to a concurrent update in another session",
                "error_description": "",
            },
        ),
        Answer(201, {}),
    ]
    assert client().request("POST", "/").status == 201
    wire.script += [Answer(400, ["Unable to serialize access"])]
    assert client().request("POST", "/").status == 400


def test_retries_end(wire: Wire, clock: t.Any) -> None:
    for retries in (0, 1, 3):
        wire.calls.clear()
        wire.script[:] = [Answer(503)] * 9
        assert client(retries=retries).request("GET", "/").status == 503
        assert len(wire.calls) == retries + 1
    wire.calls.clear()
    wire.script[:] = [Answer(503)] * 9
    client(retries=3).request("GET", "/", retries=0)
    assert len(wire.calls) == 1


@pytest.mark.parametrize(
    "asked, least, most",
    [
        ("0", 0, 0),
        ("2", 2, 3),
        ("29", 29, 30),
        ("30", 30, 30),
        ("3600", 30, 30),
        ("-5", 0, 0),
        ("nonsense", 0.1, 0.5),
        ("Wed, 21 Oct 99999999 07:28:00 GMT", 0.1, 30),
        ("Wed, 99 Foo 2026", 0.1, 0.5),
        ("nan", 0, 0.5),
        ("inf", 30, 30),
    ],
)
def test_retry_after(asked: str, least: float, most: float, wire: Wire, clock: t.Any) -> None:
    wire.script += [Answer(503, headers={"Retry-After": asked}), Answer(200)]
    client().request("POST", "/")
    assert len(clock.pauses) == 1
    assert least <= clock.pauses[0] <= most


@pytest.mark.parametrize(
    "headers, least, most",
    [
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:09 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 9, 11),
        ({"Retry-After": "Wed, 21 Oct 2026 09:28:09 +0200", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 9, 11),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:09 GMT"}, 0, 0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:16:48 GMT"}, 7, 10),  # the clock of these tests shows 1000 seconds
        ({"Retry-After": "Thu, 01 Jan 1970 00:16:48 GMT", "Date": "today"}, 7, 10),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30, 30),
        ({"X-RateLimit-Reset": "8"}, 8, 10),
        ({"X-RateLimit-Reset": "8", "Retry-After": "2"}, 2, 2.5),
    ],
)
def test_other_ways_to_say_when_to_return(
    headers: t.Dict[str, str], least: float, most: float, wire: Wire, clock: t.Any
) -> None:
    wire.script += [Answer(429, headers=headers), Answer(200)]
    client().request("POST", "/")
    assert least <= clock.pauses[0] <= most


def test_a_pause_does_not_grow_for_ever(wire: Wire, clock: t.Any) -> None:
    wire.script[:] = [Answer(503)] * 20
    client(retries=12).request("GET", "/")
    assert 25 <= max(clock.pauses) <= 30
    assert len(set(clock.pauses)) == 12, "parallel requests must not come back in step"


def test_refused_connections_are_tried_again_whatever_the_method(wire: Wire) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.script[:] = [refused(), refused(), Answer(200, {})]
        assert client().request(method, "/").status == 200
    wire.script[:] = [refused()] * 9
    with pytest.raises(
        TransportError, match=r"Cannot reach http://127.0.0.1:4445 \(option admin_url\): .*Connection refused$"
    ) as caught:
        client(retries=2).request("POST", "/")
    assert not isinstance(caught.value, ReplyLostError)
    assert len(wire.script) == 6
    assert "object at 0x" not in caught.value.message


def test_a_lost_reply_is_tried_again_only_where_that_is_harmless(wire: Wire) -> None:
    wire.script[:] = [reset(), Answer(200, {})]
    assert client().request("GET", "/").status == 200
    wire.script[:] = [reset(), Answer(200, {})]
    assert client().request("POST", "/", harmless=True).status == 200
    for method in ("POST", "PUT", "DELETE"):
        wire.script[:] = [reset(), Answer(200, {})]
        with pytest.raises(
            ReplyLostError,
            match=r"%s http://127.0.0.1:4445/x was sent, but the connection ended without an answer" % method,
        ):
            client().request(method, "/x")
        assert len(wire.script) == 1
    wire.script[:] = [reset()] * 9
    with pytest.raises(ReplyLostError):
        client(retries=2).request("GET", "/")
    assert len(wire.script) == 6


@pytest.mark.parametrize(
    "failure, lost", [(requests.exceptions.ReadTimeout("x"), True), (requests.exceptions.ConnectTimeout("x"), False)]
)
def test_timeouts(failure: Exception, lost: bool, wire: Wire) -> None:
    wire.script[:] = [failure, Answer(200, {})]
    if lost:
        with pytest.raises(ReplyLostError, match=r"no answer came within 5 seconds \(option timeout\)"):
            client(timeout=5).request("POST", "/")
    else:
        assert client(timeout=5).request("POST", "/").status == 200


# Real sockets


def test_nobody_listens(clock: t.Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = "http://127.0.0.1:%d" % listener.getsockname()[1]
    with pytest.raises(
        TransportError, match=r"Cannot reach http://127.0.0.1:\d+ \(option admin_url\): .*refused$"
    ) as caught:
        client(url).request("POST", "/")
    assert not isinstance(caught.value, ReplyLostError)
    assert len(clock.pauses) == 3


@pytest.mark.parametrize(
    "play",
    [
        hangs_up,
        says(b""),
        says(b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 80\r\n\r\n{"client_id": "a"'),
        says(b'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{"client_id": "a"'),
        says(b"nonsense\r\n\r\n"),
    ],
    ids=["reset", "closed", "cut in the body", "cut in a chunk", "no HTTP"],
)
def test_a_reply_that_did_not_come_whole_is_lost(play: t.Any, sockets: t.Callable[..., Sockets], clock: t.Any) -> None:
    server = sockets(play)
    with pytest.raises(ReplyLostError):
        client(server.url).request("POST", "/clients", document={})
    server = sockets(play, GOOD)
    assert client(server.url).request("GET", "/").body == {"a": 1}


def test_a_server_that_says_nothing(sockets: t.Callable[..., Sockets], clock: t.Any) -> None:
    def silent(connection: socket.socket) -> None:
        connection.settimeout(2)
        connection.recv(1)

    def stalls(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n{")
        silent(connection)

    for play in (silent, stalls):
        with pytest.raises(ReplyLostError):
            client(sockets(play).url, timeout=0.1).request("PUT", "/")


def test_one_connection_serves_many_requests(sockets: t.Callable[..., Sockets]) -> None:
    answer = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"a": 1}'

    def thrice(connection: socket.socket) -> None:
        connection.sendall(answer)
        for _index in range(2):
            connection.recv(65536)
            connection.sendall(answer)

    http = client(sockets(thrice).url, retries=0)
    assert [http.request("GET", "/%d" % index).status for index in range(3)] == [200] * 3


def test_tls_with_a_server_that_speaks_plain_http(sockets: t.Callable[..., Sockets], clock: t.Any) -> None:
    def plain(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    class Hasty(Sockets):
        def _serve(self, plays: t.Any) -> None:
            with contextlib.suppress(OSError):
                connection, _address = self.listener.accept()
                with connection:
                    connection.recv(65536)
                    plain(connection)

    server = Hasty()
    try:
        with pytest.raises(
            TransportError, match=r"The TLS connection to https://127.0.0.1:\d+ failed: .*plain HTTP"
        ) as caught:
            client(server.url.replace("http:", "https:")).request("POST", "/")
    finally:
        server.close()
    assert not isinstance(caught.value, ReplyLostError)
    assert clock.pauses == []


def test_a_certificate_that_is_not_trusted(wire: Wire) -> None:
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate"
    for ca_path, advice in (
        (None, "name the certificate authority that signed it in ca_path"),
        ("/ca.pem", "ca_path does not contain the certificate authority"),
    ):
        wire.script[:] = [requests.exceptions.SSLError(text)] * 2
        with pytest.raises(TransportError, match=advice) as caught:
            client("https://a", ca_path=ca_path).request("POST", "/")
        assert "certificate verify failed" in caught.value.message
        assert "validate_certs" not in caught.value.message
        assert not isinstance(caught.value, ReplyLostError)
        assert len(wire.script) == 1


@pytest.mark.parametrize(
    "url, options, words",
    [
        ("https://a", {}, "may demand a client certificate: then set client_cert and client_key"),
        ("https://a", {"client_cert": "/c.pem"}, "may not accept the certificate in client_cert"),
        ("http://a", {}, "the connection ended without an answer"),
    ],
)
def test_a_server_that_ends_each_connection(
    url: str, options: t.Dict[str, str], words: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "check_client_cert", lambda *_files: None)
    http = client(url, retries=0, **options)
    eof = requests.exceptions.SSLError("EOF occurred in violation of protocol (_ssl.c:2427)")
    for failure in (reset(), eof) if url.startswith("https") else (reset(),):
        wire.script[:] = [failure]
        with pytest.raises(TransportError) as caught:
            http.request("GET", "/")
        assert caught.value.message.endswith(words)
    wire.script[:] = [Answer(200), reset()]
    http.request("GET", "/")
    with pytest.raises(ReplyLostError) as lost:
        http.request("GET", "/")
    assert lost.value.message.endswith("the connection ended without an answer")


def test_authorities_that_are_not_there(clock: t.Any) -> None:
    with pytest.raises(TransportError, match="/no/such/file") as caught:
        client("https://127.0.0.1:1", ca_path="/no/such/file").request("GET", "/")
    assert clock.pauses == []
    assert not isinstance(caught.value, ReplyLostError)


# Replies


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_refused(status: int, wire: Wire) -> None:
    wire.script[:] = [Answer(status, headers={"Location": "http:///admin/clients?token=private-x"})]
    with pytest.raises(
        TransportError,
        match=r"http://127.0.0.1:4445/clients answered with a redirect \(status %d\) to http:///admin/clients; "
        r"redirects are not followed: give the final address in admin_url" % status,
    ) as caught:
        client(**SECRETS).request("GET", "/clients", {"owner": "private-o"})
    assert "private-" not in caught.value.message
    wire.script[:] = [Answer(status)]
    with pytest.raises(TransportError, match="nowhere"):
        client().request("POST", "/clients")


@pytest.mark.parametrize(
    "body, parsed, text",
    [
        (None, None, ""),
        ("", None, ""),
        ("null", None, ""),
        ("[]", [], ""),
        ("<html>", None, "<html>"),
        ('{"a": ', None, '{"a": '),
        ("{}\n{}", None, "{}\n{}"),
        ("ü", None, "ü"),
    ],
)
def test_bodies(body: t.Any, parsed: t.Any, text: str, wire: Wire) -> None:
    wire.script[:] = [Answer(200, body)]
    reply = client().request("GET", "/")
    assert (reply.body, reply.text) == (parsed, text)


def test_a_body_that_is_no_text(sockets: t.Callable[..., Sockets]) -> None:
    server = sockets(says(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\xfe{"))
    assert client(server.url).request("GET", "/").body is None


# Silence


@pytest.mark.parametrize(
    "failure",
    [
        refused(),
        reset(),
        requests.exceptions.ReadTimeout("x"),
        requests.exceptions.SSLError("x"),
        requests.exceptions.ProxyError("x"),
        requests.exceptions.InvalidHeader("x"),
        Answer(302),
        Answer(502),
    ],
)
def test_no_credential_is_in_any_message(failure: t.Any, wire: Wire) -> None:
    for more in (SECRETS, {"username": "me", "password": "private-password"}):
        wire.script[:] = [failure] * 9
        http = client(**more)
        with pytest.raises(TransportError) as caught:
            http.request("POST", "/x", document={"client_secret": "private-secret"}, basic=None)
        told = "".join(traceback.format_exception(None, caught.value, None)) + repr(http.trace)
        assert "private-" not in told


@pytest.mark.parametrize(
    "value", ["private\ntoken", "private-token\n", "private-токен", " private-token", "private\r\nX: y"]
)
@pytest.mark.parametrize("where", ["api_token", "headers"])
def test_a_credential_that_no_header_can_carry_is_refused_without_repeating_it(
    value: str, where: str, wire: Wire
) -> None:
    options: t.Dict[str, t.Any] = {where: value if where == "api_token" else {"X-Key": value}}
    wire.script[:] = [Answer(200)]
    try:
        client(**options).request("GET", "/")
    except (TransportError, UsageError) as error:
        assert "private" not in str(error)
    else:
        # What is sent must be something that http.client can send too.
        for sent in wire.calls[0].headers.values():
            raw = sent if isinstance(sent, bytes) else str(sent).encode("latin-1")
            assert b"\n" not in raw


def test_the_trace_has_every_try_and_no_body(wire: Wire) -> None:
    wire.script[:] = [refused(), reset(), Answer(503), Answer(200, {"client_secret": "private-x"})]
    http = client(**SECRETS)
    http.request("GET", "/x", {"a": "b"})
    assert http.trace == ["GET %s/x?a=b -> %s" % (ADMIN, what) for what in ("no answer", "no answer", "503", "200")]


def test_without_requests_the_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "REQUESTS_TRACE", "Traceback ...")
    with pytest.raises(MissingLibraryError) as caught:
        client()
    assert (caught.value.library, caught.value.trace) == ("requests", "Traceback ...")


def test_a_reply_knows_where_it_came_from(wire: Wire) -> None:
    wire.script[:] = [Answer(418, "teapot", {"X-A": "b"})]
    reply = client().request("GET", "/x")
    assert isinstance(reply, Reply)
    assert (reply.method, reply.url, reply.status, reply.headers["x-a"]) == ("GET", ADMIN + "/x", 418, "b")


# What takes part in a login


@pytest.mark.parametrize(
    "path, query, shown",
    [
        (
            "/oauth2/auth",
            {"client_id": "a", "login_verifier": "private"},
            "/oauth2/auth?client_id=a&login_verifier=...",
        ),
        ("/oauth2/auth", {"state": "private", "scope": "a b"}, "/oauth2/auth?state=...&scope=a+b"),
        (
            "/admin/oauth2/auth/requests/login/accept",
            {"login_challenge": "private=="},
            "/admin/oauth2/auth/requests/login/accept?login_challenge=...",
        ),
        ("/oauth2/auth/requests/consent/private", {}, "/oauth2/auth/requests/consent/..."),
        ("/oauth2/auth/requests/consent/private/accept", {}, "/oauth2/auth/requests/consent/.../accept"),
        ("/clients", {"page_token": "seen"}, "/clients?page_token=seen"),
    ],
)
def test_no_address_that_is_printed_lets_its_reader_take_part(
    path: str, query: t.Dict[str, str], shown: str, wire: Wire
) -> None:
    http = client(retries=0)
    wire.script += [Answer(200, {}), reset(), Answer(302, None, {"Location": "/x?code=private"})]
    assert http.request("GET", path, query).url == ADMIN + shown
    with pytest.raises(ReplyLostError) as lost:
        http.request("GET", path, query)
    with pytest.raises(TransportError) as redirected:
        http.request("GET", path, query)
    assert "private" not in lost.value.message + redirected.value.message + "".join(http.trace)
    assert shown in lost.value.message


def test_a_redirect_can_be_an_answer(wire: Wire) -> None:
    wire.script += [Answer(303, None, {"Location": "https://app.example/cb?code=1"})]
    reply = client().request("GET", "/oauth2/auth", redirects=True)
    assert (reply.status, reply.headers["Location"]) == (303, "https://app.example/cb?code=1")
    assert len(wire.calls) == 1


def test_cookies_come_back_whatever_name_and_scheme_the_server_believes_to_have(
    sockets: t.Callable[..., Sockets],
) -> None:
    cookie = b"session=abc; Domain=auth.example.com; Path=/elsewhere; Secure; HttpOnly; SameSite=None"
    giving = says(b"HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    server = sockets(giving, GOOD)
    http = client(server.url)
    http.request("GET", "/a")
    http.request("GET", "/b")
    assert b"Cookie: session=abc\r\n" in server.seen[1]


@pytest.mark.parametrize(
    "options, cause, words",
    [
        (
            {"ca_path": "/a"},
            "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found",
            "ca_path /a contains no",
        ),
        ({}, "certificate verify failed: certificate is not yet valid (_ssl.c:1006)", "check the clock of the host"),
        ({"ca_path": "/a"}, "certificate verify failed: certificate has expired (_ssl.c:1006)", "it shows 20"),
        (
            {"ca_path": "/a"},
            "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.2'. (_ssl.c:1006)",
            "use a name that is in the certificate",
        ),
        ({}, "hostname 'a' doesn't match 'b'", "use a name that is in the certificate"),
        ({}, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure", "set client_cert and client_key"),
        ({"client_cert": "/a"}, "[SSL] tlsv1 alert unknown ca (_ssl.c:1)", "does not accept the certificate in client"),
    ],
)
def test_what_is_wrong_with_tls_is_told_by_what_to_change(options: t.Dict[str, t.Any], cause: str, words: str) -> None:
    sentence = tls_sentence("https://a:1/version", OSError(1, cause), Connection("https://a:1", **options))
    assert words in sentence


def test_authorities_that_do_not_exist_are_told_by_their_option(tmp_path: t.Any) -> None:
    with pytest.raises(TransportError, match="ca_path"):
        client("https://127.0.0.1:9", retries=0, ca_path=str(tmp_path / "missing")).request("GET", "/version")
