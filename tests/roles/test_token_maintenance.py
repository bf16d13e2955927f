# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``token_maintenance``: what expired goes, on a timer or at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import yaml

from support import units
from support.proxy import Proxy
from support.role import Stage, ok


def test_an_old_server_is_asked_and_a_new_one_gets_a_timer(stage: Stage) -> None:
    folder = stage.folder / "units"
    folder.mkdir()
    program = stage.folder / "hydra"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    variables = {
        "token_maintenance_unit_dir": str(folder),
        "token_maintenance_program": str(program),
        "token_maintenance_config_file": str(stage.folder / "hydra.yml"),
        "token_maintenance_state_dir": str(stage.folder),
        "token_maintenance_schedule": "*-*-* 03:00",
        "token_maintenance_start": False,
    }
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
