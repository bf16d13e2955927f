# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_clients
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Convert clients of other tools to entries for hydra_clients
description:
  - Converts OAuth 2.0 clients of hydra-maester, of Terraform or OpenTofu, and of the C(hydra) command line to the list that
    O(ory.hydra.hydra_clients#module:clients) and O(ory.hydra.provision#role:main:provision_clients) take.
  - Fields that are not set are omitted, so a server where the other tool manages the clients already has everything that the
    list says.
  - Nothing is lost silently. What cannot be expressed as an entry is named, see O(unknown).
  - The secrets of clients with C(token_endpoint_auth_method=none) or C(token_endpoint_auth_method=private_key_jwt) are
    omitted, as these clients do not use them.
  - Key sets, trusted issuers and other resources are ignored.
options:
  _input:
    description:
      - What the other tool wrote, as text in JSON or YAML, as data, or as a list of these.
      - For hydra-maester, resources of the kind C(OAuth2Client), and the resources of the kind C(Secret) that contain their
        credentials, as manifests of one or several documents, or as printed by C(kubectl get -o yaml) or C(-o json).
      - For Terraform and OpenTofu, a state of version 4, as printed by C(terraform state pull), or the output of
        C(terraform show -json). Resources of the types C(hydra_oauth2_client) (providers C(svrakitin/hydra) and
        C(nitra/hydra)), C(oryhydra_oauth2_client) (C(hypnoglow/oryhydra)) and C(ory_oauth2_client) (C(ory/ory)) are converted.
      - For the command line, the output of C(hydra list oauth2-clients), C(hydra get oauth2-client) and
        C(hydra create oauth2-client) with C(--format json) or C(yaml), the output of C(hydra clients get) of Hydra 1.x, and
        files for C(hydra import oauth2-client) and C(hydra clients import). Responses of the admin API have the same form.
    type: raw
    required: true
  source:
    description:
      - The tool that wrote the input. With V(auto), it is detected for each document.
      - V(maester) is hydra-maester, V(terraform) is Terraform or OpenTofu, and V(cli) is the C(hydra) command line.
    type: str
    choices: [auto, maester, terraform, cli]
    default: auto
  unknown:
    description:
      - What to do about anything that cannot be expressed as an entry, such as a field that this collection does not know,
        a C(hydraAdmin) of hydra-maester that selects a server, the missing C(Secret) of a client, a client that Terraform is
        about to delete, or further pages of a listing.
      - V(fail) fails and names all of it. V(warn) issues a warning for each, and V(ignore) does not.
    type: str
    choices: [fail, warn, ignore]
    default: fail
  secrets:
    description:
      - Secrets of clients, as a dictionary from the ID of each client, or its name if it has no ID, to its secret. They take
        precedence over those in the input.
      - The server never returns secrets, so the output of C(hydra list) and C(hydra get) contains none.
    type: dict
    default: {}
  include_secrets:
    description:
      - Whether to include the secrets that the input contains, which are in the state of Terraform and in Secrets of
        Kubernetes. Set C(no_log) on tasks that use the result, or set this to V(false).
      - Existing clients keep their secrets if an entry has none.
    type: bool
    default: true
seealso:
  - module: ory.hydra.hydra_clients
  - plugin: ory.hydra.provision
    plugin_type: role
  - ref: ansible_collections.ory.hydra.docsite.from_terraform
    description: How to move clients from Terraform
  - ref: ansible_collections.ory.hydra.docsite.from_maester
    description: How to move clients from hydra-maester
  - ref: ansible_collections.ory.hydra.docsite.from_command_line
    description: How to move clients from scripts with the hydra command line
"""

EXAMPLES = r"""
- name: Compare the clients of a Terraform state with the server, without their secrets
  ory.hydra.hydra_clients:
    clients: >-
      {{ lookup('ansible.builtin.file', 'terraform.tfstate') | ory.hydra.to_clients(include_secrets=false) }}
  check_mode: true

- name: Manage the clients of hydra-maester, with their secrets
  ory.hydra.hydra_clients:
    clients: "{{ lookup('ansible.builtin.file', 'maester.yml') | ory.hydra.to_clients }}"

- name: Copy a client of the command line to another server, with a secret from the vault
  ory.hydra.hydra_clients:
    admin_url: https://hydra-admin.new.example.com
    update_secret: on_create
    clients: >-
      {{ lookup('ansible.builtin.file', 'shop.json') | ory.hydra.to_clients(secrets={'shop': vault_shop_secret}) }}
"""

RETURN = r"""
_value:
  description: The entries for O(ory.hydra.hydra_clients#module:clients), in the order of the input.
  type: list
  elements: dict
  sample:
    - client_id: shop
      client_name: Shop
      redirect_uris: ["https://shop.example.com/callback"]
      grant_types: [authorization_code, refresh_token]
      response_types: [code]
      scope: openid offline_access
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._conversion.source import to_clients
from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter, warn


def _to_clients(
    value: t.Any,
    source: str = "auto",
    unknown: str = "fail",
    secrets: t.Optional[t.Dict[str, t.Any]] = None,
    include_secrets: bool = True,
) -> t.List[t.Dict[str, t.Any]]:
    return to_clients(value, warn, source, unknown, secrets, include_secrets)


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"to_clients": as_filter(_to_clients)}
