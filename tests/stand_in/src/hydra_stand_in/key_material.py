# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New keys: which algorithms each version can make them for, and what it tells of them (RFC 7517, RFC 7518).

RSA keys have 2048 bits where a real server takes 4096 for all but PS256, PS384 and PS512: they are quicker to make,
and a longer one behaves no differently.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from hashlib import sha1, sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from . import clock
from .generations import Quirks
from .jwk import decoded, encoded
from .versions import FIRST, Span

Jwk = dict[str, Any]

_PUBLIC = ("kty", "crv", "x", "y", "n", "e")
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "k")
_RSA_BITS = 2048


class UnknownAlgorithm(ValueError):
    """This version makes no keys for the algorithm."""


@dataclass(frozen=True)
class _Algorithm:
    name: str
    make: Callable[[], Jwk]
    since: str = FIRST
    until: str | None = None


def _rsa() -> Jwk:
    return dict(RSAKey.generate_key(_RSA_BITS, private=True, auto_kid=False).as_dict(private=True))


def _ec(curve: str) -> Jwk:
    return dict(ECKey.generate_key(curve, private=True, auto_kid=False).as_dict(private=True))


def _okp() -> Jwk:
    return dict(OKPKey.generate_key("Ed25519", private=True, auto_kid=False).as_dict(private=True))


def _oct(size: int) -> Jwk:
    return {"kty": "oct", "k": encoded(secrets.token_bytes(size))}


_ALGORITHMS = (
    _Algorithm("RS256", _rsa),
    _Algorithm("RS384", _rsa, "2.0.0"),
    _Algorithm("RS512", _rsa, "2.0.0"),
    _Algorithm("PS256", _rsa, "2.0.0"),
    _Algorithm("PS384", _rsa, "2.0.0"),
    _Algorithm("PS512", _rsa, "2.0.0"),
    _Algorithm("ES256", partial(_ec, "P-256"), "1.11.0"),
    _Algorithm("ES384", partial(_ec, "P-384"), "2.0.0"),
    _Algorithm("ES512", partial(_ec, "P-521")),
    _Algorithm("EdDSA", _okp, "1.10.7"),
    _Algorithm("HS256", partial(_oct, 16), until="1.11.10"),
    _Algorithm("HS512", partial(_oct, 32), until="1.11.10"),
)


def generate(version: str, quirks: Quirks, algorithm: str, kid: str, use: str) -> list[Jwk]:
    """Return what a version makes of a request for one key: the key, or its private and its public half.

    Raises UnknownAlgorithm.
    """
    made = next((row for row in _ALGORITHMS if row.name == algorithm and version in Span(row.since, row.until)), None)
    if made is None:
        raise UnknownAlgorithm(algorithm)
    kid = kid or str(uuid.uuid4())
    key = made.make()
    told: Jwk = {}
    if use or quirks.generated_key_has_use:
        told["use"] = use or "sig"
    if quirks.generated_key_has_alg or algorithm in ("RS256", "HS256", "HS512"):
        told["alg"] = algorithm
    if not quirks.keys_are_pairs:
        return [key | told | {"kid": kid}]
    if key["kty"] == "oct":
        return [key | told | {"kid": kid}]
    for name in ("dp", "dq", "qi"):
        key.pop(name, None)
    return [key | told | {"kid": f"private:{kid}"}, public_half(key) | told | {"kid": f"public:{kid}"}]


def is_private(key: Jwk) -> bool:
    """Whether a key can sign; a symmetric one can."""
    return "d" in key or key.get("kty") == "oct"


def public_half(key: Jwk) -> Jwk:
    """Return what of a key is not secret."""
    told = ("kid", "use", "alg", "x5c", "x5u", "x5t", "x5t#S256")
    return {name: value for name, value in key.items() if name in _PUBLIC or name in told}


def usable(key: Jwk) -> Key:
    """Return a key that neither ``use`` nor ``alg`` limits.  Raises JoseError or ValueError."""
    return _imported(json.dumps({name: key[name] for name in _PUBLIC + _PRIVATE if name in key}, sort_keys=True))


# Each import of an RSA key checks its primes, which takes longer than all else that a token takes.
@lru_cache(maxsize=256)
def _imported(text: str) -> Key:
    key: Jwk = json.loads(text)
    material = dict(key)
    if "p" in key:
        # The members that only make an RSA key quicker can be missing.
        p, q, d = (int.from_bytes(decoded(key[name])) for name in ("p", "q", "d"))
        for name, number in (("dp", d % (p - 1)), ("dq", d % (q - 1)), ("qi", pow(q, -1, p))):
            material[name] = encoded(number.to_bytes((number.bit_length() + 7) // 8))
    return import_key(material)


def with_certificate(key: Jwk, quirks: Quirks) -> Jwk:
    """Return an RSA key with a certificate that it signed itself (RFC 7517 section 4.7)."""
    private: Any = usable(key)
    der = _self_signed(private.private_key).public_bytes(Encoding.DER)
    certified = key | {"x5c": [base64.b64encode(der).decode()]}
    if quirks.keys_refer_to_certificates:
        certified["x5t"] = encoded(sha1(der, usedforsecurity=False).digest())
        certified["x5t#S256"] = encoded(sha256(der).digest())
    return certified


def _self_signed(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "stand-in")])
    moment = clock.now()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(moment).not_valid_after(moment + timedelta(days=31))
    return builder.sign(key, hashes.SHA256())
