#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_audit_info
short_description: Find risky clients, keys and trusted issuers of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Checks OAuth 2.0 clients, JSON Web Key Sets and trusted issuers against current best practice (RFC 9700, RFC 8252, OpenID
    Connect) and against the limits of Hydra itself. Each finding names the object, what is there, and what to write instead.
  - Checks a server, or a file of variables such as the role P(ory.hydra.snapshot#role) writes it.
  - Findings never contain secrets. The result is the same as long as the objects are, apart from dates that pass.
  - A rule that needs something that the server does not tell is not applied. RV(not_checked) lists it with the reason.
  - The guide R(Audit, ansible_collections.ory.hydra.docsite.audit) lists all rules. The filter
    P(ory.hydra.audit_report#filter) turns the result into a report, and the role P(ory.hydra.audit#role) does everything in
    one go.
extends_documentation_fragment:
  - ory.hydra._connection.optional
  - ory.hydra._attributes.info
options:
  snapshot_file:
    description:
      - A YAML file to check instead of a server, on the host that the module runs on. It contains at least one of the variables
        C(provision_clients), C(provision_key_sets) and C(provision_issuers) of the role P(ory.hydra.provision#role).
      - Presets, defaults, C(provision_owner) and C(provision_mark) in the file are applied. Templates are not resolved.
      - The keys of key sets are not read from a file, so the rules for them are not applied. Rules that need a certain version of
        Hydra are applied to whatever the file contains, unless O(server_version) is set.
      - Either this or O(admin_url) is required. If both are set, the file is checked, and no server is contacted.
    type: path
  sets:
    description: The names of the key sets to check, because Hydra cannot list them. Sets that do not exist are omitted.
    type: list
    elements: str
    default: [hydra.openid.id-token, hydra.jwt.access-token]
  rules:
    description:
      - Changes the severity of rules, for all objects or for some, or ignores them.
      - If several entries apply to a finding, the last one counts.
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description:
          - The ID of a rule, or a pattern such as V(client-*). An entry that applies to no rule is an error.
        type: str
        required: true
      objects:
        description:
          - Names of objects that the entry applies to, or patterns such as V(legacy-*). The name is O(ignore:client_id) for
            clients, the name of the set for key sets, and for trusted issuers what RV(findings[].name) contains.
          - If not set, the entry applies to all objects.
        type: list
        elements: str
      severity:
        description: The severity of such findings. With V(ignore), they are listed in RV(ignored) instead.
        type: str
        choices: [critical, high, medium, low, info, ignore]
        required: true
      reason:
        description: Why. Reports show it with the finding.
        type: str
        required: true
  threshold:
    description:
      - The severity from which on findings count as failures. These are listed in RV(failures).
      - The module itself does not fail because of findings.
    type: str
    choices: [critical, high, medium, low, info, never]
    default: never
  max_key_age:
    description:
      - The maximum age of a signing key, as a duration such as V(90d). Only keys whose name contains the time of their creation
        can be checked, such as those of the role P(ory.hydra.signing_keys#role), because Hydra does not return it.
    type: str
    default: 365d
  max_jwt_lifespan:
    description: The maximum lifespan of access tokens of clients with C(access_token_strategy=jwt), as these cannot be revoked.
    type: str
    default: 1h
  max_refresh_lifespan:
    description: The maximum lifespan of refresh tokens.
    type: str
    default: 365d
  expiry_notice:
    description: How long before it happens the expiry of a trusted issuer, or the maximum age of a key, is reported.
    type: str
    default: 30d
  first_party_owners:
    description:
      - Which clients are your own, as a list of values of C(owner), or patterns such as V(team-*).
      - It decides which clients may have C(skip_consent=true). If not set, this is not checked.
    type: list
    elements: str
  diagram:
    description:
      - Whether to return RV(diagram), a picture of what was checked.
    type: bool
    default: false
requirements:
  - PyYAML, if O(snapshot_file) is used
  - cryptography, if O(snapshot_file) contains trusted issuers with C(pem)
seealso:
  - module: ory.hydra.hydra_client_info
  - plugin: ory.hydra.audit_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Check a server
  ory.hydra.hydra_audit_info:
    admin_url: http://127.0.0.1:4445
    max_key_age: 90d
    first_party_owners: [team-*]
    rules:
      - id: client-localhost-redirect
        objects: [dev-*]
        severity: ignore
        reason: These clients exist for developers only.
  register: audit

- name: Show the findings, the worst first
  ansible.builtin.debug:
    msg: "{{ item.severity }}: {{ item.kind }} {{ item.name }}: {{ item.found }}. {{ item.remedy }}."
  loop: "{{ audit.findings }}"
  loop_control:
    label: "{{ item.rule }}"

- name: Write a report
  ansible.builtin.copy:
    content: "{{ audit | ory.hydra.audit_report(format='markdown') }}"
    dest: /srv/reports/hydra-audit.md
    mode: "0644"
"""

RETURN = r"""
findings:
  description: What was found, the worst first.
  type: list
  elements: dict
  returned: success
  contains:
    rule:
      description: The ID of the rule.
      type: str
      returned: success
    severity:
      description: V(critical), V(high), V(medium), V(low) or V(info).
      type: str
      returned: success
    default_severity:
      description: The severity without O(rules).
      type: str
      returned: if an entry of O(rules) applies
    reason:
      description: The reason of the entry of O(rules) that applies.
      type: str
      returned: if an entry of O(rules) applies
    kind:
      description: V(client), V(jwk_set) or V(trusted_issuer).
      type: str
      returned: success
    name:
      description: The ID of the client, the name of the set, or issuer, subject and key.
      type: str
      returned: success
    option:
      description: The option of the module that manages the object.
      type: str
      returned: success
    found:
      description: What is there.
      type: str
      returned: success
    remedy:
      description: What to do about it.
      type: str
      returned: success
    instead:
      description: The options to write instead, with their values. Empty if the values cannot be known.
      type: dict
      returned: success
    line:
      description: The line of O(snapshot_file) where the object begins.
      type: int
      returned: if O(snapshot_file) is used
  sample:
    - rule: client-implicit-grant
      severity: high
      kind: client
      name: shop
      option: grant_types
      found: grant_types contains implicit
      remedy: Use the authorization code grant with PKCE
      instead: {grant_types: [authorization_code]}
ignored:
  description: Findings that entries of O(rules) with V(ignore) apply to, in the form of RV(findings).
  type: list
  elements: dict
  returned: success
rules:
  description:
    - The rules that RV(findings) and RV(ignored) refer to, by ID.
    - Each has its default C(severity), C(what) it finds, C(why) that is risky, and C(references), a list of C(title) and C(url).
  type: dict
  returned: success
  sample:
    client-implicit-grant:
      severity: high
      what: clients with the implicit grant
      why: Access tokens become part of a URL...
      references:
        - title: RFC 9700 section 2.1.2
          url: https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2
not_checked:
  description: Rules that could not be applied.
  type: list
  elements: dict
  returned: success
  contains:
    rule:
      description: The ID of the rule.
      type: str
      returned: success
    reason:
      description: Why not.
      type: str
      returned: success
    objects:
      description: To how many objects it could not be applied.
      type: int
      returned: success
  sample:
    - rule: keys-old
      reason: servers do not tell the age of a key, and the name of the key does not contain a time
      objects: 1
unused_rules:
  description: Entries of O(rules) that applied to nothing that was found. They may be obsolete.
  type: list
  elements: dict
  returned: success
summary:
  description: The number of findings by severity, and of ignored ones.
  type: dict
  returned: success
  sample: {critical: 0, high: 1, medium: 0, low: 2, info: 0, ignored: 3}
failures:
  description: One sentence for each finding from the severity O(threshold) on, up to 20.
  type: list
  elements: str
  returned: success
  sample: ['high: client "shop": grant_types contains implicit (client-implicit-grant)']
diagram:
  description:
    - A flowchart in Mermaid of which clients may use which grant types, scopes and audiences, which trusted issuers may assert
      which scopes, and which key sets contain whose keys. Many code hosts and wikis draw it.
    - Clients that may do the same share a node that lists the first five of them. The same applies to trusted issuers, and to
      scopes and audiences that the same clients and issuers have.
    - There are up to 40 nodes of clients, and of trusted issuers, and fewer if Mermaid would refuse to draw the diagram
      otherwise. Those with the fewest clients or issuers are left out, and a node says how many these are.
    - Texts of more than 60 characters are cut.
  type: str
  returned: when O(diagram=true)
  sample: |
    flowchart LR
      subgraph g3["Clients"]
        c1["billing<br/>client_credentials<br/>client_secret_basic"]
      end
      subgraph g4["Scopes"]
        s1(["invoices.write"])
      end
      c1 --> s1
checked:
  description: What was checked.
  type: dict
  returned: success
  contains:
    place:
      description: The address of the server, or the path of the file.
      type: str
      returned: success
    version:
      description: The version of the server, if it is known.
      type: str
      returned: success
    clients:
      description: The number of clients.
      type: int
      returned: success
    jwk_sets:
      description: The number of key sets.
      type: int
      returned: success
    trusted_issuers:
      description: The number of trusted issuers.
      type: int
      returned: success
    rules:
      description: The number of rules.
      type: int
      returned: success
failure:
  description: Details of the failed call, in addition to the message in C(msg).
  type: dict
  returned: when a call failed
  contains:
    operation:
      description: The operation of the admin API.
      type: str
      returned: success
    id:
      description: The object that the call was about.
      type: str
      returned: success
    status:
      description: The HTTP status of the response.
      type: int
      returned: success
    error:
      description: The error name reported by Hydra.
      type: str
      returned: success
    error_description:
      description: The error description reported by Hydra.
      type: str
      returned: success
  sample:
    operation: list_clients
    id: null
    status: 500
    error: error
    error_description: The error is unrecognizable
"""

from ..module_utils._audit.module import run_audit_info


def main() -> None:
    """Run the module."""
    run_audit_info()


if __name__ == "__main__":
    main()
