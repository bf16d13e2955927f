# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a client certificate: what is wrong with them is told by the option to look at, and before anything."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._server.client_certificate import check_client_cert
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.tests.unit._keys import PASSPHRASE, pem, private_key
from ansible_collections.ory.hydra.tests.unit._model import Wire


def _certificate() -> x509.Certificate:
    key = private_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "operator")])
    now = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=9999))
    return builder.sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate, and keys, in all forms."""
    made, key, certificate = tmp_path_factory.mktemp("certificates"), private_key(), _certificate()
    whole = certificate.public_bytes(serialization.Encoding.PEM)
    locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    for name, content in {
        "cert": whole,
        "key": pem(key).encode(),
        "other": pem(private_key("EC", 1)).encode(),
        "rsa": pem(private_key("RSA")).encode(),
        "locked": pem(key, PASSPHRASE).encode(),
        "old": pem(key, PASSPHRASE, traditional=True).encode(),
        "both": whole + pem(key).encode(),
        "locked-both": pem(key, PASSPHRASE).encode() + whole,
        "damaged": pem(key).replace("MIG", "AAA").encode(),
        "der": certificate.public_bytes(serialization.Encoding.DER),
        "p12": pkcs12.serialize_key_and_certificates(b"operator", key, certificate, None, locked),
        "empty": b"",
    }.items():
        (made / name).write_bytes(content)
    return made


Case = t.Tuple[str, t.Optional[str], t.Optional[str]]


@pytest.mark.parametrize(
    "cert, key, passphrase",
    [
        ("cert", "key", None),
        ("cert", "key", "of no use"),
        ("both", None, None),
        ("both", "key", None),
        ("cert", "locked", PASSPHRASE),
        ("cert", "old", PASSPHRASE),
        ("locked-both", None, PASSPHRASE),
    ],
)
def test_what_can_be_used(cert: str, key: t.Optional[str], passphrase: t.Optional[str], folder: Path) -> None:
    check_client_cert(str(folder / cert), str(folder / key) if key else None, passphrase)


CONVERT = "PKCS #12 and DER must be converted, for example with openssl pkcs12"
WRONG: t.Dict[Case, str] = {
    ("none", "key", None): "client_cert cannot be read: FOLDER/none: No such file",
    ("cert", "none", None): "client_key cannot be read: FOLDER/none: No such file",
    ("", None, None): "client_cert cannot be read: FOLDER",
    ("empty", "key", None): "client_cert (FOLDER/empty) contains no certificate in PEM format; " + CONVERT,
    ("p12", None, PASSPHRASE): "client_cert (FOLDER/p12) contains no certificate in PEM format; " + CONVERT,
    ("der", "key", None): "client_cert (FOLDER/der) contains no certificate in PEM format; " + CONVERT,
    ("key", "cert", None): "client_cert (FOLDER/key) contains no certificate in PEM format",
    ("cert", "p12", PASSPHRASE): "client_key (FOLDER/p12) contains no private key in PEM format; " + CONVERT,
    ("cert", None, None): "client_cert (FOLDER/cert) contains no private key in PEM format: set client_key",
    (
        "cert",
        "other",
        None,
    ): "The private key in client_key (FOLDER/other) is not that of the certificate in client_cert",
    ("cert", "rsa", None): "The private key in client_key (FOLDER/rsa) is not that of the certificate in client_cert",
    ("cert", "locked", None): "The private key in client_key (FOLDER/locked) is encrypted: set client_key_passphrase",
    ("cert", "old", None): "The private key in client_key (FOLDER/old) is encrypted: set client_key_passphrase",
    (
        "locked-both",
        None,
        None,
    ): "The private key in client_cert (FOLDER/locked-both) is encrypted: set client_key_pass",
    ("cert", "locked", "wr0ng"): "client_key (FOLDER/locked) cannot be opened: client_key_passphrase is wrong",
    ("cert", "old", "wr0ng"): "client_key (FOLDER/old) cannot be opened: client_key_passphrase is wrong",
    ("cert", "locked", "wr0ng" * 999): "cannot be opened: client_key_passphrase is wrong",
    ("cert", "damaged", None): "client_cert (FOLDER/cert) or client_key (FOLDER/damaged) is damaged",
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_what_cannot_be_used(case: Case, folder: Path, wire: Wire) -> None:
    cert, key, passphrase = case
    options = {
        "client_cert": str(folder / cert),
        "client_key": str(folder / key) if key else None,
        "client_key_passphrase": passphrase,
    }
    with pytest.raises(UsageError) as caught:
        HttpClient(Connection("HTTPS://hydra.example", **options), "admin_url")  # type: ignore[arg-type]
    assert WRONG[case].replace("FOLDER", str(folder)) in caught.value.message
    assert "wr0ng" not in caught.value.message
    assert wire.calls == []


def test_a_certificate_is_not_looked_at_where_there_is_no_tls() -> None:
    for url in ("http://127.0.0.1:1", "unix:///run/hydra/admin.sock"):
        HttpClient(Connection(url, client_cert="/no/such/file"), "admin_url")
