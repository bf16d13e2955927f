#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_request_info
short_description: Get a login, consent or logout request of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Returns a pending request, including the client, the subject and what was requested.
  - The task fails if the request is unknown, has already been handled or has expired, each with its own message. Hydra 2.2
    and newer allow a login or consent request to be read until it expires, even if it has been handled. Older versions allow
    an expired one to be read.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.info
options:
  login_challenge:
    description:
      - The challenge of a login request. It is a secret and never printed.
      - Exactly one of O(login_challenge), O(consent_challenge) and O(logout_challenge) is required.
    type: str
  consent_challenge:
    description: The challenge of a consent request. It is a secret and never printed.
    type: str
  logout_challenge:
    description: The challenge of a logout request. It is a secret and never printed. Needs Hydra 1.0.0-rc.10 or newer.
    type: str
seealso:
  - module: ory.hydra.hydra_login_request
  - module: ory.hydra.hydra_consent_request
  - module: ory.hydra.hydra_logout_request
"""

EXAMPLES = r"""
- name: Get a consent request
  ory.hydra.hydra_request_info:
    admin_url: http://127.0.0.1:4445
    consent_challenge: "{{ consent_challenge }}"
  register: wanted

- name: Grant all requested scopes
  ory.hydra.hydra_consent_request:
    admin_url: http://127.0.0.1:4445
    consent_challenge: "{{ consent_challenge }}"
    grant_scope: "{{ wanted.request.requested_scope }}"
"""

RETURN = r"""
kind:
  description: The kind of request. V(login), V(consent) or V(logout).
  type: str
  returned: success
  sample: consent
request:
  description: The request as returned by the server, without its challenge, and with the state and tokens in its URL hidden.
  type: dict
  returned: success
  sample:
    subject: alice
    skip: false
    client:
      client_id: shop
    requested_scope: [openid, offline_access]
    requested_access_token_audience: []
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
    operation: read_login_request
    id: null
    status: 410
    error: ""
    error_description: ""
"""

from ..module_utils._sessions.request_modules import run_request_info


def main() -> None:
    """Run the module."""
    run_request_info()


if __name__ == "__main__":
    main()
