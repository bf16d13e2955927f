#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_set
short_description: Manage a JSON Web Key Set of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Generates keys on the server, imports keys from JWK, JWKS or PEM, and rotates and removes keys, in one JSON Web Key Set.
  - Keys that are not listed are left unchanged, unless O(keep) or O(exact) says otherwise.
  - In the sets that Hydra signs tokens with, no step leaves Hydra unable to sign. Any change that would do so is refused. A
    key can be published before it signs; see the guide on signing keys for the steps.
  - Private members of keys are never returned unless O(return_private=true).
extends_documentation_fragment:
  - ory.hydra._jwk_set
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, if keys are given in PEM format
seealso:
  - module: ory.hydra.hydra_jwk_sets
  - module: ory.hydra.hydra_jwk_set_info
"""

EXAMPLES = r"""
- name: Generate a key for the tokens of an application
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: my-app
    alg: ES256
  register: signing

- name: Publish the public keys for verifiers
  ansible.builtin.copy:
    content: "{{ signing.jwk_set.jwks | ansible.builtin.to_json }}"
    dest: /srv/www/jwks.json
    mode: "0644"

- name: Generate a new key for ID tokens every three months, and keep the previous one for another three
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    alg: RS256
    max_age: 90d
    keep: 2

- name: Rotate the key for access tokens every three months, publishing it for a day before it signs (run daily)
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.jwt.access-token
    alg: RS256
    rotation:
      max_age: 90d
      publish_for: 1d

- name: Publish the next key; its private half is stored where no verifier reads it
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-12
        alg: RS256
        state: published

- name: Sign with the next key, a few days later
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-12
        alg: RS256
        state: active

- name: Remove the old key once everything that it signed has expired
  ory.hydra.hydra_jwk_set:
    admin_url: http://127.0.0.1:4445
    set: hydra.openid.id-token
    keys:
      - kid: rs256-2026-09
        state: absent

- name: Import a key from a vault, and remove all others
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
  description: The stage of the rotation after the task.
  type: dict
  returned: when O(rotation) is given and the task did not fail
  contains:
    signs:
      description: The name of the key that signs.
      type: str
      returned: success
    coming:
      description: The names of the keys that are published but do not sign yet.
      type: list
      elements: str
      returned: success
    signs_in:
      description: The number of seconds until the next of these keys can sign, or null if there is none.
      type: int
      returned: success
jwk_set:
  description: The set after the task, or as expected after it in check mode. Null if it does not exist.
  type: dict
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
        - Does not contain keys that check mode only announces.
      type: dict
      returned: success
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
