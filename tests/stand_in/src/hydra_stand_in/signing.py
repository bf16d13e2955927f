# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that a server signs with, and those that it publishes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning

from .errors import missing_request, unrecognizable
from .jwk import decoded, is_symmetric
from .key_material import Jwk, is_private, public_half, usable
from .key_sets import ACCESS_TOKEN, ID_TOKEN

if TYPE_CHECKING:
    from .hydra import Hydra

_ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SYMMETRIC = ["HS256", "HS384", "HS512"]
_LEAST_RSA_BITS = 1024


def sign(hydra: Hydra, set_name: str, claims: dict[str, Any]) -> str:
    """Return claims as a JWT, signed with the current key of a set.  Raises Refusal where there is no usable one."""
    key, kid, algorithm = _pair(hydra, set_name) if hydra.quirks.keys_are_pairs else _newest(hydra, set_name)
    if not _can_sign(hydra, key, algorithm):
        raise _cannot_sign()
    try:
        with _old_names():
            return jwt.encode({"alg": algorithm, "kid": kid, "typ": "JWT"}, claims, usable(key), [algorithm])
    except (JoseError, ValueError):
        raise _cannot_sign() from None


def published(hydra: Hydra) -> list[Jwk]:
    """Return what is published of the sets that tokens are signed with.  Raises Refusal."""
    quirks = hydra.quirks
    names = [ID_TOKEN]
    if hydra.access_token_strategy == "jwt" or quirks.access_token_keys_are_always_published:
        names.append(ACCESS_TOKEN)
    found: list[Jwk] = []
    for name in names:
        keys = hydra.state.keys.of(name)
        if not keys and quirks.missing_signing_keys_are_made:
            keys = [hydra.state.keys.generate_own(name)]
        if not keys:
            raise missing_request(quirks)
        if quirks.published_keys_are_told_by_their_ids:
            # As they are, whatever that is.
            keys = [key for key in keys if _kid(key).startswith("public:")]
            if not keys:
                raise unrecognizable("Unable to find key with prefix public in JSON Web Key Set")
        elif quirks.keys_are_pairs:
            keys = [key for key in keys if not is_private(key)]
        elif any(is_symmetric(key) for key in keys):
            raise unrecognizable()
        else:
            keys = [public_half(key) for key in keys]
        found += keys
    return found


def algorithm_of(hydra: Hydra, set_name: str) -> str:
    """Return the algorithm that tokens of a kind are signed with."""
    return "RS256" if hydra.quirks.keys_are_pairs else str(_newest(hydra, set_name)[2])


def is_signed_by(text: str, key: Jwk) -> bool:
    """Whether a key made the signature of a JWT, with any algorithm that the key is good for."""
    try:
        with _old_names():
            jws.deserialize_compact(text, usable(key), _SYMMETRIC if is_symmetric(key) else _ASYMMETRIC)
    except (JoseError, ValueError):
        return False
    return True


def _can_sign(hydra: Hydra, key: Jwk, algorithm: str) -> bool:
    """Whether there is such an algorithm, spelled like this, and an RSA key is long enough; libraries say the rest."""
    short = key.get("kty") == "RSA" and int.from_bytes(decoded(key["n"])).bit_length() < _LEAST_RSA_BITS
    return algorithm in _ASYMMETRIC + _SYMMETRIC and not (short and hydra.quirks.short_rsa_keys_fail)


@contextmanager
def _old_names() -> Iterator[None]:
    """Let Ed25519 go by its old name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        yield


def _pair(hydra: Hydra, set_name: str) -> tuple[Jwk, str, str]:
    """The newest private and the newest public key, which must be RSA and halves of one pair."""
    keys = hydra.state.keys.of(set_name)
    if not keys:
        refusal = missing_request(hydra.quirks)
        refusal.oauth = True
        raise refusal
    if hydra.quirks.signing_keys_are_told_by_their_ids:
        private = next((key for key in keys if _kid(key).startswith("private:")), None)
        public = next((key for key in keys if _kid(key).startswith("public:")), None)
    else:
        private = next((key for key in keys if is_private(key)), None)
        public = next((key for key in keys if not is_private(key)), None)
    if private is None or public is None or is_private(public) or not is_private(private):
        raise _cannot_sign()
    same_id = _kid(private).removeprefix("private:") == _kid(public).removeprefix("public:")
    same_key = private["kty"] == public["kty"] == "RSA" and private["n"] == public["n"]
    if not (same_id and same_key):
        raise _cannot_sign()
    return private, _kid(public), "RS256"


def _newest(hydra: Hydra, set_name: str) -> tuple[Jwk, str, str]:
    """The newest private key; where there is none, one is made."""
    key = next((key for key in hydra.state.keys.of(set_name) if is_private(key)), None)
    if key is None:
        key = hydra.state.keys.generate_own(set_name)
    return key, "" if is_symmetric(key) else _kid(key), key.get("alg", "")


def _kid(key: Jwk) -> str:
    return str(key.get("kid", ""))


def _cannot_sign() -> Exception:
    return unrecognizable(oauth=True)
