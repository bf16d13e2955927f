# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What subjects have granted: which rows a task is about, whether a grant is already there, what may be shown. Pure."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from .._clients.clients import CLIENTS
from .._clients.fields import JSON
from .._errors import UsageError
from .._server.admin_api import Document
from .._values import exact_json
from .._values.go_url import UrlError, parse
from .authorization_requests import SESSION

Session = t.Dict[str, t.Any]

_GRANT_ONLY = ("grant_scope", "grant_access_token_audience", "remember_for", "session", "redirect_uri")
_REVOKE_ONLY = ("consent_request_id", "all", "unlisted")

# Parts of an authorization request that let whoever has them take part in it, or that are tokens.
_PRIVATE_QUERY = re.compile(r"([?&](?:\w*_verifier|\w*_challenge|state|nonce|code|request|id_token_hint)=)[^&#]*")


@dataclass(frozen=True)
class ConsentGrant:
    """A consent that a subject gives to a client.

    :param remember_for: seconds; 0 is for ever
    :param session: claims for the tokens, under ``access_token`` and ``id_token``; None where they do not matter
    """

    subject: str
    client_id: str
    scope: t.Tuple[str, ...]
    audience: t.Tuple[str, ...] = ()
    remember_for: int = 0
    session: t.Optional[Session] = None


def check_revocation(given: t.Mapping[str, t.Any]) -> None:
    """Check what is to be revoked.

    :raises UsageError: it is not said, or more than one thing is
    """
    named = [name for name in ("client_id", "consent_request_id", "all") if given[name]]
    if not named:
        raise UsageError(
            "set client_id, consent_request_id or all=true to select which consents of the subject to revoke"
        )
    if len(named) > 1:
        raise UsageError("%s are mutually exclusive: give only one of them" % " and ".join(named))
    _refuse(given, _GRANT_ONLY, "present")


def wanted_grant(given: t.Mapping[str, t.Any]) -> ConsentGrant:
    """Return what is to be granted.

    :raises UsageError: something is missing or makes no sense
    """
    _refuse(given, _REVOKE_ONLY, "absent")
    for name in ("client_id", "grant_scope"):
        if given[name] is None:
            raise UsageError("state=present needs %s" % name)
    for name in given["grant_scope"]:
        if not name or re.search(r"\s", name):
            raise UsageError("grant_scope must be a list of scopes without spaces, but one is %r" % name)
    if (given["remember_for"] or 0) < 0:
        raise UsageError("remember_for must be 0 (forever) or more")
    session = None if given["session"] is None else _whole_session(given["session"])
    exact_json.dumps(session)  # what cannot be sent fails before the login
    return ConsentGrant(
        given["subject"],
        given["client_id"],
        tuple(given["grant_scope"]),
        tuple(given["grant_access_token_audience"] or ()),
        given["remember_for"] or 0,
        session,
    )


def _refuse(given: t.Mapping[str, t.Any], names: t.Iterable[str], state: str) -> None:
    for name in names:
        if given[name] is not None and given[name] is not False:
            raise UsageError("%s can only be used with state=%s" % (name, state))


def matching(
    rows: t.Iterable[Document],
    client_id: t.Optional[str] = None,
    consent_request_id: t.Optional[str] = None,
    login_session_id: t.Optional[str] = None,
) -> t.List[Document]:
    """Return the rows of a listing that are asked for, newest first."""
    found = [
        row
        for row in rows
        if client_id in (None, _client_id(row))
        and consent_request_id in (None, row.get("consent_request_id"))
        and login_session_id in (None, _request(row).get("login_session_id"))
    ]
    # Below 1.3 there is no time, and the order stays that of the listing.
    return sorted(found, key=lambda row: str(row.get("handled_at") or ""), reverse=True)


def effective(rows: t.Iterable[Document], grant: ConsentGrant) -> t.Optional[Document]:
    """Return the one consent that decides whether a subject is asked: the newest that is remembered.

    Servers below 1.3 do not tell when a consent was given; there, one that is good enough is taken for it.
    """
    remembered = [row for row in matching(rows, grant.client_id) if row.get("remember")]
    if remembered and not remembered[0].get("handled_at"):
        remembered.sort(key=lambda row: not covers(row, grant))
    return remembered[0] if remembered else None


def covers(row: t.Optional[Document], grant: ConsentGrant) -> bool:
    """Tell whether a consent that is there is as good as the one that is wanted."""
    if row is None:
        return False
    lasting = row.get("remember_for") or 0
    return (
        set(row.get("grant_scope") or ()) >= set(grant.scope)
        and set(row.get("grant_access_token_audience") or ()) >= set(grant.audience)
        and (lasting == 0 or 0 < grant.remember_for <= lasting)
        and (grant.session is None or JSON.same(grant.session, _whole_session(row.get("session"))))
    )


def merged(row: t.Optional[Document], grant: ConsentGrant, client: Document) -> ConsentGrant:
    """Return the grant with what the effective consent has besides, as a new one replaces that altogether.

    What the client may not ask for any more is left out.
    """
    if row is None:
        return replace(grant, session=grant.session or _whole_session(None))
    scope = [name for name in row.get("grant_scope") or () if may_ask_for(client, name)]
    lasting = row.get("remember_for") or 0
    audience = [name for name in row.get("grant_access_token_audience") or () if may_be_meant_for(client, name)]
    return replace(
        grant,
        scope=_union(grant.scope, scope),
        audience=_union(grant.audience, audience),
        remember_for=max(lasting, grant.remember_for) if lasting and grant.remember_for else 0,
        session=_whole_session(row.get("session")) if grant.session is None else grant.session,
    )


