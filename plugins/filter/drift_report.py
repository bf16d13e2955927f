# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_report
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Turn differences between lists and a server into a report
description:
  - Turns the result of the filter P(ory.hydra.drift#filter), or C(drift_result) of the role P(ory.hydra.drift#role), into a report
    that people or code hosts can read.
  - Reports contain no date, so a report only changes if the differences change.
  - In Markdown and HTML, names from the server are text in any case, and never markup.
options:
  _input:
    description: The result of P(ory.hydra.drift#filter).
    type: dict
    required: true
  format:
    description:
      - V(markdown) for code hosts, wikis and chats.
      - V(html) for one HTML page that loads nothing from elsewhere. It can be read on a phone and printed.
      - V(json) for programs. It contains the input.
      - V(sarif) for code hosts that show findings beside the code (SARIF 2.1.0).
    type: str
    choices: [markdown, html, json, sarif]
    default: markdown
  location:
    description:
      - The path of the file that differences are shown at in SARIF, relative to the root of the repository, such as
        V(environment.yml).
      - If not set, it is the address of the server, which code hosts cannot show.
    type: str
seealso:
  - plugin: ory.hydra.drift
    plugin_type: filter
  - plugin: ory.hydra.audit_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Compare a list with a server
  ory.hydra.hydra_clients:
    admin_url: http://127.0.0.1:4445
    clients:
      - client_id: shop-spa
        preset: spa
        redirect_uris: ["https://spa.example.com/callback"]
  check_mode: true
  diff: true
  changed_when: false
  register: compared

- name: Write a page for people
  ansible.builtin.copy:
    content: "{{ {'clients': compared} | ory.hydra.drift | ory.hydra.drift_report(format='html') }}"
    dest: /srv/reports/hydra-drift.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter

from ..plugin_utils._drift.drift_report import drift_report


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"drift_report": as_filter(drift_report)}
