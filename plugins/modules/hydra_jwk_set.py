#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_set
short_description: Manage a JSON Web Key Set of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Has the server make keys, imports keys from JWK, JWKS or PEM, rotates and removes them, in one JSON Web Key Set.
  - Keys that are not mentioned are left as they are, unless O(keep) or O(exact) says otherwise.
  - In the sets that Hydra signs tokens with, no step leaves it unable to sign. What would is refused.
    A key can be published before it signs; the guide on signing keys has the steps.
  - Private members of keys are never returned unless O(return_private=true).
extends_documentation_fragment:
  - ory.hydra._jwk_set
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, where keys are given as PEM
seealso:
  - module: ory.hydra.hydra_jwk_sets
  - module: ory.hydra.hydra_jwk_set_info
"""

EXAMPLES = r"""
- name: A key for the tokens of an application, made by the server
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: my-app
    alg: ES256
  register: signing

- name: What a verifier needs
  ansible.builtin.copy:
    content: "{{ signing.jwk_set.jwks | ansible.builtin.to_json }}"
    dest: /srv/www/jwks.json
    mode: "0644"

- name: A new key for ID tokens every three months, and the one before it for another three
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    alg: RS256
    max_age: 90d
    keep: 2

- name: A new key for access tokens every three months, published for a day before it signs; to be run every day
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.jwt.access-token
    alg: RS256
    rotation:
      max_age: 90d
      publish_for: 1d

- name: Publish the coming key; its private half waits where nobody verifies with it
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-12
        alg: RS256
        state: published

- name: Days later, have it sign
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-12
        alg: RS256
        state: active

- name: When all that was signed with the old one has expired, remove it
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-09
        state: absent

- name: A key from a vault, and nothing else
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: partners
    exact: true
    keys:
      - kid: partner-1
        pem: "{{ vault_partner_key }}"
        passphrase: "{{ vault_partner_passphrase }}"
        alg: PS256
"""

RETURN = r"""
action:
  description: V(created), V(updated), V(deleted) or V(unchanged).
  type: str
  returned: success
rotation:
  description: Where the rotation of the set is, as it is after the task.
  type: dict
  returned: when O(rotation) is given
  contains:
    signs:
      description: The name of the key that signs.
      type: str
      returned: success
    coming:
      description: The names of the keys that are published and do not sign yet.
      type: list
      elements: str
      returned: success
    signs_in:
      description: In how many seconds the next of them can sign; null where there is none.
      type: int
      returned: success
jwk_set:
  description: The set as it is after the task, or would be after it in check mode; null where there is none.
  type: dict
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
        - Keys that check mode only announces are not in it.
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
    set: hydra.openid.id-token
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
    operation: replace_jwk
    id: hydra.openid.id-token
    status: 409
    error: Unable to insert or update resource because a resource with that value exists already
    error_description: ""
"""

from ..module_utils._keys.jwk_sets import JWK_SETS
from ..module_utils._module.run import run_single


def main() -> None:
    """Run the module."""
    run_single(JWK_SETS)


if __name__ == "__main__":
    main()
