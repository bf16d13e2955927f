#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_logout_request
short_description: Accept or reject a logout request of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Answers a logout request, as a logout application does once it knows whether the user wants to log out.
  - To log out someone who did not request it, use M(ory.hydra.hydra_login_session).
  - Until the browser has continued to C(redirect_to), Hydra allows a logout request to be answered again, and a change is
    reported each time. Accepting it again returns the same URL. A rejected request no longer exists.
  - Nobody is logged out until the browser has continued. After that, the task fails with a message that says so. The
    exception is Hydra 26.3 and newer, which does not store requests and accepts them again, to no effect.
  - Needs Hydra 1.0.0-rc.10 or newer.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
  - ory.hydra._request
options:
  state:
    description: Whether to accept or reject the request.
    type: str
    choices: [accepted, rejected]
    default: accepted
  logout_challenge:
    description: >-
      The challenge of the request, from the URL of the logout application to which the browser was sent. It is a secret and
      never printed.
    type: str
    required: true
    aliases: [challenge]
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_login_session
"""

EXAMPLES = r"""
- name: Accept the logout request of Alice
  ory.hydra.hydra_logout_request:
    admin_url: http://127.0.0.1:4445
    logout_challenge: "{{ logout_challenge }}"
    return_redirect_to: true
  register: logout
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
    - Null for a rejected logout.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
request:
  description: The request as returned by the server, without its challenge, and with the state and tokens in its URL hidden.
  type: dict
  returned: success
  sample:
    subject: alice
    sid: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
    rp_initiated: true
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
    operation: accept_logout_request
    id: null
    status: 404
    error: Unable to locate the resource
    error_description: ""
"""

from ..module_utils._sessions.authorization_requests import LOGOUT
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(LOGOUT)


if __name__ == "__main__":
    main()
