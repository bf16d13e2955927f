# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One client, through the module's main()."""

from __future__ import annotations

import json
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.modules.hydra_client import main
from ansible_collections.ory.hydra.tests.unit._keys import private_point
from ansible_collections.ory.hydra.tests.unit._model import (
    PUBLIC,
    Answer,
    Call,
    Handler,
    Hydra,
    Wire,
    answering,
    lost_after,
    lost_before,
    refused,
    resource_404,
)
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]
CONNECTION_SECRETS = {"api_token": "private-token", "headers": {"X-Key": "private-header"}}
PRIVATE_KEY = private_point("private-d", kid="a")


def ok(run: Run) -> Run:
    assert not run.failed, run.result
    assert run.code == 0
    return run


def fails(run: Run, words: str) -> Run:
    assert run.failed
    assert run.code == 1
    assert words in run.msg, run.msg
    return run


# The life of a client


@pytest.mark.parametrize("version", ["1.4.10", "1.10.7", "1.11.10", "2.3.0", "26.2.0"])
def test_create_modify_clear_remove_each_announced_and_repeated(
    version: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    hydra = serve(version)
    base: Document = {"client_id": "app", "return_secret": True}
    steps: t.List[t.Tuple[Document, str]] = [
        (dict(base, client_name="App", contacts=["a", "b"], scope="x y", redirect_uris=["https://a/cb"]), "created"),
        (dict(base, client_name="App 2", contacts=["b"]), "updated"),
        (dict(base, contacts=[], scope=None), "updated"),
        (dict(base, state="absent"), "deleted"),
    ]
    for options, action in steps:
        existed = "app" in hydra.clients
        held = json.dumps(hydra.clients)
        announced = ok(run(main, options, check=True))
        assert wire.writes == []
        assert json.dumps(hydra.clients) == held
        done = ok(run(main, options))
        assert len(wire.writes) == 1
        for one in (announced, done):
            assert (one.changed, one.result["action"]) == (True, action)
            assert (one.result["client"] is None) == (action == "deleted")
        assert announced.result["diff"] == done.result["diff"]
        assert (done.result["diff"]["before"] == {}) == (not existed)
        assert (done.result["diff"]["after"] == {}) == (action == "deleted")
        for again in (run(main, options, check=True), run(main, options)):
            assert (ok(again).changed, again.result["action"]) == (False, "unchanged")
            assert "diff" not in again.result
            assert again.result.get("warnings", []) == []
        assert len(wire.writes) == 1, "a second run writes nothing"
        wire.calls.clear()


def test_two_requests_for_nothing_and_three_for_a_change(hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app")
    run(main, client_id="app")
    assert wire.lines == ["GET /version", "GET /admin/clients/app"]
    wire.calls.clear()
    run(main, client_id="app", owner="o")
    assert wire.lines == ["GET /version", "GET /admin/clients/app", "PUT /admin/clients/app"]


def test_no_diff_unless_asked_for(hydra: Hydra, run: Runner) -> None:
    assert "diff" not in ok(run(main, diff=False, client_id="app", return_secret=True)).result


def test_the_client_that_is_returned(hydra: Hydra, run: Runner) -> None:
    result = ok(run(main, client_id="app", return_secret=True, client_name="App")).result
    assert result["client"]["client_id"] == "app"
    assert result["client"]["contacts"] == [], "not null"
    assert not {"client_secret", "registration_access_token"} & set(result["client"])


# Missing, null, empty


@pytest.mark.parametrize(
    "options, kept",
    [({}, ["x"]), ({"contacts": None}, None), ({"contacts": []}, []), ({"contacts": ["y"]}, ["y"])],
)
def test_missing_null_and_empty(options: Document, kept: t.Any, hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app", contacts=["x"])
    ok(run(main, options, client_id="app", owner="o"))
    assert wire.writes[0].json.get("contacts") == kept


@pytest.mark.parametrize(
    "name, value",
    [
        ("subject_type", "pairwise"),
        ("userinfo_signed_response_alg", "RS256"),
        ("access_token_strategy", "jwt"),
        ("token_endpoint_auth_method", "client_secret_post"),
        ("skip_consent", True),
        ("skip_logout_consent", False),
        ("metadata", {"a": 1}),
        ("jwks", {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}),
        ("implicit_grant_id_token_lifespan", "1h"),
        ("scope", "x"),
        ("owner", "o"),
    ],
)
def test_null_clears_an_option_of_any_type(name: str, value: t.Any, hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("app", **{name: value})
    assert ok(run(main, {name: None, "client_id": "app"})).changed
    assert name not in wire.writes[0].json
    assert not ok(run(main, {name: None, "client_id": "app"})).changed


def test_exhaustive(hydra: Hydra, run: Runner) -> None:
    hydra.add("app", owner="o", contacts=["x"], member_of_the_future=[1])
    assert ok(run(main, client_id="app", owner="o")).changed is False
    assert ok(run(main, client_id="app", owner="o", exhaustive=True)).changed is True
    assert hydra.clients["app"]["contacts"] == []
    assert hydra.clients["app"]["member_of_the_future"] == [1]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"client_id": None},
        {"client_id": ""},
        {"client_name": None},
        {"client_name": ""},
        {"client_id": None, "client_name": ""},
    ],
)
def test_a_client_without_a_name_is_refused(options: Document, hydra: Hydra, wire: Wire, run: Runner) -> None:
    # It would be created again in every run.
    assert run(main, options, return_secret=True).failed
    assert wire.writes == []


@pytest.mark.parametrize(
    "option",
    [
        "timeout",
        "retries",
        "validate_certs",
        "state",
        "exhaustive",
        "update_secret",
        "headers",
        "secret_file",
        "client_secret",
        "public_url",
        "admin_url",
    ],
)
def test_null_for_an_option_that_is_no_field_is_as_if_not_given_or_refused(
    option: str, hydra: Hydra, run: Runner
) -> None:
    hydra.add("app")
    one = run(main, {option: None}, client_id="app")
    assert one.result["changed" if not one.failed else "msg"] is not None
    assert "Traceback" not in one.output
    if one.failed:
        assert option in one.msg


# Secrets


def test_a_secret_is_returned_only_when_asked_for_and_nowhere_else(hydra: Hydra, run: Runner) -> None:
    one = ok(run(main, client_id="app", return_secret=True))
    secret = hydra.secrets["app"]
    assert (one.result["client_secret"], one.result["secret_status"]) == (secret, "generated")
    assert one.output.count(secret) == 1
    again = ok(run(main, client_id="app", return_secret=True))
    assert ("client_secret" in again.result, again.result["secret_status"]) == (False, "unknown")


def test_check_mode_makes_no_secret_up(hydra: Hydra, run: Runner) -> None:
    one = ok(run(main, check=True, client_id="app", return_secret=True))
    assert "client_secret" not in one.result
    assert one.result["diff"]["after"]["client_secret"] == "(hidden) new"


def test_a_declared_secret_is_not_returned_as_something_else(hydra: Hydra, run: Runner) -> None:
    one = ok(run(main, client_id="app", client_secret="declared-secret", return_secret=True))
    assert one.result.get("client_secret", "declared-secret") == "declared-secret"


def test_no_place_for_a_secret(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for check in (True, False):
        fails(
            run(main, check=check, client_id="app"),
            "set client_secret or secret_file (or return_secret=true)",
        )
    assert wire.writes == []
    ok(run(main, client_id="app", token_endpoint_auth_method="none"))


def test_a_secret_file(hydra: Hydra, wire: Wire, run: Runner, tmp_path: t.Any) -> None:
    path = tmp_path / "folder with space" / "secret"
    options = {"client_id": "app", "secret_file": str(path), "public_url": PUBLIC}
    fails(run(main, options), "there is no folder")
    path.parent.mkdir()
    assert ok(run(main, options, check=True)).changed
    assert not path.exists()
    one = ok(run(main, options))
    secret = path.read_text()
    assert (hydra.secrets["app"], one.result["secret_status"]) == (secret, "generated")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret not in one.output
    again = ok(run(main, options))
    assert (again.changed, again.result["secret_status"]) == (False, "verified")
    assert secret not in again.output
    hydra.secrets["app"] = "another-secret"
    assert ok(run(main, options)).changed
    assert hydra.secrets["app"] == secret
    path.chmod(0o644)
    assert any("can be read by others" in told for told in ok(run(main, options)).warnings)
    path.unlink()
    lost = ok(run(main, options))
    assert (lost.changed, lost.result["secret_status"]) == (False, "unknown")
    assert any("does not exist, but the client does" in told for told in lost.warnings)
    assert not path.exists()
    ok(run(main, options, update_secret="always"))
    assert hydra.secrets["app"] == path.read_text() != secret
    ok(run(main, options, state="absent"))
    assert path.exists()


def test_a_file_whose_create_failed_serves_the_next_run(hydra: Hydra, run: Runner, tmp_path: t.Any) -> None:
    path = tmp_path / "secret"
    for _index in range(4):
        hydra.disturb("POST /admin/clients", lost_before)
    one = run(main, client_id="app", secret_file=str(path))
    assert one.failed
    secret = path.read_text()
    assert secret not in one.output
    hydra.faults.clear()
    ok(run(main, client_id="app", secret_file=str(path)))
    assert (hydra.secrets["app"], path.read_text()) == (secret, secret)


@pytest.mark.parametrize(
    "public, policy, stored, changed, status",
    [
        (True, None, "declared-secret", False, "verified"),
        (True, None, "another-secret", True, "set"),
        (True, "when_wrong", "another-secret", True, "set"),
        (True, "on_create", "another-secret", False, "unchecked"),
        (True, "always", "declared-secret", True, "set"),
        (False, None, "another-secret", False, "unchecked"),
        (False, "on_create", "another-secret", False, "unchecked"),
        (False, "always", "another-secret", True, "set"),
    ],
)
def test_when_a_secret_is_replaced(
    public: bool,
    policy: t.Optional[str],
    stored: str,
    changed: bool,
    status: str,
    hydra: Hydra,
    wire: Wire,
    run: Runner,
) -> None:
    hydra.add("app", stored)
    options: Document = {"client_id": "app", "client_secret": "declared-secret"}
    options.update({"public_url": PUBLIC} if public else {}, **({"update_secret": policy} if policy else {}))
    announced = ok(run(main, options, check=True))
    assert wire.writes == []
    done = ok(run(main, options))
    for one in (announced, done):
        assert (one.changed, one.result["secret_status"]) == (changed, status)
        assert "declared-secret" not in one.output
        assert "another-secret" not in one.output
    assert hydra.secrets["app"] == ("declared-secret" if changed else stored)


def test_when_wrong_needs_public_url(hydra: Hydra, run: Runner) -> None:
    hydra.add("app")
    fails(run(main, client_id="app", client_secret="declared-secret", update_secret="when_wrong"), "needs public_url")


@pytest.mark.parametrize("method", ["none", "private_key_jwt"])
def test_a_client_without_a_secret(method: str, hydra: Hydra, wire: Wire, run: Runner) -> None:
    options: Document = {"client_id": "app", "token_endpoint_auth_method": method, "jwks_uri": "https://a/"}
    fails(run(main, options, client_secret="declared-secret"), "has no secret")
    one = ok(run(main, options, return_secret=True))
    assert one.result["secret_status"] == "none"
    assert "client_secret" not in wire.writes[0].json


# Silence


def test_nothing_secret_in_any_output(serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve("26.2.0")
    options: Document = dict(
        CONNECTION_SECRETS,
        client_id="app",
        client_secret="private-secret",
        jwks={"keys": [PRIVATE_KEY]},
        public_url=PUBLIC,
    )
    broken = Answer(400, {"error": "invalid", "error_description": "You sent private-secret and " + PRIVATE_KEY["d"]})
    runs = [run(main, options, check=True), run(main, options), run(main, options), run(main, options, contacts=["x"])]
    hydra.disturb("PUT /admin/clients/app", answering(broken))
    runs.append(run(main, options, contacts=["y"]))
    runs.append(run(main, options, scope=[["openid"]]))
    wire.script[:] = [refused()] * 9
    runs.append(run(main, options))
    wire.script[:] = [Answer(302, headers={"Location": "http://login.example/?token=private-x"})] * 9
    runs.append(run(main, options))
    assert [one.failed for one in runs] == [False] * 4 + [True] * 4
    for one in runs:
        for secret in (
            "private-secret",
            "private-token",
            "private-header",
            "private-d",
            "registration-token",
        ):
            assert secret not in one.output, one.output


@pytest.mark.parametrize("jwks", [PRIVATE_KEY, {"keys": PRIVATE_KEY}, {"key": [PRIVATE_KEY]}])
def test_a_private_key_in_the_wrong_form_is_not_printed(jwks: t.Any, hydra: Hydra, run: Runner) -> None:
    one = fails(run(main, client_id="app", jwks=jwks, return_secret=True), "must be a JSON Web Key Set")
    assert "private-" not in one.output


def test_a_private_key_beside_an_option_that_ansible_refuses_is_not_printed(hydra: Hydra, run: Runner) -> None:
    one = fails(run(main, client_id="app", jwks={"keys": [PRIVATE_KEY]}, skip_consent="maybe"), "skip_consent")
    assert "private-" not in one.output


def test_private_keys_that_the_server_holds_are_not_printed(hydra: Hydra, run: Runner) -> None:
    hydra.add("app", jwks={"keys": [PRIVATE_KEY]})
    renewed = dict(PRIVATE_KEY, d=private_point("private-new")["d"])
    steps: t.List[Document] = [{}, {"owner": "o"}, {"jwks": {"keys": [renewed]}}, {"jwks": {}}]
    for options in steps:
        assert "private-" not in ok(run(main, options, client_id="app")).output


def test_a_secret_in_the_file_is_masked_even_where_the_server_repeats_it(
    hydra: Hydra, run: Runner, tmp_path: t.Any
) -> None:
    (tmp_path / "secret").write_text("private-file\n")
    hydra.disturb("POST /admin/clients", answering(Answer(400, {"error": "no", "error_description": "private-file"})))
    one = run(main, client_id="app", secret_file=str(tmp_path / "secret"))
    assert one.failed
    assert "private-file" not in one.output


def test_a_made_secret_is_masked_even_where_the_server_repeats_it(hydra: Hydra, run: Runner, tmp_path: t.Any) -> None:
    sent: t.List[str] = []

    def repeats(call: Call, handler: Handler) -> Answer:
        sent.append((tmp_path / "secret").read_text())
        assert call.json["client_secret"] == sent[0]
        return Answer(400, {"error": "no", "error_description": "%s is bad" % sent[0]})

    hydra.disturb("POST /admin/clients", repeats)
    one = run(main, client_id="app", secret_file=str(tmp_path / "secret"))
    assert one.failed
    assert sent[0] not in one.output
    assert not (tmp_path / "secret").exists(), "the server does not have it"


@pytest.mark.parametrize("password", ["hunter22", "hunt:er22", "hunt/er22", "hunt@er22", "%40er22"])
@pytest.mark.parametrize("option", ["admin_url", "public_url"])
@pytest.mark.parametrize("address", ["http://me:%s@127.0.0.1:4445", "me:%s@127.0.0.1:4445"])
def test_a_password_in_an_address_is_not_printed(
    address: str, option: str, password: str, hydra: Hydra, run: Runner
) -> None:
    one = run(main, {option: address % password}, client_id="app")
    assert one.failed
    assert "er22" not in one.output


@pytest.mark.parametrize("token", ["private\ntoken", "private-token\n", "private-токен"])
def test_a_token_that_no_header_can_carry_is_not_printed(
    token: str, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    # No wire here: the real library has to get as far as it can.
    one = Runner(monkeypatch, run.capsys)(
        main, client_id="app", api_token=token, admin_url="http://127.0.0.1:1", retries=0
    )
    assert one.failed
    assert "Traceback" not in one.output
    assert not [part for part in ("private", "токен") if part in one.output.replace("private_key", "")]


# Failure


def test_a_refusal_with_its_account(hydra: Hydra, run: Runner) -> None:
    hydra.add("app")
    hydra.disturb("PUT /admin/clients/app", answering(Answer(400, {"error": "invalid_x", "error_description": "No."})))
    one = fails(
        run(main, client_id="app", owner="o"),
        'Cannot update OAuth 2.0 client "app": the admin API answered 400 (invalid_x: No.)',
    )
    assert one.result["failure"] == {
        "operation": "replace_client",
        "id": "app",
        "status": 400,
        "error": "invalid_x",
        "error_description": "No.",
    }
    assert one.result["changed"] is False
    assert "diff" not in one.result


def test_a_lost_reply_that_cannot_be_made_good_has_its_account_too(hydra: Hydra, run: Runner) -> None:
    hydra.add("app")
    for _index in range(9):
        hydra.disturb("PUT /admin/clients/app", lost_before)
    one = fails(run(main, client_id="app", owner="o"), "was sent, but the connection ended without an answer")
    assert one.result["failure"]["operation"] == "replace_client"
    assert one.result["failure"]["id"] == "app"
    assert one.result["failure"]["status"] is None


@pytest.mark.parametrize("given", [{"client_secret": "declared-secret"}, {"return_secret": True}])
@pytest.mark.parametrize("call", ["POST /admin/clients", "PUT /admin/clients/there"])
@pytest.mark.parametrize("status", [400, 409, 500])
def test_a_failure_says_nothing_of_a_secret_that_was_not_written(
    status: int, call: str, given: Document, hydra: Hydra, run: Runner
) -> None:
    hydra.add("there")
    for _try in range(9):
        hydra.disturb(call, answering(Answer(status, {"error": "e", "error_description": "No."})))
    name = "app" if "POST" in call else "there"
    one = fails(run(main, client_id=name, update_secret="always", **given), "No.")
    assert "secret_status" not in one.result
    # Only a 4xx says for certain that nothing was done: a secret that the server may have is told.
    assert ("client_secret" in one.result) is (status == 500 and "return_secret" in given)


@pytest.mark.parametrize("call", ["POST /admin/clients", "PUT /admin/clients/there"])
@pytest.mark.parametrize(
    "status, size, explained", [(500, 73, True), (500, 72, False), (400, 73, False), (200, 73, False)]
)
def test_a_server_that_hashes_with_bcrypt_is_recognised_by_its_refusal(
    status: int, size: int, explained: bool, call: str, hydra: Hydra, run: Runner
) -> None:
    """Which algorithm it is set to, no Hydra from 2.0 on tells: it answers so, and to nothing else."""
    hydra.add("there")
    for _try in range(9 if status != 200 else 0):
        hydra.disturb(call, answering(Answer(status, {"error": "error", "error_description": "unrecognizable"})))
    name = "app" if "POST" in call else "there"
    one = run(main, client_id=name, update_secret="always", client_secret="é" + "x" * (size - 2))
    assert one.failed is (status != 200)
    words = "the secret has 73 bytes, and a Hydra that is set to hash with bcrypt (oauth2.hashers.algorithm) refuses"
    assert (words in one.result.get("msg", "")) is explained


def test_a_lost_race_says_nothing_of_a_secret(hydra: Hydra, run: Runner) -> None:
    def first(_call: Call, handler: Handler) -> Answer:
        hydra.add("app")
        return handler(_call)

    hydra.disturb("POST /admin/clients", first)
    one = fails(run(main, client_id="app", return_secret=True), "it was created by someone else in the meantime")
    assert not {"secret_status", "client_secret"} & set(one.result)


@pytest.mark.parametrize("exists", [False, True])
def test_a_refusal_after_a_lost_reply_keeps_the_only_copy_of_a_secret(
    exists: bool, hydra: Hydra, run: Runner, tmp_path: Path
) -> None:
    """The first try has reached the server, though it was not to be seen when the module looked."""
    call = "PUT /admin/clients/app" if exists else "POST /admin/clients"
    if exists:
        hydra.add("app")

    def first(sent: Call, handler: Handler) -> Answer:
        hydra.disturb("GET /admin/clients/app", answering(resource_404()))
        return lost_after(sent, handler)

    hydra.disturb(call, lost_after if exists else first)
    hydra.disturb(call, answering(Answer(400, {"error": "e", "error_description": "No."})))
    given = {"secret_file": str(tmp_path / "secret"), "return_secret": True, "update_secret": "always"}
    one = run(main, given, client_id="app", client_name="A")
    assert hydra.secrets["app"] == one.result["client_secret"] == (tmp_path / "secret").read_text()
    assert one.failed is exists


def test_a_lost_reply_that_can(hydra: Hydra, run: Runner) -> None:
    hydra.disturb("POST /admin/clients", lost_after)
    one = ok(run(main, client_id="app", return_secret=True))
    assert one.changed
    assert one.result["client_secret"] == hydra.secrets["app"]


@pytest.mark.parametrize(
    "options, words",
    [
        ({"redirect_uris": ["https://a/#x"]}, "redirect_uris must not contain fragments"),
        ({"redirect_uris": [""]}, "redirect_uris must not contain an empty entry"),
        ({"implicit_grant_id_token_lifespan": "1 day"}, "must be a duration"),
        (
            {"password_grant_access_token_lifespan": "1h"},
            "needs Hydra 1.11.9 or newer, but older than 2.0.0; this server is 26.2.0",
        ),
        ({"scope": [["a", "b"]]}, "scope must be a string, not a list"),
        ({"client_name": ["a"]}, "client_name must be a string, not a list"),
        ({"owner": {"a": 1}}, "owner must be a string, not a dictionary"),
        ({"contacts": [["a"]]}, "entry 1 of contacts must be a string, not list"),
        ({"contacts": ["a", None]}, "entry 2 of contacts must be a string, not null"),
        ({"grant_type": ["a"]}, "unknown option grant_type (did you mean grant_types?)"),
        ({"client_secret": "secret-1\n"}, "client_secret must not end with a line break"),
        ({"metadata": [float("inf")]}, "metadata must not contain infinity or NaN"),
        ({"metadata": "text"}, "metadata must be a dictionary"),
        ({"jwks": {"kty": "RSA"}}, "jwks must be a JSON Web Key Set"),
        ({"client_id": ".."}, "client_id must not be"),
        ({"client_secret": "12345"}, "at least 6 characters"),
        ({"allowed_cors_origins": ["http://[::1"]}, "allowed_cors_origins"),
        ({"allowed_cors_origins": ["*"]}, "allowed_cors_origins"),
    ],
)
def test_what_is_known_to_be_wrong_fails_in_check_mode_too_and_before_any_write(
    options: Document, words: str, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    given = dict({"client_id": "app"}, **options)
    if "client_secret" not in given:
        given["return_secret"] = True
    for check in (True, False):
        fails(run(main, given, check=check), words)
    assert wire.writes == []


def test_by_name_where_the_server_chooses_ids(serve: Serve, run: Runner) -> None:
    hydra = serve("2.1.2")
    fails(run(main, client_id="app", return_secret=True), "assigns client ids itself (as 2.0.0 to 2.1.2 do): set")
    one = ok(run(main, client_name="App", owner="o", return_secret=True))
    assert one.result["client"]["client_id"] in hydra.clients
    assert not ok(run(main, client_name="App", owner="o", return_secret=True)).changed
    assert ok(run(main, client_name="App", owner="o", state="absent")).result["action"] == "deleted"


@pytest.mark.parametrize("fault", [lost_before, lost_after])
@pytest.mark.parametrize("owner", [{"owner": None}, {"owner": ""}])
def test_after_a_lost_reply_the_client_of_another_owner_is_not_taken_for_the_new_one(
    owner: Document, fault: t.Callable[[Call, Handler], Answer], serve: Serve, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    """A client without an owner is another one than that of somebody with the same name, as it is for a plan."""
    hydra = serve("2.1.2")
    hydra.add("theirs", client_name="App", owner="somebody")
    hydra.disturb("POST /admin/clients", fault)
    given = dict(owner, client_name="App", secret_file=str(tmp_path / "secret"))
    one = ok(run(main, given))
    (made,) = set(hydra.clients) - {"theirs"}
    assert (one.result["action"], one.result["client"]["client_id"]) == ("created", made)
    assert (tmp_path / "secret").read_text() == hydra.secrets[made]
    assert not ok(run(main, given)).changed


def test_hints_are_warnings(hydra: Hydra, run: Runner) -> None:
    one = ok(run(main, client_id="app", return_secret=True, grant_types=["authorisation_code"]))
    assert any("authorisation_code" in told for told in one.warnings)
