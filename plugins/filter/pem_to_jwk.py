# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: pem_to_jwk
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Convert a PEM key or certificate to a JSON Web Key
description:
  - Converts a private key, a public key or a certificate in PEM format to a JSON Web Key (RFC 7517), with the members that
    Hydra expects of the keys of clients.
  - A private key is converted to its public key, unless O(private=true). So the file that an application signs with can be
    used to describe its client.
  - Of a chain of certificates, the key of the leaf certificate is converted.
  - RSA keys, EC keys on the curves P-256, P-384 and P-521, and Ed25519 keys are supported.
requirements:
  - the Python library cryptography on the controller
options:
  _input:
    description: The text of the PEM. Line breaks that were folded into spaces or written as C(\n) are accepted.
    type: str
    required: true
  kid:
    description: The ID of the key. The default is its thumbprint (RFC 7638), as returned by P(ory.hydra.jwk_thumbprint#filter).
    type: str
  use:
    description:
      - What the key is for, V(sig) for signatures or V(enc) for encryption.
      - The default is V(sig).
    type: str
    choices: [sig, enc]
  alg:
    description:
      - The algorithm that the key is used with, such as V(RS256), V(PS256), V(ES256) or V(EdDSA).
      - The default is V(RS256) for RSA keys, V(ES256), V(ES384) or V(ES512) for EC keys, and V(EdDSA) for Ed25519 keys. For
        RSA keys that are for RSASSA-PSS only, it is V(PS256), V(PS384) or V(PS512). With O(use=enc), there is no default.
    type: str
  private:
    description:
      - Whether to return the private key. The filter then fails if the text contains only a public one.
      - Set C(no_log) on tasks that use the result.
    type: bool
    default: false
  passphrase:
    description: The passphrase of an encrypted private key.
    type: str
seealso:
  - plugin: ory.hydra.jwks
    plugin_type: filter
  - plugin: ory.hydra.jwk_to_pem
    plugin_type: filter
  - plugin: ory.hydra.jwk_thumbprint
    plugin_type: filter
"""

EXAMPLES = r"""
# The application signs its requests for tokens with app.pem (RFC 7523); only the public key is sent.
- name: Manage a client that authenticates with a key
  ory.hydra.hydra_client:
    client_id: my-app
    grant_types: [client_credentials]
    token_endpoint_auth_method: private_key_jwt
    token_endpoint_auth_signing_alg: ES256
    jwks:
      keys:
        - "{{ lookup('ansible.builtin.file', 'app.pem') | ory.hydra.pem_to_jwk }}"
"""

RETURN = r"""
_value:
  description: The JSON Web Key.
  type: dict
  sample:
    kty: EC
    crv: P-256
    kid: nlHXJxB9n9mDAhnQ8oB_5NcvcQ1T0FgM1QqSvGjXhJ4
    use: sig
    alg: ES256
    x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
    y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import pem_to_jwk


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"pem_to_jwk": as_filter(pem_to_jwk)}
