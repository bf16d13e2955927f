# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The rules for JSON Web Key Sets. Pure."""

from __future__ import annotations

import datetime
import typing as t

from .._keys.age_policy import is_coming
from .._keys.key_set import Key, fold, signing_key
from .._keys.signing import leader, obstacle
from .._keys.stored import StoredSet
from .._server.generations import Features
from .._values.expiry import render_time
from .rule import LEAST_RSA_BITS, Flaw, Limits, Reference, Rule, Untold, Verdicts, listed, rfc, short_rsa, spoken

_ROTATION = Reference("Ory Hydra: key rotation", "https://www.ory.com/docs/hydra/guides/secrets-key-rotation")
_OPENID = Reference(
    "OpenID Connect Core 1.0 section 10.1.1",
    "https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys",
)
_NEW_KEY = "ES256"
_AGELESS = "servers do not tell the age of a key, and the name of the key does not contain a time"


def _current(stored: StoredSet) -> t.Optional[Key]:
    """Return the key that signs; in sets that Hydra does not sign with the newest private one."""
    rows = stored.state.main
    return leader(rows, stored.traits) if stored.traits.signing else signing_key(rows)


def _cannot_sign(stored: StoredSet, _limits: Limits) -> Verdicts:
    reason = obstacle(stored.state.main, stored.traits) if stored.traits.signing else None
    if reason is not None:
        algorithm = "RS256" if stored.traits.pairs else _NEW_KEY
        yield Flaw("alg", reason, "Generate a key for this set that Hydra can sign with", {"alg": algorithm})


def _weak_keys(stored: StoredSet, _limits: Limits) -> Verdicts:
    lengths = [(key, short_rsa(key.jwk)) for key in fold(stored.state.main)]
    weak = ['key "%s" (%d bits)' % (key.kid, bits) for key, bits in lengths if bits is not None]
    if weak:
        yield Flaw(
            "keys",
            "the set contains short RSA keys: %s" % listed(weak),
            "Generate a new key, and delete the short ones once nothing is verified with them",
        )


def _old_key(stored: StoredSet, limits: Limits) -> Verdicts:
    key = _current(stored)
    if key is None:
        return
    if key.made is None:
        yield Untold(_AGELESS)
    elif limits.now - key.made > limits.key_age:
        yield Flaw(
            "rotation",
            'key "%s" was created at %s, more than %s ago' % (key.kid, render_time(key.made), spoken(limits.key_age)),
            "Replace the key in stages, as the role ory.hydra.signing_keys does",
            _staged(key, limits),
        )


def _nothing_staged(stored: StoredSet, limits: Limits) -> Verdicts:
    key = _current(stored)
    if key is None or not stored.traits.signing:
        return
    if key.made is None:
        yield Untold(_AGELESS)
        return
    left = limits.key_age - (limits.now - key.made)
    coming = any(is_coming(one, key, ()) for one in fold(stored.state.main) if one.kid != key.kid)
    if datetime.timedelta() <= left < limits.notice and not coming:
        yield Flaw(
            "rotation",
            'key "%s" reaches its age limit at %s, and no other key is published yet'
            % (key.kid, render_time(limits.now + left)),
            "Publish the next key, as the role ory.hydra.signing_keys does",
            _staged(key, limits),
        )


def _staged(key: Key, limits: Limits) -> t.Dict[str, t.Any]:
    return {"alg": key.algorithm or "RS256", "rotation": {"max_age": "%dd" % max(1, limits.key_age.days)}}


KEY_RULES: t.Tuple[Rule[StoredSet], ...] = (
    Rule(
        "keys-cannot-sign",
        "critical",
        "token-signing sets that Hydra cannot sign with",
        "Logins and tokens that need a signature fail, or get one that nobody can verify.",
        (rfc(7518, "3.1"), _ROTATION),
        _cannot_sign,
    ),
    Rule(
        "keys-weak-rsa",
        "high",
        "RSA keys with fewer than %d bits" % LEAST_RSA_BITS,
        "Whoever breaks such a key can sign tokens that every service accepts.",
        (rfc(7518, "3.3"),),
        _weak_keys,
    ),
    Rule(
        "keys-old",
        "medium",
        "signing keys that are older than max_key_age",
        "The longer a key is in use, the more copies of it exist, and the longer a stolen copy can forge tokens.",
        (rfc(7517, "9"), _ROTATION),
        _old_key,
    ),
    Rule(
        "keys-nothing-staged",
        "low",
        "signing keys that reach max_key_age within expiry_notice, while no other key is published",
        "Services cache keys. If the next key signs before they have fetched it, logins fail until they do.",
        (_OPENID, _ROTATION),
        _nothing_staged,
        Features.atomic_jwk_sets,
    ),
)
