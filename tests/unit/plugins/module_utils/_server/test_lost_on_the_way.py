# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Behind a forward proxy and with TLS, too, a write counts as not sent only if it surely never left."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
import typing as t
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from ansible_collections.ory.hydra.plugins.module_utils._errors import ReplyLostError, TransportError
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.tests.unit._keys import pem, private_key

HOST = "hydra.example"  # which no name server is asked for: the proxy would be the one to do so
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Play = t.Callable[["Server", socket.socket], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate and its key."""
    key = private_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=9999))
    made = tmp_path_factory.mktemp("certificate") / "both.pem"
    made.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + pem(key).encode())
    return made


class Server:
    """Listens, and treats each connection as the next play says; the last one goes on.

    :ivar requests: those that came whole to where they can be carried out
    """

    def __init__(self, certificate: Path, *plays: Play) -> None:
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(str(certificate))
        self.requests: t.List[bytes] = []
        self.plays = list(plays)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = self.listener.accept()[0]
                connection.settimeout(5)
                play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
                with connection, contextlib.suppress(OSError):
                    play(self, connection)

    def close(self) -> None:
        """Let nobody in any more."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # else who waits for a connection gets one more
        self.listener.close()

    def take(self, connection: socket.socket) -> None:
        """Read a request, which is then carried out."""
        self.requests.append(read(connection))


def read(connection: socket.socket) -> bytes:
    """Return a request whole."""
    got = b""
    while b"\r\n\r\n" not in got or (got.startswith(b"POST") and not got.endswith(b"}")):
        more = connection.recv(65536)
        if not more:
            break
        got += more
    return got


def answers(server: Server, connection: socket.socket) -> None:
    server.take(connection)
    connection.sendall(GOOD)


def closes(server: Server, connection: socket.socket) -> None:
    server.take(connection)


def resets(server: Server, connection: socket.socket) -> None:
    server.take(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def tunnel(play: Play) -> Play:
    """Be a proxy with the server behind it."""

    def through(server: Server, connection: socket.socket) -> None:
        assert read(connection).startswith(b"CONNECT %s:443 " % HOST.encode())
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        over_tls(play)(server, connection)

    return through


def over_tls(play: Play) -> Play:
    def within(server: Server, connection: socket.socket) -> None:
        with server.tls.wrap_socket(connection, server_side=True) as secure:
            play(server, secure)

    return within


def spoils(server: Server, connection: socket.socket) -> None:
    """Answer with a TLS record that cannot be decrypted."""
    raw = connection.dup()
    with raw, server.tls.wrap_socket(connection, server_side=True) as secure:
        server.take(secure)
        raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        raw.recv(65536)


def demands_a_certificate(server: Server, connection: socket.socket) -> None:
    server.tls.verify_mode = ssl.CERT_REQUIRED
    raw = connection.dup()
    with raw:
        with contextlib.suppress(OSError), server.tls.wrap_socket(connection, server_side=True) as secure:
            server.take(secure)
        while raw.recv(65536):  # else the end of the connection would be a reset, which loses what was said before
            pass


Start = t.Callable[..., Server]


@pytest.fixture
def start(certificate: Path) -> t.Iterator[Start]:
    """Return a function that starts a server."""
    made: t.List[Server] = []

    def listen(*plays: Play) -> Server:
        made.append(Server(certificate, *plays))
        return made[-1]

    yield listen
    for one in made:
        one.close()


@pytest.fixture
def behind(start: Start, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Return a function that starts a server which is the proxy of the environment."""

    def listen(*plays: Play) -> Server:
        server = start(*plays)
        monkeypatch.setenv("HTTP_PROXY", "http://" + server.address)
        monkeypatch.setenv("HTTPS_PROXY", "http://" + server.address)
        return server

    return listen


def client(url: str, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, validate_certs=False, timeout=5, **options), "admin_url")


def post(url: str, **options: t.Any) -> None:
    client(url, **options).request("POST", "/admin/clients", document={"client_id": "a"})


@pytest.mark.parametrize("way", ["plain", "tunnel"])
@pytest.mark.parametrize("play", [closes, resets])
def test_a_write_that_a_proxy_passed_on_may_have_been_made(play: Play, way: str, behind: Start, clock: t.Any) -> None:
    """It stands for every end of a connection that urllib3 takes for an error of the proxy: 1.26 does of each."""
    proxy = behind(play if way == "plain" else tunnel(play))
    url = "%s://%s" % ("http" if way == "plain" else "https", HOST)
    with pytest.raises(ReplyLostError, match="POST %s/admin/clients was sent, but the connection ended" % url):
        post(url)
    assert len(proxy.requests) == 1
    assert clock.pauses == []


@pytest.mark.parametrize("way", ["plain", "tunnel"])
def test_a_read_that_a_proxy_lost_is_repeated(way: str, behind: Start, clock: t.Any) -> None:
    proxy = behind(*((closes, answers) if way == "plain" else (tunnel(closes), tunnel(answers))))
    assert client("%s://%s" % ("http" if way == "plain" else "https", HOST)).request("GET", "/version").body == {}
    assert len(proxy.requests) == 2


def refuses(_server: Server, connection: socket.socket) -> None:
    read(connection)
    connection.sendall(b"HTTP/1.1 503 No way to there\r\nContent-Length: 0\r\n\r\n")


def test_a_write_without_a_tunnel_was_not_sent(behind: Start, clock: t.Any) -> None:
    proxy = behind(refuses, tunnel(answers))
    post("https://" + HOST)
    assert len(proxy.requests) == 1
    proxy.plays = [refuses]
    with pytest.raises(TransportError, match=r"Cannot reach https://%s \(option admin_url\)" % HOST) as caught:
        post("https://" + HOST, retries=1)
    assert not isinstance(caught.value, ReplyLostError)
    assert len(proxy.requests) == 1


def test_a_write_to_a_proxy_that_is_not_there_was_not_sent(behind: Start, clock: t.Any) -> None:
    behind(closes).close()
    for scheme in ("http", "https"):
        with pytest.raises(TransportError, match=r"Cannot reach %s://%s .*refused" % (scheme, HOST)) as caught:
            post("%s://%s" % (scheme, HOST), retries=1)
        assert not isinstance(caught.value, ReplyLostError)
    assert len(clock.pauses) == 2


def test_a_write_whose_answer_tls_cannot_read_may_have_been_made(start: Start, clock: t.Any) -> None:
    server = start(spoils)
    with pytest.raises(ReplyLostError, match="POST .* was sent, but the TLS connection to https://.* failed: "):
        post("https://" + server.address)
    assert len(server.requests) == 1
    server.plays = [spoils, over_tls(answers)]
    assert client("https://" + server.address).request("GET", "/version").body == {}


def test_a_write_that_tls_let_nobody_read_was_not_sent(start: Start, clock: t.Any) -> None:
    """With TLS 1.3, the server refuses a client without a certificate after the request has left."""
    server = start(demands_a_certificate)
    with pytest.raises(TransportError, match="the server demands a client certificate: set client_cert") as caught:
        post("https://" + server.address)
    assert not isinstance(caught.value, ReplyLostError)
    assert server.requests == []
    assert clock.pauses == []
