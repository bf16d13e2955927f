# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a module reaches its server, through the main() of one of them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._server import http_client
from ansible_collections.ory.hydra.plugins.modules.hydra_client import main
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Hydra, Wire, refused
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
CONNECTION_SECRETS = {"api_token": "private-token", "headers": {"X-Key": "private-header"}}


def ok(run: Run) -> Run:
    assert not run.failed, run.result
    assert run.code == 0
    return run


def fails(run: Run, words: str) -> Run:
    assert run.failed
    assert run.code == 1
    assert words in run.msg, run.msg
    return run


def test_the_environment_serves_where_an_option_is_not_given(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "ADMIN_URL": ADMIN,
        "PUBLIC_URL": PUBLIC,
        "API_TOKEN": "private-env",
        "TIMEOUT": "7.5",
        "VALIDATE_CERTS": "no",
        "RETRIES": "0",
        "HEADERS": '{"X-Tenant-Key": "private-tenant"}',
        "CA_PATH": "/ca.pem",
        "CLIENT_CERT": "/c.pem",
        "CLIENT_KEY": "/k.pem",
        "USE_PROXY": "no",
    }.items():
        monkeypatch.setenv("HYDRA_" + name, value)
    hydra.add("app", "the-secret")
    one = ok(run(main, admin_url=None, client_id="app", client_secret="the-secret"))
    assert one.result["secret_status"] == "verified"
    assert "private-" not in one.output
    call = wire.calls[0]
    assert (call.timeout, call.verify, call.cert) == (7.5, False, ("/c.pem", "/k.pem"))
    assert (call.headers["Authorization"], call.headers["X-Tenant-Key"]) == ("Bearer private-env", "private-tenant")
    ok(run(main, client_id="app", timeout=9, api_token="private-task"))
    assert (wire.calls[-1].timeout, wire.calls[-1].headers["Authorization"]) == (9, "Bearer private-task")


