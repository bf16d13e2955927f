# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a preview showed: the results of the modules that manage lists, in check mode and with a diff. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

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
    :param rows: what the result says of each object
    :param warnings: of the task
    """

    compared: t.Optional[int] = None
    objects: t.Tuple[Shown, ...] = ()
    rows: t.Tuple[Document, ...] = ()
    warnings: t.Tuple[str, ...] = ()


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
    if not isinstance(rows, list) or (result.get("changed") and not rows):
        raise ValueError("must have a diff, so the tasks need diff: true")
    return Preview(
        sum(int(number) for number in summary.values()),
        tuple(_shown(row, noun) for row in rows),
        tuple(result.get("actions") or ()),
        tuple(str(one) for one in result.get("warnings") or ()),
    )


def _shown(row: t.Mapping[str, t.Any], noun: str) -> Shown:
    header = str(row.get("before_header") or "")
    name = header[len(noun) + 1 :] if header.startswith(noun + " ") else header
    return Shown(name, dict(row.get("before") or {}), dict(row.get("after") or {}))
