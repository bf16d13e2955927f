# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook in one process does and says what it does and says in many."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import playbook, servers

PLAY = r"""
- name: Everything that a fork could make a difference for
  hosts: localhost
  gather_facts: false
  environment:
    HYDRA_ADMIN_URL: "{{ admin_url }}"
  tasks:
    - name: Make clients in a loop, from an address in the environment
      ory.hydra.hydra_client:
        client_id: "{{ item }}"
        token_endpoint_auth_method: none
      register: made
      loop: [a, b]
    - name: Warn, and be in check mode
      ory.hydra.hydra_client:
        client_id: a
        grant_types: [client_credential]
        token_endpoint_auth_method: none
      check_mode: true
    - name: Fail, and go on
      ory.hydra.hydra_client: {client_id: a, admin_url: "http://127.0.0.1:1", retries: 0}
      ignore_errors: true
      register: failed
    - name: Keep what was registered, and variables of groups, and nothing of the environment
      ansible.builtin.assert:
        that:
          - made.results | map(attribute='changed') | list == [true, true]
          - failed is failed
          - lookup('ansible.builtin.env', 'HYDRA_ADMIN_URL') == ''
          - of_all_hosts == 'read'
    - name: Ask in another way, which needs a temporary folder
      ansible.builtin.uri: {url: "{{ admin_url }}/health/ready"}
    - name: Use one text twice, once as a file of templates has it, where a backslash is another thing
      ansible.builtin.assert:
        that:
          - lookup('ansible.builtin.template', 'text.j2') == tab
          - text != tab
      vars: {text: '{{ "a\tb" }}', tab: "a\tb"}
    - name: Start a program elsewhere
      ansible.builtin.command: {cmd: pwd, chdir: /}
      environment: {PWD: /}
      changed_when: false
      register: elsewhere
    - name: Start one here
      ansible.builtin.command: pwd
      changed_when: false
      register: here
    - name: Be where one was
      ansible.builtin.assert:
        that:
          - elsewhere.stdout == '/'
          - here.stdout == scratch
    - name: Fail in a block, and be rescued
      block:
        - name: Fail
          ansible.builtin.command: "false"
          changed_when: false
      rescue:
        - name: Include tasks
          ansible.builtin.include_tasks: more.yml
"""
MORE = """
- name: Notify
  ory.hydra.hydra_client: {client_id: "{{ ansible_failed_task.name }}", state: absent}
- name: Write a file
  ansible.builtin.copy: {content: x, dest: "{{ scratch }}/x", mode: "0600"}
"""


TEXT = r'{{ "a\tb" }}'


def test_it_is_the_same_in_one_process(collections: Path, tmp_path: Path) -> None:
    told = []
    for number, inline in enumerate((False, True, True)):  # what was compiled is used again by the third
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "play.yml").write_text(PLAY)
        (folder / "more.yml").write_text(MORE)
        (folder / "text.j2").write_text(TEXT)
        (folder / "group_vars").mkdir()
        (folder / "group_vars" / "all.yml").write_text("of_all_hosts: read\n")
        with servers.start(servers.NEWEST_STAND_IN, False) as server:
            variables = {"admin_url": server.admin_url, "scratch": str(folder)}
            ran = playbook.run(
                folder / "play.yml", variables, collections=collections, scratch=folder / "run",
                arguments=["-v", "--diff"], inline=inline,
            )  # fmt: skip
        assert ran.returncode == 0, ran.output
        assert (folder / "x").read_text() == "x"
        assert list((folder / "run" / "remote").iterdir()) == []
        port = server.admin_url.rpartition(":")[2]
        told.append((steady(ran.stdout, folder, port), steady(ran.stderr, folder, port)))
    assert told[0] == told[1] == told[2]


def steady(text: str, folder: Path, port: str) -> list[str]:
    """What was printed, without what differs from run to run."""
    lines = text.replace(str(folder), "FOLDER").replace(port, "PORT").splitlines()
    named = (f'"{name}"' for name in ("date", "delta", "elapsed", "end", "src", "start"))
    changing = ("ansible-tmp-", "created_at", "updated_at", *named)
    return [line for line in lines if not any(word in line for word in changing)]


@pytest.mark.parametrize("name", ["ory.hydra.hydra_client", "ansible.builtin.uri", "ansible.legacy.stat"])
def test_modules_run_here(name: str) -> None:
    from support import inline

    assert inline.importable(name) is not None
    assert inline.importable("ansible.builtin.setup") is None
