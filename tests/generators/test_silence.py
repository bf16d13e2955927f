# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is printed, whatever shape the arguments have, wherever they come from, and whatever a server echoes.

Every secret of a situation is marked: a text that occurs nowhere else. A situation is a module, where each secret comes
from, how the arguments were bent, and what the server does. None of the marks may be in what the module prints or logs.
"""

from __future__ import annotations

import base64
import html
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
import yaml
from hypothesis import strategies as st

from generators.conftest import Sites
from generators.explore import Explorer
from support.marked import ARGUMENTS, Arguments, Marks, private_jwk

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("hydra_*.py"))
SEND = requests.adapters.HTTPAdapter.send


def test_every_module_is_among_them() -> None:
    assert sorted(ARGUMENTS) == MODULES


# Where the secrets of the connection come from


def _token(marks: Marks) -> Arguments:
    return {"api_token": marks.new(plain=True)}


def _password(marks: Marks) -> Arguments:
    return {"username": "me", "password": marks.new()}


def _bearer(marks: Marks) -> Arguments:
    return {"headers": {"Authorization": f"Bearer {marks.new(plain=True)}", "X-Forwarded-Proto": "https"}}


def _basic(marks: Marks) -> Arguments:
    plain = base64.b64encode(f"me:{marks.new(plain=True)}".encode()).decode()
    marks.made.append(plain)
    return {"headers": {"Authorization": f"Basic {plain}"}}


def _other_headers(marks: Marks) -> Arguments:
    return {"headers": {"X-Gate": marks.new(plain=True), "Cookie": f"a=b; sid={marks.new(plain=True)}"}}


def _address(marks: Marks) -> Arguments:
    return {"admin_url": f"http://me:{quote(marks.new(), safe='')}@127.0.0.1:1"}


def _client_secret(marks: Marks) -> Arguments:
    return {**CLIENT, "auth_client_secret": marks.new()}


def _private_key(marks: Marks) -> Arguments:
    return {**CLIENT, "auth_private_key": private_jwk(marks)}


#: How a token is obtained where nobody is; servers that echo echo this, too.
CLIENT = {"auth_token_url": "http://127.0.0.1:9/oauth2/token", "auth_client_id": "me", "retries": 0}
CREDENTIALS = (_token, _password, _bearer, _basic, _other_headers, _address, _client_secret, _private_key)


#: The options of these that can be bent.
PROOFS = ("headers", "api_token", "password", "auth_client_secret", "auth_private_key")


def to_environment(arguments: Arguments) -> dict[str, str]:
    """The same as AWX would inject it."""
    return {
        f"HYDRA_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in arguments.items()
    }


# How arguments are bent. Each way takes one value, and returns what somebody gives instead.


def _pairs(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={item if isinstance(item, str) else json.dumps(item)}" for name, item in value.items())
    return str(value)


def _yaml(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {item}" for name, item in value.items())
    return f"- {value}"


def _without_kty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_kty(item) for name, item in value.items() if name != "kty"}
    return [_without_kty(item) for item in value] if isinstance(value, list) else value


def _each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: [change(item) for item in value] if isinstance(value, list) else change(value)


BENDS: dict[str, Callable[[Any], Any]] = {
    "as it is": lambda value: value,
    "in a list": lambda value: [value],
    "in two lists": lambda value: [[value]],
    "each in a list": _each(lambda value: [value]),
    "beside a text": lambda value: [*(value if isinstance(value, list) else [value]), "oops"],
    "beside null": lambda value: [*(value if isinstance(value, list) else [value]), None],
    "beside a number": lambda value: [*(value if isinstance(value, list) else [value]), 3],
    "in a dictionary": lambda value: {"value": value},
    "as a key": lambda value: {str(value): None},
    "must be a dictionary, or a dictionary as JSON, not a string": json.dumps,
    "each JSON text": _each(json.dumps),
    "Python text": repr,
    "each Python text": _each(repr),
    "pairs": _pairs,
    "each pairs": _each(_pairs),
    "YAML text": _yaml,
    "each YAML text": _each(_yaml),
    "cut JSON text": lambda value: json.dumps(value)[: -2 if isinstance(value, (dict, list)) else -1],
    "each cut JSON text": _each(lambda value: json.dumps(value)[:-4]),
    "each cut Python text": _each(lambda value: repr(value)[:-3]),
    "without kty": _without_kty,
}


def bent(arguments: Arguments, name: str, way: str, deep: bool) -> Arguments:
    """The arguments with one of them bent, or one inside it."""
    value = arguments[name]
    inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
    if deep and isinstance(inner, dict):
        changed = {key: BENDS[way](item) for key, item in inner.items()}
        return {**arguments, name: [changed] if isinstance(value, list) else changed}
    return {**arguments, name: BENDS[way](value)}


#: The lists that can be in a file, too.
LISTS = {"hydra_clients": "clients", "hydra_jwk_sets": "jwk_sets", "hydra_trusted_issuers": "trusted_issuers"}

FILES: dict[str, Callable[[Any], str]] = {
    "JSON": json.dumps,
    "JSON in a dictionary": lambda value: json.dumps({"clients": value, "jwk_sets": value, "trusted_issuers": value}),
    "YAML": yaml.safe_dump,
    "cut JSON": lambda value: json.dumps(value)[:-3],
    "cut YAML": lambda value: yaml.safe_dump(value)[:-4],
    "YAML without quotes": lambda value: yaml.safe_dump(value).translate({ord("'"): None, ord('"'): None}),
}


# What is wrong besides

MISTAKES: dict[str, Arguments] = {
    "none": {},
    "a bad number": {"timeout": "soon"},
    "an unknown option": {"clientsecret": "x"},
    "a bad choice": {"state": "maybe"},
    "two ways in": {"client_key": "/k.pem"},
    "a bad address": {"admin_url": "nowhere"},
    "nobody there": {"admin_url": "http://127.0.0.1:9", "retries": 0},
    "a proxy": {"admin_url": "http://hydra.example.com:4445", "retries": 0},
}

#: What the server does with requests that are no reads of its version.
SERVERS = ("works", "echoes a refusal", "echoes an error of another form", "echoes a page", "redirects", "breaks")


def echo(request: requests.PreparedRequest, way: str) -> requests.Response:
    """The answer of a server or gateway that repeats what it got, in the spellings that such programs use."""
    body = request.body if isinstance(request.body, str) else (request.body or b"").decode("utf-8", "replace")
    credentials = base64.b64decode((request.headers.get("Authorization") or "Basic ").partition(" ")[2] + "==")
    request_line = f"{request.method} {request.url}"
    headers = [f"{name}: {value}" for name, value in request.headers.items()]
    plain = "\n".join([request_line, *headers, credentials.decode("utf-8", "replace"), body])
    said = "\n".join([plain, quote(body), json.dumps(body), repr(body), html.escape(body)])
    answer = requests.Response()
    answer.request = request
    answer.url = str(request.url)
    answer.status_code = 400
    answer.headers["Content-Type"] = "application/json"
    document: Any = {"error": "invalid_request", "error_description": said, "error_hint": said, "error_debug": said}
    if way == "echoes an error of another form":
        document = {"error": {"code": 500, "message": said, "reason": said}, "request": said}
        answer.status_code = 500
    content = json.dumps(document)
    if way == "echoes a page":
        content = f"<html><body>{said}</body></html>"
        answer.headers["Content-Type"] = "text/html"
    if way == "redirects":
        answer.status_code = 307
        answer.headers["Location"] = "https://login.example.com/" + quote(plain)
    answer._content = content.encode()
    return answer


def behave(way: str, echoes_reads: bool) -> Callable[..., Any]:
    """What requests are sent with."""

    def send(adapter: Any, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        plain = request.method == "GET" and not echoes_reads
        if way == "works" or plain or str(request.url).endswith("/version"):
            return SEND(adapter, request, *args, **options)
        if way == "breaks":
            raise requests.exceptions.ConnectionError(
                f"cannot send {request.body!r} to {request.url}: {request.headers}"
            )
        return echo(request, way)

    return send


def test_no_secret_is_printed(
    explore: Explorer, sites: Sites, run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def check(
        module: str,
        version: str,
        credential: Callable[[Marks], Arguments],
        of_environment: bool,
        file: bool,
        list_file: str,
        way: str,
        deep: bool,
        which: int,
        mistake: str,
        server: str,
        reads: bool,
        tail: str,
        check_mode: bool,
        seed: int,
    ) -> None:
        marks = Marks(seed, tail)
        site = sites(version)
        main = importlib.import_module(f"ansible_collections.ory.hydra.plugins.modules.{module}").main
        arguments = {**site.connection(), **ARGUMENTS[module](marks), **MISTAKES[mistake]}
        environment = {}
        if mistake == "a proxy":
            environment["http_proxy"] = f"http://me:{quote(marks.new(), safe='')}@127.0.0.1:9"
        if file and "client_secret" in arguments and module != "hydra_token_flush":
            path = tmp_path / "secret"
            path.write_text(arguments.pop("client_secret"))
            path.chmod(0o600)
            arguments["secret_file"] = str(path)
        if module in ("hydra_client_secret", "hydra_consent_session", "hydra_token_flush") and site.stand_in:
            requests.post(
                f"{site.admin_url}/{'' if version.startswith('1.') else 'admin/'}clients",
                json={
                    "client_id": "there",
                    "redirect_uris": ["https://t.example.com/cb"],
                    "client_secret": "any-secret",
                },
            )
        own = [name for name in ARGUMENTS[module](Marks(0, "")) if name in arguments]
        if of_environment:
            environment |= to_environment(credential(marks))
        else:
            arguments |= credential(marks)
            own += [name for name in PROOFS if name in arguments]
        if own:
            arguments = bent(arguments, own[which % len(own)], way, deep)
        listed = LISTS.get(module, "")
        if list_file and listed in arguments:
            path = tmp_path / ("list.json" if "JSON" in list_file else "list.yml")
            path.write_text(FILES[list_file](arguments.pop(listed)))
            arguments[f"{listed}_file"] = str(path)
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(requests.adapters.HTTPAdapter, "send", behave(server, reads))
            done = run(main, arguments, check=check_mode, admin_url=None)
        assert marks.in_text(done.output) == [], done.output
        explore.seen(module, credential.__name__, of_environment, file, list_file, way, deep, mistake, server, reads)

    explore(
        check,
        module=st.sampled_from(MODULES),
        version=st.sampled_from(["26.2.0", "1.11.10"]),
        credential=st.sampled_from(CREDENTIALS),
        of_environment=st.booleans(),
        file=st.booleans(),
        list_file=st.sampled_from(["", *FILES]),
        way=st.sampled_from(list(BENDS)),
        deep=st.booleans(),
        which=st.integers(0, 5),
        mistake=st.sampled_from(list(MISTAKES)),
        server=st.sampled_from(SERVERS),
        reads=st.booleans(),
        tail=st.sampled_from(Marks.TAILS),
        check_mode=st.booleans(),
        seed=st.integers(1, 2**31),
    )
