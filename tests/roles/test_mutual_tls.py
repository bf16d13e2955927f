# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An admin API behind a gateway that wants a client certificate: a life over it, and what is said without one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from support import certificates, servers, threaded
from support.population import Population
from support.proxy import Proxy
from support.role import Stage, ok

PASSPHRASE = "correct h0rse battery"
SECRET = "s3cret-of-automation"
CLIENT = {"client_id": "app", "client_secret": "first-s3cret", "grant_types": ["client_credentials"]}
LIFE: list[tuple[dict[str, Any], bool]] = [
    (CLIENT, True),
    (CLIENT, False),
    ({**CLIENT, "client_name": "Changed"}, True),
    ({"client_id": "app", "state": "absent"}, True),
    ({"client_id": "app", "state": "absent"}, False),
]


@pytest.fixture(params=servers.available((servers.NEWEST_STAND_IN,)), ids=lambda kind: kind.id)
def server(request: pytest.FixtureRequest) -> Iterator[servers.Server]:
    with threaded.start(request.param, servers.cheap_hashes(request.param.version)) as running:
        yield running


def forms(folder: Path, mine: certificates.Certificates) -> dict[str, dict[str, str]]:
    """The client certificate as it can be given."""
    key = serialization.load_pem_private_key(mine.client_key.read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )
    files = {
        "both": mine.client.read_bytes() + mine.client_key.read_bytes(),
        "locked": locked,
        "locked-both": locked + mine.client.read_bytes(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    passphrase = {"client_key_passphrase": PASSPHRASE}
    return {
        "two files": {"client_cert": str(mine.client), "client_key": str(mine.client_key)},
        "one file": {"client_cert": str(folder / "both")},
        "an encrypted key": {"client_cert": str(mine.client), "client_key": str(folder / "locked"), **passphrase},
        "all in one": {"client_cert": str(folder / "locked-both"), **passphrase},
    }


def test_a_life_over_mutual_tls(server: servers.Server, collections: Path, tmp_path: Path) -> None:
    mine, other = certificates.make(tmp_path / "mine"), certificates.make(tmp_path / "other")
    given = forms(tmp_path, mine)
    with (
        Proxy(server.admin_url, server.public_url, tls=mine.server_context(ask_client=True)) as gateway,
        Proxy(server.admin_url, server.public_url, tls=mine.server_context()) as lenient,
    ):
        bare = {"admin_url": gateway.admin_url, "ca_path": str(mine.ca), "retries": 0}
        token = {
            "auth_token_url": f"{lenient.public_url}/oauth2/token",
            "auth_client_id": "automation",
            "auth_client_secret": SECRET,
        }
        wrong: list[tuple[dict[str, str], str]] = [
            ({}, "(demands|may demand) a client certificate: (then )?set client_cert and client_key"),
            (
                {"client_cert": str(other.client), "client_key": str(other.client_key)},
                "(does|may) not accept the certificate in client_cert",
            ),
            (
                {**given["two files"], "client_key": str(other.client_key)},
                "is not that of the certificate in client_cert",
            ),
            ({**given["an encrypted key"], "client_key_passphrase": ""}, "is encrypted: set client_key_passphrase"),
            ({**given["all in one"], "client_key_passphrase": "wr0ng"}, "client_key_passphrase is wrong"),
            (
                {**given["one file"], **token, "ca_path": str(other.ca)},
                "Cannot get an access token: .* ca_path does not contain the certificate authority that signed it",
            ),
        ]
        tasks: list[dict[str, Any]] = [
            {
                "name": f"Refused {number}",
                "ory.hydra.hydra_client": {**bare, **options, **CLIENT},
                "register": "step",
                "failed_when": f"(step.msg | default('')) is not search({json.dumps(sentence)})",
            }
            for number, (options, sentence) in enumerate(wrong)
        ]
        for (name, options), (wanted, changes) in zip([*given.items(), *given.items()], LIFE, strict=False):
            for check in (True, False):
                tasks.append(
                    {
                        "name": f"With {name}",
                        "ory.hydra.hydra_client": {**bare, **options, **wanted},
                        "check_mode": check,
                        "register": "step",
                        "failed_when": f"step is failed or (step is changed) != {changes} or step.warnings is defined",
                    }
                )
        Population(server).create([{**CLIENT, "client_id": "automation", "client_secret": SECRET}])
        tasks.append(
            {
                "name": "A token besides, from a server with TLS",
                "ory.hydra.hydra_client_info": {**bare, **given["one file"], **token},
            }
        )
        tasks.append(
            {
                "name": "A certificate that nobody asks for",
                "ory.hydra.hydra_client_info": {**bare, **given["all in one"], "admin_url": lenient.admin_url},
            }
        )
        ran = ok(Stage(server, collections, tmp_path).play({"tasks": tasks}, {}, "-vvv"))
    assert [entry.method for entry in gateway.writes] == ["POST", "PUT", "DELETE"]
    assert "POST /oauth2/token" in [f"{entry.method} {entry.path}" for entry in lenient.log]
    assert [
        secret for secret in {PASSPHRASE, SECRET, *lenient.secrets} if len(secret) > 8 and secret in ran.output
    ] == []
    assert "wr0ng" not in ran.output
