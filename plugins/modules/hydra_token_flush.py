#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_token_flush
short_description: Make tokens of Ory Hydra worthless, or clear away expired ones
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - Revokes one token, deletes all access tokens of a client, or deletes the rows of expired tokens from the database.
  - To revoke what a person has granted, use M(ory.hydra.hydra_consent_session); to end a client altogether, with
    all that was issued to it, use M(ory.hydra.hydra_client) with O(ory.hydra.hydra_client#module:state=absent).
  - One token is introspected first. If it is not active any more, nothing is sent and nothing has changed.
  - Nothing tells whether a client has tokens, or how many rows have expired. With O(client_id) and O(expired=true) the
    request is therefore sent in every run, and the task always reports a change; the exception is a client that is not
    there, which has no tokens. Set C(changed_when) if you know better.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  token:
    description:
      - The access or refresh token to revoke (RFC 7009). It is a secret and never printed.
        The other tokens of the same grant go with it.
      - Needs O(public_url), and O(client_secret) unless the client that it was issued to is public.
      - Mutually exclusive with O(client_id) and O(expired).
    type: str
  client_secret:
    description:
      - The secret of the client that O(token) was issued to, as only that client may revoke it.
        Which client that is, and how it authenticates, is asked from the server.
      - If you do not have it, O(client_id) needs no secret.
    type: str
  client_id:
    description:
      - The client whose access tokens are all deleted, those from C(client_credentials) included.
        Its refresh tokens stay, and get it new ones.
      - Needs Hydra 1.8.5 or newer.
      - Mutually exclusive with O(token) and O(expired).
    type: str
  expired:
    description:
      - Deletes the rows of tokens that have expired. Valid tokens stay.
        Hydra 1.10 and 1.11 delete a limited number of rows in one go; run the task again if there are many.
      - Needs a Hydra older than 2.0.0. Newer ones have C(hydra janitor) instead, which works on the database.
      - Mutually exclusive with O(token) and O(client_id).
    type: bool
    default: false
  not_after:
    description:
      - With O(expired=true), only rows of tokens that were issued before this time, such as V(2026-01-31T00:00:00Z).
    type: str
seealso:
  - module: ory.hydra.hydra_token_info
  - module: ory.hydra.hydra_consent_session
"""

EXAMPLES = r"""
- name: Revoke a token that was found in a log
  ory.hydra.hydra_token_flush:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    token: "{{ leaked_token }}"
    client_secret: "{{ lookup('ansible.builtin.env', 'SHOP_SECRET') }}"

- name: Delete all access tokens of a client
  ory.hydra.hydra_token_flush:
    admin_url: http://127.0.0.1:4445
    client_id: shop

- name: Keep the token tables of a Hydra 1.x small
  ory.hydra.hydra_token_flush:
    admin_url: http://127.0.0.1:4445
    expired: true
    not_after: "{{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime((now().timestamp() | int) - 86400, utc=true) }}"
  changed_when: false
"""

RETURN = r"""
action:
  description: >-
    What was done, or in check mode would be: V(revoked) one token, V(deleted) a client's access tokens, V(flushed)
    expired rows, or V(unchanged).
  type: str
  returned: success
  sample: revoked
token:
  description: What the server says of the token now; in check mode, what it would say.
  type: dict
  returned: with O(token)
  sample:
    active: false
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
    operation: revoke_token
    id: shop
    status: 401
    error: invalid_client
    error_description: Client authentication failed.
"""

from ..module_utils._sessions.token_modules import run_token_flush


def main() -> None:
    """Run the module."""
    run_token_flush()


if __name__ == "__main__":
    main()
