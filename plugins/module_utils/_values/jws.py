# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Tokens signed with a private key (RFC 7515, RFC 7518 section 3, RFC 8037), with the library cryptography."""

from __future__ import annotations

import contextlib
import json
import typing as t

from .._errors import MissingLibraryError
from .jwk import Jwk, base64url, default_algorithm, fits
from .key_objects import private_key
from .pem import CRYPTOGRAPHY_TRACE

with contextlib.suppress(ImportError):  # which `pem` tells
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, utils

_SIGNING = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class Signer:
    """Signs with one private key."""

    def __init__(self, jwk: Jwk, kid: t.Optional[str] = None) -> None:
        """Prepare to sign.

        :param kid: the name of the key for the server; that of the JWK, if any, where it is not given
        :raises ValueError: nothing can be signed with this key; the message completes "the key ..."
        :raises MissingLibraryError: the library cryptography is not there
        """
        self.algorithm = _algorithm(jwk)
        self.kid = kid or jwk.get("kid")
        if CRYPTOGRAPHY_TRACE is not None:
            raise MissingLibraryError("cryptography", CRYPTOGRAPHY_TRACE)
        try:
            self._key = private_key(jwk)
        except (ValueError, TypeError):
            raise ValueError("is damaged: its members do not fit together") from None

    def sign(self, claims: t.Mapping[str, t.Any]) -> str:
        """Return a JSON Web Token."""
        header = {"alg": self.algorithm, "typ": "JWT"}
        if self.kid:
            header["kid"] = self.kid
        parts = [base64url(json.dumps(part, separators=(",", ":")).encode("utf-8")) for part in (header, claims)]
        signature = self._signature(".".join(parts).encode("ascii"))
        return ".".join([*parts, base64url(signature)])

    def _signature(self, data: bytes) -> bytes:
        key: t.Any = self._key
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(data)
        digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[self.algorithm[2:]]
        if isinstance(key, ec.EllipticCurvePrivateKey):
            size = (key.curve.key_size + 7) // 8
            numbers = utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
            return b"".join(number.to_bytes(size, "big") for number in numbers)
        scheme: t.Any = padding.PKCS1v15()
        if self.algorithm.startswith("PS"):
            scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
        signature: bytes = key.sign(data, scheme, digest)
        return signature


def _algorithm(jwk: Jwk) -> str:
    """Return the algorithm that a key signs with.

    :raises ValueError: there is none
    """
    if jwk.get("kty") == "oct":
        raise ValueError("is a symmetric key: it must be an RSA, EC or Ed25519 key")
    if not jwk.get("d"):
        raise ValueError("is a public key or a certificate: it must be a private key")
    algorithm = str(jwk.get("alg") or default_algorithm(jwk))
    if algorithm not in _SIGNING or not fits(jwk, algorithm):
        told = "its alg is %s" % jwk["alg"] if jwk.get("alg") else "there is no algorithm for its curve"
        raise ValueError("is not a key for signatures: %s" % told)
    return algorithm
