#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_consent_session
short_description: Grant and revoke what people allow OAuth 2.0 clients of Ory Hydra
version_added: 0.1.0
author:
  - The ory.hydra contributors (@ory-hydra)

description:
  - With O(state=absent), revokes the consents of a subject for one client, in one request, or all of them. All access and
    refresh tokens that were issued for them go with them. Check mode returns exactly those that would go.
  - With O(state=present), grants a consent ahead of time, so that the subject is not asked when it logs in to the client
    for the first time. The module goes through the authorization code flow of the client with nobody there to be asked.
  - A consent that is already as good is left alone. That is, the newest consent of the subject for the client that is
    remembered, which is the one that Hydra goes by, has all of O(grant_scope) and of O(grant_access_token_audience),
    is remembered for as long as O(remember_for) or longer, and has O(session), if that is given.
  - Where it is not as good, a new one is granted. As that takes its place, it gets the scopes and the audience of the old
    one too, as far as the client may still ask for them, and its claims unless O(session) is given.
  - Granting logs nobody in or out. The login that it needs is not remembered, so no browser has it and there is no session
    to revoke. What stays for some minutes is an authorization code that nobody has.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  state:
    description: Whether the consent should be there.
    type: str
    choices: [present, absent]
    default: present
  subject:
    description: Whose consents, as the login application names its users to Hydra.
    type: str
    required: true
  client_id:
    description:
      - The client that may act for the subject.
      - Required with O(state=present). With O(state=absent), mutually exclusive with O(consent_request_id) and O(all).
    type: str
  consent_request_id:
    description:
      - With O(state=absent), only the consent that was given in this request, as M(ory.hydra.hydra_consent_session_info)
        returns it. Tokens of later logins, for which the subject was not asked because of this consent, stay.
      - Needs Hydra 25.4.0 or newer.
    type: str
  all:
    description: With O(state=absent), everything that the subject has granted to any client.
    type: bool
    default: false
  unlisted:
    description:
      - With O(state=absent), sends the revocation even if no consent is listed.
      - Hydra does not list consents that were not asked for because an earlier one was remembered, nor those that are no
        longer remembered; but tokens that were issued for them may still be active. If a consent is listed, revoking by
        O(client_id) or O(all) reaches these too. If none is, only this option does. Use it when somebody has to be out.
      - The server does not tell whether there was anything, so a change is reported in every run; except by Hydra up to
        1.9, which tells.
    type: bool
    default: false
  grant_scope:
    description:
      - With O(state=present), the scopes that are granted. The client must be allowed to ask for them.
        Add C(offline_access) for refresh tokens, and C(openid) for ID tokens.
    type: list
    elements: str
  grant_access_token_audience:
    description: With O(state=present), the audience that is granted; the client must have it.
    type: list
    elements: str
  remember_for:
    description:
      - With O(state=present), for how many seconds the subject is not asked again; V(0) is for ever, and the default.
      - A consent that is granted for a time counts as there until that time is over.
    type: int
  session:
    description:
      - With O(state=present), claims that go with the consent, for access tokens under C(access_token) and for ID tokens
        under C(id_token). They are compared as they are.
      - If not given, they do not matter.
    type: dict
  redirect_uri:
    description:
      - With O(state=present), the redirect URI of the client with which the request is made. Nothing is sent to it.
      - If not given, the client's first is used.
    type: str
notes:
  - O(state=present) needs O(public_url), and a client with the grant type C(authorization_code), the response type C(code)
    and a redirect URI. No credentials of the client are needed.
seealso:
  - module: ory.hydra.hydra_consent_session_info
  - module: ory.hydra.hydra_login_session
  - module: ory.hydra.hydra_token_flush
"""

EXAMPLES = r"""
- name: Do not ask Alice when she first uses the shop
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    subject: alice
    client_id: shop
    grant_scope: [openid, offline_access]

- name: Take from the shop what Alice has granted it
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    subject: alice
    client_id: shop
    state: absent

- name: Alice leaves
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    subject: alice
    all: true
    unlisted: true
    state: absent
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be; V(granted), V(revoked) or V(unchanged).
  type: str
  returned: success
  sample: revoked
consent_sessions:
  description: The consents that were revoked, or in check mode would be, newest first.
  type: list
  elements: dict
  returned: with O(state=absent)
  contains:
    subject:
      description: Whose consent it is.
      type: str
      returned: success
    client_id:
      description: The client that may act for the subject.
      type: str
      returned: success
    consent_request_id:
      description: The request in which it was given; null below Hydra 25.4.
      type: str
      returned: success
    login_session_id:
      description: The login session in which it was given, if any is known.
      type: str
      returned: success
    grant_scope:
      description: The scopes that are granted.
      type: list
      elements: str
      returned: success
    grant_access_token_audience:
      description: The audience that is granted.
      type: list
      elements: str
      returned: success
    remember:
      description: Whether the subject is not asked again.
      type: bool
      returned: success
    remember_for:
      description: For how many seconds; 0 is for ever.
      type: int
      returned: success
    handled_at:
      description: When it was given; null below Hydra 1.3.
      type: str
      returned: success
  sample:
    - subject: alice
      client_id: shop
      consent_request_id: b08fe822eb774532abd678cedb188cea
      login_session_id: 2a65a120-bc82-41a8-a4d1-b4ee542e8563
      grant_scope: [openid, offline_access]
      grant_access_token_audience: []
      remember: true
      remember_for: 0
      handled_at: "2026-11-21T03:48:38Z"
consent_session:
  description:
    - The consent that is there now, with the members of RV(consent_sessions) and its claims as C(session).
    - In check mode, what is known of the one that would be.
  type: dict
  returned: with O(state=present)
  sample:
    subject: alice
    client_id: shop
    grant_scope: [openid, offline_access]
    grant_access_token_audience: []
    remember: true
    remember_for: 0
    session:
      access_token: {}
      id_token: {}
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
    operation: authorize
    id: shop
    status: 303
    error: invalid_scope
    error_description: The requested scope is invalid, unknown, or malformed.
"""

from ..module_utils._sessions.session_modules import run_consent_session


def main() -> None:
    """Run the module."""
    run_consent_session()


if __name__ == "__main__":
    main()
