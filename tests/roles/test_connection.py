# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the connection gets into a role: nothing that a play has already is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from support.misbehaving import nobody_url
from support.role import Stage, ok

CLIENT = {"client_id": "a", "token_endpoint_auth_method": "none"}
TOKEN = "token-of-a-credential"
GROUP = "group/ory.hydra.hydra"


@dataclass
class Row:
    """Where the connection is given; ``RIGHT`` stands for the URL of the server, ``WRONG`` for one where nobody is."""

    name: str
    defaults: dict[str, dict[str, Any]] = field(default_factory=dict)
    role: dict[str, Any] | None = None
    collection: dict[str, Any] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    works: bool = True


RIGHT = {"admin_url": "RIGHT"}
WRONG = {"admin_url": "WRONG", "retries": 0}

#: The nearer wins: role variable, collection variable, the play's module_defaults, environment.
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
        assert stand_in.clients() == {}
