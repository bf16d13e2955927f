# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jwks
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Make a JSON Web Key Set from keys in any form
description:
  - Makes a JSON Web Key Set (RFC 7517) from PEM keys, certificates, JSON Web Keys and JSON Web Key Sets, with the members
    that Hydra expects of the keys of clients.
  - Private keys are converted to their public keys, unless O(private=true).
requirements:
  - for keys in PEM format, the Python library cryptography on the controller
options:
  _input:
    description:
      - The keys. Each element is text in PEM format, a JSON Web Key or a JSON Web Key Set, the latter two as a dictionary or
        as JSON. A single element does not need a list.
      - A key without an ID gets its thumbprint (RFC 7638). No two keys may have the same ID.
    type: list
    elements: raw
    required: true
  use:
    description:
      - What the key is for, V(sig) for signatures or V(enc) for encryption.
      - The default is that of the key, or else V(sig).
    type: str
    choices: [sig, enc]
  alg:
    description:
      - The algorithm that the key is used with, such as V(RS256), V(PS256), V(ES256) or V(EdDSA).
      - The default is that of the key, or else the one that P(ory.hydra.pem_to_jwk#filter) chooses.
    type: str
  private:
    description:
      - Whether to return private keys. The filter then fails if one of the keys is public.
      - Set C(no_log) on tasks that use the result.
    type: bool
    default: false
  passphrase:
    description: The passphrase of encrypted private keys.
    type: str
seealso:
  - plugin: ory.hydra.pem_to_jwk
    plugin_type: filter
  - plugin: ory.hydra.jwk_thumbprint
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Manage a client that authenticates with its old or its new key
  ory.hydra.hydra_client:
    client_id: my-app
    grant_types: [client_credentials]
    token_endpoint_auth_method: private_key_jwt
    token_endpoint_auth_signing_alg: ES256
    jwks: "{{ [lookup('ansible.builtin.file', 'app.pem'), lookup('ansible.builtin.file', 'new.pem')] | ory.hydra.jwks }}"
"""

RETURN = r"""
_value:
  description: The JSON Web Key Set.
  type: dict
  contains:
    keys:
      description: The JSON Web Keys.
      type: list
      elements: dict
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import jwks


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"jwks": as_filter(jwks)}
