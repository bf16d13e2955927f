# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One server of one version: its parts, and the way of a request through them."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections import Counter
from collections.abc import Mapping

from . import saved_state
from .browser import Parameters
from .client_fields import ClientFields, Document
from .client_rules import rules_of
from .cors import Cors, CrossOrigin
from .errors import ConnectionClosed, Refusal, not_served, unnamed
from .exchange import CACHE_CONTROL, Call, Reply, refusal_reply
from .generations import SQL, Quirks, resolve
from .hashing import Hasher
from .jwk import is_lost
from .key_sets import KeySets
from .operations import operations_of
from .paging import Pager
from .routing import Match, Router
from .state import Client, State
from .switches import READ_ONLY_STATUS, LogEntry, Switches
from .urls import PAGES, Urls, with_query

CONTROL_PREFIX = "/__stand_in__/"
_LOGGER = logging.getLogger(__name__)


class Hydra:
    """The stand-in itself, without a network.

    ``hash_cost`` is the CPU time of hashing a secret as a multiple of a real server's; 0 is next to none.
    ``access_token_strategy`` is the form of access tokens, "opaque" or "jwt", for clients that do not ask for one.
    ``store`` is "sql", or up to 1.8 "memory".  With ``dynamic_registration`` clients may register themselves.  ``urls``
    are the addresses of issuer and pages.  ``says_yes`` is the subject as whom the stand-in's own login page logs
    everybody in; without one it only says that there is none.  ``cors`` and ``admin_cors`` are what scripts of other
    sites may do at the two ports.  Raises ValueError for what is not served.
    """

    def __init__(
        self,
        version: str,
        hash_cost: float = 0.0,
        access_token_strategy: str = "opaque",
        store: str = SQL,
        dynamic_registration: bool = False,
        urls: Urls | None = None,
        says_yes: str = "",
        cors: Cors | None = None,
        admin_cors: Cors | None = None,
    ) -> None:
        if access_token_strategy not in ("opaque", "jwt"):
            raise ValueError(f'access tokens are "opaque" or "jwt", not "{access_token_strategy}"')
        self.version = resolve(version)
        self.store = store
        self.hash_cost = hash_cost
        self.access_token_strategy = access_token_strategy
        self.dynamic_registration = dynamic_registration
        self.urls = urls or Urls()
        self.says_yes = says_yes
        self.quirks = Quirks.of(self.version, store)
        self.client_fields = ClientFields(self.version, self.quirks)
        self.hasher = Hasher(self.quirks, hash_cost)
        self.pager = Pager(self.quirks)
        self.state = self._fresh()
        self.switches = Switches()
        self.started_at = time.time()
        self.request_counts: Counter[tuple[str, str, int]] = Counter()
        # Where it listens; set once the ports are known.
        self.admin_url = ""
        self.listening_url = ""
        self._rules = rules_of(self.version)
        operations = operations_of(self.version)
        self._routers = {name: Router(operations, name, self.quirks) for name in ("admin", "public")}
        self._cross_origin = {
            interface: CrossOrigin(given, interface, self.quirks)
            for interface, given in (("public", cors), ("admin", admin_cors))
            if given is not None
        }

    @property
    def issuer(self) -> str:
        issuer = self.urls.issuer or self.listening_url
        return issuer.rstrip("/") + "/" if self.quirks.issuer_ends_with_slash else issuer

    @property
    def issuer_url(self) -> str:
        """What is below the issuer begins with this."""
        return self.issuer.rstrip("/")

    @property
    def public_url(self) -> str:
        """Where the public API is for browsers and applications, which may be another place than it listens at."""
        return (self.urls.public or self.issuer).rstrip("/")

    def page_url(self, name: str, parameters: Parameters) -> str:
        """Return the address of a page, such as "login", with parameters."""
        keeps = name not in ("login", "registration") or self.quirks.login_page_keeps_its_query
        default = PAGES[name]
        if default == "login" and not self.quirks.login_page_is_its_own:
            default = "consent"
        return with_query(self.urls.page(name, self.public_url, default), parameters, keeps)

    def check_client(self, document: Document) -> None:
        """Fill in the defaults of a client document.  Raises Refusal where a rule is broken."""
        try:
            for rule in self._rules:
                rule(document, self.quirks)
        except Refusal as refusal:
            raise (refusal if self.quirks.client_problems_have_names else unnamed(refusal)) from None

    def save_client(self, client: Client) -> None:
        """Store a client, new or changed."""
        client.document["client_secret_expires_at"] = 0
        client.text = self.client_fields.render(client.document, client.times)
        keys = (client.document["jwks"] or {}).get("keys") or ()
        client.lost = self.quirks.keys_are_stored_as_text and any(is_lost(key) for key in keys)
        self.state.clients.put(client)

    def opaque_token(self, kind: str = "at") -> str:
        """Return a new code or token; ``kind`` is "ac", "at", "rt" or "dc"."""
        return (
            f"{self.quirks.token_prefix.replace('{kind}', kind)}{secrets.token_urlsafe(32)}.{secrets.token_urlsafe(32)}"
        )

    async def answer(
        self, interface: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        """Return the answer to one request; raises ConnectionClosed for none at all."""
        if path.startswith(CONTROL_PREFIX) and interface == "admin":
            return self._control(method, path[len(CONTROL_PREFIX) :], body)
        status = 0
        try:
            reply = await self._answer(interface, method, path, query, headers, body)
            status = reply.status
            return reply
        finally:
            self.switches.log.append(LogEntry(method, path, query, status, interface))
            _LOGGER.info("%s %s %s %s", interface, method, f"{path}?{query}" if query else path, status)

    async def _answer(
        self, interface: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        switches = self.switches
        fault = switches.take_fault(interface, method, path)
        latency = switches.latency + (fault.latency if fault else 0.0)
        if latency:
            await asyncio.sleep(latency)
        if fault and fault.status == -1:
            fault = None
        if fault and fault.when == "before":
            return _or_close(fault.reply())
        router = self._routers[interface]
        match = router.resolve(method, path, query, headers.get(router.kind_header, ""))
        preflight, added = None, dict[str, str]()
        if interface in self._cross_origin:
            call = Call(self, interface, method, path, query, headers, body)
            preflight, added = self._cross_origin[interface].answer(call, router.enhanced(match, method, path))
        if preflight is not None:
            reply = preflight
        elif isinstance(match, Reply):
            reply = match
        elif match.operation.writes and switches.read_only:
            document = {
                "error": "read_only",
                "error_description": f"{method} {path} writes, and the stand-in is read-only.",
            }
            return Reply(READ_ONLY_STATUS, json.dumps(document).encode(), {"Content-Type": "application/json"})
        else:
            reply = await self._operate(match, interface, method, path, query, headers, body)
        if self.quirks.cache_control == "reads" and method == "GET":
            reply.headers.setdefault("Cache-Control", CACHE_CONTROL)
        reply.headers |= added
        return _or_close(fault.reply()) if fault else reply

    async def _operate(
        self, match: Match, interface: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        operation = match.operation
        if operation.handler is None:
            return refusal_reply(not_served(f"{method} {operation.path}"), self.quirks.error_shape)
        call = Call(self, interface, method, path, query, headers, body, match.params)
        try:
            reply = await operation.handler(call)
        except Refusal as refusal:
            reply = refusal_reply(refusal, self.quirks.error_shape)
        if method == "POST" and reply.status == 302:  # only what was fetched has a page
            reply.body = b""
            reply.headers.pop("Content-Type", None)
        if self.quirks.cache_control == "operations" and not operation.path.startswith(("/health/", "/version")):
            reply.headers.setdefault("Cache-Control", CACHE_CONTROL)
        endpoint = operation.path.replace("{admin}", self.quirks.admin_prefix)
        self.request_counts[endpoint, method, reply.status] += 1
        return reply

    def reset(self) -> None:
        """Forget all objects; switches and log stay."""
        self.state = self._fresh()

    def _fresh(self) -> State:
        return State(KeySets(self.version, self.quirks, self.access_token_strategy == "jwt"))

    def _control(self, method: str, name: str, body: bytes) -> Reply:
        """Serve the endpoints that tests in another process use."""
        switches = self.switches
        if (method, name) == ("GET", "log"):
            return _control_reply([entry._asdict() for entry in switches.log])
        if (method, name) == ("DELETE", "log"):
            switches.log.clear()
        elif (method, name) == ("GET", "switches"):
            return _control_reply(switches.show())
        elif (method, name) == ("PUT", "switches"):
            try:
                switches.set(json.loads(body))
            except (ValueError, TypeError, AttributeError) as problem:
                return _control_reply({"error": str(problem)}, 400)
            return _control_reply(switches.show())
        elif (method, name) == ("GET", "state"):
            return Reply(200, saved_state.save(self), {"Content-Type": "application/octet-stream"})
        elif (method, name) == ("PUT", "state"):
            try:
                saved_state.load(self, body)
            except ValueError as problem:
                return _control_reply({"error": str(problem)}, 400)
        elif (method, name) == ("DELETE", "state"):
            self.reset()
        else:
            return _control_reply({"error": f"no control endpoint {method} {CONTROL_PREFIX}{name}"}, 404)
        return Reply(204)


def _or_close(reply: Reply | None) -> Reply:
    if reply is None:
        raise ConnectionClosed
    return reply


def _control_reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})
