# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""JSON Web Keys as Hydra reads them, which is as the library go-jose does: what it refuses, and how it writes the rest.

Every sentence completes "the key ..." and holds no part of a key. Pure.
"""

from __future__ import annotations

import base64
import binascii
import re
import typing as t

from .go_url import GO, UrlError, parse, render
from .versions import ALWAYS, Range, Version

Jwk = t.Mapping[str, t.Any]
Check = t.Callable[[Jwk], t.Optional[str]]

_TEXTS = ("kty", "kid", "use", "alg", "crv", "x5u")
_NUMBERS = ("n", "e", "d", "p", "q", "dp", "dq", "qi", "k", "x", "y")
_DIGESTS = {"x5t": 20, "x5t#S256": 32}
_KEPT = {
    "RSA": ("n", "e", "d", "p", "q", "dp", "dq", "qi"),
    "EC": ("crv", "x", "y", "d"),
    "OKP": ("crv", "x", "d"),
    "oct": ("k",),
}

_ED25519, _ED25519_BYTES = "Ed25519", 32
_EXPONENT_BYTES = 8  # those in front are lost

# FIPS 186-4 appendix D.1.2: the bytes of a coordinate, the prime and b of each curve; a is -3.
_CURVES = {
    "P-256": (
        32,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "P-384": (
        48,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    ),
    "P-521": (
        66,
        2**521 - 1,
        int(
            "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF07"
            "3573DF883D2C34F1EF451FD46B503F00",
            16,
        ),
    ),
}


def problems(jwk: t.Any, version: Version) -> t.Iterator[str]:
    """Yield why a server of this version refuses a key, or could not read it again."""
    for check, where in CHECKS:
        problem = check(jwk) if version in where else None
        if problem:
            yield problem


def name_of(number: int, jwk: t.Any) -> str:
    """Return what a sentence calls a key of a set, by its place from 0 on and its kid."""
    kid = jwk.get("kid") if isinstance(jwk, dict) else None
    return "key %d" % (number + 1) + (' (kid "%s")' % kid if isinstance(kid, str) and kid else "")


def decoded(text: t.Any) -> t.Optional[bytes]:
    """Return the bytes of a base64url text as servers read it, without line breaks and padding. None if it is none."""
    if not isinstance(text, str):
        return None
    bare = re.sub("[\r\n]", "", text).rstrip("=")
    if len(bare) % 4 == 1 or not re.fullmatch("[A-Za-z0-9_-]*", bare):
        return None
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))


def rendered(jwk: Jwk) -> t.Dict[str, t.Any]:
    """Return a key as servers write it, without what they do not keep; what they would refuse stays as it is."""
    kty = str(jwk.get("kty"))
    known = (*_TEXTS, *_DIGESTS, "x5c", *_KEPT.get(kty, _NUMBERS))
    written = dict(jwk, x5u=render(jwk["x5u"])) if isinstance(jwk.get("x5u"), str) else jwk
    key = {name: item for name, item in written.items() if name in known and item is not None and item != ""}
    key.update((name, jwk[name]) for name in _NUMBERS if jwk.get(name) is not None and decoded(jwk[name]) is None)
    key.update((name, "") for name in _KEPT.get(kty, ()) if jwk.get(name) == "")
    if kty not in ("EC", "OKP") and isinstance(key.get("crv"), str):
        del key["crv"]
    if kty == "RSA" and jwk.get("d") is None:  # a public key, of which no more is kept
        for name in ("p", "q", "dp", "dq", "qi"):
            if decoded(key.get(name)) is not None:
                del key[name]
    for name in (*_NUMBERS, *_DIGESTS):
        raw = decoded(key.get(name))
        if raw is not None:
            raw = raw if name in _DIGESTS else _written(kty, str(jwk.get("crv")), name, raw)
            key[name] = base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
    chain = key.get("x5c")
    if chain == []:
        del key["x5c"]
    elif isinstance(chain, list) and all(isinstance(item, str) for item in chain):
        key["x5c"] = [re.sub("[\r\n]", "", item) for item in chain]
    return key


def _written(kty: str, crv: str, name: str, raw: bytes) -> bytes:
    """Return the bytes of a number as servers write them: one of RSA has none where it is 0."""
    if kty == "RSA":
        return (raw[-_EXPONENT_BYTES:] if name == "e" else raw).lstrip(b"\0")
    if kty == "EC" and crv in _CURVES and raw:
        return raw.lstrip(b"\0").rjust(_CURVES[crv][0], b"\0")
    if kty == "OKP" and crv == _ED25519:
        return raw[:_ED25519_BYTES].ljust(_ED25519_BYTES, b"\0")
    return raw


# What servers refuse


def _members(jwk: t.Any) -> t.Optional[str]:
    if not isinstance(jwk, dict):
        return "is not a dictionary"
    for name in (*_TEXTS, *_NUMBERS):
        if jwk.get(name) is not None and not isinstance(jwk[name], str):
            return "has a member %s that is not a string" % name
    for name in _NUMBERS:
        if jwk.get(name) is not None and decoded(jwk[name]) is None:
            return "has a member %s that is not base64url" % name
    return _chain(jwk.get("x5c"))


def _chain(chain: t.Any) -> t.Optional[str]:
    if chain is None:
        return None
    if not isinstance(chain, list) or any(not isinstance(item, str) for item in chain):
        return "has an x5c that is not a list of strings"
    for text in chain:
        try:
            base64.b64decode(re.sub("[\r\n]", "", text), validate=True)
        except (binascii.Error, ValueError):
            return "has an x5c that is not base64"
    return None


def _kind(jwk: t.Any) -> t.Optional[str]:
    if _members(jwk):
        return None
    kty = jwk.get("kty")
    if kty == "oct":
        return _lacks(jwk, "k")
    if kty == "OKP":
        if jwk.get("crv") != _ED25519:
            return "is of kty OKP, and its crv is not Ed25519, the only one that Hydra knows there"
        return _lacks(jwk, "x")
    if kty == "EC":
        return _ec(jwk)
    if kty == "RSA":
        return _lacks(jwk, "n", "e", *(("p", "q") if jwk.get("d") is not None else ())) or _rsa(jwk)
    return "has a kty that Hydra does not know; it is one of EC, OKP, RSA, oct"


def _is_whole(jwk: t.Any, kty: str) -> bool:
    """Tell whether a key is of a kind and has the members that make one."""
    return not _members(jwk) and not _kind(jwk) and bool(jwk["kty"] == kty)


def _lacks(jwk: Jwk, *names: str) -> t.Optional[str]:
    lacking = [name for name in names if jwk.get(name) is None]
    return "is incomplete: it lacks %s" % " and ".join(lacking) if lacking else None


def _ec(jwk: Jwk) -> t.Optional[str]:
    name = jwk.get("crv")
    if name not in _CURVES:
        return "has a crv that Hydra does not know; it is one of %s" % ", ".join(_CURVES)
    lacking = _lacks(jwk, "x", "y")
    if lacking:
        return lacking
    _size, prime, b = _CURVES[str(name)]
    x, y = _number(jwk["x"]), _number(jwk["y"])
    if x >= prime or y >= prime or (y * y - x * x * x + 3 * x - b) % prime:
        return "is not a point of the curve %s" % name
    return None


def _length(jwk: t.Any) -> t.Optional[str]:
    if not _is_whole(jwk, "EC"):
        return None
    size = _CURVES[str(jwk["crv"])][0]
    for name in ("x", "y", "d"):
        if jwk.get(name) is not None and len(decoded(jwk[name]) or b"") != size:
            return "has a member %s that does not have the length of its curve, %d bytes" % (name, size)
    return None


def _rsa(jwk: Jwk) -> t.Optional[str]:
    if jwk.get("d") is None:
        return None
    e, (n, d, p, q) = _exponent(jwk), (_number(jwk[name]) for name in ("n", "d", "p", "q"))
    if not 2 <= e < 2**31:
        return "is a private key whose exponent e is not between 2 and 2147483647"
    if p < 2 or q < 2 or p * q != n or any(d * e % (prime - 1) != 1 for prime in (p, q)):
        return "is a private key whose members do not fit together"
    return None


def _sound(jwk: t.Any) -> t.Optional[str]:
    """Return what Go has against a private RSA key since 1.24, beside what `_rsa` finds."""
    if not _is_whole(jwk, "RSA") or jwk.get("d") is None:
        return None
    n, d, p, q = (_number(jwk[name]) for name in ("n", "d", "p", "q"))
    if all(jwk.get(name) is not None for name in ("dp", "dq", "qi")):
        dp, dq, qi = (_number(jwk[name]) for name in ("dp", "dq", "qi"))
        if dp != d % (p - 1) or dq != d % (q - 1) or qi >= p or qi * q % p != 1:
            return "is a private key whose members dp, dq and qi do not fit the others"
    elif pow(q, p - 1, p) != 1:  # Hydra computes dp, dq and qi
        return "is a private key whose p is not a prime"
    half = n.bit_length() // 2
    if d >= n or d.bit_length() <= half or abs(p - q).bit_length() <= half - 100:
        return "is a private key that Hydra considers unsafe: its d is too large or too small, or p and q are too close"
    return None


def _digests(jwk: t.Any) -> t.Optional[str]:
    for name, size in _DIGESTS.items() if isinstance(jwk, dict) else ():
        text = jwk.get(name)
        if text is not None and text != "" and len(decoded(text) or b"") != size:
            return "has a member %s that is not the base64url of %d bytes" % (name, size)
    return None


def _padding(jwk: t.Any) -> t.Optional[str]:
    names = (*_NUMBERS, *_DIGESTS) if isinstance(jwk, dict) else ()
    padded = [name for name in names if isinstance(jwk.get(name), str) and jwk[name].endswith("=")]
    return "has a member %s with padding (=), which this Hydra cannot read" % padded[0] if padded else None


def _certificate_url(go: int) -> Check:
    def check(jwk: t.Any) -> t.Optional[str]:
        url = jwk.get("x5u") if isinstance(jwk, dict) else None
        try:
            parse(url if isinstance(url, str) else "", go=go)
        except UrlError as error:
            return "has an x5u that Hydra cannot read as a URL: it %s" % error
        return None

    return check


def _any_certificate_url(jwk: t.Any) -> t.Optional[str]:
    return (
        "has an x5u, which Hydra cannot read before 2.2.0"
        if isinstance(jwk, dict) and jwk.get("x5u") is not None
        else None
    )


def _unreadable(jwk: t.Any) -> t.Optional[str]:
    """Return what is wrong with a key that servers accept and store without a member that they need to read it."""
    if _is_whole(jwk, "RSA") and _exponent(jwk) == 0:
        return "has an exponent e that Hydra takes for 0, and could never be read again"
    if _is_whole(jwk, "oct") and not decoded(jwk["k"]):
        return "has an empty k, and could never be read again"
    return None


CHECKS: t.Tuple[t.Tuple[Check, Range], ...] = (
    (_members, ALWAYS),
    (_kind, ALWAYS),
    (_unreadable, ALWAYS),
    (_length, Range("1.1.0")),
    (_digests, Range("1.1.0")),
    (_sound, Range("25.4.0")),  # built with Go 1.24 or newer for certain
    (_padding, Range(None, "2.2.0")),
    (_any_certificate_url, Range("1.1.0", "2.2.0")),
    *((_certificate_url(go), Range("2.2.0") & span) for go, span in GO),
)


def _number(text: str) -> int:
    return int.from_bytes(decoded(text) or b"", "big")


def _exponent(jwk: Jwk) -> int:
    """Return the exponent of an RSA key as servers read it."""
    raw = (decoded(jwk["e"]) or b"").rjust(_EXPONENT_BYTES, b"\0")
    return int.from_bytes(raw[-_EXPONENT_BYTES:], "big", signed=True)
