# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``smoke_test``: it says whether a client gets what it should, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hydra_stand_in.generations import Quirks
from support.population import Population
from support.role import Stage, ok

SECRET = "s3cret+/% é:x&=1"
CLIENT = {
    "client_id": "a client", "client_secret": SECRET, "grant_types": ["client_credentials"], "response_types": [],
    "scope": "orders.read orders.write", "audience": ["https://api.example.com"],
}  # fmt: skip
RIGHT: dict[str, Any] = {
    "smoke_test_client_id": "a client",
    "smoke_test_client_secret": SECRET,
    "smoke_test_scope": ["orders.read"],
    "smoke_test_audience": ["https://api.example.com"],
    "smoke_test_lifespan": 3600,
}


def test_a_client_is_proven_on_every_server(stage: Stage) -> None:
    # Old servers decode the form twice: only a secret without + and % comes through.
    posted = "s3cret/é:x&=2" if Quirks.of(stage.server.version).form_secret_is_decoded_twice else SECRET
    b = {"client_id": "b", "client_secret": posted, "token_endpoint_auth_method": "client_secret_post"}
    Population(stage.server).create([CLIENT, {**CLIENT, **b}])
    ran = ok(stage.role("smoke_test", RIGHT, "-vvv"), changed=False)
    assert SECRET not in ran.output
    file = stage.folder / "secret"
    file.write_text(posted + "\n")
    post = {name: value for name, value in RIGHT.items() if name != "smoke_test_client_secret"} | {
        "smoke_test_client_id": "b",
        "smoke_test_secret_file": str(file),
        "smoke_test_auth_method": "client_secret_post",
    }
    assert posted not in ok(stage.role("smoke_test", post, "-vvv"), changed=False).output
    wrong = stage.role("smoke_test", {**RIGHT, "smoke_test_client_secret": "another-" + SECRET}, "-vvv")
    assert wrong.returncode == 2
    assert "client a client cannot get a token from" in wrong.output
    assert "invalid_client" in wrong.output
    assert SECRET not in wrong.output
    ok(stage.role("smoke_test", RIGHT, "--check"), changed=False)


def test_the_admin_api_in_place_of_the_public_api(stand_in: Stage) -> None:
    ran = stand_in.role("smoke_test", {**RIGHT, "smoke_test_public_url": stand_in.connection["admin_url"]})
    assert ran.returncode == 2
    assert "404 HTTP Error 404: Not Found (is this the address of the public API?)" in ran.output


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"smoke_test_scope": ["orders.delete"]}, "invalid_scope"),
        ({"smoke_test_audience": ["https://other.example.com"]}, "cannot get a token"),
        ({"smoke_test_lifespan": 60}, "its lifespan is 3600 s instead of 60 s"),
        ({"smoke_test_claims": {"iss": "https://auth.example.com"}}, "iss is http://127.0.0.1:"),
        ({"smoke_test_claims": {"tenant": 7}}, "tenant is missing instead of 7"),
        ({"smoke_test_public_url": "http://127.0.0.1:1"}, "cannot get a token from http://127.0.0.1:1: -1"),
        ({"smoke_test_auth_method": "none"}, "value of smoke_test_auth_method must be one of"),
        ({"smoke_test_secret_file": "/nowhere"}, "there is no file /nowhere"),
        ({"smoke_test_secret_file": __file__}, "either smoke_test_client_secret or smoke_test_secret_file"),
    ],
)
def test_what_is_not_as_expected_is_said(variables: dict[str, Any], sentence: str, stand_in: Stage) -> None:
    Population(stand_in.server).create([CLIENT])
    ran = stand_in.role("smoke_test", {**RIGHT, **variables}, "-vvv")
    assert ran.returncode == 2
    assert sentence in " ".join(ran.output.split())
    assert "Traceback" not in ran.output
    assert SECRET not in ran.output


def test_no_terminal_obeys_what_a_server_repeats(stand_in: Stage) -> None:
    Population(stand_in.server).create([CLIENT])
    ran = stand_in.role("smoke_test", {**RIGHT, "smoke_test_scope": ["orders\x1b[2K\u202e"]})
    assert ran.returncode == 2
    assert "invalid_scope" in ran.output
    assert "\x1b[2K" not in ran.output and "\u202e" not in ran.output
