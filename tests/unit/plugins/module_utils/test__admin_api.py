# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The admin and the public API: paging of every generation, replies told apart, and who is at the other end."""

from __future__ import annotations

import base64
import itertools
import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._detect import connect
from ansible_collections.ory.hydra.plugins.module_utils._errors import ApiError, HydraError, TransportError, UsageError
from ansible_collections.ory.hydra.plugins.module_utils._generations import ServerVersion, parse_version
from ansible_collections.ory.hydra.plugins.module_utils._http import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._operations._calls import error_of
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
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
EVERY = [
    "1.0.9",
    "1.4.10",
    "1.8.5",
    "1.9.2",
    "1.10.7",
    "1.11.10",
    "2.0.3",
    "2.1.2",
    "2.3.0",
    "25.4.0",
    "26.2.0",
    "26.3.0",
]


def http(url: str = ADMIN, **options: t.Any) -> HttpClient:
    return HttpClient(Connection(url, **dict({"retries": 0}, **options)), "admin_url")


def api(version: str = "26.2.0") -> AdminApi:
    parsed = parse_version(version)
    assert parsed is not None
    return AdminApi(http(), ServerVersion("v" + version, parsed))


def names(pages: t.Iterable[t.List[t.Dict[str, t.Any]]]) -> t.List[str]:
    return [row["client_id"] for page in pages for row in page]


# Operations


