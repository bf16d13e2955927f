# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all unit tests share: no real sockets unless a test opens one, no real pauses, no environment."""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
import typing as t
from pathlib import Path

import pytest
import requests
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from ansible_collections.ory.hydra.plugins.module_utils._server import access_tokens, http_client
from ansible_collections.ory.hydra.tests.unit._gateway import Gateway, Parts
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, PUBLIC, Hydra, Wire

if t.TYPE_CHECKING:  # it imports Ansible, which is not there where the rest is tested alone
    from ansible_collections.ory.hydra.tests.unit._runner import Runner

set_hypothesis_home_dir(os.path.join(tempfile.gettempdir(), "hypothesis-of-ory-hydra"))
#: Where only the interpreter is another one, fewer will do: they are the same everywhere.
_EXAMPLES = int(os.environ.get("HYDRA_UNIT_EXAMPLES", "60"))
settings.register_profile("unit", deadline=None, max_examples=_EXAMPLES, database=None, derandomize=True)
settings.load_profile("unit")


#: What Python, pytest and Ansible need of the environment. All else is taken away: it may change what a module does,
#: and requests goes through all of it for each session.
_KEPT = re.compile(r"(PYTHON|PYTEST|COVERAGE|ANSIBLE|LC_|LANG|LD_|DYLD_|HOME$|PATH$|TMPDIR$|USER$)")


@pytest.fixture(autouse=True, scope="session")
def _clean_environment() -> t.Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if not _KEPT.match(name):
                patch.delenv(name)
        yield


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: t.List[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        """Return the time."""
        return self.now

    time = monotonic


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock instead of real pauses."""
    made = Clock()
    monkeypatch.setattr(http_client, "time", made)
    monkeypatch.setattr(access_tokens, "time", made)
    if importlib.util.find_spec("ansible"):
        from ansible_collections.ory.hydra.plugins.module_utils._module import server_info

        monkeypatch.setattr(server_info, "time", made)
    return made


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Wire:
    """Requests end here instead of in a socket."""
    made = Wire()

    # A plain function, so that it becomes a method and gets the adapter.
    def send(*args: t.Any, **kwargs: t.Any) -> t.Any:
        return made.send(*args, **kwargs)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return made


@pytest.fixture
def serve(wire: Wire) -> t.Callable[[str], Hydra]:
    """Return a function that puts a server of some version behind the usual addresses."""

    def start(version: str = "26.2.0") -> Hydra:
        server = Hydra(version)
        wire.handlers[ADMIN] = server.admin
        wire.handlers[PUBLIC] = server.public
        return server

    return start


@pytest.fixture
def hydra(serve: t.Callable[[str], Hydra]) -> Hydra:
    """A server of version 26.2.0."""
    return serve("26.2.0")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wire: Wire) -> Runner:
    """Return what runs a module."""
    from ansible_collections.ory.hydra.tests.unit._runner import Runner

    return Runner(monkeypatch, capsys)


@pytest.fixture
def belongs(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[Path, int, int], None]:
    """Return a function that has an open file say that it belongs to a user and group, as only root can have it."""

    def give(path: Path, user: int, group: int) -> None:
        real, inode = os.fstat, path.stat().st_ino

        def fstat(opened: int) -> os.stat_result:
            there = real(opened)
            times = {name: getattr(there, name) for name in ("st_atime_ns", "st_mtime_ns", "st_ctime_ns")}
            row = (*there[:4], user, group, *there[6:10])
            return os.stat_result(row, times) if there.st_ino == inode else there

        monkeypatch.setattr(os, "fstat", fstat)

    return give


@pytest.fixture
def gateway() -> t.Iterator[t.Callable[..., Gateway]]:
    """Return a function that starts a server which says these bytes."""
    opened: t.List[Gateway] = []

    def start(say: t.Union[bytes, t.Callable[[], Parts]]) -> Gateway:
        opened.append(Gateway(say if callable(say) else lambda: [say]))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
