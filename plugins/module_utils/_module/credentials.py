# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Which credentials a request carries, as the task, its connection and the environment may each give some. Pure."""

from __future__ import annotations

import typing as t

Params = t.Dict[str, t.Any]
Choice = t.Tuple[t.Tuple[str, ...], ...]

_ISSUER, _URL = ("auth_issuer",), ("auth_token_url",)
_SECRET, _KEY = ("auth_client_secret", "auth_method"), ("auth_private_key", "auth_private_key_id")
OAUTH = ("auth_client_id", *_URL, *_ISSUER, *_SECRET, *_KEY, "auth_scope", "auth_audience")

#: Of each row one is used: it is named by its first option, or by any of those for OAuth 2.0.
KINDS: Choice = (("api_token",), ("username", "password"), OAUTH)
_WAYS: t.Tuple[Choice, ...] = ((_URL, _ISSUER), (_SECRET, _KEY))

#: What an option of a bundle leaves no room for, wherever else it is set.
SUPERSEDED: t.Dict[str, t.Tuple[str, ...]] = {
    name: tuple(other for kind in KINDS if name not in kind for other in kind) for kind in KINDS for name in kind
}
SUPERSEDED.update(
    (name, (*SUPERSEDED[name], *other))
    for one, another in _WAYS
    for mine, other in ((one, another), (another, one))
    for name in mine
)


def choose(params: Params, near: t.Mapping[str, t.Any], broken: t.AbstractSet[str] = frozenset()) -> t.List[str]:
    """Let what the task gives win over what the environment does, and return what cannot be right.

    :param params: all options; those that are not used become None
    :param near: the options that the task gives
    :param broken: those that were given and cannot be used, as is told already
    """
    problem = _settle(params, near, KINDS, "%s are %s set, but a request can carry only one of them")
    if problem is not None:
        return [problem]
    if not any(params[name] for name in OAUTH):
        return []
    problems = [_settle(params, near, way, "%s are %s set, but only one of them can be used") for way in _WAYS]
    if not broken & set(OAUTH):
        problems.append(_missing(params))
    return [problem for problem in problems if problem is not None]


def _settle(params: Params, near: t.Mapping[str, t.Any], kinds: Choice, sentence: str) -> t.Optional[str]:
    """Leave one of some kinds of credentials; a sentence where the same place gives several."""
    given = [kind for kind in kinds if _name(kind, params)]
    if len(given) < 2:
        return None
    nearer = [kind for kind in given if _name(kind, near)]
    chosen = nearer or given
    if len(chosen) > 1:
        names = [_name(kind, near if nearer else params) for kind in chosen]
        listed = "%s and %s" % (", ".join(names[:-1]), names[-1])
        return sentence % (listed, "both" if len(names) == 2 else "all")
    for name in (name for kind in kinds if kind != chosen[0] for name in kind):
        params[name] = None
    return None


def _name(kind: t.Sequence[str], params: t.Mapping[str, t.Any]) -> str:
    """Return the option that shows that a kind of credentials is given; empty where it is not."""
    showing = kind if kind == OAUTH else kind[:1]
    return next((name for name in showing if params.get(name)), "")


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
