# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations

import textwrap

# One text serves the module for one set and the entries of the module for many.

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
    - Whether the set should be there, with O({prefix}keys), O({prefix}jwks) and a key for O({prefix}alg) in it.
    - V(absent) removes the set with all its keys.
  type: str
  choices: [present, absent]
  default: present
alg:
  description:
    - A usable key for this algorithm and O({prefix}use) has to be in the set. If there is none, the server makes one.
    - The name of a key that is made so says when, as in C(rs256-20261121T104500Z-4f2a9c); servers do not tell the age of a key.
    - V(RS256) and V(ES512) are known to every Hydra, V(ES256) from 1.11.0 on, V(EdDSA) from 1.10.7 on, V(RS384), V(RS512),
      V(PS256), V(PS384), V(PS512) and V(ES384) from 2.0.0 on; V(HS256) and V(HS512) only before 2.0.0.
    - In a set that tokens are signed with, Hydra before 2.0.0 can only make keys for V(RS256), and a key that this Hydra cannot
      sign with does not count.
    - With a key for this algorithm and O({prefix}use) in O({prefix}keys) that is V(active), no other is made, whatever its age.
  type: str
use:
  description: What the key for O({prefix}alg) is for, V(sig) or V(enc).
  type: str
  default: sig
keep:
  description:
    - How many keys for O({prefix}alg) and O({prefix}use) stay in the set; the oldest others are removed.
    - The age of a key is the time that its name has in it. A key whose name has none counts as older than those that have one.
    - The key that signs, or in other sets the newest that has its private half, and the keys that are listed in O({prefix}keys)
      always stay.
    - A key of which the set has only the public half may be on its way, see V(published) of O({prefix}keys[].state). It is neither
      counted nor removed, unless its private half does not wait in the set C(SET.next) and its name says that it is older
      than the key that signs.
    - Not given, none is removed.
  type: int
max_age:
  description:
    - How old a key for O({prefix}alg) may be, as a duration such as V(90d) or V(36h), before a new one is made.
    - A key whose name has no time in it counts as too old, as nobody can tell.
    - The old key stays, so that what it signed can be verified; O({prefix}keep) removes it later.
  type: str
rotation:
  description:
    - How the key for O({prefix}alg) that signs gives way to the next one, in stages and without a moment in which a valid token
      is refused. Each run does what is due, and most runs find nothing to do. A run that was interrupted is continued by
      the next.
    - First the next key is published. After O({prefix}rotation.publish_for) it signs, and the private half of the old key
      goes. After O({prefix}rotation.keep_for) the public half of the old key goes, too.
    - What is due follows from the names of the keys, which say when they were made. A key that you have published yourself is
      left alone while its private half waits in the set C(SET.next).
    - A key that has been published for half of O({prefix}rotation.keep_for) longer than needed gives way to another one, and a
      warning says so, as nobody could tell later when it began to sign. Run the task more often than that.
    - Where tokens are signed with the set, it needs Hydra 1.11.0 or newer.
    - Cannot be used with O({prefix}keys), O({prefix}jwks), O({prefix}keep) and O({prefix}max_age).
  type: dict
  suboptions:
    max_age:
      description:
        - The age at which the next key is published, as a duration such as V(90d). A key whose name has no time in it is too old.
        - Not given, the next key is published with O({prefix}rotation.start) alone.
      type: str
    publish_for:
      description:
        - How long a key is published before it signs. Give it longer than verifiers keep the keys that they have fetched.
      type: str
      default: 1h
    keep_for:
      description:
        - How long the public half of the old key stays when the next key signs. Give it twice as long as tokens live.
      type: str
      default: 30d
    start:
      description: Whether the next key is published whatever the age of the present one, unless one is on its way.
      type: bool
      default: false
