# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys in PEM: what OpenSSL's formats become, and one sentence for each that cannot be read."""

from __future__ import annotations

import datetime
import itertools
import json
import typing as t

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.module_utils._values import pem as pems
from ansible_collections.ory.hydra.plugins.module_utils._values.jwk import public_half, read_jwk
from ansible_collections.ory.hydra.plugins.module_utils._values.pem import read_key_text, read_pem
from ansible_collections.ory.hydra.tests.unit._keys import KINDS, PASSPHRASE, ec_jwk, pem, private_key, public_pem


def certificate(key: t.Any) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("form", ["pkcs8", "traditional", "encrypted", "public", "certificate", "beside a certificate"])
def test_a_pem_becomes_the_same_key_whatever_its_form(kind: str, form: str) -> None:
    key = private_key(kind)
    if form == "traditional" and kind == "OKP":
        text = pem(key)  # OpenSSL has no such form for it
    else:
        text = {
            "pkcs8": pem,
            "traditional": lambda key: pem(key, traditional=True),
            "encrypted": lambda key: pem(key, PASSPHRASE),
            "public": public_pem,
            "certificate": certificate if kind != "OKP" else public_pem,
            "beside a certificate": lambda key: (certificate(key) if kind != "OKP" else "") + pem(key),
        }[form](key)
    found = read_pem("a comment\n" + text, PASSPHRASE)
    whole = read_pem(pem(key))
    assert found == (public_half(whole) if form in ("public", "certificate") else whole)
    assert read_jwk(found) == found


def test_a_pem_of_a_key_is_the_key_that_another_library_made_of_it() -> None:
    assert read_pem(pem(private_key("EC", 7))) == ec_jwk(7)


def test_pems_that_cannot_be_read() -> None:
    key = private_key("EC")
    damaged = pem(key).replace(pem(key).splitlines()[1], "MIGHAgEAMBMGByqGSM49AgEG")
    cases = {
        "is encrypted: give passphrase": (pem(key, PASSPHRASE), None),
        "cannot be read: passphrase is wrong, or the PEM is damaged": (pem(key, PASSPHRASE), "wrong"),
        "contains no key or certificate in PEM format": ("no PEM", None),
        "is a damaged PEM that contains no key": (damaged, None),
        "contains a key of a kind that Hydra has no algorithm for": (pem(private_key("EC-k1")), None),
    }
    for sentence, (text, passphrase) in cases.items():
        with pytest.raises(ValueError) as caught:
            read_pem(text, passphrase)
        assert str(caught.value) == sentence
    with pytest.raises(ValueError, match="is a certificate request"):
        read_pem("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")


def test_without_the_library_a_pem_is_refused_and_a_jwk_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pems, "CRYPTOGRAPHY_TRACE", "Traceback")
    with pytest.raises(MissingLibraryError) as caught:
        read_pem(pem(private_key("EC")))
    assert caught.value.library == "cryptography"
    assert read_key_text(json.dumps(ec_jwk())) == [ec_jwk()]


def test_files_hold_a_jwk_a_jwks_or_a_pem() -> None:
    whole = ec_jwk(kid="a")
    assert read_key_text(json.dumps(whole)) == [whole]
    assert read_key_text("\n " + json.dumps({"keys": [whole, ec_jwk(1)]})) == [whole, ec_jwk(1)]
    assert read_key_text(pem(private_key("EC"))) == [ec_jwk()]
    with pytest.raises(ValueError, match="is neither JSON nor a PEM"):
        read_key_text("{")
    with pytest.raises(ValueError, match='has "kid" twice in one dictionary'):
        read_key_text('{"kid": "a", ' + json.dumps(dict(ec_jwk(), kid="b"))[1:])


# As keys come out of other tools


