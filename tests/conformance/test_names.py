# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in paths, sent exactly as written: which arrive as they are, and which a server takes for others.

On the stand-in and on every real server that is at hand.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from hydra_stand_in.generations import Quirks

from .api import Api

GOOD = (
    *("...", ".a", "a.", "%", "%2F", "%2e%2E", "%zz", "100%", "\u00fc", "\u65e5\u672c", "\U0001f600", "a\nb", "\r\n"),
    *("\x01", "\x7f", "\t", " ", " a", "a ", "a b", "?", "#", "a;b", "urn:x", "a+b", "&", "\\", "accept", "e\u0301"),
    *("\u2028", "\ufeff", "|", "x" * 255),
)  # fmt: skip
#: With a slash within, or in front: these arrive from 25.4 on.
SLASHED = ("a/b", "/a", "a//b", "a/./b", "a/../b", "../a", "a/..", "https://a.example/x")
#: What a GET of a client is answered whose id cannot be addressed, by the kind of router: status and Location.
LOST = {
    "mux": {
        ".": (307, ""), "..": (307, None), "/": (404, None), "//": (307, "/"), "a//": (404, None),
        "http://a/": (307, "/http:/a"), "https://a.example/x/": (307, "/https:/a.example/x"), "x/y/": (404, None),
    },
    "tree": {
        "a/b": (404, None), "/a": (301, "/a"), "a/": (301, "/a"), "a//b": (404, None), "a/.": (301, "/a"),
        "./a": (301, "/a"), "../a": (404, None), "a/../b": (301, "/b"), "http://a": (404, None), "": (301, ""),
    },
}  # fmt: skip


def _key(kid: str, material: str) -> dict[str, Any]:
    return {"kty": "oct", "kid": kid, "use": "sig", "alg": "HS256", "k": material * 43}


