# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stand-in has besides Hydra's API: starting and stopping, the request log, switches and faults."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from hydra_stand_in import SERVED, Fault, StandIn, clock

# The command as it is installed.
_COMMAND = str(Path(sys.executable).with_name("hydra-stand-in"))


@pytest.fixture
def hydra() -> Iterator[StandIn]:
    with StandIn("26.2.0") as stand_in:
        yield stand_in


def _clients(hydra: StandIn) -> str:
    return f"{hydra.admin_url}/admin/clients"


@pytest.mark.parametrize("version", SERVED)
def test_command_line(version: str) -> None:
    command = [_COMMAND, "--version", version]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            assert (ready["version"], ready["pid"]) == (version, process.pid)
            reported = "" if version.startswith(("1.9.", "1.10.")) else f"v{version}"
            assert requests.get(f"{ready['admin_url']}/version", timeout=10).json() == {"version": reported}
            assert requests.get(f"{ready['public_url']}/health/alive", timeout=10).status_code == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
            assert process.stdout.read() == ""
        finally:
            process.kill()


@pytest.mark.parametrize("version", ["26.9.0", "1.5.0", "0.9", "nonsense", ""])
def test_a_version_that_is_not_served_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"not (serve|a version)"):
        StandIn(version)
    done = subprocess.run([_COMMAND, "--version", version], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("version", "store"), [("1.9.2", "memory"), ("26.2.0", "memory"), ("1.4.10", "postgres")])
def test_a_store_that_a_version_has_not_is_refused(version: str, store: str) -> None:
    with pytest.raises(ValueError, match="store"):
        StandIn(version, store=store)


def test_the_store_in_memory_has_its_own_habits() -> None:
    for store, absent in (("sql", []), ("memory", None)):
        with StandIn("1.4.10", store=store) as hydra:
            requests.post(f"{hydra.admin_url}/clients", json={"client_id": "a"}, timeout=10)
            client = requests.get(f"{hydra.admin_url}/clients/a", timeout=10).json()
            assert (client["contacts"], "jwks" in client) == (absent, store == "sql")


def test_short_version_names(hydra: StandIn) -> None:
    with StandIn("26.2") as short, StandIn("v1.11.10") as prefixed:
        assert (short.version, prefixed.version) == ("26.2.0", "1.11.10")
        assert len({hydra.admin_url, short.admin_url, prefixed.admin_url}) == 3


