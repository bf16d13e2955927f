# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted issuers and tokens for their JWTs, on the stand-in and on every real server that is at hand.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import functools
import json
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hydra_stand_in.generations import Quirks
from hydra_stand_in.operations import operations_of

from .api import Api

_ROUTE = "/trust/grants/jwt-bearer/issuers"
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EC, _OTHER = (ECKey.generate_key("P-256", auto_kid=False) for _number in range(2))
_DAY = 24 * 3600


@pytest.fixture(scope="module", autouse=True)
def _only_where_there_are_some(api: Api) -> None:
    if not any(operation.path.endswith(_ROUTE) for operation in operations_of(api.server.version)):
        assert api.admin("GET", _ROUTE).status_code == 404
        pytest.skip(f"{api.server.label} has no trusted issuers")


@pytest.fixture(autouse=True)
def _no_issuers(api: Api) -> Iterator[None]:
    yield
    for issuer in ("ti", "ti-2"):
        api.admin("DELETE", f"/keys/{issuer}")
    assert api.admin("GET", _ROUTE).json() == []


@functools.cache
def _client(api: Api, grant: str = _GRANT_TYPE) -> str:
    return api.create_unnamed(
        client_secret="machine-secret",
        grant_types=[grant],
        scope="client-scope",
        token_endpoint_auth_method="client_secret_post",
        jwt_bearer_grant_access_token_lifespan="90s",
    )


def _public(key: Any, kid: str, **members: str) -> dict[str, Any]:
    return dict(key.as_dict(private=False), kid=kid, use="sig", **members)


def _body(subject: str | None = "alice", kid: str = "k", **changes: Any) -> dict[str, Any]:
    body = {"issuer": "ti", "scope": ["a", "b.*"], "jwk": _public(_EC, kid), "expires_at": "2040-01-01T00:00:00Z"}
    return body | ({"allow_any_subject": True} if subject is None else {"subject": subject}) | changes


def _trust(api: Api, subject: str | None = "alice", kid: str = "k", **changes: Any) -> dict[str, Any]:
    reply = api.admin("POST", _ROUTE, _body(subject, kid, **changes))
    assert reply.status_code == 201, reply.text
    grant: dict[str, Any] = reply.json()
    assert reply.headers["Location"] == f"{_ROUTE}/{grant['id']}"
    return grant


def _listed(api: Api) -> set[tuple[str, str]]:
    return {(grant["subject"], grant["public_key"]["kid"]) for grant in api.admin("GET", _ROUTE).json()}


# --- grants and their keys


def _delete_grant(api: Api, grant: dict[str, Any]) -> requests.Response:
    return api.admin("DELETE", f"{_ROUTE}/{grant['id']}")


_TWICE = {"keys": [_public(_EC, "k"), _public(_EC, "k")]}
_Act = Callable[[Api, dict[str, Any]], requests.Response]
_CASCADE: dict[str, tuple[_Act, set[tuple[str, str]]]] = {
    "DELETE grant": (_delete_grant, {("alice", "other")}),
    "DELETE key": (lambda api, _grant: api.admin("DELETE", "/keys/ti/k"), {("alice", "other")}),
    "DELETE set": (lambda api, _grant: api.admin("DELETE", "/keys/ti"), set()),
    "PUT set": (lambda api, _grant: api.admin("PUT", "/keys/ti", {"keys": [_public(_EC, "k")]}), set()),
    "PUT key": (lambda api, _grant: api.admin("PUT", "/keys/ti/k", _public(_EC, "k")), {("alice", "other")}),
    "PUT another key": (
        lambda api, _grant: api.admin("PUT", "/keys/ti/x", _public(_EC, "x")),
        {("alice", "k"), ("bob", "k"), ("alice", "other")},
    ),
    "POST key": (
        lambda api, _grant: api.admin("POST", "/keys/ti", {"alg": "ES512"}),
        {("alice", "k"), ("bob", "k"), ("alice", "other")},
    ),
    "PUT set, refused": (
        lambda api, _grant: api.admin("PUT", "/keys/ti", _TWICE),
        {("alice", "k"), ("bob", "k"), ("alice", "other")},
    ),
}


