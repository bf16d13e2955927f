#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuers
short_description: Manage many trusted issuers of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Makes Hydra trust the issuers of a list, in one task and over few connections. An unchanged list costs one
    request for the version, one for each issuer or for every 500 grants, and one for each key that is given.
  - Everything that can be known to be wrong fails before the first write. A failure after that reports exactly what was done,
    what failed and what was not tried.
  - Hydra cannot change a grant, and with a grant it deletes the key and every other grant with that key. So new grants are created
    first. Then comes what has to be deleted, and what goes along is created again at once; see M(ory.hydra.hydra_trusted_issuer).
    What is about to be deleted is written to the system log first, with public keys. A task with C(no_log) does not log.
extends_documentation_fragment:
  - ory.hydra._trusted_issuer.list
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, where keys are given as PEM
options:
  expired:
    description: The default of O(trusted_issuers[].expired).
    type: str
    choices: [keep, absent]
    default: keep
  force:
    description: The default of O(trusted_issuers[].force), and whether O(prune) may do what is refused otherwise.
    type: bool
    default: false
  prune:
    description:
      - Whether grants are deleted that belong to this list and are not in it any more.
      - Needs O(prune_issuers), which says what belongs to this list. The diff shows every grant that goes.
    type: bool
    default: false
  prune_issuers:
    description: The list owns all grants of these issuers.
    type: list
    elements: str
  prune_protect:
    description: Grants that are never pruned, nor removed as expired, by their id, their subject or the name of their key.
    type: list
    elements: str
    default: []
  prune_limit:
    description: If more grants than this would be pruned, or with O(prune) removed as expired, the task fails before anything is written.
    type: int
    default: 20
  prune_empty:
    description: Whether O(prune) may go with an empty list, which deletes everything that the list owns.
    type: bool
    default: false
  concurrency:
    description:
      - How many requests may be under way at once, from 1 to 64. Grants that share a key are always dealt with one after the other.
      - Not given, writes are 4 at once from Hydra 2.0 on, and one after the other below,
        where a server with an SQLite file loses parallel writes.
    type: int
  continue_on_error:
    description: Whether the other grants are still tried after one failed. The task fails in any case.
    type: bool
    default: false
  return_objects:
    description: Whether RV(trusted_issuers) is returned.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_trusted_issuer
  - module: ory.hydra.hydra_trusted_issuer_info
"""

EXAMPLES = r"""
- name: Whom the staging environment trusts, and nobody else of these two
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
        pem: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"
      - issuer: https://ci.example.com
        subject: robot
        scope: [deploy]
        expires_at: 2030-01-01T00:00:00Z
        jwk: {kty: OKP, crv: Ed25519, kid: key-2026-11, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo}
"""

RETURN = r"""
summary:
  description:
    - How many grants were created, updated, deleted, unchanged and failed.
    - A grant that had to be created again, because its key went with another one, counts as updated.
  type: dict
  returned: always, once the server was reached
  sample: {created: 2, updated: 1, deleted: 0, unchanged: 97, failed: 0}
actions:
  description:
    - What became of each entry, in the order given; then of grants that no entry names, and that were removed or created again.
  type: list
  elements: dict
  returned: always, once the server was reached
  contains:
    id:
      description: What the grant is known by, its issuer, subject and key.
      type: str
      returned: success
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed), or V(not_tried) after a failure.
      type: str
      returned: success
    changed:
      description: Whether the grant was changed, or would be in check mode.
      type: bool
      returned: success
    key_status:
      description:
        - V(as_declared), the stored key is the one that the entry gives.
        - V(not_compared), this Hydra does not let the stored key be read, so it may be another one.
        - V(not_declared), the entry does not give a key.
      type: str
      returned: for entries
    grant:
      description:
        - The grant as it was to be created again, or as it was before it was deleted.
        - It includes the public half of its key, where that is known, and so everything that is needed to create it by hand.
      type: dict
      returned: for every grant of a key for which a grant had to be deleted and created again
    msg:
      description: What went wrong, in a sentence.
      type: str
      returned: when this one failed
    failure:
      description: What is known of the call that failed, as in RV(failure).
      type: dict
      returned: when this one failed
  sample:
    - id: https://idp.example.com (any subject, key key-2026-11)
      action: updated
      changed: true
      key_status: as_declared
trusted_issuers:
  description: The grants that are there now, as RV(ory.hydra.hydra_trusted_issuer#module:trusted_issuer) has them.
  type: list
  elements: dict
  returned: when O(return_objects=true)
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
