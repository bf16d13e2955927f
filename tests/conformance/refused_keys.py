# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Web Keys that servers refuse, and odd ones that they accept: in clients, in key sets and in trusted issuers.

Used like the table in `refusals.py`, and seen on the same real servers.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
import math
import typing as t
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

Jwk = t.Dict[str, t.Any]

# That of the point of P-256 whose x is 0: a root of b of FIPS 186-4 appendix D.1.2.3.
_Y_OF_ZERO = "ZkhceA4vg9ckM71dhKBrtlQcKvMdrocXKL-FahdPk_Q"

ALWAYS, NEVER = ">=0", "<0"
SYMMETRIC = ">=2.2.0"  # clients must not have such a key
PRIVATE = ("d", "p", "q", "dp", "dq", "qi")


@dataclass(frozen=True)
class KeyRow:
    """A key, and which servers refuse it.

    :param refused: versions, as in ``>=25.4.0`` or ``<2.2.0``
    :param in_client: versions that refuse it as a key of a client, besides
    :param unsure: versions of which it depends on the Go that they were built with; there the collection says nothing
    :param mended: versions that refuse it as it is; the collection sends it in a spelling that they read
    :param ours: versions for which the collection refuses an import although the server takes it; a comment says why
    :param lost: versions that take it and then cannot read it again; the collection refuses it everywhere
    :param kept: the members that servers write otherwise than in ``key``; None for those that they do not keep
    """

    name: str
    key: t.Any
    refused: str = NEVER
    in_client: str = NEVER
    unsure: str = NEVER
    mended: str = NEVER
    ours: str = NEVER
    lost: str = NEVER
    kept: t.Mapping[str, t.Any] = field(default_factory=dict)

    @property
    def written(self) -> Jwk:
        """The key as servers write it."""
        return {name: value for name, value in dict(self.key, **self.kept).items() if value is not None}


