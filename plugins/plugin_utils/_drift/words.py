# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How two values differ, in words. Pure."""

from __future__ import annotations

import json
import typing as t

from ...module_utils._audit.rule import listed, shown_url
from ...module_utils._values.jwk import HIDDEN

_LONGEST = 200


class Parts(t.NamedTuple):
    """What two values that consist of parts do not share, sorted.

    :param extra: what is there, and should not be
    :param lacking: what is not there, and should be
    """

    extra: t.List[str]
    lacking: t.List[str]


def parts(there: t.Any, wanted: t.Any) -> t.Optional[Parts]:
    """Return how two lists of texts differ; None if one of the values is something else."""
    if not isinstance(there, list) or not isinstance(wanted, list):
        return None
    if not all(isinstance(one, str) for one in (*there, *wanted)):
        return None
    return Parts(sorted(set(there) - set(wanted)), sorted(set(wanted) - set(there)))


def words(there: t.Any, wanted: t.Any) -> t.Optional[Parts]:
    """Return how two scopes differ; None if one of the values is something else."""
    if not isinstance(there, str) or not isinstance(wanted, str):
        return None
    return parts(there.split(), wanted.split())


def named_keys(there: t.Any, wanted: t.Any) -> t.Tuple[Parts, t.List[str]]:
    """Return how two key sets differ, by the names of their keys, and which keys of one name differ."""
    mine, theirs = _by_name(there), _by_name(wanted)
    other = sorted(name for name in set(mine) & set(theirs) if mine[name] != theirs[name])
    return Parts(sorted(set(mine) - set(theirs)), sorted(set(theirs) - set(mine))), other


def _by_name(jwks: t.Any) -> t.Dict[str, t.Any]:
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    rows = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return {'key "%s"' % key["kid"] if key.get("kid") else "a key without a kid": key for key in rows}


def told_of(name: str, found: Parts) -> str:
    """Return how lists differ, as a sentence without its full stop."""
    told = []
    if found.extra:
        told.append("contains %s, which should not be there" % named(found.extra))
    if found.lacking:
        told.append("lacks %s" % named(found.lacking))
    return "%s %s" % (name, ", and ".join(told))


def named(texts: t.Sequence[str]) -> str:
    """Return texts for a sentence."""
    return listed([safe(one) for one in texts])


def told_of_values(name: str, there: t.Any, wanted: t.Any) -> str:
    """Return how two values differ, likewise; of dictionaries, the members."""
    if isinstance(there, dict) and isinstance(wanted, dict):
        names = sorted(one for one in {*there, *wanted} if there.get(one) != wanted.get(one))
        return listed([told_of_values("%s.%s" % (name, one), there.get(one), wanted.get(one)) for one in names])
    return "%s is %s instead of %s" % (name, spoken(there), spoken(wanted))


def spoken(value: t.Any) -> str:
    """Return a value for a sentence."""
    if value is None or value in ("", [], {}):
        return "not set"
    text = json.dumps(safe(value), ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def safe(value: t.Any) -> t.Any:
    """Return a value; of addresses in it, without what may be secret."""
    if isinstance(value, dict):
        return {name: safe(one) for name, one in value.items()}
    if isinstance(value, list):
        return [safe(one) for one in value]
    return shown_url(value) if isinstance(value, str) and "//" in value else value


def keepable(value: t.Any) -> bool:
    """Tell whether a report may have the whole value, and a list may have it from there."""
    return bool(safe(value) == value) and HIDDEN not in json.dumps(value, default=str)
