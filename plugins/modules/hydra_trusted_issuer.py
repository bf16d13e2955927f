#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuer
short_description: Manage a trusted issuer of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Has Hydra trust, or trust no more, the JWT assertions of an issuer, for one subject or any, signed with one key
    (the JWT bearer grant of RFC 7523).
  - A grant is known by its issuer, its subject and the name of its key. The same issuer with another key is another grant.
  - Hydra cannot change a grant. To change one is to delete and create it, and with a grant Hydra deletes its key and every
    other grant of the issuer with that key. So those are created again in the same run, last and in one go, and the diff
    shows them. For that moment Hydra refuses assertions that are signed with the key.
  - Before anything is deleted, each grant that will be deleted is written to the system log of the host that the module runs on,
    together with the public half of its key, so that it can be created by hand if the run is killed. A task with C(no_log) does not log.
  - Hydra ignores the key in a new grant without a word, if one with that name is stored already. So the stored key is
    read and compared. Before Hydra 25.4.0 it cannot be read where the issuer has a slash in it, as URLs have;
    RV(key_status) says so.
extends_documentation_fragment:
  - ory.hydra._trusted_issuer
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, where the key is given as PEM
seealso:
  - module: ory.hydra.hydra_trusted_issuers
  - module: ory.hydra.hydra_trusted_issuer_info
"""

EXAMPLES = r"""
- name: Trust what an identity provider says about anybody, for a year, renewed by a run in the second half of it
  ory.hydra.hydra_trusted_issuer:
    admin_url: http://127.0.0.1:4445
    issuer: https://idp.example.com
    allow_any_subject: true
    scope: [read, write]
    expires_at: +365d
    pem: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"

- name: Trust a robot, with one key of several
  ory.hydra.hydra_trusted_issuer:
    admin_url: http://127.0.0.1:4445
    issuer: https://ci.example.com
    subject: robot
    scope: [deploy]
    expires_at: 2030-01-01T00:00:00Z
    jwks: "{{ lookup('ansible.builtin.url', 'https://ci.example.com/jwks.json', split_lines=false) | from_json }}"
    kid: key-2026-11

- name: Trust its old key no more
  ory.hydra.hydra_trusted_issuer:
    admin_url: http://127.0.0.1:4445
    issuer: https://ci.example.com
    subject: robot
    kid: key-2026-10
    state: absent
"""

RETURN = r"""
action:
  description: V(created), V(updated), V(deleted) or V(unchanged).
  type: str
  returned: success
trusted_issuer:
  description: The grant as it is after the task, or would be after it in check mode; null where there is none.
  type: dict
  returned: success
  contains:
    id:
      description: The UUID of the grant, which is another one whenever the grant is created again. Check mode cannot know it.
      type: str
      returned: success
    issuer:
      description: The issuer.
      type: str
      returned: success
    subject:
      description: The subject; empty for any.
      type: str
      returned: success
    allow_any_subject:
      description: Whether the grant is for any subject.
      type: bool
      returned: success
    scope:
      description: What the issuer may ask for.
      type: list
      elements: str
      returned: success
    expires_at:
      description: When the trust ends, in UTC.
      type: str
      returned: success
    created_at:
      description: When the grant was made, in UTC.
      type: str
      returned: success
    kid:
      description: The name of the key.
      type: str
      returned: success
    public_key:
      description: Where Hydra stores the key. C(set) is the name of a JSON Web Key Set, C(kid) that of a key in it.
      type: dict
      returned: success
    jwk:
      description: The public half of the key.
      type: dict
      returned: when it is known
  sample:
    id: 6984c9ed-04b7-46b5-9e70-118cabeb58e7
    issuer: https://idp.example.com
    subject: alice
    allow_any_subject: false
    scope: [read, write]
    expires_at: "2030-01-02T03:04:05Z"
    created_at: "2026-11-21T10:45:00Z"
    kid: key-2026-11
    public_key: {set: https://idp.example.com, kid: key-2026-11}
key_status:
  description:
    - V(as_declared), the stored key is the one that the task gives.
    - V(not_compared), this Hydra does not let the stored key be read, so it may be another one.
    - V(not_declared), the task does not give a key.
  type: str
  returned: success
grant:
  description: As RV(actions[].grant), for the grant of the task.
  type: dict
  returned: when the task failed, and a grant had to be deleted and created again
actions:
  description: What became of the grant, and then of those that went along with it or had to be created again.
  type: list
  elements: dict
  returned: when there are such
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
      description: As RV(key_status).
      type: str
      returned: for the grant of the task
    grant:
      description:
        - The grant as it was to be created again, or as it was before it was deleted.
        - It includes the public half of its key, where that is known, and so everything that is needed to create it by hand.
      type: dict
      returned: when a grant had to be deleted and created again
    msg:
      description: What went wrong, in a sentence.
      type: str
      returned: when this one failed
    failure:
      description: What is known of the call that failed, as in RV(failure).
      type: dict
      returned: when this one failed
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

from ..module_utils._module.run import run_single
from ..module_utils._trust.trusted_issuers import TRUSTED_ISSUERS


def main() -> None:
    """Run the module."""
    run_single(TRUSTED_ISSUERS)


if __name__ == "__main__":
    main()
