#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client
short_description: Manage an OAuth 2.0 client of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Creates, updates and deletes one OAuth 2.0 client through Hydra's admin API.
  - A field that is not set is left unchanged. V(null) resets it to the server's default. An empty list empties it.
  - Fields that this collection does not know are preserved.
  - A client can be given exactly as the admin API or a module returned it. An empty string means V(null) or not set. See
    R(the guide on entries,ansible_collections.ory.hydra.docsite.entries).
  - Every update invalidates the registration access token of the client, with a warning if this can be detected.
  - To manage more than a few clients, use M(ory.hydra.hydra_clients), which needs only one task and one connection for all
    of them.
extends_documentation_fragment:
  - ory.hydra._client
  - ory.hydra._connection
  - ory.hydra._attributes
seealso:
  - module: ory.hydra.hydra_clients
  - module: ory.hydra.hydra_client_info
  - name: OAuth 2.0 clients in Hydra
    description: The meaning of the fields on the server.
    link: https://www.ory.com/docs/hydra/reference/api
"""

EXAMPLES = r"""
- name: Create a web application and store its generated secret in a file
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
    client_name: My application
    grant_types: [authorization_code, refresh_token]
    response_types: [code]
    redirect_uris: ["https://app.example.com/callback"]
    scope: openid offline_access
    secret_file: /etc/my-app/oauth2-secret  # the directory must exist

- name: Create a service with a secret from a vault, and replace the secret if it is wrong
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: my-service
    grant_types: [client_credentials]
    scope: reports.read
    client_secret: "{{ vault_my_service_secret }}"
    client_credentials_grant_access_token_lifespan: 15m

- name: Create a single-page application, which has no secret
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-spa
    token_endpoint_auth_method: none
    grant_types: [authorization_code, refresh_token]
    response_types: [code]
    redirect_uris: ["https://spa.example.com/"]
    scope: openid

- name: Reset the logo and the lifespan to the server's defaults, and leave everything else unchanged
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-service
    logo_uri: null
    client_credentials_grant_access_token_lifespan: null

- name: Remove the client
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
    state: absent
"""

RETURN = r"""
action:
  description: The action that was taken, or would be taken in check mode.
  type: str
  returned: success
  sample: updated
client:
  description:
    - The client as returned by the server, or as expected in check mode. V(null) if it does not exist after the task.
    - Secrets and private members of keys are omitted.
  type: dict
  returned: success
  contains:
    client_id:
      description: The ID of the client. Hydra 2.0.0 to 2.1.2 choose it themselves.
      type: str
      returned: success
    created_at:
      description: When the client was created.
      type: str
      returned: success, except for a client that check mode would create
    updated_at:
      description: When the client was last updated.
      type: str
      returned: success, except for a client that check mode would create
  sample:
    client_id: my-app
    client_name: My application
    grant_types: [authorization_code, refresh_token]
    redirect_uris: ["https://app.example.com/callback"]
    scope: openid offline_access
    token_endpoint_auth_method: client_secret_basic
    created_at: "2026-11-21T08:01:54Z"
    updated_at: "2026-11-21T08:01:54Z"
secret_status:
  description:
    - V(none) means that the client has no secret, V(set) that the declared secret was written, and V(generated) that a new
      secret was generated. V(verified) means that the server confirmed the declared secret, and V(unchecked) that it was not
      compared. V(unknown) means that no secret is declared and that the client's secret is not known to the module.
  type: str
  returned: success
  sample: verified
client_secret:
  description: The secret that was generated in this run.
  type: str
  returned: >-
    when O(return_secret=true) and a secret was generated, not in check mode; after a failure, only if the server may have
    stored it
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
from ..module_utils._module.run import run_single


def main() -> None:
    """Run the module."""
    run_single(CLIENTS)


if __name__ == "__main__":
    main()