def named(subject: str, issuer: str, key: t.Any, signer: t.Any) -> str:
    by, of = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (issuer, subject))
    now = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(by, of, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def test_the_key_of_a_chain_is_that_of_its_last_certificate_in_every_order() -> None:
    root, middle, leaf = (private_key("EC", number) for number in (1, 2, 3))
    chain = [
        named("root", "root", root, root),
        named("middle", "root", middle, root),
        named("leaf", "middle", leaf, middle),
    ]
    for order in itertools.permutations(chain):
        assert read_pem("".join(order)) == public_half(ec_jwk(3))
    assert read_pem(chain[0] + chain[1]) == public_half(ec_jwk(2))
    assert read_pem(chain[0] * 2) == public_half(ec_jwk(1))


def test_certificates_that_do_not_belong_together_are_refused() -> None:
    texts = [named(name, name, key, key) for name, key in (("a", private_key("EC", 1)), ("b", private_key("EC", 2)))]
    with pytest.raises(ValueError, match="contains 2 certificates that do not form a chain"):
        read_pem("".join(texts))


def test_two_keys_in_one_pem_are_refused_unless_they_are_one() -> None:
    with pytest.raises(ValueError, match="contains 2 different keys"):
        read_pem(pem(private_key("EC", 1)) + pem(private_key("EC", 2)))
    same = private_key("RSA")
    assert read_pem(pem(same) + pem(same, traditional=True)) == read_pem(pem(same))


@pytest.mark.parametrize("form", ["\\n", "\\r\\n", " ", "", "\r\n", "\n  "])
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_line_breaks_can_be_spelled_otherwise(form: str, passphrase: t.Optional[str]) -> None:
    text = pem(private_key("EC", 4), passphrase)
    assert read_pem(form.join(text.splitlines()), passphrase) == ec_jwk(4)


def test_a_traditional_pem_that_is_encrypted_keeps_its_headers() -> None:
    text = pem(private_key("RSA"), PASSPHRASE, traditional=True)
    assert "DEK-Info" in text
    assert read_pem(text.replace("\n", "\\n"), PASSPHRASE) == read_pem(pem(private_key("RSA")))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_passphrase_that_ends_like_a_line_of_a_file_is_tried_without_the_end(end: str) -> None:
    assert read_pem(pem(private_key("EC", 4), PASSPHRASE), PASSPHRASE + end) == ec_jwk(4)
    with pytest.raises(ValueError, match="passphrase is wrong"):
        read_pem(pem(private_key("EC", 4), PASSPHRASE), "wrong" + end)


@pytest.mark.parametrize("text", [json.dumps(ec_jwk(5)), json.dumps({"keys": [ec_jwk(5)]}), pem(private_key("EC", 5))])
def test_a_byte_order_mark_is_no_part_of_a_key(text: str) -> None:
    assert read_key_text("\ufeff" + text) == [ec_jwk(5)]


# Written by openssl genpkey -algorithm RSA-PSS; the second with -pkeyopt rsa_pss_keygen_md:sha512
PSS = """-----BEGIN PUBLIC KEY-----
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAM3mOoVB7QlzYHyVCZeA296u
kIadxJGi6sZ6ZbZvvrC8STbiMzmzf1UKMuppJOuD00Xgi/nrDScxzh7jaPZH1YWU
9QrBTWK5Z6+WiC415jx7uOzLN2yrqqreM7i5jtEK/Tt4/UnSlPg9zGDWsUf4IHPz
Y5LoVr2+7kokm8neWS0NMqALzc1XpvkzUUwYg7RBoxS1F02LsG6LZW7ph/kt/Mrv
hFejXkqu3MEb38f50nkADYLnSjZ4MVvLmmC4a/1289sZskjV3P8QyjKGuoyUks4o
bHF6t6hL1v8gDL8lXcBi3pInwOoHRWbBHTD0PqY0glpg15KruOEyzkeWSOr1L0cC
AwEAAQ==
-----END PUBLIC KEY-----
"""
PSS_SHA_512 = """-----BEGIN PUBLIC KEY-----
MIIBVjBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAwUAoRwwGgYJKoZIhvcN
AQEIMA0GCWCGSAFlAwQCAwUAogMCAUADggEPADCCAQoCggEBAK6FKY/aOsNzNzXz
WUS6FSw/Qf47QAUd7nibEOH+8jcizqoUW++RROfPP/sCkWfBJb0fMTECdR+Mf1kl
q+j38JOG9maHHLN9qVPcAqqsR0iXA3o9BCYzij/zVeIuGAja/3zuI3xbgHIrKjWa
6DIohNZJV4nj5yK7vvp1vUZFFYTUWYrzFKF3LWlMwY0H0yJzchRB0Kvv4hKfvoZM
BpOIuDZIY/cLQZ+ZzSwxElTeGi4EUVIvSyOu8eOXStoSVUckzTOCtlaSsI0r2Bfq
8ZZR+0R3YTstSIXk18hbkejWWmhu+MXG83VrrZyT5u8rg99Zj6ILRLtiO7I6suS0
QH2CggsCAwEAAQ==
-----END PUBLIC KEY-----
"""


@pytest.mark.parametrize("text, algorithm", [(PSS, "PS256"), (PSS_SHA_512, "PS512")])
def test_a_key_for_rsassa_pss_alone_has_the_algorithm_that_it_is_for(text: str, algorithm: str) -> None:
    found = read_pem(text)
    assert (found["kty"], found["alg"]) == ("RSA", algorithm)
    assert "alg" not in read_pem(public_pem(private_key("RSA")))


@pytest.mark.parametrize(
    "text, words",
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAA\n-----END OPENSSH PRIVATE KEY-----", "ssh-keygen -p -m PKCS8"),
        ("-----BEGIN CERTIFICATE REQUEST-----\nAA\n-----END CERTIFICATE REQUEST-----", "certificate request"),
        ("-----BEGIN EC PARAMETERS-----\nAA\n-----END EC PARAMETERS-----", "no key"),
        ("-----BEGIN PRIVATE KEY-----\nAA\n", "cut off"),
        ("-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----", "damaged certificate"),
        ("correct horse battery staple", "contains no key or certificate in PEM format"),
    ],
)
def test_what_has_no_key_is_refused_with_advice(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_pem(text)
