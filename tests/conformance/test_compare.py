# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison can fail: every change to an answer that matters is found, and only volatile ones are forgiven."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from .compare import Substitutions, compare, rules_of
from .recordings import Exchange, load, paths

_CREATED = {
    "client_id": "made-here",
    "client_name": "n",
    "client_secret": "KMmPm-uHtEPTp35TxEBYdKiNCf",
    "contacts": None,
    "created_at": "2026-11-21T04:53:48Z",
    "metadata": {"a": [1, 1.5, True]},
    "redirect_uris": ["https://a.example/cb"],
    "skip_consent": False,
    "client_secret_expires_at": 0,
}
_EXCHANGE = Exchange(
    "client_create_minimal",
    1,
    "admin",
    {"method": "POST", "path": "/admin/clients", "query": [], "headers": {}, "json": {"client_id": "made-here"}},
    {
        "status": 201,
        "headers": {
            "Content-Type": "application/json",
            "Location": "/admin/clients/made-here",
            "Link": '</admin/clients?page_size=2&page_token=abc>; rel="next"',
        },
        "json": _CREATED,
    },
)
_RULES = rules_of(load(paths()[0]).volatile)


def _differences(change: Callable[[dict[str, Any]], None], exchange: Exchange = _EXCHANGE) -> list[str]:
    actual = copy.deepcopy(exchange.response)
    change(actual)
    return [each.path for each in compare(exchange, actual, _RULES, Substitutions(), opaque_page_tokens=True)]


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Set the member at ``path[:-1]`` to ``path[-1]``."""

    def change(answer: dict[str, Any]) -> None:
        *way, last, value = path
        for step in way:
            answer = answer[step]
        answer[last] = value

    return change


def _drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(answer: dict[str, Any]) -> None:
        *way, last = path
        for step in way:
            answer = answer[step]
        del answer[last]

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_set("status", 200), "status"),
        (_set("headers", "Content-Type", "application/json; charset=utf-8"), "headers.Content-Type"),
        (_drop("headers", "Location"), "headers.Location"),
        (_set("headers", "Location", "/clients/made-here"), "headers.Location"),
        (_set("headers", "X-Total-Count", "1"), "headers.X-Total-Count"),
        (_set("headers", "Link", '</admin/clients?page_size=2&page_token=abc>; rel="first"'), "headers.Link"),
        (_set("headers", "Link", '</admin/clients?page_size=3&page_token=abc>; rel="next"'), "headers.Link"),
        (_set("set_cookie_names", ["x"]), "set_cookie_names"),
        (_set("json", "client_name", "m"), "json.client_name"),
        (_set("json", "client_id", "other"), "json.client_id"),
        (_set("json", "contacts", []), "json.contacts"),
        (_drop("json", "contacts"), "json.contacts"),
        (_set("json", "new", None), "json.new"),
        (_set("json", "metadata", "a", 0, 2), "json.metadata.a.0"),
        (_set("json", "metadata", "a", 1, "1.5"), "json.metadata.a.1"),
        (_set("json", "metadata", "a", 2, 1), "json.metadata.a.2"),
        (_set("json", "metadata", "a", [1, 1.5]), "json.metadata.a"),
        (_set("json", "skip_consent", 0), "json.skip_consent"),
        (_set("json", "client_secret_expires_at", False), "json.client_secret_expires_at"),
        (_set("json", "redirect_uris", []), "json.redirect_uris"),
        (_set("json", "created_at", "yesterday"), "json.created_at"),
        (_set("json", "created_at", None), "json.created_at"),
        (_drop("json", "created_at"), "json.created_at"),
        (_set("json", "client_secret", "short"), "json.client_secret"),
        (_drop("json", "client_secret"), "json.client_secret"),
        (_drop("json"), "body"),
    ],
)
def test_a_change_is_found(change: Callable[[dict[str, Any]], None], where: str) -> None:
    def changed(answer: dict[str, Any]) -> None:
        change(answer)
        if "json" not in answer:
            answer["text"] = ""

    assert _differences(changed) == [where]


@pytest.mark.parametrize(
    "change",
    [
        _set("json", "created_at", "2030-01-02T03:04:05.678901Z"),
        _set("json", "client_secret", "abcdefghijklmnopqrstuvwxyz"),
        _set("headers", "Link", '</admin/clients?page_size=2&page_token=xyz>; rel="next"'),
        lambda answer: None,
    ],
)
def test_what_is_volatile_may_differ(change: Callable[[dict[str, Any]], None]) -> None:
    assert _differences(change) == []


def test_a_secret_that_the_request_chose_is_not_volatile() -> None:
    request = dict(_EXCHANGE.request, json={"client_secret": _CREATED["client_secret"]})
    exchange = Exchange(_EXCHANGE.scenario, 1, "admin", request, _EXCHANGE.response)
    assert _differences(_set("json", "client_secret", "abcdefghijklmnopqrstuvwxyz"), exchange) == ["json.client_secret"]


def test_a_page_token_counts_where_it_is_not_opaque() -> None:
    actual = copy.deepcopy(_EXCHANGE.response)
    actual["headers"]["Link"] = actual["headers"]["Link"].replace("abc", "xyz")
    found = compare(_EXCHANGE, actual, _RULES, Substitutions(), opaque_page_tokens=False)
    assert [each.path for each in found] == ["headers.Link"]


def test_a_closed_connection_is_not_an_answer() -> None:
    exchange = Exchange("client_list", 7, "admin", _EXCHANGE.request, {"status": 0, "headers": {}, "text": "closed"})
    assert _differences(lambda answer: None, exchange) == []
    assert _differences(_set("status", 200), exchange) == ["status"]


def test_a_truncated_text_is_compared_as_far_as_it_goes() -> None:
    response = {"status": 404, "headers": {}, "text": "<!DOCTYPE", "truncated": True}
    exchange = Exchange("routing", 2, "admin", _EXCHANGE.request, response)
    assert _differences(_set("text", "<!DOCTYPE html>"), exchange) == []
    assert _differences(_set("text", "<html>"), exchange) == ["text"]


def test_a_port_that_begins_like_another_one_that_was_recorded_is_replaced_once() -> None:
    known = Substitutions()
    known.learn("http://127.0.0.1:4444", "http://127.0.0.1:44451")
    known.learn("http://127.0.0.1:4445", "http://127.0.0.1:45145")
    assert known.apply(["http://127.0.0.1:4444/a", "http://127.0.0.1:4445/b"]) == [
        "http://127.0.0.1:44451/a",
        "http://127.0.0.1:45145/b",
    ]


def test_a_generated_id_is_compared_once_it_is_known() -> None:
    known = Substitutions()
    recorded_id, actual_id = "9b28fc91-8aab-4def-9adf-3da22ebdfe13", "11111111-2222-4333-8444-555555555555"
    response = {"status": 201, "headers": {"Location": f"/clients/{recorded_id}"}, "json": {"client_id": recorded_id}}
    request = {"method": "POST", "path": "/clients", "query": [], "headers": {}, "json": {"client_name": "generated"}}
    exchange = Exchange("client_create_generated_id", 1, "admin", request, response)
    actual = {"status": 201, "headers": {"Location": f"/clients/{actual_id}"}, "json": {"client_id": actual_id}}
    assert compare(exchange, actual, _RULES, known, opaque_page_tokens=True) == []
    assert known.apply({"path": f"/clients/{recorded_id}"}) == {"path": f"/clients/{actual_id}"}
    actual = dict(actual, headers={"Location": "/clients/elsewhere"})
    assert [d.path for d in compare(exchange, actual, _RULES, known, opaque_page_tokens=True)] == ["headers.Location"]


_HEXADECIMAL, _SESSION, _OTHER, _THIRD = ("0123456789abcdef" * 2, "aa" * 16, "bb" * 16, "cc" * 16)
_SEALED = "Ab-_" * 200 + "=="


def _redirect(challenge: str, status: int = 302) -> dict[str, Any]:
    query = urlencode({"login_challenge": challenge})
    return {
        "status": status,
        "headers": {"Location": f"http://a.example/_login?{query}"},
        "text": "",
        "truncated": True,
    }


def _request(**members: Any) -> dict[str, Any]:
    return {"status": 200, "headers": {}, "json": {"challenge": _HEXADECIMAL, "session_id": _SESSION, **members}}


def _compared(recorded: dict[str, Any], actual: dict[str, Any], known: Substitutions) -> list[str]:
    exchange = dataclasses.replace(_EXCHANGE, scenario="flow_accept", response=recorded)
    return [each.path for each in compare(exchange, actual, _RULES, known, opaque_page_tokens=True)]


def test_a_challenge_is_compared_by_its_form_and_then_exactly() -> None:
    known = Substitutions()
    assert _compared(_redirect(_HEXADECIMAL), _redirect(_OTHER), known) == []
    assert _compared(_request(), _request(challenge=_OTHER, session_id=_THIRD), known) == []
    assert _compared(_request(), _request(challenge=_HEXADECIMAL, session_id=_THIRD), known) == ["json.challenge"]
    assert _compared(_request(), _request(challenge=_OTHER), known) == ["json.session_id"]


@pytest.mark.parametrize("actual", ["", _SEALED, "no-challenge", "9b28fc91-8aab-4def-9adf-3da22ebdfe13"])
def test_a_challenge_of_another_form_is_found(actual: str) -> None:
    assert "redirect.login_challenge" in _compared(_redirect(_HEXADECIMAL), _redirect(actual), Substitutions())
    assert _compared(_request(), _request(challenge=actual), Substitutions()) == ["json.challenge"]


def test_a_redirect_is_compared_apart_from_what_is_new_in_it() -> None:
    recorded, actual = _redirect(_SEALED), _redirect("Zz-_" * 150)
    assert _compared(recorded, actual, Substitutions()) == []
    actual["headers"]["Location"] += "&prompt=login"
    assert _compared(recorded, actual, Substitutions()) == ["headers.Location"]
    body: dict[str, Any] = {
        "status": 200,
        "headers": {},
        "json": {"redirect_to": f"http://a.example/?login_verifier={_HEXADECIMAL}&a=b"},
    }
    other = copy.deepcopy(body)
    other["json"]["redirect_to"] = f"http://a.example/?login_verifier={_OTHER}&a=c"
    assert _compared(body, other, Substitutions()) == ["json.redirect_to"]


def test_two_documents_in_one_body_are_compared_as_such() -> None:
    recorded = {"status": 400, "headers": {}, "text": '{"error":"a","status_code":500}\n{"redirect_to":"x"}\n'}
    same = {"status": 400, "headers": {}, "text": '{"status_code": 500, "error": "a"}\n{"redirect_to": "x"}'}
    assert _compared(recorded, same, Substitutions()) == []
    for text in ('{"error":"a","status_code":500}', '{"error":"b","status_code":500}\n{"redirect_to":"x"}'):
        assert _compared(recorded, dict(same, text=text), Substitutions())
