# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Carry out changes, and keep an exact account of what happened to each."""

from __future__ import annotations

import contextlib
import threading
import typing as t
from dataclasses import dataclass

from .._errors import ApiError, Failure, HydraError, UnseenError, known
from .._server.admin_api import AdminApi
from .._values.files import SecretSlot
from .model import CREATED, FAILED, NOT_TRIED, UNCHANGED, Change, Step, Thing
from .parallel import in_parallel
from .progress import Progress

_TRIES_IN_DOUBT = 2


@dataclass
class Outcome(t.Generic[Thing]):
    """What became of one change.

    :param action: the planned action once it is done, `FAILED` or `NOT_TRIED`
    :param result: the object as the server returned it, or as it is expected in check mode
    """

    change: Change[Thing]
    action: str
    result: t.Optional[Thing] = None
    error: t.Optional[HydraError] = None


def untried(changes: t.Sequence[Change[Thing]]) -> t.List[Outcome[Thing]]:
    """Return the outcomes before anything is done."""
    return [
        Outcome(change, UNCHANGED if change.action == UNCHANGED else NOT_TRIED, change.current) for change in changes
    ]


class Applier:
    """Carries out changes.

    :param concurrency: requests under way at once
    :param carry_on: go on after a failure
    :param log: writes a line to the system log
    """

    def __init__(
        self,
        api: AdminApi,
        concurrency: int = 1,
        carry_on: bool = False,
        log: t.Callable[[str], None] = lambda _line: None,
    ) -> None:
        self.api = api
        self.concurrency = concurrency
        self.carry_on = carry_on
        self.log = log

    def pretend(self, changes: t.Sequence[Change[Thing]]) -> t.List[Outcome[Thing]]:
        """Return what `apply` would, without a request."""
        return [Outcome(change, change.action, change.expected) for change in changes]

    def apply(self, changes: t.Sequence[Change[Thing]]) -> t.List[Outcome[Thing]]:
        """Make the changes, phase by phase; return the outcomes in the order of the changes."""
        outcomes = untried(changes)
        failed = threading.Event()
        phases = list(_phases(outcomes))
        progress = Progress(self.log, "Made changes", sum(len(lane) for lanes in phases for lane in lanes))

        def run(lane: t.Sequence[Outcome[Thing]]) -> None:
            if failed.is_set() and not self.carry_on:
                return
            for number, outcome in enumerate(lane):
                goes_on = self._make(outcome)
                progress.add(1)
                if outcome.error is not None:
                    failed.set()
                if not goes_on:
                    _doubt(outcome, lane[number + 1 :])
                    return
                if outcome.change.steps[0].opens:  # with it everything in the lane went that was there
                    for other in lane[number + 1 :]:
                        other.result = None

        for lanes in phases:
            in_parallel(run, lanes, self.concurrency)
        return outcomes

    def _make(self, outcome: Outcome[Thing]) -> bool:
        """Make one change. A call whose answer was lost or strange is repeated only if it is seen to have done nothing.

        :return: whether the other changes of its lane can be made
        """
        change = outcome.change
        step = change.steps[0]
        places: t.List[SecretSlot] = []
        with contextlib.ExitStack() as stack:  # others wait for a secret file until the server has what is in it
            try:
                for line in change.logged:
                    self.log(line)
                for file in change.files:
                    place = SecretSlot(file.option, file.path, file.instead_of, file.folder_option)
                    places.append(stack.enter_context(place))
                    places[-1].keep(file.text, file.tentative)
                for step in change.steps:
                    outcome.result = self._take(change, step, outcome.result)
                for place in places:
                    place.settle()
                outcome.action = change.action
            except Exception as raised:
                error = known(raised)
                if not error.in_doubt:
                    for place in places:
                        problem = place.take_back()
                        error.message += "; " + problem if problem else ""
                error.failure = error.failure or Failure(step.operation, change.key or change.label)
                outcome.action, outcome.error = FAILED, error
                return not step.opens
        return True

    def _take(self, change: Change[Thing], step: Step[Thing], there: t.Optional[Thing]) -> t.Optional[Thing]:
        tries = _TRIES_IN_DOUBT
        while True:
            try:
                return step.take(self.api, there)
            except HydraError as error:
                if tries < _TRIES_IN_DOUBT:
                    # The try before may have been carried out since it was looked for, or where that cannot be seen.
                    error.in_doubt = error.in_doubt or not step.opens
                elif isinstance(error, ApiError) and error.status == 409 and change.action == CREATED:
                    sentence = "%s; %s" % (error.message, self._conflict(step, change))
                    raise ApiError(sentence, error.status, error.failure) from None
                if not error.in_doubt or error.misdirected:
                    raise
                seen = self._look(step, change, error)
                done = step.done(seen)
                if done:
                    return seen
                tries -= 1
                if tries <= 0 or done is None:
                    error.in_doubt = done is None or not step.opens  # what opens a lane can be seen for certain
                    raise

    def _conflict(self, step: Step[Thing], change: Change[Thing]) -> str:
        """Return why something that was not there cannot be created."""
        try:
            seen = step.look(self.api, change)
        except HydraError as error:
            return "and it cannot be read: %s" % error.message
        if seen is None:
            return (
                "but nothing with this name can be read: the server may treat it as another name, for example "
                "one that differs only in case"
            )
        return "it was created by someone else in the meantime: run again"

    def _look(self, step: Step[Thing], change: Change[Thing], doubt: HydraError) -> t.Optional[Thing]:
        """Return the object as it is now."""
        try:
            return step.look(self.api, change)
        except HydraError as error:
            raise UnseenError(
                "%s; and it cannot be determined whether it took effect: %s" % (doubt.message, error.message),
                doubt.failure,
            ) from None


def _doubt(opening: Outcome[Thing], others: t.Sequence[Outcome[Thing]]) -> None:
    """Say of the rest of a lane what is known of it, after the step failed that opens it."""
    if opening.error is None or not opening.error.in_doubt:
        return
    for outcome in (opening, *others):
        if outcome.change.current is None:
            continue
        outcome.result = None
        if outcome.error is None:
            outcome.action = FAILED
            outcome.error = UnseenError(
                '"%s" may have been deleted: %s' % (outcome.change.label, opening.error.message), opening.error.failure
            )


def _phases(outcomes: t.Sequence[Outcome[Thing]]) -> t.Iterator[t.List[t.List[Outcome[Thing]]]]:
    """Yield the lanes of each phase, lowest first; what has no steps is in none."""
    phases: t.Dict[int, t.Dict[t.Any, t.List[Outcome[Thing]]]] = {}
    for number, outcome in enumerate(outcomes):
        if outcome.change.steps:
            lane = number if outcome.change.lane is None else outcome.change.lane
            phases.setdefault(outcome.change.phase, {}).setdefault(lane, []).append(outcome)
    for phase in sorted(phases):
        yield list(phases[phase].values())
