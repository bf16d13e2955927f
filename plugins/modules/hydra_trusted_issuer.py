#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuer
short_description: Manage a trusted issuer of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Makes Hydra trust (or stop trusting) the JWT assertions of an issuer, for one subject or any, signed with one key (the
    JWT bearer grant of RFC 7523).
  - A grant is identified by its issuer, its subject and the name of its key. The same issuer with a different key is a
    different grant.
  - Hydra cannot update a grant; it has to be deleted and created again. When Hydra deletes a grant, it also deletes the
    grant's key and all other grants of the issuer with that key. These are recreated in the same run, last and together, and
    the diff shows them. In the meantime, Hydra rejects assertions that are signed with the key.
  - Before anything is deleted, each grant that will be deleted is written to the system log of the host that runs the
    module, together with the public half of its key, so that it can be recreated manually if the run is killed. A task with
    C(no_log) does not write to the log.
  - If a key with the same name is already stored, Hydra silently ignores the key in a new grant. The stored key is therefore
    read and compared. Before Hydra 25.4.0, it cannot be read if the issuer contains a slash, as URLs do; RV(key_status)
    shows this.
extends_documentation_fragment:
  - ory.hydra._trusted_issuer
  - ory.hydra._connection
  - ory.hydra._attributes
requirements:
  - cryptography, if the key is given in PEM format
seealso:
  - module: ory.hydra.hydra_trusted_issuers
  - module: ory.hydra.hydra_trusted_issuer_info
"""

EXAMPLES = r"""
- name: Trust an identity provider for any subject for a year, renewed by runs in the second half of that year
  ory.hydra.hydra_trusted_issuer:
    admin_url: http://127.0.0.1:4445
    issuer: https://idp.example.com
    allow_any_subject: true
    scope: [read, write]
    expires_at: +365d
    # The public key or certificate that the provider publishes, in PEM format, in a file next to the playbook
    pem: "{{ lookup('ansible.builtin.file', 'idp.pem') }}"

- name: Trust a robot with one of several keys
  ory.hydra.hydra_trusted_issuer:
    admin_url: http://127.0.0.1:4445
    issuer: https://ci.example.com
    subject: robot
    scope: [deploy]
    expires_at: "2030-01-01T00:00:00Z"
    jwks: "{{ lookup('ansible.builtin.url', 'https://ci.example.com/jwks.json', split_lines=false) | from_json }}"
    kid: key-2026-11

- name: Stop trusting its old key
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
  description: The grant after the task, or as expected after it in check mode. Null if it does not exist.
  type: dict
  returned: success
  contains:
    id:
      description: The UUID of the grant, which changes whenever the grant is recreated. Not known in check mode.
      type: str
      returned: success
    issuer:
      description: The issuer.
      type: str
      returned: success
    subject:
      description: The subject. Empty for any subject.
      type: str
      returned: success
    allow_any_subject:
      description: Whether the grant is for any subject.
      type: bool
      returned: success
    scope:
      description: The scopes that the issuer may request.
      type: list
      elements: str
      returned: success
    expires_at:
      description: When the trust ends, in UTC.
      type: str
      returned: success
    created_at:
      description: When the grant was created, in UTC.
      type: str
      returned: success
    kid:
      description: The name of the key.
      type: str
      returned: success
    public_key:
      description: >-
        Where Hydra stores the key. C(set) is the name of a JSON Web Key Set, and C(kid) is the name of a key in it.
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
    - V(as_declared) means that the stored key is the same as the one in the task.
    - V(not_compared) means that this Hydra does not allow the stored key to be read, so it may be a different one. This also
      applies to a new grant, as Hydra keeps a key that is already stored.
    - V(not_declared) means that the task does not contain a key.
  type: str
  returned: success
grant:
  description: The same as RV(actions[].grant), for the grant of the task.
  type: dict
  returned: when the task failed and a grant had to be deleted and recreated
actions:
  description: The result for the grant, followed by those that were deleted with it or had to be recreated.
  type: list
  elements: dict
  returned: when any other grant was affected
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
      description: The same as RV(key_status).
      type: str
      returned: for the grant of the task, unless it failed
    grant:
      description:
        - The grant as it was to be recreated, or as it was before it was deleted.
        - It includes the public half of its key, if known, and therefore everything that is needed to recreate it manually.
      type: dict
      returned: when a grant had to be deleted and recreated
    msg:
      description: The error message.
      type: str
      returned: when this grant failed
    failure:
      description: Details of the failed call, as in RV(failure).
      type: dict
      returned: when this grant failed
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

from ..module_utils._module.run import run_single
from ..module_utils._trust.trusted_issuers import TRUSTED_ISSUERS


def main() -> None:
    """Run the module."""
    run_single(TRUSTED_ISSUERS)


if __name__ == "__main__":
    main()
