# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys for tests: as a JSON Web Key and as PEM, written by another library than the collection's own code."""

from __future__ import annotations

import base64
import functools
import itertools
import json
import math
import typing as t

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

PASSPHRASE = "correct horse"
#: Kind of key → the algorithm that is taken where none is named.
KINDS = {"RSA": "RS256", "EC": "ES256", "EC-384": "ES384", "EC-521": "ES512", "OKP": "EdDSA"}
# RFC 7638 section 3.1
RFC7638_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
    "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
    "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
    "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


def private_key(kind: str = "EC", number: int = 0) -> t.Any:
    """Return a private key; the same number gives the same key within one run."""
    return _made(kind, number)


@functools.lru_cache(maxsize=None)
def _made(kind: str, number: int) -> t.Any:
    if kind == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if kind == "OKP":
        return ed25519.Ed25519PrivateKey.generate()
    curves: t.Dict[str, t.Any] = {
        "EC": ec.SECP256R1,
        "EC-384": ec.SECP384R1,
        "EC-521": ec.SECP521R1,
        "EC-k1": ec.SECP256K1,
    }
    return ec.generate_private_key(curves[kind]())


def pem(key: t.Any, passphrase: t.Optional[str] = None, traditional: bool = False) -> str:
    """Return the private key as PEM."""
    form = serialization.PrivateFormat.TraditionalOpenSSL if traditional else serialization.PrivateFormat.PKCS8
    locked: t.Any = serialization.NoEncryption()
    if passphrase:
        locked = serialization.BestAvailableEncryption(passphrase.encode())
    return str(key.private_bytes(serialization.Encoding.PEM, form, locked).decode())


def public_pem(key: t.Any) -> str:
    """Return the public key as PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(key.public_key().public_bytes(serialization.Encoding.PEM, form).decode())


def b64(value: int, size: int) -> str:
    """Return a number as base64url text."""
    return base64.urlsafe_b64encode(value.to_bytes(size, "big")).decode().rstrip("=")


def ec_jwk(number: int = 0, **members: t.Any) -> t.Dict[str, t.Any]:
    """Return a private key on P-256 as a JSON Web Key."""
    numbers = private_key("EC", number).private_numbers()
    point = numbers.public_numbers
    whole = {"kty": "EC", "crv": "P-256", "x": b64(point.x, 32), "y": b64(point.y, 32)}
    return dict(whole, d=b64(numbers.private_value, 32), **members)


@functools.lru_cache(maxsize=None)
def _prime(bits: int) -> int:
    """Return the largest prime of that many bits."""
    return next(number for number in itertools.count((1 << bits) - 1, -2) if pow(3, number - 1, number) == 1)


def rsa_jwk(number: int = 0, bits: int = 2048, **members: t.Any) -> t.Dict[str, t.Any]:
    """Return what servers take for a private RSA key of that many bits; its q is no prime, which nobody looks at."""
    p, q = _prime(bits - bits // 2), 3 * 2 ** (bits // 2 - 2) + 3 + 2 * number
    d = pow(65537, -1, (p - 1) * (q - 1) // math.gcd(p - 1, q - 1))
    numbers = {"n": p * q, "d": d, "p": p, "q": q}
    whole = {name: b64(value, (value.bit_length() + 7) // 8) for name, value in numbers.items()}
    return dict({"kty": "RSA", "e": "AQAB"}, **whole, **members)


#: The base point of P-256.
POINT = {
    "kty": "EC",
    "crv": "P-256",
    "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
    "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
}


def private_point(text: str, **members: t.Any) -> t.Dict[str, t.Any]:
    """Return what servers take for a private key, whose d begins with this text."""
    return dict(POINT, d=text.ljust(43, "A"), **members)


def public(jwk: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return a JSON Web Key without its private members."""
    return {name: value for name, value in jwk.items() if name not in PRIVATE_MEMBERS}


_HASHES: t.Dict[str, t.Any] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def raw(text: str) -> bytes:
    """Return the bytes of a base64url text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(key: t.Any, algorithm: str, token: str) -> t.Dict[str, t.Any]:
    """Return the claims of a JSON Web Token; raise where the signature is not that of the key."""
    header, claims, signature = token.split(".")
    signed, data = raw(signature), ("%s.%s" % (header, claims)).encode()
    digest: t.Any = _HASHES.get(algorithm[2:])
    public = key.public_key()
    if algorithm == "EdDSA":
        public.verify(signed, data)
    elif algorithm.startswith("ES"):
        half = len(signed) // 2
        assert half == (key.curve.key_size + 7) // 8
        numbers = [int.from_bytes(part, "big") for part in (signed[:half], signed[half:])]
        public.verify(utils.encode_dss_signature(*numbers), data, ec.ECDSA(digest))
    elif algorithm.startswith("PS"):
        public.verify(signed, data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    else:
        public.verify(signed, data, padding.PKCS1v15(), digest)
    found: t.Dict[str, t.Any] = json.loads(raw(claims))
    return found
