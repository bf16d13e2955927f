# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module in a playbook at ``-vvv``, with arguments that are refused and a server that repeats every request.

With a server, as users run it, a process for each module; arguments are refused in one process, as how a failure gets
out of a module's process is shown by the former.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from support import playbook, servers
from support.echo import echo
from support.marked import ARGUMENTS, Marks

PLAY = """
- name: Every module
  hosts: localhost
  gather_facts: false
  tasks:
"""
TASK = """
    - name: {module}
      ory.hydra.{module}: "{{{{ given.{module} }}}}"
      ignore_errors: true
"""


def misshapen(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same with each list and dictionary in one list more, which is refused, and with a bad number."""
    wrong = {name: [value] for name, value in arguments.items() if isinstance(value, (dict, list))}
    return {**arguments, **wrong, "timeout": "soon"}


@pytest.mark.parametrize("change", [dict, misshapen])
def test_no_module_prints_a_secret(
    change: Callable[[dict[str, Any]], dict[str, Any]], collections: Path, tmp_path: Path
) -> None:
    with echo() as address:
        marks = Marks(0xABCDEF, "/+%20&=")
        given, tasks = {}, ""
        for module, make in ARGUMENTS.items():
            connection = {
                "admin_url": address,
                "public_url": address,
                "username": "me",
                "password": marks.new(),
                "headers": {"X-Api-Key": marks.new(plain=True), "X-Forwarded-Proto": "https"},
                "retries": 0,
            }
            given[module] = change({**connection, **make(marks)})
            tasks += TASK.format(module=module)
        play = tmp_path / "play.yml"
        play.write_text(PLAY + tasks)
        environment = {
            "HYDRA_API_TOKEN": marks.new(plain=True),
            "https_proxy": f"http://me:{quote(marks.new(), safe='')}@127.0.0.1:9",
        }
        ran = playbook.run(
            play,
            {"given": given},
            collections=collections,
            scratch=tmp_path / "ansible",
            arguments=["-vvv"],
            extra_environment=environment,
            inline=change is misshapen and not servers.WHOLE,
        )
    assert ran.returncode == 0, ran.output[-3000:]
    assert marks.in_text(ran.output) == []
    assert ran.output.count("********") > len(ARGUMENTS)  # something was repeated
    assert ran.output.count("fatal: [localhost]") > len(given) * 0.9
