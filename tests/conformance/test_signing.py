# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which key signs and which are published, on the stand-in and on every real server that is at hand.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from hydra_stand_in.generations import Quirks
from support.rsa import rsa_jwk

from .api import Api

SETTINGS = {"STRATEGIES_ACCESS_TOKEN": "jwt"}

_SET = "/keys/hydra.jwt.access-token"
_CURRENT, _NEXT = (RSAKey.generate_key(2048, auto_kid=False) for _number in range(2))
_EC = ECKey.generate_key("P-256", auto_kid=False)
_RS256 = {"alg": "RS256", "use": "sig"}


@pytest.fixture(autouse=True)
def _usable_keys(api: Api, quirks: Quirks) -> Iterator[None]:
    if quirks.keys_of_one_write_keep_their_order:
        pytest.skip(f"which of several keys in one write is the newest is not dependable on {api.server.label}")
    yield
    _put(api, _private("current", _CURRENT), _public("current", _CURRENT))


@functools.cache
def _machine(api: Api) -> str:
    return api.create_unnamed(
        client_secret="machine-secret",
        grant_types=["client_credentials"],
        token_endpoint_auth_method="client_secret_post",
    )


def _private(name: str, key: Any, **members: str) -> dict[str, Any]:
    return dict(key.as_dict(private=True), kid=f"private:{name}", **(members or _RS256))


def _public(name: str, key: Any, **members: str) -> dict[str, Any]:
    return dict(key.as_dict(private=False), kid=f"public:{name}", **(members or _RS256))


def _put(api: Api, *keys: dict[str, Any]) -> None:
    assert api.admin("PUT", _SET, {"keys": list(keys)}).status_code == 200


def _signer(api: Api) -> tuple[str, str] | int:
    """Return ``kid`` and ``alg`` of a new token, or the status where there is none."""
    form = {"grant_type": "client_credentials", "client_id": _machine(api), "client_secret": "machine-secret"}
    reply = api.public("POST", "/oauth2/token", form)
    if reply.status_code != 200:
        return reply.status_code
    part = reply.json()["access_token"].split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert header["typ"] == "JWT"
    return header["kid"], header["alg"]


def _published(api: Api) -> list[str]:
    """Return the kids of what is published of the set, in its order."""
    mine = {key["kid"] for key in api.admin("GET", _SET).json()["keys"]}
    keys = api.public("GET", "/.well-known/jwks.json").json()["keys"]
    assert not any(name in key for key in keys for name in ("d", "p", "q", "k"))
    return [key["kid"] for key in keys if key["kid"] in mine]


def test_the_newest_key_signs(api: Api, quirks: Quirks) -> None:
    current = [_private("current", _CURRENT), _public("current", _CURRENT)]
    _put(api, *current)
    kid = "public:{}" if quirks.keys_are_pairs else "private:{}"
    assert _signer(api) == (kid.format("current"), "RS256")
    _put(api, *current, _private("next", _NEXT), _public("next", _NEXT))
    assert _signer(api) == (kid.format("next"), "RS256")
    assert {"public:next", "public:current"} <= set(_published(api))
    for name in ("private:next", "public:next"):
        api.admin("DELETE", f"{_SET}/{name}")
    assert _signer(api) == (kid.format("current"), "RS256")


def test_a_public_half_that_is_newest(api: Api, quirks: Quirks) -> None:
    _put(api, _private("current", _CURRENT), _public("current", _CURRENT))
    assert api.admin("PUT", f"{_SET}/public:next", _public("next", _NEXT)).status_code == 200
    assert "public:next" in _published(api)
    assert _signer(api) == (500 if quirks.keys_are_pairs else ("private:current", "RS256"))


def test_a_public_half_that_is_older(api: Api, quirks: Quirks) -> None:
    """One write that publishes the next key without a gap."""
    _put(api, _public("next", _NEXT), _public("current", _CURRENT), _private("current", _CURRENT))
    assert _signer(api) == ("public:current" if quirks.keys_are_pairs else "private:current", "RS256")
    assert {"public:next", "public:current"} <= set(_published(api))


def test_the_other_half_makes_the_pair(api: Api, quirks: Quirks) -> None:
    _put(api, _private("current", _CURRENT), _public("current", _CURRENT), _public("next", _NEXT))
    api.admin("PUT", f"{_SET}/private:next", _private("next", _NEXT))
    assert _signer(api) == ("public:next" if quirks.keys_are_pairs else "private:next", "RS256")


