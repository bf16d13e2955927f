# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs at once with one secret_file, in many orders of their steps, killed or not: what the file says is so."""

from __future__ import annotations

import os
import shutil
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_module import _act
from ansible_collections.ory.hydra.plugins.module_utils._engine.apply import Outcome
from ansible_collections.ory.hydra.plugins.module_utils._engine.converge import converge
from ansible_collections.ory.hydra.plugins.module_utils._engine.resource import Given, Policy
from ansible_collections.ory.hydra.plugins.module_utils._errors import HydraError
from ansible_collections.ory.hydra.plugins.module_utils._module.masking import Secrets
from ansible_collections.ory.hydra.plugins.module_utils._values import files
from ansible_collections.ory.hydra.tests.unit._drive import Serve, api, public
from ansible_collections.ory.hydra.tests.unit._interleave import Interleaving, Killed, every
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Answer, Call, Hydra, Wire

OLD = "the-old-secret"
STEPS = 9  # the most of one run, counting its begin


class FakeModule:
    """As much of a module as `_act` needs."""

    check_mode = False
    _diff = False

    def __init__(self, hydra: Hydra, params: t.Dict[str, t.Any], ask: bool) -> None:
        self.hydra = hydra
        self.ask = ask
        names = ("client_secret", "rotate", "max_age", "old_secret", "old_secret_file", "replace")
        self.params = dict(dict.fromkeys(names), state="rotated", return_secret=False, client_id="a", **params)
        self.secrets = Secrets()

    def admin_api(self, _pool: int) -> t.Any:
        """Return the admin API."""
        return api(self.hydra)

    def public_api(self, _api: t.Any, _pool: int) -> t.Any:
        """Return the public API, if it is to be asked."""
        return public(self.hydra) if self.ask else None

    def warn(self, _text: str) -> None:
        """Warn nobody."""

    def hide(self, _texts: t.Iterable[str]) -> None:
        """Hide nothing."""

    def done(self, _what: str, _account: t.Any) -> None:
        """Note nothing."""


