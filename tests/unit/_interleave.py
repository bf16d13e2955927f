# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs at once, in every order of their steps: one thread each, of which one at a time may go on."""

from __future__ import annotations

import threading
import typing as t

Run = t.Callable[[], t.Any]

_TOO_LONG = 30.0  # seconds; a test that hangs is to fail


class Killed(BaseException):
    """The end of a run that nothing can catch."""


class Interleaving:
    """One order of the steps of several runs.

    :param choices: which run goes on at each point where more than one could, by its place among those that can;
        the one that went on last is the first of them
    :param kill: the run that is killed before its step of that number, and the number
    :ivar made: the choices that were made, each with the number of runs that could have gone on
    """

    def __init__(self, choices: t.Sequence[int], kill: t.Optional[t.Tuple[int, int]] = None) -> None:
        self.choices = list(choices)
        self.kill = kill
        self.made: t.List[t.Tuple[int, int]] = []
        self.killed: t.Set[int] = set()
        self.results: t.Dict[int, t.Any] = {}
        self._changed = threading.Condition()
        self._here = threading.local()
        self._turn: t.Optional[int] = None
        self._last: t.Optional[int] = None
        self._steps: t.Dict[int, int] = {}
        self._ready: t.Set[int] = set()
        self._waiting: t.Set[int] = set()
        self._over: t.Set[int] = set()

    @property
    def me(self) -> t.Optional[int]:
        """The run that this thread is; None outside of all."""
        return getattr(self._here, "run", None)

    def point(self, _name: str = "", waiting: bool = False) -> None:
        """Let the other runs go on, or this one.

        :param waiting: this one can do nothing until another one has done something
        """
        me = self.me
        if me is None:
            return
        with self._changed:
            if not waiting:
                self._steps[me] += 1
            if self.kill == (me, self._steps[me]):
                self.killed.add(me)
                raise Killed()
            (self._waiting if waiting else self._ready).add(me)
            self._turn = None
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._turn == me, _TOO_LONG), "nobody goes on"

    def go(self, *runs: Run) -> t.List[t.Any]:
        """Return what each run returned or raised."""
        threads = [threading.Thread(target=self._run, args=(number, run)) for number, run in enumerate(runs)]
        for thread in threads:
            thread.start()
        numbers = set(range(len(runs)))
        while True:
            with self._changed:
                settled = self._changed.wait_for(
                    lambda: self._turn is None and self._ready | self._waiting | self._over == numbers, _TOO_LONG
                )
                assert settled, "a run hangs"
                if self._over == numbers:
                    break
                able = sorted(self._ready or self._waiting, key=lambda number: (number != self._last, number))
                choice = self.choices[len(self.made)] if len(self.made) < len(self.choices) else 0
                if len(able) > 1:
                    self.made.append((choice, len(able)))
                else:
                    choice = 0
                self._turn = self._last = able[choice]
                self._ready.discard(self._turn)
                # Who waits looks again after every step of another.
                self._ready |= self._waiting - {self._turn}
                self._waiting.clear()
                self._changed.notify_all()
        for thread in threads:
            thread.join()
        return [self.results[number] for number in sorted(numbers)]

    def _run(self, number: int, run: Run) -> None:
        self._here.run = number
        self._steps[number] = 0
        try:
            self.point()
            self.results[number] = run()
        except BaseException as error:
            self.results[number] = error
        finally:
            with self._changed:
                self._over.add(number)
                self._turn = None
                self._changed.notify_all()


def every(check: t.Callable[[t.Sequence[int]], Interleaving], switches: int = 2, most: int = 5000) -> int:
    """Check every order of the steps with so many switches from a run that could go on, depth first.

    :param check: makes the runs with these choices, and returns the interleaving that this was
    :return: how many orders there are
    """
    choices: t.List[int] = []
    for number in range(1, most + 1):
        made = check(choices).made
        while made and (made[-1][0] + 1 >= made[-1][1] or sum(choice > 0 for choice, _of in made[:-1]) >= switches):
            made.pop()
        if not made:
            return number
        choices = [choice for choice, _of in made[:-1]] + [made[-1][0] + 1]
    raise AssertionError("there are more than %d orders" % most)
