# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# Shared by the module for a single grant and the entries of the bulk module.

_OPTIONS = r"""
issuer:
  description: The issuer exactly as in the C(iss) claim of its assertions, usually a URL.
  type: str
  required: true
subject:
  description: The one subject for which the issuer may request tokens, exactly as in the C(sub) claim.
  type: str
allow_any_subject:
  description:
    - Whether the issuer may request tokens for any subject. Either this or O({prefix}subject) is required.
    - Needs Hydra 1.11.8 or newer.
  type: bool
state:
  description: Whether the issuer should be trusted with this subject and this key.
  type: str
  choices: [present, absent]
  default: present
scope:
  description:
    - The scopes that the issuer may request, in any order. If not set, the scope of an existing grant is left unchanged, and
      a new grant gets an empty one.
    - Hydra before 25.4.0 splits an entry that contains the character C(|) in two, so such an entry is rejected there.
  type: list
  elements: str
expires_at:
  description:
    - When the trust ends, either as a time with a time zone such as V(2030-01-02T03:04:05Z) (RFC 3339), or relative to the
      current time, such as V(+365d) or V(+12h).
    - With a relative time, the existing expiry is kept as long as at least half of that time, and no more than all of it,
      remains. For example, V(+365d) is renewed once every six months and changes nothing in between.
    - Required for a grant that does not exist yet. If not set, the expiry of an existing grant is left unchanged. A time in
      the past triggers a warning.
  type: str
kid:
  description:
    - The key ID. With O({prefix}jwks), selects one of the keys.
    - Defaults to the ID in the key itself, or else to its RFC 7638 thumbprint.
  type: str
jwk:
  description:
    - The key that the issuer signs with, as a JSON Web Key. Only the public half of a private key is used.
    - If the server already has the key, O({prefix}kid) is enough.
  type: dict
jwks:
  description: The same key as a JSON Web Key Set. If the set contains several keys, O({prefix}kid) selects one.
  type: dict
pem:
  description:
    - The same key in PEM format, public or private, or a certificate, whose public key is used. From a certificate chain in
      any order, the end-entity certificate is used.
    - Line breaks may be written as V(\\n), as in JSON and C(.env) files, or as spaces.
    - Needs the Python library C(cryptography) on the host that runs the module.
  type: str
passphrase:
  description: The passphrase of an encrypted PEM.
  type: str
expired:
  description:
    - V(absent) removes the expired grants of the same issuer, unless the task names them.
    - Hydra continues to list them, and may continue to accept assertions.
  type: str
  choices: [keep, absent]{keep}
force:
  description:
    - Whether to make changes that are otherwise refused because they affect more than the grants that the task names.
    - Without it, the module refuses to replace a key that other grants also trust; to remove a grant if other grants with
      the same key would be deleted with it and cannot be recreated, because the server does not allow the key to be read and
      the task does not provide it; and to remove a private key from the JSON Web Key Set named after the issuer.
  type: bool{default}
"""


def _options(prefix: str, keep: str, default: str, indent: str) -> str:
    text = _OPTIONS.strip("\n").replace("{prefix}", prefix).replace("{keep}", keep).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """Options of a trusted issuer."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _options("", "\n  default: keep", "\n  default: false", "  ")

    LIST: str = r"""
requirements:
  - PyYAML, if O(trusted_issuers_file) is a YAML file
options:
  trusted_issuers_file:
    description:
      - A JSON or YAML file that contains the list, on the host that runs the module. With thousands of entries, this is much
        faster than O(trusted_issuers), because Ansible does not have to process them. JSON is faster than YAML.
      - The file contains a list of dictionaries, or a dictionary that contains this list as C(trusted_issuers) or, as the files of the
        role P(ory.hydra.provision#role) do, as C(provision_issuers). Its other members are ignored.
      - Entries are validated like those of O(trusted_issuers), and their secrets are hidden in the same way.
      - Nothing in the file is a template, and a file encrypted with Ansible Vault is rejected. YAML anchors and merge keys
        are supported. Tags are not, except for C(!unsafe). Dates are strings.
      - Mutually exclusive with O(trusted_issuers). One of them is required.
    type: path
  trusted_issuers:
    description: The grants. Each entry has the options of M(ory.hydra.hydra_trusted_issuer).
    type: list
    elements: dict
    suboptions:
""" + _options("trusted_issuers[].", "", "", "      ")