keys:
  description:
    - Single keys of the set, each with a state of its own. Keys that are not listed are left as they are.
    - Each has O({prefix}keys[].kid), or the key itself in O({prefix}keys[].jwk), O({prefix}keys[].pem) or O({prefix}keys[].key_file).
  type: list
  elements: dict
  suboptions:
    kid:
      description:
        - The name of the key. Not given, it is that in the key itself, or else its RFC 7638 thumbprint.
        - Hydra before 2.0.0 keeps a private key as C(private:KID) and C(public:KID). That is one key here, and its name is C(KID).
      type: str
    state:
      description:
        - V(present), the key is in the set, with its private half if that is given. Without the key itself, the server makes it.
        - V(published), at least its public half is there, so that verifiers learn it before it signs.
          Without the key itself, the server makes it, and its private half waits in the set C(SET.next), which no verifier sees.
          A symmetric key has no public half and cannot be published.
        - V(active), its private half is there, and where tokens are signed with the set, it is the one that signs.
        - V(retired), its private half is gone, and the public one stays where it is, so that what was signed can be verified.
        - V(absent), it is gone.
        - A key that is given itself is retired and removed under whatever name it has in the set, unless O({prefix}keys[].kid)
          names it.
        - Where tokens are signed with the set, Hydra before 1.11.0 cannot take in V(published), V(active) or an imported key,
          nor lose its newest one, without a moment in which it signs none. That is refused there, unless O({prefix}force=true).
      type: str
      choices: [present, published, active, retired, absent]
      default: present
    alg:
      description:
        - The algorithm that the key is for. Not given, it is that in the key itself, or else V(RS256) for RSA keys, and
          V(ES256), V(ES384), V(ES512) or V(EdDSA) for those on the curves P-256, P-384, P-521 and Ed25519.
        - Needed where the server has to make the key.
      type: str
    use:
      description: What the key is for. Not given, it is that in the key itself, or else V(sig).
      type: str
    jwk:
      description: The key as a JSON Web Key, public or private.
      type: dict
    pem:
      description:
        - The key as PEM, public or private, or a certificate, whose public key is taken. Of a chain of certificates it is
          the one for which the others vouch, in whatever order they are.
        - Line breaks may be spelled V(\\n), as in JSON and C(.env) files, or be spaces. Of a key for RSASSA-PSS alone,
          O({prefix}keys[].alg) defaults to V(PS256), or what the key says.
        - Needs the Python library C(cryptography) where the module runs.
      type: str
    key_file:
      description:
        - A file with the key, on the machine where the module runs, as a JSON Web Key, a JSON Web Key Set or PEM.
      type: path
    passphrase:
      description: The passphrase of an encrypted PEM.
      type: str
jwks:
  description: A JSON Web Key Set, whose keys should all be in the set, like entries of O({prefix}keys) with O({prefix}keys[].jwk).
  type: dict
exact:
  description:
    - Whether all keys go that are neither in O({prefix}keys) nor in O({prefix}jwks).
    - Cannot be used with O({prefix}alg).
  type: bool
  default: false
keep_kid_prefix:
  description:
    - Whether a key that is given under a name such as C(public:KID) has that name in the set.
    - Tokens of Hydra before 2.0.0 name their key so. After a move to a newer Hydra they can only be verified if the key
      has that name there. A key that is given as C(private:KID), or as two halves, is called C(public:KID) then.
    - Otherwise the prefix is dropped, and a warning says so.
    - Where Hydra before 2.0.0 signs tokens with the set, this changes nothing.
  type: bool
  default: false
force:
  description:
    - Whether to do what is refused otherwise. In a set that tokens are signed with, that is to remove the last key that signs,
      to have a key there sign that this Hydra cannot sign with or that verifiers would refuse, or to put another key under a
      known name. In the set of a trusted issuer,
      it is to remove or replace a key that grants are bound to, with which Hydra removes the grants.
  type: bool{default}
return_private:
  description: Whether the result may have the private members of keys. What the task itself gave stays hidden all the same.
  type: bool{default}
"""


def _options(prefix: str, default: str, indent: str) -> str:
    text = _OPTIONS.strip("\n").replace("{prefix}", prefix).replace("{default}", default)
    return textwrap.indent(text, indent) + "\n"


class ModuleDocFragment:
    """What a JWK set is made of."""

    # Annotated, as ansible-test reads only plain assignments, and those as literals.
    DOCUMENTATION: str = "options:\n" + _options("", "\n  default: false", "  ")

    LIST: str = r"""
options:
  jwk_sets:
    description: The sets. Each entry has the options of M(ory.hydra.hydra_jwk_set).
    type: list
    elements: dict
    required: true
    suboptions:
""" + _options("jwk_sets[].", "", "      ")
