# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The rules for trusted issuers of JWT-bearer grants (RFC 7523). Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._server.generations import Features
from .._trust.grants import StoredGrant, kid_of
from .._values.expiry import parse_time, render_time
from .._values.jwk import material
from .rule import LEAST_RSA_BITS, Flaw, Limits, Reference, Rule, Untold, Verdicts, listed, rfc, short_rsa

_GRANT = Reference("Ory Hydra: JWT bearer grant", "https://www.ory.com/docs/hydra/guides/jwt")
UNREADABLE = "before Hydra 25.4.0, the key of an issuer with a slash in its name cannot be read"


@dataclass(frozen=True)
class Issuer:
    """A grant of a trusted issuer.

    :param sharers: the other issuers that are trusted with the same key, in order; None if the key is not known
    :param keyless: why the key is not known, where it is not
    """

    grant: StoredGrant
    sharers: t.Optional[t.Tuple[str, ...]]
    keyless: str = UNREADABLE

    @property
    def expiry(self) -> t.Optional[datetime.datetime]:
        """When it expires, in UTC; None if that cannot be told."""
        try:
            return parse_time(str(self.grant.row.get("expires_at")))
        except ValueError:
            return None

    @property
    def scope(self) -> t.Tuple[str, ...]:
        """What it may ask for."""
        value = self.grant.row.get("scope")
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def issuers_of(grants: t.Sequence[StoredGrant], keyless: str = UNREADABLE) -> t.List[Issuer]:
    """Return grants as rules see them: with what they have in common.

    :param keyless: why there are some whose keys are not known
    """
    users: t.Dict[str, t.Dict[str, None]] = {}
    materials = [None if one.jwk is None else repr(material(one.jwk)) for one in grants]
    for one, key in zip(grants, materials):
        if key is not None:
            users.setdefault(key, {})[_name(one)] = None
    return [
        Issuer(one, None if key is None else tuple(sorted(set(users[key]) - {_name(one)})), keyless)
        for one, key in zip(grants, materials)
    ]


def _name(grant: StoredGrant) -> str:
    return str(grant.row.get("issuer"))


def _expired(issuer: Issuer, limits: Limits) -> Verdicts:
    if issuer.expiry is None:
        yield Untold("expires_at is not a time")
    elif issuer.expiry <= limits.now:
        yield Flaw(
            "expires_at",
            "the grant expired at %s" % render_time(issuer.expiry),
            "Remove it, or set a new expires_at if it is still needed",
            {"state": "absent"},
        )


def _expires_soon(issuer: Issuer, limits: Limits) -> Verdicts:
    if issuer.expiry is not None and limits.now < issuer.expiry < limits.now + limits.notice:
        yield Flaw(
            "expires_at",
            "the grant expires at %s" % render_time(issuer.expiry),
            "Set a new expires_at, or remove the grant if it is no longer needed",
            {"expires_at": "+365d"},
        )


def _any_subject(issuer: Issuer, _limits: Limits) -> Verdicts:
    if issuer.grant.row.get("allow_any_subject") is True:
        yield Flaw(
            "allow_any_subject",
            "allow_any_subject is true",
            "Add an entry for each subject that the issuer may speak for",
            {"allow_any_subject": False},
        )


def _shared_key(issuer: Issuer, _limits: Limits) -> Verdicts:
    if issuer.sharers is None:
        yield Untold(issuer.keyless)
    elif issuer.sharers:
        yield Flaw(
            "jwk",
            'the key "%s" is also trusted for %s' % (kid_of(issuer.grant.row), listed(issuer.sharers)),
            "Use a separate key for each issuer",
        )


def _unlimited_scope(issuer: Issuer, _limits: Limits) -> Verdicts:
    patterns = [one for one in issuer.scope if "*" in one]
    kept = [one for one in issuer.scope if "*" not in one]
    if patterns:
        yield Flaw(
            "scope",
            "scope contains patterns: %s" % listed(patterns),
            "List every scope that the issuer may request",
            {"scope": kept} if kept else {},
        )


def _weak_key(issuer: Issuer, _limits: Limits) -> Verdicts:
    jwk = issuer.grant.jwk
    bits = short_rsa(jwk) if jwk is not None else None
    if jwk is None:
        yield Untold(issuer.keyless)
    elif bits is not None:
        yield Flaw(
            "jwk",
            'the key "%s" is an RSA key with %d bits' % (kid_of(issuer.grant.row), bits),
            "Trust a new key of the issuer: ES256, or RSA with at least %d bits" % LEAST_RSA_BITS,
        )


ISSUER_RULES: t.Tuple[Rule[Issuer], ...] = (
    Rule(
        "issuer-expired",
        "high",
        "trusted issuers that have expired",
        "Up to 26.2, Hydra still exchanges assertions of an expired issuer for tokens if they name its key.",
        (rfc(7523, "3"), _GRANT),
        _expired,
        Features.trusted_issuers,
    ),
    Rule(
        "issuer-expires-soon",
        "info",
        "trusted issuers that expire within expiry_notice",
        "Clients that depend on this issuer may stop getting tokens then, unless it is renewed in time.",
        (_GRANT,),
        _expires_soon,
        Features.trusted_issuers,
    ),
    Rule(
        "issuer-any-subject",
        "medium",
        "trusted issuers with allow_any_subject=true",
        "Whoever has the issuer's key can get tokens on behalf of anyone, including administrators.",
        (rfc(7523, "3"), _GRANT),
        _any_subject,
        Features.any_subject_issuers,
    ),
    Rule(
        "issuer-shared-key",
        "medium",
        "keys that several issuers are trusted with",
        "Whoever has the key can speak for all of these issuers, and none can be cut off on its own.",
        (rfc(7523, "6"),),
        _shared_key,
        Features.trusted_issuers,
    ),
    Rule(
        "issuer-wildcard-scope",
        "medium",
        "trusted issuers whose scope contains patterns",
        "With the scope strategy wildcard, which is the default, the issuer can grant every scope that the pattern "
        "matches, including scopes that do not exist yet.",
        (rfc(9700, "2.3"), _GRANT),
        _unlimited_scope,
        Features.trusted_issuers,
    ),
    Rule(
        "issuer-weak-key",
        "high",
        "trusted issuers whose RSA key has fewer than %d bits" % LEAST_RSA_BITS,
        "Whoever breaks the key can get tokens on behalf of every subject of the issuer.",
        (rfc(7518, "3.3"),),
        _weak_key,
        Features.trusted_issuers,
    ),
)
