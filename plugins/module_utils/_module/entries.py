# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The entries of a list, outside of the task that manages them: as the module takes them that gets them."""

from __future__ import annotations

import typing as t

from .._engine.model import Owned, Thing, Wish
from .._engine.resource import Resource
from .option_groups import bulk_options
from .spellings import Options, Reader
from .validation import examine

Adapt = t.Callable[[Options, Options], t.Iterable[str]]


def read_entries(
    resource: Resource[Wish, Thing, Owned], rows: t.Sequence[Options], task: Options, adapt: Adapt
) -> t.Tuple[t.List[Options], t.List[str]]:
    """Return entries with all their options, and what is wrong with them, by the argument spec of that module.

    An option that is not set is None, and so is one that cannot be used.

    :param task: other options of the task, such as defaults; those that the module does not have do not count
    :param adapt: puts an entry into the terms of its options
    """
    plural, spec = resource.plural, bulk_options(resource)
    reader = Reader(plural, adapt)
    read = reader.read(spec, {plural: rows, **{name: value for name, value in task.items() if name in spec}})
    found = examine({plural: spec[plural]}, {}, read, reader.broken)
    return found.options[plural], reader.problems + found.problems
