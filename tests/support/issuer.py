# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An issuer of assertions (RFC 7523): its keys in every form in which they can be given, and JWTs signed with them."""

from __future__ import annotations

import datetime
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

LIFETIME = 900  # seconds in which a JWT can be used


@dataclass
class Key:
    """One key. ``algorithm`` is ES256 or RS256."""

    algorithm: str = "ES256"
    passphrase: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __post_init__(self) -> None:
        self._key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
            ec.generate_private_key(ec.SECP256R1())
            if self.algorithm == "ES256"
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )
        kind = ECKey if self.algorithm == "ES256" else RSAKey
        self._jose = kind.import_key(self._pem(serialization.NoEncryption()))

    def _pem(self, lock: serialization.KeySerializationEncryption) -> str:
        form = serialization.PrivateFormat.PKCS8
        return self._key.private_bytes(serialization.Encoding.PEM, form, lock).decode()

    def variables(self) -> dict[str, Any]:
        """The key as playbooks take it."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return {
            "pem": self._pem(serialization.NoEncryption()),
            "encrypted_pem": self._pem(serialization.BestAvailableEncryption(self.passphrase.encode())),
            "passphrase": self.passphrase,
            "public_pem": self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode(),
            "certificate": self._certificate(),
            "jwk": self._jose.as_dict(private=True),
            "public_jwk": self._jose.as_dict(private=False),
            "thumbprint": self._jose.thumbprint(),
        }

    def _certificate(self) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an issuer")])
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(name, name, self._key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        signed = builder.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def secrets(self) -> set[str]:
        """What of it must never be printed."""
        private, public = self._jose.as_dict(private=True), self._jose.as_dict(private=False)
        members = {str(private[name]) for name in set(private) - set(public)}
        pem = self._pem(serialization.NoEncryption())
        lines = {line for line in pem.splitlines() if "-----" not in line and len(line) >= 16}
        return members | lines | {self.passphrase}

    def assertion(self, issuer: str, subject: str, audience: str, kid: str) -> str:
        """A JWT that can be used once (RFC 7523 section 3)."""
        now = int(time.time())
        claims = {
            "iss": issuer,
            "sub": subject,
            "aud": audience,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode({"alg": self.algorithm, "kid": kid}, claims, self._jose)


def symmetric() -> dict[str, Any]:
    """A symmetric JSON Web Key."""
    return OctKey.generate_key(256).as_dict(private=True)
