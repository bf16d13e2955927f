# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters for keys: what they return, and that they neither return nor tell a private part unasked."""

from __future__ import annotations

import base64
import hashlib
import json
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.module_utils._values import pem as pem_module
from ansible_collections.ory.hydra.plugins.plugin_utils import _keys
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import jwk_thumbprint, jwk_to_pem, jwks, pem_to_jwk
from ansible_collections.ory.hydra.tests.unit._keys import (
    KINDS,
    PRIVATE_MEMBERS,
    RFC7638_KEY,
    pem,
    private_key,
    public_pem,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_key_gives_its_public_half_unless_asked(kind: str) -> None:
    key = private_key(kind)
    public = pem_to_jwk(pem(key))
    assert not set(PRIVATE_MEMBERS) & set(public)
    assert public == pem_to_jwk(public_pem(key))
    assert (public["use"], public["alg"], public["kid"]) == ("sig", KINDS[kind], jwk_thumbprint(public))
    private = pem_to_jwk(pem(key), private=True)
    assert "d" in private
    assert {name: private[name] for name in public} == public


@pytest.mark.parametrize("kind", KINDS)
def test_pem_survives_a_round_trip(kind: str) -> None:
    key = private_key(kind)
    assert jwk_to_pem(pem_to_jwk(pem(key), private=True), private=True) == pem(key)
    assert jwk_to_pem(pem_to_jwk(pem(key), private=True)) == public_pem(key)
    assert jwk_to_pem(json.dumps(pem_to_jwk(public_pem(key)))) == public_pem(key)


def test_what_is_said_of_a_key() -> None:
    jwk = pem_to_jwk(public_pem(private_key("RSA")), kid="mine", use="enc", alg="RSA-OAEP-256")
    assert (jwk["kid"], jwk["use"], jwk["alg"]) == ("mine", "enc", "RSA-OAEP-256")
    assert "alg" not in pem_to_jwk(public_pem(private_key("RSA")), use="enc")
    assert pem_to_jwk(PUBLIC, kid=t.cast("str", 2026))["kid"] == "2026"
    assert pem_to_jwk(pem(private_key(), "correct horse"), passphrase="correct horse")["kty"] == "EC"


def test_thumbprint() -> None:
    assert jwk_thumbprint(RFC7638_KEY) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    bare = json.dumps({name: RFC7638_KEY[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True)
    for name in ("sha384", "sha512"):
        digest = hashlib.new(name, bare.encode()).digest()
        assert jwk_thumbprint(json.dumps(RFC7638_KEY), hash=name) == base64.urlsafe_b64encode(digest).decode().rstrip(
            "="
        )


def test_a_set_of_keys_in_every_form() -> None:
    one, other = private_key("EC", 1), private_key("OKP", 1)
    found = jwks(
        [pem(one), RFC7638_KEY, {"keys": [pem_to_jwk(public_pem(other))]}, json.dumps({**RFC7638_KEY, "kid": "again"})]
    )
    assert [key["kty"] for key in found["keys"]] == ["EC", "RSA", "OKP", "RSA"]
    assert [key["kid"] for key in found["keys"]][1::2] == ["2011-04-29", "again"]
    assert all(key["use"] == "sig" and not set(PRIVATE_MEMBERS) & set(key) for key in found["keys"])
    assert jwks(public_pem(one)) == {"keys": found["keys"][:1]}
    assert "d" in jwks(pem(one), private=True)["keys"][0]


PUBLIC, PRIVATE = public_pem(private_key()), pem(private_key())
MIXED = {**pem_to_jwk(PRIVATE, private=True), "d": pem_to_jwk(pem(private_key("EC", 1)), private=True)["d"]}
OCT = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}

REFUSED: t.List[t.Tuple[t.Callable[[], t.Any], str]] = [
    (lambda: pem_to_jwk(""), "the text contains no key or certificate"),
    (lambda: pem_to_jwk({"kty": "EC"}), "pem_to_jwk needs text in PEM format, not a dict"),
    (lambda: pem_to_jwk(None), "not null"),
    (lambda: pem_to_jwk(PRIVATE[: len(PRIVATE) // 2]), "was cut off"),
    (lambda: pem_to_jwk(pem(private_key(), "secret horse")), "the text is encrypted: give passphrase"),
    (lambda: pem_to_jwk(pem(private_key(), "secret horse"), passphrase="other"), "passphrase is wrong"),
    (lambda: pem_to_jwk(PUBLIC, private=True), "private=true needs a private key"),
    (lambda: pem_to_jwk(PRIVATE, alg="RS256"), "alg=RS256 needs an RSA key, and the key is of kty EC"),
    (lambda: pem_to_jwk(PRIVATE, use="sign"), "use must be one of sig, enc"),
    (lambda: pem_to_jwk(PRIVATE, kid=t.cast("str", {"a": 1})), "kid must be a string"),
    (lambda: jwks(PRIVATE, passphrase=t.cast("str", True)), "passphrase must be a string"),
    (lambda: pem_to_jwk(PRIVATE, kid=""), "kid must not be empty"),
    (lambda: jwk_to_pem({"kty": "EC"}), "the key is an incomplete JSON Web Key"),
    (lambda: jwk_to_pem(PRIVATE), "the key must be a JSON Web Key"),
    (lambda: jwk_to_pem(OCT), "symmetric"),
    (lambda: jwk_to_pem(pem_to_jwk(PUBLIC), private=True), "this one is public"),
    (lambda: jwk_to_pem(MIXED, private=True), "do not belong together"),
    (lambda: jwk_to_pem({**pem_to_jwk(PUBLIC), "x": pem_to_jwk(PUBLIC)["y"]}), "do not belong together"),
    (lambda: jwk_to_pem({"kty": "OKP", "crv": "X25519", "x": OCT["k"]}), "a curve for which Hydra has no algorithm"),
    (
        lambda: jwk_to_pem({"kty": "RSA", "e": "AQAB", "n": "AQ", "d": "AQ", "p": "AQ", "q": "AQ"}, private=True),
        "do not",
    ),
    (lambda: jwk_thumbprint({}), "the key must be a JSON Web Key"),
    (lambda: jwk_thumbprint(RFC7638_KEY, hash="md5"), "hash must be one of sha256, sha384, sha512"),
    (lambda: jwks([]), "at least one key"),
    (lambda: jwks([PUBLIC, PRIVATE]), "two keys have the kid"),
    (lambda: jwks([PRIVATE, OCT]), "element 2 is symmetric"),
    (lambda: jwks([PRIVATE, PUBLIC], private=True), "element 2: private=true needs private keys"),
    (lambda: jwks([PRIVATE, 3]), "element 2 must be a JSON Web Key"),
    (lambda: jwks([PRIVATE, "{"]), "element 2 is neither JSON nor a PEM"),
]


@pytest.mark.parametrize("attempt, sentence", REFUSED, ids=[sentence for _unused, sentence in REFUSED])
def test_what_is_refused_and_no_part_of_a_key_is_told(attempt: t.Callable[[], t.Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        attempt()
    told = str(refused.value)
    assert sentence in told
    secret = [*(line for line in PRIVATE.splitlines() if "-----" not in line), MIXED["d"], OCT["k"], "secret horse"]
    assert not [part for part in secret if part[:12] in told]


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pem_module, "CRYPTOGRAPHY_TRACE", "Traceback")
    monkeypatch.setattr(_keys, "CRYPTOGRAPHY_TRACE", "Traceback")
    for attempt in (lambda: pem_to_jwk(PUBLIC), lambda: jwk_to_pem(RFC7638_KEY), lambda: jwks([PUBLIC])):
        with pytest.raises(MissingLibraryError, match="cryptography"):
            attempt()
    assert jwks([RFC7638_KEY])["keys"][0]["kid"] == jwks(RFC7638_KEY)["keys"][0]["kid"] == "2011-04-29"
