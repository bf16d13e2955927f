# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``token_maintenance``: what expired goes, on a timer or at once."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import systemctl, units
from support.playbook import Ran
from support.proxy import Proxy
from support.role import Stage, ok


def prepared(stage: Stage) -> dict[str, Any]:
    """Variables for units in a folder of their own."""
    (stage.folder / "units").mkdir()
    program = stage.folder / "hydra"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return {
        "token_maintenance_unit_dir": str(stage.folder / "units"),
        "token_maintenance_program": str(program),
        "token_maintenance_config_file": str(stage.folder / "hydra.yml"),
        "token_maintenance_state_dir": str(stage.folder),
        "token_maintenance_schedule": "*-*-* 03:00",
        "token_maintenance_start": False,
    }


def test_an_old_server_is_asked_and_a_new_one_gets_a_timer(stage: Stage) -> None:
    variables = prepared(stage)
    folder, program = stage.folder / "units", stage.folder / "hydra"
    modern = bool(stage.server.prefix)
    with Proxy(stage.server.admin_url, stage.server.public_url) as proxy:
        behind = {**variables, "token_maintenance_connection": {"admin_url": proxy.admin_url}}
        ok(stage.role("token_maintenance", behind, "--check"), changed=modern)
        assert (proxy.writes, list(folder.iterdir())) == ([], [])
        ok(stage.role("token_maintenance", behind), changed=modern)
        assert [entry.path for entry in proxy.writes] == ([] if modern else ["/oauth2/flush"])
        ok(stage.role("token_maintenance", behind), changed=False)
    if not modern:
        assert list(folder.iterdir()) == []
        return
    service, timer = folder / "hydra-janitor.service", folder / "hydra-janitor.timer"
    assert units.problems(service, timer) in ("", None)
    exposed = units.exposure(service)
    assert exposed is None or exposed < 2.5
    assert units.settings(timer)["OnCalendar"] == ["*-*-* 03:00"]
    words = units.command(service)[0]
    assert words[:2] == [str(program), "janitor"]
    if stage.server.real and Path(stage.server.source).is_absolute():
        janitor(stage, words)


def janitor(stage: Stage, words: list[str]) -> None:
    """Run the very command of the service on a database of this version."""
    database = f"sqlite://{stage.folder.parent}/hydra.sqlite?_fk=true"
    (stage.folder / "hydra.yml").write_text(yaml.safe_dump({"dsn": database, "secrets": {"system": ["x" * 16]}}))
    config = ["-c", str(stage.folder / "hydra.yml")]
    environment = {"HOME": str(stage.folder), "SQA_OPT_OUT": "true"}
    for command in ([stage.server.source, "migrate", "sql", "-e", "--yes", *config], [stage.server.source, *words[1:]]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"token_maintenance_what": []},
        {"token_maintenance_limit": 50},
        {"token_maintenance_limit": 0, "token_maintenance_batch_size": 0},
        {"token_maintenance_batch_size": -1},
    ],
    ids=str,
)
def test_arguments_that_the_janitor_refuses_are_refused_before_it_is_set_up(
    stand_in: Stage, wrong: dict[str, Any]
) -> None:
    variables = prepared(stand_in)
    for arguments in (["--check"], []):
        ran = stand_in.role("token_maintenance", {**variables, **wrong}, *arguments)
        assert ran.returncode == 2
        assert "token_maintenance_what must not be empty" in " ".join(ran.output.split())
    assert list((stand_in.folder / "units").iterdir()) == []


def test_a_timer_that_is_older_than_its_units_is_restarted(stand_in: Stage) -> None:
    variables = {**prepared(stand_in), "token_maintenance_start": True}
    folder = stand_in.folder / "units"
    with systemctl.installed(folder) as programs:
        environment = {"PATH": f"{programs}:{os.environ['PATH']}"}

        def run(*arguments: str, **more: Any) -> Ran:
            play = {"roles": [{"role": "ory.hydra.token_maintenance"}]}
            given = {"hydra_connection": stand_in.connection, **variables, **more}
            return stand_in.play(play, given, *arguments, environment=environment)

        ok(run("--check"), changed=True)
        ok(run(), changed=True)
        ok(run(), changed=False)
        assert systemctl.commands(folder) == ["start hydra-janitor"]
        later = {"token_maintenance_schedule": "*-*-* 04:00"}
        time.sleep(1)  # times of systemd are seconds
        ok(run(**later, token_maintenance_start=False), changed=True)
        assert systemctl.commands(folder) == []
        ok(run("--check", **later), changed=True)
        ok(run(**later), changed=True)
        assert systemctl.commands(folder) == ["restart hydra-janitor"]
        ok(run(**later), changed=False)
        time.sleep(1)
        ok(run(), changed=True)
        assert systemctl.commands(folder) == ["restart hydra-janitor"]
        ok(run(), changed=False)
