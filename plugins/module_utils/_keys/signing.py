# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Which key of a set signs, and whether a server can sign with it. Pure.

The table was found by importing a key of each kind into real servers and asking for a token:

* up to 1.11 a server signs with RS256, whatever a key says of itself, and with RSA keys only;
* from 2.0 on it signs with the algorithm that the key names, which must be one of `LEAST_BITS`, and fit the key;
* an RSA key must be long enough for the algorithm, and from 25.4 on have 1024 bits.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._values.jwk import SYMMETRIC, Jwk, fits, is_private, kind_of_key, rsa_bits, same_material
from .key_set import PRIVATE, PUBLIC, Key, bare, fold, signing_key

# The algorithms that tokens can be signed with, and the shortest RSA key for which the padding of the signature has
# room: RFC 8017 sections 9.1.1 (with a salt as long as the digest) and 9.2.
LEAST_BITS: t.Dict[str, int] = {
    "RS256": 496,
    "RS384": 624,
    "RS512": 752,
    "PS256": 522,
    "PS384": 778,
    "PS512": 1034,
    "ES256": 0,
    "ES384": 0,
    "ES512": 0,
    "EdDSA": 0,
    "HS256": 0,
    "HS384": 0,
    "HS512": 0,
}
ONLY_ALGORITHM_OF_OLD = "RS256"


@dataclass(frozen=True)
class Traits:
    """How a server keeps the keys of one set, and signs with them.

    :param signing: the set is one that Hydra signs with
    :param pairs: keys are two rows, and the newest of each kind must be of one key
    :param by_prefix: the two kinds are told apart by the kid, and not by the key
    :param ordered: a PUT of a whole set dependably keeps its order
    :param atomic: a PUT of a whole set is one step, in which the set is never seen to be gone
    :param put_needs_set: a key can only be put into a set that is there
    :param least_rsa_bits: shorter RSA keys never sign
    """

    signing: bool = False
    pairs: bool = False
    by_prefix: bool = False
    ordered: bool = False
    atomic: bool = False
    put_needs_set: bool = False
    least_rsa_bits: int = 0


# One key


def inability(jwk: t.Mapping[str, t.Any], traits: Traits) -> t.Optional[str]:
    """Return why a server fails to sign with a key, as the end of a sentence; None where it signs."""
    algorithm = jwk.get("alg")
    if traits.pairs:
        algorithm = ONLY_ALGORITHM_OF_OLD
        if jwk.get("kty") != "RSA":
            return "before 2.0.0 Hydra signs with RSA keys only, and this one is of kty %s" % jwk.get("kty")
    if not algorithm:
        return "it has no alg"
    if algorithm not in LEAST_BITS:
        return "alg %s cannot sign tokens (possible are %s)" % (algorithm, ", ".join(LEAST_BITS))
    if not fits(jwk, algorithm):
        return "alg %s needs %s" % (algorithm, kind_of_key(algorithm))
    bits, least = rsa_bits(jwk), max(LEAST_BITS[algorithm], traits.least_rsa_bits)
    if bits is not None and bits < least:
        return "it has %s bits, and this Hydra needs at least %d for alg %s" % (bits, least, algorithm)
    return None


def fault(jwk: t.Mapping[str, t.Any], traits: Traits) -> t.Optional[str]:
    """Return why a key cannot sign tokens, or must not, as verifiers would refuse them; None where it can."""
    if jwk.get("kty") == SYMMETRIC:
        return "it is symmetric, and nobody could verify what it signs"
    if jwk.get("use") == "enc":
        return "its use is enc"
    reason = inability(jwk, traits)
    named = jwk.get("alg") or ONLY_ALGORITHM_OF_OLD
    if reason is None and traits.pairs and named != ONLY_ALGORITHM_OF_OLD:
        return "before 2.0.0 Hydra signs with RS256 whatever the key says, and this one says alg %s" % named
    return reason


# The keys of a set


def leader(rows: t.Sequence[Jwk], traits: Traits) -> t.Optional[Key]:
    """Return the key that a server takes for signing, whether or not it can; None where it finds none."""
    if not traits.pairs:
        return signing_key(rows)
    private = next((row for row in rows if _is_half(row, True, traits)), None)
    public = next((row for row in rows if _is_half(row, False, traits)), None)
    if private is None or public is None or not same_material(private, public):
        return None
    if bare(str(private.get("kid"))) != bare(str(public.get("kid"))):
        return None
    return next((key for key in fold(rows) if private in key.rows), None)


def _is_half(row: Jwk, private: bool, traits: Traits) -> bool:
    if traits.by_prefix:
        return str(row.get("kid")).startswith(PRIVATE if private else PUBLIC)
    return is_private(row) == private


def signer(rows: t.Sequence[Jwk], traits: Traits) -> t.Optional[Key]:
    """Return the key that signs; None where the set is not one that Hydra signs with, or it cannot."""
    key = leader(rows, traits) if traits.signing else None
    return key if key is not None and inability(key.jwk, traits) is None else None


def parted(rows: t.Sequence[Jwk], traits: Traits) -> bool:
    """Tell whether there are private keys, and the halves that a server takes for signing are not of one key."""
    return leader(rows, traits) is None and signing_key(rows) is not None


def obstacle(rows: t.Sequence[Jwk], traits: Traits) -> t.Optional[str]:
    """Return why Hydra could not sign with a set, or not so that anybody could verify it; None where it can."""
    if signing_key(rows) is None:
        return "no private key is left to sign with"
    if parted(rows, traits):
        return "the newest public half and the newest private half would not belong to the same key"
    key = t.cast(Key, leader(rows, traits))
    reason = fault(key.jwk, traits)
    if reason is not None:
        return 'key "%s" would sign tokens, which must not happen: %s' % (key.kid, reason)
    secret = next((row for row in rows if row.get("kty") == SYMMETRIC), None)
    if secret is not None and not traits.pairs:
        return 'Hydra publishes no key at all while the symmetric key "%s" is in the set' % secret.get("kid")
    return None
