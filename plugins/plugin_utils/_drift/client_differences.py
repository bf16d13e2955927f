# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How clients differ from their list, and who is affected. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.client import Client
from ...module_utils._clients.description import ID, SECRET
from ...module_utils._clients.plan import NOT_AS_DECLARED
from . import kinds, words
from .kinds import RUN, Difference
from .previews import Document, Shown
from .users import Clients, fails, owner_of

#: Fields whose entries each allow something: what depends on an entry.
_ALLOWS = {
    "redirect_uris": "logins that return to",
    "post_logout_redirect_uris": "logouts that return to",
    "grant_types": "token requests with the grant",
    "response_types": "logins with the response type",
    "scope": "requests for the scope",
    "audience": "requests for the audience",
    "allowed_cors_origins": "requests of browsers at",
    "request_uris": "logins with the request object",
}
_AUTHENTICATES = "The application may not be able to authenticate"
_LOGOUT = "The application may not learn of logouts"
#: Other fields on which logins or tokens depend: what may happen.
_INFLUENCES = {
    "token_endpoint_auth_method": _AUTHENTICATES,
    "token_endpoint_auth_signing_alg": _AUTHENTICATES,
    "jwks": _AUTHENTICATES,
    "jwks_uri": _AUTHENTICATES,
    "access_token_strategy": "Services may get access tokens in another format",
    "subject_type": "The application may know users by other subjects",
    "sector_identifier_uri": "The application may know users by other subjects",
    "userinfo_signed_response_alg": "The application may get user information in another format",
    "request_object_signing_alg": "Logins with request objects may fail",
    "skip_consent": "Users may be asked for consent, or not be asked",
    "skip_logout_consent": "Users may be asked to confirm a logout, or not be asked",
    "frontchannel_logout_uri": _LOGOUT,
    "frontchannel_logout_session_required": _LOGOUT,
    "backchannel_logout_uri": _LOGOUT,
    "backchannel_logout_session_required": _LOGOUT,
}
_LIFESPAN = "_lifespan"
_NOTHING = "Neither logins nor tokens depend on it"
_KEEP = "%s to restore it, or change the list to keep what is there" % RUN


def of_client(shown: Shown, there: Clients) -> t.Iterator[Difference]:
    """Yield how a client differs from its list.

    :param there: the clients of the server
    """
    if not shown.before:
        yield Difference(
            kinds.CLIENT_MISSING,
            shown.name,
            "",
            "does not exist",
            "%s to create it, or remove it from the list" % RUN,
            affected=("While it does not exist, %s" % fails(Client(shown.after)),),
            owner=owner_of(shown.after),
        )
    elif not shown.after:
        yield Difference(
            kinds.CLIENT_EXTRA,
            shown.name,
            "",
            "exists, but should not",
            "%s to remove it, or add it to the list to keep it" % RUN,
            affected=("Once it is removed, %s" % fails(Client(shown.before)),),
            owner=owner_of(shown.before),
        )
    else:
        yield from _fields(shown, owner_of(there.named(shown.name)))


def _fields(shown: Shown, owner: Document) -> t.Iterator[Difference]:
    for name in shown.after:
        if name == SECRET:
            if shown.before.get(SECRET) == NOT_AS_DECLARED:
                yield _secret(shown, owner)
        elif name != ID:
            yield _field(shown, name, owner)


def _secret(shown: Shown, owner: Document) -> Difference:
    return Difference(
        kinds.CLIENT_SECRET,
        shown.name,
        SECRET,
        "client_secret is not the declared one",
        "%s to set the declared secret, or declare the one that the application uses" % RUN,
        affected=(
            "Whoever uses the declared secret cannot authenticate now",
            "Whoever uses another one can authenticate until it is replaced",
        ),
        owner=owner,
    )


def _field(shown: Shown, name: str, owner: Document) -> Difference:
    """Return how a field differs. Where the difference is hidden, the value that is wanted comes with a remark."""
    before, after = shown.before.get(name), shown.after[name]
    decisive = name in _ALLOWS or name in _INFLUENCES or name.endswith(_LIFESPAN)
    found, affected = _told(name, before, after)
    return Difference(
        kinds.CLIENT_ACCESS if decisive else kinds.CLIENT_DETAILS,
        shown.name,
        name,
        found,
        _KEEP,
        {name: before} if words.keepable([before, after]) else {},
        affected,
        owner,
    )


def _told(name: str, before: t.Any, after: t.Any) -> t.Tuple[str, t.Tuple[str, ...]]:
    """Return how a field differs, and what depends on that."""
    if name == "jwks":
        return _told_of_keys(before, after), (_AUTHENTICATES,)
    parts = words.words(before, after) if name == "scope" else words.parts(before, after)
    if parts is None or not any(parts):
        return words.told_of_values(name, before, after), (_effect(name),)
    if name not in _ALLOWS:
        return words.told_of(name, parts), (_effect(name),)
    affected = []
    if parts.lacking:
        affected.append(_sentence("%s %s fail now" % (_ALLOWS[name], words.named(parts.lacking))))
    if parts.extra:
        affected.append(_sentence("%s %s succeed until provision has run" % (_ALLOWS[name], words.named(parts.extra))))
    return words.told_of(name, parts), tuple(affected)


def _told_of_keys(before: t.Any, after: t.Any) -> str:
    if isinstance(after, list):  # only members that are not shown differ
        return "jwks has another private key"
    parts, other = words.named_keys(before, after)
    told = [words.told_of("jwks", parts)] if any(parts) else []
    told += ["%s in jwks is another one" % one for one in other]
    return ", and ".join(told)


def _effect(name: str) -> str:
    if name.endswith(_LIFESPAN):
        return "New tokens of this grant live for another time than intended"
    return _INFLUENCES.get(name, _NOTHING)


def _sentence(clause: str) -> str:
    return clause[0].upper() + clause[1:]
