# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading clients, and the server, through the modules' main()."""

from __future__ import annotations

import email.utils
import re
import time
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_client_info, hydra_server_info
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Hydra, Wire, refused
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]


def ids(run: Run) -> t.List[str]:
    assert not run.failed, run.result
    assert run.changed is False
    assert "diff" not in run.result
    return [row["client_id"] for row in run.result["clients"]]


@pytest.mark.parametrize("version", ["1.4.10", "1.11.10", "2.1.2", "2.3.0", "26.2.0"])
@pytest.mark.parametrize(
    "options, found",
    [
        ({}, ["a", "b", "c"]),
        ({"client_id": "b"}, ["b"]),
        ({"client_id": "zz"}, []),
        ({"client_name": "N"}, ["a", "b"]),
        ({"client_name": "N", "owner": "o"}, ["b"]),
        ({"owner": "nobody"}, []),
        ({"metadata": {"env": "prod"}}, ["a", "c"]),
        ({"metadata": {"env": "prod", "n": 1}, "owner": "o"}, ["c"]),
    ],
)
def test_clients(version: str, options: Document, found: t.List[str], serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    hydra.add("c", owner="o", metadata={"env": "prod", "n": 1})
    hydra.add("a", client_name="N", metadata={"env": "prod"})
    hydra.add("b", client_name="N", owner="o")
    for check in (True, False):
        assert ids(run(hydra_client_info.main, options, check=check)) == found
    assert {call.method for call in wire.calls} == {"GET"}


def test_all_pages(hydra: Hydra, run: Runner) -> None:
    for index in range(1001):
        hydra.add("c%04d" % index)
    assert len(ids(run(hydra_client_info.main))) == 1001


def test_no_secret_is_returned(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", jwks={"keys": [{"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB", "d": "private-d"}]})
    hydra.clients["a"].update(client_secret="private-hash", registration_access_token="private-r", contacts=None)
    one = run(hydra_client_info.main)
    assert "private-" not in one.output
    shown = {"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB", "hidden": True}
    assert one.result["clients"][0]["jwks"] == {"keys": [shown]}
    assert one.result["clients"][0]["contacts"] == []


@pytest.mark.parametrize("other", [{"client_name": "x"}, {"owner": "x"}, {"metadata": {"a": 1}}])
def test_an_id_and_a_filter_exclude_each_other(other: Document, hydra: Hydra, run: Runner) -> None:
    one = run(hydra_client_info.main, other, client_id="a")
    assert one.failed
    assert "mutually exclusive" in one.msg


def test_a_failure_has_its_account(hydra: Hydra, wire: Wire, run: Runner) -> None:
    wire.script[:] = [Answer(200, {"version": "v26.2.0"}), Answer(500, {"error": "x", "error_description": "y"})]
    one = run(hydra_client_info.main)
    assert one.failed
    assert one.result["failure"] == {
        "operation": "list_clients",
        "id": None,
        "status": 500,
        "error": "x",
        "error_description": "y",
    }


# The server


@pytest.mark.parametrize(
    "version, reported, generation",
    [
        ("1.4.10", "v1.4.10", "1.3"),
        ("1.10.7", "", "1.9"),
        ("1.11.10", "v1.11.10", "1.11"),
        ("2.3.0", "v2.3.0", "2.2"),
        ("26.2.0", "v26.2.0", "26.2"),
    ],
)
def test_what_kind_of_server(
    version: str, reported: str, generation: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    serve(version)
    for check in (True, False):
        result = run(hydra_server_info.main, check=check).result
        assert (result["version"], result["generation"], result["alive"], result["ready"], result["changed"]) == (
            reported,
            generation,
            True,
            True,
            False,
        )
        assert result["capabilities"]["trusted_issuers"] == (version in ("1.11.10", "2.3.0", "26.2.0"))
        assert all(isinstance(has, bool) for has in result["capabilities"].values())
        assert "metrics" not in result
    assert wire.writes == []


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
def test_metrics(version: str, serve: Serve, run: Runner) -> None:
    serve(version)
    metrics = run(hydra_server_info.main, metrics=True).result["metrics"]
    assert metrics == [
        {"name": "go_goroutines", "type": "gauge", "labels": {}, "value": 19},
        {"name": "hits_total", "type": "untyped", "labels": {"path": "/a b"}, "value": 3},
    ]


def test_discovery(hydra: Hydra, wire: Wire, run: Runner) -> None:
    document = {"issuer": "https://auth.example.com", "token_endpoint": "https://auth.example.com/oauth2/token"}
    wire.handlers[PUBLIC] = lambda call: Answer(200, document)
    assert run(hydra_server_info.main, discovery=True, public_url=PUBLIC).result["discovery"] == document
    assert wire.lines[-1] == "GET /.well-known/openid-configuration"
    assert "discovery" not in run(hydra_server_info.main, public_url=PUBLIC).result
    one = run(hydra_server_info.main, discovery=True)
    assert (one.failed, one.msg) == (True, "discovery needs public_url, as the document is part of the public API")
    for strange in (Answer(404, "no"), Answer(200, "<p>"), Answer(200, ["issuer"]), Answer(200, {"a": 1})):
        wire.handlers[PUBLIC] = lambda call, strange=strange: strange  # type: ignore[misc]
        one = run(hydra_server_info.main, discovery=True, public_url=PUBLIC)
        assert one.failed
        assert "but not as Hydra's public API does; check public_url" in one.msg


@pytest.mark.parametrize(
    "seconds, told",
    [
        (0, None),
        (-20, None),
        (-40, "(39|40|41) seconds ahead of"),
        (300, "5 minutes behind"),
        (-7300, "2 hours ahead of"),
    ],
)
def test_clocks_that_differ_are_told_where_a_credential_is_refused(
    seconds: int, told: t.Optional[str], wire: Wire, run: Runner
) -> None:
    date = email.utils.formatdate(time.time() + seconds + 0.5, usegmt=True)
    wire.handlers[ADMIN] = lambda call: Answer(401, "no", {"Date": date})
    one = run(hydra_server_info.main)
    assert one.failed
    assert ("the clock of the host that runs the module is" in one.msg) is (told is not None)
    assert re.search(told or "", one.msg)


def test_a_server_that_is_not_ready(hydra: Hydra, wire: Wire, run: Runner) -> None:
    plain = wire.handlers[ADMIN]
    wire.handlers[ADMIN] = lambda call: Answer(503, {"errors": {}}) if call.path == "/health/ready" else plain(call)
    result = run(hydra_server_info.main).result
    assert (result["alive"], result["ready"]) == (True, False)


def test_how_the_public_api_is_reached_is_told_even_if_no_server_answers(wire: Wire, run: Runner) -> None:
    wire.handlers[ADMIN] = lambda call: Answer(500, {})
    given: t.Dict[str, t.Any] = {
        "public_url": "http://127.0.0.1:4444",
        "validate_certs": False,
        "ca_path": "/ca.pem",
        "use_proxy": False,
    }
    one = run(hydra_server_info.main, connection={"retries": 0}, **given)
    assert one.failed
    assert one.result["public_api"] == given


@pytest.mark.parametrize("wanted", ["alive", "ready"])
def test_waiting(wanted: str, hydra: Hydra, wire: Wire, run: Runner, clock: t.Any) -> None:
    wire.script[:] = [refused(), refused(), Answer(503), Answer(500, "no")]
    one = run(hydra_server_info.main, wait_for=wanted, wait_timeout=60)
    assert not one.failed, one.result
    assert wire.lines[:6] == ["GET /health/" + wanted] * 5 + ["GET /version"]
    assert 1 <= clock.now - 1000 <= 10


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("stated", [None, "given"])
@pytest.mark.parametrize("hidden", [Answer(404, "no"), Answer(302, headers={"Location": "/login"}), Answer(200, "<p>")])
def test_a_gateway_that_keeps_back_how_the_server_is(
    hidden: Answer, stated: t.Optional[str], version: str, serve: Serve, wire: Wire, run: Runner, clock: t.Any
) -> None:
    serve(version)
    plain = wire.handlers[ADMIN]
    starting = [Answer(503, "starting")] * 3
    passed = ("/admin/",) if version == "26.2.0" else ("/clients", "/trust/")

    def answer(call: Call) -> Answer:
        if not call.path.startswith(passed):
            return hidden
        return starting.pop() if starting else plain(call)

    wire.handlers[ADMIN] = answer
    options = {"server_version": version} if stated else {}
    one = run(hydra_server_info.main, options, wait_for="ready", wait_timeout=20, retries=0)
    assert not one.failed, one.result
    assert [one.result[name] for name in ("alive", "ready", "health_available")] == [True, True, False]
    assert not starting, "it did not wait"
    starting[:] = [Answer(503, "down")] * 1000
    one = run(hydra_server_info.main, options, wait_for="ready", wait_timeout=5, retries=0)
    assert one.failed
    assert "was not ready within 5 seconds (option wait_timeout): " in one.msg
    if stated:
        one = run(hydra_server_info.main, options, retries=0)
        assert [one.result[name] for name in ("alive", "ready", "health_available")] == [False, False, False]


def test_waiting_in_vain(wire: Wire, run: Runner, clock: t.Any) -> None:
    wire.script[:] = [refused()] * 500
    one = run(hydra_server_info.main, wait_for="ready", wait_timeout=20)
    assert one.failed
    assert (
        "Hydra at http://127.0.0.1:4445 was not ready within 20 seconds (option wait_timeout): Cannot reach" in one.msg
    )
    assert 15 <= clock.now - 1000 <= 21
    wire.script[:] = [Answer(503)] * 500
    assert "/health/ready answered 503" in run(hydra_server_info.main, wait_for="ready", wait_timeout=2).msg


def test_not_waiting(wire: Wire, run: Runner, clock: t.Any) -> None:
    wire.script[:] = [refused()] * 9
    one = run(hydra_server_info.main, retries=0)
    assert one.failed
    assert "Cannot reach" in one.msg
    assert clock.pauses == []