class Wire:
    """Requests whose paths nobody cleans on the way, and what is there afterwards."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.place = urlsplit(api.server.admin_url)

    def send(self, method: str, *names: str, body: Any = None, route: str = "/keys") -> tuple[int, Any, str | None]:
        """Return status, body and Location."""
        path = "/".join((self.api.server.prefix + route, *(quote(name, safe="") for name in names)))
        connection = http.client.HTTPConnection(self.place.hostname or "", self.place.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Accept": "application/json"})
            reply = connection.getresponse()
            content = reply.read()
        finally:
            connection.close()
        kind = reply.headers.get("Content-Type", "")
        return reply.status, json.loads(content) if content and "json" in kind else None, reply.headers.get("Location")

    def keys(self, name: str) -> dict[str, str]:
        """Return what there is in a set: kid -> the letter that the key is made of."""
        status, body, _location = self.send("GET", name)
        return {str(key.get("kid", "")): key["k"][0] for key in body["keys"]} if status == 200 else {}

    def client(self, method: str, name: str, body: Any = None) -> tuple[int, Any, str | None]:
        return self.send(method, name, body=body, route="/clients")

    def clients(self) -> dict[str, str]:
        """Return the name of every client, by id."""
        return {one["client_id"]: one.get("client_name", "") for page in self.api.pages(100) for one in page}


@pytest.fixture
def wire(api: Api) -> Iterator[Wire]:
    made = Wire(api)
    yield made
    for name in ("s", "a", "b", "trail"):
        made.send("DELETE", name)
        made.client("DELETE", name)


def _make_client(wire: Wire, name: str) -> None:
    status, body, _location = wire.send(
        "POST", body={"client_id": name, "client_name": "made", "client_secret": "secret-1"}, route="/clients"
    )
    assert status in (201, 409), body
    assert status == 409 or body["client_id"] == name


def test_names_that_arrive_as_they_are(wire: Wire, quirks: Quirks) -> None:
    names = (*GOOD, *SLASHED) if quirks.router == "mux" else GOOD
    for name in names:
        for place in ((name, "k"), ("s", name)):
            kid = place[1]
            assert wire.send("PUT", *place, body=_key(kid, "A"))[0] == 200, name
            assert wire.send("GET", *place)[1]["keys"][0]["kid"] == kid
            assert wire.keys(place[0]) == {kid: "A"}
            assert wire.send("DELETE", *place)[0] == 204
            assert wire.keys(place[0]) == {}
        assert wire.send("PUT", name, body={"keys": [_key("k", "B")]})[0] == 200
        assert wire.keys(name) == {"k": "B"}
        assert wire.send("DELETE", name)[0] == 204
        assert wire.keys(name) == {}
    if quirks.client_id_is_refused:
        return
    for name in names:
        _make_client(wire, name)
    assert wire.clients() == wire.clients() | dict.fromkeys(names, "made")
    for name in names:
        assert wire.client("GET", name)[1]["client_id"] == name
        assert wire.client("PUT", name, {"client_name": "changed"})[1]["client_id"] == name
    assert wire.clients() == wire.clients() | dict.fromkeys(names, "changed")
    for name in names:
        assert wire.client("DELETE", name)[0] == 204
    assert not set(names) & set(wire.clients())


def test_a_slash_at_the_end_is_cut_off(wire: Wire, quirks: Quirks) -> None:
    if quirks.client_id_is_refused:
        return
    for name in ("trail", "trail/"):
        _make_client(wire, name)
    status, body, location = wire.client("GET", "trail/")
    if quirks.router != "mux":
        assert (status, location) == (301, f"{wire.api.server.prefix}/clients/trail")
        assert wire.client("PUT", "trail/", {"client_name": "changed"})[0] == 307
        assert wire.client("DELETE", "trail/")[0] == 307
        assert wire.clients() == wire.clients() | {"trail": "made", "trail/": "made"}
        return
    assert (status, body["client_id"]) == (200, "trail")
    assert wire.client("PUT", "trail/", {"client_name": "changed"})[1]["client_id"] == "trail"
    assert wire.clients() == wire.clients() | {"trail": "changed", "trail/": "made"}
    assert wire.client("DELETE", "trail/")[0] == 204
    assert "trail" not in wire.clients()
    assert wire.clients()["trail/"] == "made"  # for ever: no request can delete it


def test_a_slash_at_the_end_of_the_name_of_a_set_or_key(wire: Wire, quirks: Quirks) -> None:
    if quirks.router != "mux":
        return
    wire.send("PUT", "a", body={"keys": [_key("b", "A"), _key("c", "A")]})
    # Within a path it counts ...
    assert wire.send("PUT", "a/", "k", body=_key("k", "B"))[0] == 200
    assert wire.send("GET", "a/", "k")[1]["keys"][0]["kid"] == "k"
    assert (wire.keys("a"), wire.keys("a/")) == ({"b": "A", "c": "A"}, {"b": "A", "c": "A"})  # the latter is the former
    assert wire.send("DELETE", "a/", "k")[0] == 204
    # ... and at the end of one it does not, and takes along what else was encoded.
    assert wire.send("DELETE", "a", "b/")[0] == 204
    assert wire.keys("a") == {"c": "A"}
    assert wire.send("GET", "a/c/")[1]["keys"][0]["kid"] == "c"
    assert wire.send("DELETE", "a/c/")[0] == 204
    assert wire.keys("a") == {}
    wire.send("PUT", "a", body={"keys": [_key("b", "A")]})
    assert wire.send("DELETE", "a/")[0] == 204
    assert wire.keys("a") == {}


def test_ids_that_nothing_can_address(wire: Wire, quirks: Quirks) -> None:
    for name, (status, rest) in LOST[quirks.router].items():
        found, _body, location = wire.client("GET", name)
        assert found == status, name
        if rest is not None:
            assert location == f"{wire.api.server.prefix}/clients{rest}", name


def test_a_step_in_the_place_of_a_key(wire: Wire, quirks: Quirks) -> None:
    before = {"a": "A", "b": "A"}
    keys = {"keys": [_key(kid, material) for kid, material in before.items()]}
    wire.send("PUT", "s", body=keys)
    for name in (".", ".."):
        status, _body, location = wire.send("PUT", "s", name, body=_key(name, "B"))
        if quirks.router == "mux":
            assert (status, location) == (307, f"{wire.api.server.prefix}/keys" + ("/s" if name == "." else ""))
            assert wire.keys("s") == before
        else:
            assert (status, wire.keys("s")) == (200, before | {name: "B"})
            assert wire.send("DELETE", "s", name)[0] == 204
    # As HTTP clients fold it, it is the set itself, which the key in the body empties.
    reply = wire.api.admin("PUT", "/keys/s/.", _key(".", "B"))
    if quirks.router == "mux":
        assert (reply.status_code, wire.keys("s")) == (200, {})
    else:
        assert (reply.status_code, wire.keys("s")) == (307, before)


def test_no_kid_is_the_set(wire: Wire, quirks: Quirks) -> None:
    wire.send("PUT", "s", body={"keys": [_key("a", "A")]})
    status, _body, _location = wire.send("DELETE", "s", "")
    assert (status, wire.keys("s")) == ((204, {}) if quirks.router == "mux" else (307, {"a": "A"}))


def test_a_missing_object_with_a_slash_is_answered_otherwise_than_its_decoded_path(wire: Wire, quirks: Quirks) -> None:
    """By this the modules find out whether a proxy on the way decodes."""
    if quirks.router != "mux":
        return
    for route in ("/clients", "/keys"):
        status, body, _location = wire.send("GET", "x/y/z", route=route)
        assert (status, body["error"] in ("Unable to locate the resource", "Not Found")) == (404, True)
        status, body, _location = wire.send("GET", "x", "y", "z", route=route)
        assert (status, isinstance(body, dict) and isinstance(body.get("error"), str)) == (404, False)
