#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_login_request
short_description: Accept or reject a login request of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Answers a login request, as a login application does once it knows who the user is. It is meant for testing such
    applications and clients, and for logins without user interaction.
  - A request can be answered only once. If it has already been handled, the task fails with a message that says so, and so
    does a second run. Hydra 2.0 and 2.1 reject it only after the browser has continued; until then, the last answer counts.
    Hydra 2.2 and newer do not record this and accept another answer, so a change is reported each time.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
  - ory.hydra._request
  - ory.hydra._request.rejection
options:
  state:
    description: Whether to accept or reject the request.
    type: str
    choices: [accepted, rejected]
    default: accepted
  login_challenge:
    description: >-
      The challenge of the request, from the URL of the login application to which the browser was sent. It is a secret and
      never printed.
    type: str
    required: true
    aliases: [challenge]
  subject:
    description: The subject that logged in. Required with O(state=accepted).
    type: str
  remember:
    description:
      - Whether the browser stays logged in, so that the next login request has C(skip=true).
      - If the request itself has C(skip=true), that is, nobody had to log in, the browser stays logged in as before,
        regardless of this option.
    type: bool
  remember_for:
    description: For how many seconds the browser stays logged in. V(0) means forever.
    type: int
  extend_session_lifespan:
    description: Whether to restart that time for a browser that is already logged in. Needs Hydra 2.1.0 or newer.
    type: bool
  acr:
    description: The authentication context class for the ID token.
    type: str
  amr:
    description: The authentication methods for the ID token. Needs Hydra 1.10.7 or newer.
    type: list
    elements: str
  context:
    description: Arbitrary data for the consent application. Needs Hydra 1.0.0-rc.9 or newer.
    type: dict
  force_subject_identifier:
    description: The subject identifier that a client with pairwise subjects receives.
    type: str
  identity_provider_session_id:
    description: >-
      The ID of the session at the identity provider, which allows that session to be ended on logout. Needs Hydra 2.2.0 or
      newer.
    type: str
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_consent_request
"""

EXAMPLES = r"""
- name: Accept the login request for Alice
  ory.hydra.hydra_login_request:
    admin_url: http://127.0.0.1:4445
    login_challenge: "{{ login_challenge }}"
    subject: alice
    return_redirect_to: true
  register: login
  no_log: true

- name: Reject a login request
  ory.hydra.hydra_login_request:
    admin_url: http://127.0.0.1:4445
    login_challenge: "{{ login_challenge }}"
    state: rejected
    error: access_denied
    error_description: The shop is closed.
"""

RETURN = r"""
action:
  description: The action that was taken, or would be taken in check mode. V(accepted) or V(rejected).
  type: str
  returned: success
  sample: accepted
redirect_to:
  description:
    - The URL at which the browser has to continue. It contains a verifier that proves the answer to the server, so it is a
      secret.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
request:
  description: The request as returned by the server, without its challenge, and with the state and tokens in its URL hidden.
  type: dict
  returned: success
  sample:
    subject: ""
    skip: false
    client:
      client_id: shop
    requested_scope: [openid]
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
    operation: accept_login_request
    id: null
    status: 404
    error: Not Found
    error_description: Unable to locate the requested resource
"""

from ..module_utils._sessions.authorization_requests import LOGIN
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(LOGIN)


if __name__ == "__main__":
    main()
