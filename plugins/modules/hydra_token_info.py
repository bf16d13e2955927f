#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_token_info
short_description: Introspect a token of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Introspects an access or refresh token (RFC 7662), and returns whether it is active and what it contains.
  - A token that is unknown, expired or revoked is not an error. It is returned as not active.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  token:
    description: The token to introspect. It is a secret and never printed.
    type: str
    required: true
  scope:
    description:
      - Scopes that the token must have. If any of them is missing, the token counts as not active.
      - They are compared with the strategy that is configured on the server, so C(photos) may include C(photos.read).
    type: list
    elements: str
    default: []
seealso:
  - module: ory.hydra.hydra_token_flush
"""

EXAMPLES = r"""
- name: Introspect a token
  ory.hydra.hydra_token_info:
    admin_url: http://127.0.0.1:4445
    token: "{{ access_token }}"
  register: introspected

- name: Stop unless the token may be used for orders
  ory.hydra.hydra_token_info:
    admin_url: http://127.0.0.1:4445
    token: "{{ access_token }}"
    scope: [orders.read, orders.write]
  register: introspected
  failed_when: not introspected.active
"""

RETURN = r"""
active:
  description: Whether the token is active and has all of O(scope).
  type: bool
  returned: success
  sample: true
token:
  description: >-
    The introspection response as returned by the server. For a token that is not active, it contains no other information.
  type: dict
  returned: success
  sample:
    active: true
    client_id: shop
    sub: alice
    scope: openid offline_access
    token_type: Bearer
    token_use: access_token
    exp: 1795240428
    iat: 1795236828
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
    operation: introspect_token
    id: null
    status: 500
    error: error
    error_description: The error is unrecognizable
"""

from ..module_utils._sessions.token_modules import run_token_info


def main() -> None:
    """Run the module."""
    run_token_info()


if __name__ == "__main__":
    main()
