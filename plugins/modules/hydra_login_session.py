#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_login_session
short_description: Log people out of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Revokes the login sessions of a subject, or one of them, so that it has to log in again at the next authorization.
  - Consents and tokens stay, and clients have sessions of their own. To end these too, see
    M(ory.hydra.hydra_consent_session) and M(ory.hydra.hydra_token_flush).
  - Hydra tells neither whether a subject has login sessions, nor whether one was revoked. The revocation is therefore sent
    in every run, and the task always reports a change, in check mode too, meaning that nobody is logged in afterwards who
    may have been before. Handlers that depend on it then run once too often rather than never.
    Set C(changed_when) if you know better.
  - The exception is the memory store of Hydra up to 1.8, which says when there was nothing, and then there is no change.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  state:
    description: Login sessions can only be ended.
    type: str
    choices: [absent]
    default: absent
  subject:
    description:
      - Whose login sessions, as the login application names its users to Hydra. All of them are ended, in every browser.
        Clients are not told.
      - Mutually exclusive with O(sid); one of them is required.
    type: str
  sid:
    description:
      - The id of the one session to end. It is the C(login_session_id) of a consent, the C(session_id) of a login request,
        and the claim C(sid) of an ID token.
      - Clients that have a back-channel logout are told.
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

- name: Log her out in the one that was stolen
  ory.hydra.hydra_login_session:
    admin_url: http://127.0.0.1:4445
    sid: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be; V(revoked) or V(unchanged).
  type: str
  returned: success
  sample: revoked
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
