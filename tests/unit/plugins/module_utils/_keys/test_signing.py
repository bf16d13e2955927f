# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server can sign with: what real ones answered when such a key was the newest of `hydra.jwt.access-token`."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._keys.signing import Traits, fault, inability, obstacle, signer
from ansible_collections.ory.hydra.plugins.module_utils._keys.stored import traits_of
from ansible_collections.ory.hydra.tests.unit._drive import server_of
from ansible_collections.ory.hydra.tests.unit._keys import public, rsa_jwk

VERSIONS = ("1.9.2", "1.11.10", "2.3.0", "25.4.0", "26.2.0")
RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
NEVER = ("rs256", "FOO", "none", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "")
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}


def traits(version: str) -> Traits:
    return traits_of("hydra.jwt.access-token", server_of(version))


def signs(version: str, jwk: t.Dict[str, t.Any]) -> bool:
    return inability(jwk, traits(version)) is None


def rsa(bits: int, alg: str) -> t.Dict[str, t.Any]:
    return rsa_jwk(1, bits, alg=alg)


def on_curve(curve: str, alg: str) -> t.Dict[str, t.Any]:
    return {"kty": "OKP" if curve == "Ed25519" else "EC", "crv": curve, "x": "AQ", "y": "AQ", "d": "AQ", "alg": alg}


@pytest.mark.parametrize(
    "version, able",
    [
        ("2.3.0", {512: "RS256", 640: "RS256 RS384 PS256", 768: "RS256 RS384 RS512 PS256"}),
        ("25.4.0", {}),
        ("26.2.0", {}),
    ],
)
def test_short_rsa_keys_from_2_0_on(version: str, able: t.Dict[int, str]) -> None:
    able = {1024: "RS256 RS384 RS512 PS256 PS384", 2048: " ".join(RSA), **able}
    for bits in (512, 640, 768, 1024, 2048):
        assert [alg for alg in RSA if signs(version, rsa(bits, alg))] == able.get(bits, "").split()


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_names_that_are_no_algorithms_from_2_0_on(version: str) -> None:
    for bits in (512, 1024, 2048):
        assert not any(signs(version, rsa(bits, alg)) for alg in (*NEVER, "ES256", "HS256", "EdDSA"))


@pytest.mark.parametrize("version", VERSIONS[:2])
def test_every_rsa_key_signs_with_rs256_up_to_1_11(version: str) -> None:
    for alg in (*RSA, *NEVER, "ES256"):
        assert signs(version, rsa(512, alg))
    assert fault(rsa(2048, ""), traits(version)) is None
    assert not signs(version, rsa(488, "RS256"))
    # Tokens say RS256, and the key that is published says otherwise.
    assert fault(rsa(2048, "RS256"), traits(version)) is None
    assert "this one says alg PS256" in str(fault(rsa(2048, "PS256"), traits(version)))


@pytest.mark.parametrize("version", VERSIONS)
def test_curves(version: str) -> None:
    for curve, own in CURVES.items():
        for alg in (*CURVES.values(), "es256", "ECDH-ES", "ES256K", "RS256", "Ed25519", ""):
            assert signs(version, on_curve(curve, alg)) == (alg == own and version > "2"), (curve, alg)


@pytest.mark.parametrize("version", VERSIONS)
def test_use_and_symmetric_keys(version: str) -> None:
    """They sign, and must not."""
    secret = {"kty": "oct", "k": "AQ", "alg": "HS256"}
    assert signs(version, secret) == (version > "2")
    assert fault(secret, traits(version)) == "it is symmetric, and nobody could verify what it signs"
    encrypts = dict(rsa(2048, "RS256"), use="enc")
    assert signs(version, encrypts)
    assert fault(encrypts, traits(version)) == "its use is enc"


def test_what_signs_is_never_a_key_that_cannot() -> None:
    good, bad = dict(rsa(2048, "RS256"), kid="good"), dict(rsa(2048, "rs256"), kid="bad")
    modern = traits("26.2.0")
    found = signer([good, bad], modern)
    assert found is not None and found.kid == "good"
    assert signer([bad, good], modern) is None
    assert "alg rs256 cannot sign tokens" in str(obstacle([bad, good], modern))
    assert signer([good], Traits()) is None


def test_up_to_1_11_the_newest_halves_make_the_pair() -> None:
    def halves(name: str, number: int) -> t.List[t.Dict[str, t.Any]]:
        jwk = rsa_jwk(number, alg="RS256")
        return [dict(public(jwk), kid="public:" + name), dict(jwk, kid="private:" + name)]

    old, older = halves("a", 1), halves("b", 2)
    for version in ("1.9.2", "1.11.10"):
        found = signer([*old, *older], traits(version))
        assert found is not None and found.kid == "a"
        assert obstacle([*old, *older], traits(version)) is None
        assert "would not belong to the same key" in str(obstacle([older[0], *old], traits(version)))
        assert "no private key is left" in str(obstacle(old[:1], traits(version)))
        # The same key, and two names.
        assert signer([dict(old[0], kid="public:c"), old[1]], traits(version)) is None
    # Without the prefixes a half is none before 1.11, and what it is from then on.
    plain = [dict(old[0], kid="a"), old[1]]
    assert signer(plain, traits("1.9.2")) is None
    assert signer(plain, traits("1.11.10")) is not None
    # A symmetric key is in the way from 1.11 on.
    secret = {"kty": "oct", "k": "AQ", "kid": "s"}
    assert signer([secret, *old], traits("1.9.2")) is not None
    assert signer([secret, *old], traits("1.11.10")) is None


def test_a_symmetric_key_hides_all_keys_from_2_0_on() -> None:
    rows = [dict(rsa(2048, "RS256"), kid="a"), {"kty": "oct", "k": "AQ", "kid": "s", "alg": "HS256"}]
    assert obstacle(rows, traits("2.3.0")) == 'Hydra publishes no key at all while the symmetric key "s" is in the set'
