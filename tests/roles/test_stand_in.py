# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in is started and stopped, once, as check mode announces; what is wrong is told with a sentence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from support import playbook, servers
from support.playbook import Ran
from support.role import ok

COMMAND = playbook.tool("hydra-stand-in")


class Scene:
    """A folder in which the role is run."""

    def __init__(self, collections: Path, folder: Path) -> None:
        self.collections, self.folder = collections, folder
        self.file = folder / "hydra.json"

    def run(self, *arguments: str, **variables: Any) -> Ran:
        """Run the role, and show its result."""
        given = {"stand_in_file": str(self.file), "stand_in_command": COMMAND} | {
            f"stand_in_{name}": value for name, value in variables.items()
        }
        shown = {"ansible.builtin.debug": {"msg": "{{ stand_in_server.admin_url | default('no server') }}"}}
        play = {"hosts": "localhost", "gather_facts": False, "roles": ["ory.hydra.stand_in"], "post_tasks": [shown]}
        path = self.folder / "play.yml"
        path.write_text(json.dumps([play]))
        scratch = self.folder / "ansible"
        return playbook.run(
            path, given, collections=self.collections, scratch=scratch, arguments=arguments, inline=not servers.WHOLE
        )


@pytest.fixture
def scene(collections: Path, tmp_path: Path) -> Iterator[Scene]:
    folder = tmp_path / "a folder"
    folder.mkdir()
    made = Scene(collections, folder)
    yield made
    subprocess.run([COMMAND, "--stop", str(made.file)], check=True, stdout=subprocess.DEVNULL)


def test_a_life(scene: Scene) -> None:
    seed = scene.folder / "seed.json"
    seed.write_text(json.dumps({"provision_clients": [{"client_id": "shop"}]}))
    options: dict[str, Any] = {"version": "1.11.10", "options": ["--seed", str(seed)]}
    assert "no server" in ok(scene.run("--check", **options), changed=True).stdout
    assert not scene.file.exists()
    started = ok(scene.run(**options), changed=True)
    told = json.loads(scene.file.read_text())
    clients = f"{told['admin_url']}/clients"
    assert told["admin_url"] in started.stdout
    assert [one["client_id"] for one in requests.get(clients, timeout=10).json()] == ["shop"]
    for arguments in (("--check",), ()):
        assert told["admin_url"] in ok(scene.run(*arguments, **options), changed=False).stdout
    assert "GET /clients 200" in scene.file.with_suffix(".log").read_text()
    ok(scene.run("--check", state="stopped"), changed=True)
    assert requests.get(clients, timeout=10).ok
    ok(scene.run(state="stopped"), changed=True)
    with pytest.raises(requests.ConnectionError):
        requests.get(clients, timeout=10)
    for arguments in (("--check",), ()):
        ok(scene.run(*arguments, state="stopped"), changed=False)
    assert scene.file.with_suffix(".log").exists()


def test_what_is_wrong_is_told(scene: Scene) -> None:
    ok(scene.run(), changed=True)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"options": "--say-yes=alice"}, "runs with other options: stop it first (--stop "),
        ({"command": "/nowhere/hydra"}, "cannot run /nowhere/hydra: install hydra-stand-in, or set stand_in_command"),
        ({"file": str(scene.folder / "new.json"), "version": "0.5"}, "The stand-in does not serve Hydra 0.5 yet"),
        ({"state": "running"}, "value of stand_in_state must be one of: started, stopped, got: running"),
        ({"optoins": []}, "stand_in_optoins is not a variable of the role stand_in (did you mean stand_in_options?)"),
    ]
    for variables, sentence in cases:
        ran = scene.run(**variables)
        assert ran.returncode == 2, sentence
        assert sentence in " ".join(ran.output.split())
