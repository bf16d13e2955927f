# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a plan is made of: what a task wants, the steps that bring it about, and what a list owns. Pure.

`Wish` is what a task says of one object, `Thing` an object as the engine hands it about, `Owned` what a list owns.
"""

from __future__ import annotations

import abc
import typing as t
from dataclasses import dataclass, field

from .._errors import UsageError
from .._server.admin_api import AdminApi, Document
from .._values.files import SecretFile

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
UNCHANGED = "unchanged"
FAILED = "failed"
NOT_TRIED = "not_tried"

BRING_ABOUT, TAKE_AWAY = 0, 1  # phases: what goes, goes last

_PROBLEMS_SHOWN = 100

Wish = t.TypeVar("Wish")
Thing = t.TypeVar("Thing")
Owned = t.TypeVar("Owned")
Got = t.TypeVar("Got")


@dataclass(frozen=True)
class Entry(t.Generic[Wish]):
    """What a task says about one object.

    :param position: its place in the list that was given, from 0
    :param key: its key, where one was given
    :param problems: what is wrong with it, as far as that was found out when it was read, as whole sentences
    :param broken: the options that were given and cannot be used, as some problem says: nothing is known of them
    """

    position: int
    key: t.Optional[str]
    wish: Wish
    problems: t.Tuple[str, ...] = ()
    broken: t.FrozenSet[str] = frozenset()


class Step(abc.ABC, t.Generic[Thing]):
    """One call that makes a part of a change: an operation and its arguments. What makes a step is a dataclass of them.

    :cvar opens: without it nothing else of its lane can be made
    """

    opens: bool = False

    @property
    @abc.abstractmethod
    def operation(self) -> str:
        """The name of the operation, as failures report it."""

    def sends(self) -> Document:
        """Return what of the call no diff shows, and whoever approves a plan approves too: nothing secret."""
        return {}

    @abc.abstractmethod
    def take(self, api: AdminApi, there: t.Optional[Thing]) -> t.Optional[Thing]:
        """Make the call, and return the object as it is afterwards.

        :param there: the object as it was before
        """

    @abc.abstractmethod
    def done(self, there: t.Optional[Thing]) -> t.Optional[bool]:
        """Tell whether the call took effect, after its answer was lost or strange.

        :param there: what `look` returned since
        :return: None where it cannot be told and another try could do harm
        """

    def look(self, api: AdminApi, change: Change[Thing]) -> t.Optional[Thing]:
        """Read what `done` is asked about: the object of the change, unless it is another one."""
        return change.look(api)


@dataclass(frozen=True)
class Change(t.Generic[Thing]):
    """What is to become of one object.

    :param position: the place of its entry; None for one that no entry names
    :param key: its key; None where the server is going to choose it
    :param label: what sentences call it
    :param action: `CREATED`, `UPDATED`, `DELETED` or `UNCHANGED`
    :param before: what a diff shows of the object as it is
    :param after: what a diff shows of the object as it is going to be
    :param current: the object as it is
    :param expected: the object as it is going to be
    :param steps: the calls that bring it about, in their order
    :param phase: changes of a lower phase are all done before those of a higher one begin
    :param lane: changes of one lane are made one after another, and all of them once the first was begun, unless a step
        failed that opens the lane
    :param files: what is written to files before the first step
    :param logged: what the system log is told before the first step, as no run could tell it any more if it were killed
    :param extra: what a result says besides, once the change is made
    :param row_extra: what its row in an account of several changes says besides, once the change is made
    :param lasting_extra: what such a row says besides however it ends, and a result if it failed
    :param revealed_secrets: what of the secrets a result holds, because its return was asked for
    :param secrets: what must not be seen anywhere else
    :param passing: texts of the diff and the calls that are chosen anew each time, such as the name of a new key, and
        what stands for each of them where two plans are compared
    """

    position: t.Optional[int]
    key: t.Optional[str]
    label: str
    action: str
    before: Document = field(default_factory=dict)
    after: Document = field(default_factory=dict)
    current: t.Optional[Thing] = None
    expected: t.Optional[Thing] = None
    steps: t.Tuple[Step[Thing], ...] = ()
    phase: int = BRING_ABOUT
    lane: t.Optional[str] = None
    files: t.Tuple[SecretFile, ...] = ()
    logged: t.Tuple[str, ...] = ()
    extra: Document = field(default_factory=dict)
    row_extra: Document = field(default_factory=dict)
    lasting_extra: Document = field(default_factory=dict)
    revealed_secrets: Document = field(default_factory=dict)
    secrets: t.Tuple[str, ...] = ()
    warnings: t.Tuple[str, ...] = ()
    passing: t.Mapping[str, str] = field(default_factory=dict)

    def look(self, api: AdminApi) -> t.Optional[Thing]:
        """Read the object again, after an answer was lost or strange."""
        return None

    def mismatches(self, result: t.Optional[Thing]) -> t.Sequence[str]:
        """Return what the server made of the object otherwise than declared, as sentences."""
        return ()


@dataclass(frozen=True)
class Prune(t.Generic[Owned]):
    """Which objects that no entry names are to go.

    :param scope: what the list owns
    :param protect: keys that never go
    :param limit: how many may go at the most
    """

    scope: Owned
    protect: t.FrozenSet[str]
    limit: int


class Planning(t.Protocol[Wish, Thing, Owned]):
    """From what is wanted of some objects, and what is there of them, to changes; on one server.

    Both methods go on after a problem, as far as it leaves something to be told that is certain.
    """

    def check(self, entries: t.Sequence[Entry[Wish]], problems: t.List[str]) -> t.List[Entry[Wish]]:
        """Return the entries that can be planned, with every value in the form in which it is sent.

        Looks at nothing but the entries.

        :param problems: gets what cannot be right about them, or is named twice
        """

    def changes(
        self, entries: t.Sequence[Entry[Wish]], prune: t.Optional[Prune[Owned]], problems: t.List[str]
    ) -> t.Sequence[Change[Thing]]:
        """Return one change for each entry, in their order, and then those that no entry names.

        :param entries: as `check` returned them
        :param problems: gets what is known to fail: where there is any, changes are missing, and none is to be made
        """


def refuse(problems: t.Sequence[str]) -> None:
    """Refuse a task for all of these reasons.

    :raises UsageError: there are any
    """
    told = list(dict.fromkeys(problems))
    if told:
        rest = len(told) - _PROBLEMS_SHOWN
        more = "; and %d more problems" % rest if rest > 0 else ""
        raise UsageError("; ".join(told[:_PROBLEMS_SHOWN]) + more, problems=told)


def attempt(problems: t.List[str], what: t.Callable[..., Got], *arguments: t.Any) -> t.Optional[Got]:
    """Return what a function returns, or None where it refuses: then what is wrong is added to the problems."""
    try:
        return what(*arguments)
    except UsageError as error:
        problems += error.problems
        return None


def twice(plural: str, first: Entry[Wish], second: Entry[Wish], what: str) -> str:
    """Return the sentence that two entries cannot both be: "entries 1 and 3 of clients ..."."""
    return "entries %d and %d of %s %s" % (first.position + 1, second.position + 1, plural, what)


def within_limit(prune: Prune[Owned], plural: str, labels: t.Sequence[str]) -> None:
    """Refuse to prune more than was allowed.

    :param labels: what sentences call the objects that would go
    :raises UsageError: they are too many
    """
    if len(labels) > prune.limit:
        shown = ", ".join(labels[:20]) + (" and %d more" % (len(labels) - 20) if len(labels) > 20 else "")
        raise UsageError(
            "%d %s would be pruned, more than prune_limit (%d) allows; nothing was changed. They are: %s"
            % (len(labels), plural, prune.limit, shown)
        )
