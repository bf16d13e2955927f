#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_consent_request
short_description: Accept or reject a consent request of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Answers a consent request, as a consent application does once it knows what a user grants to a client. It is meant for
    testing such applications and clients. To grant consent ahead of time, use M(ory.hydra.hydra_consent_session).
  - Granting more than was requested is refused, although Hydra itself would allow it.
  - A request can be answered only once. Up to Hydra 2.1, if it has already been handled, the task fails with a message that
    says so, and so does a second run. Hydra 2.2 and newer do not record this and accept another answer, so a change is
    reported each time.
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
  consent_challenge:
    description: >-
      The challenge of the request, from the URL of the consent application to which the browser was sent. It is a secret and
      never printed.
    type: str
    required: true
    aliases: [challenge]
  grant_scope:
    description: The scopes to grant. Required with O(state=accepted). An empty list grants none.
    type: list
    elements: str
  grant_access_token_audience:
    description: The audience to grant.
    type: list
    elements: str
  session:
    description: Claims for the tokens.
    type: dict
    suboptions:
      access_token:
        description: Claims for access tokens, which introspection returns under C(ext).
        type: dict
      id_token:
        description: Claims for ID tokens.
        type: dict
  remember:
    description:
      - Whether to remember this consent, so that the next consent request for no more than this has C(skip=true).
      - If the request itself has C(skip=true), that is, nobody had to be asked, the previous consent remains remembered as
        before, regardless of this option.
    type: bool
  remember_for:
    description: For how many seconds to remember it. V(0) means forever.
    type: int
  context:
    description: Arbitrary data to store with the consent. Needs Hydra 2.2.0 or newer.
    type: dict
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_consent_session
"""

EXAMPLES = r"""
- name: Grant what the client requested from Alice
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
    subject: alice
    skip: false
    client:
      client_id: shop
    requested_scope: [openid, offline_access]
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
    operation: accept_consent_request
    id: null
    status: 409
    error: Conflict
    error_description: The consent request was already used and can no longer be changed.
"""

from ..module_utils._sessions.authorization_requests import CONSENT
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(CONSENT)


if __name__ == "__main__":
    main()
