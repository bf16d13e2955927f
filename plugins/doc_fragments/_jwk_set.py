# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# Shared by the module for a single set and the entries of the bulk module.

_OPTIONS = r"""
set:
  description:
    - The name of the set.
    - Hydra signs ID tokens with V(hydra.openid.id-token), and access tokens that are JWTs with V(hydra.jwt.access-token).
    - A name with a slash needs Hydra 25.4.0 or newer.
  type: str
  required: true
state:
  description:
    - Whether the set should exist, with O({prefix}keys), O({prefix}jwks) and a key for O({prefix}alg) in it.
    - V(absent) removes the set with all its keys.
  type: str
  choices: [present, absent]
  default: present
alg:
  description:
    - The set must contain a usable key for this algorithm and O({prefix}use). If it does not, the server generates one.
    - The name of a generated key contains the time of its creation, as in C(rs256-20261121T104500Z-4f2a9c), because servers
      do not report the age of a key.
    - V(RS256) and V(ES512) are supported by all versions of Hydra, V(ES256) by 1.11.0 and newer, V(EdDSA) by 1.10.7 and
      newer, V(RS384), V(RS512), V(PS256), V(PS384), V(PS512) and V(ES384) by 2.0.0 and newer, and V(HS256) and V(HS512) only
      by versions before 2.0.0.
    - In a set that tokens are signed with, Hydra before 2.0.0 can only generate keys for V(RS256). A key that the server
      cannot sign with does not count.
    - If O({prefix}keys) contains a key for this algorithm and O({prefix}use) that is V(active), no other key is generated,
      whatever its age.
  type: str
use:
  description: The intended use of the key for O({prefix}alg), V(sig) or V(enc).
  type: str
  default: sig
keep:
  description:
    - How many keys for O({prefix}alg) and O({prefix}use) to keep in the set. If there are more, the oldest are removed.
    - The age of a key is determined from the time in its name. A key without a time in its name counts as older than all
      keys that have one.
    - The keys that are listed in O({prefix}keys) are always kept, and so is the key that signs (in sets that tokens are not
      signed with, the newest key with a private half).
    - A key of which the set contains only the public half may have been published in advance, see V(published) of
      O({prefix}keys[].state). It is neither counted nor removed, unless its private half is not in the set C(SET.next) and
      its name says that it is older than the key that signs.
    - If not set, no key is removed.
  type: int
max_age:
  description:
    - The maximum age of a key for O({prefix}alg), as a duration such as V(90d) or V(36h). If the key is older, a new one is
      generated.
    - A key without a time in its name counts as too old, because its age is unknown.
    - The old key is kept, so that its signatures can still be verified. O({prefix}keep) removes it later.
  type: str
rotation:
  description:
    - Replaces the signing key for O({prefix}alg) in stages, so that no valid token is ever refused. Each run does what is
      due, and most runs change nothing. The next run continues a run that was interrupted.
    - First, the next key is published. After O({prefix}rotation.publish_for), it signs, and the private half of the old key
      is removed. After O({prefix}rotation.keep_for), the public half of the old key is removed as well.
    - The stage is determined from the names of the keys, which contain their creation time, and from the set C(SET.next),
      where the private half of the next key is stored until it signs. A key that you have published yourself is left
      unchanged as long as its private half is there and its name contains no time.
    - In a set that tokens are not signed with, this affects only keys for O({prefix}alg) and O({prefix}use).
    - If a key whose name says that it is older than O({prefix}rotation.keep_for) was made to sign in another way, it is
      unknown since when it signs. Old keys are then not removed until the next key signs, with a warning.
    - A key that has been published for half of O({prefix}rotation.keep_for) longer than needed is replaced with a new one,
      with a warning, because it would later be impossible to tell when it started to sign. Run the task more often than
      that.
    - If tokens are signed with the set, this needs Hydra 1.11.0 or newer.
    - Cannot be used with O({prefix}use=enc) or with an algorithm for symmetric keys.
    - Mutually exclusive with O({prefix}keys), O({prefix}jwks), O({prefix}keep) and O({prefix}max_age).
  type: dict
  suboptions:
    max_age:
      description:
        - The age at which the next key is published, as a duration such as V(90d). A key without a time in its name counts
          as too old.
        - If not set, the next key is only published with O({prefix}rotation.start=true).
      type: str
    publish_for:
      description:
        - How long a key is published before it signs. Make this longer than verifiers cache the keys that they have fetched.
      type: str
      default: 1h
    keep_for:
      description:
        - How long to keep the public half of the old key once the next key signs. Make this twice the lifespan of the
          tokens.
      type: str
      default: 30d
    start:
      description: >-
        Whether to publish the next key regardless of the age of the current one, unless one has already been published.
      type: bool
      default: false
keys:
  description:
    - Individual keys of the set, each with its own state. Keys that are not listed are left unchanged.
    - Each entry needs O({prefix}keys[].kid), or the key itself in O({prefix}keys[].jwk), O({prefix}keys[].pem) or
      O({prefix}keys[].key_file).
  type: list
  elements: dict
  suboptions:
    kid:
      description:
        - The key ID. Defaults to the ID in the key itself, or else to its RFC 7638 thumbprint.
        - Hydra before 2.0.0 stores a private key as C(private:KID) and C(public:KID). The module treats these as one key,
          named C(KID).
      type: str
    state:
      description:
        - V(present) means that the set contains the key, with its private half if that is given. If the key itself is not
          given, the server generates it.
        - V(published) means that the set contains at least its public half, so that verifiers learn it before it signs. If
          the key itself is not given, the server generates it, and its private half is stored in the set C(SET.next), which
          no verifier reads. A symmetric key has no public half and cannot be published.
        - V(active) means that the set contains its private half and, if tokens are signed with the set, that it is the key
          that signs.
        - V(retired) means that its private half is removed. The public half is kept where it is, so that its signatures can
          still be verified.
        - V(absent) means that the key is removed.
        - If the key itself is given, it is retired and removed under all names that it has in the set, unless
          O({prefix}keys[].kid) is set. A different key with the same name is never retired or removed instead. If a
          different key has the name in O({prefix}keys[].kid), the task is refused, unless O({prefix}force=true).
        - If tokens are signed with the set, Hydra before 1.11.0 has no key to sign with for a moment when V(published),
          V(active) or an imported key is added, or when its newest key is removed. This is refused there, unless
          O({prefix}force=true).
      type: str
      choices: [present, published, active, retired, absent]
      default: present
    alg:
      description:
        - The algorithm of the key. Defaults to the algorithm in the key itself, or else to the algorithm that the key has in
          the set, or else to V(RS256) for RSA keys, and to V(ES256), V(ES384), V(ES512) or V(EdDSA) for keys on the curves
          P-256, P-384, P-521 and Ed25519.
        - Required if the server has to generate the key.
      type: str
    use:
      description: >-
        The intended use of the key. Defaults to the use in the key itself, or else to the use that the key has in the set, or
        else to V(sig).
      type: str
    jwk:
      description: The key as a JSON Web Key, public or private.
      type: dict
    pem:
      description:
        - The key in PEM format, public or private, or a certificate, whose public key is used. From a certificate chain in
          any order, the end-entity certificate is used.
        - Line breaks may be written as V(\\n), as in JSON and C(.env) files, or as spaces. For a key restricted to
          RSASSA-PSS, O({prefix}keys[].alg) defaults to V(PS256), or to the algorithm that the key specifies.
        - Needs the Python library C(cryptography) on the host that runs the module.
      type: str
    key_file:
      description:
        - A file that contains the key as a JSON Web Key, a JSON Web Key Set or in PEM format, on the host that runs the
          module.
      type: path
    passphrase:
      description: The passphrase of an encrypted PEM.
      type: str
jwks:
  description: >-
    A JSON Web Key Set. All of its keys should be in the set, like entries of O({prefix}keys) with O({prefix}keys[].jwk).
  type: dict
exact:
  description:
    - Whether to remove all keys that are neither in O({prefix}keys) nor in O({prefix}jwks).
    - Cannot be used with O({prefix}alg).
  type: bool
  default: false
keep_kid_prefix:
  description:
    - Whether a key that is given with a name such as C(public:KID) keeps that name in the set.
    - Tokens of Hydra before 2.0.0 refer to their key by such a name. After a move to a newer Hydra, they can only be
      verified if the key has that name there. A key that is given as C(private:KID), or as two halves, is then named
      C(public:KID).
    - Otherwise, the prefix is dropped with a warning, in whatever set, when the key is added.
    - This has no effect if Hydra before 2.0.0 signs tokens with the set.
  type: bool
  default: false
force:
  description:
    - Whether to make changes that are otherwise refused.
    - In a set that tokens are signed with, this allows you to remove the last key that signs, to sign with a key that this
      Hydra cannot sign with or that verifiers would reject, to store a different key under a known name, or to have a key
      generated although the set contains only public halves. The latter is what the set looks like if Hydra stores its keys
      in a hardware security module (HSM), where generating a key deletes the one that signs.
    - In the set of a trusted issuer, this allows you to remove or replace a key that grants are bound to. Hydra removes
      those grants together with the key.
  type: bool{default}
return_private:
  description: >-
    Whether to include the private members of keys in the result. Values that the task itself gave are hidden anyway.
  type: bool{default}
"""


