# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a name is made of, in whatever place: no object but the named one is read, changed or deleted.

Every module that puts names into paths runs on a server on which there is whatever the name could be taken for, in
check mode and for real. Judged is by what the server has afterwards, and by the paths that a stand-in was sent.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pytest
import requests
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_client_secret,
    hydra_clients,
    hydra_consent_session,
    hydra_jwk_set,
    hydra_jwk_set_info,
    hydra_jwk_sets,
    hydra_login_session,
    hydra_token_flush,
    hydra_trusted_issuer,
    hydra_trusted_issuer_info,
)
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from support.servers import numbers

from .conftest import VERSIONS, Site, Sites
from .explore import Explorer

#: What names are put together from: each is something special to a path, a URL, a router or a database.
PIECES = (
    *("a", "b", "trail", "/", "//", ".", "..", "...", "%", "%2F", "%2f", "%2E", "%00", "%25", "?", "#", ";", ":", "&"),
    *("+", "=", "@", " ", "\t", "\n", "\r\n", "\x00", "\x01", "\x7f", "\x85", "\u00e9", "e\u0301", "\u65e5"),
    *("\U0001f600", "\u2028", "\ufeff", "\\", "|", "~", "*", "'", '"', "<", "{", "}", "$", "!", "lifespans"),
    *("secrets/rotate", "accept", "http://", "urn:", "A", "TRAIL", "k", "x" * 256),
)  # fmt: skip
ODD = (
    "trail/",
    "a/b",
    "a/b/",
    ".",
    "..",
    "/",
    "//",
    "",
    "a/",
    "/a",
    "trail",
    "a/..",
    "./trail",
    "trail/.",
    "b/../a",
    "a//b",
)
NAMES = st.one_of(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), st.sampled_from(ODD), st.text(max_size=8))
NOBODY = "00000000-0000-0000-0000-000000000000"  # read to find out what a server or a proxy does

