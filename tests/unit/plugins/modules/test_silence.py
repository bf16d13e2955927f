# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules print of secrets, which is nothing, and of data, which is right or told not to be."""

from __future__ import annotations

import base64
import json
import typing as t
from urllib.parse import quote

import pytest
import requests

from ansible_collections.ory.hydra.plugins.module_utils._module.masking import texts_in
from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_clients,
    hydra_device_request,
    hydra_jwk_set,
    hydra_token_info,
    hydra_trusted_issuers,
)
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, pem, private_key
from ansible_collections.ory.hydra.tests.unit._model import Answer, Call, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

EC_PEM, JWK_OF_EC_PEM = pem(private_key()), ec_jwk()
S = "private-secret-0001"
ENTRY = {"client_id": "a", "client_secret": S}
CONNECTION: t.Dict[str, t.Any] = {"api_token": "private-token", "headers": {"Authorization": "Bearer private-header"}}


def silent(run: Run, words: str = "") -> Run:
    assert run.failed, run.result
    assert "private-" not in run.output
    assert words in run.msg, run.msg
    return run


def echo(call: Call) -> Answer:
    """Answer as a gateway that repeats what it got."""
    said = "%s %s %s %s" % (call.url, dict(call.headers), call.text, quote(call.text))
    return Answer(400, {"error": "invalid_request", "error_description": said})


@pytest.mark.parametrize(
    "clients, words",
    [
        ([[ENTRY]], "clients[0] must be a dictionary, not a list"),
        ([ENTRY, "oops"], "clients[1] must be a dictionary, not a string"),
        ([ENTRY, None], "clients[1] must be a dictionary, not null"),
        ([json.dumps(ENTRY)[:-2]], "clients[0] must be a dictionary, and is text that is not valid JSON"),
        (ENTRY, "clients must be a list of dictionaries, not a dictionary"),
        ([dict(ENTRY, client_sekret=S)], "unknown option client_sekret"),
        ([dict(ENTRY, state="gone", registration_access_token=S)], ""),
    ],
)
def test_arguments_that_are_refused_are_not_repeated(hydra: Hydra, run: Runner, clients: t.Any, words: str) -> None:
    silent(run(hydra_clients.main, clients=clients, **CONNECTION), words)