def test_a_port_that_is_taken_is_an_error(hydra: StandIn) -> None:
    port = int(hydra.admin_url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        StandIn("26.2.0", admin_port=port).start()


def test_log(hydra: StandIn) -> None:
    requests.post(_clients(hydra), json={"client_id": "a", "client_secret": "never-logged"}, timeout=10)
    requests.get(_clients(hydra), params={"page_size": "2"}, timeout=10)
    requests.get(f"{hydra.public_url}/nothing%2Fhere", timeout=10)
    assert [tuple(entry) for entry in hydra.log] == [
        ("POST", "/admin/clients", "", 201, "admin"),
        ("GET", "/admin/clients", "page_size=2", 200, "admin"),
        ("GET", "/nothing%2Fhere", "", 404, "public"),
    ]
    assert "never-logged" not in repr(hydra.log)
    hydra.reset_log()
    assert hydra.log == []


def test_read_only(hydra: StandIn) -> None:
    hydra.read_only = True
    assert requests.post(_clients(hydra), json={}, timeout=10).status_code == 599
    assert requests.get(_clients(hydra), timeout=10).json() == []
    revoke = requests.post(f"{hydra.public_url}/oauth2/revoke", data={"token": "x"}, timeout=10)
    assert revoke.status_code == 400  # the check of a secret is no write
    assert [entry.method for entry in hydra.violations] == ["POST"]
    hydra.read_only = False
    assert requests.post(_clients(hydra), json={}, timeout=10).status_code == 201


def test_latency(hydra: StandIn) -> None:
    hydra.latency = 0.2
    start = time.monotonic()
    requests.get(_clients(hydra), timeout=10)
    assert time.monotonic() - start >= 0.2


def test_a_fault_answers_instead(hydra: StandIn) -> None:
    hydra.faults = [Fault(times=2, status=503, headers={"Retry-After": "1"}, body="{}", method="POST")]
    for expected in (503, 503, 201):
        reply = requests.post(_clients(hydra), json={"client_id": "a"}, timeout=10)
        assert reply.status_code == expected
    assert hydra.faults == []
    hydra.faults = [Fault(status=200, body="<html>", headers={"Content-Type": "text/html"}, skip=1)]
    assert requests.get(_clients(hydra), timeout=10).headers["Content-Type"].startswith("application/json")
    assert requests.get(_clients(hydra), timeout=10).headers["Content-Type"] == "text/html"


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_a_connection_is_dropped(hydra: StandIn, when: str, kept: int) -> None:
    hydra.faults = [Fault(when=when, path="/clients$")]
    with pytest.raises(requests.ConnectionError):
        requests.post(_clients(hydra), json={"client_id": "a"}, timeout=10)
    assert [entry.status for entry in hydra.log] == [0]
    assert len(hydra.state.clients) == kept


def test_control_over_http(hydra: StandIn) -> None:
    control = f"{hydra.admin_url}/__stand_in__"
    switches: dict[str, Any] = {"read_only": True, "latency": 0.0, "faults": [{"status": 502, "interface": "admin"}]}
    shown = requests.put(f"{control}/switches", json=switches, timeout=10).json()
    assert shown == requests.get(f"{control}/switches", timeout=10).json()
    assert (shown["read_only"], shown["faults"][0]["status"]) == (True, 502)
    assert requests.get(_clients(hydra), timeout=10).status_code == 502
    assert requests.post(_clients(hydra), json={}, timeout=10).status_code == 599
    log = requests.get(f"{control}/log", timeout=10).json()
    assert [(entry["method"], entry["status"]) for entry in log] == [("GET", 502), ("POST", 599)]
    assert requests.delete(f"{control}/log", timeout=10).status_code == 204
    assert requests.get(f"{control}/log", timeout=10).json() == []
    for bad in ({"nonsense": 1}, {"faults": [{"nonsense": 1}]}, {"faults": [{"when": "never"}]}):
        assert requests.put(f"{control}/switches", json=bad, timeout=10).status_code == 400


# Recordings have 3599 and 3600 for the same request, 599 and 600 too: when a token expires is rounded to a second.
@pytest.mark.parametrize(("moment", "left"), [(1_900_000_000.25, -1), (1_900_000_000.5, 0), (1_900_000_000.75, 0)])
def test_what_is_left_depends_on_the_fraction_of_the_second(
    hydra: StandIn, monkeypatch: pytest.MonkeyPatch, moment: float, left: int
) -> None:
    monkeypatch.setattr(clock, "time", lambda: moment)
    device = "urn:ietf:params:oauth:grant-type:device_code"
    client = {"client_id": "a", "grant_types": [device, "client_credentials"], "client_secret": "some-secret"}
    requests.post(_clients(hydra), json=client | {"token_endpoint_auth_method": "client_secret_post"}, timeout=10)
    form = {"client_id": "a", "client_secret": "some-secret"}
    begun = requests.post(f"{hydra.public_url}/oauth2/device/auth", data=form, timeout=10).json()
    assert begun["expires_in"] == 600 + left
    form["grant_type"] = "client_credentials"
    token = requests.post(f"{hydra.public_url}/oauth2/token", data=form, timeout=10).json()
    assert token["expires_in"] == 3599  # this grant does not round


def test_state_is_reset(hydra: StandIn) -> None:
    requests.post(_clients(hydra), json={"client_id": "a"}, timeout=10)
    assert requests.delete(f"{hydra.admin_url}/__stand_in__/state", timeout=10).status_code == 204
    assert requests.get(_clients(hydra), timeout=10).json() == []


def test_an_operation_that_is_not_served_says_so(hydra: StandIn) -> None:
    reply = requests.post(f"{hydra.public_url}/credentials", timeout=10)
    assert (reply.status_code, reply.json()["error"]) == (501, "not_served")


# One for each algorithm that servers hash secrets with.
@pytest.mark.parametrize("version", ["26.2.0", "1.11.10"])
def test_hash_cost(version: str) -> None:
    with StandIn(version, hash_cost=1.0) as hydra:
        prefix = "" if version.startswith("1.") else "/admin"
        start = time.process_time()
        for _number in range(3):
            requests.post(f"{hydra.admin_url}{prefix}/clients", json={}, timeout=10)
        assert time.process_time() - start > 3 * (0.02 if version.startswith("1.") else 0.002)
        body = {"client_secret": "given-secret", "token_endpoint_auth_method": "client_secret_post"}
        made = requests.post(f"{hydra.admin_url}{prefix}/clients", json=body, timeout=10).json()
        secret = {"token": "x", "client_id": made["client_id"], "client_secret": "given-secret"}
        assert requests.post(f"{hydra.public_url}/oauth2/revoke", data=secret, timeout=10).status_code == 200
