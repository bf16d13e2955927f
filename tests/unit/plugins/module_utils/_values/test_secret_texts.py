# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which texts are secret."""

from __future__ import annotations

import base64
import json
import time
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._keys.jwk_sets import JWK_SETS
from ansible_collections.ory.hydra.plugins.module_utils._keys.options import KEY_ARGUMENTS
from ansible_collections.ory.hydra.plugins.module_utils._sessions import authorization_requests
from ansible_collections.ory.hydra.plugins.module_utils._values.secret_texts import (
    forms_of,
    is_credential_header,
    is_secret_name,
    secrets_of_request,
    secrets_of_task,
)

S = "S3cret-of-mine-0001"
CONNECTION: t.Dict[str, t.Dict[str, t.Any]] = {
    "admin_url": {"type": "str"},
    "api_token": {"type": "str", "no_log": True},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "headers": {"type": "dict", "no_log": False},
}
SPEC = dict(
    CONNECTION, clients={"type": "list", "elements": "dict", "options": CLIENTS.arguments()}, **CLIENTS.policies()
)
KEYS = dict(CONNECTION, jwk_sets={"type": "list", "elements": "dict", "options": JWK_SETS.arguments()})
JWK = {"kty": "EC", "crv": "P-256", "x": "xx", "y": "yy", "d": S}


def found(params: t.Mapping[str, t.Any], spec: t.Any = None, **environment: str) -> t.Set[str]:
    return {text for _name, text in secrets_of_task(params, spec or SPEC, environment)}


ENTRY = {"client_id": "a", "client_secret": S}


@pytest.mark.parametrize(
    "clients",
    [
        [ENTRY],
        [[ENTRY]],
        [[[ENTRY]], None, 3],
        {"clients": [ENTRY]},
        json.dumps([ENTRY]),
        [json.dumps(ENTRY)],
        repr([ENTRY]),
        ["client_id=a client_secret=%s" % S],
        ["client_id=a client_secret='%s'" % S],
        "client_id: a\nclient_secret: %s\n" % S,
        json.dumps([ENTRY])[:-2],
        json.dumps([ENTRY])[:-3],
        repr([ENTRY])[:-3],
        [{"client_id": "a", "client_secret": {S: None}}],
        [{"client_id": "a", "client_secret": [S]}],
        '[{"client_id": "a", "client_secret": {"value": "%s"' % S,
        [{"client_id": "a", "registration_access_token": S}],
        [{"client_id": "a", "jwks": {"keys": [JWK]}}],
        [{"client_id": "a", "jwks": repr({"keys": [JWK]})}],
        [{"client_id": "a", "jwks": {"keys": [{"crv": "P-256", "d": S}]}}],
    ],
)
def test_a_secret_is_found_in_any_shape(clients: t.Any) -> None:
    texts = found({"admin_url": "http://127.0.0.1", "clients": clients})
    assert any(S in text for text in texts)
    assert "a" not in texts


@pytest.mark.parametrize(
    "key",
    [
        JWK,
        json.dumps(JWK),
        repr(JWK),
        json.dumps(JWK)[:-1],
        "kty=EC crv=P-256 d=%s" % S,
        {"d": S},
        {"keys": [JWK]},
        [JWK],
    ],
)
@pytest.mark.parametrize("option", ["jwk", "jwks"])
def test_a_private_member_of_a_key_is_found_in_any_shape(key: t.Any, option: str) -> None:
    params = {"jwk_sets": [{"set": "s", "keys": [{"kid": "k", option: key}]}]}
    assert S in found(params, KEYS)
    assert "EC" not in found(params, KEYS)


def test_lines_of_a_private_pem_are_secret_and_a_public_pem_is_not() -> None:
    line = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49"
    text = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
    assert line in found({"jwk_sets": [{"set": "s", "keys": [{"pem": text % line}]}]}, KEYS)
    assert line in found({"jwk_sets": [{"set": "s", "keys": [{"pem": (text % line).replace("\n", "\\n")}]}]}, KEYS)
    public = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % line
    assert found({"jwk_sets": [{"set": "s", "keys": [{"pem": public}]}]}, KEYS) == set()


@pytest.mark.parametrize(
    "name, value",
    [
        ("HYDRA_API_TOKEN", S),
        ("HYDRA_CLIENT_SECRET", S),
        ("HYDRA_HEADERS", json.dumps({"Authorization": "Bearer " + S})),
        ("HYDRA_HEADERS", "{'X-Api-Key': '%s'}" % S),
        ("HYDRA_HEADERS", "X-Api-Key=%s" % S),
        ("HYDRA_HEADERS", "Authorization: Bearer %s" % S),
        ("HYDRA_HEADERS", '{"Authorization": "Bearer %s' % S),
        ("HYDRA_HEADERS", S),
        ("HYDRA_ADMIN_URL", "https://me:%s@hydra.example.com" % S),
        ("HYDRA_PUBLIC_URL", "me:%s@hydra.example.com" % S),
        ("https_proxy", "http://me:%s@proxy.example.com:3128" % S),
        ("ALL_PROXY", "me:%s@proxy.example.com:3128" % S),
    ],
)
def test_a_secret_is_found_in_the_environment(name: str, value: str) -> None:
    assert S in found({}, **{name: value})


