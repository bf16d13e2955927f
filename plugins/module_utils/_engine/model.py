# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a plan is made of: what a task wants, the steps that bring it about, and what is seen of the server. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._clients.secret_policy import SecretWish
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

Got = t.TypeVar("Got")


@dataclass(frozen=True)
class Entry:
    """What a task says about one object.

    :param position: its place in the list that was given, from 0
    :param key: its key, where one was given
    :param given: the fields that were given; None means back to the server's default
    :param exhaustive: fields that were not given go back to their defaults
    :param registered: it came with a registration access token, which the next update ends
    :param problems: what is wrong with it, as far as that was found out when it was read, as whole sentences
    :param broken: the options that were given and cannot be used, as some problem says: nothing is known of them
    """

    position: int
    state: str
    key: t.Optional[str]
    given: t.Mapping[str, t.Any]
    exhaustive: bool = False
    secret: SecretWish = field(default_factory=SecretWish)
    registered: bool = False
    problems: t.Tuple[str, ...] = ()
    broken: t.FrozenSet[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One call that makes a part of a change.

    :param operation: its name, as failures report it
    :param take: makes the call; gets the object as it was before, and returns it as it is afterwards
    :param done: tells from the object as it is now, after a call whose answer was lost or strange, whether it took
        effect; None where it cannot be told and another try could do harm
    :param opens: without it nothing else of its lane can be made
    :param look: reads what `done` is asked about, where that is not the object of the change
    """

    operation: str
    take: t.Callable[[AdminApi, t.Optional[Document]], t.Optional[Document]]
    done: t.Callable[[t.Optional[Document]], t.Optional[bool]]
    opens: bool = False
    look: t.Optional[t.Callable[[AdminApi], t.Optional[Document]]] = None


def _see_nothing(_api: AdminApi) -> t.Optional[Document]:
    return None


def _no_surprise(_result: t.Optional[Document]) -> t.Sequence[str]:
    return ()


@dataclass(frozen=True)
class Change:
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
    :param look: reads the object again, after an answer was lost or strange
    :param surprises: names what the server made of the object otherwise than declared
    :param files: what is written to files before the first step
    :param logged: what the system log is told before the first step, as no run could tell it any more if it were killed
    :param told: what a result says besides
    :param noted: what its row in an account of several changes says besides
    :param revealed: what of the secrets a result holds, because its return was asked for
    :param secrets: what must not be seen anywhere else
    """

    position: t.Optional[int]
    key: t.Optional[str]
    label: str
    action: str
    before: Document = field(default_factory=dict)
    after: Document = field(default_factory=dict)
    current: t.Optional[Document] = None
    expected: t.Optional[Document] = None
    steps: t.Tuple[Step, ...] = ()
    phase: int = BRING_ABOUT
    lane: t.Optional[str] = None
    look: t.Callable[[AdminApi], t.Optional[Document]] = _see_nothing
    surprises: t.Callable[[t.Optional[Document]], t.Sequence[str]] = _no_surprise
    files: t.Tuple[SecretFile, ...] = ()
    logged: t.Tuple[str, ...] = ()
    told: Document = field(default_factory=dict)
    noted: Document = field(default_factory=dict)
    revealed: Document = field(default_factory=dict)
    secrets: t.Tuple[str, ...] = ()
    warnings: t.Tuple[str, ...] = ()


@dataclass(frozen=True)
class Prune:
    """Which objects that no entry names are to go.

    :param scope: returns whether an object belongs to what the list owns
    :param protect: keys that never go
    :param limit: how many may go at the most
    :param listing: filters of the listing among which is pruned
    """

    scope: t.Callable[[Document], bool]
    protect: t.FrozenSet[str]
    limit: int
    listing: t.Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """What was read of the server.

    :param current: for each entry's position the object as it is, or None
    :param others: every object that was read, among which is pruned
    """

    current: t.Mapping[int, t.Optional[Document]]
    others: t.Sequence[Document] = ()


class Planner(t.Protocol):
    """From what is wanted and what is there to changes; one kind of object, one server.

    Both methods go on after a problem, as far as it leaves something to be told that is certain.
    """

    def check(self, entries: t.Sequence[Entry], problems: t.List[str]) -> t.List[Entry]:
        """Return the entries that can be planned, with every value in the form in which it is sent.

        Looks at nothing but the entries.

        :param problems: gets what cannot be right about them, or is named twice
        """

    def plan(
        self, entries: t.Sequence[Entry], view: t.Any, prune: t.Optional[Prune], problems: t.List[str]
    ) -> t.Sequence[Change]:
        """Return one change for each entry, in their order, and then those that no entry names.

        :param entries: as `check` returned them
        :param view: as the reader of the same kind of object returned it
        :param problems: gets what is known to fail: where there is any, changes are missing, and none is to be made
        """


class Reader(t.Protocol):
    """Reads what a planner has to know."""

    def view(self, entries: t.Sequence[Entry], prune: t.Optional[Prune]) -> t.Any:
        """Return what is there of the objects that the entries name, and where something is pruned all in its scope."""


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


def twice(plural: str, first: Entry, second: Entry, what: str) -> str:
    """Return the sentence that two entries cannot both be: "entries 1 and 3 of clients ..."."""
    return "entries %d and %d of %s %s" % (first.position + 1, second.position + 1, plural, what)


def within_limit(prune: Prune, plural: str, labels: t.Sequence[str]) -> None:
    """Refuse to prune more than was allowed.

    :param labels: what sentences call the objects that would go
    :raises UsageError: they are too many
    """
    if len(labels) > prune.limit:
        shown = ", ".join(labels[:20]) + (" and %d more" % (len(labels) - 20) if len(labels) > 20 else "")
        raise UsageError(
            "%d %s would be pruned, which is more than prune_limit (%d) allows; nothing was changed. They are: %s"
            % (len(labels), plural, prune.limit, shown)
        )
