# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON Web Keys that servers refuse, and odd ones that they accept: in clients, in key sets and in trusted issuers.

Used like the table in `refusals.py`, and seen on the same real servers.
"""

from __future__ import annotations

import base64
import functools
import json
import typing as t
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

Jwk = t.Dict[str, t.Any]

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
    """

    name: str
    key: t.Any
    refused: str = NEVER
    in_client: str = NEVER
    unsure: str = NEVER
    mended: str = NEVER
    ours: str = NEVER


def text_of(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(value: int, size: t.Optional[int] = None) -> str:
    return text_of(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _rsa() -> Jwk:
    private = rsa.generate_private_key(65537, 2048).private_numbers()
    public = private.public_numbers
    members = {"n": public.n, "e": public.e, "d": private.d, "p": private.p, "q": private.q}
    members.update(dp=private.dmp1, dq=private.dmq1, qi=private.iqmp)
    return dict({name: _number(value) for name, value in members.items()}, kty="RSA")


def _ec(curve: ec.EllipticCurve, name: str) -> Jwk:
    private, size = ec.generate_private_key(curve).private_numbers(), (curve.key_size + 7) // 8
    point = private.public_numbers
    x, y = _number(point.x, size), _number(point.y, size)
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
    return [*_rsa_rows(), *_ec_rows(), *_other_rows(), *_member_rows()]


def _rsa_rows() -> t.Iterator[KeyRow]:
    whole, other = _rsa(), _rsa()
    half = public(whole)
    crt = ("dp", "dq", "qi")
    yield KeyRow("RSA", half)
    yield KeyRow("RSA private", whole)
    yield KeyRow("RSA private without dp, dq, qi", changed(whole, *crt))
    yield KeyRow("RSA with p and q swapped", changed(whole, *crt, p=whole["q"], q=whole["p"]))
    yield KeyRow("RSA with oth", changed(whole, oth=[]))
    yield KeyRow("RSA, n with leading zeros", changed(half, n=_longer(half["n"])))
    yield KeyRow("RSA, n of one byte", changed(half, n="AQ"))
    yield KeyRow("RSA, n in lines", changed(half, n=half["n"][:9] + "\r\n" + half["n"][9:]))
    yield KeyRow("RSA, e = 3", changed(half, e="Aw"))
    yield KeyRow("RSA, e of five bytes", changed(half, e=text_of(b"\xff" * 5)))
    yield KeyRow("RSA, e = 0", changed(half, e="AA"), in_client=">=2.2.0")
    yield KeyRow("RSA, e = 2^64", changed(half, e=text_of(b"\1" + b"\0" * 8)), in_client=">=2.2.0")
    padded = half["n"] + "=" * (-len(half["n"]) % 4)
    yield KeyRow("RSA, n with padding", changed(half, n=padded), mended="<2.2.0")
    # A number without a digit is a mistake in a template.
    yield KeyRow("RSA, n empty", changed(half, n=""), ours=ALWAYS)
    for names in (("dp",), ("dp", "qi")):  # without the third they are not looked at
        yield KeyRow(f"RSA with {names} alone", changed(whole, *(set(crt) - set(names)), dp="AQ"))
    for name in ("n", "e"):
        yield KeyRow(f"RSA without {name}", changed(half, name), ALWAYS)
        yield KeyRow(f"RSA private without {name}", changed(whole, name), ALWAYS)
    for name in ("p", "q"):
        yield KeyRow(f"RSA private without {name}", changed(whole, name), ALWAYS)
    yield KeyRow("RSA private, d alone", changed(half, d=whole["d"]), ALWAYS)
    yield KeyRow("RSA of nothing", {"kty": "RSA"}, ALWAYS)
    yield KeyRow("RSA, n null", dict(half, n=None), ALWAYS)
    yield KeyRow("RSA, n a number", changed(half, n=5), ALWAYS)
    yield KeyRow("RSA, n in the other alphabet", changed(half, n="+/" + half["n"][2:]), ALWAYS)
    yield KeyRow("RSA, n with a space", changed(half, n=half["n"][:9] + " " + half["n"][9:]), ALWAYS)
    yield KeyRow("RSA, n of one character", changed(half, n="A"), ALWAYS)
    yield KeyRow("RSA, d of another key", changed(whole, d=other["d"]), ALWAYS)
    yield KeyRow("RSA, p and q of another key", changed(whole, p=other["p"], q=other["q"]), ALWAYS)
    yield KeyRow("RSA private, e = 3", changed(whole, e="Aw"), ALWAYS)
    for name in ("dp", "qi"):
        row = changed(whole, **{name: _flipped(whole[name])})
        yield KeyRow(f"RSA, {name} of another key", row, ">=25.4.0", unsure="<25.4.0")


def _ec_rows() -> t.Iterator[KeyRow]:
    whole, point = _ec(ec.SECP256R1(), "P-256"), "point"
    half = public(whole)
    yield KeyRow("P-256", half)
    yield KeyRow("P-256 private", whole)
    yield KeyRow("P-384", public(_ec(ec.SECP384R1(), "P-384")))
    yield KeyRow("P-521 private", _ec(ec.SECP521R1(), "P-521"))
    yield KeyRow("P-256, d of another key", changed(whole, d=_flipped(whole["d"])))
    yield KeyRow("P-256 with k", changed(half, k="AAAA"))
    yield KeyRow("P-256, x with padding", changed(half, x=half["x"] + "="), mended="<2.2.0")
    for name in ("x", "y"):
        longer = changed(half, **{name: _longer(half[name])})
        yield KeyRow(f"P-256, {name} too long", longer, NEVER, unsure="<1.1.0", mended=">=1.1.0")
        yield KeyRow(f"P-256, {name} too short", changed(half, **{name: _cut(half[name])}), ALWAYS)
        yield KeyRow(f"P-256 without {name}", changed(half, name), ALWAYS)
    yield KeyRow("P-256, d too long", changed(whole, d=_longer(whole["d"])), unsure="<1.0.0", mended=">=1.0.0")
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
    yield KeyRow("Ed25519 without x", changed(half, "x"), ALWAYS)
    yield KeyRow("Ed25519 private without x", changed(whole, "x"), ALWAYS)
    for curve in ("Ed448", "X25519", None):
        yield KeyRow(f"OKP {curve}", changed(half, crv=curve), ALWAYS)
    yield KeyRow("oct", {"kty": "oct", "k": "c2VjcmV0"}, in_client=SYMMETRIC)
    yield KeyRow("oct with padding", {"kty": "oct", "k": "c2VjcmV0cw=="}, in_client=SYMMETRIC, mended="<2.2.0")
    yield KeyRow("oct with odd bits", {"kty": "oct", "k": "c2VjcmV0cx"}, in_client=SYMMETRIC)
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
    yield KeyRow("unknown members", changed(key, key_ops=5, own={"a": 1}, x="AA", crv="zzz"))
    yield KeyRow("no certificate", changed(key, x5c=[]))
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
    yield KeyRow("x5u that is not a URL", changed(key, x5u="https://a b"), ">=1.1.0", unsure="<1.1.0")
    no_keys: t.Tuple[t.Any, ...] = (None, "abc", [], {}, json.dumps(key))
    for value in no_keys:
        yield KeyRow(f"no key but {value!r:.20}", value, ALWAYS)
