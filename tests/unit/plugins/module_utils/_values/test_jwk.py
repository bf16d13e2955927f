# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON Web Keys: the vectors of the RFCs, one sentence for each mistake."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._values import jwk
from ansible_collections.ory.hydra.plugins.module_utils._values.pem import read_pem
from ansible_collections.ory.hydra.tests.unit._keys import (
    KINDS,
    PRIVATE_MEMBERS,
    RFC7638_KEY,
    b64,
    ec_jwk,
    pem,
    private_key,
    public,
    public_pem,
)

RFC8037_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


# Names and comparison


def test_the_thumbprints_of_rfc_7638_and_rfc_8037() -> None:
    assert jwk.thumbprint(RFC7638_KEY) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert jwk.thumbprint(RFC8037_KEY) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_thumbprint_is_the_same_for_both_halves_and_whatever_a_key_is_called() -> None:
    whole = jwk.read_jwk(ec_jwk(kid="a", use="sig"))
    assert jwk.thumbprint(whole) == jwk.thumbprint(jwk.public_half(dict(whole, kid="b")))


@given(st.integers(1, 2**255), st.integers(1, 2**255), st.integers(0, 3))
def test_numbers_are_compared_by_value(x: int, y: int, padding: int) -> None:
    bare = {"kty": "EC", "crv": "P-256", "x": b64(x, (x.bit_length() + 7) // 8), "y": b64(y, 32)}
    padded = dict(bare, x=b64(x, 32), y=b64(y, 32 + padding) + "=" * (-(len(b64(y, 32 + padding))) % 4))
    assert jwk.same_material(bare, padded)
    assert jwk.thumbprint(jwk.read_jwk(bare)) == jwk.thumbprint(jwk.read_jwk(padded))
    assert not jwk.same_material(bare, dict(bare, crv="P-384"))


def test_halves_of_one_key_are_the_same_key_and_others_are_not() -> None:
    assert jwk.same_material(ec_jwk(0), public(ec_jwk(0, kid="x")))
    assert not jwk.same_material(ec_jwk(0), ec_jwk(1))
    assert not jwk.same_material({"kty": "oct", "k": "AAAA"}, {"kty": "oct", "k": "AAAB"})
    assert not jwk.same_material(ec_jwk(0), {"kty": "oct", "k": "AAAA"})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_public_half_has_nothing_private(kind: str) -> None:
    whole = read_pem(pem(private_key(kind)))
    assert jwk.is_private(whole)
    half = jwk.public_half(whole)
    assert not jwk.is_private(half)
    assert not set(half) & set(PRIVATE_MEMBERS)
    assert jwk.public_half(half) == half
    assert jwk.same_material(half, whole)


# Algorithms


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_which_algorithms_fit(kind: str) -> None:
    key = read_pem(public_pem(private_key(kind)))
    fitting = {name for name in ("RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256") if jwk.fits(key, name)}
    assert fitting == ({"RS256", "PS512"} if kind == "RSA" else {KINDS[kind]})
    assert jwk.default_algorithm(key) == KINDS[kind]
    assert jwk.fits(key, "an algorithm of the future")


def test_symmetric_keys_have_no_algorithm_of_their_own() -> None:
    assert jwk.default_algorithm({"kty": "oct", "k": "AAAA"}) is None
    assert jwk.default_algorithm({"kty": "OKP", "crv": "X25519", "x": "AAAA"}) is None
    assert jwk.kind_of_key("HS256") == "a symmetric key"
    assert jwk.kind_of_key("ES512") == "a key on the curve P-521"


# JWK, JWKS


@pytest.mark.parametrize(
    "value, sentence",
    [
        ("text", 'must be a JSON Web Key: a dictionary with a "kty"'),
        ({"n": "AQAB"}, 'must be a JSON Web Key: a dictionary with a "kty"'),
        ({"kty": "XYZ"}, "has a kty that Hydra does not know; it is one of EC, OKP, RSA, oct"),
        ({"kty": "EC", "crv": "P-256", "x": "AAAA"}, "is an incomplete JSON Web Key of kty EC: it lacks y"),
        ({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}, "has a crv that Hydra does not know; "
         "it is one of P-256, P-384, P-521"),
        ({"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}, "is an incomplete JSON Web Key of kty RSA: "
         "it lacks p and q"),
        ({"kty": "oct"}, "is an incomplete JSON Web Key of kty oct: it lacks k"),
        ({"kty": "RSA", "n": "a+b", "e": "AQAB"}, "has a member n that is not base64url"),
        ({"kty": "RSA", "n": 5, "e": "AQAB"}, "has a member n that is not base64url"),
        ({"kty": "EC", "crv": "P-256", "x": "_" * 60, "y": "AA"}, "has a member x that is too long for its curve"),
        (dict(RFC8037_KEY, kid=5), "has a kid that is not a string"),
    ],
)  # fmt: skip
def test_what_is_no_key(value: t.Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        jwk.read_jwk(value)
    assert str(caught.value) == sentence


def test_what_is_no_key_set() -> None:
    empty: t.List[t.Any] = ["text", {}, {"keys": []}, {"keys": {}}]
    for value in empty:
        with pytest.raises(ValueError, match='must be a JSON Web Key Set: a dictionary with a list "keys"'):
            jwk.read_jwks(value)
    with pytest.raises(ValueError, match="contains a key, number 2, that is an incomplete"):
        jwk.read_jwks({"keys": [RFC8037_KEY, {"kty": "oct"}]})


# Secrets


def test_what_is_secret_is_found_wherever_it_is() -> None:
    key = private_key("EC")
    nested = {"jwk_sets": [{"keys": [{"jwk": ec_jwk(1)}, {"pem": pem(key)}]}], "jwks": {"keys": [ec_jwk(2)]}}
    found = set(jwk.secrets_in(nested))
    assert {ec_jwk(1)["d"], ec_jwk(2)["d"], pem(key)} <= found
    assert pem(key).splitlines()[1] in found
    assert list(jwk.secrets_in({"jwk": public(ec_jwk(1)), "pem": public_pem(key), "d": "no key at all"})) == []
    assert set(jwk.secrets_in({"text": json.dumps(ec_jwk(1))})) == {ec_jwk(1)["d"]}


def test_no_sentence_has_a_part_of_a_key() -> None:
    secret = ec_jwk(3)["d"]
    for value in (dict(ec_jwk(3), x="!"), dict(ec_jwk(3), d=secret + "!"), dict(ec_jwk(3), crv=secret)):
        with pytest.raises(ValueError) as caught:
            jwk.read_jwk(value)
        assert secret not in str(caught.value)
