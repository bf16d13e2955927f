#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_client_info
short_description: Get OAuth 2.0 clients of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Returns one OAuth 2.0 client, or all clients that match, from all pages of the listing.
  - Secrets are never returned, because the server does not reveal them.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  client_id:
    description: The ID of a single client. If it does not exist, the list is empty.
    type: str
  client_name:
    description: Return only clients with exactly this name.
    type: str
  owner:
    description: Return only clients with exactly this owner.
    type: str
  metadata:
    description: Return only clients whose metadata contains all of these members with these values.
    type: dict
seealso:
  - module: ory.hydra.hydra_client
  - module: ory.hydra.hydra_clients
"""

EXAMPLES = r"""
- name: Get one client
  ory.hydra.hydra_client_info:
    admin_url: http://127.0.0.1:4445
    client_id: my-app
  register: my_app

- name: Get all production clients of a team
  ory.hydra.hydra_client_info:
    admin_url: http://127.0.0.1:4445
    owner: team-web
    metadata:
      environment: production
"""

RETURN = r"""
clients:
  description: >-
    The matching clients, sorted by ID, as returned by the server. Secrets and private members of keys are omitted.
  type: list
  elements: dict
  returned: success
  sample:
    - client_id: my-app
      client_name: My application
      owner: team-web
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
from ..module_utils._module.run import run_info


def main() -> None:
    """Run the module."""
    run_info(CLIENTS)


if __name__ == "__main__":
    main()
