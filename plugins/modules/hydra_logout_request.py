#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_logout_request
short_description: Accept or reject a logout request of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Answers a logout request, as a logout application does when it knows whether somebody wants to log out.
  - To log somebody out who did not ask for it, use M(ory.hydra.hydra_login_session).
  - Until the browser has gone on to C(redirect_to), Hydra lets a logout request be answered again, and a change is reported
    each time. An accepted request gives the same address again. A rejected one is unknown from then on.
  - Nobody is logged out before the browser has gone on. Afterwards the request is refused with that sentence, but for Hydra
    26.3 and newer, which keeps no requests and accepts it again, to no effect.
  - Needs Hydra 1.0.0-rc.10 or newer.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
  - ory.hydra._request
options:
  state:
    description: Whether the request is accepted or rejected.
    type: str
    choices: [accepted, rejected]
    default: accepted
  logout_challenge:
    description: The challenge of the request, from the address of the logout application that the browser was sent to. It is a secret and never printed.
    type: str
    required: true
    aliases: [challenge]
seealso:
  - module: ory.hydra.hydra_request_info
  - module: ory.hydra.hydra_login_session
"""

EXAMPLES = r"""
- name: Alice does want to log out
  ory.hydra.hydra_logout_request:
    admin_url: http://127.0.0.1:4445
    logout_challenge: "{{ logout_challenge }}"
    return_redirect_to: true
  register: logout
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
    - A rejected logout has none, and the value is null.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
request:
  description: The request, as the server returned it, without its challenge and with state and tokens in its URL hidden.
  type: dict
  returned: success
  sample:
    subject: alice
    sid: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
    rp_initiated: true
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
    operation: accept_logout_request
    id: null
    status: 404
    error: Unable to locate the resource
    error_description: ""
"""

from ..module_utils._sessions.flow_requests import LOGOUT
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(LOGOUT)


if __name__ == "__main__":
    main()
