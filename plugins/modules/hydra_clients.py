#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_clients
short_description: Manage multiple OAuth 2.0 clients of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Creates, updates and deletes OAuth 2.0 clients according to a list, in one task, with few connections and
    R(few requests,ansible_collections.ory.hydra.docsite.many_clients.requests).
  - Mistakes that can be detected up front fail before anything is written. A later failure reports exactly what was done,
    what failed and what was not tried.
  - Clients are created and updated first. Deletions follow once all of that is done.
  - Clients can be given exactly as the admin API or a module returned them, also as a JSON string. See R(the guide on
    entries,ansible_collections.ory.hydra.docsite.entries).
  - Every update invalidates the registration access token of the client, with a warning if this can be detected.
extends_documentation_fragment:
  - ory.hydra._client.list
  - ory.hydra._connection
  - ory.hydra._attributes
options:
  presets:
    description:
      - Custom presets by name, each a dictionary of fields. A preset with the same name as a built-in one, see
        O(clients[].preset), is merged with it.
      - Fields are taken from the client first, then from its preset, then from O(defaults). Dictionaries such as C(metadata)
        are merged; all other values are replaced.
      - A custom preset cannot contain C(preset).
    type: dict
  defaults:
    description:
      - Fields that apply to every client in the list unless the client or its preset sets them, such as the C(owner) that
        O(prune_owner) looks for.
      - Can contain C(preset), for clients that do not name one.
    type: dict
  secrets_dir:
    description:
      - A directory for the secrets of clients that have a secret, but set neither O(clients[].client_secret) nor
        O(clients[].secret_file). Each secret is stored in a file named after the client's ID, percent-encoded.
      - If the directory does not exist, it is created with mode C(0700), together with missing parent directories, before the
        first secret is written. The mode of an existing directory is left unchanged.
    type: path
  exhaustive:
    description: The default of O(clients[].exhaustive).
    type: bool
    default: false
  return_secret:
    description: The default of O(clients[].return_secret).
    type: bool
    default: false
  update_secret:
    description: The default of O(clients[].update_secret).
    type: str
    choices: [when_wrong, on_create, always]
  prune:
    description:
      - Whether to delete clients that belong to this list but are no longer in it.
      - Needs O(prune_owner) or O(prune_metadata), which define what belongs to this list. The diff shows every client that
        is deleted.
    type: bool
    default: false
  prune_owner:
    description: The list owns all clients with this C(owner).
    type: str
  prune_metadata:
    description:
      - The list owns all clients whose C(metadata) contains all of these members with these values.
      - If O(prune_owner) is set as well, both conditions must be met.
    type: dict
  prune_protect:
    description: IDs of clients that are never pruned.
    type: list
    elements: str
    default: []
  prune_limit:
    description: If more clients than this would be pruned, the task fails before anything is written.
    type: int
    default: 20
  prune_empty:
    description: Whether to allow O(prune) with an empty list, which deletes everything that the list owns.
    type: bool
    default: false
  concurrency:
    description:
      - Maximum number of concurrent requests, from 1 to 64.
      - If not set, it is 4 on Hydra 2.0 and newer, and 1 on older versions, where a server with an SQLite file loses
        concurrent writes. Declared secrets are verified 4 at a time on all versions.
    type: int
  continue_on_error:
    description: Whether to continue with the other clients if one fails. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether to return RV(clients).
    type: bool
    default: false
  plan_id:
    description:
      - RV(plan_id) of a preview that was approved. If the plan is a different one now, the task fails before it writes
        anything, in check mode too.
      - If not set, any plan is carried out.
    type: str
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_client_info
"""

EXAMPLES = r"""
- name: Manage the clients of an environment, and delete those that are no longer in the list
  ory.hydra.hydra_clients:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    prune: true
    prune_owner: team-web
    clients:
      - client_id: shop
        owner: team-web
        grant_types: [authorization_code, refresh_token]
        response_types: [code]
        redirect_uris: ["https://shop.example.com/callback"]
        scope: openid offline_access
        client_secret: "{{ vault_shop_secret }}"
      - client_id: invoices
        owner: team-web
        grant_types: [client_credentials]
        scope: invoices.write
        secret_file: /etc/invoices/oauth2-secret  # the directory must exist
      - client_id: old-shop
        state: absent

