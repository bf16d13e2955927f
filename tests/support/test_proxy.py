# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy forwards what it gets, counts it, and does the damage it is told to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from support import certificates, proxy, servers
from support.proxy import Proxy


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    with servers.start("26.2.0", False) as running:
        yield running


@pytest.fixture
def between(server: servers.Server) -> Iterator[Proxy]:
    with Proxy(server.admin_url, server.public_url) as running:
        yield running


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        yield opened


def test_ids_with_unusual_characters_pass_unchanged(between: Proxy, session: requests.Session) -> None:
    name = "a b%2F?#é"
    made = session.post(f"{between.admin_url}/admin/clients", json={"client_id": name, "client_secret": "very-secret"})
    assert made.status_code == 201
    url = f"{between.admin_url}/admin/clients/{quote(name, safe='')}"
    assert session.get(url).json()["client_id"] == name
    assert session.delete(url).status_code == 204
    assert [(entry.method, entry.status, entry.write) for entry in between.log] == [
        ("POST", 201, True),
        ("GET", 200, False),
        ("DELETE", 204, True),
    ]
    assert "very-secret" in between.secrets


def test_as_a_proxy_that_decodes_paths(between: Proxy, session: requests.Session) -> None:
    assert proxy.decoded("/a%2Fb%2F%2Fc/%2E/d%20e%3F%25?x=%2F") == "/a/b/c/d%20e%3F%25?x=%2F"
    assert proxy.decoded("/a%2F?x") == "/a/?x"
    between.switches.decodes = True
    name = "x" * 8
    assert session.get(f"{between.admin_url}/admin/clients/{name}%2Fa").text == "404 page not found\n"
    made = session.post(f"{between.admin_url}/admin/keys/{name}%2Fa", json={"alg": "RS256"})
    assert made.status_code == 405


def test_public_requests_and_introspection_are_no_writes(between: Proxy, session: requests.Session) -> None:
    session.post(f"{between.public_url}/oauth2/revoke", data={"token": "x"}, auth=("a", "b c"))
    session.post(f"{between.admin_url}/admin/oauth2/introspect", data={"token": "x"})
    assert [entry.interface for entry in between.log] == ["public", "admin"]
    assert between.writes == []
    assert "b c" in between.secrets


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "status", "status": 429, "retry_after": "1"}, 429),
        ({"kind": "html"}, 200),
        ({"kind": "empty"}, 200),
        ({"kind": "json", "body": "{}"}, 200),
        ({"kind": "redirect"}, 307),
    ],
)
def test_invented_replies_reach_no_server(
    fault: dict[str, Any], status: int, between: Proxy, server: servers.Server, session: requests.Session
) -> None:
    between.fault(**fault)
    url = f"{between.admin_url}/admin/clients"
    reply = session.post(url, json={"client_id": "never"}, allow_redirects=False)
    assert reply.status_code == status
    assert requests.get(f"{server.clients_url}/never", timeout=10).status_code == 404
    assert session.get(url).status_code == 200  # once only
    assert [entry.fault for entry in between.log] == [fault["kind"], ""]


@pytest.mark.parametrize("kind", ["status", "html", "empty"])
def test_an_invented_reply_to_what_was_done(
    kind: str, between: Proxy, server: servers.Server, session: requests.Session
) -> None:
    between.fault(kind, after=True, method="POST")
    reply = session.post(f"{between.admin_url}/admin/clients", json={"client_id": kind})
    assert reply.status_code == (503 if kind == "status" else 200)
    assert b"client_id" not in reply.content
    assert requests.get(f"{server.clients_url}/{kind}", timeout=10).ok


@pytest.mark.parametrize(("kind", "arrives"), [("drop_before", False), ("drop_after", True)])
def test_a_dropped_connection(
    kind: str, arrives: bool, between: Proxy, server: servers.Server, session: requests.Session
) -> None:
    between.fault(kind, method="POST")
    with pytest.raises(requests.ConnectionError):
        session.post(f"{between.admin_url}/admin/clients", json={"client_id": kind})
    assert requests.get(f"{server.clients_url}/{kind}", timeout=10).ok is arrives
    assert [(entry.status, entry.fault) for entry in between.log] == [(0, kind)]


def test_faults_choose_their_requests(between: Proxy, session: requests.Session) -> None:
    between.fault("status", status=503, method="GET", path="/version", skip=1, times=2)
    url = f"{between.admin_url}/version"
    assert [session.get(url).status_code for _unused in range(4)] == [200, 503, 503, 200]
    assert session.get(f"{between.admin_url}/health/alive").status_code == 200


def test_nothing_is_written_through_a_read_only_proxy(between: Proxy, session: requests.Session) -> None:
    between.switches.read_only = True
    reply = session.post(f"{between.admin_url}/admin/clients", json={})
    assert reply.status_code == proxy.VIOLATION
    assert [entry.fault for entry in between.writes] == ["read_only"]


def test_a_list_without_an_end(between: Proxy, server: servers.Server, session: requests.Session) -> None:
    requests.post(server.clients_url, json={"client_id": "one"}, timeout=10).raise_for_status()
    between.fault("endless_next", times=-1)
    url, seen = f"{between.admin_url}/admin/clients?page_size=3", set()
    for _unused in range(4):
        reply = session.get(url)
        assert len(reply.json()) == 3
        url = between.admin_url + reply.links["next"]["url"]
        seen.add(url)
    assert len(seen) == 4


def test_a_field_nobody_knows(between: Proxy, server: servers.Server, session: requests.Session) -> None:
    requests.post(server.clients_url, json={"client_id": "future"}, timeout=10).raise_for_status()
    between.fault("inject", times=-1, body='{"x_future": 1}')
    url = f"{between.admin_url}/admin/clients/future"
    client = session.get(url).json()
    assert client["x_future"] == 1
    session.put(url, json=client)
    session.put(url, json={"client_id": "future"})
    assert [entry.carried for entry in between.writes] == [True, False]


def test_it_is_steered_over_http(between: Proxy, session: requests.Session) -> None:
    control = f"{between.admin_url}/__proxy__"
    assert session.put(f"{control}/switches", json={"faults": [{"kind": "html"}], "latency": 0.01}).status_code == 200
    assert session.put(f"{control}/switches", json={"colour": "red"}).status_code == 400
    assert session.get(f"{between.admin_url}/version").headers["Content-Type"].startswith("text/html")
    taken = session.get(f"{control}/take").json()
    assert (taken["requests"], taken["writes"], taken["admin"], taken["public"]) == (1, 0, 1, 0)
    assert session.get(f"{control}/log").json() == []
    assert session.delete(f"{control}/switches").json()["latency"] == 0


def test_it_speaks_tls_for_a_private_authority(server: servers.Server, tmp_path: Path) -> None:
    made = certificates.make(tmp_path)
    with Proxy(server.admin_url, server.public_url, tls=made.server_context(ask_client=True)) as running:
        url = f"{running.admin_url}/version"
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=10)
        with pytest.raises(requests.ConnectionError):
            requests.get(url, verify=str(made.ca), timeout=10)
        pair = (str(made.client), str(made.client_key))
        assert requests.get(url, verify=str(made.ca), cert=pair, timeout=10).status_code == 200


def test_as_a_command(server: servers.Server) -> None:
    command = [
        sys.executable,
        str(Path(proxy.__file__)),
        "--admin-url",
        server.admin_url,
        "--public-url",
        server.public_url,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert requests.get(f"{said['admin_url']}/version", timeout=10).json() == {"version": "v26.2.0"}
        process.terminate()
        assert process.wait(timeout=10) == 0
