# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries as people have them: answers of the server and of modules, JSON text, and what surveys give."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_client_secret,
    hydra_clients,
    hydra_jwk_set,
    hydra_jwk_set_info,
    hydra_jwk_sets,
    hydra_login_request,
    hydra_token_info,
    hydra_trusted_issuer,
)
from ansible_collections.ory.hydra.tests.unit._keys import POINT, private_point
from ansible_collections.ory.hydra.tests.unit._model import (
    ADMIN,
    PUBLIC,
    Answer,
    Call,
    Handler,
    Hydra,
    Wire,
    answering,
    lost_before,
    refused,
)
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]
VERSIONS = ["1.4.10", "1.10.7", "1.11.10", "2.3.0", "25.4.0", "26.2.0"]
PRIVATE_KEY = private_point("private-d", kid="a")
UUID = "0f0f0f0f-1234-4abc-8def-0123456789ab"


def ok(run: Run) -> Run:
    assert not run.failed, run.result
    return run


def fails(run: Run, words: str) -> Run:
    assert run.failed
    assert words in run.msg, run.msg
    return run


def rests(one: Run, wire: Wire) -> None:
    ok(one)
    assert not one.changed, one.result
    assert wire.writes == []
    assert "private-" not in one.output


def unreachable(_call: Call, _handler: Handler) -> Answer:
    raise refused()


def add(hydra: Hydra, version: str, **more: t.Any) -> Document:
    """Add a client with all kinds of members; return it as GET answers."""
    members: Document = {
        "client_name": "App",
        "redirect_uris": ["https://a/cb", "https://b/cb"],
        "grant_types": ["authorization_code"],
        "contacts": ["", "x"],
        "scope": "openid offline",
        "jwks": {"keys": [PRIVATE_KEY]},
        "metadata": {"a": [1, 2.5], "b": None},
        "frontchannel_logout_session_required": True,
    }
    if version not in ("1.4.10", "1.10.7"):
        members["implicit_grant_id_token_lifespan"] = "1h30m0s"
    if version in ("2.3.0", "25.4.0", "26.2.0"):
        members["access_token_strategy"] = "jwt"
    return hydra.add("app", **dict(members, **more))


