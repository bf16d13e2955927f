# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server has, given back in every form in which people have it, changes nothing; and spellings mean the same."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_clients,
    hydra_jwk_set,
    hydra_jwk_set_info,
    hydra_jwk_sets,
    hydra_trusted_issuer,
    hydra_trusted_issuer_info,
    hydra_trusted_issuers,
)
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner
from generators.conftest import Site, Sites
from generators.explore import Explorer
from generators.server import Server
from support import servers
from support.servers import chooses_ids, numbers

Document = dict[str, Any]


# Clients as a server could hold them

_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0|"), max_size=12)
_URIS = st.sampled_from(
    [
        "https://a.example/cb",
        "https://a.example/cb?x=1,2&y=%20",
        "http://[::1]:8080/cb",
        "urn:ietf:wg:oauth:2.0:oob",
        "com.app:/cb",
        "https://ü.example/ö",
        "HTTPS://A.example/CB",
        "https://a.example/*",
    ]
)
_SCOPES = st.lists(st.sampled_from(["openid", "offline", "a:b", "x.y", "[a]", "é", "a,b"]), max_size=4).flatmap(
    lambda words: st.sampled_from([" ", "  ", "\n"]).map(lambda space: space.join(words))
)
_DURATIONS = st.sampled_from(["1h", "90m", "1.5h", "1000ms", "720h", "8760h30m", "0s", "1h1m1s", "250us"])
_FLAGS = st.booleans()

_NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
_JSON = st.recursive(
    st.sampled_from(["null", "true", "false", "1", "1.0", "-0", "-0.0", "1e400"]) | _NUMBERS | _WORDS.map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[%s]" % ", ".join(items))
        | st.dictionaries(_WORDS, inner, max_size=3).map(
            lambda items: "{%s}" % ", ".join("%s : %s" % (json.dumps(name), item) for name, item in items.items())
        )
    ),
    max_leaves=8,
)
# A text is refused as the metadata of an entry, and as a text a result shows a number that no float can represent.
_METADATA = _JSON.filter(lambda text: text[0] in "{[tfn")

_KEYS = st.lists(st.sampled_from([public(ec_jwk(0, kid="a")), ec_jwk(1, kid="b"), ec_jwk(2)]), max_size=3, unique_by=id)


def _members(version: tuple[int, ...]) -> Document:
    """Strategies for the members that a server of this version keeps."""
    lists: Any = st.lists(_WORDS if version >= (1, 11) else _WORDS.filter(bool), max_size=3)
    made: Document = {
        "client_name": _WORDS,
        "owner": _WORDS,
        "redirect_uris": st.lists(_URIS, max_size=3),
        "grant_types": st.lists(st.sampled_from(["authorization_code", "refresh_token", "own"]), max_size=3),
        "response_types": st.lists(st.sampled_from(["code", "code id_token"]), max_size=2),
        "scope": _SCOPES,
        "audience": lists,
        "contacts": lists,
        "token_endpoint_auth_method": st.sampled_from(["none", "client_secret_post", "private_key_jwt", "own", ""]),
        "userinfo_signed_response_alg": st.sampled_from(["none", "RS256"]),
        "request_uris": st.lists(_URIS, max_size=2),
        "allowed_cors_origins": st.lists(
            st.sampled_from(["HTTPS://A.example/", "https://*.a", "http://a:1"]), max_size=2
        ),
        "client_uri": st.sampled_from(["", "https://a.example/"]),
        "frontchannel_logout_uri": st.sampled_from(["", "https://a.example/out"]),
        "backchannel_logout_session_required": _FLAGS,
    }
    if version >= (2, 1):
        made |= {"skip_consent": _FLAGS, "access_token_strategy": st.sampled_from(["jwt", "JWT", "opaque", ""])}
    if version >= (2, 2):
        made["skip_logout_consent"] = _FLAGS | st.none()
    if version >= (1, 11, 9):
        made["implicit_grant_id_token_lifespan"] = _DURATIONS | st.none()
        made["refresh_token_grant_access_token_lifespan"] = _DURATIONS
    return made


