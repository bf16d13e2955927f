#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_token_info
short_description: Read what a token of Ory Hydra says
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Introspects an access or refresh token (RFC 7662), and tells whether it is active and what it says.
  - A token that is unknown, has expired or was revoked is no failure; it is not active.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  token:
    description: The token. It is a secret and never printed.
    type: str
    required: true
  scope:
    description:
      - Scopes that the token must have. If it lacks one of them, it counts as not active.
      - They are compared in the manner that the server is set to, so C(photos) may cover C(photos.read).
    type: list
    elements: str
    default: []
seealso:
  - module: ory.hydra.hydra_token_flush
"""

EXAMPLES = r"""
- name: What does this token say?
  ory.hydra.hydra_token_info:
    admin_url: http://127.0.0.1:4445
    token: "{{ access_token }}"
  register: introspected

- name: Stop unless it may be used for orders
  ory.hydra.hydra_token_info:
    admin_url: http://127.0.0.1:4445
    token: "{{ access_token }}"
    scope: [orders.read, orders.write]
  register: introspected
  failed_when: not introspected.active
"""

RETURN = r"""
active:
  description: Whether the token is active, and has all of O(scope).
  type: bool
  returned: success
  sample: true
token:
  description: What the server says of the token, as it says it. Of one that is not active it says nothing else.
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
