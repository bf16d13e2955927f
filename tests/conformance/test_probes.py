# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells one generation from another where ``/version`` does not: requests that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from hydra_stand_in import SERVED, StandIn
from hydra_stand_in.versions import version_key
from support import servers

_UNUSED = "00000000-0000-4000-8000-000000000000"
_OK, _NO_ROUTE, _MISSING, _ELSEWHERE = "200", "404 of a route", "404 of a resource", "307"


@dataclass(frozen=True)
class Probe:
    """One request, and what it is answered: at first, and from each later version on."""

    method: str
    path: str
    first: str
    later: tuple[tuple[str, str], ...]
    body: Any = None

    def expected(self, version: str) -> str:
        known = [(version_key("1.0.0-rc.1"), self.first), *((version_key(since), what) for since, what in self.later)]
        return max(each for each in known if each[0] <= version_key(version))[1]


_PROBES = (
    Probe("GET", "/admin/clients?page_size=1", _NO_ROUTE, (("2.0.0", _OK),)),
    Probe("GET", "/admin/version", _NO_ROUTE, (("25.4.0", _OK),)),
    Probe("POST", f"/admin/clients/{_UNUSED}/secrets/rotate", _NO_ROUTE, (("26.3-dev", _MISSING),)),
    Probe(
        "GET",
        "/oauth2/auth/sessions/consent?subject=x",
        _NO_ROUTE,
        (("1.0.0-rc.10", _OK), ("2.0.0", _ELSEWHERE), ("25.4.0", _OK)),
    ),
    Probe(
        "GET",
        "/trust/grants/jwt-bearer/issuers",
        _NO_ROUTE,
        (("1.11.0", _OK), ("2.0.0", _ELSEWHERE), ("25.4.0", _OK)),
    ),
    # A key that nothing is signed with, as access tokens are opaque.
    Probe(
        "GET",
        "/keys/hydra.jwt.access-token",
        _MISSING,
        (("1.0.9", _OK), ("2.0.0", _ELSEWHERE), ("25.4.0", _MISSING)),
    ),
    Probe(
        "PUT",
        f"/clients/{_UNUSED}/lifespans",
        _NO_ROUTE,
        (("1.11.9", _MISSING), ("2.0.0", _ELSEWHERE), ("25.4.0", _MISSING)),
        {},
    ),
    Probe(
        "PATCH",
        f"/clients/{_UNUSED}",
        "405",
        (("1.10.2", _MISSING), ("2.0.0", _ELSEWHERE), ("25.4.0", _MISSING)),
        [],
    ),
    Probe("DELETE", "/oauth2/tokens", _NO_ROUTE, (("1.8.5", "400"), ("2.0.0", _ELSEWHERE), ("25.4.0", "400"))),
    Probe(
        "GET",
        f"/clients/{_UNUSED}",
        _MISSING,
        (("1.3.0", "401"), ("1.11.0", _MISSING), ("2.0.0", _ELSEWHERE), ("25.4.0", _MISSING)),
    ),
)


@pytest.fixture(scope="module", params=[*servers.real_kinds(), *SERVED], ids=lambda each: getattr(each, "id", each))
def running(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The version and the admin URL of a real server, or of the stand-in."""
    if isinstance(request.param, servers.Kind):
        with servers.start(kind=request.param) as server:
            yield server.version, server.admin_url
    else:
        with StandIn(request.param) as hydra:
            yield hydra.version, hydra.admin_url


def _sent(admin_url: str, method: str, path: str, body: Any = None) -> requests.Response:
    headers = {"Accept": "application/json"}
    url = admin_url + path
    return requests.request(method, url, json=body, headers=headers, timeout=30, allow_redirects=False)


def _what(reply: requests.Response) -> str:
    if reply.status_code != 404:
        return str(reply.status_code)
    try:
        error = reply.json().get("error")
    except ValueError:
        return _NO_ROUTE
    return _MISSING if isinstance(error, str) and not error.startswith("Error 404 - ") else _NO_ROUTE


@pytest.mark.parametrize("probe", _PROBES, ids=lambda probe: f"{probe.method} {probe.path}")
def test_probe(running: tuple[str, str], probe: Probe) -> None:
    version, admin_url = running
    assert _what(_sent(admin_url, probe.method, probe.path, probe.body)) == probe.expected(version)


def test_the_form_of_errors_changed_with_1_9(running: tuple[str, str]) -> None:
    version, admin_url = running
    prefix = "/admin" if version_key(version) >= version_key("2.0.0") else ""
    reply = _sent(admin_url, "PUT", f"{prefix}/clients/{_UNUSED}", {})
    assert reply.status_code == 404
    assert ("status_code" in reply.json()) is (version_key(version) < version_key("1.9.0"))


def test_errors_of_1_8_alone_are_verbose(running: tuple[str, str]) -> None:
    version, admin_url = running
    prefix = "/admin" if version_key(version) >= version_key("2.0.0") else ""
    reply = _sent(admin_url, "GET", f"{prefix}/clients/{_UNUSED}")
    assert ("error_verbose" in reply.json()) is (version_key("1.8.0") <= version_key(version) < version_key("1.9.0"))


def test_1_9_and_1_10_report_no_version(running: tuple[str, str]) -> None:
    version, admin_url = running
    said = _sent(admin_url, "GET", "/version").json()["version"]
    assert (said == "") is (version_key("1.9.0") <= version_key(version) < version_key("1.11.0"))


def test_a_build_without_a_version_and_a_gateway_that_hides_it() -> None:
    with StandIn("2.3.0") as hydra:
        for said in ("master", "", "dev-abc123"):
            hydra.reported_version = said
            assert _sent(hydra.admin_url, "GET", "/version").json() == {"version": said}
        hydra.hide_version = True
        hidden = _sent(hydra.admin_url, "GET", "/version")
        assert (hidden.status_code, hidden.headers["Content-Type"]) == (404, "text/html")
        switches = f"{hydra.admin_url}/__stand_in__/switches"
        shown = requests.put(switches, json={"hide_version": False, "reported_version": None}, timeout=10).json()
        assert (shown["hide_version"], shown["reported_version"]) == (False, None)
        assert _sent(hydra.admin_url, "GET", "/version").json() == {"version": "v2.3.0"}
        assert requests.put(switches, json={"reported_version": 1}, timeout=10).status_code == 400
