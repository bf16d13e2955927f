# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Keys as the filters of this collection take and return them: PEM, JSON Web Keys, and sets of them. Pure.

What is wrong with a key is a `ValueError` whose message is a sentence and never holds a part of a key.
"""

from __future__ import annotations

import contextlib
import typing as t

from ..module_utils._errors import MissingLibraryError
from ..module_utils._values import jwk as keys
from ..module_utils._values.go_jose import decoded
from ..module_utils._values.jwk import Jwk
from ..module_utils._values.key_objects import private_key, public_key
from ..module_utils._values.pem import CRYPTOGRAPHY_TRACE, read_key_text, read_pem
from ..module_utils._values.structures import read_text

with contextlib.suppress(ImportError):  # what reads PEM says so
    from cryptography.hazmat.primitives import serialization

USES = ("sig", "enc")
HASHES = ("sha256", "sha384", "sha512")


# What the filters do


def pem_to_jwk(
    text: t.Any,
    kid: t.Optional[str] = None,
    use: t.Optional[str] = None,
    alg: t.Optional[str] = None,
    private: bool = False,
    passphrase: t.Optional[str] = None,
) -> Jwk:
    """Return the key of a PEM; its public half, unless the private one is asked for."""
    kid, alg, passphrase = _text("kid", kid), _text("alg", alg), _text("passphrase", passphrase)
    if not isinstance(text, str):
        raise ValueError("pem_to_jwk needs text in PEM format, not %s" % _kind(text))
    try:
        jwk = read_pem(text, passphrase)
    except ValueError as error:
        raise ValueError("the text %s" % error) from None
    if private and not keys.is_private(jwk):
        raise ValueError("private=true needs a private key, and the text contains only a public one")
    return _described(jwk, "the key", kid, use, alg, private)


def jwk_to_pem(value: t.Any, private: bool = False) -> str:
    """Return a JSON Web Key as PEM: the public half as SubjectPublicKeyInfo, or the private key as PKCS #8."""
    jwk = _read(value)
    if CRYPTOGRAPHY_TRACE is not None:
        raise MissingLibraryError("cryptography", CRYPTOGRAPHY_TRACE)
    if jwk["kty"] == keys.SYMMETRIC:
        raise ValueError("the key is symmetric (kty oct), and PEM has no form for it")
    if jwk["kty"] == "OKP" and jwk["crv"] != "Ed25519":
        raise ValueError("the key is on a curve for which Hydra has no algorithm")
    if private and not keys.is_private(jwk):
        raise ValueError("private=true needs a private key, and this one is public")
    try:
        key = _private_key(jwk) if private else public_key(jwk)
    except (ValueError, ArithmeticError):
        raise ValueError("the key is not a valid key: its numbers do not belong together") from None
    pem = serialization.Encoding.PEM
    if private:
        form, unlocked = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return str(key.private_bytes(pem, form, unlocked).decode("ascii"))
    return str(key.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode("ascii"))


def jwk_thumbprint(value: t.Any, hash: t.Optional[str] = HASHES[0]) -> str:
    """Return the thumbprint of a JSON Web Key (RFC 7638)."""
    _check_choice("hash", hash, HASHES)
    return keys.thumbprint(_read(value), hash or HASHES[0])


def jwks(
    values: t.Any,
    use: t.Optional[str] = None,
    alg: t.Optional[str] = None,
    private: bool = False,
    passphrase: t.Optional[str] = None,
) -> t.Dict[str, t.Any]:
    """Return a JSON Web Key Set of keys in any form."""
    alg, passphrase = _text("alg", alg), _text("passphrase", passphrase)
    found: t.List[Jwk] = []
    for number, value in enumerate(values if isinstance(values, list) else [values], 1):
        place = "element %d" % number
        for jwk in _keys_of(value, place, passphrase):
            if private and not keys.is_private(jwk):
                raise ValueError("%s: private=true needs private keys, and this one is public" % place)
            found.append(_described(jwk, place, None, use, alg, private))
    if not found:
        raise ValueError("jwks needs at least one key")
    kids = [jwk["kid"] for jwk in found]
    double = next((kid for kid in kids if kids.count(kid) > 1), None)
    if double is not None:
        raise ValueError('two keys have the kid "%s"' % double)
    return {"keys": found}


# How they do it


def _described(
    jwk: Jwk, place: str, kid: t.Optional[str], use: t.Optional[str], alg: t.Optional[str], private: bool
) -> Jwk:
    """Return a key with kid, use and alg, as it may be told: without private members, unless they are asked for."""
    if not private and jwk["kty"] == keys.SYMMETRIC:
        raise ValueError("%s is symmetric (kty oct) and has no public half; private=true returns it" % place)
    _check_choice("use", use, USES)
    use = use or jwk.get("use") or USES[0]
    alg = alg or jwk.get("alg") or (keys.default_algorithm(jwk) if use == USES[0] else None)
    if alg and not keys.fits(jwk, alg):
        raise ValueError("alg=%s needs %s, and %s is of kty %s" % (alg, keys.kind_of_key(alg), place, jwk["kty"]))
    if kid == "":
        raise ValueError("kid must not be empty")
    said = {"kid": kid or jwk.get("kid") or keys.thumbprint(jwk), "use": use, "alg": alg}
    whole = dict(jwk, **{name: text for name, text in said.items() if text})
    return whole if private else keys.public_half(whole)


def _text(name: str, value: t.Any) -> t.Optional[str]:
    """Return an option that is text; YAML makes a number of one that looks like it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("%s must be a string" % name)
    return str(value)


def _check_choice(name: str, value: t.Optional[str], choices: t.Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise ValueError("%s must be one of %s" % (name, ", ".join(choices)))


def _read(value: t.Any) -> Jwk:
    try:
        return keys.read_jwk(read_text(value))
    except ValueError as error:
        raise ValueError("the key %s" % error) from None


def _keys_of(value: t.Any, place: str, passphrase: t.Optional[str]) -> t.List[Jwk]:
    """Return the keys of a PEM, a JWK or a JWKS."""
    try:
        if isinstance(value, str):
            return read_key_text(value, passphrase)
        return keys.read_jwks(value) if isinstance(value, dict) and "keys" in value else [keys.read_jwk(value)]
    except ValueError as error:
        raise ValueError("%s %s" % (place, error)) from None


def _private_key(jwk: Jwk) -> t.Any:
    """Return a private key whose public half belongs to it, which the library itself does not look at for Ed25519."""
    key = private_key(jwk)
    if jwk["kty"] == "OKP":
        raw = serialization.PublicFormat.Raw
        if key.public_key().public_bytes(serialization.Encoding.Raw, raw) != decoded(jwk["x"]):
            raise ValueError("of two keys")
    return key


def _kind(value: t.Any) -> str:
    return "null" if value is None else "a list" if isinstance(value, list) else "a %s" % type(value).__name__
