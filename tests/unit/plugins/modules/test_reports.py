# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told where something fails that nobody foresaw: what was done, no secret, and no traceback unless asked."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients import secret_module
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._engine import report
from ansible_collections.ory.hydra.plugins.module_utils._module import silence
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._sessions import request_modules, session_modules, token_modules
from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_client_secret,
    hydra_clients,
    hydra_consent_session,
    hydra_jwk_set,
    hydra_login_request,
    hydra_login_session,
    hydra_token_flush,
    hydra_trusted_issuer,
)
from ansible_collections.ory.hydra.tests.unit._keys import POINT, ec_jwk
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

S = "private-secret-0001"
UNFORESEEN = "unexpected error in ory.hydra, please report it: "
Document = t.Dict[str, t.Any]


def breaks(*_arguments: t.Any, **_more: t.Any) -> t.NoReturn:
    """Fail as a mistake of the collection would, with a secret in the message."""
    raise KeyError(S)


def told(run: Run, sentence: str) -> Run:
    assert run.failed, run.result
    assert run.msg == sentence
    assert "private-" not in run.output
    return run


# Reports of changes


@pytest.mark.parametrize("what", ["single", "warnings", "failure", "difference"])
def test_a_change_is_told_whose_report_fails(
    what: str, hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"client_id": "a", "client_secret": S}
    with monkeypatch.context() as broken:
        broken.setattr(report, what, breaks)
        one = told(
            run(hydra_client.main, given),
            "1 created (see actions), but reporting it failed: %sKeyError: '********'" % UNFORESEEN,
        )
    assert one.changed
    assert one.result["actions"] == [{"id": "a", "action": "created", "changed": True}]
    assert "a" in hydra.clients
    again = run(hydra_client.main, given)
    assert not again.failed and not again.changed


