# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replies, over real sockets: each ends in one sentence, in time, and is no larger than it may be."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import HydraError, ReplyLostError, TransportError
from ansible_collections.ory.hydra.plugins.module_utils._server import http_client, replies
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._server.operations import calls
from ansible_collections.ory.hydra.tests.unit._drive import admin_api, server_of
from ansible_collections.ory.hydra.tests.unit._gateway import Gateway, Parts, reply
from ansible_collections.ory.hydra.tests.unit._model import Answer, Hydra, Wire

Document = t.Dict[str, t.Any]


def client(url: str, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, **dict({"retries": 0, "use_proxy": False}, **options)), "admin_url")


def there(url: str, **options: t.Any) -> AdminApi:
    return AdminApi(client(url, **options), server_of("26.2.0"))


def told(url: str, **options: t.Any) -> t.Tuple[str, str]:
    """Return what a read and what a write of a client says."""
    api = there(url, **options)
    with pytest.raises(HydraError) as read:
        api.get_client("a")
    with pytest.raises(HydraError) as write:
        api.replace_client("a", {})
    return read.value.message, write.value.message


STRANGE: t.List[t.Tuple[bytes, str]] = [
    (reply("Content-Length: 5\r\nContent-Length: 7\r\n"), "its answer has invalid headers: "),
    (reply("Content-Length: 5, 7\r\n"), "its answer has invalid headers: "),
    (reply("Location: http://[::bad\r\n", status="302 Found"), "redirect (status 302) to http://[::bad"),
    (reply("Location: http://a:b:c/\r\n", status="307 Found"), "redirect (status 307) to http://a:b:c/"),
    (reply("Location: \xff\xfe\r\n", status="307 Found"), "redirect (status 307) to "),
    (reply(status="301 Moved"), "redirect (status 301) to nowhere"),
    (reply(body=b"[" * 100000), "something else instead of JSON"),
    (reply(body=b"[" * 20000 + b"]" * 20000), "something else instead of JSON"),
    (reply(body=b'{"a":' * 150 + b"1" + b"}" * 150), "something else instead of JSON"),
    (reply(body=b'{"client_id": NaN}'), "something else instead of JSON"),
    (reply(body=b'{"client_id": ' + b"9" * 10000 + b"}"), "answered 200 with "),
    (reply(body=b'\xef\xbb\xbf{"client_id": "a"}'), "something else instead of JSON"),
    (reply(body=b"\xff\xfe\x00"), "something else instead of JSON"),
    (reply(body=b'{"client_id": 5}'), "JSON, but not as Hydra does"),
    (reply(body=b'{"client_id": ["a"]}'), "JSON, but not as Hydra does"),
    (reply(body=b'{"error": {"a": [1]}}', status="400 Bad"), "the admin API answered 400"),
    (reply(body=b'{"error": "%s"}' % (b"x" * 100000), status="400 Bad"), "the admin API answered 400"),
    (reply("Content-Encoding: gzip\r\n", b"not packed"), "did not come whole"),
    (reply("Transfer-Encoding: chunked\r\nX-Content-Length: 0\r\n", b"zz\r\nabc"), "was sent, but "),
    (reply("Content-Length: 50\r\n", b"{"), "was sent, but "),
    (b"garbage\r\n\r\n", "was sent, but the connection ended without an answer"),
    (b"HTTP/1.1 99999999999999999999 OK\r\n\r\n", "was sent, but the connection ended without an answer"),
    (reply("X: y\r\n" * 200), "was sent, but the connection ended without an answer"),
    (reply("Set-Cookie: \x01=;;;; expires=never\r\n", b'{"client_id": 1}'), "JSON, but not as Hydra does"),
    (b"", "was sent, but the connection ended without an answer"),
]


@pytest.mark.parametrize("answer, words", STRANGE)
def test_a_strange_reply_is_one_sentence(answer: bytes, words: str, gateway: t.Callable[..., Gateway]) -> None:
    server = gateway(answer)
    for sentence in told(server.url):
        assert words in sentence, sentence
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        assert len(sentence) < 5000


def test_a_write_whose_reply_cannot_be_read_may_have_been_made(gateway: t.Callable[..., Gateway]) -> None:
    server = gateway(reply("Content-Length: 5\r\nContent-Length: 7\r\n"))
    with pytest.raises(ReplyLostError):
        there(server.url, retries=3).replace_client("a", {})
    with pytest.raises(TransportError) as caught:
        there(server.url, retries=3).get_client("a")
    assert not isinstance(caught.value, ReplyLostError)
    assert server.requests == 2  # it would say the same again


# Size