def _options(prefix: str, default: str, indent: str) -> str:
    text = _OPTIONS.strip("\n").replace("{prefix}", prefix).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """Options of a JSON Web Key Set."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _options("", "\n  default: false", "  ")

    LIST: str = r"""
requirements:
  - PyYAML, if O(jwk_sets_file) is a YAML file
options:
  jwk_sets_file:
    description:
      - A JSON or YAML file that contains the list, on the host that runs the module. With thousands of entries, this is much
        faster than O(jwk_sets), because Ansible does not have to process them. JSON is faster than YAML.
      - The file contains a list of dictionaries, or a dictionary that contains this list as C(jwk_sets) or, as the files of the
        role P(ory.hydra.provision#role) do, as C(provision_key_sets). Its other members are ignored.
      - Entries are validated like those of O(jwk_sets), and their secrets are hidden in the same way.
      - Nothing in the file is a template, and a file encrypted with Ansible Vault is rejected. YAML anchors and merge keys
        are supported. Tags are not, except for C(!unsafe). Dates are strings.
      - Mutually exclusive with O(jwk_sets). One of them is required.
    type: path
  jwk_sets:
    description: The sets. Each entry has the options of M(ory.hydra.hydra_jwk_set).
    type: list
    elements: dict
    suboptions:
""" + _options("jwk_sets[].", "", "      ")
