# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a preview showed: the results of the modules that manage lists, in check mode and with a diff. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ...module_utils._audit.rule import listed
from ...module_utils._engine.model import CREATED, DELETED, UPDATED

Document = t.Dict[str, t.Any]


@dataclass(frozen=True)
class Shown:
    """An object that is not as its list says; what is empty does not exist, or is not to exist."""

    name: str
    before: Document
    after: Document


@dataclass(frozen=True)
class Preview:
    """The result of a module that manages a list.

    :param compared: how many objects were compared; None if there was no such list
    :param objects: those that differ
    :param rows: what the result says of each object; of many, the unchanged ones are left out
    :param omitted: of those that are left out, how many have a value of a member
    :param warnings: of the task
    """

    compared: t.Optional[int] = None
    objects: t.Tuple[Shown, ...] = ()
    rows: t.Tuple[Document, ...] = ()
    warnings: t.Tuple[str, ...] = ()
    omitted: t.Mapping[str, t.Mapping[str, int]] = field(default_factory=dict)

    def ids_with(self, name: str, value: str) -> str:
        """Return the objects of which the result says so, for a sentence; an empty text if there are none."""
        ids = sorted(str(row.get("id")) for row in self.rows if row.get(name) == value)
        rest = self.omitted.get(name, {}).get(value, 0)
        return listed(ids, rest) if ids or not rest else "%d unchanged ones" % rest


def preview_of(result: t.Any, noun: str) -> Preview:
    """Return the result of a module in check mode.

    :param result: as Ansible registers it; of a task that did not run, it says so
    :param noun: what the diff calls such an object
    :raises ValueError: it is no such result
    """
    if not isinstance(result, dict) or (result and not result.get("skipped") and "summary" not in result):
        raise ValueError("must be the results of the modules of the role provision")
    if "summary" not in result:
        return Preview()
    summary, rows = result["summary"], result.get("diff") or []
    differ = sum(int(summary.get(action) or 0) for action in (CREATED, UPDATED, DELETED))  # whatever changed_when says
    if not isinstance(rows, list) or len(rows) < differ:
        raise ValueError("must have a diff, so the tasks need diff: true")
    return Preview(
        sum(int(number) for number in summary.values()),
        tuple(_shown(row, noun) for row in rows),
        tuple(result.get("actions") or ()),
        tuple(str(one) for one in result.get("warnings") or ()),
        result.get("omitted") or {},
    )


def _shown(row: t.Mapping[str, t.Any], noun: str) -> Shown:
    header = str(row.get("before_header") or "")
    name = header[len(noun) + 1 :] if header.startswith(noun + " ") else header
    return Shown(name, dict(row.get("before") or {}), dict(row.get("after") or {}))
