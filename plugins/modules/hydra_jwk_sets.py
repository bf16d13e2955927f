#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_sets
short_description: Manage many JSON Web Key Sets of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Makes Hydra hold the JSON Web Key Sets of a list, in one task and over few connections. An unchanged list costs one request
    for the version and one for each set.
  - Everything that can be known to be wrong fails before the first write. A failure after that reports exactly what was done,
    what failed and what was not tried.
  - Sets are created and updated first, and deleted when all of that is done. As Hydra cannot list its sets, none is pruned.
extends_documentation_fragment:
  - ory.hydra._jwk_set.list
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, where keys are given as PEM
options:
  force:
    description: The default of O(jwk_sets[].force).
    type: bool
    default: false
  return_private:
    description: The default of O(jwk_sets[].return_private).
    type: bool
    default: false
  concurrency:
    description:
      - How many requests may be under way at once, from 1 to 64. Those of one set are always made one after the other.
      - Not given, it is 4 from Hydra 2.0 on, and 1 below, where a server with an SQLite file loses parallel writes.
    type: int
  continue_on_error:
    description: Whether the other sets are still tried after one failed. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether RV(jwk_sets) is returned.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_jwk_set
  - module: ory.hydra.hydra_jwk_set_info
"""

EXAMPLES = r"""
- name: Keys for the tokens of the server, and for those of two applications
  ory.hydra.hydra_jwk_sets:
    admin_url: http://127.0.0.1:4445
    jwk_sets:
      - set: hydra.openid.id-token
        alg: RS256
        rotation:
          max_age: 90d
          publish_for: 1d
      - set: shop
        alg: ES256
      - set: invoices
        keys:
          - key_file: /etc/invoices/signing-key.pem
      - set: old-shop
        state: absent
"""

RETURN = r"""
summary:
  description: How many sets were created, updated, deleted, unchanged and failed.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 7, failed: 0}
actions:
  description: What became of each entry, in the order given.
  type: list
  elements: dict
  returned: always, once the server was reached
  contains:
    id:
      description: The name of the set.
      type: str
      returned: success
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed), or V(not_tried) after a failure.
      type: str
      returned: success
    changed:
      description: Whether it changed.
      type: bool
      returned: success
    rotation:
      description: Where the rotation of the set is, as it is after the task.
      type: dict
      returned: when O(jwk_sets[].rotation) is given
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
    msg:
      description: Why it failed.
      type: str
      returned: when it failed
    failure:
      description: The same as RV(failure), for this entry.
      type: dict
      returned: when a call failed
  sample:
    - id: shop
      action: created
      changed: true
jwk_sets:
  description: The sets that are there after the task, in the order given.
  type: list
  elements: dict
  returned: when O(return_objects=true)
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
    operation: replace_jwk
    id: hydra.openid.id-token
    status: 409
    error: Unable to insert or update resource because a resource with that value exists already
    error_description: ""
"""

from ..module_utils._keys.jwk_sets import JWK_SETS
from ..module_utils._module.run import run_bulk


def main() -> None:
    """Run the module."""
    run_bulk(JWK_SETS)


if __name__ == "__main__":
    main()
