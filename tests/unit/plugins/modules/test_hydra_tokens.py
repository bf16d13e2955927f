# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules about tokens through their main(), against scripted answers."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import hydra_token_flush, hydra_token_info
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Wire, resource_404
from ansible_collections.ory.hydra.tests.unit._runner import Runner

TOKEN = "ory_at_a-token-that-must-not-be-seen"
SECRET = "a-secret-that-must-not-be-seen"
CLAIMS = {"active": True, "client_id": "shop", "sub": "alice", "scope": "openid"}


class Tokens:
    """A server that knows one token of one client."""

    def __init__(self, version: str, method: str = "client_secret_basic") -> None:
        self.version = version
        self.prefix = "/admin" if not version.startswith("1.") else ""
        self.method = method
        self.active = True
        self.deaf = False

    def admin(self, call: Call) -> Answer:
        """Answer on the admin port."""
        path = call.path[len(self.prefix) :]
        if call.path == "/version":
            return Answer(200, {"version": "v" + self.version})
        if path == "/oauth2/introspect":
            right = call.form["token"] == TOKEN and call.form.get("scope", "openid") == "openid"
            return Answer(200, CLAIMS if self.active and right else {"active": False})
        if path == "/clients/shop":
            return Answer(200, {"client_id": "shop", "token_endpoint_auth_method": self.method})
        if call.method == "DELETE" and path == "/oauth2/tokens":
            return Answer(204)
        if path == "/oauth2/flush" and self.version.startswith("1."):
            return Answer(204)
        return resource_404()

    def public(self, call: Call) -> Answer:
        """Answer on the public port."""
        good = "Basic" in call.headers.get("Authorization", "") or call.form.get("client_secret") == SECRET
        if self.method == "none":
            good = "client_secret" not in call.form and call.form["client_id"] == "shop"
        if call.headers.get("Authorization", "") == "Basic c2hvcDp3cm9uZy1zZWNyZXQ=":
            good = False
        if not good:
            return Answer(401, {"error": "invalid_client", "error_description": "no"})
        self.active = self.active and (self.deaf or call.form["token"] != TOKEN)
        return Answer(200)


@pytest.fixture
def serve(wire: Wire) -> t.Callable[..., Tokens]:
    def start(version: str = "26.2.0", method: str = "client_secret_basic") -> Tokens:
        server = Tokens(version, method)
        wire.handlers[ADMIN] = server.admin
        wire.handlers[PUBLIC] = server.public
        return server

    return start


Serve = t.Callable[..., Tokens]


