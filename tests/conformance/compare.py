# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing an answer with the recorded one: status, headers and every field, outside what is volatile.

A volatile value is not skipped: it must be there and of the same form (a time is a time, a generated secret has
the same length and letters); only its content may differ.  What a later request repeats from an earlier answer
(ids, secrets, page tokens) is remembered as a substitution, so it is compared exactly afterwards.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .recordings import Exchange, Recording

HEADERS = ("Content-Type", "Location", "Link", "X-Total-Count")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_LETTERS = re.compile(r"[A-Za-z0-9._~-]+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HANDLES = {
    "none": re.compile(""),
    "32 hexadecimal digits": re.compile(r"[0-9a-f]{32}"),
    "uuid": _UUID,
    "code": re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}"),
    "code with its prefix": re.compile(r"ory_ac_[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}"),
    "sealed state": re.compile(r"[A-Za-z0-9_-]{300,}={0,2}"),
}
# Volatile members that later exchanges have again only by chance.
_NOT_REPEATED = ("_at", ".version")
# Parameters of redirects that are new in every run.
_NEW_PARAMETERS = tuple(
    f"{kind}_{what}" for kind in ("login", "consent", "logout", "device") for what in ("challenge", "verifier")
) + ("code",)
_NEW_PARAMETER = re.compile(rf"\b({'|'.join(_NEW_PARAMETERS)})=([^&]+)")
# Scenarios with lists in the order of ids, how their rows are identified, and by what a request can select them.
_KEYS_OF_ROWS = {"trust_list": "id", "client_list": "client_id", "client_list_paging": "client_id"}
SELECTING = ("client_name", "owner")
_LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')
_NUMBER_OF_CLIENT = re.compile(r"\d+$")
_PAGE_TOKEN = re.compile(r"(page_token=)([^&>]+)")


@dataclass(frozen=True)
class Difference:
    """One place where two answers differ."""

    path: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        return f"{self.path}: recorded {_short(self.expected)}, got {_short(self.actual)}"


@dataclass(frozen=True)
class Volatile:
    """One rule: which values may differ, in which exchanges, and what form they keep."""

    path: str
    form: Callable[[Any], str]
    when: Callable[[Exchange], bool] = lambda exchange: True

    def covers(self, path: str, exchange: Exchange) -> bool:
        return _matches(self.path.split("."), path.split(".")) and self.when(exchange)


@dataclass
class Substitutions:
    """Recorded values and what the server at hand has in their place."""

    pairs: dict[str, str] = field(default_factory=dict)
    # The recorded rows of each scenario's lists, by their ids: what pages are cut from.
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    _any: re.Pattern[str] | None = None  # what finds each of them

    @classmethod
    def of(cls, recording: Recording, admin_url: str, public_url: str) -> Substitutions:
        """Return what is known before the first request to a server: its URLs."""
        known = cls()
        known.learn(recording.public_url, public_url)
        known.learn(recording.admin_url, admin_url)
        for exchange in recording.exchanges:
            rows, key = exchange.response.get("json"), _KEYS_OF_ROWS.get(exchange.scenario)
            if key and isinstance(rows, list):
                known.rows.setdefault(exchange.scenario, {}).update({row[key]: row for row in rows})
        return known

    def learn(self, recorded: Any, actual: Any) -> None:
        if isinstance(recorded, str) and isinstance(actual, str) and recorded and recorded != actual:
            self.pairs[recorded] = actual
            self._any = None

    def apply(self, value: Any) -> Any:
        """Return a JSON value with every recorded value replaced."""
        if isinstance(value, str):
            # All at once: what one is replaced by may begin with another one, such as port 44451 with port 4445.
            if self._any is None:
                longest_first = sorted(self.pairs, key=len, reverse=True)
                self._any = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
            return self._any.sub(lambda found: self.pairs[found.group()], value)
        if isinstance(value, list):
            return [self.apply(each) for each in value]
        if isinstance(value, dict):
            return {name: self.apply(each) for name, each in value.items()}
        return value


