# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The options that say what a trusted issuer should be, and what they mean."""

from __future__ import annotations

import typing as t

from .._engine.model import Got, attempt
from .._errors import UsageError
from .._values.expiry import Expiry, parse_expiry
from .._values.jwk import SYMMETRIC, Jwk, public_half, read_jwk, read_jwks, secrets_in, thumbprint
from .._values.pem import read_pem
from .plan import ANY, WantedGrant

TITLE, PLURAL = "trusted issuer", "trusted_issuers"
KEEP, ABSENT = "keep", "absent"

_SOURCES = ("jwk", "jwks", "pem")

ARGUMENTS: t.Dict[str, t.Dict[str, t.Any]] = {
    "issuer": {"type": "str", "required": True},
    "subject": {"type": "str"},
    "allow_any_subject": {"type": "bool"},
    "scope": {"type": "list", "elements": "str"},
    "expires_at": {"type": "str"},
    "kid": {"type": "str"},
    "jwk": {"type": "dict"},
    "jwks": {"type": "dict"},
    "pem": {"type": "str", "no_log": True},
    "passphrase": {"type": "str", "no_log": True},
}
ARGUMENT_RULES: t.Dict[str, t.Any] = {
    "mutually_exclusive": [_SOURCES],
    "required_one_of": [("kid", *_SOURCES), ("subject", "allow_any_subject")],
}
POLICIES: t.Dict[str, t.Dict[str, t.Any]] = {
    "expired": {"type": "str", "choices": [KEEP, ABSENT], "default": KEEP},
    "force": {"type": "bool", "default": False},
}


_SERVER_SIDE = ("id", "created_at", "updated_at")


def adapt_options(options: t.Dict[str, t.Any]) -> t.Iterator[str]:
    """Put a grant as people have it, such as the answer of the server, into the terms of its options, in place.

    :return: what cannot be right, as sentences
    """
    for name in _SERVER_SIDE:
        options.pop(name, None)
    for name in ("expires_at", "pem", "passphrase"):
        if options.get(name) == "":
            del options[name]
    if options.get("subject") == "" and options.get("allow_any_subject") not in (None, "", False):
        del options["subject"]  # so the server answers
    key = options.pop("public_key", None)
    kid = key.get("kid") if isinstance(key, dict) else None
    if kid is not None and options.setdefault("kid", kid) != kid:
        yield "kid and public_key.kid are not the same"


def wanted_grant(
    position: int,
    options: t.Mapping[str, t.Any],
    mentioned: t.Container[str],
    force: bool,
    hide: t.Callable[[t.Iterable[str]], None],
    broken: t.AbstractSet[str] = frozenset(),
) -> t.Tuple[str, WantedGrant, t.List[str], t.FrozenSet[str]]:
    """Return what the options of one grant mean, as far as they can be used.

    :param mentioned: the options that were given, null included
    :param hide: has texts masked in whatever the task prints
    :param broken: the options that cannot be used, as is told already
    :return: the kid of its key, the grant, what cannot be right, and what nothing is known of for that or before
    """
    hide(secrets_in({name: options[name] for name in _SOURCES}))
    problems: t.List[str] = []
    unknown = set(broken)

    def read(names: t.Sequence[str], what: t.Callable[..., Got], *arguments: t.Any) -> t.Optional[Got]:
        """Return what some options mean; nothing where one of them cannot be used."""
        told: t.List[str] = []
        found = None if unknown.intersection(names) else attempt(told, what, *arguments)
        problems.extend(told)
        unknown.update(names if told else ())
        return found

    read(["issuer"], _issuer, options["issuer"])
    read(["kid"], _kid, options["kid"])
    named = dict(options, kid="" if "kid" in unknown else options["kid"])
    names = [*_SOURCES, "passphrase", *(() if options["jwks"] is None else ["kid"])]
    kid, jwk = read(names, _key, named) or (named["kid"] or "", None)
    subject = read(["subject", "allow_any_subject"], _subject, options)
    scope = read(["scope"], _scope, options["scope"], "scope" in mentioned)
    expiry = read(["expires_at"], _expiry, options["expires_at"], "expires_at" in mentioned)
    wanted = WantedGrant(
        position=position,
        subject=ANY if subject is None else subject,
        absent=options["state"] == ABSENT,
        scope=scope,
        expiry=expiry,
        jwk=jwk,
        force=force,
    )
    return "" if "kid" in unknown else kid, wanted, problems, frozenset(unknown)


def _issuer(issuer: str) -> None:
    if not issuer:
        raise UsageError("issuer must not be empty")


def _kid(kid: t.Optional[str]) -> None:
    if kid == "":
        raise UsageError("kid must not be empty")


def _subject(options: t.Mapping[str, t.Any]) -> str:
    if options["allow_any_subject"]:
        if options["subject"] is not None:
            raise UsageError("subject and allow_any_subject=true cannot both be given")
        return ANY
    if not options["subject"]:
        raise UsageError("subject must be set and not be empty, unless allow_any_subject=true")
    return str(options["subject"])


def _scope(scope: t.Optional[t.Sequence[str]], mentioned: bool) -> t.Optional[t.Tuple[str, ...]]:
    if scope is None:
        return () if mentioned else None
    if "" in scope:
        raise UsageError("scope must not contain an empty entry")
    return tuple(dict.fromkeys(scope))


def _expiry(text: t.Optional[str], mentioned: bool) -> t.Optional[Expiry]:
    if text is None:
        if mentioned:
            raise UsageError("expires_at cannot be null, as every grant has to expire")
        return None
    try:
        return parse_expiry(text)
    except ValueError as error:
        raise UsageError("expires_at %s" % error) from None


def _key(options: t.Mapping[str, t.Any]) -> t.Tuple[str, t.Optional[Jwk]]:
    """Return the name of the key, and its public half where it is given."""
    kid = options["kid"]
    source = next((name for name in _SOURCES if options[name] is not None), None)
    if source is None:
        if kid is None:
            raise UsageError("its key is not given: set kid, jwk, jwks or pem")
        return str(kid), None
    try:
        if source == "jwk":
            jwk = read_jwk(options["jwk"])
        elif source == "jwks":
            jwk = _selected(read_jwks(options["jwks"]), kid)
        else:
            jwk = read_pem(options["pem"], options["passphrase"])
    except ValueError as error:
        raise UsageError("%s %s" % (source, error)) from None
    if jwk["kty"] == SYMMETRIC:
        raise UsageError("%s is a symmetric key (kty oct), which has no public half that could be trusted" % source)
    name = str(kid or jwk.get("kid") or thumbprint(jwk))
    return name, dict(public_half(jwk), kid=name)


def _selected(keys: t.Sequence[Jwk], kid: t.Optional[str]) -> Jwk:
    """Return the one key that is meant.

    :raises ValueError: it cannot be told
    """
    if kid is not None:
        named = [jwk for jwk in keys if jwk.get("kid") == kid]
        named = named or [jwk for jwk in keys if "kid" not in jwk and thumbprint(jwk) == kid]
        if not named and len(keys) == 1 and "kid" not in keys[0]:
            named = list(keys)
        if len(named) != 1:
            raise ValueError('contains %s with kid "%s"' % ("%d keys" % len(named) if named else "no key", kid))
        return named[0]
    if len(keys) > 1:
        raise ValueError("contains %d keys: set kid to select one" % len(keys))
    return keys[0]
