# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Web Key sets, on the stand-in and on every real server that is at hand.

What differs from generation to generation is asked of the stand-in's table, so that real servers prove its rows.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hydra_stand_in.generations import Quirks

from .api import Api

_OCT = {"kty": "oct", "kid": "o", "use": "sig", "alg": "HS256", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYg"}
_EC = ECKey.generate_key("P-256", auto_kid=False)
_RSA = RSAKey.generate_key(2048, auto_kid=False)
_OTHER_RSA = RSAKey.generate_key(2048, auto_kid=False)
_MISSING_SET = "Not Found"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ALL_ALGORITHMS = (*_ALGORITHMS, "HS256", "HS384", "HS512", "ES256K", "rs256", "none")


@pytest.fixture(autouse=True)
def _no_sets(api: Api) -> None:
    for name in ("ks", "a"):
        api.admin("DELETE", f"/keys/{name}")


def _put(api: Api, *keys: dict[str, Any]) -> None:
    assert api.admin("PUT", "/keys/ks", {"keys": list(keys)}).status_code == 200


def _kids(api: Api, name: str = "ks") -> list[str]:
    reply = api.admin("GET", f"/keys/{name}")
    return [key.get("kid", "") for key in reply.json()["keys"]] if reply.status_code == 200 else []


def test_algorithms(api: Api, quirks: Quirks) -> None:
    made = {}
    for algorithm in _ALL_ALGORITHMS:
        reply = api.admin("POST", "/keys/ks", {"alg": algorithm, "kid": f"k-{algorithm}"})
        assert reply.status_code in (201, 400), reply.text
        if reply.status_code == 201:
            made[algorithm] = reply.json()["keys"]
    if not quirks.keys_are_pairs:
        assert tuple(made) == _ALGORITHMS
        assert all([(key["alg"], key["use"])] == [(name, "sig")] for name, (key,) in made.items())
        return
    newer = ("ES256",) if quirks.unknown_algorithm_is_named else ()
    assert set(made) - {"EdDSA"} == {"RS256", "ES512", "HS256", "HS512", *newer}
    for name, keys in made.items():
        kids = [f"k-{name}"] if name.startswith("HS") else [f"private:k-{name}", f"public:k-{name}"]
        assert [key["kid"] for key in keys] == kids
        assert {key.get("alg") for key in keys} == ({name} if name in ("RS256", "HS256", "HS512") else {None})
        assert all("use" not in key for key in keys)
        assert all("d" not in key and "dp" not in key for key in keys[1:])


def test_a_key_that_is_put_is_the_newest(api: Api) -> None:
    for kid in ("a", "b", "c"):
        api.admin("PUT", f"/keys/ks/{kid}", dict(_OCT, kid=kid))
    assert _kids(api) == ["c", "b", "a"]
    assert api.admin("PUT", "/keys/ks/a", dict(_OCT, kid="a", use="enc")).json()["use"] == "enc"
    assert _kids(api) == ["a", "c", "b"]


def test_a_set_with_one_kid_twice(api: Api, quirks: Quirks) -> None:
    _put(api, dict(_OCT, kid="old"))
    assert api.admin("PUT", "/keys/ks", {"keys": [_OCT, _OCT]}).status_code == 409
    assert _kids(api) == ([] if quirks.refused_set_is_lost else ["old"])


@pytest.mark.parametrize("body", [None, {}, {"keys": None}, {"keys": []}, _OCT])
def test_a_body_without_keys_empties_the_set(api: Api, quirks: Quirks, body: Any) -> None:
    _put(api, _OCT)
    reply = api.admin("PUT", "/keys/ks", data=json.dumps(body))
    assert (reply.status_code, reply.json()["keys"] or []) == (200, [])
    if quirks.put_set_only_adds:
        assert _kids(api) == ["o"]
        return
    gone = api.admin("GET", "/keys/ks")
    assert (gone.status_code, gone.json()["error"]) == (404, _MISSING_SET)


def test_only_known_members_are_kept(api: Api) -> None:
    reply = api.admin("PUT", "/keys/ks/o", dict(_OCT, key_ops=["sign"], own=1, use=None, x5c=[]))
    assert reply.json() == {name: value for name, value in _OCT.items() if name != "use"}
    assert api.admin("GET", "/keys/ks/o").json() == {"keys": [reply.json()]}


def test_private_members_are_kept_as_they_were(api: Api) -> None:
    full = dict(_RSA.as_dict(private=True), kid="r")
    short = {name: value for name, value in full.items() if name not in ("dp", "dq", "qi")}
    for key in (full, short):
        assert api.admin("PUT", "/keys/ks/r", key).json() == key
        assert api.admin("GET", "/keys/ks").json() == {"keys": [key]}


_E, _R = _EC.as_dict(private=True), _RSA.as_dict(private=True)
_BAD_KEYS: dict[str, tuple[dict[str, Any], str]] = {
    "no type": ({}, "unknown json web key type ''"),
    "a set": ({"keys": [_OCT]}, "unknown json web key type ''"),
    "type in another case": (dict(_E, kty="ec"), "unknown json web key type 'ec'"),
    "a number as kid": (dict(_OCT, kid=5), "json: cannot unmarshal number into Go value of type string"),
    "an unknown curve": (dict(_E, crv="secp256k1"), "unsupported elliptic curve 'secp256k1'"),
    "another curve": (dict(_E, crv="P-384"), "invalid EC private key, wrong length for x"),
    "no y": ({n: v for n, v in _E.items() if n != "y"}, "invalid EC private key, missing x/y/d values"),
    "a point beside the curve": (dict(_E, x=_E["y"]), "invalid EC key, X/Y are not on declared curve"),
    "a short d": (dict(_E, d="AA"), "invalid EC private key, wrong length for d"),
    "that is not base64url": (dict(_E, x="*"), "illegal base64 data at input byte 0"),
    "no primes": ({n: _R[n] for n in ("kty", "n", "e", "d")}, "invalid RSA private key, missing P value(s)"),
    "no exponent": ({n: v for n, v in _R.items() if n != "e"}, "invalid RSA private key, missing E value(s)"),
    "another modulus": (dict(_R, n=_OTHER_RSA.as_dict()["n"]), "crypto/rsa: p * q != n"),
    "another CRT exponent": (dict(_R, dp=_R["dq"]), "crypto/rsa: invalid CRT exponent"),
    "no k": ({"kty": "oct"}, "invalid OCT (symmetric) key, missing k value"),
    "X25519": (OKPKey.generate_key("X25519", auto_kid=False).as_dict(), "unknown curve X25519'"),
    "no x": ({"kty": "OKP", "crv": "Ed25519"}, "unknown curve Ed25519'"),
    "a short digest": (dict(_E, x5t="AAAA"), "invalid JWK, x5t header is of incorrect size"),
}


@pytest.mark.parametrize(("key", "sentence"), _BAD_KEYS.values(), ids=_BAD_KEYS)
def test_a_bad_key_is_refused(api: Api, quirks: Quirks, key: dict[str, Any], sentence: str) -> None:
    unseen = "x5t" in key and not quirks.keys_refer_to_certificates
    if unseen or (sentence.endswith("wrong length for d") and not quirks.wrong_length_problem):
        assert api.admin("PUT", "/keys/ks/x", key).status_code == 200
    else:
        _refused(api, quirks, key, sentence)


def _refused(api: Api, quirks: Quirks, key: dict[str, Any], sentence: str) -> None:
    for method, path, body in (("PUT", "/keys/ks/x", key), ("PUT", "/keys/ks", {"keys": [dict(_OCT, kid="1"), key]})):
        if "keys" in key and path == "/keys/ks":
            continue
        reply = api.admin(method, path, body)
        assert reply.status_code == (500 if quirks.undecodable_create_is_500 else 400)
        if quirks.undecodable_create_is_500:
            assert reply.json()["error"] == "error"
        else:
            assert reply.json()["error_description"].endswith(sentence)
    assert _kids(api) == []


def _certificate(key: Any) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    certificate = builder.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def test_certificates(api: Api, quirks: Quirks) -> None:
    right, wrong = _certificate(_EC.private_key), _certificate(_RSA.private_key)
    for chain in ([right], [right, wrong]):
        key = dict(_E, kid="c", x5c=chain)
        reply = api.admin("PUT", "/keys/ks/c", key)
        if quirks.certificates_cannot_be_stored:
            assert (reply.status_code, _kids(api)) == (500, [])
            continue
        assert reply.json() == key
        assert api.admin("GET", "/keys/ks").json() == {"keys": [key]}
    api.admin("DELETE", "/keys/ks")
    field = "failed to unmarshal x5c field: "
    for bad, sentence in (
        ([wrong], "invalid JWK, public keys in key and x5c fields do not match"),
        (["*"], f"{field}illegal base64 data at input byte 0"),
        (["AAAA"], f"{field}x509: malformed certificate"),
        (["MAMCAQU="], f"{field}x509: malformed tbs certificate"),
    ):
        if bad != [wrong] or quirks.certificate_must_match:
            _refused(api, quirks, dict(_E, x5c=bad), sentence)


def test_an_undecodable_request_for_a_key(api: Api, quirks: Quirks) -> None:
    reply = api.admin("POST", "/keys/ks", {"alg": "ES512", "kid": 5})
    if not quirks.undecodable_key_is_made_all_the_same:
        assert (reply.status_code, _kids(api)) == (400, [])
        sentence = "json: cannot unmarshal number into Go struct field createJsonWebKeySetBody.kid of type string"
        assert reply.json()["error_description"].endswith(sentence)
        return
    # The refusal, and on the next line the keys that were made all the same.
    refusal, made = reply.text.splitlines()
    assert (reply.status_code, json.loads(refusal)["error"]) == (500, "error")
    assert sorted(key["kid"] for key in json.loads(made)["keys"]) == sorted(_kids(api)) != []


@pytest.mark.parametrize("name", ["we ird", "a+b", "100%", "q?x#y", "c:d;e&f", "\u00e9\u65e5"])
def test_unusual_names(api: Api, name: str) -> None:
    path = f"/keys/{quote(name, safe='')}"
    try:
        assert api.admin("PUT", f"{path}/{quote(name, safe='')}", dict(_OCT, kid=name)).status_code == 200
        assert api.admin("GET", f"{path}/{quote(name, safe='')}").json() == {"keys": [dict(_OCT, kid=name)]}
    finally:
        assert api.admin("DELETE", path).status_code == 204


def test_a_slash_in_the_name_of_a_set(api: Api, quirks: Quirks) -> None:
    api.admin("PUT", "/keys/a", {"keys": [dict(_OCT, kid="b")]})
    put = api.admin("PUT", "/keys/a%2Fb", {"keys": [_OCT]}).status_code
    url = api.admin("PUT", "/keys/https%3A%2F%2Fi.example%2Fx", {"keys": [_OCT]}).status_code
    assert api.admin("DELETE", "/keys/a%2Fb").status_code == 204
    if quirks.router == "mux":
        assert (put, url, _kids(api, "a")) == (200, 200, ["b"])
        assert api.admin("DELETE", "/keys/https%3A%2F%2Fi.example%2Fx").status_code == 204
    else:
        # Read as key b of set a, which is what was deleted.
        assert (put, url, _kids(api, "a")) == (500 if quirks.undecodable_create_is_500 else 400, 404, [])


def test_deleting_what_is_not_there(api: Api) -> None:
    assert api.admin("DELETE", "/keys/ks").status_code == 204
    assert api.admin("DELETE", "/keys/ks/x").status_code == 204
    missing = api.admin("GET", "/keys/ks/x")
    assert (missing.status_code, missing.json()["error"]) == (404, "Unable to locate the resource")


def test_the_last_key_takes_its_set_along(api: Api) -> None:
    _put(api, _OCT, dict(_OCT, kid="p"))
    assert api.admin("DELETE", "/keys/ks/o").status_code == 204
    assert _kids(api) == ["p"]
    assert api.admin("DELETE", "/keys/ks/p").status_code == 204
    assert api.admin("GET", "/keys/ks").status_code == 404


def test_symmetric_keys_are_kept(api: Api) -> None:
    key = dict(OctKey.generate_key(512, auto_kid=False).as_dict(private=True), kid="s")
    assert api.admin("PUT", "/keys/ks", {"keys": [key]}).json() == {"keys": [key]}
    assert api.admin("GET", "/keys/ks/s").json() == {"keys": [key]}
