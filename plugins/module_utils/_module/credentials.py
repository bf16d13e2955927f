# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Which credentials a request carries, as the connection, the task and the environment may each give some. Pure."""

from __future__ import annotations

import typing as t

Params = t.Dict[str, t.Any]
Names = t.AbstractSet[str]
Choice = t.Tuple[t.Tuple[str, ...], ...]

_ISSUER, _URL = ("auth_issuer",), ("auth_token_url",)
_SECRET, _KEY = ("auth_client_secret", "auth_method"), ("auth_private_key", "auth_private_key_id")
OAUTH = ("auth_client_id", *_URL, *_ISSUER, *_SECRET, *_KEY, "auth_scope", "auth_audience")
#: A header that carries credentials (RFC 9110 section 11.6.2); other headers say nothing about them.
_HEADER = ("headers",)
_AUTHORIZATION = "authorization"

#: Of each row one is used: it is named by its first option, or by any of those for OAuth 2.0.
KINDS: Choice = (("api_token",), ("username", "password"), OAUTH, _HEADER)
_WAYS: t.Tuple[Choice, ...] = ((_URL, _ISSUER), (_SECRET, _KEY))


def choose(params: Params, places: t.Sequence[Names], broken: Names = frozenset()) -> t.List[str]:
    """Let credentials of a nearer place win over those of another kind from farther away.

    :param params: all options; those that are not used become None
    :param places: the names of the options that the connection and the task give; the others are from the environment
    :param broken: those that were given and cannot be used, as is told already
    :returns: what cannot be right
    """
    problem = _settle(params, places, KINDS, "%s are %s set, but a request can carry only one of them")
    if problem is not None:
        return [problem]
    if not any(params[name] for name in OAUTH):
        return []
    problems = [_settle(params, places, way, "%s are %s set, but only one of them can be used") for way in _WAYS]
    if not broken & set(OAUTH):
        problems.append(_missing(params))
    return [problem for problem in problems if problem is not None]


def _settle(params: Params, places: t.Sequence[Names], kinds: Choice, sentence: str) -> t.Optional[str]:
    """Leave one of some kinds of credentials; a sentence where the nearest place with any gives several."""
    chosen = next(filter(None, (_given(kinds, params, place) for place in (*places, params.keys()))), {})
    if len(chosen) > 1:
        names = list(chosen.values())
        listed = "%s and %s" % (", ".join(names[:-1]), names[-1])
        return sentence % (listed, "both" if len(names) == 2 else "all")
    for kind in kinds if chosen else ():
        if kind not in chosen:
            _drop(kind, params)
    return None


def _given(kinds: Choice, params: t.Mapping[str, t.Any], place: Names) -> t.Dict[t.Tuple[str, ...], str]:
    """Return the kinds of credentials that a place gives, and what shows that."""
    named = {kind: _name(kind, params, place) for kind in kinds}
    return {kind: name for kind, name in named.items() if name}


def _name(kind: t.Sequence[str], params: t.Mapping[str, t.Any], place: Names) -> str:
    """Return what shows that a place gives a kind of credentials; empty where it does not."""
    if kind == _HEADER:
        return "Authorization in headers" if "headers" in place and _with_authorization(params) else ""
    showing = kind if kind == OAUTH else kind[:1]
    return next((name for name in showing if name in place and params.get(name)), "")


def _with_authorization(params: t.Mapping[str, t.Any]) -> t.List[str]:
    headers = params.get("headers")
    return [name for name in headers if str(name).lower() == _AUTHORIZATION] if isinstance(headers, dict) else []


def _drop(kind: t.Sequence[str], params: Params) -> None:
    if kind != _HEADER:
        params.update(dict.fromkeys(kind))
        return
    dropped = _with_authorization(params)
    if dropped:
        params["headers"] = {name: value for name, value in params["headers"].items() if name not in dropped}


def _missing(params: Params) -> t.Optional[str]:
    """Return what is missing to obtain a token."""
    lacking = [
        " or ".join(names)
        for names in (("auth_client_id",), _URL + _ISSUER, (_SECRET[0], _KEY[0]))
        if not any(params[name] for name in names)
    ]
    if not lacking:
        return None
    given = next(name for name in OAUTH if params[name])
    return "%s is set, but obtaining an access token also needs %s" % (given, ", and ".join(lacking))