@pytest.mark.parametrize("packed", [False, True])
def test_a_reply_that_is_too_large(
    packed: bool, gateway: t.Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    monkeypatch.setattr(replies, "LARGEST_REPLY", 3 * 1024 * 1024)
    body, more = b'{"client_id": "a", "x": "' + b"x" * 4 * 1024 * 1024 + b'"}', ""
    if packed:
        body, more = gzip.compress(body), "Content-Encoding: gzip\r\n"
    for sentence in told(gateway(reply(more, body)).url):
        assert "its answer has more than 64 MiB" in sentence


def test_a_reply_that_never_ends_is_left(gateway: t.Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "LARGEST_REPLY", 3 * 1024 * 1024)

    def endless() -> Parts:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"x" * 65536

    for sentence in told(gateway(endless).url):
        assert "its answer has more than" in sentence


def test_a_large_reply_that_is_allowed_comes_whole(gateway: t.Callable[..., Gateway]) -> None:
    document = {"client_id": "a", "client_name": "x" * 5 * 1024 * 1024}
    server = gateway(reply(body=json.dumps(document).encode()))
    assert there(server.url).get_client("a") == document


# Time


def drops(before: bytes) -> t.Callable[[], Parts]:
    """Say one byte after the other, each well within the timeout, and never end."""

    def say() -> Parts:
        yield before
        while True:
            time.sleep(0.05)
            yield b"x"

    return say


@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 "])
def test_a_reply_that_drips_is_left_when_its_time_is_over(
    before: bytes, gateway: t.Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (http_client, replies):
        monkeypatch.setattr(module, "WHOLE_REPLY", 2)
    began = time.monotonic()
    with pytest.raises(ReplyLostError) as caught:
        there(gateway(drops(before)).url, timeout=0.4).replace_client("a", {})
    assert "its answer did not end within 0.8 seconds (2 times the option timeout)" in caught.value.message
    assert time.monotonic() - began < 20


def test_a_slow_reply_that_ends_in_time_comes_whole(gateway: t.Callable[..., Gateway]) -> None:
    def slowly() -> Parts:
        for byte in reply(body=b'{"client_id": "a"}'):
            yield bytes([byte])
            time.sleep(0.002)

    assert there(gateway(slowly).url, timeout=2).get_client("a") == {"client_id": "a"}


def test_silence_is_told_apart_from_a_reply_that_drips(gateway: t.Callable[..., Gateway]) -> None:
    def silent() -> Parts:
        time.sleep(2)
        yield b""

    for sentence in told(gateway(silent).url, timeout=0.2):
        assert "no answer came within 0.2 seconds (option timeout)" in sentence


def test_a_connection_is_used_again_after_a_reply(gateway: t.Callable[..., Gateway]) -> None:
    """The socket has its own timeout back, whatever was left of the time of the reply before."""
    taken: t.List[socket.socket] = []

    class Keeping(Gateway):
        def _talk(self, connection: socket.socket) -> None:
            taken.append(connection)
            with connection, contextlib.suppress(OSError):
                while True:
                    got = b""
                    while b"\r\n\r\n" not in got:
                        part = connection.recv(65536)
                        if not part:
                            return
                        got += part
                    body = b'{"client_id": "a"}'
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    server = Keeping(list)
    try:
        api = there(server.url, timeout=5)
        for _unused in range(5):
            assert api.get_client("a") == {"client_id": "a"}
        assert len(taken) == 1
    finally:
        server.close()


# Pages


def test_a_listing_has_an_end(wire: Wire, hydra: Hydra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MOST_PAGES", 20)
    numbers = iter(range(10**6))

    def page(_call: t.Any) -> Answer:
        number = next(numbers)
        return Answer(200, [{"client_id": "c%d" % number}], {"Link": '</x?page_token=%d>; rel="next"' % number})

    wire.script += [page] * 100
    with pytest.raises(
        TransportError, match="Cannot list OAuth 2.0 clients: the listing never ends, it has more than 20"
    ):
        list(admin_api().client_pages())
    assert len(wire.calls) == 20


@pytest.mark.parametrize("link", ['<http://[::bad?page_token=2>; rel="next"', '<?page_token=2>; rel="next"'])
def test_a_link_that_is_no_address(link: str, wire: Wire) -> None:
    wire.script += [Answer(200, [{"client_id": "a"}], {"Link": link}), Answer(200, [{"client_id": "b"}])]
    assert len(list(admin_api().client_pages())) == 2
    assert wire.calls[1].query["page_token"] == "2"


@pytest.mark.parametrize("row", [{}, {"client_id": 5}, {"client_id": None}, {"client_id": ["a"]}])
def test_a_row_without_a_name(row: Document, wire: Wire) -> None:
    wire.script += [Answer(200, [{"client_id": "a"}, row])]
    with pytest.raises(TransportError, match="JSON, but not as Hydra does"):
        list(admin_api().client_pages())
