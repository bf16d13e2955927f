# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Keys as the library cryptography has them. Pure."""

from __future__ import annotations

import contextlib
import typing as t

from .go_jose import decoded
from .jwk import Jwk

with contextlib.suppress(ImportError):  # which `pem` tells
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa


def public_key(jwk: Jwk) -> t.Any:
    """Return the public half of an RSA, EC or Ed25519 key.

    :raises ValueError: its numbers are not those of one key
    """
    if jwk["kty"] == "OKP":
        return ed25519.Ed25519PublicKey.from_public_bytes(_bytes(jwk, "x"))
    return (_rsa_numbers(jwk) if jwk["kty"] == "RSA" else _ec_numbers(jwk)).public_key()


def private_key(jwk: Jwk) -> t.Any:
    """Return a private RSA, EC or Ed25519 key; of the last, its public half is not looked at.

    :raises ValueError: its numbers are not those of one key
    """
    if jwk["kty"] == "OKP":
        return ed25519.Ed25519PrivateKey.from_private_bytes(_bytes(jwk, "d"))
    if jwk["kty"] == "EC":
        return ec.EllipticCurvePrivateNumbers(_number(jwk, "d"), _ec_numbers(jwk)).private_key()
    d, p, q = (_number(jwk, name) for name in ("d", "p", "q"))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=_rsa_numbers(jwk),
    ).private_key()


def _rsa_numbers(jwk: Jwk) -> t.Any:
    return rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n"))


def _ec_numbers(jwk: Jwk) -> t.Any:
    curves: t.Dict[str, t.Any] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
    return ec.EllipticCurvePublicNumbers(_number(jwk, "x"), _number(jwk, "y"), curves[jwk["crv"]]())


def _number(jwk: Jwk, name: str) -> int:
    return int.from_bytes(_bytes(jwk, name), "big")


def _bytes(jwk: Jwk, name: str) -> bytes:
    return decoded(jwk[name]) or b""
