# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: audit_report
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Turn the result of an audit into a report
description:
  - Turns the result of the module M(ory.hydra.hydra_audit_info) into a report that people or code hosts can read.
  - Reports contain no date, so a report only changes if the findings change.
  - In Markdown and HTML, names from the server are text in any case, and never markup.
options:
  _input:
    description: The result of M(ory.hydra.hydra_audit_info).
    type: dict
    required: true
  format:
    description:
      - V(markdown) for code hosts, wikis and chats.
      - V(html) for one HTML page that loads nothing from elsewhere. It can be read on a phone and printed.
      - V(json) for programs. It contains the result without the parts that Ansible adds.
      - V(sarif) for code hosts that show findings beside the code (SARIF 2.1.0).
      - V(mermaid) for the diagram alone. It needs O(ory.hydra.hydra_audit_info#module:diagram), with which reports in Markdown
        contain it too.
    type: str
    choices: [markdown, html, json, sarif, mermaid]
    default: markdown
  location:
    description:
      - The path of the file that findings are shown at in SARIF, relative to the root of the repository, such as
        V(environment.yml).
      - If not set, it is what was checked, which code hosts can only show if it is a file of the repository.
    type: str
seealso:
  - module: ory.hydra.hydra_audit_info
"""

EXAMPLES = r"""
- name: Check a server
  ory.hydra.hydra_audit_info:
    admin_url: http://127.0.0.1:4445
  register: audit

- name: Write a page for people
  ansible.builtin.copy:
    content: "{{ audit | ory.hydra.audit_report(format='html') }}"
    dest: /srv/reports/hydra-audit.html
    mode: "0644"

- name: Write a file for the code host
  ansible.builtin.copy:
    content: "{{ audit | ory.hydra.audit_report(format='sarif', location='environment.yml') }}"
    dest: /srv/reports/hydra-audit.sarif
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter

from ..module_utils._audit.audit_report import audit_report


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"audit_report": as_filter(audit_report)}
