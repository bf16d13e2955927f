#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuer_info
short_description: Get trusted issuers of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)
description:
  - Returns the matching grants of trusted issuers, from all pages of the listing.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  id:
    description: The UUID of a single grant. If it does not exist, the list is empty.
    type: str
  issuer:
    description: Return only grants of exactly this issuer.
    type: str
  subject:
    description: Return only grants for exactly this subject.
    type: str
  allow_any_subject:
    description: V(true) returns only grants for any subject, V(false) only grants for one subject.
    type: bool
  kid:
    description: Return only grants whose key has this name.
    type: str
  expired:
    description: V(true) returns only grants that have expired, V(false) only grants that have not.
    type: bool
  return_keys:
    description:
      - Whether to read the keys as well, and return their public halves. This takes one more request for each key.
      - Before Hydra 25.4.0, keys cannot be read if the issuer contains a slash, as URLs do.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_trusted_issuer
  - module: ory.hydra.hydra_trusted_issuers
"""

EXAMPLES = r"""
- name: Get all trusted issuers with their keys
  ory.hydra.hydra_trusted_issuer_info:
    admin_url: http://127.0.0.1:4445
    return_keys: true
  register: trusted

- name: Get the expired grants of one issuer
  ory.hydra.hydra_trusted_issuer_info:
    admin_url: http://127.0.0.1:4445
    issuer: https://idp.example.com
    expired: true
"""

RETURN = r"""
trusted_issuers:
  description: The matching grants, sorted by issuer, subject and key name.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: The UUID of the grant.
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
      returned: when O(return_keys=true) and the server allows the key to be read
  sample:
    - id: 6984c9ed-04b7-46b5-9e70-118cabeb58e7
      issuer: https://idp.example.com
      subject: alice
      allow_any_subject: false
      scope: [read, write]
      expires_at: "2030-01-02T03:04:05Z"
      created_at: "2026-11-21T10:45:00Z"
      kid: key-2026-11
      public_key: {set: https://idp.example.com, kid: key-2026-11}
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
    operation: list_trusted_issuers
    id: https://idp.example.com (subject alice, key key-2026-11)
    status: 409
    error: Unable to insert or update resource because a resource with that value exists already
    error_description: ""
"""

from ..module_utils._module.run import run_info
from ..module_utils._trust.trusted_issuers import TRUSTED_ISSUERS


def main() -> None:
    """Run the module."""
    run_info(TRUSTED_ISSUERS)


if __name__ == "__main__":
    main()
