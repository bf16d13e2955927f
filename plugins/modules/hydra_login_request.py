#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_login_request
short_description: Accept or reject a login request of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Answers a login request, as a login application does when it knows who somebody is. It is for tests of such applications
    and of clients, and for what has to log in with nobody there.
  - A request is handled once. One that was handled already is refused with that sentence, and so is a second run; Hydra
    2.0 and 2.1 refuse it only when the browser has gone on, and until then the last answer counts. From 2.2 on the server
    keeps nothing of it, lets it be handled again, and a change is reported each time.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
  - ory.hydra._request
  - ory.hydra._request.rejection
options:
  state:
    description: Whether the request is accepted or rejected.
    type: str
    choices: [accepted, rejected]
    default: accepted
  login_challenge:
    description: The challenge of the request, from the address of the login application that the browser was sent to. It is a secret and never printed.
    type: str
    required: true
    aliases: [challenge]
  subject:
    description: Who logged in. Required with O(state=accepted).
    type: str
  remember:
    description:
      - Whether the browser stays logged in, so that the next login request has C(skip=true).
      - Where nobody had to be asked, C(skip=true), the browser stays logged in as it was, whatever is given here.
    type: bool
  remember_for:
    description: For how many seconds; V(0) is for ever.
    type: int
  extend_session_lifespan:
    description: Whether the time begins anew for a browser that was logged in already. Needs Hydra 2.1.0 or newer.
    type: bool
  acr:
    description: The authentication context class, for the ID token.
    type: str
  amr:
    description: The authentication methods, for the ID token. Needs Hydra 1.10.7 or newer.
    type: list
    elements: str
  context:
    description: Anything that the consent application should know. Needs Hydra 1.0.0-rc.9 or newer.
    type: dict
  force_subject_identifier:
    description: The subject that a client with pairwise subjects gets to see.
    type: str
  identity_provider_session_id:
    description: The session at the identity provider, by which it can be logged out. Needs Hydra 2.2.0 or newer.
    type: str
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_consent_request
"""

EXAMPLES = r"""
- name: Alice has logged in
  ory.hydra.hydra_login_request:
    admin_url: http://127.0.0.1:4445
    login_challenge: "{{ login_challenge }}"
    subject: alice
    return_redirect_to: true
  register: login
  no_log: true

- name: Nobody logs in today
  ory.hydra.hydra_login_request:
    admin_url: http://127.0.0.1:4445
    login_challenge: "{{ login_challenge }}"
    state: rejected
    error: access_denied
    error_description: The shop is closed.
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be; V(accepted) or V(rejected).
  type: str
  returned: success
  sample: accepted
redirect_to:
  description:
    - Where the browser has to go next. It carries what proves the answer to the server, so it is a secret.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
request:
  description: The request, as the server returned it, without its challenge and with state and tokens in its URL hidden.
  type: dict
  returned: success
  sample:
    subject: ""
    skip: false
    client:
      client_id: shop
    requested_scope: [openid]
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
    operation: accept_login_request
    id: null
    status: 404
    error: Not Found
    error_description: Unable to locate the requested resource
"""

from ..module_utils._sessions.flow_requests import LOGIN
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(LOGIN)


if __name__ == "__main__":
    main()
