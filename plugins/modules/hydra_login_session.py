#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_login_session
short_description: Revoke login sessions of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Revokes all login sessions of a subject, or one of them, so that the subject has to log in again at the next
    authorization.
  - Consents and tokens remain valid, and clients have their own sessions. To revoke consents and tokens too, see
    M(ory.hydra.hydra_consent_session) and M(ory.hydra.hydra_token_flush).
  - Hydra reports neither whether a subject has login sessions, nor whether any was revoked. The revocation is therefore sent
    on every run, and the task always reports a change, in check mode too, because anyone who may have been logged in before
    no longer is. This way, handlers run once too often rather than not at all. Set C(changed_when) if you know better.
  - The exception is the memory store of Hydra up to 1.8, which reports that there was nothing to revoke. In this case, no
    change is reported.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  state:
    description: Login sessions can only be revoked.
    type: str
    choices: [absent]
    default: absent
  subject:
    description:
      - The subject whose login sessions to revoke, as the login application names its users to Hydra. All of its sessions
        are revoked, in every browser. Clients are not notified.
      - Mutually exclusive with O(sid). One of them is required.
    type: str
  sid:
    description:
      - The ID of a single session to revoke. It is the C(login_session_id) of a consent, the C(session_id) of a login
        request, and the C(sid) claim of an ID token.
      - Clients with a back-channel logout are notified.
      - Needs Hydra 2.1.0 or newer.
    type: str
    aliases: [login_session_id]
seealso:
  - module: ory.hydra.hydra_consent_session
"""

EXAMPLES = r"""
- name: Log Alice out in every browser
  ory.hydra.hydra_login_session:
    admin_url: http://127.0.0.1:4445
    subject: alice

- name: Log Alice out in the browser that was stolen
  ory.hydra.hydra_login_session:
    admin_url: http://127.0.0.1:4445
    sid: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
"""

RETURN = r"""
action:
  description: The action that was taken, or would be taken in check mode. V(revoked) or V(unchanged).
  type: str
  returned: success
  sample: revoked
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
    operation: revoke_logins
    id: null
    status: 500
    error: error
    error_description: The error is unrecognizable
"""

from ..module_utils._sessions.session_modules import run_login_session


def main() -> None:
    """Run the module."""
    run_login_session()


if __name__ == "__main__":
    main()
