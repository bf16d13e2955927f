# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``snapshot``: what it writes is what there is, and comes back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import requests
import yaml

from hydra_stand_in import seed
from hydra_stand_in.hydra import Hydra
from support import threaded
from support.population import Population
from support.role import Stage, ok
from support.rsa import rsa_jwk

KEY = {
    "kid": "partner", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
    "x": "wBi3YyvqRP6CqYaAtQvYR9MX21_Sxutn63Qn1fZ3GzU", "y": "OWSMbeJbWXQamVGvGs4Dt0jS3WbMJ3oREWpgHrBOKJo",
}  # fmt: skip
ODD = "\x07 \x7f \x80 \x85 \x9f \u2028\u2029 \ufeff \ufffe \uffff \U0001f600"
SECRET = "made by hand, known to nobody"
HAND_MADE: list[dict[str, Any]] = [
    {"client_id": "minimal", "client_secret": SECRET},
    {
        "client_id": "web", "client_secret": SECRET, "client_name": "{{ 1 + 1 }} {% raw %} {# no template #}",
        "redirect_uris": ["https://b.example.com/{{ cb }}", "https://a.example.com/cb"], "scope": "openid b  a",
        "grant_types": ["refresh_token", "authorization_code"], "response_types": ["code"], "owner": "Söhne: \"& Co\"",
        "post_logout_redirect_uris": ["https://a.example.com/bye"], "audience": ["https://api.example.com"],
        "metadata": {"z": [3, 1, {"deep": "{{ no }}"}], "a": 1.5, "flag": False, "null": None},
        "client_credentials_grant_access_token_lifespan": "90m",
    },
    {"client_id": "partner", "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [KEY]},
     "token_endpoint_auth_signing_alg": "ES256", "contacts": ["z@example.com", "a@example.com"]},
    {"client_id": "public", "token_endpoint_auth_method": "none", "allowed_cors_origins": ["https://spa.example.com"],
     "frontchannel_logout_session_required": True, "skip_consent": True, "skip_logout_consent": False},
    {"client_id": "odd", "client_secret": SECRET, "client_name": ODD,
     "metadata": {"\x85" * 300: {"big": 1e22, "small": -1e-7}, "{{ \x85 }}": ["1e5", "\u2028", "null", {}]}},
    {"client_id": "yes", "client_secret": SECRET, "client_name": "null", "tos_uri": "https://a.example.com/tos"},
]  # fmt: skip


def grown(version: str, file: Path) -> dict[str, dict[str, Any]]:
    """The clients of a stand-in that starts with a snapshot."""
    hydra = Hydra(version)
    asyncio.run(seed.plant(hydra, file))
    return {client.id: json.loads(client.text) for client in hydra.state.clients}


def timeless(clients: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        client_id: {name: value for name, value in client.items() if not name.endswith("ed_at")}
        for client_id, client in clients.items()
    }


def write(stage: Stage, name: str, *arguments: str, changed: bool = True) -> Path:
    file = stage.folder / name
    ok(stage.role("snapshot", {"snapshot_file": str(file)}, "-vvv", "--diff", *arguments), changed=changed)
    return file


def test_a_server_made_by_hand_goes_to_another_and_back(stage: Stage) -> None:
    Population(stage.server).create(HAND_MADE)
    assert not write(stage, "first.yml", "--check").exists()
    first = write(stage, "first.yml")
    assert first.stat().st_mode & 0o777 == 0o600
    assert SECRET not in first.read_text()
    write(stage, "first.yml", changed=False)

    # Back to the server itself: nothing to do, even where everything else would be set back.
    exact = ["-e", f"@{first}", "-e", "provision_exhaustive=true"]
    ok(stage.role("provision", {}, *exact), changed=False)

    # To an empty one of the same kind: the same again.
    with threaded.start(stage.server.kind) as empty:
        other = Stage(empty, stage.collections, stage.folder)
        secrets = stage.folder / "secrets"
        ok(other.role("provision", {"provision_secrets_dir": str(secrets)}, *exact), changed=True)
        second = write(other, "second.yml")
        assert second.read_text() == first.read_text()
        assert other.clients().keys() == stage.clients().keys()
        assert other.clients()["web"]["client_name"] == HAND_MADE[1]["client_name"]
        assert other.clients()["odd"]["client_name"] == HAND_MADE[-2]["client_name"]
        if stage.server.has_metadata:
            assert other.clients()["odd"]["metadata"] == HAND_MADE[-2]["metadata"]
            assert other.clients()["web"]["metadata"] == HAND_MADE[1]["metadata"]
        assert timeless(grown(stage.server.version, first)) == timeless(other.clients())


def test_only_what_is_asked_for(stand_in: Stage) -> None:
    marks: list[dict[str, Any]] = [{"list": "one"}, {"list": "two"}, {}]
    clients = [
        {"client_id": f"c{index}", "owner": owner, "metadata": mark, "token_endpoint_auth_method": "none"}
        for index, (owner, mark) in enumerate((owner, mark) for owner in ("us", "them") for mark in marks)
    ]
    Population(stand_in.server).create(clients)
    for variables, expected in (
        ({"snapshot_owner": "us"}, ["c0", "c1", "c2"]),
        ({"snapshot_mark": {"list": "one"}}, ["c0", "c3"]),
        ({"snapshot_mark": {"list": "two"}, "snapshot_owner": "them"}, ["c4"]),
        ({"snapshot_owner": "nobody"}, []),
    ):
        file = stand_in.folder / "snapshot.yml"
        ok(stand_in.role("snapshot", {"snapshot_file": str(file), **variables}))
        assert [name for name in (f"c{index}" for index in range(6)) if f'"{name}"' in file.read_text()] == expected