@pytest.mark.parametrize("version", EVERY)
def test_the_life_of_a_client(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    there = api(version)
    chosen = not (2, 0) <= hydra.version < (2, 2)
    assert there.get_client("a b") is None
    made = there.create_client(dict({"client_name": "A"}, **({"client_id": "a b"} if chosen else {})))
    client_id = made["client_id"]
    assert there.get_client(client_id) == hydra.clients[client_id]
    assert there.replace_client(client_id, {"client_name": "B"})["client_name"] == "B"
    there.delete_client(client_id)
    there.delete_client(client_id)
    assert there.get_client(client_id) is None
    prefix = "/admin" if hydra.version >= (2,) else ""
    assert wire.lines[0] == "GET %s/clients/a%%20b" % prefix


def test_ids_are_encoded_whole(wire: Wire, hydra: Hydra) -> None:
    api().get_client("a/b?c#d%e+é ")
    assert wire.calls[0].path == "/admin/clients/a%2Fb%3Fc%23d%25e%2B%C3%A9%20"


def test_health_and_metrics(hydra: Hydra, wire: Wire) -> None:
    there = api()
    assert there.is_alive()
    assert there.is_ready()
    assert "go_goroutines" in there.metrics()
    assert wire.lines == ["GET /health/alive", "GET /health/ready", "GET /admin/metrics/prometheus"]
    wire.script += [Answer(503, {"errors": {}}), refused()]
    assert not there.is_ready()
    assert not there.is_alive()
    wire.script += [Answer(200)]
    with pytest.raises(HydraError, match="read the metrics"):
        there.metrics()


# Missing objects and missing routes


@pytest.mark.parametrize("style", ["dict", "text", "old"])
@pytest.mark.parametrize("version", EVERY)
def test_a_missing_route_is_no_missing_client(version: str, style: str, wire: Wire) -> None:
    wire.script += [route_404(style), route_404(style)]
    for call in (api(version).get_client, api(version).delete_client):
        with pytest.raises(TransportError, match="not as Hydra does; check admin_url"):
            call("a")


@pytest.mark.parametrize(
    "error",
    ["Unable to locate the resource", "Not Found", "not_found"],
)
def test_a_missing_client(error: str, wire: Wire) -> None:
    wire.script += [Answer(404, {"error": error, "error_description": "Unable to locate the requested resource"})] * 2
    assert api().get_client("a") is None
    api().delete_client("a")


NO_CLIENT = "The requested OAuth 2.0 client does not exist or you did not provide the necessary credentials"
MISSING_401 = {
    "1.4.10": {
        "error": "The request could not be authorized",
        "error_description": NO_CLIENT,
        "request_id": "",
        "status_code": 401,
    },
    "1.8.5": {
        "error": "The request could not be authorized",
        "error_verbose": "The request could not be authorized",
        "error_description": "The request could not be authorized\n\n" + NO_CLIENT,
        "error_hint": NO_CLIENT,
        "status_code": 401,
    },
    "1.10.7": {
        "error": "The request could not be authorized",
        "error_description": NO_CLIENT,
    },
}


@pytest.mark.parametrize("version", sorted(MISSING_401))
def test_a_missing_client_of_1_3_to_1_10(version: str, wire: Wire) -> None:
    wire.script += [Answer(401, MISSING_401[version])]
    assert api(version).get_client("a") is None


@pytest.mark.parametrize("version", ["1.0.9", "1.11.10", "26.2.0"])
def test_a_401_elsewhere_is_a_gateways(version: str, wire: Wire) -> None:
    wire.script += [Answer(401, MISSING_401["1.10.7"])]
    with pytest.raises(ApiError, match="a gateway in front of it refused"):
        api(version).get_client("a")


@pytest.mark.parametrize("version", ["1.4.10", "26.2.0"])
@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", ["Unauthorized", {"error": "unauthorized"}, {"message": "no"}, None])
def test_a_gateway_that_refuses(version: str, status: int, body: t.Any, wire: Wire) -> None:
    wire.script += [Answer(status, body)] * 5
    there = api(version)
    for call in (
        lambda: there.get_client("a"),
        lambda: there.create_client({}),
        lambda: there.replace_client("a", {}),
        lambda: there.delete_client("a"),
        lambda: list(there.client_pages()),
    ):
        with pytest.raises(
            ApiError, match="answered %d; .* check api_token, username and password, client_cert or headers" % status
        ) as caught:
            call()
        assert (caught.value.failure or {})["status"] == status


# Refusals and nonsense


def test_a_refusal_says_what_and_why(wire: Wire) -> None:
    wire.script += [Answer(400, {"error": "invalid_redirect_uri", "error_description": "No fragments."})]
    with pytest.raises(ApiError) as caught:
        api().replace_client("a", {})
    assert (
        caught.value.message
        == 'Cannot update OAuth 2.0 client "a": the admin API answered 400 (invalid_redirect_uri: No fragments.)'
    )
    assert caught.value.failure == {
        "operation": "replace_client",
        "id": "a",
        "status": 400,
        "error": "invalid_redirect_uri",
        "error_description": "No fragments.",
    }
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "body, error, description",
    [
        ({"error": "e", "error_description": "d"}, "e", "d"),
        ({"error": "e", "error_description": ""}, "e", ""),
        ({"error": "e", "error_description": "d", "error_hint": "h", "status_code": 400}, "e", "d h"),
        ({"error": "e", "error_description": "d", "error_debug": "g"}, "e", "d g"),
        ({"error": "e", "error_verbose": "d", "error_description": "d\n\nh", "error_hint": "h"}, "e", "d h"),
        ({"error": "e"}, "e", ""),
        ({}, "", ""),
    ],
)
def test_error_bodies_of_every_generation(body: t.Dict[str, t.Any], error: str, description: str) -> None:
    assert error_of(body) == (error, description)


@pytest.mark.parametrize(
    "answer, words",
    [
        (Answer(200, "<html><body>Welcome"), "with HTML instead of JSON"),
        (Answer(200, "hello"), "with something else instead of JSON"),
        (Answer(200), "with an empty body instead of JSON"),
        (Answer(200, headers={"Content-Type": "application/json"}), "with an empty body instead of JSON"),
        (Answer(200, '{"client_id": '), "instead of JSON"),
        (Answer(500, "<html>"), "500 with HTML"),
        (Answer(500), "500 with an empty body"),
    ],
)
def test_what_is_no_answer_of_hydra(answer: Answer, words: str, wire: Wire) -> None:
    there = api()
    for call in (lambda: there.get_client("a"), lambda: there.create_client({}), lambda: list(there.client_pages())):
        wire.script[:] = [answer]
        with pytest.raises(TransportError, match=words):
            call()


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_a_client_that_is_no_object(body: t.Any, wire: Wire) -> None:
    wire.script[:] = [Answer(200, json.dumps(body))]
    with pytest.raises(HydraError):
        api().get_client("a")


