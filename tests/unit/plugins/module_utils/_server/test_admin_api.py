# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The admin and the public API: paging of every generation, replies told apart, and who is at the other end."""

from __future__ import annotations

import base64
import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    ApiError,
    Failure,
    HydraError,
    TransportError,
    UsageError,
)
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._server.operations.calls import error_of
from ansible_collections.ory.hydra.tests.unit._drive import EVERY, admin_api
from ansible_collections.ory.hydra.tests.unit._model import (
    ADMIN,
    Answer,
    Hydra,
    Wire,
    refused,
    route_404,
)

Serve = t.Callable[[str], Hydra]


def names(pages: t.Iterable[t.List[t.Dict[str, t.Any]]]) -> t.List[str]:
    return [row["client_id"] for page in pages for row in page]


# Operations


@pytest.mark.parametrize("version", EVERY)
def test_the_life_of_a_client(version: str, serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    there = admin_api(version)
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


@pytest.mark.parametrize("version", ["1.0.0-rc.6", "1.11.10", "26.2.0"])
def test_nobody_is_no_subject_named_none(version: str, wire: Wire) -> None:
    with pytest.raises(UsageError, match="set subject or sid"):
        admin_api(version).revoke_logins(None)
    assert wire.calls == []


def test_ids_are_encoded_whole(wire: Wire, hydra: Hydra) -> None:
    admin_api().get_client("a/b?c#d%e+é ")
    assert wire.calls[-1].path == "/admin/clients/a%2Fb%3Fc%23d%25e%2B%C3%A9%20"


def test_health_and_metrics(hydra: Hydra, wire: Wire) -> None:
    there = admin_api()
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
    for call in (admin_api(version).get_client, admin_api(version).delete_client):
        with pytest.raises(TransportError, match="not as Hydra does; check admin_url"):
            call("a")


@pytest.mark.parametrize(
    "error",
    ["Unable to locate the resource", "Not Found", "not_found"],
)
def test_a_missing_client(error: str, wire: Wire) -> None:
    wire.script += [Answer(404, {"error": error, "error_description": "Unable to locate the requested resource"})] * 2
    assert admin_api().get_client("a") is None
    admin_api().delete_client("a")


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
    assert admin_api(version).get_client("a") is None


@pytest.mark.parametrize("version", ["1.0.9", "1.11.10", "26.2.0"])
def test_a_401_elsewhere_is_a_gateways(version: str, wire: Wire) -> None:
    wire.script += [Answer(401, MISSING_401["1.10.7"])]
    with pytest.raises(ApiError, match="a gateway in front of it refused"):
        admin_api(version).get_client("a")


@pytest.mark.parametrize("version", ["1.4.10", "26.2.0"])
@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", ["Unauthorized", {"error": "unauthorized"}, {"message": "no"}, None])
def test_a_gateway_that_refuses(version: str, status: int, body: t.Any, wire: Wire) -> None:
    wire.script += [Answer(status, body)] * 5
    there = admin_api(version)
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
        assert (caught.value.failure or Failure()).status == status


# Refusals and nonsense


def test_a_refusal_says_what_and_why(wire: Wire) -> None:
    wire.script += [Answer(400, {"error": "invalid_redirect_uri", "error_description": "No fragments."})]
    with pytest.raises(ApiError) as caught:
        admin_api().replace_client("a", {})
    assert (
        caught.value.message
        == 'Cannot update OAuth 2.0 client "a": the admin API answered 400 (invalid_redirect_uri: No fragments.)'
    )
    assert (caught.value.failure or Failure())._asdict() == {
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
    there = admin_api()
    for call in (lambda: there.get_client("a"), lambda: there.create_client({}), lambda: list(there.client_pages())):
        wire.script[:] = [answer]
        with pytest.raises(TransportError, match=words):
            call()


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_a_client_that_is_no_object(body: t.Any, wire: Wire) -> None:
    wire.script[:] = [Answer(200, json.dumps(body))]
    with pytest.raises(HydraError):
        admin_api().get_client("a")


@pytest.mark.parametrize("body", [{}, {"status": "ok"}, {"client_id": None}, {"client_id": 1}])
def test_an_object_that_is_no_client(body: t.Any, wire: Wire) -> None:
    there = admin_api()
    for call in (lambda: there.get_client("a"), lambda: there.create_client({}), lambda: there.replace_client("a", {})):
        wire.script[:] = [Answer(200, body)]
        with pytest.raises(TransportError, match="not as Hydra does"):
            call()


def test_the_next_page_is_read_only_where_it_is_wanted(wire: Wire) -> None:
    asked: t.List[t.Optional[int]] = []

    def go_on(total: t.Optional[int]) -> bool:
        asked.append(total)
        return len(asked) < 2

    rows = [[{"client_id": "c%d-%d" % (page, index)} for index in range(500)] for page in range(4)]
    wire.script[:] = [Answer(200, page) for page in rows]
    assert len(names(admin_api("2.3.0").client_pages({}, go_on))) == 1000
    assert len(wire.script) == 2
    asked.clear()
    wire.script[:] = [Answer(200, rows[0][:5])]
    list(admin_api("2.3.0").client_pages({}, go_on))
    assert asked == [], "there is no further one"


@pytest.mark.parametrize("body", [{}, {"clients": []}, "x"])
def test_a_listing_that_is_no_list(body: t.Any, wire: Wire) -> None:
    wire.script[:] = [Answer(200, json.dumps(body))]
    with pytest.raises(HydraError):
        list(admin_api().client_pages())


def test_the_memory_store_of_old_lists_null(wire: Wire) -> None:
    wire.script[:] = [Answer(200, "null", {"Content-Type": "application/json"})]
    assert names(admin_api("1.4.10").client_pages()) == []


# Paging


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("count, pages", [(0, 1), (1, 1), (499, 1), (500, None), (501, 2), (1234, 3)])
def test_every_page_is_read_once(version: str, count: int, pages: t.Optional[int], serve: Serve, wire: Wire) -> None:
    hydra = serve(version)
    for index in range(count):
        hydra.add("c%05d" % index)
    assert names(admin_api(version).client_pages()) == sorted(hydra.clients)
    assert len(wire.calls) == (pages or (1 if hydra.version >= (25,) else 2))


def test_the_queries_of_each_style(serve: Serve, wire: Wire) -> None:
    def queries(version: str, **filters: str) -> t.List[t.Dict[str, str]]:
        hydra = serve(version)
        wire.calls.clear()
        for index in range(501):
            hydra.add("c%05d" % index, owner="o")
        list(admin_api(version).client_pages(filters))
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
        list(admin_api(version).client_pages())
    assert len(wire.script) == 3


def test_a_link_to_the_next_page_after_an_empty_one_is_not_followed(wire: Wire) -> None:
    wire.script[:] = [Answer(200, [], {"Link": '</admin/clients?page_token=x>; rel="next"'})] * 2
    assert names(admin_api().client_pages()) == []
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
    assert names(admin_api().client_pages()) == ["a", "b"]
    assert wire.calls[1].url.startswith(ADMIN)
    assert wire.calls[1].query == {"page_size": "500", "page_token": "abc-_="}


def test_a_page_that_fails_in_the_middle(serve: Serve, wire: Wire) -> None:
    wire.script[:] = [
        Answer(200, [{"client_id": "c%d" % index} for index in range(500)]),
        Answer(500, {"error": "x", "error_description": "y"}),
    ]
    with pytest.raises(ApiError, match=r"Cannot list OAuth 2.0 clients: the admin API answered 500 \(x: y\)"):
        list(admin_api("2.3.0").client_pages())


LISTS: t.Dict[str, t.Tuple[t.Callable[[AdminApi], t.Any], t.Callable[[str], t.Dict[str, t.Any]]]] = {
    "clients": (lambda there: list(there.client_pages()), lambda name: {"client_id": name}),
    "trusted issuers": (lambda there: list(there.trusted_issuer_pages()), lambda name: {"id": name}),
    "consents": (lambda there: there.list_consents("s"), lambda name: {"consent_request_id": name}),
}


@pytest.mark.parametrize("version", ["25.4.0", "26.2.0", "26.3.0"])
@pytest.mark.parametrize("listed", sorted(LISTS))
@pytest.mark.parametrize("link", [None, '</style.css>; rel="preload"'])
def test_a_listing_is_not_cut_where_a_proxy_removes_the_links(
    link: t.Optional[str], listed: str, version: str, wire: Wire
) -> None:
    """Hydra sends one with every page that has something on it, so that a full one without it is not the last one."""
    read, row = LISTS[listed]
    rows = [row("n%d" % index) for index in range(500)]
    headers = {} if link is None else {"Link": link}
    wire.script[:] = [Answer(200, rows, headers)]
    with pytest.raises(TransportError, match="Cannot list .*: a proxy on the way removes the response header Link"):
        read(admin_api(version))
    for answer in (Answer(200, rows[1:], headers), Answer(200, rows, {"Link": '</x?page_size=500>; rel="first"'})):
        wire.script[:] = [answer]
        read(admin_api(version))
        assert wire.script == []
