#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_set_info
short_description: Get JSON Web Key Sets of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Returns the public halves of the keys in JSON Web Key Sets, and details of each key.
  - Hydra cannot list its sets, so you need to know their names.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  sets:
    description: The names of the sets. Sets that do not exist are omitted from the result.
    type: list
    elements: str
    default: [hydra.openid.id-token, hydra.jwt.access-token]
  return_private:
    description: Whether to include the private members of keys in the result.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_jwk_set
  - module: ory.hydra.hydra_jwk_sets
"""

EXAMPLES = r"""
- name: Get the sets that tokens are signed with
  ory.hydra.hydra_jwk_set_info:
    admin_url: http://127.0.0.1:4445
  register: signing

- name: Show the key that signs
  ansible.builtin.debug:
    msg: "{{ item.set }}: {{ item.key_states | selectattr('signs') | map(attribute='kid') | first }}"
  loop: "{{ signing.jwk_sets }}"
  loop_control:
    label: "{{ item.set }}"
"""

RETURN = r"""
jwk_sets:
  description: The sets that exist, in the order in which they were requested.
  type: list
  elements: dict
  returned: success
  contains:
    set:
      description: The name of the set.
      type: str
      returned: success
    jwks:
      description:
        - The public halves of its keys as a JSON Web Key Set, as verifiers need it, newest first.
        - Tokens of Hydra before 2.0.0 refer to the key as C(public:KID), and so does this value.
        - With O(return_private=true), all keys as they are stored, including private members.
      type: dict
      returned: success
    entry:
      description:
        - The set as an entry for O(ory.hydra.hydra_jwk_sets#module:jwk_sets) that changes nothing on this server.
        - It contains C(alg) and C(use) of the newest key for which this server can generate one, so that another server
          generates its own. If there is none, it contains the public halves of the keys as C(jwks).
      type: dict
      returned: if the set can be described without private members
    key_states:
      description: Details of each key, newest first.
      type: list
      elements: dict
      returned: success
      contains:
        kid:
          description: The name of the key.
          type: str
          returned: success
        kty:
          description: The key type.
          type: str
          returned: success
        alg:
          description: The algorithm of the key.
          type: str
          returned: success
        use:
          description: The intended use of the key.
          type: str
          returned: success
        state:
          description: >-
            V(active) if the set contains the private half of the key, V(published) if it contains only the public half.
          type: str
          returned: success
        signs:
          description: Whether Hydra signs tokens with the key.
          type: bool
          returned: success
        created_at:
          description: When the key was created, in UTC, if its name contains the time.
          type: str
          returned: success
  sample:
    - set: hydra.openid.id-token
      jwks:
        keys:
          - {kty: EC, crv: P-256, kid: es256-20261121T104500Z-4f2a9c, alg: ES256, use: sig, x: n5A..., y: 3Fs...}
      entry: {set: hydra.openid.id-token, alg: ES256, use: sig}
      key_states:
        - kid: es256-20261121T104500Z-4f2a9c
          kty: EC
          alg: ES256
          use: sig
          state: active
          signs: true
          created_at: "2026-11-21T10:45:00Z"
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
    operation: get_jwk_set
    id: hydra.openid.id-token
    status: 500
    error: error
    error_description: The error is unrecognizable
"""

from ..module_utils._keys.jwk_sets import JWK_SETS
from ..module_utils._module.run import run_info


def main() -> None:
    """Run the module."""
    run_info(JWK_SETS)


if __name__ == "__main__":
    main()
