# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules about consents and logins through their main(), against a server that knows nothing else."""

from __future__ import annotations

import typing as t
from urllib.parse import unquote, urlencode

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_consent_request,
    hydra_consent_session,
    hydra_consent_session_info,
    hydra_login_session,
)
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Wire, reset, resource_404
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]
LOGIN, CONSENT = "private-login-challenge", "private-consent-challenge"
WISH: Document = {"subject": "alice", "client_id": "shop", "grant_scope": ["openid", "a"], "public_url": PUBLIC}
VERSIONS = ["1.0.0-rc.6", "1.4.10", "1.11.10", "2.0.3", "2.3.0", "25.4.0", "26.2.0"]


class Server:
    """Consents of one server; a login and a consent are accepted as they come."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.by_path = "-rc" in version
        self.prefix = "" if version.startswith("1.") else "/admin"
        self.rows: t.List[Document] = []
        self.client: Document = {
            "client_id": "shop",
            "redirect_uris": ["https://shop.example/cb"],
            "scope": "openid a b",
        }
        self.logins_revoked: t.List[t.Dict[str, str]] = []
        self.asked: t.Dict[str, str] = {}
        self.subject = ""
        self.wish: Document = {}
        self.refusal = ""
        self.keeps = True
        self.state = ""  # of the code that it answers with; else that of the request

    def add(self, client_id: str = "shop", subject: str = "alice", **members: t.Any) -> None:
        """Put a consent there, past the API."""
        number = len(self.rows) + 1
        request = {"subject": subject, "client": {"client_id": client_id}, "challenge": "old-challenge-%d" % number}
        base: Document = {"grant_scope": ["openid"], "remember": True, "consent_request": request}
        base["handled_at"] = "2026-01-01T00:00:%02dZ" % number
        if self.version >= "25":
            base["consent_request_id"] = "r%d" % number
            request["challenge"] = ""
        self.rows.insert(0, dict(base, **members))

    def admin(self, call: Call) -> Answer:
        """Answer on the admin port."""
        path = unquote(call.path[len(self.prefix) :])
        if call.path == "/version":
            return Answer(200, {"version": "v" + self.version})
        if path == "/clients/shop":
            return Answer(200, self.client)
        if path.startswith("/oauth2/auth/sessions/consent"):
            return self._consents(call, path.split("/")[5:] if self.by_path else [])
        if path.startswith("/oauth2/auth/sessions/login"):
            self.logins_revoked.append(dict(call.query, path=path))
            return Answer(204)
        if path.startswith("/oauth2/auth/requests/"):
            return self._request(call, path)
        return resource_404()

    def _consents(self, call: Call, parts: t.List[str]) -> Answer:
        query = call.query if not self.by_path else dict(zip(("subject", "client"), parts))
        mine = [
            row
            for row in self.rows
            if query.get("subject") in (None, row["consent_request"]["subject"])
            and query.get("client") in (None, row["consent_request"]["client"]["client_id"])
            and query.get("consent_request_id") in (None, row.get("consent_request_id"))
        ]
        if call.method == "GET":
            first = call.query.get("offset", "0") == "0" and "page_token" not in call.query
            return Answer(200, mine if first else [])
        if not mine and self.version.startswith(("1.0.", "1.4.")):
            return resource_404()
        self.rows = [row for row in self.rows if row not in mine]
        return Answer(204)

    def _request(self, call: Call, path: str) -> Answer:
        kind = path.split("/")[4]
        challenge = path.split("/")[5] if self.by_path else call.query[kind + "_challenge"]
        if challenge != {"login": LOGIN, "consent": CONSENT}[kind]:
            return resource_404()
        if call.method == "GET":
            return Answer(200, {"challenge": challenge, "request_url": "u"})
        if kind == "login":
            self.subject = call.json["subject"]
        else:
            self.wish = call.json
        query = dict(self.asked, **{kind + "_verifier": "private-" + kind})
        return Answer(200, {"redirect_to": "https://auth.example.com/hydra/oauth2/auth?" + urlencode(query)})

    def public(self, call: Call) -> Answer:
        """Answer on the public port."""
        if call.path != "/oauth2/auth":
            return Answer(404, "404 page not found\n")
        if self.refusal:
            return Answer(303, None, {"Location": "https://shop.example/cb?" + self.refusal})
        if call.query.get("login_verifier") == "private-login":
            return Answer(302, None, {"Location": "https://app.example/consent?consent_challenge=" + CONSENT})
        if call.query.get("consent_verifier") == "private-consent":
            if self.keeps:
                members = {name: self.wish[name] for name in self.wish}
                self.add(call.query["client_id"], self.subject, **members)
            state = self.state or call.query["state"]
            return Answer(303, None, {"Location": "https://shop.example/cb?code=private-code&state=" + state})
        self.asked = call.query
        return Answer(302, None, {"Location": "https://app.example/login?login_challenge=" + LOGIN})


Serve = t.Callable[[str], Server]


@pytest.fixture
def serve(wire: Wire) -> Serve:
    def start(version: str = "26.2.0") -> Server:
        server = Server(version)
        wire.handlers[ADMIN] = server.admin
        wire.handlers[PUBLIC] = server.public
        return server

    return start


def clients(rows: t.List[Document]) -> t.List[str]:
    return [row["client_id"] for row in rows]


# Revoking


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "what, gone, left",
    [
        ({"client_id": "shop"}, ["shop", "shop"], ["other"]),
        ({"client_id": "nobody"}, [], ["shop", "other", "shop"]),
        ({"all": True}, ["shop", "other", "shop"], []),
    ],
)
def test_revoking(
    version: str, what: Document, gone: t.List[str], left: t.List[str], serve: Serve, wire: Wire, run: Runner
) -> None:
    server = serve(version)
    for client_id in ("shop", "other", "shop"):
        server.add(client_id)
    server.add("shop", subject="bob")
    given = dict(what, subject="alice", state="absent")
    checked = run(hydra_consent_session.main, given, check=True)
    assert wire.writes == []
    done = run(hydra_consent_session.main, given)
    assert [clients(one.result["consent_sessions"]) for one in (checked, done)] == [gone, gone]
    assert checked.result.get("diff") == done.result.get("diff")
    assert (done.changed, done.result["action"]) == ((True, "revoked") if gone else (False, "unchanged"))
    mine = [row for row in server.rows if row["consent_request"]["subject"] == "alice"]
    assert [row["consent_request"]["client"]["client_id"] for row in mine] == left
    assert len(server.rows) == len(mine) + 1, "those of others stay"
    written = len(wire.writes)
    again = run(hydra_consent_session.main, given)
    assert (again.changed, again.result["consent_sessions"], len(wire.writes)) == (False, [], written)
    assert "challenge" not in checked.output + done.output


@pytest.mark.parametrize("version", ["1.4.10", "2.3.0", "26.2.0"])
def test_everything_is_never_asked_for_together_with_a_client(
    version: str, serve: Serve, wire: Wire, run: Runner
) -> None:
    server = serve(version)
    server.add()
    run(hydra_consent_session.main, {"subject": "alice", "client_id": "shop", "state": "absent"})
    server.add()
    run(hydra_consent_session.main, {"subject": "alice", "all": True, "state": "absent"})
    assert [call.query for call in wire.writes] == [
        {"subject": "alice", "client": "shop"},
        {"subject": "alice", "all": "true"},
    ]


def test_one_request(serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve("25.4.0")
    server.add()
    server.add()
    given = {"subject": "alice", "consent_request_id": "r1", "state": "absent"}
    assert run(hydra_consent_session.main, dict(given, subject="bob")).changed is False
    assert run(hydra_consent_session.main, given).changed is True
    assert [call.query for call in wire.writes] == [{"consent_request_id": "r1"}]
    assert [row["consent_request_id"] for row in server.rows] == ["r2"]
    serve("2.3.0")
    assert run(hydra_consent_session.main, given).msg == (
        "consent_request_id needs Hydra 25.4.0 or newer; this server is 2.3.0"
    )


@pytest.mark.parametrize("version, tells", [("1.4.10", True), ("26.2.0", False)])
def test_what_is_not_listed(version: str, tells: bool, serve: Serve, wire: Wire, run: Runner) -> None:
    serve(version)
    given = {"subject": "alice", "all": True, "unlisted": True, "state": "absent"}
    assert run(hydra_consent_session.main, given, check=True).changed is True
    assert wire.writes == []
    assert run(hydra_consent_session.main, given).changed is (not tells)
    assert len(wire.writes) == 1


@pytest.mark.parametrize("given", [{"subject": ""}, {"subject": " ", "all": True}, {"subject": "a", "client_id": ""}])
def test_nothing_is_revoked_for_an_empty_text(given: Document, serve: Serve, wire: Wire, run: Runner) -> None:
    serve("1.4.10")
    assert "must not be empty" in run(hydra_consent_session.main, dict(given, state="absent")).msg
    assert wire.calls == []


def test_a_slash_would_make_two_names_of_one(serve: Serve, wire: Wire, run: Runner) -> None:
    """There, a subject ``alice/shop`` would be the client ``shop`` of ``alice``."""
    serve("1.0.0-rc.6")
    for main, given in (
        (hydra_consent_session.main, {"subject": "alice/shop", "all": True, "state": "absent"}),
        (hydra_consent_session.main, {"subject": "alice", "client_id": "a/b", "unlisted": True, "state": "absent"}),
        (hydra_consent_session_info.main, {"subject": "alice/shop"}),
        (hydra_login_session.main, {"subject": "alice/shop"}),
    ):
        assert "a name with a slash needs Hydra 25.4.0 or newer" in run(main, given).msg
    assert wire.writes == []
    serve("1.0.9")
    assert not run(hydra_login_session.main, {"subject": "alice/shop"}).failed


# Listing


@pytest.mark.parametrize("version", VERSIONS)
def test_listing(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve(version)
    for client_id in ("shop", "other"):
        server.add(client_id)
    for check in (True, False):
        one = run(hydra_consent_session_info.main, {"subject": "alice"}, check=check)
        rows = one.result["consent_sessions"]
        assert [row["consent_request"]["client"]["client_id"] for row in rows] == ["other", "shop"]
        assert "old-challenge" not in one.output
    assert (
        len(run(hydra_consent_session_info.main, {"subject": "alice", "client_id": "shop"}).result["consent_sessions"])
        == 1
    )
    assert run(hydra_consent_session_info.main, {"subject": "bob"}).result["consent_sessions"] == []
    assert wire.writes == []


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0"])
def test_a_page_that_is_not_full_is_not_the_last(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    """Expired consents are dropped after a page is cut."""
    serve(version)
    rows = [{"consent_request": {"challenge": "c%d" % index}, "handled_at": str(index)} for index in range(7)]
    wire.script[:] = [
        Answer(200, {"version": "v" + version}),
        Answer(200, rows[:3]),
        Answer(200, rows[3:]),
        Answer(200, []),
    ]
    one = run(hydra_consent_session_info.main, {"subject": "alice"})
    assert [row["handled_at"] for row in one.result["consent_sessions"]] == list("6543210")


# Granting


@pytest.mark.parametrize("version", VERSIONS)
def test_granting(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve(version)
    session = {"access_token": {"tier": 1}, "id_token": {}}
    given = dict(WISH, session=session, remember_for=60, grant_access_token_audience=["api"])
    server.client["audience"] = ["api"]
    checked = run(hydra_consent_session.main, given, check=True)
    assert wire.writes == []
    done = run(hydra_consent_session.main, given)
    for one in (checked, done):
        assert (one.failed, one.changed, one.result.get("action")) == (False, True, "granted"), one.result
        assert "private-" not in one.output
        assert one.result["diff"]["before"] == {}
        assert one.result["diff"]["after"]["session"] == session
        granted = one.result["consent_session"]
        assert (granted["client_id"], granted["subject"], granted["grant_scope"]) == ("shop", "alice", ["openid", "a"])
    assert checked.result["diff"] == done.result["diff"]
    assert server.subject == "alice"
    assert server.wish == {
        "grant_scope": ["openid", "a"],
        "grant_access_token_audience": ["api"],
        "remember": True,
        "remember_for": 60,
        "session": session,
    }
    asked = server.asked
    assert (asked["scope"], asked["redirect_uri"], asked["audience"]) == ("openid a", "https://shop.example/cb", "api")
    assert (asked["prompt"], asked["code_challenge_method"], len(asked["state"]) >= 8) == ("consent", "S256", True)
    accepted = [call for call in wire.writes if call.path.endswith("/login/accept") or LOGIN in call.path]
    assert accepted[0].json == {"subject": "alice", "remember": False}
    assert len(wire.writes) == 2
    wire.calls.clear()
    again = run(hydra_consent_session.main, given)
    assert (again.changed, again.result["action"], wire.writes) == (False, "unchanged", [])
    assert "diff" not in again.result
    assert [call for call in wire.calls if call.url.startswith(PUBLIC)] == []


@pytest.mark.parametrize(
    "refusal, sentence",
    [
        (
            "error=invalid_scope&error_description=Bad+scope&state=private-state",
            "the public API answered invalid_scope (Bad scope)",
        ),
        ("error=access_denied&error_hint=Old+hint", "the public API answered access_denied (Old hint)"),
        ("nothing=known", "answered 303, but not as Hydra's public API does; check public_url"),
    ],
)
def test_a_request_that_is_refused(refusal: str, sentence: str, serve: Serve, wire: Wire, run: Runner) -> None:
    serve("26.2.0").refusal = refusal
    one = run(hydra_consent_session.main, WISH)
    assert sentence in one.msg
    assert 'Cannot grant the consent of subject "alice" to client "shop": ' in one.msg
    assert "private-" not in one.output
    assert wire.writes == []


def test_two_servers(serve: Serve, wire: Wire, run: Runner) -> None:
    serve("26.2.0")
    wire.handlers[PUBLIC] = lambda _call: Answer(302, None, {"Location": "https://x/login?login_challenge=elsewhere1"})
    one = run(hydra_consent_session.main, WISH)
    assert "admin_url and public_url lead to different servers" in one.msg
    assert "elsewhere1" not in one.output


def test_a_lost_reply_is_not_asked_for_again(serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve("26.2.0")
    plain = server.public

    def lose(call: Call) -> Answer:
        if "login_verifier" in call.query:
            raise reset()
        return plain(call)

    wire.handlers[PUBLIC] = lose
    one = run(hydra_consent_session.main, WISH)
    assert one.msg.startswith("GET http://127.0.0.1:4444/oauth2/auth?client_id=shop&")
    assert one.msg.endswith("&login_verifier=... was sent, but the connection ended without an answer")
    assert server.asked["state"] not in one.output
    assert len([call for call in wire.calls if "login_verifier" in call.query]) == 1


def test_a_grant_that_does_not_show(serve: Serve, run: Runner) -> None:
    serve("26.2.0").keeps = False
    assert run(hydra_consent_session.main, WISH).msg == (
        "The consent of alice for client shop was given, but is not among those that the server lists"
    )


def test_the_code_of_another_authorization_is_not_taken_for_this_one(serve: Serve, run: Runner) -> None:
    serve("26.2.0").state = "private-state-of-somebody-else"
    one = run(hydra_consent_session.main, WISH)
    assert one.msg == (
        'Cannot grant the consent of subject "alice" to client "shop": '
        "the public API at http://127.0.0.1:4444 answered with the code of another authorization"
    )
    assert "private-" not in one.output


@pytest.mark.parametrize("verb", ["login", "consent"])
def test_a_login_that_would_go_on_as_another_is_not_followed(verb: str, serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve("26.2.0")
    plain = server.admin

    def mixed_up(call: Call) -> Answer:
        answer = plain(call)
        if call.path.endswith("/requests/%s/accept" % verb):
            url = answer.body["redirect_to"].replace(server.asked["state"], "private-state-of-somebody-else")
            return Answer(200, {"redirect_to": url})
        return answer

    wire.handlers[ADMIN] = mixed_up
    one = run(hydra_consent_session.main, WISH)
    assert "is about another request than the one that was asked for" in one.msg
    assert "private-" not in one.output
    assert verb + "_verifier" not in [name for call in wire.calls for name in call.query]


def test_granting_needs_the_public_api_and_a_client(serve: Serve, wire: Wire, run: Runner) -> None:
    serve("26.2.0")
    for check in (True, False):
        told = run(hydra_consent_session.main, dict(WISH, public_url=None), check=check).msg
        assert told == "state=present needs public_url, the address of Hydra's public API"
        assert run(hydra_consent_session.main, dict(WISH, client_id="x"), check=check).msg == 'There is no client "x"'
    assert wire.writes == []


SESSIONS = [
    ({"id_token": "text"}, "session: id_token must be a dictionary, not a string"),
    ({"access_token": "text"}, "session: access_token must be a dictionary, not a string"),
    ({"id_token": ["a"]}, "session: id_token must be a dictionary, not a list"),
    ({"access_token": []}, "session: access_token must be a dictionary, not a list"),
    ({"access_token": 5}, "session: access_token must be a dictionary, not a number"),
    ({"id_token": "[1]"}, "session: id_token must be a dictionary"),
    ({"id_tokens": {}}, "session: unknown option id_tokens (did you mean id_token?)"),
    ({"ext": {}}, "session: unknown option ext"),
    ("text", "session must be a dictionary, not a string"),
]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("session, sentence", SESSIONS)
def test_claims_that_are_none(
    session: t.Any, sentence: str, check: bool, serve: Serve, wire: Wire, run: Runner
) -> None:
    """Servers refuse them too, but only once the login was accepted, and no check mode would have told."""
    serve("26.2.0")
    for main, given in (
        (hydra_consent_session.main, WISH),
        (hydra_consent_request.main, {"challenge": CONSENT, "grant_scope": ["openid"]}),
    ):
        one = run(main, dict(given, session=session), check=check)
        assert one.failed
        assert sentence in one.msg
    assert wire.calls == []


@pytest.mark.parametrize(
    "session",
    [
        {"id_token": '{"tier": 1}'},
        '{"id_token": {"tier": 1}}',
        {"id_token": {"tier": 1}, "access_token": None},
        {"id_token": {"tier": 1}, "access_token": ""},
    ],
)
def test_claims_in_another_spelling(session: t.Any, serve: Serve, run: Runner) -> None:
    server = serve("26.2.0")
    assert run(hydra_consent_session.main, dict(WISH, session=session)).changed
    assert server.wish["session"] == {"access_token": {}, "id_token": {"tier": 1}}
    assert not run(hydra_consent_session.main, dict(WISH, session=session)).changed


def test_a_claim_that_is_true_is_not_1(serve: Serve, run: Runner) -> None:
    server = serve("26.2.0")
    server.add(grant_scope=["openid", "a"], session={"access_token": {"admin": 1}, "id_token": {}})
    given = dict(WISH, session={"access_token": {"admin": True}})
    for check in (True, False):
        assert run(hydra_consent_session.main, given, check=check).changed
    assert server.wish["session"]["access_token"]["admin"] is True
    assert not run(hydra_consent_session.main, given).changed


# Logins


@pytest.mark.parametrize("version", VERSIONS)
def test_logging_out(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve(version)
    checked = run(hydra_login_session.main, {"subject": "al ice"}, check=True)
    assert wire.writes == []
    done = run(hydra_login_session.main, {"subject": "al ice"})
    assert (checked.changed, done.changed, done.result["action"]) == (True, True, "revoked")
    assert checked.result["diff"] == done.result["diff"]
    path = "/oauth2/auth/sessions/login"
    assert server.logins_revoked == [
        {"path": path + "/al ice"} if server.by_path else {"path": path, "subject": "al ice"}
    ]
    one = run(hydra_login_session.main, {"login_session_id": "s"})
    if version >= "2.1":
        assert server.logins_revoked[1:] == [{"path": path, "sid": "s"}]
    else:
        assert one.msg.startswith("sid needs Hydra 2.1.0 or newer; this server is " + version)


def test_a_server_that_knows_that_nobody_was_logged_in(serve: Serve, wire: Wire, run: Runner) -> None:
    server = serve("1.4.10")
    plain = server.admin
    wire.handlers[ADMIN] = lambda call: resource_404() if "/sessions/login" in call.path else plain(call)
    one = run(hydra_login_session.main, {"subject": "alice"})
    assert (one.changed, one.result["action"]) == (False, "unchanged")
