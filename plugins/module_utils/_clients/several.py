# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What entries are called, and what two of them cannot both be. Pure."""

from __future__ import annotations

import typing as t

from .._engine.model import (
    Entry,
    twice,
)
from .changes import ClientChange
from .description import (
    ALTERNATE,
    ID,
    NAME,
    PLURAL,
    TITLE,
)
from .merge import ClientWish

_ANY = "any"  # instead of the other alternate fields, where not all of them are given


def sentence_of(entry: Entry[ClientWish], sentence: str) -> str:
    """Return a sentence about an entry."""
    label = entry.key if entry.key is not None else entry.wish.given.get(NAME)
    if not label:
        return "entry %d of %s: %s" % (entry.position + 1, PLURAL, sentence)
    return '%s "%s": %s' % (TITLE, label, sentence)


def is_named(entry: Entry[ClientWish], problems: t.List[str]) -> bool:
    """Tell whether it is known which client an entry is about."""
    if entry.key:
        return True
    if entry.broken & {ID, *ALTERNATE}:
        return False
    if not entry.wish.given.get(NAME):
        problems.append("entry %d of %s has neither %s nor %s" % (entry.position + 1, PLURAL, ID, NAME))
        return False
    return True


def twins(entries: t.Sequence[Entry[ClientWish]], changes: t.Sequence[ClientChange]) -> t.Iterator[str]:
    """Yield what two entries have in common that were told apart by what they are called."""
    by_position = {entry.position: entry for entry in entries}
    owner: t.Dict[str, Entry[ClientWish]] = {}
    files: t.Dict[str, Entry[ClientWish]] = {}
    for change in changes:
        entry = by_position[t.cast("int", change.position)]
        twin = owner.setdefault(change.key, entry) if change.key is not None else entry
        if twin is not entry and (twin.key is None or twin.key != entry.key):  # else it is told already
            yield twice(PLURAL, twin, entry, 'are both %s "%s"' % (TITLE, change.key))
        file = change.secret.file
        twin = files.setdefault(file, entry) if file else entry
        if twin is not entry:
            yield twice(PLURAL, twin, entry, "would write different secrets to secret_file %s" % file)


def duplicates(entries: t.Sequence[Entry[ClientWish]]) -> t.List[str]:
    """Return what is wrong with entries that would be about the same client, as sentences."""
    problems = []
    seen: t.Dict[t.Tuple[str, t.Any], t.Dict[t.Any, Entry[ClientWish]]] = {}
    for entry in entries:
        what = ID if entry.key is not None else NAME
        name = entry.key if entry.key is not None else entry.wish.given.get(what)
        # A name alone matches whatever has it: the other alternate fields tell two apart only if both have them.
        rest = tuple(entry.wish.given.get(other) for other in ALTERNATE[1:]) if entry.key is None else ()
        alike = seen.setdefault((what, name), {})
        twins_of_it = alike.values() if None in rest else [alike[one] for one in (rest, _ANY) if one in alike]
        twin = min(twins_of_it, key=lambda one: one.position, default=None)
        if twin is not None:
            problems.append(twice(PLURAL, twin, entry, 'have the same %s "%s"' % (what, name)))
        alike.setdefault(_ANY if None in rest else rest, entry)
    return problems
