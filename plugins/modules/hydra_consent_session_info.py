#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_consent_session_info
short_description: Get consent sessions of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Returns all consents of a subject, from all pages of the listing.
  - Hydra lists the consents that a subject was asked for, whether remembered or not, until the time for which they are
    remembered is over. It does not list consents that the subject was not asked for because an earlier one was remembered.
  - Hydra cannot list subjects.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  subject:
    description: The subject, as the login application names its users to Hydra.
    type: str
    required: true
  client_id:
    description: Return only consents for this client.
    type: str
  login_session_id:
    description: Return only consents that were given in this login session.
    type: str
seealso:
  - module: ory.hydra.hydra_consent_session
"""

EXAMPLES = r"""
- name: Get the consents of Alice
  ory.hydra.hydra_consent_session_info:
    admin_url: http://127.0.0.1:4445
    subject: alice
  register: granted

- name: Show the clients that she granted access to
  ansible.builtin.debug:
    msg: "{{ granted.consent_sessions | map(attribute='consent_request.client.client_id') | unique }}"
"""

RETURN = r"""
consent_sessions:
  description:
    - The consents, newest first, as returned by the server.
    - Challenges are omitted, and are hidden in C(request_url), as are state and tokens.
  type: list
  elements: dict
  returned: success
  sample:
    - consent_request_id: b08fe822eb774532abd678cedb188cea
      grant_scope: [openid, offline_access]
      grant_access_token_audience: []
      remember: true
      remember_for: 0
      handled_at: "2026-11-21T03:48:38.737007896Z"
      session:
        access_token: {}
        id_token: {}
      consent_request:
        subject: alice
        client:
          client_id: shop
        requested_scope: [openid, offline_access]
        login_session_id: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
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
    operation: list_consents
    id: null
    status: 500
    error: error
    error_description: The error is unrecognizable
"""

from ..module_utils._sessions.session_modules import run_consent_session_info


def main() -> None:
    """Run the module."""
    run_consent_session_info()


if __name__ == "__main__":
    main()
