# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How trusted issuers differ from their list, and who is affected. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.rule import listed
from . import kinds, words
from .kinds import RUN, Difference
from .previews import Shown
from .users import Clients

_CHANGED = ("scope", "expires_at", "jwk_thumbprint")
_RECREATED = "With it, these grants are deleted and created again: %s"
_KEEP = "%s to restore it, or change the list to keep what is there" % RUN


def of_issuers(objects: t.Sequence[Shown], there: Clients) -> t.Iterator[Difference]:
    """Yield how grants of trusted issuers differ from their list.

    :param objects: all grants that would be written
    :param there: the clients of the server
    """
    also: t.Dict[t.Tuple[str, str], t.List[str]] = {}
    for one in objects:
        if not _differs(one):
            also.setdefault(_key(one), []).append(one.name)
    for one in objects:
        yield from _of(one, there.exchanging(), sorted(also.get(_key(one), ())))


def _differs(shown: Shown) -> bool:
    """Tell whether a grant differs itself, or is only deleted and created again with another one of the same key."""
    return not shown.before or not shown.after or any(name in shown.after for name in _CHANGED)


def _key(shown: Shown) -> t.Tuple[str, str]:
    whole = shown.before or shown.after
    return str(whole.get("issuer")), str(whole.get("kid"))


def _of(shown: Shown, exchanging: t.Optional[str], also: t.Sequence[str]) -> t.Iterator[Difference]:
    common = tuple(filter(None, [exchanging, _RECREATED % listed(also) if also else None]))
    if not shown.before:
        affected: t.Tuple[str, ...] = ("While it does not exist, its assertions are refused", *common)
        remedy = "%s to create it, or remove it from the list" % RUN
        yield Difference(kinds.ISSUER_MISSING, shown.name, "", "does not exist", remedy, affected=affected)
        return
    if not shown.after:
        affected = ("Whoever has its key gets tokens, until it is removed", *common)
        remedy = "%s to remove it, or add it to the list to keep it" % RUN
        yield Difference(kinds.ISSUER_EXTRA, shown.name, "", "exists, but should not", remedy, affected=affected)
        return
    for name in (one for one in _CHANGED if one in shown.after):
        kind = kinds.ISSUER_KEY if name == "jwk_thumbprint" else kinds.ISSUER_CHANGED
        before, found, affected = shown.before.get(name), *_told(name, shown)
        kept = {name: before} if kind is not kinds.ISSUER_KEY and words.keepable(before) else {}
        option = "jwk" if kind is kinds.ISSUER_KEY else name
        yield Difference(kind, shown.name, option, found, _KEEP, kept, (*affected, *common))


def _told(name: str, shown: Shown) -> t.Tuple[str, t.Tuple[str, ...]]:
    """Return how a grant differs, and what depends on that."""
    before, after = shown.before.get(name), shown.after.get(name)
    if name == "jwk_thumbprint":
        return "jwk is another key (thumbprint %s instead of %s)" % (before, after), (
            "Assertions signed with the declared key are refused now",
            "Assertions signed with the other key are accepted until it is replaced",
        )
    if name == "expires_at":  # the wanted one may be relative to now, so that a report with it would always change
        return "expires_at is %s, which is not as declared" % before, ("Assertions are accepted until then",)
    parts = words.parts(before, after) or words.Parts([], [])
    affected = []
    if parts.lacking:
        affected.append("Assertions do not get the scope %s now" % words.named(parts.lacking))
    if parts.extra:
        affected.append("Assertions get the scope %s until provision has run" % words.named(parts.extra))
    return words.told_of(name, parts), tuple(affected)
