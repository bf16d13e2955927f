# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: needs_restart
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Find out whether a systemd unit still runs with older files
description:
  - Returns V(true) if the unit was started before one of its files changed, or if systemd has not loaded its unit file again
    since that changed.
  - This finds a restart that is still due after a play that failed before its handlers ran. A handler alone would never
    catch up on it, because the next run changes nothing and notifies nobody.
  - The roles P(ory.hydra.server#role) and P(ory.hydra.token_maintenance#role) use it.
options:
  _input:
    description:
      - C(status) in the result of M(ansible.builtin.systemd_service). Set C(TZ=UTC) in the environment of that task.
        Otherwise, times are not understood, and only the unit file counts.
    type: dict
    required: true
  files:
    description:
      - C(stat) in the result of M(ansible.builtin.stat) for each file. Files that do not exist do not count.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Get the time of the configuration file
  ansible.builtin.stat:
    path: /etc/hydra/hydra.yml
  register: config

- name: Enable the service
  ansible.builtin.systemd_service:
    name: hydra.service
    enabled: true
  environment:
    TZ: UTC
  register: service

- name: Start the service, or restart it if its configuration is newer
  ansible.builtin.systemd_service:
    name: hydra.service
    state: "{{ 'restarted' if service.status | ory.hydra.needs_restart(files=[config.stat]) else 'started' }}"
    daemon_reload: true
"""

RETURN = r"""
_value:
  description: Whether the unit should be restarted.
  type: bool
  sample: false
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter
from ansible_collections.ory.hydra.plugins.plugin_utils._services import needs_restart


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"needs_restart": as_filter(needs_restart)}
