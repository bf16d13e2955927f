# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a login, consent, logout or device request can be answered with. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._engine.resource import Spec
from .._errors import UsageError
from .._server.admin_api import Document
from .._server.generations import Features, ServerVersion
from .._values import exact_json
from .._values.versions import ALWAYS, Range

ACCEPTED = "accepted"
REJECTED = "rejected"

_FLAG: t.Dict[str, t.Any] = {"type": "bool"}
_NUMBER: t.Dict[str, t.Any] = {"type": "int"}
_TEXTS: t.Dict[str, t.Any] = {"type": "list", "elements": "str"}
_OBJECT: t.Dict[str, t.Any] = {"type": "dict"}
#: Claims for tokens. Servers refuse whatever is no dictionary, and other members: a consent only after the login.
SESSION: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {name: {"type": "dict", "no_log": False} for name in ("access_token", "id_token")},
}


@dataclass(frozen=True)
class Member:
    """A member of an answer; the option has the same name.

    :param where: the versions that know it; others may refuse the whole answer for it
    """

    name: str
    argument: t.Dict[str, t.Any] = field(default_factory=lambda: {"type": "str"})
    where: Range = ALWAYS


@dataclass(frozen=True)
class RequestKind:
    """A kind of request.

    :param needed: the members without which it cannot be accepted
    :param rejectable: it can be rejected
    :param where: the versions that have such requests
    """

    name: str
    accept: t.Tuple[Member, ...] = ()
    reject: t.Tuple[Member, ...] = ()
    needed: t.Tuple[str, ...] = ()
    rejectable: bool = True
    where: Range = ALWAYS

    @property
    def challenge(self) -> str:
        """The option, and the query parameter, that tells which request is meant."""
        return self.name + "_challenge"

    def spec(self) -> Spec:
        """Return the options of the module that answers such a request."""
        options: Spec = {
            "state": {
                "type": "str",
                "choices": [ACCEPTED, REJECTED] if self.rejectable else [ACCEPTED],
                "default": ACCEPTED,
            },
            self.challenge: {"type": "str", "required": True, "no_log": True, "aliases": ["challenge"]},
            "return_redirect_to": {"type": "bool", "default": False},
        }
        options.update((member.name, dict(member.argument)) for member in (*self.accept, *self.reject))
        return options


_ERROR = (
    Member("error"),
    Member("error_description"),
    Member("error_hint"),
    Member("error_debug"),
    Member("status_code", _NUMBER),
)

LOGIN = RequestKind(
    "login",
    accept=(
        Member("subject"),
        Member("remember", _FLAG),
        Member("remember_for", _NUMBER),
        Member("extend_session_lifespan", _FLAG, Range("2.1.0")),
        Member("acr"),
        Member("amr", _TEXTS, Range("1.10.7")),
        Member("context", _OBJECT, Range("1.0.0-rc.9")),
        Member("force_subject_identifier"),
        Member("identity_provider_session_id", where=Range("2.2.0")),
    ),
    reject=_ERROR,
    needed=("subject",),
)
CONSENT = RequestKind(
    "consent",
    accept=(
        Member("grant_scope", _TEXTS),
        Member("grant_access_token_audience", dict(_TEXTS, no_log=False)),
        Member("session", SESSION),
        Member("remember", _FLAG),
        Member("remember_for", _NUMBER),
        Member("context", _OBJECT, Range("2.2.0")),
    ),
    reject=_ERROR,
    needed=("grant_scope",),
)
LOGOUT = RequestKind("logout", where=Features.logout_requests)
DEVICE = RequestKind(
    "device",
    accept=(Member("user_code", {"type": "str", "required": True, "no_log": True}),),
    rejectable=False,
    where=Features.device_flow,
)


def only_kind(kinds: t.Sequence[RequestKind], given: t.Mapping[str, t.Any]) -> RequestKind:
    """Return the kind of the one challenge that was given.

    :raises UsageError: there is none, or more than one
    """
    found = [kind for kind in kinds if given[kind.challenge] is not None]
    if len(found) != 1:
        names = [kind.challenge for kind in kinds]
        raise UsageError("give exactly one of %s and %s" % (", ".join(names[:-1]), names[-1]))
    return found[0]


def answer(kind: RequestKind, given: t.Mapping[str, t.Any]) -> Document:
    """Return the document that a request is answered with.

    :param given: the module's options
    :raises UsageError: an option is missing, or belongs to the other state
    """
    accepted = given["state"] == ACCEPTED
    members, others = (kind.accept, kind.reject) if accepted else (kind.reject, kind.accept)
    for member in others:
        if given[member.name] is not None:
            raise UsageError("%s can only be used with state=%s" % (member.name, REJECTED if accepted else ACCEPTED))
    for name in kind.needed if accepted else ():
        if given[name] is None:
            raise UsageError("state=accepted needs %s" % name)
    document = {member.name: given[member.name] for member in members if given[member.name] is not None}
    if "session" in document:
        document["session"] = {name: claims for name, claims in document["session"].items() if claims is not None}
    if document.get("remember_for", 0) < 0:
        raise UsageError("remember_for must be 0 (forever) or more")
    exact_json.dumps(document)  # what cannot be sent fails in check mode, too
    return document


def check_version(kind: RequestKind, document: Document, server: ServerVersion) -> None:
    """Check that a server knows such requests, and every member of the answer.

    :raises UnsupportedError: it does not
    """
    server.require("A %s request" % kind.name, kind.where)
    for member in (*kind.accept, *kind.reject):
        if member.name in document:
            server.require(member.name, member.where)


def fitting(document: Document, request: Document, server: ServerVersion) -> Document:
    """Return an answer as a server takes it.

    Where nobody was asked (``skip``), what is remembered stays as it was: newer servers see to that themselves.
    """
    if request.get("skip") and server.has(Features.skipped_cannot_be_remembered):
        return {name: value for name, value in document.items() if name not in ("remember", "remember_for")}
    return document


def check_granted(request: Document, document: Document) -> None:
    """Check that no more is granted than was requested; some servers would do it.

    :raises UsageError: it is
    """
    for granted, requested in (
        ("grant_scope", "requested_scope"),
        ("grant_access_token_audience", "requested_access_token_audience"),
    ):
        asked = request.get(requested) or []
        beyond = [name for name in document.get(granted) or () if name not in asked]
        if beyond:
            raise UsageError(
                "%s has %s, which the client did not request; it requested %s"
                % (granted, " ".join(beyond), " ".join(asked) or "none")
            )


def outcome_of(kind: RequestKind, state: str, document: Document) -> Document:
    """Return what becomes of a request, for a diff, without what is secret."""
    secret = {member.name for member in kind.accept if member.argument.get("no_log")}
    return dict({"state": state}, **{name: value for name, value in document.items() if name not in secret})
