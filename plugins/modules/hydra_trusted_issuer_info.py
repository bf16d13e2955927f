#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_trusted_issuer_info
short_description: Read trusted issuers of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)
description:
  - Returns the grants of trusted issuers that match, through all pages of the listing.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  id:
    description: The UUID of the one grant to read. Not there, the list is empty.
    type: str
  issuer:
    description: Only grants of exactly this issuer.
    type: str
  subject:
    description: Only grants for exactly this subject.
    type: str
  allow_any_subject:
    description: Only grants for any subject, or V(false) for only those that are for one.
    type: bool
  kid:
    description: Only grants with the key of this name.
    type: str
  expired:
    description: Only grants that have expired, or V(false) for only those that have not.
    type: bool
  return_keys:
    description:
      - Whether to read the keys too, and return their public halves. That is one more request for each key.
      - Before Hydra 25.4.0 keys cannot be read where the issuer has a slash in it, as URLs have.
    type: bool
    default: false
seealso:
  - module: ory.hydra.hydra_trusted_issuer
  - module: ory.hydra.hydra_trusted_issuers
"""

EXAMPLES = r"""
- name: Whom this Hydra trusts
  ory.hydra.hydra_trusted_issuer_info:
    admin_url: http://127.0.0.1:4445
    return_keys: true
  register: trusted

- name: What has expired of one issuer
  ory.hydra.hydra_trusted_issuer_info:
    admin_url: http://127.0.0.1:4445
    issuer: https://idp.example.com
    expired: true
"""

RETURN = r"""
trusted_issuers:
  description: The grants that match, sorted by issuer, subject and name of the key.
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
      returned: when O(return_keys=true) and the server lets it be read
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
