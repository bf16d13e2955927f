# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that scenarios run on; and one replay of each recording, with an account of it at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hydra_stand_in import StandIn
from hydra_stand_in.generations import Quirks
from support import servers, threaded

from .api import Api
from .browser import make_client
from .recordings import PAGES, load, paths
from .replay import Result, replay

# Recording -> [exchanges compared, scenarios replayed].
_counted: dict[str, list[int]] = {}
_results: dict[str, Result] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take real servers and the stand-in's versions, from a module's ``SINCE`` on, where it ``takes`` them."""
    since = getattr(metafunc.module, "SINCE", ())
    takes = getattr(metafunc.module, "takes", lambda _kind: True)
    kinds = [kind for kind in servers.available() if servers.numbers(kind.version) >= since and takes(kind)]
    for name in {"api", "server_kind"} & set(metafunc.fixturenames):
        metafunc.parametrize(name, kinds, ids=[kind.id for kind in kinds], indirect=name == "api", scope="module")


@pytest.fixture(scope="module")
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """One server after the other.

    A module with ``SETTINGS`` gets servers that have these (see ``threaded.start``).
    """
    settings = getattr(request.module, "SETTINGS", None)
    with threaded.start(request.param, settings) as server:
        yield Api(server)


@pytest.fixture
def quirks(api: Api) -> Quirks:
    """What the stand-in's table says of the server at hand."""
    return api.quirks


@pytest.fixture(scope="module")
def client_id(api: Api) -> str:
    """A client that anybody may log in at."""
    return make_client(api)


@pytest.fixture(scope="session")
def replayed() -> Callable[[str], Result]:
    """Replays the recording of a name, once; returns what came of it."""
    files = {path.stem: path for path in paths()}

    def result_of(name: str) -> Result:
        if name not in _results:
            recording = load(files[name])
            with StandIn(recording.version, store=recording.store, urls=PAGES) as hydra:
                result = replay(recording, hydra.admin_url, hydra.public_url)
            _results[name] = result
            _counted[name] = [sum(result.compared.values()), len(result.compared)]
        return _results[name]

    return result_of


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:  # a pytest-xdist worker: only the controller prints
        output["conformance"] = _counted


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _counted.update(getattr(node, "workeroutput", {}).get("conformance", {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _counted:
        return
    terminalreporter.section("Stand-in against recordings of real servers")
    for name, (compared, scenarios) in sorted(_counted.items()):
        terminalreporter.write_line(f"{name}: {compared} exchanges of {scenarios} scenarios compared")
