#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_clients
short_description: Manage many OAuth 2.0 clients of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Makes Hydra hold the OAuth 2.0 clients of a list, in one task and over few connections. An unchanged list costs one
    request for the version and one for every 500 clients.
  - Everything that can be known to be wrong fails before the first write. A failure after that reports exactly what was done,
    what failed and what was not tried.
  - Clients are created and updated first, and deleted when all of that is done.
  - >-
    Clients as the admin API or a module returned them can be given as they are, also as JSON text;
    see R(the guide on entries,ansible_collections.ory.hydra.docsite.entries).
  - Every update ends the registration access token of a client, with a warning where that can be known.
extends_documentation_fragment:
  - ory.hydra._client.list
  - ory.hydra._connection
  - ory.hydra._attributes
options:
  presets:
    description:
      - Presets of your own, by name, each a dictionary of fields. One of the name of one in O(clients[].preset) is merged with it.
      - A field is taken from the client, else from its preset, else from O(defaults). Dictionaries such as C(metadata) are
        merged, everything else is replaced.
    type: dict
  defaults:
    description: Fields that every client of the list has unless it or its preset says otherwise, such as what O(prune_owner) looks for.
    type: dict
  secrets_dir:
    description:
      - A folder where the secrets are kept of clients that have one and say neither O(clients[].client_secret) nor
        O(clients[].secret_file), each in a file with the name of the client's id, percent-encoded. It must exist.
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
      - Whether clients are deleted that belong to this list and are not in it any more.
      - Needs O(prune_owner) or O(prune_metadata), which say what belongs to this list. The diff shows every client that goes.
    type: bool
    default: false
  prune_owner:
    description: The list owns the clients with this C(owner).
    type: str
  prune_metadata:
    description:
      - The list owns the clients whose C(metadata) has all of these members with these values.
      - With O(prune_owner) too, both must hold.
    type: dict
  prune_protect:
    description: Ids of clients that are never pruned.
    type: list
    elements: str
    default: []
  prune_limit:
    description: If more clients than this would be pruned, the task fails before anything is written.
    type: int
    default: 20
  prune_empty:
    description: Whether O(prune) may go with an empty list, which deletes everything that the list owns.
    type: bool
    default: false
  concurrency:
    description:
      - How many requests may be under way at once, from 1 to 64.
      - Not given, writes are 4 at once from Hydra 2.0 on, and one after the other below,
        where a server with an SQLite file loses parallel writes.
    type: int
  continue_on_error:
    description: Whether the other clients are still tried after one failed. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether RV(clients) is returned.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_client_info
"""

EXAMPLES = r"""
- name: The clients of an environment, and none besides that this list once made
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
        secret_file: /etc/invoices/oauth2-secret
      - client_id: old-shop
        state: absent

- name: Applications by what they are, owned by this list, with their secrets in files
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

- name: The connection of every task of a play in one place
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/ory.hydra.hydra:
      admin_url: https://hydra-admin.example.com
      api_token: "{{ vault_gateway_token }}"
      ca_path: /etc/ssl/example-ca.pem
  tasks:
    - name: Clients from a variable file
      ory.hydra.hydra_clients:
        clients: "{{ clients }}"
        exhaustive: true
"""

RETURN = r"""
summary:
  description: How many clients were created, updated, deleted, unchanged and failed.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 97, failed: 0}
actions:
  description: What became of each entry, in the order given; then what was pruned.
  type: list
  elements: dict
  returned: always, once the server was reached
  contains:
    id:
      description: The id of the client, or its name where the id is not known.
      type: str
      returned: success
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed), or V(not_tried) after a failure.
      type: str
      returned: success
    changed:
      description: Whether the client was changed, or would be in check mode.
      type: bool
      returned: success
    secret_file:
      description: The file that the secret is kept in.
      type: str
      returned: when it is kept in one
    client_secret:
      description: The secret that was generated in this run.
      type: str
      returned: when asked for with O(return_secret) or O(clients[].return_secret)
    msg:
      description: What went wrong, in a sentence.
      type: str
      returned: when this one failed
    failure:
      description: What is known of the call that failed, as in RV(failure).
      type: dict
      returned: when this one failed
  sample:
    - id: shop
      action: updated
      changed: true
clients:
  description: The clients that are there now, as the server returned them; secrets are left out.
  type: list
  elements: dict
  returned: when O(return_objects=true)
failure:
  description: What is known of the call that failed, beside the sentence in C(msg).
  type: dict
  returned: when a call failed
  contains:
    operation:
      description: The operation of the admin API.
      type: str
      returned: success
    id:
      description: The object that it was about.
      type: str
      returned: success
    status:
      description: The HTTP status of the answer.
      type: int
      returned: success
    error:
      description: The error as Hydra names it.
      type: str
      returned: success
    error_description:
      description: What Hydra says about it.
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
