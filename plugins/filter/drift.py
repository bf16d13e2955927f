# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: drift
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Find out what differs between lists and a server
description:
  - Turns the results of the modules that manage lists, in check mode, into a list of differences, each with who or what is
    affected by it.
  - The role P(ory.hydra.drift#role) uses it on the results of the role P(ory.hydra.provision#role).
  - The result contains no secrets and no date. It only changes if the differences change.
options:
  _input:
    description:
      - The results of M(ory.hydra.hydra_clients), M(ory.hydra.hydra_jwk_sets) and M(ory.hydra.hydra_trusted_issuers) as
        C(clients), C(key_sets) and C(issuers). Each may be missing, or the result of a task that was skipped.
      - The tasks need C(check_mode=true) and C(diff=true).
    type: dict
    required: true
  server:
    description:
      - The result of M(ory.hydra.hydra_server_info), for C(compared).
      - Without it, it is not known whether secrets were compared.
    type: dict
  clients:
    description:
      - All clients of the server, from M(ory.hydra.hydra_client_info), to find out who is affected.
      - If not set, the owners of clients that differ, and the clients that depend on key sets and trusted issuers, are not known.
    type: list
    elements: dict
  threshold:
    description: The severity from which on differences count as failures. These are listed in C(failures).
    type: str
    choices: [critical, high, medium, low, info, never]
    default: never
seealso:
  - plugin: ory.hydra.drift_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Compare a list with a server
  ory.hydra.hydra_clients:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    clients:
      - client_id: shop
        grant_types: [authorization_code]
        redirect_uris: ["https://shop.example.com/callback"]
        secret_file: /etc/shop/oauth2-secret
  check_mode: true
  diff: true
  changed_when: false
  register: compared

- name: Show what differs
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.found }}. {{ item.affected | join('. ') }}."
  loop: "{{ ({'clients': compared} | ory.hydra.drift).findings }}"
  loop_control:
    label: "{{ item.rule }}"
"""

RETURN = r"""
_value:
  description:
    - C(drifted) says whether anything differs, and C(differences) what, in one sentence each, up to 20.
    - C(findings) is a list of all differences, the worst first, each with C(rule) (the kind of difference), C(severity), C(kind) of
      the object, C(name), C(option), C(found), C(remedy), C(instead) (what to write in the list to keep what is there), C(affected)
      (sentences), and C(owner) (C(client_name), C(owner) and C(contacts) of a client).
    - C(not_compared) says what could not be compared, with C(what) and C(reason). C(warnings_of_tasks) contains the warnings of
      the tasks.
    - C(summary) is the number of differences by severity, C(failures) one sentence for each difference from the severity
      O(threshold) on, C(compared) the C(place) and C(version) of the server and the number of objects of each kind, and C(rules)
      describes the kinds of differences that were found.
  type: dict
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter

from ..plugin_utils._drift.drift import drift


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"drift": as_filter(drift)}