def test_a_change_of_many_is_told_whose_report_fails(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra.add("there")
    hydra.add("old")
    hydra.disturb("POST /admin/clients", lambda call, _go: Answer(400, {"error": "invalid", "error_description": S}))
    clients = [
        {"client_id": "a", "client_secret": S},
        {"client_id": "b", "client_secret": S},
        {"client_id": "there", "client_name": "There"},
        {"client_id": "old", "state": "absent"},
    ]
    monkeypatch.setattr(type(CLIENTS), "presentable", breaks)
    one = run(hydra_clients.main, clients=clients, continue_on_error=True, return_objects=True, concurrency=1)
    told(
        one,
        "1 created, 1 updated, 1 deleted, 1 failed (see actions), but reporting it failed: %sKeyError: '********'"
        % UNFORESEEN,
    )
    assert one.changed
    assert [(row["id"], row["action"]) for row in one.result["actions"]] == [
        ("a", "failed"),
        ("b", "created"),
        ("there", "updated"),
        ("old", "deleted"),
    ]
    assert "invalid" in one.result["actions"][0]["msg"]


def test_nothing_is_done_in_check_mode_and_where_nothing_changes(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra.add("there")
    monkeypatch.setattr(report, "single", breaks)
    for given, check in (({"client_id": "a", "client_secret": S}, True), ({"client_id": "there"}, False)):
        one = run(hydra_client.main, given, check=check)
        assert one.msg.startswith("Unexpected error in ory.hydra, please report it: KeyError: ")
        assert not one.changed


def test_a_secret_that_was_made_and_asked_for_is_not_lost(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "single", breaks)
    one = run(hydra_client.main, client_id="a", return_secret=True)
    assert one.result["actions"][0]["client_secret"] == hydra.secrets["a"]
    assert one.warnings == []


def test_a_secret_that_was_made_is_hidden_before_anything_can_fail(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any
) -> None:
    def breaks_with_it(_self: t.Any, _document: Document) -> t.NoReturn:
        raise KeyError(hydra.secrets["a"])

    monkeypatch.setattr(report, "learnt", lambda *_arguments: breaks_with_it(None, {}))
    one = run(hydra_client.main, client_id="a", secret_file=str(tmp_path / "secret"))
    assert one.msg.startswith("1 created (see actions), but reporting it failed: ")
    assert hydra.secrets["a"] not in one.output


def test_a_reply_that_cannot_be_shown_is_told_after_what_was_done(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = {"id": "1", "issuer": "i", "subject": "s", "public_key": {"set": "i", "kid": "k"}, "scope": "a"}
    hydra.disturb("POST /admin/trust/grants/jwt-bearer/issuers", lambda _call, _go: Answer(201, grant))
    given = {"issuer": "i", "subject": "s", "expires_at": "2040-01-01T00:00:00Z", "jwk": dict(POINT, kid="k")}
    one = run(hydra_trusted_issuer.main, given)
    told(
        one,
        "1 created (see actions), but reporting it failed: "
        "trusted issuer 1 was answered with a scope that is not a list",
    )
    assert one.changed


@pytest.mark.parametrize("what", ["masked_result", "texts_in"])
def test_nothing_is_shown_where_secrets_cannot_be_looked_for(
    what: str, hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, what, breaks)
    words = "because it cannot be searched for secrets; %sKeyError" % UNFORESEEN
    one = run(hydra_client.main, client_id="a", client_secret=S)
    told(one, "1 created, but nothing is returned, " + words)
    assert one.changed
    hydra.add("b")
    assert not told(run(hydra_client.main, client_id="b", api_token=S), "Nothing is returned, " + words).changed
    assert not told(run(hydra_client_info.main, client_id="b", api_token=S), "Nothing is returned, " + words).changed
    assert not told(run(hydra_client.main, client_idd="b", api_token=S), "Nothing is returned, " + words).changed


def test_what_cannot_be_written_is_told(hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(CLIENTS), "presentable", lambda _self, _document: {"client_id": object()})
    one = run(hydra_client.main, client_id="a", token_endpoint_auth_method="none")
    assert one.msg.startswith("1 created (see actions), but reporting it failed: " + UNFORESEEN)
    assert one.changed


# Errors that nobody foresaw while changes are made


@pytest.mark.parametrize("version", ["26.2.0", "1.11.10"])
def test_an_error_that_nobody_foresaw_is_one_of_its_change(
    version: str, serve: t.Callable[[str], Hydra], run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hydra = serve(version)
    plain = AdminApi.create_client

    def create(api: t.Any, document: Document) -> Document:
        return breaks() if document["client_id"] == "b" else plain(api, document)

    monkeypatch.setattr(AdminApi, "create_client", create)
    clients = [{"client_id": name, "client_secret": S} for name in ("a", "b", "c")]
    one = run(hydra_clients.main, clients=clients, concurrency=1)
    sentence = UNFORESEEN[:1].upper() + UNFORESEEN[1:] + "KeyError: '********'"
    told(one, sentence + " (1 changed, 1 failed, 1 not tried; see actions)")
    assert one.changed
    assert [row["action"] for row in one.result["actions"]] == ["created", "failed", "not_tried"]
    assert one.result["failure"]["operation"] == "create_client"
    assert list(hydra.clients) == ["a"]


def test_a_secret_stays_in_its_file_after_an_error_that_nobody_foresaw(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any
) -> None:
    plain = AdminApi.create_client

    def create(api: t.Any, document: Document) -> Document:
        plain(api, document)
        breaks()

    monkeypatch.setattr(AdminApi, "create_client", create)
    run(hydra_client.main, client_id="a", secret_file=str(tmp_path / "secret"))
    assert (tmp_path / "secret").read_text().strip() == hydra.secrets["a"]


# Modules that do one thing


def everything(call: Call) -> Answer:
    """Answer as a server that has whatever is asked for."""
    if call.path == "/version":
        return Answer(200, {"version": "v1.11.10"})
    if call.path.startswith("/clients/"):
        return Answer(200, {"client_id": "a"})
    if call.method == "GET" and call.path.endswith("/login"):
        return Answer(200, {"challenge": "private-challenge", "request_url": "u"})
    if call.method == "GET":
        row = {"consent_request": {"subject": "s", "challenge": "c", "client": {"client_id": "a"}}}
        return Answer(200, [row] if call.query.get("offset") == "0" else [])
    if call.path.endswith("/accept"):
        return Answer(200, {"redirect_to": "https://a/?login_verifier=private-verifier"})
    return Answer(204)


@pytest.mark.parametrize(
    "place, main, given, did",
    [
        (
            request_modules,
            hydra_login_request.main,
            {"challenge": "private-challenge", "subject": "s"},
            "the login request was accepted",
        ),
        (
            session_modules,
            hydra_consent_session.main,
            {"subject": "s", "all": True, "state": "absent"},
            "consents were revoked",
        ),
        (session_modules, hydra_login_session.main, {"subject": "s"}, "login sessions were revoked"),
        (token_modules, hydra_token_flush.main, {"expired": True}, "expired tokens were flushed"),
        (token_modules, hydra_token_flush.main, {"client_id": "a"}, "access tokens were deleted"),
    ],
)
def test_one_thing_that_was_done_is_told(
    place: t.Any,
    main: t.Callable[[], None],
    given: Document,
    did: str,
    wire: Wire,
    run: Runner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire.handlers[ADMIN] = everything
    monkeypatch.setattr(place, "outcome", breaks)
    one = run(main, given, api_token=S)
    told(one, "%s, but reporting it failed: %sKeyError: '********'" % (did, UNFORESEEN))
    assert one.changed
    checked = run(main, given, api_token=S, check=True)
    assert checked.msg.startswith("Unexpected error in ory.hydra, please report it")
    assert not checked.changed


@pytest.mark.parametrize("asked", [True, False])
def test_a_secret_that_was_rotated_is_told(
    asked: bool, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any
) -> None:
    hydra = Hydra("26.3.0")
    wire.handlers[ADMIN] = hydra.admin
    hydra.add("a")
    monkeypatch.setattr(secret_module, "outcome", breaks)
    place = {"return_secret": True} if asked else {"secret_file": str(tmp_path / "secret")}
    one = run(hydra_client_secret.main, dict(place, client_id="a", rotate="always"), api_token=S)
    told(
        one,
        "a new secret was generated, and previous secrets keep working, but reporting it failed: "
        "%sKeyError: '********'" % UNFORESEEN,
    )
    assert one.changed
    assert one.result.get("client_secret") == (hydra.secrets["a"] if asked else None)
    assert asked or hydra.secrets["a"] not in one.output


def test_a_secret_that_was_replaced_is_told(hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    hydra.add("a")
    monkeypatch.setattr(secret_module, "outcome", breaks)
    given = {"client_id": "a", "rotate": "always", "replace": True, "return_secret": True}
    one = run(hydra_client_secret.main, given, api_token=S)
    told(one, "the secret was replaced, but reporting it failed: %sKeyError: '********'" % UNFORESEEN)
    assert (one.changed, one.result["client_secret"]) == (True, hydra.secrets["a"])


def test_an_error_after_a_change_says_that_something_changed(hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("a")
    wire.handlers[PUBLIC] = lambda _call: Answer(401, {"error": "invalid_client"})
    given = {"client_id": "a", "rotate": "always", "replace": True, "return_secret": True, "public_url": PUBLIC}
    one = run(hydra_client_secret.main, given)
    assert one.msg == 'The secret of client "a" was replaced, but the new one does not work'
    assert one.changed
    assert one.result["client_secret"] == hydra.secrets["a"]


# Tracebacks


@pytest.mark.parametrize("verbosity", [0, 2, 3])
def test_a_traceback_is_shown_where_it_is_asked_for(
    verbosity: int, hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "single", breaks)
    one = run(hydra_client.main, client_id="a", client_secret=S, _ansible_verbosity=verbosity, _ansible_debug=False)
    assert verbosity >= 3 or "Traceback" not in one.output
    assert "private-" not in one.output


def test_a_traceback_that_newer_cores_add_has_no_secret(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    internal = pytest.importorskip("ansible.module_utils._internal._traceback")
    monkeypatch.setattr(internal, "_module_tracebacks_enabled_events", None)
    # Another test may have made this process a controller.
    monkeypatch.setattr(internal, "_is_traceback_enabled", internal._is_module_traceback_enabled)
    hydra.disturb(
        "GET /admin/clients/a",
        lambda call, _go: Answer(400, {"error": "x", "error_description": call.headers["Authorization"]}),
    )
    one = run(hydra_client.main, client_id="a", api_token=S, _ansible_tracebacks_for=["error"])
    assert "Traceback" in one.result["exception"]
    assert "private-" not in one.output


def test_a_key_set_is_told_whose_report_fails(hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "single", breaks)
    one = run(hydra_jwk_set.main, set="s", keys=[{"kid": "k", "jwk": ec_jwk()}])
    assert one.msg.startswith("1 created (see actions), but reporting it failed: ")
    assert ec_jwk()["d"] not in one.output
