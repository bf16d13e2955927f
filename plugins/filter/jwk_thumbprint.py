# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jwk_thumbprint
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Calculate the thumbprint of a JSON Web Key
description:
  - Calculates the thumbprint of a JSON Web Key (RFC 7638), as base64url without padding.
  - The thumbprint of a private key and of its public key are the same. It does not depend on C(kid), C(use) and C(alg).
  - This collection uses it as the ID of imported keys that do not have one.
options:
  _input:
    description: The JSON Web Key, as a dictionary or as JSON.
    type: raw
    required: true
  hash:
    description: The hash function.
    type: str
    choices: [sha256, sha384, sha512]
    default: sha256
seealso:
  - plugin: ory.hydra.pem_to_jwk
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Import a signing key under an ID that begins with a date
  ory.hydra.hydra_jwk_set:
    set: invoices
    keys:
      - kid: "2026-11-{{ lookup('ansible.builtin.file', 'app.pem') | ory.hydra.pem_to_jwk | ory.hydra.jwk_thumbprint }}"
        pem: "{{ lookup('ansible.builtin.file', 'app.pem') }}"
"""

RETURN = r"""
_value:
  description: The thumbprint.
  type: str
  sample: NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
"""

import typing as t

from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import jwk_thumbprint


class FilterModule:
    """The glue to Ansible."""

    def filters(self) -> t.Dict[str, t.Callable[..., t.Any]]:
        """Return the filter of this file."""
        return {"jwk_thumbprint": as_filter(jwk_thumbprint)}
