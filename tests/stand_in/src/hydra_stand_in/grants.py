# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server remembers of trusted issuers: grants, each of which rests on one key."""

from __future__ import annotations

from dataclasses import dataclass

from .by_id import ById


@dataclass(frozen=True)
class TrustedIssuer:
    """A grant: JWTs of an issuer, about one subject or any, signed by one key.  Times are as they are shown."""

    id: str
    issuer: str
    subject: str
    allow_any_subject: bool
    scope: list[str]
    kid: str
    created_at: str
    expires_at: str


class TrustedIssuers(ById[TrustedIssuer]):
    """All grants, in the order of their ids."""

    def conflicts(self, grant: TrustedIssuer) -> bool:
        """Whether there is one for the same issuer, subject and key."""
        identity = (grant.issuer, grant.subject, grant.kid)
        return any((other.issuer, other.subject, other.kid) == identity for other in self)

    def forget_keys(self, issuer: str, kid: str | None = None) -> None:
        """Forget the grants that rest on a key that is gone, or on any key of an issuer's set."""
        for grant in self:
            if grant.issuer == issuer and kid in (None, grant.kid):
                self.remove(grant.id)

    def for_assertion(self, issuer: str, subject: str) -> list[TrustedIssuer]:
        """Return the grants for what an issuer says about a subject."""
        return [
            grant for grant in self if grant.issuer == issuer and (grant.allow_any_subject or grant.subject == subject)
        ]
