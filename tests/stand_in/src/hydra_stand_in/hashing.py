# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storing and checking client secrets.

By default a secret costs next to nothing to hash, so that tests are quick.  ``cost`` 1.0 takes about the CPU time
that a real server of the generation takes (bcrypt 10 up to 1.11, PBKDF2 with 25,000 rounds from 2.0 on).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from dataclasses import dataclass

from .generations import Quirks

_PBKDF2_ROUNDS = 25_000
# PBKDF2 rounds that take as long as bcrypt with cost 10.
_BCRYPT_AS_ROUNDS = 220_000


@dataclass(frozen=True)
class HashedSecret:
    salt: bytes
    digest: bytes


class Hasher:
    """Hashes and compares the secrets of one server."""

    def __init__(self, quirks: Quirks, cost: float) -> None:
        self._limit = 72 if quirks.secret_counts_to_72_bytes else None
        full = _BCRYPT_AS_ROUNDS if quirks.secret_counts_to_72_bytes else _PBKDF2_ROUNDS
        self._rounds = round(full * cost)

    async def hash(self, secret: str) -> HashedSecret:
        salt = os.urandom(8)
        return HashedSecret(salt, await self._digest(secret, salt))

    async def matches(self, secret: str, stored: HashedSecret) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(await self._digest(secret, stored.salt), stored.digest)

    async def _digest(self, secret: str, salt: bytes) -> bytes:
        data = secret.encode("utf-8", "surrogateescape")[: self._limit]
        if not self._rounds:
            return hashlib.blake2b(data, key=salt, digest_size=32).digest()
        # The work releases the interpreter lock, so it runs beside other requests as on a real server.
        return await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", data, salt, self._rounds)
