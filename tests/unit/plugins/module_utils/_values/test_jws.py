# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON Web Tokens, checked with the public half of the key."""

from __future__ import annotations

import json

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.module_utils._values import jws
from ansible_collections.ory.hydra.plugins.module_utils._values.jws import Signer
from ansible_collections.ory.hydra.plugins.module_utils._values.pem import read_pem
from ansible_collections.ory.hydra.tests.unit._keys import KINDS, pem, private_key, raw, verify


@pytest.mark.parametrize("kind, algorithm", [*KINDS.items(), ("RSA", "RS384"), ("RSA", "RS512"), ("RSA", "PS256")])
def test_a_token_is_signed_with_the_algorithm_of_its_key(kind: str, algorithm: str) -> None:
    key = private_key(kind)
    given = read_pem(pem(key)) if algorithm in KINDS.values() else dict(read_pem(pem(key)), alg=algorithm)
    token = Signer(given, "one").sign({"iss": "ä", "exp": 1})
    assert json.loads(raw(token.partition(".")[0])) == {"alg": algorithm, "typ": "JWT", "kid": "one"}
    assert verify(key, algorithm, token) == {"iss": "ä", "exp": 1}


def test_the_id_of_a_key() -> None:
    jwk = read_pem(pem(private_key()))
    for given, kid, expected in ((jwk, None, None), (dict(jwk, kid="a"), None, "a"), (dict(jwk, kid="a"), "b", "b")):
        assert json.loads(raw(Signer(given, kid).sign({}).partition(".")[0])).get("kid") == expected


def test_keys_that_sign_nothing() -> None:
    jwk = read_pem(pem(private_key()))
    public = {name: value for name, value in jwk.items() if name != "d"}
    other = read_pem(pem(private_key("EC", 1)))
    for given, words in (
        ({"kty": "oct", "k": "c2VjcmV0"}, "is a symmetric key"),
        (public, "is a public key or a certificate"),
        (dict(jwk, alg="RS256"), "its alg is RS256"),
        (dict(jwk, alg="ECDH-ES"), "its alg is ECDH-ES"),
        ({"kty": "OKP", "crv": "X25519", "x": "AA", "d": "AA"}, "no algorithm for its curve"),
        (dict(jwk, d=other["d"]), "do not fit together"),
    ):
        with pytest.raises(ValueError, match=words) as caught:
            Signer(given)
        assert str(given.get("d", "-")) not in str(caught.value)


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    jwk = read_pem(pem(private_key()))
    monkeypatch.setattr(jws, "CRYPTOGRAPHY_TRACE", "Traceback: no cryptography")
    with pytest.raises(MissingLibraryError) as caught:
        Signer(jwk)
    assert caught.value.library == "cryptography"
