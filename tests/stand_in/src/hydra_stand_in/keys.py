# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on JSON Web Key sets."""

from __future__ import annotations

from typing import Any

from . import jwk
from .errors import Refusal, conflict, missing_request, missing_resource, taken_kid, undecodable, unrecognizable
from .exchange import Call, Reply, json_reply, refusal_reply
from .go_json import DecodeError, decode_object, kind_of
from .key_material import Jwk, UnknownAlgorithm, generate
from .key_sets import KidExists
from .paths import cleaned_path, in_path, one_line


async def create(call: Call) -> Reply:
    """POST /keys/{set}: generate one more key"""
    values, problem = _read_creation(call)
    quirks = call.hydra.quirks
    if problem is not None:
        refusal = undecodable(problem, quirks.undecodable_create_is_500)
        if not quirks.undecodable_key_is_made_all_the_same:
            raise refusal
        # The refusal is followed by what came of the part that could be read.
        try:
            second = _create(call, values)
        except Refusal as other:
            second = refusal_reply(other, quirks.error_shape)
        first = refusal_reply(refusal, quirks.error_shape)
        first.body = first.body.rstrip() + b"\n" + second.body.rstrip() + b"\n"
        return first
    return _create(call, values)


def _read_creation(call: Call) -> tuple[dict[str, str], DecodeError | None]:
    values = {"alg": "", "kid": "", "use": ""}
    problem, go_type = None, call.hydra.quirks.key_request_type
    try:
        for member in decode_object(call.body, f"jwk.{go_type}"):
            name = member.key.lower()
            if name not in values or member.value is None:
                continue
            if isinstance(member.value, str):
                values[name] = member.value
            else:
                where = f"Go struct field {go_type}.{name}"
                sentence = f"json: cannot unmarshal {kind_of(member.value)} into {where} of type string"
                problem = problem or DecodeError(sentence)
    except DecodeError as error:
        problem = error
    return values, problem


def _create(call: Call, values: dict[str, str]) -> Reply:
    hydra, quirks, name = call.hydra, call.hydra.quirks, call.params["set"]
    try:
        keys = generate(hydra.version, quirks, values["alg"], values["kid"], values["use"])
    except UnknownAlgorithm as algorithm:
        raise _unknown_algorithm(call, str(algorithm)) from None
    _add(call, name, keys)
    path = f"/keys/{in_path(name, quirks.set_in_location)}"
    location = f":///keys/{name}" if quirks.set_in_location == "raw" else hydra.issuer_url + cleaned_path(path)
    return json_reply(call, _listed(keys), 201, {"Location": one_line(location)})


def _unknown_algorithm(call: Call, algorithm: str) -> Refusal:
    if call.hydra.quirks.unknown_algorithm_is_named:
        return Refusal(400, "Bad Request", "Unsupported key algorithm")
    return unrecognizable(f"Generator {algorithm} unknown", 400)


async def read_set(call: Call) -> Reply:
    """GET /keys/{set}"""
    keys = call.hydra.state.keys.of(call.params["set"])
    if not keys:
        raise missing_request(call.hydra.quirks)
    return json_reply(call, _listed(keys))


async def replace_set(call: Call) -> Reply:
    """PUT /keys/{set}"""
    hydra, name = call.hydra, call.params["set"]
    keys = _read_keys(call)
    _check_storable(call, keys or [])
    if hydra.quirks.put_set_only_adds:
        _add(call, name, keys or [])
    else:
        try:
            hydra.state.keys.replace(name, keys or [])
        except KidExists as taken:
            raise _conflict(call, taken) from None
        hydra.state.grants.forget_keys(name)
    return json_reply(call, _listed(keys))


async def delete_set(call: Call) -> Reply:
    """DELETE /keys/{set}"""
    call.hydra.state.keys.remove_set(call.params["set"])
    call.hydra.state.grants.forget_keys(call.params["set"])
    return Reply(204)


async def read_key(call: Call) -> Reply:
    """GET /keys/{set}/{kid}"""
    key = call.hydra.state.keys.find(call.params["set"], call.params["kid"])
    if key is None:
        raise missing_request(call.hydra.quirks) if call.hydra.quirks.missing_key_is_missing_set else missing_resource()
    return json_reply(call, _listed([key]))


async def replace_key(call: Call) -> Reply:
    """PUT /keys/{set}/{kid}: the id in the body counts, not that in the path"""
    state, quirks, name = call.hydra.state, call.hydra.quirks, call.params["set"]
    try:
        members = decode_object(call.body, "jose.rawJSONWebKey")
        key = jwk.read_key({member.key: member.value for member in members}, quirks)
    except DecodeError as problem:
        raise undecodable(problem, quirks.undecodable_create_is_500) from None
    _check_set(call)
    _check_storable(call, [key])
    state.keys.put(name, key)
    state.grants.forget_keys(name, key.get("kid", ""))
    return json_reply(call, jwk.in_order(key))


async def delete_key(call: Call) -> Reply:
    """DELETE /keys/{set}/{kid}"""
    _check_set(call)
    call.hydra.state.keys.remove(call.params["set"], call.params["kid"])
    call.hydra.state.grants.forget_keys(call.params["set"], call.params["kid"])
    return Reply(204)


def _listed(keys: list[Jwk] | None) -> dict[str, list[Jwk] | None]:
    """Return a set as it is answered."""
    return {"keys": None if keys is None else [jwk.in_order(key) for key in keys]}


def _check_storable(call: Call, keys: list[Jwk]) -> None:
    if call.hydra.quirks.certificates_cannot_be_stored and any("x5c" in key for key in keys):
        raise unrecognizable()


def _check_set(call: Call) -> None:
    if call.hydra.quirks.key_needs_its_set and not call.hydra.state.keys.has(call.params["set"]):
        raise missing_request(call.hydra.quirks)


def _add(call: Call, name: str, keys: list[Jwk]) -> None:
    try:
        call.hydra.state.keys.add(name, keys)
    except KidExists as taken:
        raise _conflict(call, taken) from None


def _conflict(call: Call, taken: KidExists) -> Refusal:
    return taken_kid(str(taken), call.params["set"]) if call.hydra.quirks.taken_kid_is_named else conflict()


def _read_keys(call: Call) -> list[Jwk] | None:
    """Return the keys in the body; None where it names none."""
    quirks = call.hydra.quirks
    found: Any = None
    try:
        for member in decode_object(call.body, "jose.JSONWebKeySet"):
            if member.key.lower() == "keys":
                found = jwk.read_set({"keys": member.value}, "JSONWebKeySet.keys", quirks)["keys"]
    except DecodeError as problem:
        raise undecodable(problem, quirks.undecodable_create_is_500) from None
    return None if found is None else list(found)
