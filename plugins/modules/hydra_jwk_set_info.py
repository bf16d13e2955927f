#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_set_info
short_description: Read JSON Web Key Sets of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Returns the public halves of the keys of JSON Web Key Sets, and what is to be said of each key.
  - Hydra cannot list its sets, so their names have to be known.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  sets:
    description: The names of the sets. Those that are not there are left out of the result.
    type: list
    elements: str
    default: [hydra.openid.id-token, hydra.jwt.access-token]
  return_private:
    description: Whether the result has the private members of keys.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_jwk_set
  - module: ory.hydra.hydra_jwk_sets
"""

EXAMPLES = r"""
- name: The sets that tokens are signed with
  ory.hydra.hydra_jwk_set_info:
    admin_url: http://127.0.0.1:4445
  register: signing

- name: Which key signs
  ansible.builtin.debug:
    msg: "{{ item.set }}: {{ item.key_states | selectattr('signs') | map(attribute='kid') | first }}"
  loop: "{{ signing.jwk_sets }}"
  loop_control:
    label: "{{ item.set }}"
"""

RETURN = r"""
jwk_sets:
  description: The sets that are there, in the order in which they were asked for.
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
        - The public halves of its keys as a JSON Web Key Set, as a verifier needs them, newest first.
        - Before Hydra 2.0.0 tokens name the key as C(public:KID), and so does this.
        - With O(return_private=true) all keys as they are stored, private members included.
      type: dict
      returned: success
    key_states:
      description: What is to be said of each key, newest first.
      type: list
      elements: dict
      returned: success
      contains:
        kid:
          description: The name of the key.
          type: str
          returned: success
        kty:
          description: The kind of key.
          type: str
          returned: success
        alg:
          description: The algorithm that it is for.
          type: str
          returned: success
        use:
          description: What it is for.
          type: str
          returned: success
        state:
          description: V(active) where the private half is in the set, V(published) where only the public half is.
          type: str
          returned: success
        signs:
          description: Whether Hydra signs tokens with it.
          type: bool
          returned: success
        created_at:
          description: When it was made, in UTC, if its name says so.
          type: str
          returned: success
  sample:
    - set: hydra.openid.id-token
      jwks:
        keys:
          - {kty: EC, crv: P-256, kid: es256-20261121T104500Z-4f2a9c, alg: ES256, use: sig, x: n5A..., y: 3Fs...}
      key_states:
        - kid: es256-20261121T104500Z-4f2a9c
          kty: EC
          alg: ES256
          use: sig
          state: active
          signs: true
          created_at: "2026-11-21T10:45:00Z"
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
