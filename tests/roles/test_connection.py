# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the connection gets into a role: nothing that a play has already is lost on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from support import playbook
from support.misbehaving import nobody_url
from support.role import Stage, ok, public_key

CLIENT = {"client_id": "a", "token_endpoint_auth_method": "none"}
TOKEN = "token-of-a-credential"
GROUP = "group/ory.hydra.hydra"
OWN = "ory.hydra.hydra_clients"
MODULES = sorted(path.stem for path in playbook.ROOT.glob("plugins/modules/hydra_*.py"))


@dataclass
class Row:
    """Where the connection is given; ``RIGHT`` stands for the URL of the server, ``WRONG`` for one where nobody is."""

    name: str
    defaults: dict[str, dict[str, Any]] = field(default_factory=dict)
    role: dict[str, Any] | None = None
    collection: dict[str, Any] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    works: bool = True
    sentence: str = ""


RIGHT = {"admin_url": "RIGHT"}
WRONG = {"admin_url": "WRONG", "retries": 0}

#: The nearer wins: role variable, collection variable, the play's module_defaults for the module, those for the group,
#: environment.
ROWS = [
    Row("the environment alone", environment={"HYDRA_ADMIN_URL": "RIGHT"}),
    Row("module_defaults of the play", {GROUP: RIGHT}),
    Row("the variable of the collection", collection=RIGHT),
    Row("the variable of the role", role=RIGHT),
    Row("module_defaults win over the environment", {GROUP: RIGHT}, environment={"HYDRA_ADMIN_URL": "WRONG"}),
    Row("the collection's wins over module_defaults", {GROUP: WRONG}, collection=RIGHT),
    Row("the role's wins over the collection's", role=RIGHT, collection=WRONG),
    Row("the role's wins over module_defaults", {GROUP: WRONG}, role=RIGHT),
    Row("the role's wins over the environment", role=RIGHT, environment={"HYDRA_ADMIN_URL": "WRONG"}),
    Row("an empty variable hides nothing", {GROUP: RIGHT}, role={}, collection={}),
    Row("options come together", {GROUP: RIGHT}, role={"timeout": 5}, environment={"HYDRA_RETRIES": "1"}),
    Row("a credential beside a variable", role=RIGHT, environment={"HYDRA_API_TOKEN": TOKEN, "HYDRA_USERNAME": ""}),
    Row("module_defaults of the module's own name", {OWN: RIGHT}),
    Row("own name wins over the group", {GROUP: WRONG, OWN: RIGHT}),
    Row("the role's wins over an alias in own name", {OWN: {"url": "WRONG", "retries": 0}}, role=RIGHT),
    Row("own name and group combine", {GROUP: RIGHT, OWN: {"timeout": 5}}, collection={"retries": 1}),
    Row("an option of own name is not lost", {OWN: {"timeout": 0}}, role=RIGHT, works=False, sentence="timeout must"),
    Row("nor another one", {OWN: {"concurrency": 0}}, role=RIGHT, works=False, sentence="concurrency must"),
    Row("nor one with a variable", {OWN: {"update_secret": "x"}}, role=RIGHT, works=False, sentence="update_secret"),
    Row("nothing at all", works=False),
    Row("a wrong one that is near", {GROUP: RIGHT}, role=WRONG, works=False),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name.replace(" ", "-"))
def test_where_the_connection_is_given(row: Row, stand_in: Stage) -> None:
    urls = {"RIGHT": stand_in.server.admin_url, "WRONG": nobody_url()}

    def real(values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: real(value) if isinstance(value, dict) else urls.get(value, value) for name, value in values.items()
        }

    variables: dict[str, Any] = {"provision_clients": [CLIENT]}
    if row.role is not None:
        variables["provision_connection"] = real(row.role)
    if row.collection is not None:
        variables["hydra_connection"] = real(row.collection)
    ran = stand_in.play(
        {"module_defaults": real(row.defaults), "roles": [{"role": "ory.hydra.provision"}]},
        variables,
        "-vvv",
        environment=real(row.environment),
    )
    assert TOKEN not in ran.output
    if row.works:
        ok(ran, changed=True)
        assert list(stand_in.clients()) == ["a"]
    else:
        assert ran.returncode == 2
        assert "Traceback" not in ran.output
        assert row.sentence in ran.output
        assert stand_in.clients() == {}


#: What each role does with every one of its modules.
EVERYTHING: dict[str, dict[str, Any]] = {
    "drift": {"drift_dir": "FOLDER"},  # of the lists of the next one, of which nothing is there yet
    "provision": {
        "provision_clients": [CLIENT | {"client_id": "b", "token_endpoint_auth_method": "client_secret_basic"}],
        "provision_key_sets": [{"set": "s", "alg": "ES256"}],
        "provision_issuers": [{"issuer": "https://i", "subject": "x", "expires_at": "+9d", "jwk": public_key(1)}],
        "provision_client_defaults": {"client_secret": "a-secret-of-this-test", "grant_types": ["client_credentials"]},
    },
    "snapshot": {"snapshot_file": "FOLDER/snapshot.yml", "snapshot_key_sets": ["s"]},
    "audit": {"audit_dir": "FOLDER", "audit_fail_on": "never"},
    "signing_keys": {"signing_keys_sets": [{"set": "s", "alg": "ES256"}]},
    "client_secrets": {"client_secrets_clients": ["b"], "client_secrets_dir": "FOLDER/secrets"},
    "smoke_test": {"smoke_test_client_id": "b", "smoke_test_client_secret": "a-secret-of-this-test"},
    "token_maintenance": {
        "token_maintenance_unit_dir": "FOLDER",
        "token_maintenance_program": "/bin/true",
        "token_maintenance_start": False,
    },
    "offboard": {"offboard_subject": "alice", "offboard_client_id": "b"},
}


def test_every_task_of_every_role_is_reached(stand_in: Stage) -> None:
    # Of each module's own defaults the variable hides one option, and no other.
    own = {"admin_url": nobody_url(), "public_url": stand_in.server.public_url, "retries": 0}
    defaults = {GROUP: {"public_url": nobody_url()}, **{f"ory.hydra.{name}": own for name in MODULES}}
    (stand_in.folder / "secrets").mkdir()
    (stand_in.folder / "secrets" / "b").write_text("a-secret-of-this-test")
    given = {key: value for variables in EVERYTHING.values() for key, value in variables.items()}
    variables = json.loads(json.dumps(given).replace("FOLDER", str(stand_in.folder)))
    variables |= {"hydra_connection": {"admin_url": stand_in.server.admin_url}, "client_secrets_replace": True}
    ok(stand_in.play({"module_defaults": defaults, "roles": [f"ory.hydra.{name}" for name in EVERYTHING]}, variables))
    assert stand_in.clients() == {}
