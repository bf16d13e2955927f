# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A collection of objects in the order of their ids."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class HasId(Protocol):
    """Anything with an id that never changes."""

    @property
    def id(self) -> str:
        """Never empty."""


Row = TypeVar("Row", bound=HasId)


class ById(Generic[Row]):
    """Rows by id; iterating goes in the order of the ids."""

    def __init__(self) -> None:
        self._by_id: dict[str, Row] = {}
        self._order: list[str] = []

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Row]:
        return (self._by_id[row_id] for row_id in list(self._order))

    def get(self, row_id: str) -> Row | None:
        return self._by_id.get(row_id)

    def put(self, row: Row) -> None:
        if row.id not in self._by_id:
            insort(self._order, row.id)
        self._by_id[row.id] = row

    def remove(self, row_id: str) -> bool:
        """Forget a row; return whether there was one."""
        if self._by_id.pop(row_id, None) is None:
            return False
        del self._order[bisect_left(self._order, row_id)]
        return True

    def by_creation(self) -> Iterator[Row]:
        """Yield the rows in the order in which their ids came to be known."""
        return iter(list(self._by_id.values()))

    def after(self, row_id: str) -> Iterator[Row]:
        """Yield the rows whose id is greater than ``row_id``."""
        start = bisect_left(self._order, row_id)
        if start < len(self._order) and self._order[start] == row_id:
            start += 1
        return (self._by_id[each] for each in self._order[start:])
