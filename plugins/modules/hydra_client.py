#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client
short_description: Manage an OAuth 2.0 client of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Creates, updates and deletes one OAuth 2.0 client through Hydra's admin API.
  - A field that is not given is left as it is. V(null) sets it back to the server's default. An empty list empties it.
  - Fields that this collection does not know survive an update.
  - >-
    A client as the admin API or a module returned it can be given as it is, and an empty text is V(null) or not given;
    see R(the guide on entries,ansible_collections.ory.hydra.docsite.entries).
  - Every update ends the registration access token of the client, with a warning where that can be known.
  - For more than a few clients use M(ory.hydra.hydra_clients), which needs one task and one connection for all of them.
extends_documentation_fragment:
  - ory.hydra._client
  - ory.hydra._connection
  - ory.hydra._attributes
seealso:
  - module: ory.hydra.hydra_clients
  - module: ory.hydra.hydra_client_info
  - name: OAuth 2.0 clients in Hydra
    description: What the fields mean to the server.
    link: https://www.ory.com/docs/hydra/reference/api
"""

EXAMPLES = r"""
- name: A web application, whose secret is generated and kept in a file
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
    client_name: My application
    grant_types: [authorization_code, refresh_token]
    response_types: [code]
    redirect_uris: ["https://app.example.com/callback"]
    scope: openid offline_access
    secret_file: /etc/my-app/oauth2-secret

- name: A service, whose secret comes from a vault and is put right if it is wrong
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    client_id: my-service
    grant_types: [client_credentials]
    scope: reports.read
    client_secret: "{{ vault_my_service_secret }}"
    client_credentials_grant_access_token_lifespan: 15m

- name: A single-page application has no secret
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-spa
    token_endpoint_auth_method: none
    grant_types: [authorization_code, refresh_token]
    response_types: [code]
    redirect_uris: ["https://spa.example.com/"]
    scope: openid

- name: Set the logo and the lifespan back to the server's defaults, and leave everything else alone
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-service
    logo_uri: null
    client_credentials_grant_access_token_lifespan: null

- name: The client is gone
  ory.hydra.hydra_client:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
    state: absent
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode.
  type: str
  returned: success
  sample: updated
client:
  description:
    - The client as the server returned it, in check mode as it is expected to be; V(null) once it is gone.
    - Secrets and private members of keys are left out.
  type: dict
  returned: success
  contains:
    client_id:
      description: The id, which Hydra 2.0.0 to 2.1.2 chooses itself.
      type: str
      returned: success
    created_at:
      description: When the client was created.
      type: str
      returned: success, but not for a client that would be created
    updated_at:
      description: When the client was last written.
      type: str
      returned: success, but not for a client that would be created
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
    - V(none), the client has no secret. V(set), it was written as declared. V(generated), a new one was made.
      V(verified), the server confirmed that the declared one is right. V(unchecked), one is declared and was not compared.
      V(unknown), none is declared, and the one that the client has is not known here.
  type: str
  returned: success
  sample: verified
client_secret:
  description: The secret that was generated in this run.
  type: str
  returned: when O(return_secret=true) and a secret was generated, not in check mode
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
from ..module_utils._module.run import run_single


def main() -> None:
    """Run the module."""
    run_single(CLIENTS)


if __name__ == "__main__":
    main()
