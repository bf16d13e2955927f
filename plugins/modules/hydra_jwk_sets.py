#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_jwk_sets
short_description: Manage multiple JSON Web Key Sets of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Creates, updates and deletes JSON Web Key Sets according to a list, in one task, with few connections and
    R(few requests,ansible_collections.ory.hydra.docsite.many_clients.requests).
  - Mistakes that can be detected up front fail before anything is written. A later failure reports exactly what was done,
    what failed and what was not tried.
  - Sets are created and updated first. Deletions follow once all of that is done. Sets are never pruned, because Hydra
    cannot list them.
extends_documentation_fragment:
  - ory.hydra._jwk_set.list
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, if keys are given in PEM format
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
      - Maximum number of concurrent requests, from 1 to 64. Requests for the same set are always made one after the other.
      - If not set, it is 4 on Hydra 2.0 and newer, and 1 on older versions, where a server with an SQLite file loses
        concurrent writes.
    type: int
  continue_on_error:
    description: Whether to continue with the other sets if one fails. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether to return RV(jwk_sets).
    type: bool
    default: false
  plan_id:
    description:
      - RV(plan_id) of a preview that was approved. If the plan is a different one now, the task fails before it writes
        anything, in check mode too.
      - If not set, any plan is carried out.
    type: str
seealso:
  - module: ory.hydra.hydra_jwk_set
  - module: ory.hydra.hydra_jwk_set_info
"""

EXAMPLES = r"""
- name: Manage the keys for the tokens of the server and of two applications
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
          # From: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out signing-key.pem
          - key_file: /etc/invoices/signing-key.pem
      - set: old-shop
        state: absent

- name: Manage the key sets from a file
  ory.hydra.hydra_jwk_sets:
    admin_url: http://127.0.0.1:4445
    jwk_sets_file: /srv/hydra/key-sets.json  # on the host that the task runs on
"""

RETURN = r"""
plan_id:
  description:
    - Identifies everything that the task writes, or would write in check mode. It is the same as long as the diff and the
      requests are the same, in check mode or not. Names of keys that are generated, times that are relative to now, and
      the values of secrets have no influence on it.
    - Pass it as O(plan_id) to make sure that what was approved is what is done.
  type: str
  returned: when the task was planned
  sample: 5f0c1d7e9b3a48d2a6c4e8f10b2d3c4e
summary:
  description: How many sets were created, updated, deleted, unchanged and failed.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 7, failed: 0}
actions:
  description:
    - The result for each entry, in the order given.
    - If there are more than 1,000, those that are unchanged are omitted. RV(summary) contains their number.
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
      description: Whether the set was changed, or would be changed in check mode.
      type: bool
      returned: success
    rotation:
      description: The stage of the rotation after the task.
      type: dict
      returned: when O(jwk_sets[].rotation) is given, unless the set failed or was not tried
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
    msg:
      description: The error message.
      type: str
      returned: when this set failed
    failure:
      description: Details of the failed call, as in RV(failure).
      type: dict
      returned: when a call failed
  sample:
    - id: shop
      action: created
      changed: true
jwk_sets:
  description: The sets that exist after the task, in the order given.
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
from ..module_utils._module.run import run_bulk


def main() -> None:
    """Run the module."""
    run_bulk(JWK_SETS)


if __name__ == "__main__":
    main()
