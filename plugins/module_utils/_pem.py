# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Keys read from PEM (RFC 7468), with the library cryptography, and from files that are a PEM, a JWK or a JWKS.

What is wrong with a key is a `ValueError` whose message completes "the key ..." or "option x ...". No message ever
holds a part of a key.
"""

from __future__ import annotations

import json
import re
import traceback
import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.module_utils._jwk import (
    COORDINATE_BYTES,
    Jwk,
    base64url,
    number_text,
    read_jwk,
    read_jwks,
)

try:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    CRYPTOGRAPHY_TRACE: t.Optional[str] = None
except ImportError:
    CRYPTOGRAPHY_TRACE = traceback.format_exc()

_PEM_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_PEM_PRIVATE = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")
_PEM_PUBLIC = ("PUBLIC KEY", "RSA PUBLIC KEY")


def read_pem(text: str, passphrase: t.Optional[str] = None) -> Jwk:
    """Return the key of a PEM text (RFC 7468): a private or public one, or the public one of a certificate.

    :raises ValueError: there is no key in it, it cannot be opened, or Hydra has no algorithm for it
    :raises MissingLibraryError: the library cryptography is needed and not there
    """
    blocks = {found.group(1): found.group(0) for found in reversed(list(_PEM_BLOCK.finditer(text)))}
    label = next((name for name in (*_PEM_PRIVATE, *_PEM_PUBLIC, "CERTIFICATE") if name in blocks), None)
    if label is None:
        raise ValueError("is no PEM with a key or a certificate")
    if CRYPTOGRAPHY_TRACE is not None:
        raise MissingLibraryError("cryptography", CRYPTOGRAPHY_TRACE)
    block = blocks[label].encode("utf-8")
    try:
        if label in _PEM_PRIVATE:
            return _jwk_of_private(_opened(block, passphrase))
        if label in _PEM_PUBLIC:
            return _jwk_of_public(serialization.load_pem_public_key(block))
        return _jwk_of_public(x509.load_pem_x509_certificate(block).public_key())
    except UnsupportedAlgorithm:
        raise ValueError("holds a key of a kind that Hydra has no algorithm for") from None


def read_key_text(text: str, passphrase: t.Optional[str] = None) -> t.List[Jwk]:
    """Return the keys of a file: a JWK, a JWKS or a PEM.

    :raises ValueError: it is none of them
    :raises MissingLibraryError: it is a PEM, and the library cryptography is not there
    """
    if not text.lstrip().startswith("{"):
        return [read_pem(text, passphrase)]
    try:
        value = json.loads(text)
    except ValueError:
        raise ValueError("is neither JSON nor a PEM") from None
    return read_jwks(value) if "keys" in value else [read_jwk(value)]


def _opened(block: bytes, passphrase: t.Optional[str]) -> t.Any:
    """Return the private key of a PEM block; a passphrase for one that is not encrypted is no error."""
    try:
        return serialization.load_pem_private_key(block, passphrase.encode("utf-8") if passphrase else None)
    except TypeError:
        if not passphrase:
            raise ValueError("is encrypted: give passphrase") from None
        return _opened(block, None)
    except ValueError:
        if passphrase:
            raise ValueError("cannot be read: passphrase is wrong, or the PEM is damaged") from None
        raise ValueError("is a damaged PEM: there is no key in it") from None


def _jwk_of_private(key: t.Any) -> Jwk:
    jwk = _jwk_of_public(key.public_key())
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        members = {
            "d": numbers.d,
            "p": numbers.p,
            "q": numbers.q,
            "dp": numbers.dmp1,
            "dq": numbers.dmq1,
            "qi": numbers.iqmp,
        }
        jwk.update((name, number_text(value)) for name, value in members.items())
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        jwk["d"] = number_text(key.private_numbers().private_value, COORDINATE_BYTES[jwk["crv"]])
    else:
        raw, none = serialization.Encoding.Raw, serialization.NoEncryption()
        jwk["d"] = base64url(key.private_bytes(raw, serialization.PrivateFormat.Raw, none))
    return jwk


def _jwk_of_public(key: t.Any) -> Jwk:
    if isinstance(key, rsa.RSAPublicKey):
        whole = key.public_numbers()
        return {"kty": "RSA", "n": number_text(whole.n), "e": number_text(whole.e)}
    if isinstance(key, ec.EllipticCurvePublicKey):
        curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(key.curve.name)
        if curve:
            point, size = key.public_numbers(), COORDINATE_BYTES[curve]
            return {"kty": "EC", "crv": curve, "x": number_text(point.x, size), "y": number_text(point.y, size)}
    if isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(raw)}
    raise ValueError("holds a key of a kind that Hydra has no algorithm for")
