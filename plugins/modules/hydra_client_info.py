#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client_info
short_description: Read OAuth 2.0 clients of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Returns one OAuth 2.0 client, or all of those that match, through all pages of the listing.
  - Secrets are never returned; the server does not tell them.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  client_id:
    description: The id of the one client to read. Not there, the list is empty.
    type: str
  client_name:
    description: Only clients with exactly this name.
    type: str
  owner:
    description: Only clients with exactly this owner.
    type: str
  metadata:
    description: Only clients whose metadata has all of these members with these values.
    type: dict
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_clients
"""

EXAMPLES = r"""
- name: One client
  ory.hydra.hydra_client_info:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
  register: my_app

- name: All clients of a team
  ory.hydra.hydra_client_info:
    admin_url: http://127.0.0.1:4445
    owner: team-web
    metadata:
      environment: production
"""

RETURN = r"""
clients:
  description: The clients that match, sorted by id, as the server returned them; secrets and private members of keys are left out.
  type: list
  elements: dict
  returned: success
  sample:
    - client_id: my-app
      client_name: My application
      owner: team-web
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
from ..module_utils._module.run import run_info


def main() -> None:
    """Run the module."""
    run_info(CLIENTS)


if __name__ == "__main__":
    main()