@pytest.mark.parametrize("algorithm", ["ES256", "ES512", "EdDSA", "PS256", "RS512", "HS256"])
def test_generated_keys_of_other_algorithms(api: Api, quirks: Quirks, algorithm: str) -> None:
    _put(api, _private("current", _CURRENT), _public("current", _CURRENT))
    made = api.admin("POST", _SET, {"alg": algorithm, "use": "sig", "kid": f"g-{algorithm}"}).status_code
    if not quirks.keys_are_pairs:
        expected: Any = (f"g-{algorithm}", algorithm) if made == 201 else ("private:current", "RS256")
        assert (made, _signer(api)) == (400 if algorithm == "HS256" else 201, expected)
        return
    # These can have other keys than RSA, and not sign with them; a symmetric one is in the way from 1.11 on.
    broken = made == 201 and not (algorithm == "HS256" and quirks.signing_keys_are_told_by_their_ids)
    assert _signer(api) == (500 if broken else ("public:current", "RS256"))


def test_algorithms_of_imported_keys(api: Api, quirks: Quirks) -> None:
    for members in ({"alg": "RS512"}, {"alg": "PS256"}, {"use": "sig"}, {"alg": "ES256"}):
        _put(api, _private("a", _CURRENT, **members), _public("a", _CURRENT, **members))
        if quirks.keys_are_pairs:
            assert _signer(api) == ("public:a", "RS256")
        else:
            usable = members.get("alg") in ("RS512", "PS256")
            assert _signer(api) == (("private:a", members["alg"]) if usable else 500)


_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_NO_SIGNATURES = ("rs256", "FOO", "none", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ES256K", "")
# What sizes of RSA keys leave room for, and what keys on curves are for.
_SIZES = {
    488: "",
    496: "RS256",
    528: "RS256 PS256",
    752: "RS256 RS384 RS512 PS256",
    1016: "RS256 RS384 RS512 PS256 PS384",
    1024: "RS256 RS384 RS512 PS256 PS384",
    1040: "RS256 RS384 RS512 PS256 PS384 PS512",
}
_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}


def _signs(api: Api, quirks: Quirks, key: dict[str, Any]) -> str:
    """Return the algorithm in a token after a key was imported as one that is to sign; nothing where there is none."""
    whole = dict(key, use="sig")
    if quirks.keys_are_pairs:
        public = {name: value for name, value in whole.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}
        rows = [dict(whole, kid="private:probe"), dict(public, kid="public:probe")]
    else:
        rows = [dict(whole, kid="probe")]
    for row in rows:
        assert api.admin("PUT", f"{_SET}/{row['kid']}", row).status_code == 200
    signer = _signer(api)
    assert isinstance(signer, tuple) or signer == 500
    for row in rows:
        api.admin("DELETE", f"{_SET}/{row['kid']}")
    return "" if isinstance(signer, int) else signer[1]


@pytest.mark.parametrize("bits", _SIZES)
def test_sizes_of_rsa_keys(api: Api, quirks: Quirks, bits: int) -> None:
    able = [] if quirks.short_rsa_keys_fail and bits < 1024 else _SIZES[bits].split()
    if quirks.keys_are_pairs:
        assert _signs(api, quirks, rsa_jwk(bits) | {"alg": "PS512"}) == ("RS256" if "RS256" in able else "")
        return
    assert [alg for alg in _RSA if _signs(api, quirks, rsa_jwk(bits) | {"alg": alg})] == able


def test_names_that_are_no_algorithms(api: Api, quirks: Quirks) -> None:
    for algorithm in _NO_SIGNATURES:
        signed = _signs(api, quirks, dict(_CURRENT.as_dict(private=True), alg=algorithm))
        assert signed == ("RS256" if quirks.keys_are_pairs else ""), algorithm
    assert isinstance(_signer(api), tuple), "removing the key heals it"


@pytest.mark.parametrize("curve", _CURVES)
def test_curves_and_algorithms(api: Api, quirks: Quirks, curve: str) -> None:
    kind: Any = OKPKey if curve == "Ed25519" else ECKey
    key = kind.generate_key(curve, auto_kid=False).as_dict(private=True)
    able = [] if quirks.keys_are_pairs else [_CURVES[curve]]
    tried = ("ES256", "ES384", "ES512", "EdDSA", "Ed25519", "")
    assert [alg for alg in tried if _signs(api, quirks, dict(key, alg=alg))] == able


