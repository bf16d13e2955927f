# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jwk_to_pem
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Convert a JSON Web Key to PEM
description:
  - Converts a JSON Web Key (RFC 7517) to PEM, as a public key (SubjectPublicKeyInfo) or, with O(private=true), as an
    unencrypted private key (PKCS#8).
  - RSA keys, EC keys on the curves P-256, P-384 and P-521, and Ed25519 keys are supported.
requirements:
  - the Python library cryptography on the controller
options:
  _input:
    description: The JSON Web Key, as a dictionary or as JSON.
    type: raw
    required: true
  private:
    description:
      - Whether to return the private key. The filter then fails if the key is public.
      - Set C(no_log) on tasks that use the result.
    type: bool
    default: false
seealso:
  - plugin: ory.hydra.pem_to_jwk
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Get the keys that verify ID tokens
  ory.hydra.hydra_jwk_set_info:
    sets: [hydra.openid.id-token]
  register: found

- name: Write the first one to a file, for a gateway that reads PEM
  ansible.builtin.copy:
    content: "{{ found.jwk_sets[0].jwks['keys'][0] | ory.hydra.jwk_to_pem }}"
    dest: /etc/gateway/hydra.pem
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The key in PEM format.
  type: str
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import jwk_to_pem


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"jwk_to_pem": as_filter(jwk_to_pem)}