FORMS: t.Dict[str, t.Callable[[Document], t.Any]] = {
    "dictionaries": lambda entry: [entry],
    "JSON text of each": lambda entry: [json.dumps(entry)],
    "JSON text of all": lambda entry: json.dumps([entry]),
    "Python's spelling of each": lambda entry: [repr(entry)],
    "Python's spelling of all": lambda entry: repr([entry]),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("form", FORMS)
def test_the_answer_of_the_server_is_an_entry(form: str, version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    add(hydra, version)
    for more in ({}, {"registration_access_token": "private-r", "registration_client_uri": "http://a/b"}):
        answer = dict(hydra.clients["app"], **more)
        rests(run(hydra_clients.main, clients=FORMS[form](answer)), wire)
        rests(run(hydra_clients.main, clients=FORMS[form](answer), exhaustive=True, check=True), wire)
        rests(run(hydra_client.main, answer), wire)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_answers_of_the_modules_are_entries(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    add(hydra, version)
    found = ok(run(hydra_client_info.main)).result["clients"]
    assert found[0]["jwks"]["keys"][0]["hidden"] is True
    rests(run(hydra_clients.main, clients=found), wire)
    rests(run(hydra_client.main, found[0]), wire)
    one = run(hydra_client.main, client_id="app")
    rests(run(hydra_client.main, one.result["client"]), wire)
    many = run(hydra_clients.main, clients=[{"client_id": "app"}], return_objects=True)
    rests(run(hydra_clients.main, clients=json.dumps(many.result["clients"])), wire)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "private_key_jwt"])
def test_the_answer_to_a_creation_is_an_entry(method: str, hydra: Hydra, wire: Wire, run: Runner) -> None:
    """Hydra answers with a secret even where the method of the client has none."""
    body = {"client_id": "a", "client_secret": "private-1", "token_endpoint_auth_method": method}
    created = hydra.admin(Call("POST", ADMIN, "/admin/clients", {}, {}, json.dumps(body))).body
    assert created["grant_types"] is None
    assert created["registration_access_token"]
    assert created["client_secret"] == "private-1"
    rests(run(hydra_client.main, dict(created, public_url=PUBLIC)), wire)
    rests(run(hydra_clients.main, clients=json.dumps([created])), wire)


@pytest.mark.parametrize("method", ["none", "private_key_jwt"])
def test_a_secret_for_a_method_without_one_is_refused_where_no_server_said_it(
    method: str, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    entry = {"client_id": "a", "token_endpoint_auth_method": method, "client_secret": "private-1"}
    fails(run(hydra_clients.main, clients=[entry]), "has no secret: leave out client_secret")
    assert wire.writes == []


def test_a_result_makes_the_client_elsewhere_with_the_public_half_of_its_key(serve: Serve, run: Runner) -> None:
    hydra = serve("26.2.0")
    add(hydra, "26.2.0", contacts=["x"])
    found = ok(run(hydra_client_info.main)).result["clients"]
    other = serve("26.2.0")
    ok(run(hydra_clients.main, clients=found, return_secret=True))
    assert other.clients["app"]["jwks"] == {"keys": [dict(POINT, kid="a")]}
    assert other.clients["app"]["metadata"] == hydra.clients["app"]["metadata"]


def test_null_in_json_text_means_the_default(hydra: Hydra, run: Runner) -> None:
    hydra.add("app", client_name="App", contacts=["x"])
    done = ok(run(hydra_clients.main, clients=['{"client_id": "app", "client_name": null, "contacts": null}']))
    assert done.changed
    assert (hydra.clients["app"]["client_name"], hydra.clients["app"]["contacts"]) == ("", [])


@pytest.mark.parametrize(
    "given, meant",
    [
        (
            {"grant_types": "authorization_code, refresh_token"},
            {"grant_types": ["authorization_code", "refresh_token"]},
        ),
        ({"contacts": "a\nb\n"}, {"contacts": ["a", "b"]}),
        ({"scope": ["openid", "offline"]}, {"scope": "openid offline"}),
        ({"scope": "openid\noffline\n"}, {"scope": "openid offline"}),
        ({"access_token_strategy": "JWT"}, {"access_token_strategy": "jwt"}),
        ({"metadata": '{"a": null}'}, {"metadata": {"a": None}}),
    ],
)
def test_two_spellings_of_the_same(given: Document, meant: Document, hydra: Hydra, wire: Wire, run: Runner) -> None:
    ok(run(hydra_client.main, dict(given, client_id="app", return_secret=True)))
    assert {name: wire.writes[-1].json[name] for name in meant} == meant
    wire.calls.clear()
    rests(run(hydra_client.main, dict(meant, client_id="app")), wire)
    rests(run(hydra_clients.main, clients=[dict(given, client_id="app")]), wire)


# Empty texts, as a survey gives them

DEFAULTS = {
    "client_name": "",
    "contacts": [],
    "scope": "offline_access offline openid",
    "skip_consent": False,
    "metadata": {},
    "jwks": {},
    "implicit_grant_id_token_lifespan": None,
}


def test_an_empty_text_for_a_field_is_its_default(hydra: Hydra, wire: Wire, run: Runner) -> None:
    full: Document = {
        "client_name": "App",
        "contacts": ["x"],
        "scope": "a",
        "skip_consent": True,
        "metadata": {"a": 1},
        "jwks": {"keys": [PRIVATE_KEY]},
        "implicit_grant_id_token_lifespan": "1h0m0s",
        "access_token_strategy": "jwt",
    }
    for main, wrap in ((hydra_client.main, dict), (hydra_clients.main, lambda **entry: {"clients": [entry]})):
        hydra.clients.clear()
        hydra.add("app", **full)
        blank = dict.fromkeys(full, "")
        assert ok(run(main, wrap(client_id="app", **blank))).changed
        assert {name: hydra.clients["app"][name] for name in DEFAULTS} == DEFAULTS
        assert "access_token_strategy" not in hydra.clients["app"]
        assert not ok(run(main, wrap(client_id="app", **blank))).changed


def test_an_empty_text_for_another_option_is_not_given(hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app")
    blank = dict.fromkeys(
        ("state", "exhaustive", "update_secret", "return_secret", "client_secret", "secret_file", "timeout", "retries")
        + ("validate_certs", "public_url", "api_token", "username", "password", "headers", "server_version"),
        "",
    )
    rests(run(hydra_client.main, blank, client_id="app", client_name=""), wire)
    many = dict.fromkeys(("prune", "prune_limit", "prune_metadata", "concurrency", "continue_on_error"), "")
    rests(run(hydra_clients.main, many, clients=[{"client_id": "app", "state": "", "client_secret": ""}]), wire)


def test_an_empty_name_is_refused(hydra: Hydra, wire: Wire, run: Runner) -> None:
    fails(run(hydra_client.main, client_id="", client_name="App"), "client_id must not be empty")
    fails(run(hydra_jwk_set.main, set="", alg="RS256"), "must not be empty")
    assert wire.writes == []


# What cannot be right


def test_all_that_is_wrong_with_entries_is_told_at_once(hydra: Hydra, wire: Wire, run: Runner) -> None:
    entries: t.List[t.Any] = [{"client_id": ["a"], "grant_type": "x"}, {"client_secret": "private-secret\r\n"}]
    one = fails(
        run(hydra_clients.main, clients=entries), ("entry 1 of clients: client_id must be a string, not a list")
    )
    assert "entry 1 of clients: unknown option grant_type (did you mean grant_types?)" in one.msg
    assert "entry 2 of clients: client_secret must not end with a line break" in one.msg
    assert "private-" not in one.output
    assert wire.writes == []


def test_what_ansible_refuses_is_told_beside(hydra: Hydra, run: Runner) -> None:
    one = fails(run(hydra_client.main, clientId="a", client_id="a", skip_consent="maybe"), "unknown option clientId")
    assert "did you mean client_id?" in one.msg
    assert "skip_consent" in one.msg


def test_a_list_for_a_text_is_refused_by_every_module(hydra: Hydra, run: Runner) -> None:
    fails(run(hydra_token_info.main, token=["abcdefgh"]), "token must be a string, not a list")


# Key sets


@pytest.mark.parametrize("version", ["1.10.7", "1.11.10", "2.3.0", "26.2.0"])
def test_answers_about_key_sets_are_entries(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve(version)
    ok(run(hydra_jwk_set.main, set="s", alg="RS256" if version < "2" else "ES256"))
    ok(run(hydra_jwk_set.main, set="s", keys=[{"kid": "mine", "alg": "RS256"}]))
    wire.calls.clear()
    path = ("/admin" if version[0] == "2" else "") + "/keys/s"
    answer = hydra.admin(Call("GET", ADMIN + path, path, {}, {}, "")).body
    secrets = [key["d"] for key in answer["keys"] if "d" in key]
    assert secrets
    shown = ok(run(hydra_jwk_set_info.main, sets=["s"])).result["jwk_sets"]
    for entry in (dict(answer, set="s"), {"set": "s", "jwks": answer}, dict(shown[0])):
        for one in (
            run(hydra_jwk_set.main, entry),
            run(hydra_jwk_sets.main, jwk_sets=[entry]),
            run(hydra_jwk_sets.main, jwk_sets=json.dumps([entry])),
        ):
            rests(one, wire)
            assert not any(secret in one.output for secret in secrets)


def test_a_key_can_be_an_entry_of_keys(hydra: Hydra, run: Runner) -> None:
    key = {"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"}
    ok(run(hydra_jwk_set.main, set="s", keys=[dict(key, state="present"), {"kid": "gone", "state": "absent"}]))
    assert not ok(run(hydra_jwk_set.main, set="s", keys=[key])).changed


# Numbers of others

NUMBERS = (
    '{"a":12345678901234567.89,"b":1e400,"c":-0.0,"d":1.0,"e":1,"f":1.50,"g":1e3,"h":-0,'
    '"i":123456789012345678901234567890,"z":{"x":[1.10]}}'
)


def test_numbers_of_others_survive_an_update_to_the_last_digit(hydra: Hydra, wire: Wire, run: Runner) -> None:
    """The wire has texts: the model would read and write numbers as Python does."""
    stored = hydra.add("app")
    text = json.dumps(dict(stored, metadata="M")).replace('"M"', NUMBERS)
    wire.script[:] = [Answer(200, {"version": "v26.2.0"}), Answer(200, text), Answer(200, text)]
    one = ok(run(hydra_client.main, client_id="app", client_name="New", diff=True))
    assert one.changed
    assert '"metadata": ' + NUMBERS in wire.writes[0].text.replace('": ', '":').replace(
        '"metadata":', '"metadata": '
    ).replace(', "', ',"')
    shown = one.result["client"]["metadata"]
    assert (shown["a"], shown["b"], shown["f"], shown["i"]) == (
        "12345678901234567.89",
        "1e400",
        1.5,
        123456789012345678901234567890,
    )


@pytest.mark.parametrize("read", [json.loads, lambda text: dict(json.loads(text), a="12345678901234567.89", b="1e400")])
def test_numbers_that_came_through_ansible_change_nothing(
    read: t.Callable[[str], Document], hydra: Hydra, wire: Wire, run: Runner
) -> None:
    stored = hydra.add("app")
    text = json.dumps(dict(stored, metadata="M")).replace('"M"', NUMBERS)
    wire.script[:] = [Answer(200, {"version": "v26.2.0"}), Answer(200, text)]
    rests(run(hydra_client.main, client_id="app", metadata=read(NUMBERS)), wire)
    wire.script[:] = [Answer(200, {"version": "v26.2.0"}), Answer(200, text), Answer(200, text)]
    ok(run(hydra_client.main, client_id="app", metadata=dict(read(NUMBERS), new=1)))
    assert wire.writes[0].text.count("12345678901234567.89") == 1
    assert "1e400" in wire.writes[0].text
    assert "1.50" in wire.writes[0].text


# Registration access tokens


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
def test_an_update_that_ends_a_registration_warns(
    version: str, check: bool, serve: Serve, wire: Wire, run: Runner
) -> None:
    hydra = serve(version)
    hydra.registration = True
    hydra.add(UUID)
    given: Document = {"client_id": UUID, "public_url": PUBLIC}
    assert ok(run(hydra_client.main, given)).warnings == []
    assert not any("register" in line for line in wire.lines), "nobody asks where nothing is written"
    one = ok(run(hydra_clients.main, clients=[{"client_id": UUID, "owner": "o"}], public_url=PUBLIC, check=check))
    assert "it may have registered itself: this update ends its registration access token" in one.warnings[0]


@pytest.mark.parametrize(
    "version, registration, name, members",
    [
        ("26.2.0", False, UUID, {}),
        ("26.2.0", True, "app", {}),
        ("26.2.0", True, UUID, {"metadata": {"managed": "here"}}),
        ("26.2.0", True, UUID, {"skip_consent": True}),
        ("1.10.7", True, UUID, {}),
    ],
)
def test_no_warning_for_others(
    version: str, registration: bool, name: str, members: Document, serve: Serve, run: Runner
) -> None:
    hydra = serve(version)
    hydra.registration = registration
    hydra.add(name, **members)
    assert ok(run(hydra_client.main, client_id=name, owner="o", public_url=PUBLIC)).warnings == []


@pytest.mark.parametrize(
    "fault", [answering(Answer(308, headers={"Location": "https://login.example/"})), lost_before, unreachable]
)
def test_what_a_warning_alone_depends_on_fails_no_update(
    fault: t.Callable[[Call, Handler], Answer], hydra: Hydra, wire: Wire, run: Runner
) -> None:
    """Where nobody can tell whether clients register themselves, this one may have."""
    hydra.add(UUID)
    wire.handlers[PUBLIC] = lambda call: fault(call, hydra.public)
    one = ok(run(hydra_client.main, client_id=UUID, owner="o", public_url=PUBLIC, retries=0))
    assert one.changed and hydra.clients[UUID]["owner"] == "o"
    assert "it may have registered itself: this update ends its registration access token" in one.warnings[0]


def test_an_entry_with_a_registration_access_token_warns_of_its_end(hydra: Hydra, run: Runner) -> None:
    hydra.add("app")
    entry = {"client_id": "app", "owner": "o", "registration_access_token": "private-r"}
    for one in (run(hydra_client.main, entry, check=True), run(hydra_clients.main, clients=[entry])):
        assert "ends the registration access token that came with the entry" in ok(one).warnings[0]
        assert "private-" not in one.output
    again = ok(run(hydra_client.main, entry))
    assert (again.changed, again.warnings) == (False, [])
    new = ok(run(hydra_client.main, dict(entry, client_id="new"), return_secret=True))
    assert new.warnings == [], "a new client has a token of its own"


def test_a_new_secret_ends_a_registration_too(hydra: Hydra, run: Runner) -> None:
    hydra.registration = True
    hydra.add(UUID)
    given = {"client_id": UUID, "client_secret": "private-new", "replace": True, "public_url": PUBLIC}
    for check in (True, False):
        one = ok(run(hydra_client_secret.main, given, check=check))
        assert one.changed
        assert any("it may have registered itself" in sentence for sentence in one.warnings), one.result


# A name twice in one dictionary

TWICE = '{"kty": "EC", "x": "1", "kty": "EC"}'


@pytest.mark.parametrize(
    "main, given, place",
    [
        (hydra_client.main, {"client_id": "a", "metadata": '{"a": {"b": 1, "b": 2}}'}, 'metadata has "b"'),
        (hydra_client.main, {"client_id": "a", "jwks": '{"keys": [], "keys": []}'}, 'jwks has "keys"'),
        (hydra_clients.main, {"clients": '[{"client_id": "a", "client_id": "b"}]'}, 'clients has "client_id"'),
        (hydra_clients.main, {"clients": [{"client_id": "a", "metadata": "{'x': 1, 'x': 2}"}]}, 'metadata has "x"'),
        (hydra_clients.main, {"clients": [], "prune_metadata": '{"x": 1, "x": 1}'}, 'prune_metadata has "x"'),
        (hydra_client_info.main, {"metadata": '{"x": 1, "x": 1}'}, 'metadata has "x"'),
        (hydra_jwk_set.main, {"set": "s", "jwks": '{"keys": [%s]}' % TWICE}, 'jwks has "kty"'),
        (hydra_jwk_set.main, {"set": "s", "keys": "[%s]" % TWICE}, 'keys has "kty"'),
        (hydra_jwk_set.main, {"set": "s", "keys": [TWICE]}, 'entry 1 of keys: it has "kty"'),
        (hydra_jwk_set.main, {"set": "s", "keys": [{"kid": "k", "jwk": TWICE}]}, 'entry 1 of keys: jwk has "kty"'),
        (hydra_trusted_issuer.main, {"issuer": "i", "subject": "s", "jwk": TWICE}, 'jwk has "kty"'),
        (
            hydra_login_request.main,
            {"challenge": "c", "subject": "s", "context": '{"a": 1, "a": 1}'},
            'context has "a"',
        ),
        (
            hydra_client.main,
            {"client_id": "a", "connection": '{"timeout": 1, "timeout": 2}'},
            'connection has "timeout"',
        ),
    ],
)
def test_a_name_twice_in_one_dictionary_is_refused(
    main: t.Callable[[], None], given: t.Dict[str, t.Any], place: str, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    for check in (True, False):
        one = run(main, given, check=check)
        assert place + " twice in one dictionary, and only one of the values could count" in one.msg
    assert wire.writes == []


def test_a_name_twice_in_headers_of_the_environment(hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYDRA_HEADERS", '{"X-A": "1", "X-A": "2"}')
    assert 'headers has "X-A" twice' in run(hydra_client.main, client_id="a").msg
