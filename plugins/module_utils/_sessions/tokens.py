# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is to be flushed, and whose word it takes. Pure."""

from __future__ import annotations

import re
import typing as t

from .._errors import UsageError
from .._server.public_api import CHECKABLE_METHODS
from .._values.expiry import parse_time

EXPIRED = "expired"
OF_CLIENT = "client_id"
ONE = "token"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)  # as Go reads it

Given = t.Mapping[str, t.Any]


def target(given: Given) -> str:
    """Return which of `EXPIRED`, `OF_CLIENT` and `ONE` a task is about.

    :raises UsageError: it is about none or several of them, or has options that belong to another
    """
    named = [name for name in (EXPIRED, OF_CLIENT, ONE) if given[name]]
    if len(named) != 1:
        told = "none of them was given" if not named else "%s were given together" % " and ".join(named)
        raise UsageError("set exactly one of expired=true, client_id and token, but %s" % told)
    for option, owner in (("not_after", EXPIRED), ("client_secret", ONE)):
        if given[option] is not None and named != [owner]:
            raise UsageError("%s can only be used with %s, not with %s" % (option, owner, named[0]))
    if given["not_after"] is not None:
        _check_time(given["not_after"])
    return named[0]


def _check_time(text: str) -> None:
    """Check a time, which check mode never sends.

    :raises UsageError: it is none, and a server would answer with an error of its own
    """
    if not _TIME.fullmatch(text):
        raise UsageError("not_after must be a time such as 2026-01-31T00:00:00Z, not %r" % text)
    try:
        parse_time(text)
    except ValueError as error:
        raise UsageError("not_after %s" % error) from None


def credentials(client_id: str, method: str, secret: t.Optional[str]) -> t.Optional[str]:
    """Return the secret with which a client revokes its own token (RFC 7009 section 2.1), None for a public client.

    :param method: the client's ``token_endpoint_auth_method``
    :raises UsageError: it cannot authenticate with what is given
    """
    way = "to delete all access tokens of the client without its credentials, give client_id instead of token"
    if method == "none":
        return None
    if method not in CHECKABLE_METHODS:
        raise UsageError(
            'client "%s" authenticates with %s, so its token cannot be revoked with a client_secret; %s'
            % (client_id, method, way)
        )
    if secret is None:
        raise UsageError(
            'client_secret is needed: the token belongs to client "%s", and only that client may revoke it; %s'
            % (client_id, way)
        )
    return secret
