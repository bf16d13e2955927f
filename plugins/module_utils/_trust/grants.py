# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Grants as servers have them, and as plans do. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._errors import TransportError
from .._server.admin_api import Document
from .._values.expiry import parse_time, render_time
from .._values.jwk import Jwk
from .plan import ANY, Grant, WantedGrant

GroupName = t.Tuple[str, str]  # issuer and kid


_UNTOLD = datetime.datetime.min  # what a server says of an expiry that is no time


def label_of(issuer: str, subject: str, kid: str) -> str:
    """Return what a grant is known by: issuer, subject and key."""
    return "%s (%s, key %s)" % (issuer, "any subject" if subject == ANY else "subject %s" % subject, kid)


@dataclass(frozen=True)
class GrantWish:
    """What a task says of one grant.

    :param kid: of its key; empty where that cannot be told
    :param tidy: expired grants of the issuer go
    """

    issuer: str
    kid: str
    grant: WantedGrant
    tidy: bool = False

    @property
    def group(self) -> GroupName:
        """The name of the group that it belongs to."""
        return (self.issuer, self.kid)


@dataclass(frozen=True)
class OwnedIssuers:
    """A list that owns all grants of some issuers.

    :param force: what goes with them is taken along
    """

    issuers: t.FrozenSet[str]
    force: bool

    def owns(self, row: Document) -> bool:
        """Tell whether the list owns a grant."""
        return row.get("issuer") in self.issuers


@dataclass(frozen=True)
class StoredGrant:
    """A grant as a server has it.

    :param row: as the server returned it
    :param jwk: the public half of its key, where that is known
    """

    row: Document
    jwk: t.Optional[Jwk] = None

    @property
    def label(self) -> str:
        """What it is known by."""
        return label_of(*identity_of(self.row))


def facts_of(issuer: str, grant: Grant) -> Document:
    """Return what a server is told of a grant, apart from its key."""
    whose: Document = {"allow_any_subject": True} if grant.subject == ANY else {"subject": grant.subject}
    return dict({"issuer": issuer}, **whose, scope=list(grant.scope), expires_at=render_time(grant.expires_at))


def grant_of(row: Document) -> Grant:
    """Return a grant as plans have it."""
    return Grant(str(row.get("subject") or ANY), scope_of(row), expiry_of(row), str(row.get("id")))


def scope_of(row: Document) -> t.Tuple[str, ...]:
    """Return the scope of a grant.

    :raises TransportError: it is not a list, and so not Hydra's
    """
    scope = row.get("scope") or ()
    if not isinstance(scope, (list, tuple)):
        raise TransportError("Trusted issuer %s was answered with a scope that is not a list" % row.get("id"))
    return tuple(str(word) for word in scope)


def identity_of(row: Document) -> t.Tuple[str, str, str]:
    """Return issuer, subject and kid of a grant."""
    return str(row.get("issuer")), str(row.get("subject") or ANY), kid_of(row)


def group_of(row: Document) -> GroupName:
    """Return the name of the group that a grant belongs to."""
    return str(row.get("issuer")), kid_of(row)


def kid_of(row: Document) -> str:
    """Return the kid of the key that a grant is bound to."""
    key = row.get("public_key")
    return str(key.get("kid")) if isinstance(key, dict) else ""


def expiry_of(row: Document) -> datetime.datetime:
    """Return when a grant expires, in UTC."""
    try:
        return parse_time(str(row.get("expires_at")))
    except ValueError:
        return _UNTOLD
