#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_token_flush
short_description: Revoke tokens of Ory Hydra, or purge expired ones
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - Revokes one token, deletes all access tokens of a client, or deletes the rows of expired tokens from the database.
  - To revoke the consents of a person, use M(ory.hydra.hydra_consent_session). To remove a client altogether, with
    everything that was issued to it, use M(ory.hydra.hydra_client) with O(ory.hydra.hydra_client#module:state=absent).
  - A single token is introspected first. If it is no longer active, nothing is sent and no change is reported.
  - The server does not report whether a client has tokens, or how many rows have expired. With O(client_id) and
    O(expired=true), the request is therefore sent on every run, and the task always reports a change. The exception is a
    client that does not exist, which has no tokens. Set C(changed_when) if you know better.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  token:
    description:
      - The access or refresh token to revoke (RFC 7009). It is a secret and never printed. The other tokens of the same
        grant are revoked with it.
      - Needs O(public_url), and O(client_secret) unless the token was issued to a public client.
      - Mutually exclusive with O(client_id) and O(expired).
    type: str
  client_secret:
    description:
      - The secret of the client to which O(token) was issued, because only that client may revoke it. The module asks the
        server which client that is and how it authenticates.
      - If you do not have the secret, use O(client_id), which does not need one.
    type: str
  client_id:
    description:
      - The client whose access tokens are all deleted, including those from C(client_credentials). Its refresh tokens are
        kept, and can be used to get new access tokens.
      - Needs Hydra 1.8.5 or newer.
      - Mutually exclusive with O(token) and O(expired).
    type: str
  expired:
    description:
      - Delete the rows of expired tokens. Valid tokens are kept. Hydra 1.10 and 1.11 delete a limited number of rows at a
        time; run the task again if there are many.
      - Needs Hydra older than 2.0.0. Newer versions have C(hydra janitor) instead, which works on the database.
      - Mutually exclusive with O(token) and O(client_id).
    type: bool
    default: false
  not_after:
    description:
      - With O(expired=true), delete only rows of tokens that were issued before this time, such as V(2026-01-31T00:00:00Z).
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

- name: Purge expired tokens of Hydra 1.x that were issued more than a day ago
  ory.hydra.hydra_token_flush:
    admin_url: http://127.0.0.1:4445
    expired: true
    not_after: "{{ '%Y-%m-%dT%H:%M:%SZ' | ansible.builtin.strftime((now().timestamp() | int) - 86400, utc=true) }}"
  changed_when: false
"""

RETURN = r"""
action:
  description: >-
    The action that was taken, or would be taken in check mode. V(revoked) for one token, V(deleted) for a client's access
    tokens, V(flushed) for expired rows, or V(unchanged).
  type: str
  returned: success
  sample: revoked
token:
  description: The introspection response for the token after the task, or the expected one in check mode.
  type: dict
  returned: with O(token)
  sample:
    active: false
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
