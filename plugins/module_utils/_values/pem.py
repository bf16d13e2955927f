# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Keys read from PEM (RFC 7468), with the library cryptography, and from files that are a PEM, a JWK or a JWKS.

What is wrong with a key is a `ValueError` whose message completes "the key ..." or "option x ...". No message ever
holds a part of a key.
"""

from __future__ import annotations

import base64
import json
import re
import traceback
import typing as t

from .._errors import MissingLibraryError
from .jwk import COORDINATE_BYTES, Jwk, base64url, number_text, read_jwk, read_jwks, same_material
from .structures import doubled_names

try:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    CRYPTOGRAPHY_TRACE: t.Optional[str] = None
except ImportError:
    CRYPTOGRAPHY_TRACE = traceback.format_exc()

_PEM_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_PEM_PRIVATE = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")
_PEM_PUBLIC = ("PUBLIC KEY", "RSA PUBLIC KEY")
_CERTIFICATE = ("CERTIFICATE",)

# What is in a PEM that has no key for Hydra.
_OTHER_LABELS = {
    "OPENSSH PRIVATE KEY": "is a key in the format of OpenSSH: convert it with ssh-keygen -p -m PKCS8",
    "DSA PRIVATE KEY": "is a DSA key, for which Hydra has no algorithm",
    "CERTIFICATE REQUEST": "is a certificate request: give the key or the certificate",
    "NEW CERTIFICATE REQUEST": "is a certificate request: give the key or the certificate",
    "EC PARAMETERS": "has the name of a curve, but no key",
    "PKCS7": "is PKCS #7: convert it with openssl pkcs7 -print_certs",
}

# RFC 8017 appendix A.2.3 and C: a key that is for RSASSA-PSS alone says so, and may name the hash.
_PSS_NAME = "1.2.840.113549.1.1.10"
_PSS = bytes.fromhex("06092a864886f70d01010a")
_PSS_HASHES = {bytes.fromhex("06096086480165030402" + last): alg for last, alg in (("02", "PS384"), ("03", "PS512"))}
_HEADER_BYTES = 120  # before the numbers of a key


def read_pem(text: str, passphrase: t.Optional[str] = None) -> Jwk:
    """Return the key of a PEM text (RFC 7468): a private or public one, or the public one of a certificate.

    Of a chain of certificates it is that of the one for which the others vouch, whatever their order.

    :raises ValueError: there is no key in it, it cannot be opened, or Hydra has no algorithm for it
    :raises MissingLibraryError: the library cryptography is needed and not there
    """
    blocks = [(found.group(1), _block(*found.groups())) for found in _PEM_BLOCK.finditer(_with_line_breaks(text))]
    kinds = (_PEM_PRIVATE, _PEM_PUBLIC, _CERTIFICATE)
    labels = next((kind for kind in kinds if any(label in kind for label, _block in blocks)), None)
    if labels is None:
        raise ValueError(_no_key(text, [label for label, _block in blocks]))
    if CRYPTOGRAPHY_TRACE is not None:
        raise MissingLibraryError("cryptography", CRYPTOGRAPHY_TRACE)
    chosen = [block for label, block in blocks if label in labels]
    try:
        if labels is _CERTIFICATE:
            return _jwk_of_certificates(chosen)
        if labels is _PEM_PRIVATE:
            found = [_marked(_jwk_of_private(_opened(block, passphrase)), block) for block in chosen]
        else:
            found = [_marked(_jwk_of_public(serialization.load_pem_public_key(block)), block) for block in chosen]
    except UnsupportedAlgorithm:
        raise ValueError("contains a key of a kind that Hydra has no algorithm for") from None
    if any(not same_material(found[0], other) for other in found[1:]):
        raise ValueError("contains %d different keys: give only the intended one" % len(found))
    return found[0]


def _with_line_breaks(text: str) -> str:
    """Return a text whose line breaks are some: JSON and .env files have them as the characters \\ and n."""
    return text.replace("\\r", "").replace("\\n", "\n")


def _block(label: str, body: str) -> bytes:
    """Return a PEM in lines: folded YAML has made one line of it."""
    if ":" not in body:  # RFC 1421 headers, which are lines
        bare = "".join(body.split())
        body = "\n%s\n" % "\n".join(bare[start : start + 64] for start in range(0, len(bare), 64))
    return ("-----BEGIN %s-----%s-----END %s-----\n" % (label, body, label)).encode("utf-8")


def _no_key(text: str, labels: t.Sequence[str]) -> str:
    known = [_OTHER_LABELS[label] for label in labels if label in _OTHER_LABELS]
    if known:
        return known[0]
    if "-----BEGIN " in text and not labels:
        return "is a PEM that was cut off: its END line is missing, or another one than its BEGIN line"
    return "contains no key or certificate in PEM format"


def _marked(jwk: Jwk, block: bytes) -> Jwk:
    """Return a key with its algorithm, where it is for RSASSA-PSS alone."""
    try:
        header = base64.b64decode(b"".join(block.splitlines()[1:-1]), validate=True)[:_HEADER_BYTES]
    except ValueError:
        return jwk
    if jwk["kty"] != "RSA" or _PSS not in header:
        return jwk
    return dict(jwk, alg=next((alg for mark, alg in _PSS_HASHES.items() if mark in header), "PS256"))


def _jwk_of_certificates(blocks: t.Sequence[bytes]) -> Jwk:
    try:
        chain = [x509.load_pem_x509_certificate(block) for block in dict.fromkeys(blocks)]
    except ValueError:
        raise ValueError("contains a damaged certificate") from None
    issuers = {one.issuer for one in chain if one.issuer != one.subject}
    last = [one for one in chain if one.subject not in issuers]
    keys = [_jwk_of_public(one.public_key()) for one in last]
    if not last or any(not same_material(keys[0], other) for other in keys[1:]):
        raise ValueError("contains %d certificates that do not form a chain: give only the intended one" % len(chain))
    kind = getattr(last[0], "public_key_algorithm_oid", None)  # since cryptography 43
    return dict(keys[0], alg="PS256") if kind is not None and kind.dotted_string == _PSS_NAME else keys[0]


def read_key_text(text: str, passphrase: t.Optional[str] = None) -> t.List[Jwk]:
    """Return the keys of a file: a JWK, a JWKS or a PEM.

    :raises ValueError: it is none of them
    :raises MissingLibraryError: it is a PEM, and the library cryptography is not there
    """
    text = text.lstrip("\ufeff")  # a byte-order mark
    if not text.lstrip().startswith("{"):
        return [read_pem(text, passphrase)]
    try:
        value = json.loads(text)
    except ValueError:
        raise ValueError("is neither JSON nor a PEM") from None
    double = next(iter(doubled_names(text)), None)
    if double is not None:
        raise ValueError("has %s twice in one dictionary, and only one of the values could count" % double)
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
        if passphrase and passphrase.rstrip("\r\n") != passphrase:  # of a file, or a text of several lines
            return _opened(block, passphrase.rstrip("\r\n"))
        if passphrase:
            raise ValueError("cannot be read: passphrase is wrong, or the PEM is damaged") from None
        raise ValueError("is a damaged PEM that contains no key") from None


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
    raise ValueError("contains a key of a kind that Hydra has no algorithm for")