@pytest.mark.parametrize("body", [{}, {"status": "ok"}, {"client_id": None}, {"client_id": 1}])
def test_an_object_that_is_no_client(body: t.Any, wire: Wire) -> None:
    there = api()
    for call in (lambda: there.get_client("a"), lambda: there.create_client({}), lambda: there.replace_client("a", {})):
        wire.script[:] = [Answer(200, body)]
        with pytest.raises(TransportError, match="not as Hydra does"):
            call()


def test_the_next_page_is_read_only_where_it_is_wanted(wire: Wire) -> None:
    asked: t.List[bool] = []

    def go_on() -> bool:
        asked.append(True)
        return len(asked) < 2

    rows = [[{"client_id": "c%d-%d" % (page, index)} for index in range(500)] for page in range(4)]
    wire.script[:] = [Answer(200, page) for page in rows]
    assert len(names(api("2.3.0").client_pages({}, go_on))) == 1000
    assert len(wire.script) == 2
    asked.clear()
    wire.script[:] = [Answer(200, rows[0][:5])]
    list(api("2.3.0").client_pages({}, go_on))
    assert asked == [], "there is no further one"


@pytest.mark.parametrize("body", [{}, {"clients": []}, "x"])
def test_a_listing_that_is_no_list(body: t.Any, wire: Wire) -> None:
    wire.script[:] = [Answer(200, json.dumps(body))]
    with pytest.raises(HydraError):
        list(api().client_pages())


def test_the_memory_store_of_old_lists_null(wire: Wire) -> None:
    wire.script[:] = [Answer(200, "null", {"Content-Type": "application/json"})]
    assert names(api("1.4.10").client_pages()) == []