def test_basic_credentials_are_secret_as_they_are_sent() -> None:
    sent = base64.b64encode(("me:" + S).encode()).decode()
    assert sent in found({"username": "me", "password": S})
    assert sent in found({"username": "me"}, HYDRA_PASSWORD=S)
    assert sent in found({"admin_url": "http://me:%s@127.0.0.1" % S})
    assert S in found({"headers": {"Authorization": "Basic " + sent}})
    assert sent in {text for _name, text in secrets_of_request(None, None, ("me", S))}


def test_what_is_sent_is_secret() -> None:
    document = dict(ENTRY, jwks={"keys": [JWK]}, metadata={"token": "data"}, redirect_uris=["https://a/?token=data"])
    assert {text for _name, text in secrets_of_request(document, None, None)} == {S}
    assert {text for _name, text in secrets_of_request(None, {"token": S, "scope": "a b"}, None)} == {S}


def test_data_is_not_secret() -> None:
    entry = {
        "client_id": "a",
        "client_name": "token: openid",
        "client_uri": "https://a.example.com/?token=openid",
        "scope": "openid",
        "redirect_uris": ["https://a.example.com/cb?secret=openid"],
        "metadata": {"api_token": "openid", "secret": {"a": "openid"}},
        "token_endpoint_auth_method": "client_secret_basic",
        "access_token_strategy": "jwt",
        "secret_file": "/secrets/a",
    }
    assert found({"clients": [entry], "prune_metadata": {"token": "x"}, "update_secret": "always"}) == set()
    session = {"access_token": {"a": "openid"}, "id_token": {"b": "openid"}}
    assert found({"session": session}, {"session": {"type": "dict"}}) == set()
    assert found({"session": session, "context": {"token": "x"}}, authorization_requests.CONSENT.spec()) == set()


@pytest.mark.parametrize(
    "name, value, credential",
    [
        ("Authorization", "x", True),
        ("X-Api-Key", "k", True),
        ("Cookie", "a=b", True),
        ("X-Gate", "Bearer abc", True),
        ("X-Gate", "9f86d081884c7d659a2feaa0c55ad015", True),
        ("X-Forwarded-Proto", "https", False),
        ("X-Forwarded-For", "10.20.30.40", False),
        ("Host", "hydra-1.internal.example.com", False),
        ("X-Request-Id", "0f8fad5b-d9cb-469f-a165-70867728950e", False),
        ("Accept-Language", "de", False),
        ("X-Tenant", "acme", False),
        ("X-Backend", "hydra-01.internal.example.com:4445", False),
        ("X-Origin", "https://a1.example.com/some/path", False),
    ],
)
def test_which_headers_are_credentials(name: str, value: str, credential: bool) -> None:
    assert is_credential_header(name, value) is credential
    assert (value in found({"headers": {name: value}})) is credential


def _options_of(spec: t.Mapping[str, t.Any]) -> t.Iterator[t.Tuple[str, t.Mapping[str, t.Any]]]:
    for name, option in spec.items():
        yield name, option
        yield from _options_of(option.get("options") or {})


def test_names_are_told_apart_as_the_argument_specs_do() -> None:
    for spec in (
        SPEC,
        KEYS,
        KEY_ARGUMENTS,
        *(kind.spec() for kind in (authorization_requests.LOGIN, authorization_requests.DEVICE)),
    ):
        for name, option in _options_of(spec):
            if option.get("no_log"):
                assert is_secret_name(name), name
            elif option.get("type") in ("str", "path"):
                assert not is_secret_name(name), name


@pytest.mark.parametrize(
    "form",
    [
        "S+/% %C3%A9\n",
        "S%2B%2F%25%20%25C3%25A9%0A",
        "s",
        "S+/% %C3%A9",
        "S%2b%2f%25%20%25C3%25A9",
        "S%2B%2F%25+%25C3%25A9",
        "S%252B%252F%2525%2520%2525C3%2525A9",
        "S+/% %C3%A9\\n",
        base64.b64encode(b"S+/% %C3%A9\n").decode().rstrip("="),
    ],
)
def test_the_forms_of_a_secret(form: str) -> None:
    assert (form in forms_of("S+/% %C3%A9\n")) is (form != "s")


def test_a_plain_secret_has_few_forms() -> None:
    assert len(forms_of("abcdefgh12345678")) == 2
    assert forms_of("a<&>\"'\\") >= {"a\\u003c\\u0026\\u003e\\\"'\\\\", "a&lt;&amp;&gt;&quot;&#x27;\\", "a<&>\"\\'\\\\"}


def test_a_long_text_is_looked_through_once() -> None:
    before = time.process_time()
    assert found({"settings": "a" * 20000 + " password=hunter-two"}, {"settings": {"type": "dict"}}) == {"hunter-two"}
    assert time.process_time() - before < 1, "and not from each of its characters on"
