#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_consent_request
short_description: Accept or reject a consent request of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Answers a consent request, as a consent application does when it knows what somebody grants a client. It is for tests of
    such applications and of clients; to grant something ahead of time, use M(ory.hydra.hydra_consent_session).
  - More than was requested is refused, which Hydra itself would grant.
  - A request is handled once. Up to Hydra 2.1, one that was handled already is refused with that sentence, and so is a
    second run. From 2.2 on the server keeps nothing of it, lets it be handled again, and a change is reported each time.
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
  consent_challenge:
    description: The challenge of the request, from the address of the consent application that the browser was sent to. It is a secret and never printed.
    type: str
    required: true
    aliases: [challenge]
  grant_scope:
    description: The scopes that are granted. Required with O(state=accepted); an empty list grants none.
    type: list
    elements: str
  grant_access_token_audience:
    description: The audience that is granted.
    type: list
    elements: str
  session:
    description: Claims for access tokens under C(access_token), and for ID tokens under C(id_token).
    type: dict
  remember:
    description:
      - Whether this is remembered, so that the next consent request for no more than this has C(skip=true).
      - Where nobody had to be asked, C(skip=true), the consent before stays remembered as it was, whatever is given here.
    type: bool
  remember_for:
    description: For how many seconds; V(0) is for ever.
    type: int
  context:
    description: Anything that should be kept with the consent. Needs Hydra 2.2.0 or newer.
    type: dict
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_consent_session
"""

EXAMPLES = r"""
- name: Alice grants what she is asked for
  ory.hydra.hydra_consent_request:
    admin_url: http://127.0.0.1:4445
    consent_challenge: "{{ consent_challenge }}"
    grant_scope: [openid, offline_access]
    remember: true
    return_redirect_to: true
  register: consent
  no_log: true
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
    subject: alice
    skip: false
    client:
      client_id: shop
    requested_scope: [openid, offline_access]
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
    operation: accept_consent_request
    id: null
    status: 409
    error: Conflict
    error_description: The consent request was already used and can no longer be changed.
"""

from ..module_utils._sessions.flow_requests import CONSENT
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(CONSENT)


if __name__ == "__main__":
    main()