@pytest.mark.parametrize("scope, active", [([], True), (["openid"], True), (["openid", "other"], False)])
def test_introspection(scope: t.List[str], active: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    for check in (True, False):
        one = run(hydra_token_info.main, {"token": TOKEN, "scope": scope}, check=check)
        assert (one.changed, one.result["active"]) == (False, active)
        assert one.result["token"] == (CLAIMS if active else {"active": False})
        assert TOKEN not in one.output
    assert wire.calls[-1].form == dict({"token": TOKEN}, **({"scope": " ".join(scope)} if scope else {}))


def test_a_short_text_that_is_no_token_garbles_nothing(serve: Serve, run: Runner) -> None:
    serve()
    one = run(hydra_token_info.main, {"token": "a"})
    assert one.result["active"] is False
    assert "****" not in one.output


def test_a_server_that_cannot_introspect(serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    wire.script[:] = [
        Answer(200, {"version": "v26.2.0"}),
        Answer(500, {"error": "error", "error_description": "The error is unrecognizable"}),
    ]
    one = run(hydra_token_info.main, {"token": TOKEN})
    assert one.msg == ("Cannot introspect the token: the admin API answered 500 (error: The error is unrecognizable)")
    assert one.result["failure"]["operation"] == "introspect_token"
    assert TOKEN not in one.output


@pytest.mark.parametrize("version", ["1.11.10", "26.2.0"])
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_one_token(version: str, method: str, serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve(version, method)
    given = dict({"token": TOKEN, "public_url": PUBLIC}, **({} if method == "none" else {"client_secret": SECRET}))
    checked = run(hydra_token_flush.main, given, check=True)
    assert server.active
    done = run(hydra_token_flush.main, given)
    assert not server.active
    wire.calls.clear()
    again = run(hydra_token_flush.main, given)
    assert [call.path for call in wire.calls] == ["/version", server.prefix + "/oauth2/introspect"]
    for one, action in ((checked, "revoked"), (done, "revoked"), (again, "unchanged")):
        assert (one.result["action"], one.changed) == (action, action != "unchanged")
        assert one.result["token"] == {"active": False}
        assert TOKEN not in one.output
        assert SECRET not in one.output
    assert checked.result["diff"] == done.result["diff"]
    assert (done.result["diff"]["before"], done.result["diff"]["after"]) == (CLAIMS, {"active": False})
    assert "diff" not in again.result


@pytest.mark.parametrize("check", [True, False])
def test_the_secret_of_somebody_else(check: bool, serve: Serve, run: Runner) -> None:
    server = serve()
    given = {"token": TOKEN, "public_url": PUBLIC, "client_secret": "wrong-secret"}
    one = run(hydra_token_flush.main, given, check=check)
    assert one.failed
    assert "client_secret is" in one.msg
    assert 'client "shop"' in one.msg
    assert "wrong-secret" not in one.output
    assert server.active


def test_a_token_that_outlives_its_revocation(serve: Serve, run: Runner) -> None:
    serve().deaf = True
    one = run(hydra_token_flush.main, {"token": TOKEN, "public_url": PUBLIC, "client_secret": SECRET})
    assert one.msg == 'The token of client "shop" is still active, although its revocation succeeded'


def test_a_token_of_nobody_is_not_one_of_a_client_named_none(serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    wire.script[:] = [Answer(200, {"version": "v26.2.0"}), Answer(200, {"active": True})]
    one = run(hydra_token_flush.main, {"token": TOKEN, "public_url": PUBLIC, "client_secret": SECRET})
    assert one.msg == "The server does not say to which client the token belongs, so it cannot be revoked"
    assert len(wire.calls) == 2


def test_a_client_whose_access_tokens_go(serve: Serve, wire: Wire, run: Runner) -> None:
    serve("1.8.5")
    checked = run(hydra_token_flush.main, {"client_id": "shop"}, check=True)
    assert wire.writes == []
    done = run(hydra_token_flush.main, {"client_id": "shop"})
    assert [(call.line, call.query) for call in wire.writes] == [("DELETE /oauth2/tokens", {"client_id": "shop"})]
    assert checked.result["diff"] == done.result["diff"]
    assert done.result["action"] == "deleted"
    nobody = run(hydra_token_flush.main, {"client_id": "nobody"})
    assert (nobody.result["action"], nobody.changed, len(wire.writes)) == ("unchanged", False, 1)


def test_a_server_that_is_too_old_to_delete_tokens(serve: Serve, wire: Wire, run: Runner) -> None:
    serve("1.4.10")
    assert run(hydra_token_flush.main, {"client_id": "shop"}).msg == (
        "client_id needs Hydra 1.8.5 or newer; this server is 1.4.10"
    )
    assert wire.writes == []


def test_expired_rows(serve: Serve, wire: Wire, run: Runner) -> None:
    serve("1.11.10")
    run(hydra_token_flush.main, {"expired": True}, check=True)
    assert wire.writes == []
    assert run(hydra_token_flush.main, {"expired": True}).result["action"] == "flushed"
    run(hydra_token_flush.main, {"expired": True, "not_after": "2026-01-31T00:00:00Z"})
    assert [call.json for call in wire.writes] == [{}, {"notAfter": "2026-01-31T00:00:00Z"}]


@pytest.mark.parametrize("check", [True, False])
def test_a_time_that_does_not_exist(check: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve("1.11.10")
    one = run(hydra_token_flush.main, {"expired": True, "not_after": "2026-02-30T00:00:00Z"}, check=check)
    assert one.msg == "not_after is not a valid date and time: 2026-02-30T00:00:00Z"
    assert wire.calls == []


@pytest.mark.parametrize("check", [True, False])
def test_a_server_that_does_not_clear_away(check: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve("2.3.0")
    assert run(hydra_token_flush.main, {"expired": True}, check=check).msg == (
        "expired=true needs a Hydra older than 2.0.0; this server is 2.3.0: run `hydra janitor` against "
        "its database instead, as the role ory.hydra.token_maintenance does"
    )
    assert wire.writes == []


def test_one_token_needs_the_public_api(serve: Serve, run: Runner) -> None:
    serve()
    one = run(hydra_token_flush.main, {"token": TOKEN})
    assert one.msg == "token needs public_url, the address of Hydra's public API"
