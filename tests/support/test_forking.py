# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook gets the same from an ansible-playbook that is forked as from one that is started."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from support import forking, playbook

PLAYS = {
    "good.yml": "- {hosts: localhost, tasks: [{ansible.builtin.ping: }]}",
    "module.yml": "- {hosts: localhost, tasks: [{ory.nobody.has_this: }]}",
    "malformed.yml": "- {hosts: localhost, tasks: {}}",
    "invalid.yml": "- {hosts: [",
}


def test_it_says_the_same(tmp_path: Path) -> None:
    for name, text in PLAYS.items():
        (tmp_path / name).write_text(text)

    def told(programs: Path) -> list[tuple[int, str, str]]:
        environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        return [
            (done.returncode, done.stdout, done.stderr)
            for name in PLAYS
            for done in [
                subprocess.run(
                    ["ansible-playbook", "--syntax-check", "-vv", name], cwd=tmp_path, env=environment,
                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                )
            ]
        ]  # fmt: skip

    with forking.playbooks(forking.__file__, os.environ) as programs:
        forked = told(programs)
    assert forked == told(Path(sys.executable).parent)
    assert [code for code, _out, _err in forked] == [0, 4, 4, 4]


def test_nobody_is_left_listening_after_a_failure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(KeyError), forking.listening(Path(folder), forking.__file__, os.environ) as place:
            raise KeyError
        with pytest.raises(ConnectionRefusedError):
            forking.run(place, [], os.environ, folder)


@pytest.mark.parametrize("inline", [False, True])
def test_a_playbook_ends_with_its_time(inline: bool, collections: Path, tmp_path: Path) -> None:
    (tmp_path / "long.yml").write_text("- {hosts: localhost, gather_facts: false, tasks: [{wait_for: {timeout: 60}}]}")
    with pytest.raises(subprocess.TimeoutExpired):
        playbook.run(
            tmp_path / "long.yml", {}, collections=collections, scratch=tmp_path / "run", timeout=3, inline=inline
        )
