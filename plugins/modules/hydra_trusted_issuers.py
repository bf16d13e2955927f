#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuers
short_description: Manage multiple trusted issuers of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Makes Hydra trust (or stop trusting) issuers according to a list, in one task, with few connections and
    R(few requests,ansible_collections.ory.hydra.docsite.many_clients.requests).
  - Mistakes that can be detected up front fail before anything is written. A later failure reports exactly what was done,
    what failed and what was not tried.
  - Hydra cannot update a grant. When it deletes a grant, it also deletes the key and all other grants with that key. New
    grants are therefore created first. Deletions follow, and the grants that are deleted along with others are recreated
    immediately; see M(ory.hydra.hydra_trusted_issuer). Grants that are about to be deleted are written to the system log
    first, with public keys. A task with C(no_log) does not write to the log.
extends_documentation_fragment:
  - ory.hydra._trusted_issuer.list
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, if keys are given in PEM format
options:
  expired:
    description: The default of O(trusted_issuers[].expired).
    type: str
    choices: [keep, absent]
    default: keep
  force:
    description: The default of O(trusted_issuers[].force). Also allows O(prune) to make changes that are otherwise refused.
    type: bool
    default: false
  prune:
    description:
      - Whether to delete grants that belong to this list but are no longer in it.
      - Needs O(prune_issuers), which defines what belongs to this list. The diff shows every grant that is deleted.
    type: bool
    default: false
  prune_issuers:
    description: The list owns all grants of these issuers.
    type: list
    elements: str
  prune_protect:
    description: Grants that are never pruned or removed as expired, by their ID, their subject or the name of their key.
    type: list
    elements: str
    default: []
  prune_limit:
    description: >-
      If more grants than this would be pruned, or with O(prune=true) removed as expired, the task fails before anything is
      written.
    type: int
    default: 20
  prune_empty:
    description: Whether to allow O(prune) with an empty list, which deletes everything that the list owns.
    type: bool
    default: false
  concurrency:
    description:
      - Maximum number of concurrent requests, from 1 to 64. Grants that share a key are always processed one after the
        other.
      - If not set, it is 4 on Hydra 2.0 and newer, and 1 on older versions, where a server with an SQLite file loses
        concurrent writes.
    type: int
  continue_on_error:
    description: Whether to continue with the other grants if one fails. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether to return RV(trusted_issuers).
    type: bool
    default: false
  plan_id:
    description:
      - RV(plan_id) of a preview that was approved. If the plan is a different one now, the task fails before it writes
        anything, in check mode too.
      - If not set, any plan is carried out.
    type: str
seealso:
  - module: ory.hydra.hydra_trusted_issuer
  - module: ory.hydra.hydra_trusted_issuer_info
"""

EXAMPLES = r"""
- name: Manage the grants of two issuers, and delete all others that they have
  ory.hydra.hydra_trusted_issuers:
    admin_url: http://127.0.0.1:4445
    expired: absent
    prune: true
    prune_issuers: [https://idp.example.com, https://ci.example.com]
    trusted_issuers:
      - issuer: https://idp.example.com
        allow_any_subject: true
        scope: [read, write]
        expires_at: +365d
        # The public key or certificate that the provider publishes, in PEM format, in a file next to the playbook
        pem: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"
      - issuer: https://ci.example.com
        subject: robot
        scope: [deploy]
        expires_at: "2030-01-01T00:00:00Z"
        jwk: {kty: OKP, crv: Ed25519, kid: key-2026-11, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo}

- name: Manage trusted issuers from a file
  ory.hydra.hydra_trusted_issuers:
    admin_url: http://127.0.0.1:4445
    trusted_issuers_file: /srv/hydra/issuers.json  # on the host that the task runs on
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
  description:
    - How many grants were created, updated, deleted, unchanged and failed.
    - A grant that had to be recreated because its key was deleted with another grant counts as updated.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 97, failed: 0}
actions:
  description:
    - The result for each entry, in the order given, followed by grants that no entry names and that were removed or
      recreated.
    - If there are more than 1,000, those that are unchanged are omitted. RV(summary) contains their number.
  type: list
  elements: dict
  returned: always, once the server was reached
  contains:
    id:
      description: Identifies the grant by its issuer, subject and key.
      type: str
      returned: success
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed), or V(not_tried) after a failure.
      type: str
      returned: success
    changed:
      description: Whether the grant was changed, or would be changed in check mode.
      type: bool
      returned: success
    key_status:
      description:
        - V(as_declared) means that the stored key is the same as the one in the entry.
        - V(not_compared) means that this Hydra does not allow the stored key to be read, so it may be a different one. This
          also applies to a new grant, as Hydra keeps a key that is already stored.
        - V(not_declared) means that the entry does not contain a key.
      type: str
      returned: for entries, unless they failed or were not tried
    grant:
      description:
        - The grant as it was to be recreated, or as it was before it was deleted.
        - It includes the public half of its key, if known, and therefore everything that is needed to recreate it manually.
      type: dict
      returned: for every grant whose key is used by a grant that had to be deleted and recreated
    msg:
      description: The error message.
      type: str
      returned: when this grant failed
    failure:
      description: Details of the failed call, as in RV(failure).
      type: dict
      returned: when this grant failed
  sample:
    - id: https://idp.example.com (any subject, key key-2026-11)
      action: updated
      changed: true
      key_status: as_declared
omitted:
  description: >-
    For each member that an action in RV(actions) may have, such as C(key_status), how many of the grants that are omitted
    there have which value.
  type: dict
  returned: when grants are omitted in RV(actions)
  sample: {key_status: {as_declared: 1190, not_compared: 10}}
trusted_issuers:
  description: >-
    The grants that exist after the task, in the format of RV(ory.hydra.hydra_trusted_issuer#module:trusted_issuer).
  type: list
  elements: dict
  returned: when O(return_objects=true)
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
    operation: create_trusted_issuer
    id: https://idp.example.com (subject alice, key key-2026-11)
    status: 409
    error: Unable to insert or update resource because a resource with that value exists already
    error_description: ""
"""

from ..module_utils._module.run import run_bulk
from ..module_utils._trust.trusted_issuers import TRUSTED_ISSUERS


def main() -> None:
    """Run the module."""
    run_bulk(TRUSTED_ISSUERS)


if __name__ == "__main__":
    main()