def text_of(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(value: int, size: t.Optional[int] = None) -> str:
    return text_of(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _rsa(e: int = 65537) -> Jwk:
    while True:
        primes = rsa.generate_private_key(65537, 2048).private_numbers()
        if math.gcd(e, (primes.p - 1) * (primes.q - 1)) == 1:
            return _rsa_of(primes.p, primes.q, e)


def _rsa_of(p: int, q: int, e: int) -> Jwk:
    """Return the private key of two primes, or of numbers that are taken for primes."""
    d = pow(e, -1, _turn(p, q))
    members = {"n": p * q, "e": e, "d": d, "p": p, "q": q, "dp": d % (p - 1), "dq": d % (q - 1), "qi": pow(q, -1, p)}
    return dict({name: _number(value) for name, value in members.items()}, kty="RSA")


def _turn(p: int, q: int) -> int:
    """Return what can be added to d, and it is still the inverse of e."""
    return (p - 1) * (q - 1) // math.gcd(p - 1, q - 1)


def _ec(curve: ec.EllipticCurve, name: str) -> Jwk:
    size = (curve.key_size + 7) // 8
    while True:
        private = ec.generate_private_key(curve).private_numbers()
        x, y = (_number(number, size) for number in (private.public_numbers.x, private.public_numbers.y))
        if bytes_of(x)[0] and bytes_of(y)[0] or size == 66:  # so that it is another number without that byte
            return {"kty": "EC", "crv": name, "x": x, "y": y, "d": _number(private.private_value, size)}


def _ed25519() -> Jwk:
    private = ed25519.Ed25519PrivateKey.generate()
    raw = private.private_bytes_raw(), private.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "d": text_of(raw[0]), "x": text_of(raw[1])}


def public(key: Jwk) -> Jwk:
    """Return the public half of a key."""
    return {name: value for name, value in key.items() if name not in PRIVATE}


def changed(key: Jwk, *without: str, **members: t.Any) -> Jwk:
    """Return a key with other members; ``x5t_S256`` is the one with a ``#``."""
    named = {name.replace("_", "#"): value for name, value in members.items()}
    return {name: value for name, value in dict(key, **named).items() if name not in without}


def _value(text: str) -> int:
    return int.from_bytes(bytes_of(text), "big")


def _is_prime(number: int) -> bool:
    return all(pow(base, number - 1, number) == 1 for base in (2, 3, 5))


def _flipped(text: str) -> str:
    raw = bytes_of(text)
    return text_of(raw[:-1] + bytes([raw[-1] ^ 1]))


def _cut(text: str) -> str:
    return text_of(bytes_of(text)[1:])


def _longer(text: str) -> str:
    return text_of(b"\0" + bytes_of(text))


@functools.lru_cache(maxsize=None)
def rows() -> t.List[KeyRow]:
    """Return the table; the keys are made anew in each run."""
    return [*_rsa_rows(), *_exponent_rows(), *_prime_rows(), *_ec_rows(), *_other_rows(), *_member_rows()]


def _rsa_rows() -> t.Iterator[KeyRow]:
    whole, other = _rsa(), _rsa()
    half = public(whole)
    crt = ("dp", "dq", "qi")
    yield KeyRow("RSA", half)
    yield KeyRow("RSA private", whole)
    yield KeyRow("RSA private without dp, dq, qi", changed(whole, *crt))
    yield KeyRow("RSA with p and q swapped", changed(whole, *crt, p=whole["q"], q=whole["p"]))
    yield KeyRow("RSA with oth", changed(whole, oth=[]), kept={"oth": None})
    yield KeyRow("RSA with p", changed(half, p=whole["p"]), kept={"p": None})
    yield KeyRow("RSA, n with leading zeros", changed(half, n=_longer(half["n"])), kept={"n": half["n"]})
    longer = {name: _longer(value) for name, value in whole.items() if name != "kty"}
    yield KeyRow("RSA private with leading zeros", changed(whole, **longer), kept=whole)
    yield KeyRow("RSA, n of one byte", changed(half, n="AQ"))
    yield KeyRow("RSA, n of zeros", changed(half, n="AAAA"), kept={"n": ""})
    lines = half["n"][:9] + "\r\n" + half["n"][9:]
    yield KeyRow("RSA, n in lines", changed(half, n=lines), kept={"n": half["n"]})
    padded = half["n"] + "=" * (-len(half["n"]) % 4)
    yield KeyRow("RSA, n with padding", changed(half, n=padded), mended="<2.2.0", kept={"n": half["n"]})
    # A number without a digit is a mistake in a template.
    yield KeyRow("RSA, n empty", changed(half, n=""), ours=ALWAYS)
    yield KeyRow("RSA, p empty", changed(half, p=""), ours=ALWAYS, kept={"p": None})
    for names in (("dp",), ("dp", "qi")):  # without the third they are not looked at
        yield KeyRow(f"RSA with {names} alone", changed(whole, *(set(crt) - set(names)), dp="AQ"))
    yield KeyRow("RSA with dp of zeros alone", changed(whole, "dq", "qi", dp="AA"), kept={"dp": ""})
    for name in ("n", "e"):
        yield KeyRow(f"RSA without {name}", changed(half, name), ALWAYS)
        yield KeyRow(f"RSA private without {name}", changed(whole, name), ALWAYS)
    for name in ("p", "q"):
        yield KeyRow(f"RSA private without {name}", changed(whole, name), ALWAYS)
    for name in ("d", "p", "q"):
        yield KeyRow(f"RSA private, {name} of zeros", changed(whole, **{name: "AAAA"}), ALWAYS)
    yield KeyRow("RSA private, d alone", changed(half, d=whole["d"]), ALWAYS)
    yield KeyRow("RSA of nothing", {"kty": "RSA"}, ALWAYS)
    yield KeyRow("RSA, n null", dict(half, n=None), ALWAYS)
    yield KeyRow("RSA, n a number", changed(half, n=5), ALWAYS)
    yield KeyRow("RSA, n in the other alphabet", changed(half, n="+/" + half["n"][2:]), ALWAYS)
    yield KeyRow("RSA, n with a space", changed(half, n=half["n"][:9] + " " + half["n"][9:]), ALWAYS)
    yield KeyRow("RSA, n of one character", changed(half, n="A"), ALWAYS)
    yield KeyRow("RSA, d of another key", changed(whole, d=other["d"]), ALWAYS)
    yield KeyRow("RSA, p and q of another key", changed(whole, p=other["p"], q=other["q"]), ALWAYS)
    for name in ("dp", "qi"):
        row = changed(whole, **{name: _flipped(whole[name])})
        yield KeyRow(f"RSA, {name} of another key", row, ">=25.4.0", unsure="<25.4.0")


def _exponent_rows() -> t.Iterator[KeyRow]:
    whole = _rsa()
    half = public(whole)
    for e in (1, 2, 3, 2**31, 2**63, 2**64 - 1):
        yield KeyRow(f"RSA, e = {e}", changed(half, e=_number(e)))
    yield KeyRow("RSA, e with leading zeros", changed(half, e="AAABAAE"), kept={"e": "AQAB"})
    # 64 bits of it count. A key whose exponent is 0 is written without it, and not read without it.
    beyond = _number(2**64 + 65537)
    yield KeyRow("RSA, e = 2^64 + 65537", changed(half, e=beyond), kept={"e": "AQAB"})
    for name, text in (("empty", ""), ("= 0", "AA"), ("= 2^64", _number(2**64)), ("= 2^65", _number(2**65))):
        yield KeyRow(f"RSA, e {name}", changed(half, e=text), in_client=">=2.2.0", lost=ALWAYS)
    # Go has an opinion on the exponents of private keys.
    for e in (3, 2**31 - 1):
        yield KeyRow(f"RSA private, e = {e}", _rsa(e))
    yield KeyRow("RSA private, e = 2^64 + 65537", changed(whole, e=beyond), kept={"e": "AQAB"})
    for e in (1, 2**31 + 11, 2**63 + 9, 2**64 + 13):
        yield KeyRow(f"RSA private, e = {e}", _rsa(e), ALWAYS)
    for e in (0, 2, 3, 65536, 2**64):
        yield KeyRow(f"RSA private, e = {e}, of another", changed(whole, e=_number(e, 9)), ALWAYS)


def _prime_rows() -> t.Iterator[KeyRow]:
    whole = _rsa()
    n, d, p, q = (_value(whole[name]) for name in ("n", "d", "p", "q"))
    turn = _turn(p, q)
    yield KeyRow("RSA private, another d that fits", changed(whole, d=_number((d + turn) % n)))
    yield KeyRow("RSA private, a prime is 2", changed(_rsa_of(q, 2, 65537), "dp", "dq", "qi"), ALWAYS)
    big = changed(whole, d=_number(d + turn * (n // turn + 1)))
    close, closest = itertools.islice(filter(_is_prime, itertools.count(2**511 + 1, 2)), 2)
    above = changed(whole, qi=_number(_value(whole["qi"]) + p))
    yield KeyRow("RSA private, qi above p", above, ">=25.4.0", unsure="<25.4.0")
    for name, key in {
        "d above n": big,
        "primes next to each other": _rsa_of(close, closest, 65537),
        "no primes": changed(_rsa_of(15, 77, 3), "qi"),
        "d of two bits": _rsa_of(5, 3, 3),
    }.items():
        yield KeyRow(f"RSA private, {name}", key, ">=25.4.0", unsure="<25.4.0")
        yield KeyRow(f"RSA private, {name}, without dp", changed(key, "dp"), ">=25.4.0", unsure="<25.4.0")


def _ec_rows() -> t.Iterator[KeyRow]:
    whole, point = _ec(ec.SECP256R1(), "P-256"), "point"
    half = public(whole)
    yield KeyRow("P-256", half)
    yield KeyRow("P-256 private", whole)
    yield KeyRow("P-384", public(_ec(ec.SECP384R1(), "P-384")))
    yield KeyRow("P-521 private", _ec(ec.SECP521R1(), "P-521"))
    yield KeyRow("P-256, d of another key", changed(whole, d=_flipped(whole["d"])))
    yield KeyRow("P-256 with k", changed(half, k="AAAA"), kept={"k": None})
    yield KeyRow("P-256, x with padding", changed(half, x=half["x"] + "="), mended="<2.2.0", kept={"x": half["x"]})
    yield KeyRow("P-256, x = 0", {"kty": "EC", "crv": "P-256", "x": text_of(b"\0" * 32), "y": _Y_OF_ZERO})
    yield KeyRow("P-256, d of zeros", changed(whole, d=text_of(b"\0" * 32)))
    yield KeyRow("P-256, d above the order", changed(whole, d=text_of(b"\xff" * 32)))
    # A number without a digit is a mistake in a template.
    yield KeyRow("P-256, d empty", changed(whole, d=""), ">=1.1.0", unsure="<1.1.0", ours=ALWAYS)
    for name in ("x", "y"):
        yield KeyRow(f"P-256, {name} empty", changed(half, **{name: ""}), ALWAYS)
    for name in ("x", "y"):
        longer = changed(half, **{name: _longer(half[name])})
        kept = {name: half[name]}
        yield KeyRow(f"P-256, {name} too long", longer, unsure="<1.1.0", mended=">=1.1.0", kept=kept)
        yield KeyRow(f"P-256, {name} too short", changed(half, **{name: _cut(half[name])}), ALWAYS)
        yield KeyRow(f"P-256 without {name}", changed(half, name), ALWAYS)
    long = changed(whole, d=_longer(whole["d"]))
    yield KeyRow("P-256, d too long", long, unsure="<1.0.0", mended=">=1.0.0", kept={"d": whole["d"]})
    yield KeyRow("P-256, not a point", changed(half, x=_flipped(half["x"])), ALWAYS)
    yield KeyRow("P-256, zero", changed(half, x=text_of(b"\0" * 32), y=text_of(b"\0" * 32)), ALWAYS)
    yield KeyRow("P-256, d alone", changed(whole, "x", "y"), ALWAYS)
    yield KeyRow("EC without crv", changed(half, "crv"), ALWAYS)
    for curve in ("P-224", "p-256", "secp256k1", "P-384"):
        yield KeyRow(f"{point} of P-256 as {curve}", changed(half, crv=curve), ALWAYS)
    yield KeyRow("P-256, n is nonsense", changed(half, n="***"), ALWAYS)


def _other_rows() -> t.Iterator[KeyRow]:
    whole = _ed25519()
    half = public(whole)
    yield KeyRow("Ed25519", half)
    yield KeyRow("Ed25519 private", whole)
    yield KeyRow("Ed25519 with y", changed(half, y="AAAA"), kept={"y": None})
    # It has 32 bytes: more are cut off, and zeros stand for those that it lacks.
    for name in ("x", "d"):
        raw = bytes_of(whole[name])
        for length in (31, 33, 64):
            key = changed(whole, **{name: text_of((raw + bytes_of(whole["x"]))[:length])})
            kept = {name: text_of(raw[:length] + b"\0" * (32 - length))}
            yield KeyRow(f"Ed25519 private, {name} of {length} bytes", key, kept=kept)
        none = {name: text_of(b"\0" * 32)}
        yield KeyRow(f"Ed25519 private, {name} of zeros", changed(whole, **none))
        yield KeyRow(f"Ed25519 private, {name} of a zero", changed(whole, **{name: "AA"}), kept=none)
        # A number without a digit is a mistake in a template.
        yield KeyRow(f"Ed25519 private, {name} empty", changed(whole, **{name: ""}), ours=ALWAYS, kept=none)
    longer = _longer(half["x"])
    kept = {"x": text_of(bytes_of(longer)[:32])}
    yield KeyRow("Ed25519 with leading zeros", changed(half, x=longer), kept=kept)
    yield KeyRow("Ed25519 without x", changed(half, "x"), ALWAYS)
    yield KeyRow("Ed25519 private without x", changed(whole, "x"), ALWAYS)
    for curve in ("Ed448", "X25519", None):
        yield KeyRow(f"OKP {curve}", changed(half, crv=curve), ALWAYS)
    yield KeyRow("oct", {"kty": "oct", "k": "c2VjcmV0"}, in_client=SYMMETRIC)
    yield KeyRow("oct of zeros", {"kty": "oct", "k": "AAAA"}, in_client=SYMMETRIC)
    # It is written without its k, and not read without it.
    yield KeyRow("oct, k empty", {"kty": "oct", "k": ""}, in_client=SYMMETRIC, lost=ALWAYS)
    kept = {"k": "c2VjcmV0cw"}
    padded = {"kty": "oct", "k": "c2VjcmV0cw=="}
    yield KeyRow("oct with padding", padded, in_client=SYMMETRIC, mended="<2.2.0", kept=kept)
    yield KeyRow("oct with odd bits", {"kty": "oct", "k": "c2VjcmV0cx"}, in_client=SYMMETRIC, kept=kept)
    yield KeyRow("oct without k", {"kty": "oct"}, ALWAYS)
    for text in ("+/+/", "***", "A"):
        yield KeyRow(f"oct {text}", {"kty": "oct", "k": text}, ALWAYS)


def _member_rows() -> t.Iterator[KeyRow]:
    key = public(_rsa())
    for kty in ("rsa", "", "X", 5, None):
        yield KeyRow(f"kty {kty}", changed(key, kty=kty), ALWAYS)
    yield KeyRow("KTY", changed(key, "kty", KTY="RSA"), ALWAYS)
    yield KeyRow("N", changed(key, "n", N=key["n"]), ALWAYS)
    yield KeyRow("odd kid", changed(key, kid="a b%/\U0001f600"))
    for name in ("kid", "use", "alg"):
        yield KeyRow(f"{name} a number", changed(key, **{name: 5}), ALWAYS)
        yield KeyRow(f"{name} a list", changed(key, **{name: ["a"]}), ALWAYS)
    yield KeyRow("odd use and alg", changed(key, use="wrong", alg="FOO"))
    odd = {"key_ops": 5, "own": {"a": 1}, "x": "AA", "crv": "zzz"}
    yield KeyRow("unknown members", dict(key, **odd), kept=dict.fromkeys(odd))
    empty = {"use": "", "alg": "", "x5t": ""}
    yield KeyRow("empty texts", changed(key, **empty), kept=dict.fromkeys(empty))
    yield KeyRow("no certificate", changed(key, x5c=[]), kept={"x5c": None})
    yield KeyRow("certificates null", changed(key, x5c=None, x5t=None))
    yield KeyRow("a text as certificates", changed(key, x5c="abc"), ALWAYS)
    yield KeyRow("a certificate that is not base64", changed(key, x5c=["abc"]), ALWAYS)
    yield KeyRow("x5t", changed(key, x5t=text_of(b"a" * 20)), unsure="<1.1.0")
    yield KeyRow("x5t#S256", changed(key, x5t_S256=text_of(b"a" * 32)), unsure="<1.1.0")
    for name, size in (("x5t", 19), ("x5t_S256", 31)):
        yield KeyRow(f"{name} too short", changed(key, **{name: text_of(b"a" * size)}), ">=1.1.0", unsure="<1.1.0")
        hexadecimal = changed(key, **{name: "61" * (size + 1)})
        yield KeyRow(f"{name} in hexadecimal", hexadecimal, ">=1.1.0", unsure="<1.1.0")
    yield KeyRow("x5u", changed(key, x5u="https://a/"), "<2.2.0", unsure="<1.1.0")
    # A URL is written as Go does.
    for name, url, written in (
        ("in capitals", "HTTPS://A/b", "https://A/b"),
        ("with spaces", "https://a/b c%2fd?e f#g h", "https://a/b%20c/d?e f#g%20h"),
        ("in another language", "https://\u00fc/\u00fc", "https://%C3%BC/%C3%BC"),
        ("without a host", "/a|b", "/a%7Cb"),
        ("with a line break behind #", "https://a/#b\n", "https://a/#b%0A"),
        ("with a password", "https://m'e:a:b@c", "https://m%27e:a%3Ab@c"),
        ("with escapes", "https://a/%7E%2f'()[]", "https://a/%7E%2f'()[]"),
    ):
        kept = {"x5u": written}
        yield KeyRow(f"x5u {name}", changed(key, x5u=url), "<2.2.0", unsure="<1.1.0", kept=kept)
    for url in ("", "//"):
        row = changed(key, x5u=url)
        yield KeyRow(f"x5u that is nothing: {url}", row, unsure="<1.1.0", mended="<2.2.0", kept={"x5u": None})
    yield KeyRow("x5u that is not a URL", changed(key, x5u="https://a b"), ">=1.1.0", unsure="<1.1.0")
    no_keys: t.Tuple[t.Any, ...] = (None, "abc", [], {}, json.dumps(key))
    for value in no_keys:
        yield KeyRow(f"no key but {value!r:.20}", value, ALWAYS)