class World:
    """A server, a folder, and what runs do there."""

    def __init__(self, serve: Serve, wire: Wire, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.serve, self.wire, self.folder = serve, wire, folder
        self.now: t.Optional[Interleaving] = None
        self.hydra = serve("26.2.0")
        point = self._point
        unlink, take_back, publish, opened = (
            os.unlink,
            files.SecretSlot.take_back,
            files.SecretSlot._publish,
            files._open,
        )

        def unlink_unless_killed(path: str, **more: t.Any) -> None:
            if self.now is None or self.now.me not in self.now.killed:
                unlink(path, **more)

        def step(name: str, work: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
            def stepping(*arguments: t.Any) -> t.Any:
                point(name)
                return work(*arguments)

            return stepping

        monkeypatch.setattr(files.os, "fsync", lambda _opened: None)  # the time that it takes tells nothing
        monkeypatch.setattr(files.os, "unlink", unlink_unless_killed)
        monkeypatch.setattr(files.SecretSlot, "_publish", step("publish", publish))
        monkeypatch.setattr(files.SecretSlot, "take_back", step("take back", take_back))
        monkeypatch.setattr(files, "_open", step("open", opened))
        monkeypatch.setattr(files, "_wait", lambda: point("wait", True))

    def _point(self, name: str, waiting: bool = False) -> None:
        if self.now is not None:
            self.now.point(name, waiting)

    def begin(self, version: str, exists: bool) -> None:
        """Begin with an empty folder and a new server."""
        shutil.rmtree(str(self.folder), ignore_errors=True)
        self.folder.mkdir()
        self.now = None
        self.hydra = self.serve(version)
        if exists:
            self.hydra.add("a", OLD)
        for address in (ADMIN, PUBLIC):
            self.wire.handlers[address] = self._stepping(self.wire.handlers[address])

    def _stepping(self, handler: t.Callable[[Call], Answer]) -> t.Callable[[Call], Answer]:
        def answer(call: Call) -> Answer:
            if call.path not in ("/version", "/admin/clients/00000000-0000-0000-0000-000000000000/secrets/rotate"):
                self._point(call.line)
            return handler(call)

        return answer

    def client(self, name: str, ask: bool, **item: t.Any) -> t.Callable[[], Outcome[t.Any]]:
        """Return a run of the module for clients.

        :param name: of the file
        """
        options = dict({"state": "present", "client_id": "a", "secret_file": str(self.folder / name)}, **item)

        def run() -> Outcome[t.Any]:
            task = {"public_url": PUBLIC if ask else None}
            given = Given(0, options, options, task, lambda _texts: None, lambda _text: None)
            asked = public(self.hydra) if ask else None
            outcome = converge(CLIENTS, api(self.hydra), asked, [CLIENTS.entry(given)], Policy()).outcomes[0]
            if outcome.error is not None:
                raise outcome.error
            return outcome

        return run

    def rotation(self, ask: bool, **params: t.Any) -> t.Callable[[], t.Any]:
        """Return a run of the module that gives a client a new secret."""
        params.update(secret_file=str(self.folder / "secret"), public_url=PUBLIC if ask else None)
        return lambda: _act(t.cast(t.Any, FakeModule(self.hydra, params, ask)))

    def held(self, name: str = "secret") -> t.Optional[str]:
        """Return what a file holds."""
        self.now = None
        return files.read_file("secret_file", str(self.folder / name))

    def litter(self) -> t.List[str]:
        """Return what is in the folder beside the file."""
        return sorted(set(os.listdir(str(self.folder))) - {"secret", "other"})


@pytest.fixture
def world(serve: Serve, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(serve, wire, tmp_path / "secrets", monkeypatch)


def failures(results: t.Sequence[t.Any]) -> t.List[str]:
    """Return the sentences of the runs that failed; whatever is none is an error of this test."""
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, (HydraError, Killed)):
            raise one
    return [one.message for one in results if isinstance(one, HydraError)]


KILLS = [(0, step) for step in range(2, STEPS)]


@pytest.mark.parametrize("ask", [False, True], ids=["without public_url", "with public_url"])
@pytest.mark.parametrize("exists, policy", [(False, None), (True, "always")], ids=["create", "replace"])
def test_two_runs_with_one_file(ask: bool, exists: bool, policy: t.Optional[str], world: World) -> None:
    def check(choices: t.Sequence[int], kill: t.Optional[t.Tuple[int, int]]) -> Interleaving:
        world.begin("26.2.0", exists)
        one = world.client("secret", ask, update_secret=policy, scope="a")
        world.now = interleaving = Interleaving(choices, kill)
        results = interleaving.go(one, one)
        told = failures(results)
        held = world.held()
        if kill is None:
            assert held == world.hydra.secrets["a"], (told, choices)
            assert len(told) < 2, "one of them got through"
            assert world.litter() == []
        assert all("run again" in sentence for sentence in told)
        world.client("secret", ask, scope="a")()
        assert world.held() == world.hydra.secrets["a"], (told, choices, kill)
        writes = len(world.wire.writes)
        assert world.client("secret", ask, scope="a")().action == "unchanged"
        assert len(world.wire.writes) == writes
        return interleaving

    assert every(lambda choices: check(choices, None)) > 20
    for kill in KILLS if not ask else ():
        every(lambda choices, kill=kill: check(choices, kill), 1)  # type: ignore[misc]


@pytest.mark.parametrize("ask", [False, True], ids=["without public_url", "with public_url"])
def test_who_comes_second_elsewhere_does_not_keep_a_secret_that_is_none(ask: bool, world: World) -> None:
    def check(choices: t.Sequence[int]) -> Interleaving:
        world.begin("26.2.0", False)
        runs = [world.client("secret", ask, scope="a"), world.client("other", ask, scope="a")]
        world.now = interleaving = Interleaving(choices)
        told = failures(interleaving.go(*runs))
        held = [world.held(name) for name in ("secret", "other")]
        assert sorted(secret == world.hydra.secrets["a"] for secret in held) == [False, True]
        assert None in held, "the other file is gone, as its secret is nobody's"
        assert all("run again" in sentence for sentence in told) and world.litter() == []
        return interleaving

    assert every(check) > 20


@pytest.mark.parametrize("version", ["26.2.0", "26.3.0"], ids=["replace", "rotate"])
@pytest.mark.parametrize("there", [True, False], ids=["file", "no file"])
@pytest.mark.parametrize("ask", [False, True], ids=["without public_url", "with public_url"])
def test_two_runs_that_give_a_client_a_new_secret(version: str, there: bool, ask: bool, world: World) -> None:
    def check(choices: t.Sequence[int], kill: t.Optional[t.Tuple[int, int]]) -> Interleaving:
        world.begin(version, True)
        if there:
            (world.folder / "secret").write_text(OLD)
        one = world.rotation(ask, rotate="always", replace=True)
        world.now = interleaving = Interleaving(choices, kill)
        told = failures(interleaving.go(one, one))
        held = world.held()
        if kill is None:
            assert held == world.hydra.secrets["a"], (told, choices)
            assert told == [] and world.litter() == []
        world.rotation(ask, max_age="30d", replace=True)()
        held = world.held()
        # A killed rotation may have made secrets that nobody knows; what the file says works all the same.
        assert held in (world.hydra.secrets["a"], *world.hydra.old_secrets.get("a", ())), (told, choices, kill)
        writes = len(world.wire.writes)
        assert world.rotation(ask, max_age="30d", replace=True)()["action"] == "unchanged"
        assert len(world.wire.writes) == writes
        return interleaving

    assert every(lambda choices: check(choices, None)) > 5
    for kill in KILLS if not ask else ():
        every(lambda choices, kill=kill: check(choices, kill), 1)  # type: ignore[misc]
