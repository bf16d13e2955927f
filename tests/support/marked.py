# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments for every module with marked secrets in them, and the marks found again in whatever is printed."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

Arguments = dict[str, Any]


class Marks:
    """Makes marked secrets, and finds them again."""

    #: What the marks are followed by: what is escaped in JSON, in Python, in URLs and in HTML.
    TAILS = ("", "/+%20&=", "\"'\\", " <b>é", "\n2nd-line-of-the-secret")

    def __init__(self, seed: int, tail: str) -> None:
        self.seed = seed
        self.tail = tail
        self.made: list[str] = []

    def new(self, plain: bool = False) -> str:
        """A secret; a plain one is fit for a header or a member of a key."""
        text = f"Mark{self.seed:08x}x{len(self.made):02d}Zq" + ("" if plain else self.tail)
        self.made.append(text)
        return text

    def short(self) -> str:
        """A secret that is hidden only where it stands alone."""
        text = f"S{self.seed % 1000:03d}{len(self.made):02d}"
        self.made.append(text)
        return text

    def encoded(self, raw: bytes) -> str:
        """A secret that is the base64url text of bytes."""
        text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        self.made.append(text)
        return text

    def in_text(self, text: str) -> list[str]:
        """The marks in a text, in any spelling; their beginnings are enough for long ones."""
        return [mark for mark in self.made if any(_stands_in(one, text) for one in _spellings(mark))]


def _spellings(mark: str) -> set[str]:
    core = re.match(r"Mark\w+", mark)
    texts = {mark, core.group() if core else mark}
    found = set(texts)
    for text in texts:
        found |= {json.dumps(text)[1:-1], repr(text)[1:-1], quote(text, safe=""), quote_plus(text), html.escape(text)}
        found.add(base64.b64encode(text.encode()).decode().rstrip("="))
    return found


def _stands_in(spelling: str, text: str) -> bool:
    if len(spelling) >= 8:
        return spelling in text
    return re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text) is not None


# The arguments of each module, with a secret wherever it takes one.


def private_jwk(marks: Marks) -> Arguments:
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64.urlsafe_b64encode(point.x.to_bytes(32, "big")).decode().rstrip("="),
        "y": base64.urlsafe_b64encode(point.y.to_bytes(32, "big")).decode().rstrip("="),
        "d": marks.encoded(numbers.private_value.to_bytes(32, "big")),
    }


def _padded_jwk(marks: Marks) -> Arguments:
    """A key whose private member is not spelled as it is sent."""
    jwk = private_jwk(marks)
    jwk["d"] += "="
    return jwk


def _symmetric(marks: Marks) -> Arguments:
    return {"kty": "oct", "k": marks.encoded(os.urandom(32)), "alg": "HS256"}


def _pem(marks: Marks) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    marks.encoded(key.private_numbers().private_value.to_bytes(32, "big"))
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    marks.made += text.splitlines()[1:-1]
    return text


def _client(marks: Marks) -> Arguments:
    return {
        "client_id": "a",
        "client_secret": marks.new(),
        "redirect_uris": ["https://a.example.com/cb"],
        "registration_access_token": marks.new(),
        "jwks": {"keys": [private_jwk(marks)]},
    }


def _keys(marks: Marks) -> Arguments:
    return {
        "set": "s",
        "keys": [
            {"kid": "p", "pem": _pem(marks)},
            {"kid": "j", "jwk": _padded_jwk(marks)},
            {"kid": "l", "pem": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nxx\n", "passphrase": marks.new()},
        ],
    }


def _issuer(marks: Marks) -> Arguments:
    return {
        "issuer": "https://i.example.com",
        "subject": "alice",
        "scope": ["a"],
        "expires_at": "2099-01-01",
        "pem": _pem(marks),
    }


ARGUMENTS: dict[str, Callable[[Marks], Arguments]] = {
    "hydra_audit_info": lambda _marks: {},
    "hydra_client": _client,
    "hydra_client_info": lambda _marks: {},
    "hydra_client_secret": lambda marks: {"client_id": "there", "client_secret": marks.new()},
    "hydra_clients": lambda marks: {"clients": [_client(marks)]},
    "hydra_consent_request": lambda marks: {"consent_challenge": marks.new(), "grant_scope": ["openid"]},
    "hydra_consent_session": lambda _marks: {"subject": "alice", "client_id": "there", "grant_scope": ["openid"]},
    "hydra_consent_session_info": lambda _marks: {"subject": "alice"},
    "hydra_device_request": lambda marks: {"device_challenge": marks.new(), "user_code": marks.short()},
    "hydra_jwk_set": _keys,
    "hydra_jwk_set_info": lambda _marks: {},
    "hydra_jwk_sets": lambda marks: {"jwk_sets": [{"set": "s", "jwks": {"keys": [_symmetric(marks)]}}, _keys(marks)]},
    "hydra_login_request": lambda marks: {"login_challenge": marks.short(), "subject": "alice"},
    "hydra_login_session": lambda _marks: {"subject": "alice"},
    "hydra_logout_request": lambda marks: {"logout_challenge": marks.new()},
    "hydra_request_info": lambda marks: {"login_challenge": marks.new()},
    "hydra_server_info": lambda _marks: {"wait_for": "none"},
    "hydra_token_flush": lambda marks: {"token": marks.new(), "client_secret": marks.new()},
    "hydra_token_info": lambda marks: {"token": marks.new()},
    "hydra_trusted_issuer": _issuer,
    "hydra_trusted_issuer_info": lambda _marks: {},
    "hydra_trusted_issuers": lambda marks: {"trusted_issuers": [_issuer(marks)]},
}
