# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The stages of a plan: survey, draft, details, plan, each done once.

What is there of the objects that are named decides what would become of them, and that decides what else has to be read
before it is certain: whether a secret is right, which key is stored, which grants would go with a key.
"""

from __future__ import annotations

import abc
import typing as t
from dataclasses import dataclass

from .model import Change, Entry, Owned, Prune, Thing, Wish

Survey = t.TypeVar("Survey")
Draft = t.TypeVar("Draft")
Details = t.TypeVar("Details")


class Planner(abc.ABC, t.Generic[Wish, Thing, Owned, Survey, Draft, Details]):
    """Decides; pure."""

    @abc.abstractmethod
    def check(self, entries: t.Sequence[Entry[Wish]], problems: t.List[str]) -> t.List[Entry[Wish]]:
        """Return the entries that can be planned; see `Planning.check`."""

    @abc.abstractmethod
    def draft(
        self,
        entries: t.Sequence[Entry[Wish]],
        survey: Survey,
        prune: t.Optional[Prune[Owned]],
        problems: t.List[str],
    ) -> Draft:
        """Return what would become of the objects, as far as a survey tells it.

        :param problems: gets what is known to fail
        """

    @abc.abstractmethod
    def plan(self, draft: Draft, details: Details, problems: t.List[str]) -> t.Sequence[Change[Thing]]:
        """Return the changes; see `Planning.changes`."""


class Reader(abc.ABC, t.Generic[Wish, Owned, Survey, Draft, Details]):
    """Reads what a planner has to know."""

    @abc.abstractmethod
    def survey(self, entries: t.Sequence[Entry[Wish]], prune: t.Optional[Prune[Owned]]) -> Survey:
        """Return what is there of the objects that the entries name, and where something is pruned all in its scope."""

    @abc.abstractmethod
    def details(self, draft: Draft) -> Details:
        """Return what a draft leaves open."""


@dataclass(frozen=True)
class Stages(t.Generic[Wish, Thing, Owned, Survey, Draft, Details]):
    """A `Planning` that goes through all stages."""

    planner: Planner[Wish, Thing, Owned, Survey, Draft, Details]
    reader: Reader[Wish, Owned, Survey, Draft, Details]

    def check(self, entries: t.Sequence[Entry[Wish]], problems: t.List[str]) -> t.List[Entry[Wish]]:
        """Return the entries that can be planned; see `Planning.check`."""
        return self.planner.check(entries, problems)

    def changes(
        self, entries: t.Sequence[Entry[Wish]], prune: t.Optional[Prune[Owned]], problems: t.List[str]
    ) -> t.Sequence[Change[Thing]]:
        """Return the changes; see `Planning.changes`."""
        draft = self.planner.draft(entries, self.reader.survey(entries, prune), prune, problems)
        return self.planner.plan(draft, self.reader.details(draft), problems)
