# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: access_token
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Obtain an access token for a client
description:
  - Obtains an access token from an OAuth 2.0 server such as Ory Hydra with the grant type C(client_credentials), on the
    controller, for playbooks that call an API with it.
  - The token is kept for the run and used again for the same options, until shortly before it expires. It is kept in
    Ansible's temporary directory of the run, in a file with mode C(0600), and removed with it.
  - The modules of this collection obtain tokens themselves, for the gateway in front of the admin API. They have the same
    options.
  - Set C(no_log) on tasks that use the token.
  - To check that a client can get a working token, use the role P(ory.hydra.smoke_test#role).
requirements:
  - the Python library requests on the controller
  - for O(auth_private_key), the Python library cryptography on the controller
options:
  auth_token_url:
    description:
      - The URL of the token endpoint, such as V(https://auth.example.com/oauth2/token).
      - Either this or O(auth_issuer) is required. They are mutually exclusive.
    type: str
  auth_issuer:
    description:
      - The URL of an OAuth 2.0 server whose metadata say where its token endpoint is.
    type: str
  auth_client_id:
    description: The ID of the client.
    type: str
    required: true
  auth_client_secret:
    description:
      - The secret of the client.
      - Either this or O(auth_private_key) is required. They are mutually exclusive.
    type: str
  auth_private_key:
    description:
      - The private key of a client that authenticates with C(private_key_jwt), as a PEM that is not encrypted, or as a JSON
        Web Key.
    type: raw
  auth_private_key_id:
    description: The C(kid) that the server knows O(auth_private_key) by.
    type: str
  auth_method:
    description:
      - How the client sends O(auth_client_secret), which is its C(token_endpoint_auth_method).
      - If not set, V(client_secret_basic) is used, or V(client_secret_post) if the metadata of O(auth_issuer) list only that.
    type: str
    choices: [client_secret_basic, client_secret_post]
  auth_scope:
    description: The scopes to request.
    type: list
    elements: str
  auth_audience:
    description: The audiences to request, in the parameter C(audience).
    type: list
    elements: str
  validate_certs:
    description: Whether to verify the certificate of the server.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a directory prepared with C(c_rehash), of certificate authorities to trust instead of the system's.
    type: path
  timeout:
    description:
      - Seconds to wait for a connection, and between two bytes of a response.
      - Must be above 0, and at most 86400, which is one day.
    type: float
    default: 30
  retries:
    description: How often a request is repeated if the server cannot be reached or is overloaded.
    type: int
    default: 3
  use_proxy:
    description: Whether to use the proxies of the environment.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Get the orders of the shop
  ansible.builtin.uri:
    url: https://api.example.com/orders
    headers:
      Authorization: "Bearer {{ lookup('ory.hydra.access_token', **shop_client) }}"
  vars:
    shop_client:
      auth_issuer: https://sso.example.com
      auth_client_id: shop
      auth_client_secret: "{{ vault_shop_secret }}"
      auth_scope: orders.read
  no_log: true

- name: Introspect a token at the server that issued it
  ory.hydra.hydra_token_info:
    admin_url: https://hydra-admin.new.example.com
    token: "{{ lookup('ory.hydra.access_token', **orders_client) }}"
  vars:
    orders_client:
      auth_token_url: https://sso.example.com/oauth2/token
      auth_client_id: orders
      auth_client_secret: "{{ vault_shop_secret }}"
"""

RETURN = r"""
_raw:
  description: A list with the token.
  type: list
  elements: str
"""

import typing as t

from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.ory.hydra.plugins.plugin_utils._access_token import access_token
from ansible_collections.ory.hydra.plugins.plugin_utils._filters import plain


class LookupModule(LookupBase):
    """The glue to Ansible: options in, a token out."""

    def run(
        self, terms: t.List[t.Any], variables: t.Optional[t.Dict[str, t.Any]] = None, **kwargs: t.Any
    ) -> t.List[str]:
        """Return a token."""
        self.set_options(var_options=variables, direct=kwargs)
        known = self.get_options()
        for unknown in sorted(set(kwargs) - set(known)):
            raise AnsibleLookupError("unknown option %s (known: %s)" % (unknown, ", ".join(sorted(known))))
        if terms:
            raise AnsibleLookupError("access_token has named options only, such as auth_client_id=...")
        folder: str = t.cast(t.Any, constants).DEFAULT_LOCAL_TMP
        try:
            return [access_token({name: plain(value) for name, value in known.items()}, folder)]
        except ValueError as error:
            raise AnsibleLookupError(str(error)) from None
