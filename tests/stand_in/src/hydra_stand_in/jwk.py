# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Web Keys in request bodies: what is kept of them, and how a bad one is refused (RFC 7517)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from . import go_url
from .generations import Quirks
from .go_base64 import STANDARD, first_bad_byte
from .go_json import DecodeError, go_string, kind_of

# Members that survive, all of them texts but the certificates; all others are dropped.
_MATERIAL = ("x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k")
_NUMBERS = (*_MATERIAL, "x5t", "x5t#S256")
_TEXTS = ("kty", "kid", "use", "alg", "crv", "x5u", *_NUMBERS)
_KNOWN = (*_TEXTS, "x5c")
_CURVES: dict[str, tuple[int, ec.EllipticCurve]] = {
    "P-256": (32, ec.SECP256R1()),
    "P-384": (48, ec.SECP384R1()),
    "P-521": (66, ec.SECP521R1()),
}
_REFERENCES = ("x5u", "x5t", "x5t#S256")
_DIGEST_BYTES = {"x5t": 20, "x5t#S256": 32}
# What is kept of each kind of key beside what says how to use it; of a public RSA key it is less.
_KEPT = {"RSA": ("n", "e", "d", "p", "q", "dp", "dq", "qi"), "EC": ("x", "y", "d"), "OKP": ("x", "d"), "oct": ("k",)}
_PUBLIC_RSA = ("n", "e")
_ORDER = (
    *("use", "kty", "kid", "crv", "alg", "k", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"),
    *("x5c", "x5u", "x5t", "x5t#S256"),
)
_ED25519_BYTES = 32
_EXPONENT_BYTES = 8


def read_set(value: dict[str, Any], go_type: str, quirks: Quirks) -> dict[str, Any]:
    """Return the JWK set to store, from an object that has ``keys``.  Raises DecodeError."""
    keys = value["keys"]
    if keys is None:
        return {"keys": None}
    if not isinstance(keys, list):
        raise DecodeError(
            f"json: cannot unmarshal {kind_of(keys)} into Go struct field {go_type} of type []jose.JSONWebKey"
        )
    return {"keys": [read_key(key, quirks) for key in keys]}


def read_key(value: Any, quirks: Quirks) -> dict[str, Any]:
    """Return the key to store, without unknown and empty members.  Raises DecodeError."""
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise DecodeError(f"json: cannot unmarshal {kind_of(value)} into Go value of type jose.rawJSONWebKey")
    key = {name: member for name, member in value.items() if name in _KNOWN and member is not None}
    if not quirks.keys_refer_to_certificates:
        key = {name: member for name, member in key.items() if name not in _REFERENCES}
    _check_types(key, quirks)
    if value.get("x5u") is not None and quirks.keys_refer_to_certificates and quirks.certificate_url_is_refused:
        raise DecodeError("json: cannot unmarshal string into Go value of type url.URL")
    key = {name: key[name] for name in _KNOWN if name in key and (key[name] not in ("", []) or name in _MATERIAL)}
    key |= {name: _without_padding(key[name], quirks) for name in _NUMBERS if name in key}
    if "x5c" in key and quirks.certificate_problem_names_library:
        _check_certificates(key, quirks)
    problem = _problem(key, quirks)
    if problem:
        raise DecodeError(f"{quirks.jose_library}: {problem}")
    if "x5c" in key and not quirks.certificate_problem_names_library:
        _check_certificates(key, quirks)
    _check_match(key, quirks)
    for name in _DIGEST_BYTES:
        if name in key and _base64_problem(key[name]):
            raise DecodeError(f"{quirks.jose_library}: invalid JWK, {name} header has invalid encoding")
    for name, size in _DIGEST_BYTES.items():
        if name in key and len(decoded(key[name])) != size:
            raise DecodeError(f"{quirks.jose_library}: invalid JWK, {name} header is of incorrect size")
    if "x5u" in key:
        try:
            key["x5u"] = go_url.parse(key["x5u"], strict=quirks.hosts_are_read_strictly).text
        except go_url.UriError as reason:
            problem = f"invalid JWK, x5u header is invalid URL: parse {go_string(key['x5u'])}: {reason}"
            raise DecodeError(f"{quirks.jose_library}: {problem}") from None
    return _written(key)


def _check_types(key: dict[str, Any], quirks: Quirks) -> None:
    """Raise DecodeError for members of other types: the decoder stops at a number, and goes on after anything else."""
    problem = ""
    for name, member in key.items():
        for one in member if isinstance(member, list) and name == "x5c" else (member,):
            if kind_of(one) == "number":
                raise DecodeError(_wrong_type(one, "[]string" if one is member and name == "x5c" else "string"))
        if name == "x5c":
            items = [item for item in member if item is not None and not isinstance(item, str)] if member else []
            if not isinstance(member, list):
                problem = problem or _wrong_type(member, "[]string")
            elif items:
                problem = problem or _wrong_type(items[0], "string")
        elif name in _MATERIAL:
            if not isinstance(member, str):
                raise DecodeError(_wrong_type(member, "string"))
            if wrong := _base64_problem(_without_padding(member, quirks)):
                raise DecodeError(wrong)
        elif not isinstance(member, str):
            problem = problem or _wrong_type(member, "string")
    if problem:
        raise DecodeError(problem)


def _wrong_type(member: Any, wanted: str) -> str:
    return f"json: cannot unmarshal {kind_of(member)} into Go value of type {wanted}"


def _without_padding(text: str, quirks: Quirks) -> str:
    text = text.replace("\r", "").replace("\n", "")
    return text if quirks.padded_numbers_are_refused else text.rstrip("=")


def _written(key: dict[str, Any]) -> dict[str, Any]:
    """Return a key in the one spelling in which it is written: that of its numbers, not that of its text.

    Where nothing is left of the exponent of an RSA key or of a symmetric key, it is written without that.
    """
    kty = key["kty"]
    numbers = _PUBLIC_RSA if kty == "RSA" and "d" not in key else _KEPT[kty]
    written: dict[str, Any] = {}
    for name, member in key.items():
        if name in numbers:
            raw = _written_bytes(key, name)
            if raw or name not in ("e", "k"):
                written[name] = encoded(raw)
        elif name in _DIGEST_BYTES:
            written[name] = encoded(decoded(member))
        elif member and name not in _MATERIAL and (name != "crv" or kty in ("EC", "OKP")):
            written[name] = member
    return written


def _written_bytes(key: dict[str, Any], name: str) -> bytes:
    raw, kty = decoded(key[name]), key["kty"]
    if kty == "RSA":
        return (raw[-_EXPONENT_BYTES:] if name == "e" else raw).lstrip(b"\0")
    if kty == "EC":
        return raw.lstrip(b"\0").rjust(_CURVES[key["crv"]][0], b"\0")
    return raw[:_ED25519_BYTES].ljust(_ED25519_BYTES, b"\0") if kty == "OKP" else raw


def in_order(key: dict[str, Any]) -> dict[str, Any]:
    """Return a key with its members in the order in which servers write them."""
    return {name: key[name] for name in _ORDER if name in key}


def is_lost(key: dict[str, Any]) -> bool:
    """Whether a key is written without what is needed to read it."""
    return {"RSA": "e", "oct": "k"}.get(key["kty"], "kty") not in key


def is_symmetric(key: dict[str, Any]) -> bool:
    return key.get("kty") == "oct"


def _problem(key: dict[str, Any], quirks: Quirks) -> str:
    kty = key.get("kty", "")
    if kty == "RSA":
        return _rsa_problem(key)
    if kty == "EC":
        return _ec_problem(key, quirks)
    if kty == "OKP":
        return "" if key.get("crv") == "Ed25519" and "x" in key else f"unknown curve {key.get('crv', '')}'"
    if kty == "oct":
        return "" if "k" in key else "invalid OCT (symmetric) key, missing k value"
    return f"unknown json web key type '{kty}'"


def _rsa_problem(key: dict[str, Any]) -> str:
    if "d" not in key:
        return "" if "n" in key and "e" in key else "invalid RSA key, missing n/e values"
    for name in ("n", "e", "d", "p", "q"):
        if name not in key:
            return f"invalid RSA private key, missing {name.upper()} value(s)"
    problem = _rsa_mismatch(key)
    if problem:
        raise DecodeError(problem)
    return ""


def _rsa_mismatch(key: dict[str, Any]) -> str:
    """Return how the numbers of a private key contradict each other."""
    n, d, p, q = (int.from_bytes(decoded(key[name])) for name in ("n", "d", "p", "q"))
    e = int.from_bytes(decoded(key["e"]).rjust(_EXPONENT_BYTES, b"\0")[-_EXPONENT_BYTES:], signed=True)
    if min(p, q) < 3:
        return "modulus must be > 1"
    if d >= n:
        return _overflow(d, n)
    if not 2 <= e < 2**31:
        return f"crypto/rsa: public exponent too {'small or negative' if e < 2 else 'large'}"
    if e % 2 == 0:
        return "crypto/rsa: public exponent is even"
    if n != p * q:
        return "crypto/rsa: p * q != n"
    given: dict[str, int] = {name: int.from_bytes(decoded(key[name])) for name in ("dp", "dq", "qi") if name in key}
    if len(given) == 3:  # else they are computed
        for name, prime in (("dp", p), ("dq", q)):
            if given[name] * e % (prime - 1) != 1:
                return "crypto/rsa: invalid CRT exponent"
            if d % (prime - 1) != given[name]:
                return f"crypto/rsa: d does not match d{name[1].upper()}"
    if any(d * e % (prime - 1) != 1 for prime in (p, q)):
        return "crypto/rsa: invalid CRT exponent"
    coefficient = given["qi"] if len(given) == 3 else pow(q, p - 2, p)
    if coefficient >= p:
        return _overflow(coefficient, p)
    if coefficient * q % p != 1:
        return "crypto/rsa: invalid CRT coefficient"
    if abs(p - q).bit_length() <= n.bit_length() // 2 - 100:
        return "crypto/rsa: |p - q| too small"
    if d.bit_length() <= n.bit_length() // 2:
        return "crypto/rsa: d too small"
    return ""


def _overflow(number: int, modulus: int) -> str:
    """Return how a number does not fit, which depends on the words of 64 bits that it has."""
    words = -(-modulus.bit_length() // 64)
    return "input overflows the modulus" + (" size" if number.bit_length() > words * 64 else "")


def _ec_problem(key: dict[str, Any], quirks: Quirks) -> str:
    name = key.get("crv", "")
    if name not in _CURVES:
        return f"unsupported elliptic curve '{name}'"
    size, curve = _CURVES[name]
    kind, members = ("private", ("x", "y", "d")) if "d" in key else ("public", ("x", "y"))
    if any(member not in key for member in members):
        return f"invalid EC {'private ' if 'd' in key else ''}key, missing {'/'.join(members)} values"
    for member in members:
        if len(decoded(key[member])) != size and quirks.wrong_length_problem:
            return quirks.wrong_length_problem.format(kind=kind, member=member)
    x, y = (int.from_bytes(decoded(key[member])) for member in ("x", "y"))
    try:
        ec.EllipticCurvePublicNumbers(x, y, curve).public_key()
    except ValueError:
        return "invalid EC key, X/Y are not on declared curve"
    return ""


def _check_certificates(key: dict[str, Any], quirks: Quirks) -> None:
    """Raise DecodeError where the certificates (RFC 7517 section 4.7) are none."""
    library = f"{quirks.jose_library}: " if quirks.certificate_problem_names_library else ""
    for text in key["x5c"]:
        try:
            _certificate(text or "")
        except ValueError as problem:
            raise DecodeError(f"{library}failed to unmarshal x5c field: {problem}") from None


def _check_match(key: dict[str, Any], quirks: Quirks) -> None:
    """Raise DecodeError where the first certificate is for another key."""
    if "x5c" not in key or not quirks.certificate_must_match:
        return
    if key["kty"] == "oct":
        raise DecodeError(f"{quirks.jose_library}: invalid JWK, found 'oct' (symmetric) key with cert chain")
    if _certificate(key["x5c"][0]).public_key() != _public_key(key):
        raise DecodeError(
            f"{quirks.jose_library}: invalid JWK, public keys in key and x5c fields {quirks.certificate_mismatch}"
        )


def _certificate(text: str) -> x509.Certificate:
    """Return a certificate.  Raises ValueError with what is wrong."""
    bad = first_bad_byte(text, STANDARD)
    if bad is not None:
        raise ValueError(f"illegal base64 data at input byte {bad}")
    der = base64.b64decode(text)
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, UnsupportedAlgorithm):
        whole = len(der) > 1 and der[0] == 0x30 and der[1] == len(der) - 2
        raise ValueError(f"x509: malformed {'tbs ' if whole else ''}certificate") from None


def _public_key(key: dict[str, Any]) -> Any:
    try:
        return import_key({name: key[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in key}).public_key
    except (JoseError, ValueError):
        return None


def _base64_problem(text: str) -> str:
    for position, character in enumerate(text):
        if not (character.isascii() and (character.isalnum() or character in "-_")):
            return f"illegal base64 data at input byte {len(text[:position].encode())}"
    return f"illegal base64 data at input byte {len(text) - 1}" if len(text) % 4 == 1 else ""


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding; none where it is not that."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def jwt_parts(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a JWT, before its signature is checked.  Raises ValueError where it is none."""
    parts = text.split(".")
    if len(parts) != 3:
        raise ValueError("a JWT has three parts")
    header, claims = (json.loads(decoded(part)) for part in parts[:2])
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise ValueError("a JWT has two JSON objects")
    return header, claims


def encoded(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
