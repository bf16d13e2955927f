# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ID tokens that clients give back: who do they say that the user is?"""

from __future__ import annotations

import json
from typing import Any

from .errors import invalid_request
from .exchange import Call
from .go_base64 import FOR_URLS, first_bad_byte
from .go_json import DecodeError, decode_whole, kind_of
from .jwk import decoded
from .key_sets import ID_TOKEN
from .signing import is_signed_by


def claims_of(call: Call, hint: str) -> dict[str, Any]:
    """Return the claims of an ID token that this server signed; that it expired does not matter.  Raises Refusal."""
    quirks = call.hydra.quirks
    hint = "".join(hint.split())
    if hint.startswith("{") and not quirks.jwt_problems_are_those_of_jwt_go:
        raise invalid_request(_problem_of_json(hint, quirks.jose_library))
    if hint.count(".") != 2:
        if quirks.jwt_problems_are_those_of_jwt_go:
            raise invalid_request("token contains an invalid number of segments")
        raise invalid_request(f"{quirks.jose_library}: compact JWS format must have three parts")
    if not any(is_signed_by(hint, key) for key in call.hydra.state.keys.of(ID_TOKEN)):
        if quirks.jwt_problems_are_those_of_jwt_go:
            header = hint.partition(".")[0]
            bad = first_bad_byte(header + "=" * (-len(header) % 4), FOR_URLS)
            if bad is not None:
                raise invalid_request(f"illegal base64 data at input byte {bad}")
            if not header:
                raise invalid_request("unexpected end of JSON input")
            algorithm = _algorithm(hint)
            raise invalid_request(
                "crypto/rsa: verification error"
                if algorithm.startswith("RS")
                else f"Unexpected signing method: {algorithm}"
            )
        if hint.startswith("."):  # the header is read first
            raise invalid_request("unexpected end of JSON input")
        raise invalid_request(f"{quirks.jose_library}: error in cryptographic primitive")
    claims: dict[str, Any] = json.loads(decoded(hint.split(".")[1]))
    return claims


def _problem_of_json(hint: str, library: str) -> str:
    """Return what is wrong with a JWS in its other form, JSON (RFC 7515 section 7.2), which no server hands out."""
    try:
        payload = dict(member[:2] for member in decode_whole(hint, "")).get("payload")
        if payload is None:
            return f"{library}: missing payload in JWS message"
        if not isinstance(payload, str):
            return f"json: cannot unmarshal {kind_of(payload)} into Go value of type string"
        padding = "=" * (-len(payload) % 4)
        bad = first_bad_byte(payload + (padding if len(padding) < 3 else ""), FOR_URLS)
        if bad is not None:
            return f"illegal base64 data at input byte {bad}"
        decode_whole(decoded(payload).decode("utf-8", "replace"), "map[string]interface {}")
    except DecodeError as problem:
        return str(problem)
    return f"{library}: error in cryptographic primitive"


def _algorithm(hint: str) -> str:
    try:
        return str(json.loads(decoded(hint.split(".")[0])).get("alg"))
    except (ValueError, AttributeError):
        return ""