- name: Manage applications with presets, and store their secrets in files
  ory.hydra.hydra_clients:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    secrets_dir: /etc/shop/oauth2-secrets
    defaults:
      metadata: {managed_by: ansible, environment: shop}
    prune: true
    prune_metadata: {managed_by: ansible, environment: shop}
    clients:
      - client_id: shop
        preset: web
        redirect_uris: ["https://shop.example.com/callback"]
        scope: openid offline_access
      - client_id: billing
        preset: machine
        scope: invoices.write

- name: Manage thousands of clients from a file that Ansible does not have to process
  ory.hydra.hydra_clients:
    admin_url: http://127.0.0.1:4445
    clients_file: /srv/hydra/clients.json  # on the host that the task runs on
    defaults:
      owner: team-apps
    prune: true
    prune_owner: team-apps

- name: Set the connection for all tasks of a play in one place
  hosts: localhost
  gather_facts: false
  vars_files:
    - clients.yml  # contains the list "clients" and the token "vault_gateway_token"
  module_defaults:
    group/ory.hydra.hydra:
      admin_url: https://hydra-admin.example.com
      api_token: "{{ vault_gateway_token }}"
      ca_path: /etc/ssl/example-ca.pem
  tasks:
    - name: Manage the clients from the file
      ory.hydra.hydra_clients:
        clients: "{{ clients }}"
        exhaustive: true
"""

RETURN = r"""
plan_id:
  description:
    - Identifies everything that the task writes, or would write in check mode. It is the same as long as the diff and the
      requests are the same, in check mode or not. Names of keys that are generated, times that are relative to now, and
      the values of secrets have no influence on it.
    - Pass it as O(plan_id) to make sure that what was approved is what is done.
  type: str
  returned: when the task was planned
  sample: 5f0c1d7e9b3a48d2a6c4e8f10b2d3c4e
summary:
  description: How many clients were created, updated, deleted, unchanged and failed.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 97, failed: 0}
actions:
  description:
    - The result for each entry, in the order given, followed by the clients that were pruned.
    - If there are more than 1,000, those that are unchanged are omitted. RV(summary) contains their number.
  type: list
  elements: dict
  returned: always, once the server was reached
  contains:
    id:
      description: The ID of the client, or its name if the ID is not known.
      type: str
      returned: success
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed), or V(not_tried) after a failure.
      type: str
      returned: success
    changed:
      description: Whether the client was changed, or would be changed in check mode.
      type: bool
      returned: success
    secret_file:
      description: The file that contains the secret.
      type: str
      returned: when the secret is stored in a file
    secret_status:
      description: V(unchecked) means that the declared secret was not compared with the one on the server.
      type: str
      returned: when a declared secret was neither compared nor set
    client_secret:
      description: The secret that was generated in this run.
      type: str
      returned: >-
        when requested with O(return_secret) or O(clients[].return_secret); after a failure, only if the server may have
        stored it
    msg:
      description: The error message.
      type: str
      returned: when this client failed
    failure:
      description: Details of the failed call, as in RV(failure).
      type: dict
      returned: when this client failed
  sample:
    - id: shop
      action: updated
      changed: true
omitted:
  description: >-
    For each member that an action in RV(actions) may have, such as C(secret_status), how many of the clients that are omitted
    there have which value.
  type: dict
  returned: when clients are omitted in RV(actions), and a secret of these was not compared
  sample: {secret_status: {unchecked: 1200}}
clients:
  description: The clients that exist after the task, as returned by the server, without secrets.
  type: list
  elements: dict
  returned: when O(return_objects=true)
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
    operation: replace_client
    id: my-app
    status: 400
    error: invalid_client_metadata
    error_description: Field tos_uri must be a valid URI.
"""

from ..module_utils._clients.clients import CLIENTS
from ..module_utils._module.run import run_bulk


def main() -> None:
    """Run the module."""
    run_bulk(CLIENTS)


if __name__ == "__main__":
    main()