@pytest.mark.parametrize(("act", "left"), _CASCADE.values(), ids=_CASCADE)
def test_what_goes_with_a_key(api: Api, act: _Act, left: set[tuple[str, str]]) -> None:
    grant = _trust(api)
    _trust(api, "bob")
    _trust(api, kid="other")
    assert act(api, grant).status_code in (200, 201, 204, 409)
    assert _listed(api) == left


def test_the_first_key_of_an_id_is_kept(api: Api) -> None:
    _trust(api)
    _trust(api, "bob", jwk=_public(_OTHER, "k"))
    assert api.admin("GET", "/keys/ti").json() == {"keys": [_public(_EC, "k")]}


def test_duplicates(api: Api) -> None:
    _trust(api)
    _trust(api, None)
    _trust(api, kid="other")
    _trust(api, issuer="ti-2")
    for subject in ("alice", None):
        again = api.admin("POST", _ROUTE, _body(subject, scope=["z"], expires_at="2041-01-01T00:00:00Z"))
        assert (again.status_code, again.json()["error_description"]) == (409, "")


def test_what_is_shown(api: Api, quirks: Quirks) -> None:
    scope = ["b", "a", "a", "c|d"]
    grant = _trust(api, scope=scope, expires_at="2030-01-02T03:04:05.5+02:00", id="x", public_key={}, unknown=1)
    assert (grant["scope"], grant["expires_at"]) == (scope, "2030-01-02T01:04:06Z")
    assert grant["public_key"] == {"set": "ti", "kid": "k"}
    shown = api.admin("GET", f"{_ROUTE}/{grant['id']}").json()
    split = ["c", "d"] if quirks.scope_is_split_at_pipes else ["c|d"]
    assert shown == grant | {"scope": ["b", "a", "a", *split]}
    assert api.admin("GET", _ROUTE).json() == [shown]


_REQUIRED = "One of the required parameters is missing. Check your request parameters. "


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": ""}, "Field 'issuer' is required."),
        ({"subject": ""}, "One of 'subject' or 'allow_any_subject' field must be set."),
        ({"allow_any_subject": True}, "Both 'subject' and 'allow_any_subject' fields cannot be set at the same time."),
        ({"expires_at": None}, "Field 'expires_at' is required."),
        ({"expires_at": "0001-01-01T00:00:00Z"}, "Field 'expires_at' is required."),
        ({"jwk": _public(_EC, "")}, "Field 'jwk' must contain JWK with kid header."),
    ],
)
def test_a_grant_that_lacks_something(api: Api, changes: dict[str, Any], sentence: str) -> None:
    reply = api.admin("POST", _ROUTE, _body(**changes))
    assert (reply.status_code, reply.json()["error"]) == (400, "missing_required_parameter")
    assert reply.json()["error_description"] == _REQUIRED + sentence


_INTO = "json: cannot unmarshal"
_LAYOUT = "2006-01-02T15:04:05Z07:00"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], f"{_INTO} array into Go value of type trust.createGrantRequest"),
        ({"issuer": 5}, f"{_INTO} number into Go struct field createGrantRequest.issuer of type string"),
        ({"scope": "a"}, f"{_INTO} string into Go struct field createGrantRequest.scope of type []string"),
        ({"scope": [5]}, f"{_INTO} number into Go struct field createGrantRequest.scope of type string"),
        (
            {"allow_any_subject": "x"},
            f"{_INTO} string into Go struct field createGrantRequest.allow_any_subject of type bool",
        ),
        ({"expires_at": 5}, "Time.UnmarshalJSON: input is not a JSON string"),
        ({"expires_at": ""}, f"parsing time '' as '{_LAYOUT}': cannot parse '' as '2006'"),
        ({"expires_at": "2030-01-01"}, f"parsing time '2030-01-01' as '{_LAYOUT}': cannot parse '' as 'T'"),
        (
            {"expires_at": "2030-01-01T00:00:00"},
            f"parsing time '2030-01-01T00:00:00' as '{_LAYOUT}': cannot parse '' as 'Z07:00'",
        ),
        ({"jwk": 5}, f"{_INTO} number into Go value of type jose.rawJSONWebKey"),
        ({"jwk": None}, "{library}: unknown json web key type ''"),
        ({"jwk": dict(_public(_EC, "k"), x="AA")}, "{library}: invalid EC public key, wrong length for x"),
    ],
)
def test_an_undecodable_grant(api: Api, quirks: Quirks, body: Any, sentence: str) -> None:
    reply = api.admin("POST", _ROUTE, data=json.dumps(body))
    if quirks.undecodable_create_is_500:
        expected = (500, "The error is unrecognizable")
    else:
        expected = (400, sentence.replace("{library}", quirks.jose_library))
    assert (reply.status_code, reply.json()["error_description"]) == expected
    assert reply.json()["error"] == "error"


