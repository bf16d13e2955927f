#!/usr/bin/python
# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hydra_consent_session
short_description: Manage consent sessions of Ory Hydra
version_added: 1.0.0
author:
  - The ory.hydra contributors (!UNKNOWN)

description:
  - With O(state=absent), revokes the consents of a subject for one client, the one given in a certain request, or all of them,
    together with all access and refresh tokens that were issued for them. Check mode returns exactly the consents that would
    be revoked.
  - With O(state=present), grants a consent ahead of time, so that the subject is not asked when logging in to the client for
    the first time. The module completes the client's authorization code flow without user interaction.
  - A consent that is already sufficient is left unchanged. This means that the newest remembered consent of the subject for
    the client, which is the one that Hydra uses, contains all of O(grant_scope) and O(grant_access_token_audience), is
    remembered for at least as long as O(remember_for), and has O(session), if that is set.
  - Otherwise, a new consent is granted. Because it replaces the old one, it also gets the scopes and audience of the old
    one, as far as the client may still request them, and its claims unless O(session) is set. A client may request each
    audience that is registered for it, and if that is a URL, also the URLs below it.
  - Granting a consent does not log anyone in or out. The login that it needs is not remembered, so no browser has it and
    there is no session to revoke. An authorization code that nobody has remains for a few minutes.
extends_documentation_fragment:
  - ory.hydra._connection
  - ory.hydra._attributes.unseen
options:
  state:
    description: Whether the consent should exist.
    type: str
    choices: [present, absent]
    default: present
  subject:
    description: The subject, as the login application names its users to Hydra.
    type: str
    required: true
  client_id:
    description:
      - The client that may act on behalf of the subject.
      - Required with O(state=present). With O(state=absent), mutually exclusive with O(consent_request_id) and O(all).
    type: str
  consent_request_id:
    description:
      - With O(state=absent), revoke only the consent that was given in this request, as returned by
        M(ory.hydra.hydra_consent_session_info). Tokens of later logins, for which the subject was not asked because of this
        consent, remain valid.
      - Needs Hydra 25.4.0 or newer.
    type: str
  all:
    description: With O(state=absent), revoke everything that the subject has granted to any client.
    type: bool
    default: false
  unlisted:
    description:
      - With O(state=absent), send the revocation even if no consent is listed.
      - Hydra does not list consents that the subject was not asked for because an earlier one was remembered, or consents
        that are no longer remembered. However, tokens that were issued for them may still be active. If any consent is
        listed, revoking by O(client_id) or O(all) also revokes these tokens. If none is listed, only this option does. Use
        it to make sure that a subject has no access left.
      - The server does not report whether there was anything to revoke, so a change is reported on every run. The exception
        is Hydra up to 1.9, which does report it.
    type: bool
    default: false
  grant_scope:
    description:
      - With O(state=present), the scopes to grant. The client must be allowed to request them. Add C(offline_access) for
        refresh tokens, and C(openid) for ID tokens.
    type: list
    elements: str
  grant_access_token_audience:
    description: With O(state=present), the audience to grant. The client must be allowed to request it.
    type: list
    elements: str
  remember_for:
    description:
      - With O(state=present), for how many seconds the subject is not asked again. V(0) means forever, and is the default.
      - A consent that is granted for a limited time counts as existing until that time is over.
    type: int
  session:
    description:
      - With O(state=present), claims of the consent. They are compared as JSON values, in which V(true)
        is not V(1).
      - If not set, claims are not compared.
    type: dict
    suboptions:
      access_token:
        description: Claims for access tokens, which introspection returns under C(ext).
        type: dict
      id_token:
        description: Claims for ID tokens.
        type: dict
  redirect_uri:
    description:
      - With O(state=present), the redirect URI of the client to use in the request. Nothing is sent to it.
      - If not set, the client's first redirect URI is used.
    type: str
notes:
  - O(state=present) needs O(public_url), and a client with the grant type C(authorization_code), the response type C(code)
    and a redirect URI. The client's credentials are not needed.
seealso:
  - module: ory.hydra.hydra_consent_session_info
  - module: ory.hydra.hydra_login_session
  - module: ory.hydra.hydra_token_flush
"""

EXAMPLES = r"""
- name: Grant a consent, so that Alice is not asked when she first uses the shop
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    public_url: http://127.0.0.1:4444
    subject: alice
    client_id: shop
    grant_scope: [openid, offline_access]

- name: Revoke everything that Alice has granted to the shop
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    subject: alice
    client_id: shop
    state: absent

- name: Revoke all consents of Alice, who is leaving
  ory.hydra.hydra_consent_session:
    admin_url: http://127.0.0.1:4445
    subject: alice
    all: true
    unlisted: true
    state: absent
"""

RETURN = r"""
action:
  description: The action that was taken, or would be taken in check mode. V(granted), V(revoked) or V(unchanged).
  type: str
  returned: success
  sample: revoked
consent_sessions:
  description: The consents that were revoked, or would be revoked in check mode, newest first.
  type: list
  elements: dict
  returned: with O(state=absent)
  contains:
    subject:
      description: The subject that gave the consent.
      type: str
      returned: success
    client_id:
      description: The client that may act on behalf of the subject.
      type: str
      returned: success
    consent_request_id:
      description: The request in which the consent was given. Null for Hydra before 25.4.
      type: str
      returned: success
    login_session_id:
      description: The login session in which the consent was given, if known.
      type: str
      returned: success
    grant_scope:
      description: The granted scopes.
      type: list
      elements: str
      returned: success
    grant_access_token_audience:
      description: The granted audience.
      type: list
      elements: str
      returned: success
    remember:
      description: Whether the consent is remembered, so that the subject is not asked again.
      type: bool
      returned: success
    remember_for:
      description: For how many seconds the consent is remembered. 0 means forever.
      type: int
      returned: success
    handled_at:
      description: When the consent was given. Null for Hydra before 1.3.
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
    - The consent that exists after the task, with the members of RV(consent_sessions) and its claims as C(session).
    - In check mode, the part of the expected consent that is known in advance.
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