def test_arguments_that_are_refused_are_shown_where_their_shape_is_known(run: Runner) -> None:
    one = silent(run(hydra_clients.main, clients=[[ENTRY]], clientz=[ENTRY], concurrency=2, **CONNECTION))
    shown = one.result["invocation"]["module_args"]
    assert shown["concurrency"] == 2
    assert shown["admin_url"] == "http://127.0.0.1:4445"
    assert shown["clients"] == shown["headers"] == "VALUE_NOT_SHOWN"
    assert shown["api_token"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.mark.parametrize(
    "of_all",
    [
        {"defaults": {"client_secret": S}},
        {"presets": {"web": {"client_secret": S}}},
        {"presets": json.dumps({"web": {"client_secret": S}})},
        {"presets": [{"web": {"client_secret": S}}]},
        {"defaults": [[{"client_secret": S}]]},
        {"defaults": {"metadata": {"client_secret": S}, "client_secret": S}, "presets": {"web": S}},
    ],
)
def test_what_is_said_of_all_clients_is_not_repeated(hydra: Hydra, run: Runner, of_all: t.Dict[str, t.Any]) -> None:
    hydra.disturb("POST /admin/clients", lambda call, _go: echo(call))
    clients = [{"client_id": "a", "preset": "web"}, {"client_id": "b", "preset": "wbe"}]
    silent(run(hydra_clients.main, of_all, clients=clients))
    silent(run(hydra_clients.main, of_all, clients=clients[:1]))


@pytest.mark.parametrize("headers", ['{"X-Key": "%s"' % S, "[1", "[[%s]]" % S, S, "Authorization: Bearer " + S])
def test_headers_of_the_environment_are_not_repeated(
    run: Runner, monkeypatch: pytest.MonkeyPatch, headers: str
) -> None:
    monkeypatch.setenv("HYDRA_HEADERS", headers)
    silent(run(hydra_client.main, client_id="a", timeout="soon"))
    silent(run(hydra_client.main, client_id="a"))


def test_what_is_no_header_is_not_repeated(run: Runner) -> None:
    silent(run(hydra_client.main, client_id="a", headers={"Bearer " + S: None}), "headers must be a dictionary")


def test_the_password_of_an_address_is_not_repeated(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    silent(run(hydra_client.main, client_id="a", admin_url="http://me:%s@127.0.0.1" % S))
    monkeypatch.setenv("HYDRA_ADMIN_URL", "http://me:%s@127.0.0.1" % S)
    silent(run(hydra_client.main, admin_url=None, client_id="a"))


def test_the_password_of_a_proxy_is_not_repeated(wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:%s@proxy.example.com" % S)
    broken = requests.exceptions.ProxyError("cannot connect to http://me:%s@proxy.example.com" % S)
    wire.script += [broken] * 9
    silent(run(hydra_client.main, client_id="a", admin_url="http://hydra.example.com", retries=0), "Cannot reach")


@pytest.mark.parametrize(
    "key", [{"pem": EC_PEM}, {"jwk": dict(JWK_OF_EC_PEM, d=JWK_OF_EC_PEM["d"] + "=")}, {"jwk": repr(JWK_OF_EC_PEM)}]
)
def test_a_key_that_is_sent_back_is_hidden_as_it_was_sent(hydra: Hydra, run: Runner, key: t.Any) -> None:
    hydra.disturb("PUT /admin/keys/s/k", lambda call, _go: echo(call))
    hydra.disturb("PUT /admin/keys/s", lambda call, _go: echo(call))
    one = silent(run(hydra_jwk_set.main, set="s", keys=[dict(key, kid="k")]), "invalid_request")
    assert JWK_OF_EC_PEM["d"] not in one.output
    assert "********" in one.msg


@pytest.mark.parametrize(
    "jwk",
    [
        repr(JWK_OF_EC_PEM)[:-1],
        {name: value for name, value in JWK_OF_EC_PEM.items() if name != "kty"},
        " ".join("%s=%s" % one for one in JWK_OF_EC_PEM.items() if one[0] != "kty"),
        [JWK_OF_EC_PEM],
    ],
)
def test_a_key_that_is_refused_is_not_repeated(hydra: Hydra, run: Runner, jwk: t.Any) -> None:
    one = silent(run(hydra_jwk_set.main, set="s", keys=[{"kid": "k", "jwk": jwk}]))
    assert JWK_OF_EC_PEM["d"] not in one.output
    many = silent(run(hydra_trusted_issuers.main, trusted_issuers=[{"issuer": "i", "subject": "s", "jwk": jwk}]))
    assert JWK_OF_EC_PEM["d"] not in many.output


def test_basic_credentials_are_hidden_as_they_are_sent(hydra: Hydra, wire: Wire, run: Runner) -> None:
    wire.script[:] = [echo]
    one = silent(run(hydra_client.main, client_id="a", username="me", password=S, retries=0))
    assert base64.b64encode(("me:" + S).encode()).decode() not in one.output


def test_a_token_is_hidden_as_it_is_sent(hydra: Hydra, run: Runner) -> None:
    hydra.disturb("POST /admin/oauth2/introspect", lambda call, _go: echo(call))
    one = silent(run(hydra_token_info.main, token="private+to/ken=1"), "invalid_request")
    assert "to%2Fken" not in one.output


def test_a_short_code_is_hidden(hydra: Hydra, run: Runner) -> None:
    hydra.disturb(
        "PUT /admin/oauth2/auth/requests/device/accept",
        lambda call, _go: Answer(400, {"error": "x", "error_description": "no code AbC1 in AbC1234, " + call.text}),
    )
    one = silent(run(hydra_device_request.main, device_challenge="private-challenge", user_code="AbC1"))
    assert "no code ******** in AbC1234" in one.msg
    assert '"AbC1' not in one.output


def test_what_is_no_credential_masks_nothing(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", redirect_uris=["https://a.example.com/cb"], client_name="acme")
    headers = {"X-Forwarded-Proto": "https", "X-Tenant": "acme"}
    one = run(hydra_client_info.main, headers=headers)
    assert one.result["clients"][0]["redirect_uris"] == ["https://a.example.com/cb"]
    two = run(hydra_client.main, client_id="a", client_name="Acme", headers=headers)
    assert two.result["client"]["redirect_uris"] == ["https://a.example.com/cb"]
    assert two.warnings == []


def test_data_that_would_be_masked_is_refused(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", scope="openid profile", client_name="openid-connect")
    one = run(hydra_client_info.main, username="me", password="openid")
    assert one.failed
    assert "clients" not in one.result
    assert "clients[0].scope (it has the value of password)" in one.msg
    assert "openid" not in one.output.replace("openid-connect", "")


def test_data_of_a_change_that_has_a_mask_is_told(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", scope="openid profile")
    one = run(hydra_client.main, client_id="a", client_name="A", username="me", password="openid")
    assert not one.failed
    assert one.result["client"]["scope"] == "******** profile"
    assert any("client.scope (it has the value of password)" in text for text in one.warnings)


def test_a_key_of_somebody_else_masks_no_data(hydra: Hydra, run: Runner) -> None:
    # Anyone who may register a client chooses what its key has as a private member.
    hydra.add("a", redirect_uris=["https://a.example.com"], jwks={"keys": [dict(JWK_OF_EC_PEM, d="https")]})
    hydra.add("b", jwks={"keys": [dict(JWK_OF_EC_PEM, d="https://a.example.com")]})
    one = run(hydra_client_info.main)
    assert one.result["clients"][0]["redirect_uris"] == ["https://a.example.com"]
    assert "d" not in one.result["clients"][0]["jwks"]["keys"][0]


def test_a_private_key_that_is_asked_for_is_data(hydra: Hydra, run: Runner) -> None:
    one = run(hydra_jwk_set.main, set="s", keys=[{"kid": "k", "pem": EC_PEM}], return_private=True)
    assert one.result["jwk_set"]["jwks"]["keys"][0]["d"] == JWK_OF_EC_PEM["d"]
    assert JWK_OF_EC_PEM["d"] not in json.dumps([one.result["diff"], one.result["invocation"]])


def test_what_nobody_foresaw_is_told_without_secrets(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: t.Any) -> None:
        raise KeyError("what about %s" % S)

    monkeypatch.setattr("ansible_collections.ory.hydra.plugins.module_utils._module.run.converge", broken)
    silent(run(hydra_client.main, client_id="a", client_secret=S), "Unexpected error in ory.hydra, please report it")


OBEYED = "\x1b[2K\x1b]0;t\x07\r\nok: [all]\t\x9b31m\u202eko\u2066"
SHOWN = r"\x1b[2K\x1b]0;t\x07"


def _refuses(**members: t.Any) -> t.Callable[[Call, t.Any], Answer]:
    return lambda _call, _go: Answer(400, {"error": "e", "error_description": "d", **members})


EVERY_PROBE = "GET /version, GET /admin/clients, GET /clients"


@pytest.mark.parametrize(
    "version, call, answer",
    [
        ("26.2.0", "POST /admin/clients", _refuses(error=OBEYED)),
        ("26.2.0", "POST /admin/clients", _refuses(error_description=OBEYED)),
        ("1.4.10", "POST /clients", _refuses(error_hint=OBEYED)),
        ("1.4.10", "POST /clients", _refuses(error_debug=OBEYED)),
        ("26.2.0", "GET /admin/clients/a", lambda _call, _go: Answer(200, {"client_id": OBEYED})),
        ("26.2.0", "GET /admin/clients/a", lambda _call, _go: Answer(302, headers={"Location": "https://b/" + OBEYED})),
        ("26.2.0", EVERY_PROBE, lambda _call, _go: Answer(302, headers={"Location": OBEYED})),
        ("26.2.0", "POST /admin/clients", lambda _call, go: Answer(201, dict(go(_call).body, owner=OBEYED))),
    ],
)
def test_no_terminal_obeys_a_server(
    version: str, call: str, answer: t.Any, serve: t.Callable[[str], Hydra], run: Runner
) -> None:
    entry = dict(ENTRY, owner="o")
    for main, given in (
        (hydra_client.main, entry),
        (hydra_clients.main, {"clients": [entry], "continue_on_error": True}),
    ):
        hydra = serve(version)
        for line in call.split(", "):
            hydra.disturb(line, answer)
        one = run(main, given)
        rows = (one.result, *one.result.get("actions", []))
        texts = [row.get(name) for row in rows for name in ("msg", "failure", "warnings")]
        whole = "".join(texts_in(texts))
        assert SHOWN in whole, one.output
        assert [sign for sign in whole if sign in OBEYED and not sign.isprintable()] == []


def test_what_a_terminal_would_obey_stays_in_data(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", client_name=OBEYED)
    (found,) = run(hydra_client_info.main, client_id="a").result["clients"]
    assert found["client_name"] == OBEYED
    diff = run(hydra_client.main, client_id="a", client_name="b").result["diff"]
    assert diff["before"]["client_name"].startswith(SHOWN) and "\n" in diff["before"]["client_name"]