@st.composite
def _bodies(draw: st.DrawFn, version: str) -> str:
    """The body of a request that creates a client, as text."""
    members = draw(st.fixed_dictionaries({}, optional=_members(numbers(version))))
    source = draw(st.sampled_from(["", "jwks", "jwks_uri"]))
    if source == "jwks":
        members["jwks"] = {"keys": draw(_KEYS)}
    elif source:
        members["jwks_uri"] = "https://a.example/jwks"
    if not chooses_ids(version):
        members["client_id"] = draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~ é%-]{0,15}", fullmatch=True)) + "x"
    parts = ["%s: %s" % (json.dumps(name), json.dumps(value)) for name, value in members.items()]
    if draw(st.booleans()):
        parts.append('"metadata": %s' % draw(_METADATA))
    return "{%s}" % ", ".join(parts)


def _cases(sites: Sites) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from(sites.versions).flatmap(lambda version: st.tuples(st.just(version), _bodies(version)))


# Forms in which people have them: what modules are run with, from the texts of the answers to GET and POST

_SCRATCH = tempfile.TemporaryDirectory(prefix="ory-hydra-")


def _file(text: str) -> str:
    path = Path(_SCRATCH.name) / "clients.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


Form = Callable[[Document, str, Document], tuple[Callable[[], None], Document]]

FORMS: dict[str, Form] = {
    "dictionary": lambda answer, text, _info: (hydra_clients.main, {"clients": [answer]}),
    "options": lambda answer, text, _info: (hydra_client.main, answer),
    "must be a dictionary, or a dictionary as JSON, not a string": lambda _answer, text, _info: (
        hydra_clients.main,
        {"clients": [text]},
    ),
    "JSON text of the list": lambda _answer, text, _info: (hydra_clients.main, {"clients": "[%s]" % text}),
    "file": lambda _answer, text, _info: (hydra_clients.main, {"clients_file": _file("[%s]" % text)}),
    "file with a dictionary": lambda _answer, text, _info: (
        hydra_clients.main,
        {"clients_file": _file('{"provision_clients": [%s]}' % text)},
    ),
    "Python's text": lambda answer, _text, _info: (hydra_clients.main, {"clients": [repr(answer)]}),
    "exhaustive": lambda answer, _text, _info: (hydra_clients.main, {"clients": [answer], "exhaustive": True}),
    "result": lambda _answer, _text, info: (hydra_clients.main, {"clients": [info]}),
    "result as options": lambda _answer, _text, info: (hydra_client.main, info),
    "JSON text of a result": lambda _answer, _text, info: (hydra_clients.main, {"clients": json.dumps([info])}),
}


def _rests(run: Runner, site: Site, main: Callable[[], None], given: Document, secrets: list[str]) -> Run:
    one = run(main, dict(given, **site.connection()), admin_url=None)
    assert not one.failed, one.result
    assert not one.changed, one.result.get("diff")
    for secret in secrets:
        assert secret not in one.output
    return one


def _writes(site: Site) -> list[str]:
    """The requests that could have changed something; [] on a real server, where the objects themselves tell."""
    if site.stand_in is None:
        return []
    rows = [entry for entry in site.stand_in.log if entry.method != "GET" and entry.path != "/oauth2/revoke"]
    return ["%s %s" % (entry.method, entry.path) for entry in rows]


