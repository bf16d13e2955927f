# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which Hydra is at the other end."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import ApiError, Failure, TransportError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.detect import connect
from ansible_collections.ory.hydra.plugins.module_utils._server.generations import Features, ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._values.versions import parse_version
from ansible_collections.ory.hydra.tests.unit._drive import EVERY, http
from ansible_collections.ory.hydra.tests.unit._model import (
    ADMIN,
    PUBLIC,
    Answer,
    Call,
    Hydra,
    Wire,
    refused,
    resource_404,
    route_404,
)

Serve = t.Callable[[str], Hydra]


@pytest.mark.parametrize("version", EVERY)
def test_a_server_that_tells_its_version_is_asked_once(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    there = connect(http())
    assert wire.lines == ["GET /version"]
    if hydra.reported:
        assert there.server == ServerVersion("v" + version, parse_version(version) or ())
    else:
        assert there.server.generation.name == "1.9"
        assert there.server.reported == ""


@pytest.mark.parametrize("version", EVERY)
def test_a_server_whose_version_is_stated_is_not_asked(version: str, wire: Wire) -> None:
    there = connect(http(), "v" + version)
    assert there.server == ServerVersion("v" + version, parse_version(version) or ())
    assert str(there.server) == version
    assert wire.lines == []


@pytest.mark.parametrize("stated", ["", "master", "newest", "26"])
def test_what_is_stated_has_to_be_a_version(stated: str, wire: Wire) -> None:
    with pytest.raises(
        UsageError, match="server_version must be a version such as 1.11.10 or 26.2.0, not '%s'" % stated
    ):
        connect(http(), stated)
    assert wire.lines == []


def _behaving(version: str) -> t.Callable[[Call], Answer]:
    """Answer probes as a self-built server of that version does, which says ``master``."""
    hydra = Hydra(version)
    number = hydra.version
    hydra.add("one")

    def answer(call: Call) -> Answer:
        if call.path == "/version":
            return Answer(200, {"version": "master"})
        if call.path == "/admin/version" and number >= (25,):
            return Answer(200, {"version": "master"})
        if call.path == "/clients" and (2,) <= number < (25,):
            return Answer(307, "", {"Location": "http:///admin/clients"})
        if call.path == "/trust/grants/jwt-bearer/issuers" and (1, 11) <= number < (2,):
            return Answer(200, [])
        if call.path == "/oauth2/auth/sessions/consent" and number[0] == 1:
            return Answer(200, [])
        if call.path.startswith("/clients/") and number < (1, 3):  # whose errors have more members
            missing = resource_404()
            return Answer(404, dict(missing.body, status_code=404))
        if call.path.startswith("/admin/no-such") and number >= (26, 3):
            return route_404("dict")
        return hydra.admin(call)

    return answer


@pytest.mark.parametrize(
    "version, generation",
    [
        ("1.0.9", "1.0"),
        ("1.4.10", "1.3"),
        ("1.9.2", "1.9"),
        ("1.11.10", "1.11"),
        ("2.1.2", "2.0"),
        ("2.3.0", "2.2"),
        ("26.2.0", "26.2"),
        ("26.3.0", "26.3"),
    ],
)
def test_a_server_that_does_not_is_known_by_what_it_does(version: str, generation: str, wire: Wire) -> None:
    answer = _behaving(version)
    if version == "1.4.10":  # whose errors have more fields
        plain = answer

        def answer(call: Call) -> Answer:
            reply = plain(call)
            return Answer(401, dict(reply.body, status_code=401)) if reply.status == 401 else reply

    wire.handlers[ADMIN] = answer
    found = connect(http()).server
    assert (found.generation.name, found.reported) == (generation, "master")
    assert {call.method for call in wire.calls} == {"GET"}
    assert len(wire.calls) <= 7


@pytest.mark.parametrize("style", ["text", "old"])
def test_a_path_style_server_is_known_by_what_it_does(style: str, wire: Wire) -> None:
    def answer(call: Call) -> Answer:
        if call.path == "/version":
            return Answer(200, {"version": "dev-master"})
        if call.path.startswith("/clients/"):
            return Answer(404, dict(resource_404().body, status_code=404))
        return Answer(200, []) if call.path == "/clients" else route_404(style)

    wire.handlers[ADMIN] = answer
    assert connect(http()).server.generation.name == "1.0.0-rc"


@pytest.mark.parametrize(
    "version, generation",
    [("1.0.9", "1.0"), ("1.11.10", "1.11"), ("2.3.0", "2.2"), ("26.2.0", "26.2"), ("26.3.0", "26.3")],
)
def test_a_gateway_that_hides_the_version(version: str, generation: str, wire: Wire) -> None:
    answer = _behaving(version)
    wire.handlers[ADMIN] = lambda call: route_404("text") if call.path.endswith("/version") else answer(call)
    found = connect(http()).server
    assert (found.generation.name, found.reported) == (generation, "")


@pytest.mark.parametrize(
    "members, version, deletes",
    [
        ({"status_code": 401, "error_verbose": "v"}, "1.8.5", True),
        ({"status_code": 401}, "1.4.10", False),
        ({}, "1.9.2", True),
    ],
)
def test_generations_that_are_known_by_the_form_of_their_errors(
    members: t.Dict[str, t.Any], version: str, deletes: bool, wire: Wire
) -> None:
    plain = _behaving("1.4.10")

    def answer(call: Call) -> Answer:
        if call.path == "/version":
            return route_404("text")
        reply = plain(call)
        return Answer(401, dict({"error": "e", "error_description": "d"}, **members)) if reply.status == 401 else reply

    wire.handlers[ADMIN] = answer
    found = connect(http()).server
    assert found.version == parse_version(version)
    assert found.has(Features.client_tokens_delete) is deletes


def test_a_store_in_memory_that_answers_null(wire: Wire) -> None:
    answer = _behaving("1.0.9")
    null = Answer(200, "null", {"Content-Type": "application/json"})
    wire.handlers[ADMIN] = lambda call: null if call.line == "GET /clients" else answer(call)
    assert connect(http()).server.generation.name == "1.0"


@pytest.mark.parametrize("version", ["2.0.3", "2.3.0", "25.4.0", "26.2.0"])
def test_an_address_that_ends_in_admin_is_refused_with_advice(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    plain = wire.handlers[ADMIN]

    def answer(call: Call) -> Answer:
        if call.path == "/admin/version" and hydra.version >= (25,):
            return Answer(200, {"version": hydra.reported})
        if call.path == "/admin/trust/grants/jwt-bearer/issuers":
            return Answer(200, [])
        return plain(call)

    wire.handlers[ADMIN] = answer
    with pytest.raises(TransportError, match="give admin_url without /admin"):
        connect(http(ADMIN + "/admin")).get_client("a")


def test_the_public_api_is_recognised(serve: Serve, wire: Wire) -> None:
    serve("26.2.0")
    public = wire.handlers[PUBLIC]
    wire.handlers[ADMIN] = lambda call: (
        Answer(200, {"issuer": "http://x"}) if "well-known" in call.path else public(call)
    )
    with pytest.raises(UsageError, match=r"admin_url is http://127.0.0.1:4445, which is Hydra's public API; .* 4445"):
        connect(http())


@pytest.mark.parametrize(
    "answers, words",
    [
        ([Answer(200, "<html>")], "HTML instead of JSON"),
        ([Answer(400, "<html>400 No required SSL certificate was sent")], "check client_cert and client_key"),
        ([Answer(200, {"version": 2})], "not as Hydra does"),
        ([Answer(200, {"status": "ok"})], "not as Hydra does"),
        ([Answer(200, [])], "not as Hydra does"),
        ([Answer(200)], "an empty body"),
        ([Answer(404, "no")] * 9, "not as Hydra does"),
        ([Answer(500, {"error": "x"})], "500"),
        ([refused()], "Cannot reach"),
        ([Answer(302, headers={"Location": "http://login.example/"})], "redirect"),
        ([Answer(200, {"version": "master"})] + [Answer(404, "no")] * 9, "not as Hydra does|does not lead to Hydra"),
    ],
)
def test_who_is_not_hydra(answers: t.List[t.Any], words: str, wire: Wire) -> None:
    wire.script[:] = answers
    wire.handlers[ADMIN] = lambda call: answers[-1]
    with pytest.raises(TransportError, match=words):
        connect(http())


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
@pytest.mark.parametrize(
    "hidden",
    [
        Answer(401, "who are you?"),
        Answer(403, {"error": "no"}),
        Answer(405, "no"),
        Answer(302, headers={"Location": "https://login.example.com/"}),
        Answer(200, "<html>Welcome</html>"),
    ],
)
def test_a_gateway_that_passes_on_other_paths_only(hidden: Answer, version: str, serve: Serve, wire: Wire) -> None:
    plain = _behaving(version)
    passed = ("/admin/",) if version != "1.11.10" else ("/clients", "/trust/")
    wire.handlers[ADMIN] = lambda call: plain(call) if call.path.startswith(passed) else hidden
    assert connect(http()).server.generation == ServerVersion("", parse_version(version) or ()).generation


@pytest.mark.parametrize("version", ["1.0.9", "1.4.10", "1.11.10", "2.3.0", "25.4.0", "26.2.0", "26.3.0"])
@pytest.mark.parametrize(
    "hidden",
    [
        Answer(404, {"message": "no Route matched with those values"}),  # Kong
        Answer(403, {"message": "Missing Authentication Token"}),  # AWS
        Answer(404, {"error": {"code": 404, "status": "NOT_FOUND"}}),
        Answer(404, {"error": "not found"}),
        Answer(404, "default backend - 404"),
        Answer(200, "<html>Welcome</html>"),
    ],
)
def test_what_a_gateway_answers_itself_tells_nothing_of_the_server(hidden: Answer, version: str, wire: Wire) -> None:
    """It passes single routes on; of two generations that only the others tell apart, it is the one with less."""
    plain = _behaving(version)
    passed = ("/clients", "/keys/", "/admin/clients", "/admin/keys/")
    wire.handlers[ADMIN] = lambda call: plain(call) if call.path.startswith(passed) else hidden
    expected = {"1.4.10": "1.9.2", "25.4.0": "26.2.0", "26.3.0": "26.2.0"}.get(version, version)
    found = connect(http()).server
    assert found.generation == ServerVersion("", parse_version(expected) or ()).generation


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("passed", [(), ("/version",), ("/.well-known/",)])
def test_a_gateway_that_asks_for_other_credentials(passed: t.Tuple[str, ...], status: int, wire: Wire) -> None:
    """Ory Network has the public API at the same address, and answers 404 for the version."""
    wire.handlers[ADMIN] = lambda call: (
        Answer(status, "no")
        if not passed or not call.path.startswith(passed)
        else Answer(404, "no")
        if call.path == "/version"
        else Answer(200, {"issuer": "https://auth.example.com"})
    )
    with pytest.raises(ApiError, match="check api_token") as caught:
        connect(http())
    assert (caught.value.failure or Failure()).operation == "version"
