# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reverse proxy in front of a Hydra that counts requests and can make them go wrong.

It has one listener for the admin API and one for the public one. In a test:

    with Proxy(server.admin_url, server.public_url) as proxy:
        ...  # talk to proxy.admin_url and proxy.public_url
        assert proxy.writes == []

As a command, ``python tests/support/proxy.py --admin-url URL --public-url URL`` prints one line of JSON with its URLs
and runs until SIGTERM. Other processes, playbooks say, steer it on the admin listener:

    GET    /__proxy__/log        the requests so far: method, path, query, status, interface, write, fault, ...
    DELETE /__proxy__/log        forget them
    GET    /__proxy__/take       both, plus their number: {"requests", "writes", "admin", "public", "log"};
                                 a write that the store refused because it met another one is not counted
    PUT    /__proxy__/switches   {"read_only": bool, "latency": seconds, "decodes": bool, "faults": [...]}; what is left
                                 out stays; ``decodes`` passes paths on as nginx does where proxy_pass has a
                                 URI: decoded, with slashes merged and dots resolved
    DELETE /__proxy__/switches   all back to normal

A fault is an object; ``kind`` is one of

    status        answer ``status`` (with ``retry_after`` and ``body``, if given) and do not forward
    drop_before   close the connection without having forwarded
    drop_after    forward, then close the connection: the reply is lost
    html, empty   answer 200 with a page or with nothing
    json          answer 200 with ``body``, which is JSON
    redirect      answer 307 to ``location``
    endless_next  answer every request for a page with a full one, and say that there is a next
    inject        forward, and add the members of ``body`` (a JSON object) to every client in the reply; a request
                  that brings them back has ``carried`` set in the log

``times`` (default 1, -1 for ever), ``skip`` (so many matching requests pass first), ``method`` and ``path`` (regular
expressions that must match the whole of it) and ``interface`` (``admin``, ``public``) say which requests it takes.
With ``after``, ``status``, ``html``, ``empty``, ``json`` and ``redirect`` forward first, and answer that all the same.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import posixpath
import re
import signal
import ssl
import threading
import urllib.parse
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from yarl import URL

READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Requests that change nothing though their method says they might: introspection (RFC 7662), and whether there is
#: an endpoint, tried on a client whose id nobody has.
NO_WRITE = re.compile(
    r"(/admin)?/oauth2/introspect|(/admin)?/clients/00000000-0000-0000-0000-000000000000/secrets/rotate"
)
#: The first generation has challenges in paths.
CHALLENGE_IN_PATH = re.compile(r"^(/oauth2/auth/requests/\w+/)(?!(?:accept|reject)$)[^/]+")
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "content-length"}
)
VIOLATION = 599  # what a write gets while the proxy is read-only

PAGE = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works</h1></body></html>\n"


@dataclass
class Entry:
    """One request as it was answered. A status of 0 means that the connection was closed instead."""

    method: str
    path: str
    query: str
    status: int
    interface: str
    write: bool
    fault: str = ""
    carried: bool = False
    conflict: bool = False


