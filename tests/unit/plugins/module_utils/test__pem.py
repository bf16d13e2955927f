# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys in PEM: what OpenSSL's formats become, and one sentence for each that cannot be read."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from ansible_collections.ory.hydra.plugins.module_utils import _pem
from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.module_utils._jwk import public_half, read_jwk
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
    found = _pem.read_pem("a comment\n" + text, PASSPHRASE)
    whole = _pem.read_pem(pem(key))
    assert found == (public_half(whole) if form in ("public", "certificate") else whole)
    assert read_jwk(found) == found


def test_a_pem_of_a_key_is_the_key_that_another_library_made_of_it() -> None:
    assert _pem.read_pem(pem(private_key("EC", 7))) == ec_jwk(7)


def test_pems_that_cannot_be_read() -> None:
    key = private_key("EC")
    damaged = pem(key).replace(pem(key).splitlines()[1], "MIGHAgEAMBMGByqGSM49AgEG")
    cases = {
        "is encrypted: give passphrase": (pem(key, PASSPHRASE), None),
        "cannot be read: passphrase is wrong, or the PEM is damaged": (pem(key, PASSPHRASE), "wrong"),
        "is no PEM with a key or a certificate": ("no PEM", None),
        "is a damaged PEM: there is no key in it": (damaged, None),
        "holds a key of a kind that Hydra has no algorithm for": (pem(private_key("EC-k1")), None),
    }
    for sentence, (text, passphrase) in cases.items():
        with pytest.raises(ValueError) as caught:
            _pem.read_pem(text, passphrase)
        assert str(caught.value) == sentence
    with pytest.raises(ValueError, match="is no PEM"):
        _pem.read_pem("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")


def test_without_the_library_a_pem_is_refused_and_a_jwk_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pem, "CRYPTOGRAPHY_TRACE", "Traceback")
    with pytest.raises(MissingLibraryError) as caught:
        _pem.read_pem(pem(private_key("EC")))
    assert caught.value.library == "cryptography"
    assert _pem.read_key_text(json.dumps(ec_jwk())) == [ec_jwk()]


def test_files_hold_a_jwk_a_jwks_or_a_pem() -> None:
    whole = ec_jwk(kid="a")
    assert _pem.read_key_text(json.dumps(whole)) == [whole]
    assert _pem.read_key_text("\n " + json.dumps({"keys": [whole, ec_jwk(1)]})) == [whole, ec_jwk(1)]
    assert _pem.read_key_text(pem(private_key("EC"))) == [ec_jwk()]
    with pytest.raises(ValueError, match="is neither JSON nor a PEM"):
        _pem.read_key_text("{")