@pytest.mark.parametrize(
    ("grant_id", "sentence"),
    [
        ("nope", "uuid: incorrect UUID length 4 in string 'nope'"),
        ("0" * 36, f"uuid: incorrect UUID format in string '{'0' * 36}'"),
        ("00000000-0000-4000-8000-00000000000g", "uuid: invalid UUID format"),
        ("00000000-0000-4000-8000-000000000000", ""),
        ("0" * 32, ""),
        ("{00000000-0000-4000-8000-000000000000}", ""),
        ("urn:uuid:00000000-0000-4000-8000-000000000000", ""),
    ],
)
def test_ids_that_are_not_there(api: Api, quirks: Quirks, grant_id: str, sentence: str) -> None:
    for method in ("GET", "DELETE"):
        reply = api.admin(method, f"{_ROUTE}/{quote(grant_id, safe='')}")
        if sentence and quirks.grant_id_must_be_uuid:
            assert reply.status_code == 400
            assert reply.json()["error_description"] == f"Unable to parse parameter id: {sentence}"
        else:
            assert (reply.status_code, reply.json()["error"]) == (404, "Unable to locate the resource")


def test_there_is_no_update(api: Api, quirks: Quirks) -> None:
    grant = _trust(api)
    for method in ("PUT", "PATCH"):
        status = api.admin(method, f"{_ROUTE}/{grant['id']}", _body(scope=["z"])).status_code
        assert status == (405 if quirks.wrong_verb_on_admin_is_405 else 404)


def test_lists(api: Api) -> None:
    made = sorted(_trust(api, f"s{number}")["id"] for number in range(5))
    _trust(api, issuer="ti-2")
    size = "page_size" if api.at_least_2 else "limit"
    assert [grant["id"] for grant in api.admin("GET", f"{_ROUTE}?issuer=ti").json()] == made
    assert api.admin("GET", f"{_ROUTE}?issuer=ti-3").json() == []
    assert len(api.admin("GET", f"{_ROUTE}?issuer=").json()) == 6
    first = api.admin("GET", f"{_ROUTE}?issuer=ti&{size}=2")
    assert [grant["id"] for grant in first.json()] == made[:2]
    assert 'rel="next"' in first.headers["Link"]


# --- tokens for assertions (RFC 7523 section 2.1)