@dataclass
class Fault:
    kind: str
    times: int = 1
    skip: int = 0
    method: str = ""
    path: str = ""
    interface: str = ""
    status: int = 503
    retry_after: str = ""
    location: str = ""
    body: str = ""
    after: bool = False

    def takes(self, method: str, path: str, interface: str) -> bool:
        """Whether this request is its; counts."""
        if self.times == 0 or self.interface not in ("", interface):
            return False
        if self.method and not re.fullmatch(self.method, method):
            return False
        if self.path and not re.fullmatch(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times > 0:
            self.times -= 1
        return True


@dataclass
class Switches:
    read_only: bool = False
    latency: float = 0.0  # seconds before each reply
    decodes: bool = False
    serial: bool = False  # one request after the other, for an SQLite store that does not bear two
    faults: list[Fault] = field(default_factory=list)

    def update(self, document: dict[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for what is not a switch."""
        for name, value in document.items():
            if name == "read_only":
                self.read_only = bool(value)
            elif name == "latency":
                self.latency = float(value)
            elif name == "decodes":
                self.decodes = bool(value)
            elif name == "serial":
                self.serial = bool(value)
            elif name == "faults":
                self.faults = [Fault(**fault) for fault in value]
            else:
                raise KeyError(name)


class Proxy:
    """The proxy, in a thread of its own while the ``with`` block runs; latency and faults act on both listeners.

    With ``one_address``, the admin listener passes on what begins with ``/admin/`` to the admin API and all else to the
    public one, as Ory Network does.
    """

    def __init__(self, admin_url: str, public_url: str, *, host: str = "127.0.0.1", admin_port: int = 0,
                 public_port: int = 0, tls: ssl.SSLContext | None = None,
                 one_address: bool = False) -> None:  # fmt: skip
        self._targets = {"admin": admin_url.rstrip("/"), "public": public_url.rstrip("/")}
        self._bind = (host, {"admin": admin_port, "public": public_port})
        self._tls = tls
        self._one_address = one_address
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._stop = asyncio.Event()
        self._turn = asyncio.Lock()
        self.switches = Switches()
        self.log: list[Entry] = []
        self.secrets: set[str] = set()  # every credential that went through, for tests that look for leaks
        self.admin_url = ""
        self.public_url = ""

    # -- for tests in the same process

    @property
    def writes(self) -> list[Entry]:
        return [entry for entry in self.log if entry.write]

    def fault(self, kind: str, **options: Any) -> None:
        """Add a fault; see the top of this file."""
        self.switches.faults.append(Fault(kind, **options))

    def reset(self) -> None:
        self.log = []
        self.switches = Switches()

    def __enter__(self) -> Self:
        ready = threading.Event()
        problem: list[OSError] = []

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            try:
                self._loop.run_until_complete(self._serve(ready))
            except OSError as error:
                problem.append(error)
                ready.set()

        self._thread = threading.Thread(target=run, name="proxy", daemon=True)
        self._thread.start()
        ready.wait()
        if problem:
            raise problem[0]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    # -- the server

    async def _serve(self, ready: threading.Event) -> None:
        # Cookies and compressed bodies pass as they are; the number of connections is the clients' business.
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        ) as session, contextlib.AsyncExitStack() as stack:  # fmt: skip
            for interface in ("admin", "public"):
                port = await stack.enter_async_context(self._listen(interface, session))
                setattr(self, f"{interface}_url", f"{'https' if self._tls else 'http'}://{self._bind[0]}:{port}")
            ready.set()
            await self._stop.wait()

    @contextlib.asynccontextmanager
    async def _listen(self, interface: str, session: aiohttp.ClientSession) -> AsyncIterator[int]:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            if interface == "admin" and request.rel_url.raw_path.startswith("/__proxy__/"):
                return await self._control(request)
            public = self._one_address and not request.rel_url.raw_path.startswith("/admin/")
            return await self._answer(request, "public" if public else interface, session)

        runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._bind[0], self._bind[1][interface], ssl_context=self._tls)
            await site.start()
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    async def _answer(
        self, request: web.BaseRequest, interface: str, session: aiohttp.ClientSession
    ) -> web.StreamResponse:
        body = await request.read()
        method, path, query = request.method, request.rel_url.raw_path, request.rel_url.raw_query_string
        write = interface == "admin" and method not in READING and not NO_WRITE.fullmatch(path)
        self._remember_secrets(dict(request.headers), body)
        self._remember_handles(query)
        shown = re.sub(r"(\w+_(?:challenge|verifier)|id_token_hint)=[^&]+", r"\1=...", query)  # targets print the log
        entry = Entry(method, CHALLENGE_IN_PATH.sub(r"\1...", path), shown, 0, interface, write)
        self.log.append(entry)  # before the reply: who reads the log after a reply finds the request in it
        if self.switches.latency:
            await asyncio.sleep(self.switches.latency)
        if self.switches.read_only and write:
            entry.status, entry.fault = VIOLATION, "read_only"
            return web.json_response({"error": "read_only", "error_description": "No writes now."}, status=VIOLATION)
        invented: web.Response | None = None
        fault = next((one for one in self.switches.faults if one.takes(method, path, interface)), None)
        if fault is not None:
            entry.fault = fault.kind
            invented = self._invented(fault)
            if invented is not None and not fault.after:
                entry.status = invented.status
                return invented
            if fault.kind == "drop_before":
                return self._closed(request)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        target = decoded(request.raw_path) if self.switches.decodes else request.raw_path
        if fault is not None and fault.kind == "endless_next":
            target = re.sub(r"([?&])page_token=[^&]*&?|([?&])offset=[^&]*&?", r"\1\2", target).rstrip("?&")
        url = URL(self._targets[interface] + target, encoded=True)
        turn = self._turn if self.switches.serial else contextlib.nullcontext()
        try:
            async with (
                turn,
                session.request(method, url, headers=headers, data=body or None, allow_redirects=False) as reply,
            ):
                content = await reply.read()
        except aiohttp.ClientError:
            # What a client sees when Hydra itself is not there: a connection that ends without an answer.
            entry.fault = entry.fault or "unreachable"
            return self._closed(request)
        self._remember_secrets({}, content)
        self._remember_handles(reply.headers.get("Location", ""))
        self._remember_handles(content.decode("utf-8", errors="replace").replace("\\u0026", "&"))
        self.secrets |= {cookie.value for cookie in reply.cookies.values() if cookie.value}
        if fault is not None and fault.kind == "drop_after":
            return self._closed(request)
        if fault is not None and invented is not None:
            entry.status = invented.status
            return invented
        if fault is not None and fault.kind == "endless_next":
            content = self._filled(content, request.query)
        if fault is not None and fault.kind == "inject":
            content, entry.carried = self._injected(json.loads(fault.body), body, content)
        answer = web.Response(status=reply.status, body=content)
        answer.headers.popall("Content-Type", None)
        for name, value in reply.headers.items():
            if name.lower() not in HOP_BY_HOP:
                answer.headers.add(name, value)
        if reply.cookies:  # of several, ansible.builtin.uri shows one where it does not follow a redirect
            cookies = {cookie.key: cookie.value for cookie in reply.cookies.values()}
            answer.headers["X-Proxy-Cookies"] = json.dumps(cookies)
        if fault is not None and fault.kind == "endless_next":
            joint = "&" if "?" in target else "?"
            answer.headers.popall("X-Total-Count", None)
            answer.headers["Link"] = f'<{target}{joint}page_token=page{len(self.log)}>; rel="next"'
        entry.status = reply.status
        entry.conflict = reply.status == 400 and b"Unable to serialize access" in content
        return answer

    @staticmethod
    def _invented(fault: Fault) -> web.Response | None:
        """A reply that needs no server."""
        if fault.kind == "status":
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            text = fault.body or f"{fault.status} from the proxy\n"
            return web.Response(status=fault.status, text=text, headers=headers)
        if fault.kind == "json":
            return web.json_response(text=fault.body or "{}")
        if fault.kind == "html":
            return web.Response(text=PAGE, content_type="text/html")
        if fault.kind == "empty":
            return web.Response(body=b"")
        if fault.kind == "redirect":
            return web.Response(status=307, headers={"Location": fault.location or "http:///elsewhere"})
        if fault.kind not in ("drop_before", "drop_after", "endless_next", "inject"):
            return web.Response(status=500, text=f"the proxy knows no fault {fault.kind!r}\n")
        return None

    @staticmethod
    def _filled(content: bytes, query: Mapping[str, str]) -> bytes:
        """The page with its objects repeated until it is full: up to 2.3, a page that is not full is the last one."""
        size = int(query.get("page_size") or query.get("limit") or 250)
        objects = json.loads(content) or []
        return json.dumps((objects * size)[:size]).encode()

    @staticmethod
    def _injected(members: dict[str, Any], body: bytes, content: bytes) -> tuple[bytes, bool]:
        """The reply with those members in every client, and whether the request has them."""
        with contextlib.suppress(ValueError):
            sent = json.loads(body) if body else None
            carried = isinstance(sent, dict) and all(sent.get(name) == value for name, value in members.items())
            document = json.loads(content)
            for client in document if isinstance(document, list) else [document]:
                if isinstance(client, dict) and "client_id" in client:
                    client.update(members)
            return json.dumps(document).encode(), carried
        return content, False

    @staticmethod
    def _closed(request: web.BaseRequest) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _remember_secrets(self, headers: dict[str, str], body: bytes) -> None:
        scheme, _unused, value = headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            self.secrets.add(value)
        elif scheme.lower() == "basic":
            with contextlib.suppress(ValueError):
                password = base64.b64decode(value).decode(errors="replace").partition(":")[2]
                self.secrets |= {value, password, urllib.parse.unquote_plus(password)}
        names = r"client_secret|access_token|refresh_token|id_token|registration_access_token"
        names += r"|challenge|\w+_challenge|device_code|user_code"
        text = body.decode("utf-8", errors="replace")
        for found in re.findall(rf'"(?:{names})"\s*:\s*("(?:[^"\\]|\\.)*")', text):
            self.secrets.add(json.loads(found))
        # Private members of JSON Web Keys (RFC 7518); shorter values are something else that has the same name.
        self.secrets |= set(re.findall(r'"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"([A-Za-z0-9_-]{20,})"', text))
        for found in re.findall(r"(?:^|&)client_secret=([^&]*)", text):
            self.secrets.add(urllib.parse.unquote_plus(found))
        self.secrets.discard("")

    def _remember_handles(self, text: str) -> None:
        """What takes part in somebody's login, in addresses: challenges, verifiers, codes, ID tokens as hints."""
        for found in re.findall(r"(?:^|[?&\"])(?:\w+_challenge|\w+_verifier|code|id_token_hint)=([^&#\"]+)", text):
            if len(found) >= 16:  # what is shorter was not made by a server
                self.secrets.add(urllib.parse.unquote_plus(found))

    # -- steering from other processes

    async def _control(self, request: web.BaseRequest) -> web.Response:
        command = (request.method, request.rel_url.raw_path.removeprefix("/__proxy__/"))
        log = [asdict(entry) for entry in self.log]
        if command == ("GET", "log"):
            return web.json_response(log)
        if command == ("DELETE", "log"):
            self.log = []
            return web.json_response([])
        if command == ("GET", "take"):
            self.log = []
            # Two writes that met in the store: one was refused and came again. That is chance, and nobody's doing.
            writes = sum(entry["write"] and not entry["conflict"] for entry in log)
            counts = {name: sum(entry["interface"] == name for entry in log) for name in ("admin", "public")}
            return web.json_response({"requests": len(log), "writes": writes, **counts, "log": log})
        if command == ("DELETE", "switches"):
            self.switches = Switches()
        elif command == ("PUT", "switches"):
            try:
                self.switches.update(json.loads(await request.read()))
            except (KeyError, TypeError, ValueError) as error:
                return web.json_response({"error": repr(error)}, status=400)
        elif command != ("GET", "switches"):
            return web.json_response({"error": f"{' '.join(command)} is not known here"}, status=404)
        return web.json_response(asdict(self.switches))


def decoded(target: str) -> str:
    """The target of a request as nginx passes it on where its ``proxy_pass`` has a URI."""
    path, mark, query = target.partition("?")
    plain = re.sub("//+", "/", urllib.parse.unquote(path, errors="surrogateescape"))
    clean = posixpath.normpath(plain) + ("/" if plain.endswith(("/", "/.", "/..")) else "")
    safe = "/:@!$&'()*+,;=~-._"
    return urllib.parse.quote(clean.replace("//", "/"), safe=safe, errors="surrogateescape") + mark + query


def main() -> None:
    parser = argparse.ArgumentParser(description="Count and disturb requests to a Hydra.")
    parser.add_argument("--admin-url", required=True)
    parser.add_argument("--public-url", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--admin-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--public-port", type=int, default=0, help="0 takes a free one")
    asked = parser.parse_args()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_unused: stopped.set())
    with Proxy(asked.admin_url, asked.public_url, host=asked.host, admin_port=asked.admin_port,
               public_port=asked.public_port) as proxy:  # fmt: skip
        print(json.dumps({"admin_url": proxy.admin_url, "public_url": proxy.public_url}), flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
