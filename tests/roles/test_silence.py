# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No role prints a secret, whatever shape its variables have and whatever a server repeats, or writes masks as data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from support.echo import echo
from support.population import Population
from support.role import Stage

ROOT = Path(__file__).parents[2]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.name != "stand_in")  # it has no connection
SECRET = "Mark0123456789Zq"
CLIENT = {"client_id": "a", "client_secret": SECRET}
KEY = {"jwk": {"kty": "oct", "k": SECRET}}
HERE = {"admin_url": "http://127.0.0.1:1"}

#: Variables of ``provision`` that are given in the wrong shape.
WRONG: list[dict[str, Any]] = [
    {"provision_clients": [[CLIENT]]},
    {"provision_clients": [CLIENT, "oops"]},
    {"provision_clients": [CLIENT, None]},
    {"provision_clients": ['{"client_secret": "' + SECRET + '"']},
    {"provision_clients": ["client_secret=" + SECRET, 3]},
    {"provision_clients": CLIENT},
    {"provision_clients": "client_secret: " + SECRET},
    {"provision_clients": [{**CLIENT, "client_secret": {"value": SECRET}, "redirect_uris": CLIENT}]},
    {"provision_clients": [{**CLIENT, "no_such_option": CLIENT}]},
    {"provision_clients": [{"client_id": "a", "jwks": [[KEY["jwk"]]]}]},
    {"provision_key_sets": [{"set": "s", "keys": [[KEY]]}]},
    {"provision_key_sets": [{"set": "s", "keys": [{"jwk": [KEY["jwk"]]}]}]},
    {"provision_key_sets": [{"set": "s", "keys": KEY}]},
    {"provision_issuers": [[{"issuer": "i", "pem": SECRET}]]},
    {"provision_client_defaults": [[CLIENT]]},
]


def attempts(cases: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """A play that runs roles one after another, each of which fails."""
    tasks = [
        {
            "block": [{"ansible.builtin.include_role": {"name": f"ory.hydra.{role}"}, "vars": variables}],
            "rescue": [{"ansible.builtin.debug": {"msg": f"attempt {number} failed"}}],
        }
        for number, (role, variables) in enumerate(cases)
    ]
    return {"tasks": tasks}


def required(role: str) -> dict[str, Any]:
    """Something for each variable that has to be given."""
    spec = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]
    return {name: "x" for name, option in spec["options"].items() if option.get("required")}


def test_variables_of_the_wrong_shape_are_not_repeated(stand_in: Stage) -> None:
    cases = [("provision", {"provision_connection": HERE, **variables}) for variables in WRONG]
    for role in ROLES:
        given = {"provision_clients": []} if role in ("provision", "drift") else required(role)
        owner = "provision" if role == "drift" else role  # whose variables it uses
        for wrong in ([[{"api_token": SECRET}]], [{"api_token": SECRET}], "api_token: " + SECRET):
            cases.append((role, {**given, f"{owner}_connection": wrong}))
    ran = stand_in.play(attempts(cases), {}, "-vvv")
    assert ran.returncode == 0, ran.output[-3000:]
    told = re.sub(r'"argument_spec_data".*', "", ran.output)
    assert [number for number in range(len(cases)) if f"attempt {number} failed" not in told] == []
    assert SECRET not in ran.output
    assert "must be a list of dictionaries: element 0" in told
    assert "must be a dictionary" in told


def test_a_server_that_repeats_the_secret_is_not_repeated(stand_in: Stage) -> None:
    secret = "Mark 0123+456/789%Zq"
    spellings = ("Mark 0123+456", "Mark%200123", "Mark%25200123", "Mark+0123")
    with echo() as address:
        for method in ("client_secret_basic", "client_secret_post"):
            variables = {
                "smoke_test_connection": {"admin_url": address, "public_url": address},
                "smoke_test_client_id": "a",
                "smoke_test_client_secret": secret,
                "smoke_test_auth_method": method,
            }
            ran = stand_in.play({"roles": [{"role": "ory.hydra.smoke_test"}]}, variables, "-vvv")
            assert ran.returncode == 2
            assert "(response hidden because it contains the secret)" in " ".join(ran.output.split())
            assert [one for one in spellings if one in ran.output] == []


def test_a_snapshot_with_masks_is_not_written(stand_in: Stage) -> None:
    Population(stand_in.server).create([{"client_id": "a", "scope": "openid profile", "client_secret": "any secret"}])
    file = stand_in.folder / "snapshot.yml"
    connection: dict[str, Any] = {**stand_in.connection, "username": "me", "password": "openid"}
    ran = stand_in.role("snapshot", {"snapshot_file": str(file), "hydra_connection": connection}, "-vvv")
    assert ran.returncode == 2
    assert "clients[0].scope (it has the value of password)" in ran.output
    assert not file.exists()
    connection = {**stand_in.connection, "headers": {"X-Forwarded-Proto": "https"}}
    ran = stand_in.role("snapshot", {"snapshot_file": str(file), "hydra_connection": connection})
    assert ran.returncode == 0, ran.output[-3000:]
    assert "****" not in file.read_text()
