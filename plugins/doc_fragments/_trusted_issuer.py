# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# One text serves the module for one grant and the entries of the module for many.

_OPTIONS = r"""
issuer:
  description: The issuer as it stands in the C(iss) claim of its assertions, usually a URL.
  type: str
  required: true
subject:
  description: The one subject for which the issuer may ask for tokens, as it stands in the C(sub) claim.
  type: str
allow_any_subject:
  description:
    - Whether the issuer may ask for tokens for any subject. Either this or O({prefix}subject) is needed.
    - Needs Hydra 1.11.8 or newer.
  type: bool
state:
  description: Whether the issuer should be trusted with this subject and this key.
  type: str
  choices: [present, absent]
  default: present
scope:
  description:
    - What the issuer may ask for, in any order. Not given, it is left as it is, and empty for a new grant.
    - Hydra before 25.4.0 splits an entry with the character C(|) in two, so it is refused there.
  type: list
  elements: str
expires_at:
  description:
    - When the trust ends, as a time with a zone such as V(2030-01-02T03:04:05Z) (RFC 3339), or from now on, such as V(+365d)
      or V(+12h).
    - A time from now on is met while at least half of it is left, and no more than all of it. So V(+365d) is renewed once in
      half a year, and rests in between.
    - Needed for a grant that is not there yet; otherwise not given, it is left as it is. A time in the past earns a warning.
  type: str
kid:
  description:
    - The name of the key. With O({prefix}jwks) it says which key is meant.
    - Not given, it is that in the key itself, or else its RFC 7638 thumbprint.
  type: str
jwk:
  description:
    - The key with which the issuer signs, as a JSON Web Key. Of a private one only the public half is used.
    - Where a key is known to the server under its name, O({prefix}kid) is enough.
  type: dict
jwks:
  description: The same as a JSON Web Key Set with that one key, or with several of which O({prefix}kid) names one.
  type: dict
pem:
  description:
    - The same as PEM, public or private, or a certificate, whose public key is taken. Of a chain of certificates it is the
      one for which the others vouch, in whatever order they are.
    - Line breaks may be spelled V(\\n), as in JSON and C(.env) files, or be spaces.
    - Needs the Python library C(cryptography) where the module runs.
  type: str
passphrase:
  description: The passphrase of an encrypted PEM.
  type: str
expired:
  description:
    - V(absent) removes the grants of the same issuer that have expired, unless the task names them.
    - Hydra goes on listing them, and may go on accepting assertions.
  type: str
  choices: [keep, absent]{keep}
force:
  description:
    - Whether to do what is refused otherwise, because it does harm beyond the grants that the task names.
    - It is refused to replace a key that other grants trust too; to remove a grant, if others with the same key go along and
      cannot be created again, as the server does not let the key be read and the task does not give it; and to remove a private
      key from the JSON Web Key Set that has the issuer's name.
  type: bool{default}
"""


def _options(prefix: str, keep: str, default: str, indent: str) -> str:
    text = _OPTIONS.strip("\n").replace("{prefix}", prefix).replace("{keep}", keep).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """What a trusted issuer is made of."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _options("", "\n  default: keep", "\n  default: false", "  ")

    LIST: str = r"""
options:
  trusted_issuers:
    description: The grants. Each entry has the options of M(ory.hydra.hydra_trusted_issuer).
    type: list
    elements: dict
    required: true
    suboptions:
""" + _options("trusted_issuers[].", "", "", "      ")
