# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two servers of one version that get the same requests, each with the ids, tokens and challenges of its own."""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

import requests

from conformance import specified
from conformance.api import Api
from conformance.browser import Browser
from conformance.compare import Substitutions
from support import servers, threaded
from support.population import Population
from support.servers import Kind, Server

from .answers import Answer, Difference, compare, formed
from .maker import Maker
from .request import Request

#: How the servers are set up: so that everything that is specified can be used.
SETTINGS = {"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "true"}
_PATIENCE = 20
_KEY_SET = re.compile("(?:/admin)?(/keys/[^/]+)")
#: Requests of one sequence.
LENGTH = 40


#: Operations that the stand-in does not serve, see its README.
NOT_SERVED = ("/credentials",)


@contextlib.contextmanager
def twins(first: Kind, second: Kind) -> Iterator[tuple[Server, Server]]:
    """Start two servers.  Raises ServerError if one does not come up."""
    with contextlib.ExitStack() as stack:
        one, other = (
            stack.enter_context(threaded.start(kind, SETTINGS | servers.cheap_hashes(kind.version)))
            for kind in (first, second)
        )
        yield one, other


class Twin:
    """One server, and the browser of a sequence."""

    def __init__(self, server: Server) -> None:
        self.server = server
        # A connection that is closed tells of a panic, so none is kept until the server has had enough of it.
        self.api = Api(server, keep_alive=False)
        self.browser = Browser(self.api)
        self._key_sets: set[str] = set()

    def send(self, request: Request) -> Answer:
        """Send a request; return the answer."""
        if found := _KEY_SET.match(request.path):
            self._key_sets.add(found.group(1))
        base = self.server.admin_url if request.interface == "admin" else self.server.public_url
        url = request.target if "://" in request.target else base + request.target
        browses = request.interface == "public" and request.method == "GET" and not request.headers
        try:
            reply = (
                self.browser.get(url) if browses else self.api.send(request.method, url, request.headers, request.body)
            )
        except requests.ConnectionError:
            return Answer(0, {}, "")
        cookies = sorted(line.partition("=")[0] for line in reply.raw.headers.getlist("Set-Cookie"))
        return Answer(reply.status_code, reply.headers, reply.text, tuple(cookies))

    def wipe(self) -> None:
        """Forget clients, keys, issuers and cookies."""
        for client in Population(self.server).everyone():  # not all that was created can be addressed
            self.api.admin("DELETE", f"/clients/{quote(client['client_id'], safe='')}")
        for path in self._key_sets:
            self.api.admin("DELETE", path)
        self._key_sets.clear()
        for grant in self.api.admin("GET", "/trust/grants/jwt-bearer/issuers").json():
            self.api.admin("DELETE", f"/trust/grants/jwt-bearer/issuers/{grant['id']}")
        self.browser = Browser(self.api)


@dataclass
class Finding:
    """A kind of difference: where it was seen first, and how often."""

    name: str
    difference: Difference
    request: Request
    place: str
    times: int = 1

    def __str__(self) -> str:
        return f"[{self.times} x] {self.name}: {self.difference}\n  {self.place}: {formed(str(self.request))}"


@dataclass
class Account:
    """What came of it: how many requests, with which status, and the differences by kind."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)

    def add(self, request: Request, difference: Difference, place: str) -> None:
        """Count a difference."""
        told = json.dumps([difference.first, difference.second])
        key = (request.name, difference.path, told if difference.path == "status" else "")
        if difference.path == "status":
            key = (request.name, "status", json.dumps([difference.first[0], difference.second[0]]))
        if key in self.findings:
            self.findings[key].times += 1
        else:
            self.findings[key] = Finding(request.name, difference, request, place)

    def in_status(self) -> list[Finding]:
        return [one for one in self.findings.values() if one.difference.path == "status"]

    def elsewhere(self) -> list[Finding]:
        return [one for one in self.findings.values() if one.difference.path != "status"]


class Twins:
    """Sends sequences of random requests to two servers, the first of which is the one to be like."""

    def __init__(self, first: Server, second: Server) -> None:
        self.first, self.second = Twin(first), Twin(second)
        self.operations = [one for one in specified.load(first.version) if one.path not in NOT_SERVED]
        self.account = Account()

    def _warm_up(self) -> None:
        """Let the servers make their keys, which a busy machine takes longer for than a server waits for its answer."""
        for twin in (self.first, self.second):
            for path in ("/.well-known/jwks.json", "/.well-known/openid-configuration"):
                for _unused in range(_PATIENCE):
                    if twin.send(Request("public", "GET", path)).status:
                        break

    def run(self, seed: int, number: int) -> Account:
        """Send ``number`` requests that follow from ``seed``; return what came of them."""
        self._warm_up()
        sequence = 0
        while self.account.requests < number:
            for _unused in self.sequence(f"{seed}-{sequence}", min(LENGTH, number - self.account.requests)):
                pass
            sequence += 1
        return self.account

    def sequence(self, seed: str, length: int = LENGTH) -> Iterator[tuple[Request, Answer, Answer, list[Difference]]]:
        """Send one sequence to empty servers; yield each request with its answers."""
        known = Substitutions()
        for name in ("public_url", "admin_url"):
            known.learn(getattr(self.first.server, name), getattr(self.second.server, name))
            known.learn(*(quote(getattr(one.server, name), safe="") for one in (self.first, self.second)))
        maker = Maker(Random(seed), self.operations, self.first.server.prefix)
        for twin in (self.first, self.second):
            twin.wipe()
        for step in range(length):
            request = maker.request()
            left, right = self.first.send(request), self.second.send(request.translated(known.apply))
            differences = compare(left, right, known)
            maker.pool.learn(left.document, left.headers.get("Location", ""))
            self.account.requests += 1
            self.account.statuses[left.status] += 1
            self.account.operations[request.name] += 1
            for difference in differences:
                self.account.add(request, difference, f"sequence {seed}, step {step}")
            yield request, left, right, differences
            if any(difference.path == "status" for difference in differences):
                return  # what is different from now on follows from this