def test_credentials_of_the_task_win_over_those_of_the_environment(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra.add("app")
    monkeypatch.setenv("HYDRA_API_TOKEN", "private-env")
    ok(run(main, client_id="app", username="u", password="private-password"))
    assert wire.calls[-1].headers["Authorization"].startswith("Basic ")
    monkeypatch.delenv("HYDRA_API_TOKEN")
    monkeypatch.setenv("HYDRA_USERNAME", "u")
    monkeypatch.setenv("HYDRA_PASSWORD", "private-password")
    ok(run(main, client_id="app", api_token="private-task"))
    assert wire.calls[-1].headers["Authorization"] == "Bearer private-task"
    monkeypatch.setenv("HYDRA_API_TOKEN", "private-env")
    fails(run(main, client_id="app"), "api_token and username")


def test_an_empty_variable_is_none(hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    # AWX sets one for every input of a credential that was left blank.
    names = (
        "PUBLIC_URL API_TOKEN USERNAME PASSWORD VALIDATE_CERTS CA_PATH CLIENT_CERT CLIENT_KEY TIMEOUT RETRIES HEADERS"
    )
    for name in names.split():
        monkeypatch.setenv("HYDRA_" + name, "")
    hydra.add("app")
    one = ok(run(main, client_id="app", client_secret="declared-secret"))
    assert one.result["secret_status"] == "unchecked"
    call = wire.calls[0]
    assert (call.timeout, call.verify, call.cert, call.headers.get("Authorization")) == (30, True, None, None)
    monkeypatch.setenv("HYDRA_ADMIN_URL", "")
    fails(run(main, admin_url=None, client_id="app"), "admin_url")


def test_user_and_password_of_the_environment(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYDRA_USERNAME", "me")
    monkeypatch.setenv("HYDRA_PASSWORD", "private-password")
    one = ok(run(main, client_id="app", return_secret=True))
    assert wire.calls[0].headers["Authorization"].startswith("Basic ")
    assert "private-password" not in one.output


def test_an_empty_variable_of_the_environment_is_none(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_TOKEN", "VALIDATE_CERTS", "RETRIES", "TIMEOUT", "HEADERS", "CA_PATH", "PUBLIC_URL"):
        monkeypatch.setenv("HYDRA_" + name, "")
    monkeypatch.setenv("HYDRA_USERNAME", "me")
    monkeypatch.setenv("HYDRA_PASSWORD", "private-password")
    ok(run(main, client_id="app", return_secret=True))
    assert wire.calls[0].headers["Authorization"].startswith("Basic ")
    assert (wire.calls[0].timeout, wire.calls[0].verify) == (30, True)


def test_authorization_in_headers_is_a_kind_of_credentials(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra.add("app")
    basic = {"username": "u", "password": "private-password"}
    header = {"AUTHORIZATION": "Custom private-header"}
    monkeypatch.setenv("HYDRA_HEADERS", '{"authorization": "Other private-header", "X-Tenant": "a"}')
    for options, sent, tenant in (
        ({}, "Other", "a"),
        ({"api_token": "private-token"}, "Bearer", "a"),
        (basic, "Basic", "a"),
        ({"headers": header}, "Custom", None),
        ({"api_token": "private-token", "connection": {"headers": header}}, "Custom", None),
        ({"headers": header, "connection": basic}, "Basic", None),
    ):
        one = ok(run(main, client_id="app", **options))
        headers = {name.lower(): value for name, value in wire.calls[-1].headers.items()}
        assert (headers["authorization"].split()[0], headers.get("x-tenant")) == (sent, tenant)
        assert "private-" not in one.output
    both = "api_token and Authorization in headers are both set, but a request can carry only one of them"
    assert fails(run(main, client_id="app", api_token="private-token", headers=header), both).msg == both
    monkeypatch.setenv("HYDRA_API_TOKEN", "private-token")
    fails(run(main, client_id="app"), both)


def test_credentials_are_not_for_the_public_api(hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app", "the-secret", token_endpoint_auth_method="client_secret_post")
    ok(
        run(
            main,
            CONNECTION_SECRETS,
            client_id="app",
            client_secret="the-secret",
            public_url=PUBLIC,
            client_cert="/c.pem",
        )
    )
    (asked,) = [call for call in wire.calls if call.url.startswith(PUBLIC)]
    assert "Authorization" not in asked.headers
    assert "X-Key" not in asked.headers
    assert asked.cert is None


@pytest.mark.parametrize(
    "options, words",
    [
        ({"admin_url": "127.0.0.1:4445"}, "admin_url must be an http"),
        ({"admin_url": "http://[::1"}, "admin_url must be an http"),
        ({"public_url": "http://[::1"}, "public_url must be an http"),
        ({"public_url": "nonsense"}, "public_url must be an http"),
        ({"admin_url": "unix:hydra.sock"}, "admin_url must name a Unix socket by its absolute path"),
        ({"public_url": "unix://hydra.sock"}, "public_url must name a Unix socket by its absolute path"),
        ({"timeout": 0}, "timeout must be above 0"),
        ({"timeout": 1e10}, "timeout must be above 0 and at most 86400"),
        ({"retries": -1}, "retries not below 0"),
        (
            {"api_token": "t0ken-1", "username": "u", "password": "passw0rd"},
            "api_token and username are both set, but a request can carry only one of them",
        ),
        ({"username": "u"}, "required together"),
        ({"client_key": "/k.pem"}, "client_cert"),
        ({"client_secret": "secret-1", "secret_file": "/x"}, "mutually exclusive"),
        ({"state": "gone"}, "state"),
        ({"subject_type": "both"}, "subject_type"),
        ({"unknown_option": 1}, "unknown_option"),
    ],
)
def test_options_that_cannot_be_right(options: Document, words: str, hydra: Hydra, wire: Wire, run: Runner) -> None:
    one = fails(run(main, options, client_id="app"), words)
    assert "Traceback" not in one.output
    assert wire.writes == []


def test_admin_url_is_needed(run: Runner) -> None:
    one = fails(run(main, admin_url=None, client_id="app", return_secret=True), "admin_url")
    assert one.msg == "admin_url is required (or the environment variable HYDRA_ADMIN_URL)"


def test_its_alias(hydra: Hydra, run: Runner) -> None:
    ok(run(main, admin_url=None, url=ADMIN, client_id="app", return_secret=True))


@pytest.mark.parametrize(
    "url, warned",
    [
        ("http://127.0.0.1:4445", False),
        ("http://localhost:4445", False),
        ("http://[::1]:4445", False),
        ("http://hydra.example:4445", True),
        ("http://10.0.0.1", True),
        ("https://hydra.example", False),
    ],
)
def test_plain_http_to_another_host_earns_a_warning(
    url: str, warned: bool, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    wire.handlers[url] = hydra.admin
    hydra.add("app")
    told = ok(run(main, admin_url=url, client_id="app")).warnings
    assert [("plain http" in sentence) for sentence in told] == ([True] if warned else [])


@pytest.mark.parametrize("given", ["option", "connection", "environment"])
def test_a_unix_socket(given: str, hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.handlers = {"http://localhost": hydra.admin}
    hydra.add("app")
    options: Document = {"admin_url": None}
    if given == "environment":
        monkeypatch.setenv("HYDRA_ADMIN_URL", "unix:///run/hydra/admin.sock")
    elif given == "connection":
        options = {"admin_url": ADMIN, "connection": {"admin_url": "unix:///run/hydra/admin.sock"}}
    else:
        options["admin_url"] = "unix:///run/hydra/admin.sock"
    one = ok(run(main, client_id="app", client_name="App", **options))
    assert (one.result["changed"], one.warnings) == (True, [])
    assert {call.url.partition("/admin")[0] for call in wire.calls} == {"http://localhost/version", "http://localhost"}


def test_an_unreachable_server(wire: Wire, run: Runner) -> None:
    wire.script[:] = [refused()] * 9
    one = fails(run(main, client_id="app"), "Cannot reach http://127.0.0.1:4445 (option admin_url)")
    assert "Traceback" not in one.output


def test_without_requests_the_sentence_is_ansibles_own(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "REQUESTS_TRACE", "Traceback: no requests")
    fails(run(main, client_id="app"), "Failed to import the required Python library (requests)")


def test_a_dictionary_of_the_connection_wins_over_everything(
    hydra: Hydra, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYDRA_TIMEOUT", "3")
    hydra.add("app")
    bundle = {"admin_url": ADMIN, "api_token": "private-token", "timeout": 7, "headers": {"X-Key": "private-header"}}
    given: Document = {"admin_url": "http://127.0.0.1:1", "username": "u", "password": "private-password", "timeout": 5}
    one = ok(run(main, client_id="app", connection=bundle, **given))
    assert (wire.calls[-1].timeout, wire.calls[-1].headers["Authorization"]) == (7, "Bearer private-token")
    assert "private-" not in one.output
    fails(run(main, client_id="app", connection={"client_name": "x"}), "unknown options: client_name")
    ok(run(main, client_id="app", connection={}))
    ok(run(main, client_id="app", connection=None))
