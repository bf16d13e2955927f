# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037): read from JWK and JWKS, compared, halved, named.

What is wrong with a key is a `ValueError` whose message completes "the key ..." or "option x ...". No message ever
holds a part of a key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import typing as t

from .go_jose import decoded, rendered

Jwk = t.Dict[str, t.Any]

SYMMETRIC = "oct"

HIDDEN = "(hidden)"
LEFT_OUT = "hidden"  # a member of keys in results: true where the server has private members, which are not shown

PRIVATE_JWK_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")  # RFC 7518 sections 6.2.2, 6.3.2 and 6.4

# The members that make up a key, in the order of RFC 7638 section 3.2, and those that must come with a private one.
_MATERIAL = {"RSA": ("e", "n"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x"), SYMMETRIC: ("k",)}
COORDINATE_BYTES = {"P-256": 32, "P-384": 48, "P-521": 66, "Ed25519": 32, "X25519": 32}

# Which algorithm needs which kind of key (RFC 7518 sections 3.1 and 4.1, RFC 8037 section 3.1); the first that fits is
# the one that is taken where none is named.
_ALGORITHMS: t.Tuple[t.Tuple[str, str, t.Optional[str]], ...] = (
    ("RS256", "RSA", None),
    ("RS384", "RSA", None),
    ("RS512", "RSA", None),
    ("PS256", "RSA", None),
    ("PS384", "RSA", None),
    ("PS512", "RSA", None),
    ("ES256", "EC", "P-256"),
    ("ES384", "EC", "P-384"),
    ("ES512", "EC", "P-521"),
    ("EdDSA", "OKP", "Ed25519"),
    ("HS256", SYMMETRIC, None),
    ("HS384", SYMMETRIC, None),
    ("HS512", SYMMETRIC, None),
    ("RSA-OAEP", "RSA", None),
    ("RSA-OAEP-256", "RSA", None),
    ("RSA1_5", "RSA", None),
)
_KIND_OF_KEY = {name: (kty, crv) for name, kty, crv in _ALGORITHMS}

# What a key is


def is_private(jwk: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a key can sign or decrypt: it has a private member, or is symmetric."""
    return any(name in jwk for name in PRIVATE_JWK_MEMBERS)


def has_material(jwk: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a key is there, and not only what is to be said of one that is yet to be made."""
    return all(name in jwk for name in _MATERIAL.get(str(jwk.get("kty")), ("kty",)))


def public_half(jwk: t.Mapping[str, t.Any]) -> Jwk:
    """Return a key without its private members; of a symmetric key nothing is left that would be of use."""
    return {name: value for name, value in jwk.items() if name not in PRIVATE_JWK_MEMBERS}


def material(jwk: t.Mapping[str, t.Any]) -> t.Tuple[t.Any, ...]:
    """Return what tells one key from another, the same for both halves and for every spelling of its numbers."""
    kty = str(jwk.get("kty"))
    if kty not in _MATERIAL:
        return (kty, json.dumps(public_half(jwk), sort_keys=True))
    return (kty, *(jwk.get(name) if name == "crv" else _comparable(kty, jwk.get(name)) for name in _MATERIAL[kty]))


def same_material(one: t.Mapping[str, t.Any], other: t.Mapping[str, t.Any]) -> bool:
    """Tell whether two keys are the same key, or halves of the same, whatever they are called and meant for."""
    return material(one) == material(other)


def thumbprint(jwk: t.Mapping[str, t.Any], algorithm: str = "sha256") -> str:
    """Return the thumbprint of RFC 7638, which is the same for both halves of a key."""
    names = (*_MATERIAL[str(jwk["kty"])], "kty")
    text = json.dumps({name: jwk[name] for name in names}, sort_keys=True, separators=(",", ":"))
    return base64url(hashlib.new(algorithm, text.encode("utf-8")).digest())


def fits(jwk: t.Mapping[str, t.Any], algorithm: str) -> bool:
    """Tell whether a key can be used with an algorithm; of one that is not known here, assume it."""
    if algorithm not in _KIND_OF_KEY:
        return True
    kty, crv = _KIND_OF_KEY[algorithm]
    return jwk.get("kty") == kty and (crv is None or jwk.get("crv") == crv)


def default_algorithm(jwk: t.Mapping[str, t.Any]) -> t.Optional[str]:
    """Return the algorithm that is taken for a key where none is named: RS256 for RSA, the only one of the others.

    None for symmetric keys, which are as good for one as for another, and for curves that nothing signs with.
    """
    if jwk.get("kty") == SYMMETRIC:
        return None
    return next((name for name in _KIND_OF_KEY if fits(jwk, name)), None)


def rsa_bits(jwk: t.Mapping[str, t.Any]) -> t.Optional[int]:
    """Return how long an RSA key is; None for other keys, and for one that is yet to be made."""
    raw = _decoded(jwk.get("n")) if jwk.get("kty") == "RSA" else None
    return int.from_bytes(raw, "big").bit_length() if raw else None


def is_symmetric(jwk: t.Optional[t.Mapping[str, t.Any]], algorithm: t.Optional[str]) -> bool:
    """Tell whether a key, or one that is yet to be made for an algorithm, has no public half."""
    kty = jwk.get("kty") if jwk is not None else _KIND_OF_KEY.get(str(algorithm), ("", None))[0]
    return kty == SYMMETRIC


def key_type(algorithm: str) -> Jwk:
    """Return the members kty and crv of the keys that an algorithm needs."""
    kty, crv = _KIND_OF_KEY[algorithm]
    return {"kty": kty, "crv": crv} if crv else {"kty": kty}


def kind_of_key(algorithm: str) -> str:
    """Return what a sentence calls the kind of key that an algorithm needs."""
    kty, crv = _KIND_OF_KEY[algorithm]
    return {"RSA": "an RSA key", SYMMETRIC: "a symmetric key"}.get(kty, "a key on the curve %s" % crv)


# How a key is read


def read_jwk(value: t.Any) -> Jwk:
    """Return a key in the spelling in which servers render it.

    :raises ValueError: it is no key, or a half one
    """
    if not isinstance(value, dict) or not isinstance(value.get("kty"), str):
        raise ValueError('must be a JSON Web Key: a dictionary with a "kty"')
    kty = value["kty"]
    if kty not in _MATERIAL:
        raise ValueError("has a kty that Hydra does not know; it is one of %s" % ", ".join(sorted(_MATERIAL)))
    lacking = [name for name in _MATERIAL[kty] if not value.get(name)]
    if kty == "RSA" and value.get("d"):
        lacking += [name for name in ("p", "q") if not value.get(name)]
    if lacking:
        raise ValueError("is an incomplete JSON Web Key of kty %s: it lacks %s" % (kty, " and ".join(lacking)))
    size = COORDINATE_BYTES.get(str(value.get("crv")))
    if kty == "EC" and value["crv"] not in ("P-256", "P-384", "P-521"):
        raise ValueError("has a crv that Hydra does not know; it is one of P-256, P-384, P-521")
    for name in (*_MATERIAL[kty], *PRIVATE_JWK_MEMBERS):
        if value.get(name) is not None and name not in ("crv", "oth"):
            _check_number(name, value[name], size if kty == "EC" else None)
    for name in ("kid", "use", "alg"):
        if value.get(name) is not None and not isinstance(value[name], str):
            raise ValueError("has a %s that is not a string" % name)
    chain = value.get("x5c")
    if chain is not None and not (isinstance(chain, list) and all(isinstance(text, str) for text in chain)):
        raise ValueError("has an x5c that is not a list of strings")
    return rendered(value)


def _check_number(name: str, text: t.Any, size: t.Optional[int]) -> None:
    raw = _decoded(text)
    if raw is None:
        raise ValueError("has a member %s that is not base64url" % name)
    if size is not None and len(raw.lstrip(b"\0")) > size:
        raise ValueError("has a member %s that is too long for its curve" % name)


def keys_of(value: t.Any) -> t.List[t.Any]:
    """Return the list of keys of a JSON Web Key Set, whatever they are.

    :raises ValueError: it is none
    """
    keys = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(keys, list) or not keys:
        raise ValueError('must be a JSON Web Key Set: a dictionary with a list "keys" that is not empty')
    return keys


def read_jwks(value: t.Any) -> t.List[Jwk]:
    """Return the keys of a JSON Web Key Set.

    :raises ValueError: it is none, or one of its keys is no key
    """
    found = []
    for number, key in enumerate(keys_of(value)):
        try:
            found.append(read_jwk(key))
        except ValueError as error:
            raise ValueError("contains a key, number %d, that %s" % (number + 1, error)) from None
    return found


def secrets_in(value: t.Any, is_key: bool = False) -> t.Iterator[str]:
    """Yield every private part of every key that is anywhere in a value, as JWK or as PEM: what must not be printed.

    :param is_key: it is known to be meant as a key, whether or not it is one
    """
    if isinstance(value, dict):
        if is_key or isinstance(value.get("kty"), str):
            for name in PRIVATE_JWK_MEMBERS:
                yield from _texts(value.get(name))
        for name, item in value.items():
            yield from secrets_in(item, is_key or name in ("jwk", "jwks"))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from secrets_in(item, is_key)
    elif isinstance(value, str) and "PRIVATE KEY-----" in value:
        yield value
        yield value.strip()
        # Its lines too: an error that quotes YAML would show single ones.
        yield from (line for line in value.split() if len(line) >= 16 and "-----" not in line)
    elif isinstance(value, str) and value.lstrip().startswith("{") and '"kty"' in value:
        try:
            yield from secrets_in(json.loads(value), is_key)
        except ValueError:
            yield value


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def without_private_members(jwks: t.Any) -> t.Any:
    """Return a JSON Web Key Set whose keys have lost their private members, and say so, for results."""
    if not isinstance(jwks, dict) or not isinstance(jwks.get("keys"), list):
        return jwks
    keys = []
    for key in jwks["keys"]:
        public = {name: item for name, item in key.items() if name not in PRIVATE_JWK_MEMBERS}
        keys.append(public if len(public) == len(key) else dict(public, **{LEFT_OUT: True}))
    return dict(jwks, keys=keys)


# base64url (RFC 7515 section 2, RFC 7518 sections 2 and 6)


def _comparable(kty: str, text: t.Any) -> t.Any:
    raw = _decoded(text)
    if raw is None:
        return text
    return int.from_bytes(raw, "big") if kty in ("RSA", "EC") else raw


def number_text(value: int, size: t.Optional[int] = None) -> str:
    """Return a number as base64url, in ``size`` bytes or as few as it takes."""
    return base64url(value.to_bytes(size or max(1, (value.bit_length() + 7) // 8), "big"))


def base64url(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _decoded(text: t.Any) -> t.Optional[bytes]:
    """Return the bytes of a base64url text; None where it is none, or empty."""
    return decoded(text) or None