# Paging


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("count, pages", [(0, 1), (1, 1), (499, 1), (500, None), (501, 2), (1234, 3)])
def test_every_page_is_read_once(version: str, count: int, pages: t.Optional[int], serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    for index in range(count):
        hydra.add("c%05d" % index)
    assert names(api(version).client_pages()) == sorted(hydra.clients)
    assert len(wire.calls) == (pages or (1 if hydra.version >= (25,) else 2))


def test_the_queries_of_each_style(serve: Serve, wire: Wire) -> None:
    def queries(version: str, **filters: str) -> t.List[t.Dict[str, str]]:
        hydra = serve(version)
        wire.calls.clear()
        for index in range(501):
            hydra.add("c%05d" % index, owner="o")
        list(api(version).client_pages(filters))
        return [call.query for call in wire.calls]

    assert queries("1.11.10", owner="o") == [
        {"limit": "500", "offset": "0", "owner": "o"},
        {"limit": "500", "offset": "500", "owner": "o"},
    ]
    assert queries("1.4.10", owner="o") == [{"limit": "500", "offset": "0"}, {"limit": "500", "offset": "500"}], (
        "an old server ignores filters"
    )
    first, second = queries("2.3.0", owner="o")
    assert first == {"page_size": "500", "owner": "o"}
    token = second.pop("page_token")
    assert second == {"page_size": "500", "owner": "o"}
    assert "=" not in token
    assert json.loads(base64.urlsafe_b64decode(token + "==").decode("ascii")) == {"offset": "500", "v": 2}
    assert queries("26.2.0", owner="o") == [
        {"page_size": "500", "owner": "o"},
        {"page_size": "500", "page_token": "opaque-500", "owner": "o"},
    ]


@pytest.mark.parametrize("version", ["1.11.10", "2.3.0", "26.2.0"])
def test_a_listing_without_end_ends(version: str, wire: Wire) -> None:
    rows = [{"client_id": "c%d" % index} for index in range(500)]
    wire.script[:] = [Answer(200, rows, {"Link": '</admin/clients?page_token=x>; rel="next"'})] * 5
    with pytest.raises(TransportError, match="Cannot list OAuth 2.0 clients: the listing never ends"):
        list(api(version).client_pages())
    assert len(wire.script) == 3


def test_a_link_to_the_next_page_after_an_empty_one_is_not_followed(wire: Wire) -> None:
    wire.script[:] = [Answer(200, [], {"Link": '</admin/clients?page_token=x>; rel="next"'})] * 2
    assert names(api().client_pages()) == []
    assert len(wire.script) == 1


@pytest.mark.parametrize(
    "link",
    [
        '</admin/clients?page_size=5&page_token=>; rel="first",</admin/clients?page_token=abc-_%3D>; rel="next"',
        '<http://elsewhere.example/admin/clients?page_token=abc-_%3D>; rel="next"',
    ],
)
def test_the_token_of_the_next_page_and_nothing_else_is_taken_from_a_link(link: str, wire: Wire) -> None:
    wire.script[:] = [
        Answer(200, [{"client_id": "a"}], {"Link": link}),
        Answer(200, [{"client_id": "b"}], {"Link": '</x>; rel="first"'}),
    ]
    assert names(api().client_pages()) == ["a", "b"]
    assert wire.calls[1].url.startswith(ADMIN)
    assert wire.calls[1].query == {"page_size": "500", "page_token": "abc-_="}


def test_a_page_that_fails_in_the_middle(serve: Serve, wire: Wire) -> None:
    wire.script[:] = [
        Answer(200, [{"client_id": "c%d" % index} for index in range(500)]),
        Answer(500, {"error": "x", "error_description": "y"}),
    ]
    with pytest.raises(ApiError, match=r"Cannot list OAuth 2.0 clients: the admin API answered 500 \(x: y\)"):
        list(api("2.3.0").client_pages())


# Who is there


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


def test_a_path_style_server_is_known_by_what_it_does(wire: Wire) -> None:
    def answer(call: Call) -> Answer:
        if call.path == "/version":
            return Answer(200, {"version": "dev-master"})
        return Answer(200, []) if call.path == "/clients" else route_404("text")

    wire.handlers[ADMIN] = answer
    assert connect(http()).server.generation.name == "1.0.0-rc"


def test_a_gateway_that_hides_the_version(wire: Wire) -> None:
    answer = _behaving("2.3.0")
    wire.handlers[ADMIN] = lambda call: route_404("text") if call.path == "/version" else answer(call)
    found = connect(http()).server
    assert (found.generation.name, found.reported) == ("2.2", "")


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
    with pytest.raises(TransportError, match=words):
        connect(http())


@pytest.mark.parametrize("status", [401, 403])
def test_a_gateway_that_refuses_the_version(status: int, wire: Wire) -> None:
    wire.script[:] = [Answer(status, "no")]
    with pytest.raises(ApiError, match="check api_token") as caught:
        connect(http())
    assert (caught.value.failure or {})["operation"] == "version"


# The public API


def public(version: str = "26.2.0") -> PublicApi:
    return PublicApi(HttpClient(Connection(PUBLIC, retries=2), "public_url"), api(version).server)


@pytest.mark.parametrize(
    "version, method", list(itertools.product(EVERY, ["client_secret_basic", "client_secret_post"]))
)
def test_is_a_secret_right(version: str, method: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    for secret in ("simple-secret", "s3cret+/% é:x&=1", "per%41cent", "x" * 73):
        hydra.add("an id:%+é", secret, token_endpoint_auth_method=method)
        assert public(version).secret_is_right("an id:%+é", secret, method) is True
        assert public(version).secret_is_right("an id:%+é", secret + "x", method) is False
        assert public(version).secret_is_right("unknown", secret, method) is False
    assert {call.line for call in wire.calls} == {"POST /oauth2/revoke"}
    assert all(call.form["token"] for call in wire.calls)
    assert all(("client_secret" in call.form) == (method == "client_secret_post") for call in wire.calls)


def test_a_check_of_a_secret_is_harmless_and_so_is_sent_again(hydra: Hydra, wire: Wire) -> None:
    hydra.add("a", "the-secret")
    wire.script[:] = [Answer(502), Answer(503)]
    assert public().secret_is_right("a", "the-secret", "client_secret_basic") is True
    assert len(wire.calls) == 3


@pytest.mark.parametrize(
    "answer",
    [
        route_404("dict"),
        route_404("text"),
        Answer(200, "<html>"),
        Answer(401, {"error": "unauthorized"}),
        Answer(401, "no"),
        Answer(400, {"error": "invalid_request"}),
        Answer(403),
        Answer(500),
        resource_404(),
        Answer(204),
    ],
)
def test_what_is_no_verdict(answer: Answer, wire: Wire) -> None:
    wire.script[:] = [answer] * 4
    with pytest.raises(TransportError, match=r'Cannot check the secret of client "a": .* check public_url') as caught:
        public().secret_is_right("a", "private-secret", "client_secret_post")
    assert "private-secret" not in caught.value.message