_OCT = {"kty": "oct", "use": "sig", "alg": "HS256"}
_FIRST, _SECOND = (dict(_OCT, k=letter * 43) for letter in "QR")
_PUBLIC = {
    "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A module, what it is given of a name, and what the name is: of a ``client``, a ``set``, a ``kid`` of set ``a``.

    ``since`` is the first version that has such objects.
    """

    main: Callable[[], None]
    given: Callable[[str], dict[str, Any]]
    place: str = "client"
    since: tuple[int, ...] = ()


def _client(name: str, **more: Any) -> dict[str, Any]:
    return dict({"client_id": name, "token_endpoint_auth_method": "none"}, **more)


def _secret(name: str, **more: Any) -> dict[str, Any]:
    return dict({"client_id": name}, **more)


def _grant(name: str, **more: Any) -> dict[str, Any]:
    grant = {"issuer": name, "subject": "alice", "scope": ["x"], "expires_at": "2040-01-01T00:00:00Z", "jwk": _PUBLIC}
    return dict(grant, kid="k", **more)


TASKS = (
    Task(hydra_client.main, lambda name: _client(name, client_name="changed")),
    Task(hydra_client.main, lambda name: {"client_id": name, "state": "absent"}),
    Task(hydra_clients.main, lambda name: {"clients": [_client(name), {"client_id": "other", "state": "absent"}]}),
    Task(hydra_clients.main, lambda name: {"clients": [{"client_id": name, "state": "absent"}]}),
    Task(hydra_client_info.main, lambda name: {"client_id": name}),
    Task(hydra_client_secret.main, lambda name: {"client_id": name, "rotate": "always", "return_secret": True}),
    Task(hydra_client_secret.main, lambda name: {"client_id": name, "state": "retired"}),
    Task(hydra_token_flush.main, lambda name: {"client_id": name}, since=(1, 8, 5)),
    Task(hydra_jwk_set.main, lambda name: {"set": name, "keys": [{"jwk": _SECOND, "kid": "k"}]}, "set"),
    Task(hydra_jwk_set.main, lambda name: {"set": name, "keys": [{"jwk": _SECOND, "kid": "k"}], "exact": True}, "set"),
    Task(hydra_jwk_set.main, lambda name: {"set": name, "keys": [{"kid": "k", "state": "absent"}]}, "set"),
    Task(hydra_jwk_set.main, lambda name: {"set": name, "alg": "RS256", "keep": 1}, "set"),
    Task(hydra_jwk_set.main, lambda name: {"set": name, "state": "absent"}, "set"),
    Task(hydra_jwk_sets.main, lambda name: {"jwk_sets": [{"set": "other", "state": "absent"},
                                                         {"set": name, "state": "absent"}]}, "set"),
    Task(hydra_jwk_set_info.main, lambda name: {"sets": [name]}, "set"),
    Task(hydra_jwk_set.main, lambda name: {"set": "a", "keys": [{"jwk": _SECOND, "kid": name}]}, "kid"),
    Task(hydra_jwk_set.main, lambda name: {"set": "a", "keys": [{"kid": name, "state": "absent"}]}, "kid"),
    Task(hydra_jwk_set.main, lambda name: {"set": "a", "keys": [{"jwk": _SECOND, "kid": name}], "exact": True}, "kids"),
    Task(hydra_trusted_issuer.main, _grant, "issuer", (1, 11)),
    Task(hydra_trusted_issuer_info.main, lambda name: {"issuer": name, "return_keys": True}, "issuer", (1, 11)),
)  # fmt: skip


def is_lost(name: str, version: str, place: str) -> bool:
    """Whether servers or HTTP clients take the name for another one, as tests/conformance/test_names.py shows."""
    if name in ("", ".", "..") or "\ud800" in name:
        return True
    if "/" not in name or place == "issuer":
        return False
    return numbers(version) < (25, 4) or name.endswith("/")


def decoys(name: str) -> set[str]:
    """The names that something on the way could make of one; without a slash, so that each has a path of its own."""
    made = {"trail", "a", "b", "k", "TRAIL", *name.split("/"), name.strip(), name.partition("\0")[0], name.lower()}
    made |= {posixpath.normpath("/" + name)[1:], unquote(name, errors="replace"), name[:255], name.rstrip("/")}
    return {each for each in made if each.strip(".") and each != name and "/" not in each and "\ud800" not in each}


class Shelf:
    """What is on a server, put there and looked at past the modules."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.hydra = site.stand_in
        self.sets: set[str] = set()  # as no listing has them
        self.prefix = "/admin" if numbers(site.version) >= (2,) else ""
        self.session = requests.Session()
        self.session.trust_env = False

    def put(self, method: str, path: str, document: dict[str, Any]) -> None:
        reply = self.session.request(method, self.site.admin_url + self.prefix + path, json=document, timeout=30)
        assert reply.status_code < 300 or reply.status_code == 409, reply.text

    def fill(self, task: Task, name: str, there: bool) -> None:
        """Put decoys there, and what is named if that is wanted and can be."""
        mine = [name] if there and name and "\ud800" not in name else []
        if self.hydra is None and is_lost(name, self.site.version, task.place):  # nobody could clear it away
            mine = []
        for client_id in (*sorted(decoys(name)), *mine) if task.place == "client" else ("trail",):
            document = {"client_id": client_id, "client_name": client_id[:99], "client_secret": "secret-of-it"}
            self.put("POST", "/clients", document)
        sets = [each for each in mine if not is_lost(each, self.site.version, "set")]
        for each in (*sorted(decoys(name)), *sets) if task.place in ("set", "issuer") else ("trail",):
            keys = [dict(_FIRST, kid=kid) for kid in ("k", "b")]
            self.put("PUT", f"/keys/{quote(each, safe='')}", {"keys": keys})
        if task.place in ("kid", "kids"):
            self.put("PUT", "/keys/a", {"keys": [dict(_FIRST, kid=kid) for kid in sorted({*decoys(name), *mine, "k"})]})
        self.forget()
        self.sets = {"a", "trail", "other", name, *decoys(name)} | self.sets

    def forget(self) -> None:
        """Forget what the server was sent."""
        if self.hydra is not None:
            self.hydra.reset_log()

    def paths(self) -> list[str]:
        """Return the paths that the server was sent; none where it is a real one."""
        return [entry.path.removeprefix(self.prefix) for entry in self.hydra.log] if self.hydra is not None else []

    def everything(self) -> dict[tuple[str, ...], Any]:
        """Return all objects: clients by id, keys by set and kid, grants by id."""
        if self.hydra is None:
            return dict(self.seen())
        state = self.hydra.state
        found: dict[tuple[str, ...], Any] = {("client", row.id): (row.text, row.secret) for row in state.clients}
        for name in state.keys.names():
            found |= {("key", name, str(key.get("kid", ""))): dict(key) for key in state.keys.of(name)}
        return found

    def seen(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Yield what a real server answers."""
        size = "page_size" if self.prefix else "limit"
        for client in self.session.get(f"{self.site.admin_url}{self.prefix}/clients?{size}=500", timeout=30).json():
            yield ("client", client["client_id"]), client
        for each in {part for name in self.sets for part in (name, f"{name}.next")}:
            if is_lost(each, self.site.version, "set"):
                continue
            path = f"{self.site.admin_url}{self.prefix}/keys/{quote(each, safe='')}"
            reply = self.session.get(path, timeout=30)
            for key in reply.json()["keys"] if reply.status_code == 200 else ():
                yield ("key", each, str(key.get("kid", ""))), key


def allowed(changed: tuple[str, ...], task: Task, name: str) -> bool:
    """Whether a task about this name may change this object."""
    kind, *rest = changed
    if task.place == "client":
        return (kind, rest) == ("client", [name])
    if kind != "key":
        return False
    if task.place in ("kid", "kids"):
        bare = rest[1].removeprefix("private:").removeprefix("public:")
        return rest[0] == "a" and (task.place == "kids" or bare == name)
    return rest[0] in (name, name + ".next")


def named(task: Task, name: str) -> set[str]:
    """The parts that paths of requests may have, in the places of names."""
    parts = {name, "a", "b", "k", "other", NOBODY, "/".join([NOBODY] * 3)}
    if task.place == "kids":
        parts |= decoys(name)
    return parts | {f"{each}.next" for each in parts}


def judge(found: Run, shelf: Shelf, before: dict[tuple[str, ...], Any], task: Task, name: str, check: bool) -> None:
    after = shelf.everything()
    changes = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    assert not check or not changes
    assert not [each for each in changes if not allowed(each, task, name)], (changes, found.result.get("msg"))
    paths = shelf.paths()
    spelled = [path.split("/")[2:] for path in paths if path.startswith(("/clients/", "/keys/"))]
    wanted = {quote(each, safe="") for each in named(task, name) if "\ud800" not in each} | {"secrets", "rotate"}
    strange = [path for path in spelled if not set(path) <= wanted]
    assert not strange, strange
    if is_lost(name, shelf.site.version, task.place):
        place = [f"/clients/{quote(name, safe='')}", f"/keys/{quote(name, safe='')}"] if "\ud800" not in name else []
        assert not [path for path in paths if name and path in place], paths
        # A key that is not there need not be deleted; neither a listing nor a new grant has a name in its path.
        assert found.failed or task.place == "issuer" or task.place in ("kid", "kids") and not changes, found.result
    elif task.place == "client" and name.strip():
        assert "must not" not in found.result.get("msg", ""), found.msg
        assert "slash" not in found.result.get("msg", ""), found.msg
    for client in found.result.get("clients", []) if task.main is hydra_client_info.main else []:
        assert client["client_id"] == name
    for each in found.result.get("jwk_sets", []) if task.main is hydra_jwk_set_info.main else []:
        kids = {row["kid"] for row in each["key_states"]}
        assert (each["set"], kids) == (
            name,
            {kid for kind, *rest in after if kind == "key" and rest[0] == name for kid in rest[1:]},
        )


def test_no_name_addresses_another_object(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, number: int, name: str, there: bool) -> None:
        task = TASKS[number]
        if numbers(version) < task.since:
            return
        shelf = Shelf(sites(version))
        shelf.fill(task, name, there)
        for mode in (True, False):
            before = shelf.everything()
            shelf.forget()
            found = run(task.main, task.given(name), check=mode, admin_url=shelf.site.admin_url)
            judge(found, shelf, before, task, name, mode)
        explore.seen(version, name, there, number)

    explore(
        check,
        version=st.sampled_from(sites.versions if sites.real else (*VERSIONS, "25.4.0", "26.3-dev")),
        number=st.sampled_from(range(len(TASKS))),
        name=NAMES,
        there=st.booleans(),
    )


@pytest.mark.parametrize("name", [*ODD, "b?", "a/b?c"])
def test_subjects_and_clients_in_paths_of_the_first_generation(name: str, sites: Sites, run: Runner) -> None:
    if sites.real:
        pytest.skip("no real server is that old")
    site = sites("1.0.0-rc.6")
    assert site.stand_in is not None
    lost = "/" in name or name in ("", ".", "..")
    for main, given in (
        (hydra_consent_session.main, {"subject": name, "all": True, "state": "absent", "unlisted": True}),
        (hydra_consent_session.main, {"subject": "alice", "client_id": name, "state": "absent", "unlisted": True}),
        (hydra_login_session.main, {"subject": name}),
    ):
        for check in (True, False):
            site.stand_in.reset_log()
            found = run(main, given, check=check, admin_url=site.admin_url)
            assert found.failed is lost, found.result
            paths = [entry.path for entry in site.stand_in.log if entry.method == "DELETE"]
            assert paths == [] if lost or check else all(path.endswith(quote(name, safe="")) for path in paths)
