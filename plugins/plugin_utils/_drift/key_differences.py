# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How key sets differ from their list, and who is affected. Pure."""

from __future__ import annotations

import typing as t

from ...module_utils._audit.rule import listed
from ...module_utils._keys.key_set import is_generated
from . import kinds
from .kinds import RUN, Difference
from .previews import Document, Shown
from .users import Clients


def of_key_set(shown: Shown, there: Clients) -> t.Iterator[Difference]:
    """Yield how a key set differs from its list.

    :param there: the clients of the server
    """
    affected = (there.relying_on(shown.name) or "Hydra signs nothing with it; who uses its keys is not known here",)
    if not shown.before:
        remedy = "%s to create it, or remove it from the list" % RUN
        yield Difference(kinds.KEYS_MISSING, shown.name, "", "does not exist", remedy, affected=affected)
    elif not shown.after:
        remedy = "%s to remove it, or remove state=absent to keep it" % RUN
        yield Difference(kinds.KEYS_EXTRA, shown.name, "", "exists, but should not", remedy, affected=affected)
    else:
        remedy = "%s to restore the keys, or change the list to keep those that are there" % RUN
        found = _told(shown.before.get("keys") or {}, shown.after.get("keys") or {})
        yield Difference(kinds.KEYS_CHANGED, shown.name, "keys", found, remedy, affected=affected)


def _told(before: t.Mapping[str, Document], after: t.Mapping[str, Document]) -> str:
    """Return how the keys of a set differ, as a sentence without its full stop."""
    extra = ['key "%s"' % kid for kid in sorted(set(before) - set(after))]
    lacking = sorted(_named(kid, after[kid]) for kid in set(after) - set(before))
    told = []
    if extra:
        told.append("contains %s, which should not be there" % listed(extra))
    if lacking:
        told.append("lacks %s" % listed(lacking))
    for kid in sorted(set(before) & set(after)):
        for name, value in after[kid].items():
            if before[kid].get(name) != value and (name != "signs" or not told):
                told.append('key "%s": %s is %s instead of %s' % (kid, name, before[kid].get(name), value))
    return ", and ".join(told) or "the keys are in another order, or not the same ones"


def _named(kid: str, about: Document) -> str:
    """Return what a key is called that does not exist; a name that is made up for it changes from run to run."""
    return "a key for %s" % about.get("alg") if is_generated(kid) else 'key "%s"' % kid