def _ask(
    api: Api,
    key: Any = _EC,
    header: dict[str, Any] | None = None,
    form: dict[str, str] | None = None,
    **claims: Any,
) -> requests.Response:
    now = int(time.time())
    payload = {
        "iss": "ti",
        "sub": "alice",
        "aud": f"{api.server.public_url}/oauth2/token",
        "exp": now + 60,
        "iat": now,
        "jti": str(uuid.uuid4()),
    } | claims
    head = {"alg": "ES256", "kid": "k"} | (header or {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        assertion = jwt.encode(
            {name: value for name, value in head.items() if value is not None},
            {name: value for name, value in payload.items() if value is not None},
            key,
            algorithms=[head["alg"]],
        )
    sent = {"client_id": _client(api), "client_secret": "machine-secret", "assertion": assertion}
    return api.public("POST", "/oauth2/token", {"grant_type": _GRANT_TYPE} | sent | (form or {}))


def _sentence(reply: requests.Response, error: str = "invalid_grant") -> str:
    assert (reply.status_code, reply.json()["error"]) == (400, error), reply.text
    return str(reply.json()["error_description"])


def test_a_token_for_an_assertion(api: Api, quirks: Quirks) -> None:
    _trust(api)
    reply = _ask(api, form={"scope": "a b.c a"}, aud=["x", f"{api.server.public_url}/oauth2/token"])
    assert reply.status_code == 200, reply.text
    token = reply.json()
    assert (token["scope"], token["token_type"]) == ("a b.c", "bearer")
    assert 80 < token["expires_in"] <= 90
    seen = api.admin("POST", "/oauth2/introspect", data={"token": token["access_token"]}).json()
    assert (seen["sub"], seen["client_id"], seen["scope"]) == ("alice", _client(api), "a b.c")
    audience = ["x", f"{api.server.public_url}/oauth2/token"] if quirks.token_has_audience_of_assertion else []
    assert seen["aud"] == audience


_CLAIM = "The JWT in 'assertion' request parameter "
_UNVERIFIED = "Unable to verify the integrity of the 'assertion' value."
_NO_KEY = (
    "No public JWK was registered for issuer '{}' and subject '{}', and public key is required to check signature of "
    "JWT in 'assertion' request parameter."
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": _OTHER}, _UNVERIFIED),
        ({"key": _OTHER, "exp": 1}, _UNVERIFIED),
        ({"key": RSAKey.generate_key(2048), "header": {"alg": "RS256"}}, _UNVERIFIED),
        ({"header": {"kid": "x"}}, _NO_KEY.format("ti", "alice")),
        ({"iss": "x"}, _NO_KEY.format("x", "alice")),
        ({"sub": "bob"}, _NO_KEY.format("ti", "bob")),
        ({"iss": None, "sub": None}, f"{_CLAIM}MUST contain an 'iss' (issuer) claim."),
        ({"sub": ""}, f"{_CLAIM}MUST contain a 'sub' (subject) claim."),
        ({"exp": 1}, f"{_CLAIM}expired."),
        ({"exp": None, "iat": None}, f"{_CLAIM}MUST contain an 'exp' (expiration time) claim."),
        ({"exp": "x"}, "Looks like there are no claims in JWT in 'assertion' request parameter."),
        ({"iat": None, "jti": None}, f"{_CLAIM}MUST contain an 'iat' (issued at) claim."),
        ({"jti": None}, f"{_CLAIM}MUST contain an 'jti' (JWT ID) claim."),
        ({"aud": None}, f"{_CLAIM}MUST contain an 'aud' (audience) claim."),
        ({"form": {"assertion": "junk"}}, "Unable to parse JSON Web Token passed in 'assertion' request parameter."),
        ({"form": {"assertion": "a.b.c"}}, "Unable to parse JSON Web Token passed in 'assertion' request parameter."),
    ],
)
def test_a_bad_assertion(api: Api, changes: dict[str, Any], sentence: str) -> None:
    _trust(api)
    assert _sentence(_ask(api, **changes)).endswith(f" {sentence}")


def test_times_of_an_assertion(api: Api) -> None:
    _trust(api)
    now = int(time.time())
    assert _ask(api, exp=now + 29 * _DAY).status_code == 200
    assert _ask(api, iat=now + 100).status_code == 200
    for reply in (_ask(api, exp=now + 40 * _DAY), _ask(api, iat=now - 40 * _DAY)):
        assert "that is unreasonably far in the future" in _sentence(reply)
    assert "before which the token MUST NOT be accepted." in _sentence(_ask(api, nbf=now + 100))


def test_the_audience_is_the_token_endpoint(api: Api) -> None:
    _trust(api)
    endpoint = f"{api.server.public_url}/oauth2/token"
    for audience in (api.server.public_url, f"{api.server.public_url}/", "x"):
        assert _sentence(_ask(api, aud=audience)).endswith(
            f"{_CLAIM}MUST contain an 'aud' (audience) claim containing a value '{endpoint}' that identifies the "
            "authorization server as an intended audience."
        )


def test_scopes_are_those_of_the_grant(api: Api) -> None:
    _trust(api)
    reply = _ask(api, form={"scope": "client-scope"})
    assert _sentence(reply, "invalid_scope").endswith(
        "The public key registered for issuer 'ti' and subject 'alice' is not allowed to request scope 'client-scope'."
    )
    _trust(api, "bob", scope=[])
    assert _ask(api, sub="bob").json()["scope"] == ""
    assert _sentence(_ask(api, sub="bob", form={"scope": "a"}), "invalid_scope")


def test_an_assertion_counts_once(api: Api) -> None:
    _trust(api)
    once = str(uuid.uuid4())
    assert _sentence(_ask(api, jti=once, form={"scope": "z"}), "invalid_scope")
    assert _ask(api, jti=once).status_code == 200
    assert _sentence(_ask(api, jti=once), "jti_known") == "The jti was already used."


def test_a_grant_that_has_expired_still_counts(api: Api) -> None:
    _trust(api, expires_at="2020-01-01T00:00:00Z")
    assert _ask(api).status_code == 200


def test_any_subject(api: Api) -> None:
    _trust(api, None)
    assert _ask(api, sub="whoever").status_code == 200
    assert _sentence(_ask(api, sub=None)).endswith("MUST contain a 'sub' (subject) claim.")


def test_the_key_that_was_ignored_signs_nothing(api: Api) -> None:
    _trust(api)
    _trust(api, "bob", jwk=_public(_OTHER, "k"))
    assert _sentence(_ask(api, key=_OTHER, sub="bob")).endswith(_UNVERIFIED)
    assert _ask(api, sub="bob").status_code == 200


def test_an_assertion_without_kid(api: Api) -> None:
    _trust(api)
    assert _ask(api, header={"kid": None}).status_code == 200
    assert _sentence(_ask(api, key=_OTHER, header={"kid": None})).endswith(_NO_KEY.format("ti", "alice"))
    _trust(api, kid="other", jwk=_public(_OTHER, "other"))
    for key in (_EC, _OTHER):
        assert _ask(api, key=key, header={"kid": None}).status_code == 200


def test_kinds_of_keys(api: Api) -> None:
    rsa, ed25519, shared = RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519"), OctKey.generate_key(256)
    _trust(api, kid="r", jwk=_public(rsa, "r", alg="RS256"))
    for algorithm in ("RS256", "PS512"):
        assert _ask(api, key=rsa, header={"alg": algorithm, "kid": "r"}).status_code == 200
    _trust(api, kid="e", jwk=_public(ed25519, "e"))
    assert _ask(api, key=ed25519, header={"alg": "EdDSA", "kid": "e"}).status_code == 200
    _trust(api, kid="s", jwk=dict(shared.as_dict(private=True), kid="s"))
    assert _ask(api, key=shared, header={"alg": "HS256", "kid": "s"}).status_code == 200
    _trust(api, kid="p", jwk=dict(_EC.as_dict(private=True), kid="p"))
    assert _sentence(_ask(api, header={"kid": "p"})).endswith(_UNVERIFIED)


def test_clients_of_assertions(api: Api) -> None:
    _trust(api)
    other = _ask(api, form={"client_id": _client(api, "client_credentials")})
    assert _sentence(other, "unauthorized_client").endswith(
        f"is not allowed to use authorization grant '{_GRANT_TYPE}'."
    )
    assert _ask(api, form={"client_secret": "wrong-secret"}).status_code == 401
    missing = _ask(api, form={"assertion": ""})
    assert _sentence(missing, "invalid_request").endswith(
        f"The assertion request parameter must be set when using grant_type of '{_GRANT_TYPE}'."
    )