def test_a_client_given_back_in_any_form_changes_nothing(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(case: tuple[str, str], form: str) -> None:
        version, body = case
        site = sites(version)
        server = Server(site)
        created = server.admin("POST", "/clients", body)
        if created.status_code != 201:
            return  # not a client that a server could hold
        path = "/clients/" + quote(created.json()["client_id"], safe="")
        text = server.admin("GET", path).text
        answer = json.loads(text)
        secrets = [key["d"] for key in (answer.get("jwks") or {}).get("keys") or [] if "d" in key]
        info = run(hydra_client_info.main, site.connection(), admin_url=None)
        assert not info.failed, info.result
        if site.stand_in is not None:
            site.stand_in.reset_log()
        reply = created.json()
        if form == "answer to POST":
            shown = {name: [] if value is None and answer[name] == [] else value for name, value in reply.items()}
            if any(shown[name] != value for name, value in answer.items() if not name.endswith("_at")):
                return  # the server said at first what it did not keep
            secrets += [reply[name] for name in ("client_secret", "registration_access_token") if name in reply]
            main, given = FORMS["must be a dictionary, or a dictionary as JSON, not a string"](reply, created.text, {})
        elif form == "Python's text" and "inf" in repr(answer.get("metadata")):
            return  # which Python does not read either
        else:
            main, given = FORMS[form](answer, text, info.result["clients"][0])
        _rests(run, site, main, given, secrets)
        explore.seen(version, form, body)
        assert _writes(site) == []
        assert server.admin("GET", path).text == text

    explore(check, case=_cases(sites), form=st.sampled_from([*FORMS, "answer to POST"]))


def test_an_update_leaves_all_else_to_the_last_digit(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(case: tuple[str, str]) -> None:
        version, body = case
        site = sites(version)
        server = Server(site)
        created = server.admin("POST", "/clients", body)
        if created.status_code != 201:
            return
        path = "/clients/" + quote(created.json()["client_id"], safe="")
        before = server.admin("GET", path).text
        given = {"client_id": created.json()["client_id"], "policy_uri": "https://changed.example/"}
        one = run(hydra_client.main, dict(given, **site.connection()), admin_url=None)
        if one.failed and "client_id" not in body:
            return
        if one.failed and "empty entry" not in one.msg:
            # The server took what a rule of the collection refuses: that is the subject of other tests.
            return
        assert one.changed, one.result
        after = server.admin("GET", path).text
        assert _metadata_of(after) == _metadata_of(before)
        old, new = json.loads(before), json.loads(after)
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        assert changed <= {"policy_uri", "updated_at"}, changed
        explore.seen(version, body)

    explore(check, case=_cases(sites))


def _metadata_of(text: str) -> str:
    """The text of the metadata, escapes of characters aside."""
    whole = json.loads(text, parse_float=lambda number: "float " + number, parse_int=lambda number: "int " + number)
    return json.dumps(whole.get("metadata"))


# Spellings of the same

_ITEM = st.text("abc:/?é ", min_size=1, max_size=6).map(str.strip).filter(bool)


def test_two_spellings_of_the_same_have_the_same_plan(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, entry: Document, blank: set[str], there: bool) -> None:
        site = sites(version)
        if numbers(version) < (2, 1):
            entry.pop("access_token_strategy", None)
        if numbers(version) < (1, 11, 9):
            entry.pop("implicit_grant_id_token_lifespan", None)
        entry = dict(entry, client_id="app", client_name="App", return_secret=True)
        if there:
            full = {"client_id": "app", "owner": "o", "contacts": ["x"], "scope": "z", "metadata": {"m": 1}}
            assert Server(site).admin("POST", "/clients", json.dumps(full)).ok
        nulls = {name: None for name in blank if name not in entry}
        meant = dict(entry, **nulls)
        plan = _plan(run, site, meant)
        assert "diff" in plan or not plan["changed"]
        for spell in (_texts, _lists, _blanks(nulls), _upper, _other_durations):
            spelled = spell(dict(meant))
            assert _plan(run, site, spelled) == plan, spelled
        for text in (json.dumps(meant), repr(meant), json.dumps([meant])):
            assert _plan(run, site, text) == plan, text
        explore.seen(version, repr(sorted(meant.items(), key=str)), there)

    fields = {
        "contacts": st.lists(_ITEM, max_size=3),
        "grant_types": st.lists(st.sampled_from(["authorization_code", "refresh_token"]), max_size=2),
        "scope": st.lists(st.sampled_from(["openid", "offline", "a:b"]), max_size=3).map(" ".join),
        "access_token_strategy": st.sampled_from(["jwt", "opaque"]),
        "metadata": st.dictionaries(_ITEM, st.none() | st.integers() | st.booleans(), max_size=2),
        "implicit_grant_id_token_lifespan": st.sampled_from(["1h30m0s", "720h0m0s"]),
    }
    explore(
        check,
        version=st.sampled_from([version for version in sites.versions if not chooses_ids(version)]),
        entry=st.fixed_dictionaries({}, optional=fields),
        blank=st.sets(
            st.sampled_from(["owner", "contacts", "scope", "metadata", "frontchannel_logout_session_required"])
        ),
        there=st.booleans(),
    )


def _plan(run: Runner, site: Site, entry: Any) -> Document:
    one = run(
        hydra_clients.main,
        dict(site.connection(), clients=entry if isinstance(entry, str) else [entry]),
        check=True,
        admin_url=None,
    )
    assert not one.failed, one.result
    assert _writes(site) in ([], ["POST /admin/clients"], ["POST /clients"])  # that of the test itself
    return {name: one.result.get(name) for name in ("changed", "summary", "actions", "diff") if name in one.result}


def _texts(entry: Document) -> Document:
    """Lists as text, dictionaries as JSON text."""
    for name in ("contacts", "grant_types"):
        if name in entry and entry[name] is not None:
            entry[name] = ", ".join(entry[name])
    if entry.get("metadata"):
        entry["metadata"] = json.dumps(entry["metadata"])
    return entry


def _lists(entry: Document) -> Document:
    if entry.get("scope") is not None:
        entry["scope"] = entry["scope"].split()
    return entry


def _blanks(nulls: Document) -> Callable[[Document], Document]:
    return lambda entry: dict(entry, **dict.fromkeys(nulls, ""))


def _upper(entry: Document) -> Document:
    if entry.get("access_token_strategy"):
        entry["access_token_strategy"] = entry["access_token_strategy"].upper()
    return entry


def _other_durations(entry: Document) -> Document:
    name = "implicit_grant_id_token_lifespan"
    if entry.get(name):
        entry[name] = {"1h30m0s": "90m", "720h0m0s": "30d"}[entry[name]]
    return entry


# Key sets and trusted issuers


def test_a_key_set_given_back_in_any_form_changes_nothing(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, algorithms: list[str], imported: list[int], halves: list[bool]) -> None:
        site = sites(version)
        server = Server(site)
        name = "set of a test"
        path = "/keys/" + quote(name, safe="")
        server.admin("DELETE", path)
        for number, algorithm in enumerate(algorithms):
            body = {"alg": algorithm, "use": "sig", "kid": "made %d" % number}
            if not server.admin("POST", path, json.dumps(body)).ok:
                return  # this version makes no such keys
        for number, half in zip(imported, halves, strict=False):
            jwk = ec_jwk(number, kid="own-%d" % number, alg="ES256", use="sig")
            keys = [{"jwk": public(jwk) if half else jwk}]
            one = run(hydra_jwk_set.main, site.connection(), set=name, keys=keys, admin_url=None)
            assert not one.failed, one.result
        text = server.admin("GET", path).text
        answer = json.loads(text)
        if "keys" not in answer:
            return
        secrets = [key["d"] for key in answer["keys"] if "d" in key]
        info = run(hydra_jwk_set_info.main, site.connection(), sets=[name], admin_url=None).result["jwk_sets"][0]
        if site.stand_in is not None:
            site.stand_in.reset_log()
        for entry in (dict(answer, set=name), {"set": name, "jwks": answer}, {"set": name, "jwks": text}, info):
            _rests(run, site, hydra_jwk_set.main, entry, secrets)
            _rests(run, site, hydra_jwk_sets.main, {"jwk_sets": [entry]}, secrets)
            _rests(run, site, hydra_jwk_sets.main, {"jwk_sets": json.dumps([entry])}, secrets)
        assert _writes(site) == []
        assert server.admin("GET", path).text == text
        explore.seen(version, tuple(algorithms), tuple(imported), tuple(halves))

    explore(
        check,
        version=st.sampled_from(sites.versions),
        algorithms=st.lists(st.sampled_from(["ES512", "EdDSA"]), max_size=2),
        imported=st.lists(st.integers(0, 3), max_size=3, unique=True),
        halves=st.lists(st.booleans(), min_size=3, max_size=3),
    )


def test_a_trusted_issuer_given_back_in_any_form_changes_nothing(explore: Explorer, sites: Sites, run: Runner) -> None:
    def check(version: str, subject: str | None, scope: list[str], number: int) -> None:
        site = sites(version)
        server = Server(site)
        whose: Document = {"allow_any_subject": True} if subject is None else {"subject": subject}
        jwk = public(ec_jwk(number, kid="k%d" % number, alg="ES256", use="sig"))
        body = dict(
            whose, issuer="https://i.example/%d" % number, scope=scope, expires_at="2099-01-02T03:04:05Z", jwk=jwk
        )
        route = "/trust/grants/jwt-bearer/issuers"
        for row in server.admin("GET", route).json() or []:
            server.admin("DELETE", "%s/%s" % (route, row["id"]))
        created = server.admin("POST", route, json.dumps(body))
        assert created.status_code == 201, created.text
        path = "%s/%s" % (route, created.json()["id"])
        text = server.admin("GET", path).text
        found = run(hydra_trusted_issuer_info.main, dict(site.connection(), return_keys=True), admin_url=None)
        info = found.result["trusted_issuers"][0]
        if site.stand_in is not None:
            site.stand_in.reset_log()
        for entry in (json.loads(text), info, {name: value for name, value in info.items() if name != "public_key"}):
            _rests(run, site, hydra_trusted_issuer.main, entry, [])
            _rests(run, site, hydra_trusted_issuers.main, {"trusted_issuers": [entry]}, [])
            _rests(run, site, hydra_trusted_issuers.main, {"trusted_issuers": json.dumps([entry])}, [])
        assert _writes(site) == []
        assert server.admin("GET", path).text == text
        explore.seen(version, subject, tuple(scope), number)

    explore(
        check,
        version=st.sampled_from([version for version in sites.versions if numbers(version) >= (1, 11)]),
        subject=st.none() | st.text("ab é", min_size=1, max_size=5).filter(str.strip),
        scope=st.lists(st.sampled_from(["a", "b", "c:d"]), max_size=3, unique=True),
        number=st.integers(0, 3),
    )


# What Hydra's command line prints


@pytest.mark.parametrize("kind", servers.real_kinds(), ids=lambda kind: str(kind.id))
def test_what_the_command_line_prints_is_an_entry(kind: servers.Kind, run: Runner) -> None:
    if not os.path.isabs(kind.source):
        pytest.skip("an image has no command line here")
    new = servers.numbers(kind.version) >= (2,)
    with servers.start(kind=kind) as server:
        site = Site(kind.version, server.admin_url, server.public_url, True)
        members = {
            "client_id": "app",
            "client_name": "App",
            "scope": "a  b",
            "redirect_uris": ["https://a.example/cb"],
            "metadata": {"a": [1, 2.5, 12345678901234567.89], "b": None},
        }
        text = json.dumps(members).replace("1.2345678901234568e+16", "12345678901234567.89")
        assert "567.89" in text
        assert Server(site).admin("POST", "/clients", text).status_code == 201
        words = ["get", "oauth2-client", "--format", "json"] if new else ["clients", "get"]
        printed = _printed(kind, server, *words, "app")
        for entry in (json.loads(printed), printed):
            rested = run(hydra_clients.main, dict(site.connection(), clients=[entry]), admin_url=None)
            assert (rested.failed, rested.changed) == (False, False), rested.result
        if new:  # what is printed of a new client has its secret and its registration access token
            made = _printed(kind, server, "create", "oauth2-client", "--name", "Made", "--format", "json")
            secrets = [json.loads(made)[name] for name in ("client_secret", "registration_access_token")]
            _rests(run, site, hydra_client.main, json.loads(made), secrets)
            _rests(run, site, hydra_clients.main, {"clients": [made]}, secrets)


def _printed(kind: servers.Kind, server: servers.Server, *words: str) -> str:
    command = [kind.source, *words, "--endpoint", server.admin_url]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
