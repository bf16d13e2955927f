#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_device_request
short_description: Accept a device request of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Sends Hydra the code that a user has read from a device (RFC 8628), as a device application does. The browser then
    continues with login and consent. The user can reject the request there, but not here.
  - Hydra does not allow such a request to be read, so check mode cannot tell whether it exists and whether the code is
    correct.
  - A code is valid for one request only. A second run fails with the error of the server.
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
    description: >-
      The challenge of the request, from the URL of the device application to which the browser was sent. It is a secret and
      never printed.
    type: str
    required: true
    aliases: [challenge]
  user_code:
    description: The code that the device displays. It is a secret and never printed.
    type: str
    required: true
seealso:
  - module: ory.hydra.hydra_login_request
"""

EXAMPLES = r"""
- name: Accept a device request with the code that the user entered
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
  description: The action that was taken, or would be taken in check mode. Always V(accepted).
  type: str
  returned: success
  sample: accepted
redirect_to:
  description:
    - The URL at which the browser has to continue. It contains a verifier that proves the answer to the server, so it is a
      secret.
  type: str
  returned: with O(return_redirect_to=true), not in check mode
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
    operation: accept_device_request
    id: null
    status: 400
    error: invalid_request
    error_description: The 'user_code' session could not be found or has expired or is otherwise malformed.
"""

from ..module_utils._sessions.authorization_requests import DEVICE
from ..module_utils._sessions.request_modules import run_request


def main() -> None:
    """Run the module."""
    run_request(DEVICE)


if __name__ == "__main__":
    main()