def test_without_a_file_there_is_a_sentence(stand_in: Stage) -> None:
    ran = stand_in.role("snapshot", {})
    assert ran.returncode == 2
    assert "missing required arguments: snapshot_file" in ran.output


def test_issuers_and_key_sets_go_along_where_the_server_tells_them(stand_in: Stage) -> None:
    made: dict[str, list[dict[str, Any]]] = {
        "provision_key_sets": [{"set": "b", "alg": "ES256"}, {"set": "a", "alg": "PS256", "use": "enc"}],
        "provision_issuers": [
            {"issuer": "https://idp.example.com", "subject": "robot", "scope": ["b", "a"], "jwk": KEY},
            {"issuer": "plain", "allow_any_subject": True, "jwk": {**KEY, "kid": "other"}},
        ],
    }
    for issuer in made["provision_issuers"]:
        issuer["expires_at"] = "2040-01-02T03:04:05Z"
    ok(stand_in.role("provision", made), changed=True)
    first = stand_in.folder / "first.yml"
    asked = {"snapshot_key_sets": ["a", "b", "nothing"]}
    ran = ok(stand_in.role("snapshot", {"snapshot_file": str(first), **asked}, "-vvv"), changed=True)
    private = {key["d"] for name in ("a", "b") for key in stand_in.get(f"/keys/{name}")["keys"]}
    assert [member for member in private if member in first.read_text() + ran.output] == []
    ok(stand_in.role("provision", {}, "-e", f"@{first}"), changed=False)
    with threaded.start(stand_in.server.kind) as empty:
        other = Stage(empty, stand_in.collections, stand_in.folder)
        ok(other.role("provision", {}, "-e", f"@{first}"), changed=True)
        second = stand_in.folder / "second.yml"
        ok(other.role("snapshot", {"snapshot_file": str(second), **asked}), changed=True)
    assert second.read_text() == first.read_text()


def test_a_snapshot_is_a_file_for_each_list(stand_in: Stage) -> None:
    """What it says is the same whether Ansible or a module reads it, templates that are none included."""
    Population(stand_in.server).create(HAND_MADE)
    issuer = {"issuer": "plain", "allow_any_subject": True, "expires_at": "2040-01-02T03:04:05Z", "jwk": KEY}
    made = {"provision_key_sets": [{"set": "a", "alg": "ES256"}], "provision_issuers": [issuer]}
    ok(stand_in.role("provision", made), changed=True)
    file = str(stand_in.folder / "all.yml")
    ok(stand_in.role("snapshot", {"snapshot_file": file, "snapshot_key_sets": ["a"]}), changed=True)
    files = {f"provision_{kind}_file": file for kind in ("clients", "issuers", "key_sets")}
    ran = ok(stand_in.role("provision", {**files, "provision_exhaustive": True}), changed=False)
    assert "{{ is taken literally" in " ".join(ran.output.split())


def test_key_sets_without_a_key_that_the_server_generates_go_along_as_well(stage: Stage) -> None:
    """Public keys alone, keys that encrypt or do not say what for, and symmetric ones, of which nothing is public."""
    rsa = rsa_jwk(2048)
    secret = {"kty": "oct", "k": "A" * 43, "kid": "s", "alg": "HS256", "use": "sig"}
    sets: dict[str, list[dict[str, Any]]] = {
        "public": [KEY, {**KEY, "kid": "older"}],
        "encrypts": [{**rsa, "kid": "e", "alg": "RSA-OAEP-256", "use": "enc"}],
        "plain": [{**rsa, "kid": "r", "use": "sig"}],
        "symmetric": [secret],
    }
    for name, keys in sets.items():
        address = f"{stage.server.admin_url}{stage.server.prefix}/keys/{name}"
        requests.put(address, json={"keys": keys}, timeout=30).raise_for_status()
    file = stage.folder / "sets.yml"
    ok(stage.role("snapshot", {"snapshot_file": str(file), "snapshot_key_sets": list(sets)}), changed=True)
    text = file.read_text()
    assert not any(private in text for private in (rsa["d"], secret["k"]))
    written = {entry["set"]: entry for entry in yaml.safe_load(text)["provision_key_sets"]}
    old = stage.server.version.startswith("1.")
    assert set(written) == {"public", "encrypts", "plain", *(["symmetric"] if old else [])}
    assert ('JWK set "symmetric" is omitted' in text) is not old
    assert written["plain"]["alg"] == "RS256"
    assert written["encrypts"]["jwks"]["keys"][0]["n"] == rsa["n"]
    grown(stage.server.version, file)
    ok(stage.role("provision", {}, "-e", f"@{file}"), changed=False)
    with threaded.start(stage.server.kind) as empty:
        other = Stage(empty, stage.collections, stage.folder)
        ok(other.role("provision", {}, "-e", f"@{file}"), changed=True)
        second = stage.folder / "second.yml"
        ok(other.role("snapshot", {"snapshot_file": str(second), "snapshot_key_sets": list(sets)}), changed=True)
    assert "\n".join(line for line in text.splitlines() if "omitted" not in line) == second.read_text().rstrip("\n")
    ok(stage.role("snapshot", {"snapshot_file": str(file), "snapshot_key_sets": ["symmetric"]}), changed=True)
    assert (yaml.safe_load(file.read_text())["provision_key_sets"] == []) is not old
