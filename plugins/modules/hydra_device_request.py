#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_device_request
short_description: Accept a device request of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Tells Hydra the code that somebody has read from a device (RFC 8628), as a device application does. The browser then goes
    on to log in and to consent; there it can be rejected, here it cannot.
  - Such a request cannot be read, so check mode does not know whether it is there, and whether the code is right.
  - A code is good for one request. A second run is refused with what the server says.
  - Needs Hydra 25.4.0 or newer.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
  - ory.hydra._request
options:
  state:
    description: A device request can only be accepted.
    type: str
    choices: [accepted]
    default: accepted
  device_challenge:
    description: The challenge of the request, from the address of the device application that the browser was sent to. It is a secret and never printed.
    type: str
    required: true
    aliases: [challenge]
  user_code:
    description: The code that the device shows. It is a secret and never printed.
    type: str
    required: true
seealso:
  - module: ory.hydra.hydra_login_request
"""

EXAMPLES = r"""
- name: Somebody has typed the code
  ory.hydra.hydra_device_request:
    admin_url: http://127.0.0.1:4445
    device_challenge: "{{ device_challenge }}"
    user_code: "{{ user_code }}"
    return_redirect_to: true
  register: device
  no_log: true
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be; always V(accepted).
  type: str
  returned: success
  sample: accepted
redirect_to:
  description:
    - Where the browser has to go next. It carries what proves the answer to the server, so it is a secret.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
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
    operation: accept_device_request
    id: null
    status: 400
    error: invalid_request
    error_description: The 'user_code' session could not be found or has expired or is otherwise malformed.
"""

from ..module_utils._sessions.flow_requests import DEVICE
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(DEVICE)


if __name__ == "__main__":
    main()
