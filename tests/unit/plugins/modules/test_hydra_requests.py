# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules about requests through their main(), against scripted answers."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_consent_request,
    hydra_device_request,
    hydra_login_request,
    hydra_logout_request,
    hydra_request_info,
)
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, Answer, Call, Wire, reset, resource_404
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]
CHALLENGE = "private-challenge=="
VERIFIER = "private-verifier"
VERSIONS = ["1.0.0-rc.6", "1.0.9", "1.11.10", "2.3.0", "26.2.0"]
MODULES: t.Dict[str, t.Any] = {
    "login": (hydra_login_request, {"subject": "alice"}),
    "consent": (hydra_consent_request, {"grant_scope": ["openid"]}),
    "logout": (hydra_logout_request, {}),
    "device": (hydra_device_request, {"user_code": "PRIVATEX"}),
}


class Requests:
    """A server that has one request of each kind."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.prefix = "" if version.startswith("1.") else "/admin"
        self.answers: t.Dict[str, Answer] = {}
        self.repeats = True  # the challenge, where a request is read

    def admin(self, call: Call) -> Answer:
        """Answer on the admin port."""
        if call.path == "/version":
            return Answer(200, {"version": "v" + self.version})
        parts = call.path[len(self.prefix) :].split("/")
        assert parts[:4] == ["", "oauth2", "auth", "requests"]
        if "rc" in self.version:
            challenge, verb = parts[5], (parts[6:] or ["read"])[0]
            assert challenge == "private-challenge%3D%3D"
        else:
            verb = (parts[5:] or ["read"])[0]
            if call.query != {parts[4] + "_challenge": CHALLENGE}:
                return resource_404()
        if verb in self.answers:
            return self.answers[verb]
        if verb == "read":
            request = {"challenge": CHALLENGE, "request_url": "https://a/?state=private-state", "subject": "alice"}
            if not self.repeats:
                del request["challenge"]
            return Answer(200, dict(request, requested_scope=["openid"], client={"client_id": "shop"}))
        if (parts[4], verb) == ("logout", "reject"):
            return Answer(204)
        return Answer(200, {"redirect_to": "https://a/oauth2/auth?%s_verifier=%s" % (parts[4], VERIFIER)})


@pytest.fixture
def serve(wire: Wire) -> t.Callable[..., Requests]:
    def start(version: str = "26.2.0") -> Requests:
        server = Requests(version)
        wire.handlers[ADMIN] = server.admin
        return server

    return start


Serve = t.Callable[..., Requests]


CASES = [
    (version, kind, state)
    for version in VERSIONS
    for kind in MODULES
    for state in ("accepted", "rejected")
    if (kind != "logout" or version != "1.0.0-rc.6")
    and (kind != "device" or (version == "26.2.0" and state == "accepted"))
]


@pytest.mark.parametrize("version, kind, state", CASES)
def test_answering(version: str, kind: str, state: str, serve: Serve, wire: Wire, run: Runner) -> None:
    serve(version)
    module, members = MODULES[kind]
    if state == "rejected":
        members = {} if kind == "logout" else {"error": "access_denied"}
    given = dict(members, state=state, return_redirect_to=True, **{kind + "_challenge": CHALLENGE})
    checked = run(module.main, given, check=True)
    assert wire.writes == []
    done = run(module.main, given)
    assert len(wire.writes) == 1
    assert wire.writes[0].json == members
    assert wire.writes[0].path.endswith("/accept" if state == "accepted" else "/reject")
    for one in (checked, done):
        assert (one.failed, one.changed, one.result.get("action")) == (False, True, state), one.result
        assert one.result["diff"]["before"] == {"state": "waiting"}
        assert one.result["diff"]["after"]["state"] == state
        assert "private-challenge" not in one.output + "".join(one.log)
        assert "private-state" not in one.output
        assert "PRIVATEX" not in one.output
    assert checked.result["diff"] == done.result["diff"]
    assert "redirect_to" not in checked.result
    going = (
        None if (kind, state) == ("logout", "rejected") else "https://a/oauth2/auth?%s_verifier=%s" % (kind, VERIFIER)
    )
    assert done.result["redirect_to"] == going


@pytest.mark.parametrize("kind", list(MODULES))
def test_a_verifier_is_not_shown_unless_it_was_asked_for(kind: str, serve: Serve, run: Runner) -> None:
    serve()
    module, members = MODULES[kind]
    one = run(module.main, dict(members, challenge=CHALLENGE))
    assert one.changed
    assert VERIFIER not in one.output + "".join(one.log)


@pytest.mark.parametrize("kind, version", [("logout", "1.0.0-rc.6"), ("device", "2.3.0")])
def test_what_a_server_does_not_have(kind: str, version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    serve(version)
    module, members = MODULES[kind]
    one = run(module.main, dict(members, challenge=CHALLENGE))
    assert one.msg.startswith("A %s request needs Hydra " % kind)
    assert wire.lines == ["GET /version"]


HANDLED = "it was already handled, and a request can be accepted or rejected only once"
EXPIRED_BODY = {
    "error": "request_unauthorized",
    "error_description": "The request could not be authorized. The login request has expired, please try again.",
}


@pytest.mark.parametrize("verb", ["read", "accept"])
@pytest.mark.parametrize(
    "answer, sentence",
    [
        (resource_404(), "no request has this login_challenge"),
        (Answer(409, {"error": "Conflict", "error_description": "x"}), HANDLED),
        (Answer(410, {"redirect_to": "https://a/?state=private-state"}), HANDLED),
        (Answer(401, EXPIRED_BODY), "it has expired, and the browser has to start again"),
    ],
)
def test_a_request_that_is_unknown_or_handled_or_expired(
    verb: str, answer: Answer, sentence: str, serve: Serve, run: Runner
) -> None:
    serve().answers[verb] = answer
    one = run(hydra_login_request.main, {"login_challenge": CHALLENGE, "subject": "alice"})
    assert one.msg == "Cannot %s the login request: %s" % (verb, sentence)
    assert one.result["failure"]["operation"] == verb + "_login_request"
    assert one.result["failure"]["status"] == answer.status
    assert "private-" not in one.output


def test_a_gateway_that_refuses_is_no_expired_request(serve: Serve, run: Runner) -> None:
    serve().answers["read"] = Answer(401, "who are you?")
    one = run(hydra_login_request.main, {"login_challenge": CHALLENGE, "subject": "alice"})
    assert "a gateway in front of it refused" in one.msg


def test_a_lost_reply_tells_no_challenge(serve: Serve, wire: Wire, run: Runner) -> None:
    plain = serve().admin

    def lose(call: Call) -> Answer:
        if call.method == "PUT":
            raise reset()
        return plain(call)

    wire.handlers[ADMIN] = lose
    one = run(hydra_login_request.main, {"login_challenge": CHALLENGE, "subject": "alice"})
    assert one.failed
    assert "/oauth2/auth/requests/login/accept?login_challenge=... was sent" in one.msg
    assert "private-" not in one.output
    assert len(wire.writes) == 1, "it may have been answered"


@pytest.mark.parametrize("check", [True, False])
def test_more_than_was_requested(check: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    one = run(hydra_consent_request.main, {"challenge": CHALLENGE, "grant_scope": ["openid", "admin"]}, check=check)
    assert one.msg == "grant_scope has admin, which the client did not request; it requested openid"
    assert wire.writes == []


@pytest.mark.parametrize("session", [{"id_token": {"a": True}}, {"access_token": None, "id_token": '{"a": true}'}])
def test_claims_are_sent_as_they_are_meant(session: Document, serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    given = {"challenge": CHALLENGE, "grant_scope": ["openid"], "session": session}
    assert run(hydra_consent_request.main, given).changed
    assert wire.writes[0].json["session"] == {"id_token": {"a": True}}


@pytest.mark.parametrize("check", [True, False])
def test_what_json_does_not_have(check: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    for module, given in (
        (hydra_login_request, {"subject": "alice", "context": {"a": [float("inf")]}}),
        (hydra_consent_request, {"grant_scope": ["openid"], "session": {"id_token": {"a": float("nan")}}}),
    ):
        assert "infinity and NaN do not exist" in run(module.main, dict(given, challenge=CHALLENGE), check=check).msg
    assert wire.calls == []


@pytest.mark.parametrize("kind", ["login", "consent", "logout"])
def test_reading(kind: str, serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    for check in (True, False):
        one = run(hydra_request_info.main, {kind + "_challenge": CHALLENGE}, check=check)
        assert (one.changed, one.result["kind"]) == (False, kind)
        assert one.result["request"] == {
            "request_url": "https://a/?state=(hidden)",
            "subject": "alice",
            "requested_scope": ["openid"],
            "client": {"client_id": "shop"},
        }
        assert "private-" not in one.output + "".join(one.log)
    assert wire.writes == []


def test_reading_nothing_or_two(serve: Serve, wire: Wire, run: Runner) -> None:
    serve()
    for given in ({}, {"login_challenge": "a", "consent_challenge": "e"}):
        one = run(hydra_request_info.main, given)
        assert one.msg == "give exactly one of login_challenge, consent_challenge and logout_challenge"
    assert wire.calls == []


@pytest.mark.parametrize("status, check", [(409, True), (410, True), (410, False)])
def test_a_logout_that_the_browser_has_gone_on_with(status: int, check: bool, serve: Serve, run: Runner) -> None:
    serve().answers["read"] = Answer(status, {"redirect_to": "https://a/?state=private-state"})
    for module in (hydra_logout_request, hydra_request_info):
        one = run(module.main, {"logout_challenge": CHALLENGE}, check=check)
        assert "the browser has already followed it, and the logout is done; a new logout has to be started" in one.msg
        assert "private-" not in one.output


# Answers about another request

OTHERS: Document = {"request_url": "https://a/oauth2/auth?client_id=shop&state=private-state", "subject": "mallory"}


@pytest.mark.parametrize("version", ["1.0.0-rc.6", "1.11.10", "26.2.0"])
@pytest.mark.parametrize("kind", ["login", "consent", "logout"])
def test_a_request_of_somebody_else_is_not_taken_for_the_one_asked_for(
    kind: str, version: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    if (kind, version) == ("logout", "1.0.0-rc.6"):
        return
    serve(version).answers["read"] = Answer(200, dict(OTHERS, challenge="private-other"))
    module, members = MODULES[kind]
    for main, given in ((module.main, members), (hydra_request_info.main, {})):
        for check in (True, False):
            one = run(main, dict(given, **{kind + "_challenge": CHALLENGE}), check=check)
            assert one.failed
            assert one.msg.startswith("Cannot read the %s request: the answer of " % kind)
            assert "is about another request than the one that was asked for, so the server" in one.msg
            assert "treats one request as another" in one.msg
            assert one.result["failure"]["operation"] == "read_%s_request" % kind
            assert "mallory" not in one.output
            assert "private-" not in one.output + "".join(one.log)
    assert wire.writes == []


@pytest.mark.parametrize("kind", ["login", "consent", "logout"])
def test_a_server_that_does_not_repeat_the_challenge(kind: str, serve: Serve, run: Runner) -> None:
    serve("1.9.2").repeats = False  # as logouts before 1.10.7
    module, members = MODULES[kind]
    assert run(module.main, dict(members, challenge=CHALLENGE)).changed


@pytest.mark.parametrize("kind", ["login", "consent"])
@pytest.mark.parametrize("state", ["accepted", "rejected"])
@pytest.mark.parametrize(
    "began, goes_on, other",
    [
        ("client_id=shop&state=private-s1", "client_id=shop&state=private-s1&x_verifier=private-v", False),
        ("client_id=shop&state=private-s1", "state=private%2Ds1&prompt=login&client_id=shop", False),
        ("client_id=a+b&state=private-s1;x", "client_id=a%20b&state=private-s1", False),
        ("", "client_id=shop", False),
        ("client_id=shop&state=private-s1", "prompt=login", False),
        ("client_id=shop&state=private-s1", "client_id=shop&state=private-s2", True),
        ("client_id=shop", "client_id=other&state=private-s1", True),
    ],
)
def test_a_browser_is_not_sent_on_as_somebody_else(
    kind: str, state: str, began: str, goes_on: str, other: bool, serve: Serve, wire: Wire, run: Runner
) -> None:
    server = serve()
    url = "https://a/oauth2/auth?"
    read = {"challenge": CHALLENGE, "request_url": url + began, "requested_scope": ["openid"]}
    server.answers["read"] = Answer(200, read)
    server.answers["accept"] = server.answers["reject"] = Answer(200, {"redirect_to": url + goes_on})
    module, members = MODULES[kind]
    given = dict(members if state == "accepted" else {}, state=state, challenge=CHALLENGE)
    one = run(module.main, given)
    assert one.failed is other
    if other:
        verb = "accept" if state == "accepted" else "reject"
        assert one.msg.startswith("Cannot %s the %s request: the answer of " % (verb, kind))
        assert one.msg.endswith("treats one request as another; what was sent may have been done to that one")
    assert "private-" not in one.output + "".join(one.log)
    assert len(wire.writes) == 1
