# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""RSA keys of any size: libraries refuse to make short ones, and Hydra imports them."""

from __future__ import annotations

import base64
import functools
import random


@functools.cache
def rsa_jwk(bits: int) -> dict[str, str]:
    """A private key of that many bits as a JSON Web Key (RFC 7518 section 6.3); worthless, as it can be guessed."""
    chance = random.Random(bits)  # noqa: S311
    while True:
        p, q = (_prime(chance, size) for size in (bits // 2, bits - bits // 2))
        if p != q and (p * q).bit_length() == bits:
            break
    d = pow(65537, -1, (p - 1) * (q - 1))
    numbers = {
        "n": p * q,
        "e": 65537,
        "d": d,
        "p": p,
        "q": q,
        "dp": d % (p - 1),
        "dq": d % (q - 1),
        "qi": pow(q, -1, p),
    }
    return {"kty": "RSA"} | {name: _base64url(value) for name, value in numbers.items()}


def _prime(chance: random.Random, bits: int) -> int:
    while True:
        number = chance.getrandbits(bits) | 1 | 3 << bits - 2
        if (number - 1) % 65537 and all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7)):
            return number


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).decode().rstrip("=")