def ids_in(request: dict[str, Any]) -> list[str]:
    """Return the UUIDs in a request, those in its credentials among them."""
    header = request["headers"].get("Authorization", "")
    credentials = base64.b64decode(header[6:]).decode() if header.startswith("Basic ") else ""
    return _UUID.findall(json.dumps(request) + credentials)


def _in(*scenarios: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.scenario in scenarios


def _form(kind: str, pattern: re.Pattern[str], keep_length: bool = False) -> Callable[[Any], str]:
    def form(value: Any) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return f"<{kind} of {len(value)}>" if keep_length else f"<{kind}>"
        return f"<not a {kind}: {_short(value)}>"

    return form


_time = _form("time", _TIME)
_secret = _form("secret", re.compile(rf"{_LETTERS.pattern}|\$2a\$10\$[A-Za-z0-9./]{{53}}"), keep_length=True)
_token = _form("token", _LETTERS)
_uuid = _form("uuid", _UUID)


def _jwk_number(value: Any) -> str:
    """The form of a number in a key: how long it is, give or take its leading zeros, which the oldest leave out."""
    if isinstance(value, str) and _LETTERS.fullmatch(value):
        return f"<number of {(len(value) * 3 // 4 + 1) // 2 * 2} bytes>"
    return f"<no number: {_short(value)}>"


_kid = _form("generated kid", re.compile(rf"((?:private:|public:)?){_UUID.pattern}"))
_version = _form("version", re.compile(r"v?[0-9a-z.+-]*", re.IGNORECASE))
_text = _form("text", re.compile(r".+", re.DOTALL))


def _handle(value: Any) -> str:
    """The form of a challenge, a verifier, a code or an id: which kind it is, and whether there is one."""
    text = value if isinstance(value, str) else f"not a text: {_short(value)}"
    for name, pattern in _HANDLES.items():
        if pattern.fullmatch(text):
            return f"<{name}>"
    return f"<no handle: {_short(value)}>"


def _number(value: Any) -> str:
    return "<number>" if isinstance(value, int) and not isinstance(value, bool) else f"<not a number: {_short(value)}>"


def _server_chose_secret(exchange: Exchange) -> bool:
    body = exchange.request.get("json")
    return not (isinstance(body, dict) and body.get("client_secret"))


def _chose_id(exchange: Exchange) -> bool:
    if exchange.server_makes_ids and exchange.scenario not in _KEYS_OF_ROWS:
        return True
    return exchange.scenario == "client_create_generated_id" or (
        exchange.scenario == "client_create_bad" and exchange.request.get("text") == "null"
    )


def _generates(exchange: Exchange) -> bool:
    return exchange.scenario == "keys_generate" and exchange.request["method"] == "POST"


def _asked_for_kid(exchange: Exchange) -> bool:
    return "kid" in exchange.request.get("json", {})


# What each sentence of a file's list of volatile paths means here.  A sentence that is not in this table fails the
# test, so that a new recording cannot widen the comparison unseen.
MEANING: dict[str, tuple[Volatile, ...]] = {
    "response.json.**.created_at": (Volatile("json.**.created_at", _time),),
    "response.json.**.updated_at": (Volatile("json.**.updated_at", _time),),
    "response.json.**.handled_at": (Volatile("json.**.handled_at", _time),),
    "response.json.**.requested_at": (Volatile("json.**.requested_at", _time),),
    "response.json.client_secret (when the server chose it: no client_secret in the request)": (
        Volatile("json.client_secret", _secret, _server_chose_secret),
    ),
    "response.json.registration_access_token": (Volatile("json.registration_access_token", _token),),
    # Nothing to do: host and id are substituted, and the rest is compared.
    "response.json.registration_client_uri (host, and id when generated)": (),
    "response.json.client_id (scenarios client_create_generated_id, client_create_bad with body null; "
    "2.0-2.1: every client)": (Volatile("json.client_id", _uuid, _chose_id),),
    "response.json.{access_token,refresh_token,id_token,device_code,user_code,verification_uri,"
    "verification_uri_complete,expires_in}": (
        Volatile("json.access_token", _token),
        Volatile("json.refresh_token", _token),
        Volatile("json.id_token", _token),
        Volatile("json.device_code", _token),
        Volatile("json.user_code", _token),
        Volatile("json.verification_uri", _text),
        Volatile("json.verification_uri_complete", _text),
        Volatile("json.expires_in", _number),
    ),
    "response.json.{exp,iat,nbf,iss} (introspection)": (
        Volatile("json.exp", _number, _in("introspect", "tokens_delete", "flow_accept", "consent_revoke")),
        Volatile("json.iat", _number, _in("introspect", "tokens_delete", "flow_accept", "consent_revoke")),
        Volatile("json.nbf", _number, _in("introspect", "tokens_delete", "flow_accept", "consent_revoke")),
        # The issuer is the public URL, which is substituted: compared exactly.
    ),
    "response.json.version": (Volatile("json.version", _version, _in("health_version_metrics")),),
    "response.text (metrics)": (
        Volatile("text", _text, lambda exchange: exchange.request["path"].endswith("/metrics/prometheus")),
    ),
    # Host and ids are substituted, and the rest is compared.
    "response.headers.Location (host, ids, challenge, verifier, code)": (),
    "response.headers.Link (page_token, from 25.4 on)": (),
    "response.json.expires_at (logout requests only)": (Volatile("json.expires_at", _time, _in("flow_accept")),),
    # Only scenarios that the stand-in does not serve yet; their rules come with them.
    "response.json.id / response.json.*.id (trust grants)": (Volatile("json.id", _uuid, _in("trust_create")),),
    "response.json.keys.*.{kid,k,n,d,p,q,dp,dq,qi,x,y} (scenario keys_generate only; kid only where it was omitted)": (
        Volatile("json.keys.*.kid", _kid, lambda exchange: _generates(exchange) and not _asked_for_kid(exchange)),
        *(
            Volatile(f"json.keys.*.{name}", _jwk_number, _generates)
            for name in ("k", "n", "d", "p", "q", "dp", "dq", "qi", "x", "y")
        ),
    ),
    # See _ordered_alike.
    "response.json.keys order (scenarios keys_*: ties in creation time)": (),
    "response.json.* order and page contents (trust_list: sorted by random id; client_list on 2.0-2.1: random ids, "
    "on rc.6: random)": (),
    "response.json.**.challenge": (Volatile("json.**.challenge", _handle),),
    "response.json.**.login_challenge": (Volatile("json.**.login_challenge", _handle),),
    "response.json.**.session_id": (Volatile("json.**.session_id", _handle),),
    "response.json.**.login_session_id": (Volatile("json.**.login_session_id", _handle),),
    "response.json.**.consent_request_id": (Volatile("json.**.consent_request_id", _handle),),
    "response.json.**.sid": (Volatile("json.**.sid", _handle),),
    # Host, ID token, challenges and verifiers are substituted, and the rest is compared.
    "response.json.**.request_url (host; logout: id_token)": (),
    "response.json.redirect_to (verifier, host)": (),
    # Requests: what they repeat from earlier answers is substituted.
    "request.path, request.query, request.form, request.headers.Authorization (rotate), request.json "
    "(client_create_jwks_uri: the PUT): values taken from earlier answers": (),
}


def rules_of(sentences: tuple[str, ...]) -> tuple[Volatile, ...]:
    """Return the rules that a file's sentences mean.  Raises KeyError for one that is not in the table."""
    return tuple(rule for sentence in sentences for rule in MEANING[sentence])


def compare(
    exchange: Exchange,
    actual: dict[str, Any],
    rules: tuple[Volatile, ...],
    known: Substitutions,
    opaque_page_tokens: bool,
) -> list[Difference]:
    """Return where ``actual`` differs from the recorded answer, and learn what to substitute from now on.

    ``opaque_page_tokens``: whether the page tokens in ``Link`` are volatile (from 25.4 on).
    """
    recorded = exchange.response
    differences = []
    if recorded["status"] != actual["status"]:
        differences.append(Difference("status", recorded["status"], actual["status"]))
    redirects = _compare_redirects(recorded, actual, known)
    bodies = [] if recorded["status"] == 0 else list(_compare_bodies(exchange, recorded, actual, rules, known))
    expected_headers = {name: known.apply(_readable(recorded["headers"].get(name))) for name in HEADERS}
    actual_headers = {name: _readable(actual["headers"].get(name)) for name in HEADERS}
    if opaque_page_tokens:
        _learn_page_tokens(expected_headers, actual_headers, known)
    for name in HEADERS:
        expected, got = expected_headers[name], actual_headers[name]
        if name == "Link" and opaque_page_tokens:
            expected, got = _without_page_tokens(expected), _without_page_tokens(got)
        if expected != got:
            differences.append(Difference(f"headers.{name}", expected, got))
    expected_cookies, cookies = recorded.get("set_cookie_names"), actual.get("set_cookie_names")
    if exchange.server_makes_ids and expected_cookies and cookies:
        _learn_numbers(expected_cookies, cookies, known)
    if known.apply(expected_cookies) != cookies:
        differences.append(Difference("set_cookie_names", expected_cookies, cookies))
    return differences + redirects + bodies


def _compare_redirects(recorded: dict[str, Any], actual: dict[str, Any], known: Substitutions) -> list[Difference]:
    """Compare the form of what is new in the URLs of redirects, and remember it; the rest is compared with them."""
    differences = []
    for left, right in zip(_redirects(recorded), _redirects(actual), strict=True):
        for name in _NEW_PARAMETERS:
            expected, got = left.get(name, ""), right.get(name, "")
            if expected in known.pairs:
                continue
            if _handle(expected) != _handle(got):
                differences.append(Difference(f"redirect.{name}", _handle(expected), _handle(got)))
            known.learn(expected, got)
    return differences


def _redirects(answer: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters of the URLs in an answer: of ``Location``, and of the member ``redirect_to``."""
    told = next((body["redirect_to"] for body in _documents(answer) if "redirect_to" in body), "")
    first, second = (dict(parse_qsl(urlsplit(url or "").query)) for url in (answer["headers"].get("Location"), told))
    return first, second


def _compare_bodies(
    exchange: Exchange,
    recorded: dict[str, Any],
    actual: dict[str, Any],
    rules: tuple[Volatile, ...],
    known: Substitutions,
) -> Iterator[Difference]:
    if ("json" in recorded) != ("json" in actual):
        yield Difference("body", recorded.get("json", recorded.get("text")), actual.get("json", actual.get("text")))
    elif "json" in recorded:
        expected = _ordered_alike(exchange, recorded["json"], actual["json"], known)
        yield from _walk("json", expected, actual["json"], exchange, rules, known)
    else:
        expected, got = recorded["text"], actual["text"]
        if recorded.get("truncated"):
            got = got[: len(expected)]
        elif len(_documents(recorded)) > 1:
            expected, got = _documents(recorded), _documents(actual)
        yield from _walk("text", expected, got, exchange, rules, known)


def _ordered_alike(exchange: Exchange, recorded: Any, actual: Any, known: Substitutions) -> Any:
    """Return a recorded answer with its rows in the order that they have at the server at hand."""
    key = _KEYS_OF_ROWS.get(exchange.scenario)
    if key and isinstance(recorded, list) and isinstance(actual, list):
        if exchange.pages_are_in_random_order:
            here = [row.get(key) for row in actual]
            return sorted(recorded, key=lambda row: here.index(row[key]) if row[key] in here else len(here))
        if exchange.server_makes_ids or exchange.scenario == "trust_list":
            return _page_of_random_ids(exchange, recorded, key, known)
    keys = recorded.get("keys") if isinstance(recorded, dict) else None
    if exchange.store == "postgres" and exchange.scenario.startswith("keys_") and keys and isinstance(actual, dict):
        # Postgres gives what is equally old in any order.
        here = [key.get("kid") for key in actual.get("keys") or ()]
        if sorted(map(str, here)) == sorted(str(known.apply(key.get("kid"))) for key in keys):
            return {"keys": sorted(keys, key=lambda key: here.index(known.apply(key.get("kid"))))}
    return recorded


def _page_of_random_ids(exchange: Exchange, recorded: list[Any], key: str, known: Substitutions) -> list[Any]:
    """Return the recorded rows that are on this page at the server at hand, where ids made by it give the order."""
    wanted = [(name, value) for name, value in exchange.request["query"] if name in (*SELECTING, "issuer")]
    rows = [
        row for row in known.rows[exchange.scenario].values() if all(row.get(name) == value for name, value in wanted)
    ]
    theirs = sorted(row[key] for row in rows)
    start = theirs.index(recorded[0][key]) if recorded else 0
    here = sorted(rows, key=lambda row: str(known.pairs.get(row[key], row[key])))
    return here[start : start + len(recorded)]


def _walk(
    path: str,
    recorded: Any,
    actual: Any,
    exchange: Exchange,
    rules: tuple[Volatile, ...],
    known: Substitutions,
) -> Iterator[Difference]:
    rule = next((rule for rule in rules if rule.covers(path, exchange)), None)
    if rule is not None and not (isinstance(recorded, str) and recorded in known.pairs):
        # The recorded value itself, before substitution: what is put in its place always has the actual form.
        if rule.form(recorded) != rule.form(actual):
            yield Difference(path, rule.form(recorded), rule.form(actual))
        if path.startswith("json.") and not path.endswith(_NOT_REPEATED):
            known.learn(recorded, actual)
    elif isinstance(recorded, dict) and isinstance(actual, dict):
        for name in sorted(recorded.keys() | actual.keys()):
            if name not in actual:
                yield Difference(f"{path}.{name}", recorded[name], "<absent>")
            elif name not in recorded:
                yield Difference(f"{path}.{name}", "<absent>", actual[name])
            else:
                yield from _walk(f"{path}.{name}", recorded[name], actual[name], exchange, rules, known)
    elif isinstance(recorded, list) and isinstance(actual, list) and len(recorded) == len(actual):
        for position, (left, right) in enumerate(zip(recorded, actual, strict=True)):
            yield from _walk(f"{path}.{position}", left, right, exchange, rules, known)
    else:
        expected, got = known.apply(_readable(recorded)), _readable(actual)
        if expected != got or type(expected) is not type(got):
            yield Difference(path, expected, got)


def _documents(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the JSON objects of a body, one a line: some older servers answer with two."""
    if "json" in answer:
        return [answer["json"]] if isinstance(answer["json"], dict) else []
    try:
        documents = [json.loads(line) for line in answer["text"].splitlines()]
    except ValueError:
        return []
    return [document for document in documents if isinstance(document, dict)]


def _readable(value: Any) -> Any:
    """Return a URL with the parameters that are new in every run as they were before they were encoded."""
    if not isinstance(value, str):
        return value
    return _NEW_PARAMETER.sub(lambda match: f"{match.group(1)}={unquote(match.group(2))}", value)


def _learn_page_tokens(expected: dict[str, Any], actual: dict[str, Any], known: Substitutions) -> None:
    for left, right in zip(_page_tokens(expected["Link"]), _page_tokens(actual["Link"]), strict=False):
        known.learn(left, right)


def _learn_numbers(recorded: list[str], actual: list[str], known: Substitutions) -> None:
    """Learn what the numbers in the names of cookies are here: a client's number is made from its id."""
    for expected, got in zip(recorded, actual, strict=False):
        theirs, here = _NUMBER_OF_CLIENT.search(expected), _NUMBER_OF_CLIENT.search(got)
        if theirs and here and theirs.group() not in known.pairs:
            known.learn(theirs.group(), here.group())


def _page_tokens(header: str | None) -> list[str]:
    return [unquote(token) for _prefix, token in _PAGE_TOKEN.findall(header or "")]


def _without_page_tokens(header: str | None) -> str | None:
    return None if header is None else _PAGE_TOKEN.sub(r"\1<token>", header)


def _matches(pattern: list[str], path: list[str]) -> bool:
    """Match with ``*`` for one segment and ``**`` for any number of them."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_matches(pattern[1:], path[skip:]) for skip in range(len(path) + 1))
    return bool(path) and pattern[0] in ("*", path[0]) and _matches(pattern[1:], path[1:])


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value.startswith("<") else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "..."