def redirect_uri(client: Document, grant: ConsentGrant, chosen: t.Optional[str]) -> str:
    """Return the redirect URI with which the client's authorization request is made.

    :param chosen: None takes the client's first
    :raises UsageError: the client cannot make such a request
    """
    client_id = grant.client_id
    uris = client.get("redirect_uris") or []
    grant_types = client.get("grant_types") or ["authorization_code"]
    response_types = client.get("response_types") or ["code"]
    if "authorization_code" not in grant_types or "code" not in response_types:
        raise UsageError(
            'Client "%s" cannot be granted anything: it needs the grant type authorization_code and '
            "the response type code" % client_id
        )
    if not uris:
        raise UsageError('Client "%s" cannot be granted anything: it has no redirect URI' % client_id)
    if chosen is not None and chosen not in uris:
        raise UsageError('client "%s" has no redirect_uri %s' % (client_id, chosen))
    refused = [name for name in grant.scope if not may_ask_for(client, name)]
    if refused:
        raise UsageError('Client "%s" may not ask for the scope %s' % (client_id, " ".join(refused)))
    if grant.audience and not client.get("audience"):
        raise UsageError('Client "%s" may not ask for any audience' % client_id)
    return chosen or str(uris[0])


def may_ask_for(client: Document, scope: str) -> bool:
    """Tell whether a client may ask for a scope under some of the server's strategies: exact, wildcard, hierarchic."""
    words = str(client.get("scope") or "").split()
    return any(word == scope or "*" in word or scope.startswith(word + ".") for word in words)


def may_be_meant_for(client: Document, audience: str) -> bool:
    """Tell whether a client may ask for tokens for an audience: one of its own, or a URL below one of these."""
    allowed = client.get("audience") or ()
    return audience in allowed or any(_is_below(audience, str(name)) for name in allowed)


def _is_below(audience: str, allowed: str) -> bool:
    """Tell whether a URL is another one or below it, as servers do: neither query nor fragment counts."""
    try:
        url, base = parse(audience), parse(allowed)
    except UrlError:
        return False
    if url.opaque or base.opaque or (url.scheme, url.host) != (base.scheme, base.host):
        return False
    path = unquote_to_bytes(base.rest).rstrip(b"/") + b"/"
    return (unquote_to_bytes(url.rest) + b"/").startswith(path)


def summary(row: Document) -> Document:
    """Return what tells one consent from another."""
    return {
        "subject": _request(row).get("subject"),
        "client_id": _client_id(row),
        "consent_request_id": row.get("consent_request_id"),
        "login_session_id": _request(row).get("login_session_id") or None,
        "grant_scope": list(row.get("grant_scope") or ()),
        "grant_access_token_audience": list(row.get("grant_access_token_audience") or ()),
        "remember": bool(row.get("remember")),
        "remember_for": row.get("remember_for") or 0,
        "handled_at": row.get("handled_at"),
    }


def contents(row: t.Optional[Document]) -> Document:
    """Return what a consent grants, for a diff."""
    if row is None:
        return {}
    grants = {name: value for name, value in summary(row).items() if name in _COMPARED}
    return dict(grants, session=_whole_session(row.get("session")))


def planned(grant: ConsentGrant) -> Document:
    """Return what a consent will grant, for a diff."""
    return {
        "grant_scope": list(grant.scope),
        "grant_access_token_audience": list(grant.audience),
        "remember": True,
        "remember_for": grant.remember_for,
        "session": _whole_session(grant.session),
    }


_COMPARED = ("grant_scope", "grant_access_token_audience", "remember", "remember_for")


def presentable(document: Document) -> Document:
    """Return a request, or a consent with the request in it, without what would let a reader take part in it."""
    shown = {name: value for name, value in document.items() if not name.endswith("challenge")}
    if isinstance(shown.get("client"), dict):
        shown["client"] = CLIENTS.presentable(shown["client"])
    if isinstance(shown.get("consent_request"), dict):
        shown["consent_request"] = presentable(shown["consent_request"])
    if isinstance(shown.get("request_url"), str):
        shown["request_url"] = _PRIVATE_QUERY.sub(r"\1(hidden)", shown["request_url"])
    return shown


def _request(row: Document) -> Document:
    request = row.get("consent_request")
    return request if isinstance(request, dict) else {}


def _client_id(row: Document) -> t.Optional[str]:
    client = _request(row).get("client")
    return client.get("client_id") if isinstance(client, dict) else None


def _whole_session(session: t.Any) -> Session:
    """Return claims with both members there, and without what old servers add to them: the id of the login session."""
    given = session if isinstance(session, dict) else {}
    whole = {name: given.get(name) or {} for name in SESSION["options"]}
    whole["id_token"] = {name: value for name, value in whole["id_token"].items() if name != "sid"}
    return whole


def _union(first: t.Iterable[str], second: t.Iterable[str]) -> t.Tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