def test_a_symmetric_key_hides_all_others(api: Api, quirks: Quirks) -> None:
    secret = {"kty": "oct", "kid": "s", "alg": "HS256", "use": "sig", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYg"}
    api.admin("PUT", f"{_SET}/s", secret)
    signer, published = _signer(api), api.public("GET", "/.well-known/jwks.json").status_code
    api.admin("DELETE", f"{_SET}/s")
    if not quirks.keys_are_pairs:
        assert (signer, published) == (("", "HS256"), 500)
    elif quirks.signing_keys_are_told_by_their_ids:
        assert (signer, published) == (("public:current", "RS256"), 200)
    else:
        assert (signer, published) == (500, 200)


def test_a_key_for_encryption_signs(api: Api, quirks: Quirks) -> None:
    _put(api, _private("e", _CURRENT, alg="RS256", use="enc"), _public("e", _CURRENT, alg="RS256", use="enc"))
    assert _signer(api) == ("public:e" if quirks.keys_are_pairs else "private:e", "RS256")
    assert "public:e" in _published(api)


@pytest.mark.parametrize(
    ("keys", "signs"),
    [
        ([_public("a", _CURRENT), _private("b", _CURRENT)], ""),
        ([_public("a", _CURRENT), _private("a", _NEXT)], ""),
        ([dict(_public("", _CURRENT), kid="a"), _private("a", _CURRENT)], "a"),
        ([_public("a", _CURRENT), dict(_private("", _CURRENT), kid="a")], "public:a"),
        ([dict(_public("", _CURRENT), kid="a"), dict(_private("", _CURRENT), kid="b")], ""),
        ([_private("a", _CURRENT)], ""),
        ([_public("a", _EC, alg="ES256"), _private("a", _EC, alg="ES256")], ""),
    ],
)
def test_what_makes_a_pair(api: Api, quirks: Quirks, keys: list[dict[str, Any]], signs: str) -> None:
    _put(api, *keys)
    if not quirks.keys_are_pairs:
        newest = next(key for key in reversed(keys) if "d" in key)
        assert _signer(api) == (newest["kid"], newest["alg"])
    elif quirks.signing_keys_are_told_by_their_ids:
        assert _signer(api) == 500
    else:
        assert _signer(api) == ((signs, "RS256") if signs else 500)


def test_a_set_without_a_private_key(api: Api, quirks: Quirks) -> None:
    _put(api, _public("only", _CURRENT))
    assert _published(api) == ["public:only"]
    signer = _signer(api)
    if quirks.missing_signing_keys_are_made:
        assert isinstance(signer, tuple)
        assert signer[1] == "RS256"
        assert _published(api) == [signer[0], "public:only"]
    else:
        assert (signer, _published(api)) == (500, ["public:only"])


def test_a_set_that_is_missing(api: Api, quirks: Quirks) -> None:
    assert api.admin("DELETE", _SET).status_code == 204
    status = api.public("GET", "/.well-known/jwks.json").status_code
    if quirks.missing_signing_keys_are_made:
        assert status == 200
        (kid,) = _published(api)
        assert _signer(api) == (kid, "RS256")
    else:
        assert (status, _signer(api), api.admin("GET", _SET).status_code) == (404, 404, 404)


def test_the_sets_of_a_new_server(api: Api, quirks: Quirks) -> None:
    name = "hydra.openid.id-token"
    api.public("GET", "/.well-known/jwks.json")
    keys = api.admin("GET", f"/keys/{name}").json()["keys"]
    assert {(key["kty"], key["alg"], key["use"]) for key in keys} == {("RSA", "RS256", "sig")}
    if not quirks.keys_are_pairs:
        assert [("d" in key, "dp" in key, ":" in key["kid"]) for key in keys] == [(True, True, False)]
        return
    public, private = keys
    assert (public["kid"].partition(":")[0], private["kid"].partition(":")[0]) == ("public", "private")
    assert public["kid"].partition(":")[2] == private["kid"].partition(":")[2]
    assert (public["kid"] == f"public:{name}") is quirks.own_key_ids_are_set_names
    assert ("d" in public, "d" in private) == (False, True)
    first, second = api.admin("GET", "/keys/hydra.https-tls").json()["keys"]
    assert ("x5c" in first, "x5c" in second) == (True, False)


def test_discovery_names_the_algorithm(api: Api, quirks: Quirks) -> None:
    name = "/keys/hydra.openid.id-token"
    assert api.admin("POST", name, {"alg": "ES512", "use": "sig", "kid": "sg-es"}).status_code == 201
    try:
        found = api.public("GET", "/.well-known/openid-configuration").json()
        expected = ["RS256"] if quirks.keys_are_pairs else ["ES512"]
        assert found["id_token_signing_alg_values_supported"] == expected
    finally:
        for kid in ("sg-es", "private:sg-es", "public:sg-es"):
            api.admin("DELETE", f"{name}/{kid}")
