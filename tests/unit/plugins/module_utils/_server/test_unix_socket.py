# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that listens on a Unix socket is spoken to as any other; and what is said of one that cannot be reached."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
import threading
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import ReplyLostError, TransportError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server import http_client, replies
from ansible_collections.ory.hydra.plugins.module_utils._server.detect import connect
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.tests.unit._gateway import Gateway, Parts, reply

ABSOLUTE = "admin_url must name a Unix socket by its absolute path, such as unix:///run/hydra/admin.sock"
GOOD = reply(body=b'{"a": 1}')

Served = t.Callable[..., Gateway]


def client(url: str, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, **options), "admin_url")


@pytest.fixture
def folder() -> t.Iterator[str]:
    """A folder with a path that is short enough for sockets in it."""
    with tempfile.TemporaryDirectory(prefix="hydra-", dir="/tmp") as made:
        yield made


@pytest.fixture
def served(folder: str) -> t.Iterator[Served]:
    """Return a function that serves this on a socket."""
    opened: t.List[Gateway] = []

    def start(say: t.Union[bytes, t.Callable[[], Parts]]) -> Gateway:
        path = "%s/%d.sock" % (folder, len(opened))
        opened.append(Gateway(say if callable(say) else lambda: [say], path))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


# Addresses


@pytest.mark.parametrize("begin", ["unix://", "unix:", "UNIX://", " unix://"])
def test_the_address_is_shown_as_it_was_given(begin: str, served: Served) -> None:
    url = begin + served(GOOD).url[len("unix://") :]
    answer = client(url + "/").request("GET", "/version")
    assert (answer.body, answer.url) == ({"a": 1}, url.strip() + "/version")


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("unix:run/hydra.sock", ABSOLUTE + ", not 'unix:run/hydra.sock'"),
        ("unix://run/hydra.sock", ABSOLUTE + ", not 'unix://run/hydra.sock'"),
        ("unix://./hydra.sock", ABSOLUTE + ", not 'unix://./hydra.sock'"),
        ("unix:", ABSOLUTE + ", not 'unix:'"),
        ("unix:///", ABSOLUTE + ", not 'unix:'"),
        ("unix:@hydra", ABSOLUTE + ", not '...@hydra'"),
        ("unix://me:hunter22@host/hydra.sock", ABSOLUTE + ", not '...@host/hydra.sock'"),
        ("unix:///run/hydra\0.sock", ABSOLUTE + ", not 'unix:///run/hydra\\x00.sock'"),
        ("unix:///run/hydra.sock?a=1", "admin_url must not have a query or fragment"),
        ("unix:///run/hydra.sock#a", "admin_url must not have a query or fragment"),
        ("http+unix://%2Frun%2Fhydra.sock", "such as unix:///run/hydra/admin.sock, not 'http+unix:"),
        ("/run/hydra.sock", "such as unix:///run/hydra/admin.sock, not '/run/hydra.sock'"),
    ],
)
def test_what_is_no_address_of_a_socket(url: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        client(url)
    assert sentence in caught.value.message


def test_a_socket_whose_name_ends_like_the_path_of_an_api(folder: str) -> None:
    server = Gateway(lambda: [reply(status="404 Not Found")], folder + "/admin")
    try:
        with pytest.raises(TransportError) as caught:
            connect(client(server.url))
    finally:
        server.close()
    assert "without /admin" not in caught.value.message


# Faults


def missing(folder: str) -> str:
    return folder + "/none.sock"


def deserted(folder: str) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.bind(folder + "/dead.sock")
    return folder + "/dead.sock"


def a_file(folder: str) -> str:
    with open(folder + "/file", "w", encoding="utf-8"):
        return folder + "/file"


def through_a_file(folder: str) -> str:
    return a_file(folder) + "/admin.sock"


def too_long(folder: str) -> str:
    return folder.ljust(150, "x")


@pytest.mark.parametrize(
    "path, words, tries",
    [
        (missing, "the socket does not exist on the host that runs the module; Hydra creates it when it starts", 3),
        (deserted, "connection refused: the socket exists, but no server listens on it", 3),
        (a_file, "this is not a socket", 1),
        (str, "this is not a socket", 1),
        (through_a_file, "a part of the path is not a directory; the path must end with the socket", 1),
        (too_long, "the path is too long for a socket: it has 150 bytes, and Linux allows 107, macOS 103", 1),
    ],
)
def test_faults(path: t.Callable[[str], str], words: str, tries: int, folder: str, clock: t.Any) -> None:
    url = "unix://" + path(folder)
    http = client(url, retries=2)
    for method in ("GET", "POST"):
        with pytest.raises(TransportError) as caught:
            http.request(method, "/clients")
        assert caught.value.message == "Cannot reach %s (option admin_url): %s" % (url, words)
        assert not isinstance(caught.value, ReplyLostError)
    assert len(http.trace) == 2 * tries
    assert len(clock.pauses) == 2 * (tries - 1)


@pytest.mark.parametrize(
    "number, words, tries",
    [
        (errno.EACCES, "permission denied: the user that runs the module needs write permission on the socket, and", 1),
        (errno.EPERM, "permission denied: the user that runs the module needs write permission on the socket, and", 1),
        (errno.EAGAIN, "the server does not accept connections fast enough", 3),
        (errno.EPROTOTYPE, os.strerror(errno.EPROTOTYPE), 1),
    ],
)
def test_faults_that_the_system_tells(
    number: int, words: str, tries: int, folder: str, clock: t.Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(socket.socket):  # root may open everything
        def connect(self, address: t.Any) -> None:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "socket", Refused)
    http = client("unix://" + folder, retries=2)
    with pytest.raises(TransportError) as caught:
        http.request("POST", "/clients")
    assert "Cannot reach unix://%s (option admin_url): %s" % (folder, words) in caught.value.message
    assert len(http.trace) == tries


def test_a_server_that_starts_meanwhile(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    servers: t.List[Gateway] = []

    def start(_seconds: float) -> None:
        servers.append(Gateway(lambda: [GOOD], folder + "/admin.sock"))

    monkeypatch.setattr(http_client.time, "sleep", start)
    assert client("unix://%s/admin.sock" % folder).request("POST", "/clients").body == {"a": 1}
    assert [one.requests for one in servers] == [1]
    servers[0].close()


# All else is as with a port


def test_what_is_sent(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = served(GOOD)
    http = client(server.url, api_token="private-token", ca_path="/nowhere", client_cert="/nowhere")
    http.request("GET", "/admin/keys/a%2Fb", {"x": "1"})
    lines = server.heard.split(b"\r\n")
    assert lines[0] == b"GET /admin/keys/a%2Fb?x=1 HTTP/1.1"
    assert {b"Host: localhost", b"Authorization: Bearer private-token"} <= set(lines)
    assert http.trace == ["GET %s/admin/keys/a%%2Fb?x=1 -> 200" % server.url]


def test_a_reply_that_did_not_come_is_waited_for_again_by_reads(served: Served, clock: t.Any) -> None:
    server = served(b"")
    for method, tries in (("GET", 3), ("PUT", 1)):
        server.requests = 0
        with pytest.raises(ReplyLostError) as caught:
            client(server.url, retries=2).request(method, "/clients/a?code=private", document={})
        assert caught.value.message == (
            "%s %s/clients/a?code=... was sent, but the connection ended without an answer" % (method, server.url)
        )
        assert server.requests == tries


def test_a_redirect_is_not_followed(served: Served) -> None:
    server = served(reply("Location: /clients/a/b\r\n", status="307 Temporary Redirect"))
    with pytest.raises(TransportError) as caught:
        client(server.url).request("GET", "/clients/a%2Fb")
    assert caught.value.message.startswith("%s/clients/a%%2Fb answered with a redirect (status 307)" % server.url)
    assert "a name in the path is treated as another one" in caught.value.message
    assert server.requests == 1


def test_limits(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "LARGEST_REPLY", 1024)
    for module in (replies, http_client):
        monkeypatch.setattr(module, "WHOLE_REPLY", 2)
    over = threading.Event()

    def drips() -> Parts:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _unused in range(150):
            over.wait(0.02)
            yield b"x"

    def silent() -> Parts:
        over.wait()
        return []

    cases: t.List[t.Tuple[t.Union[bytes, t.Callable[[], Parts]], str]] = [
        (drips, "its answer did not end within"),
        (silent, "no answer came within 0.2 seconds (option timeout)"),
        (reply(body=b"x" * 2048), "its answer has more than"),
    ]
    for say, words in cases:
        with pytest.raises(TransportError) as caught:
            client(served(say).url, timeout=0.2).request("PUT", "/clients/a", document={})
        assert words in caught.value.message
    over.set()


def test_one_connection_serves_many_requests(folder: str) -> None:
    opened = []

    class Keeping(Gateway):
        def _talk(self, connection: socket.socket) -> None:
            opened.append(connection)
            with connection:
                while connection.recv(65536):
                    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}')

    server = Keeping(list, folder + "/admin.sock")
    http = client(server.url)
    assert [http.request("GET", "/").body for _unused in range(5)] == [{"a": 1}] * 5
    assert len(opened) == 1
    server.close()
