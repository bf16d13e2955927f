# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that scenarios run on; and one replay of each recording, with an account of it at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from stand_in import StandIn
from support import servers

from . import not_served
from .api import Api
from .recordings import Recording, load, paths
from .replay import Result, replay

# Recording -> [exchanges compared, scenarios replayed, names of scenarios not served yet].
_counted: dict[str, list[Any]] = {}
_results: dict[str, Result] = {}


_KINDS = servers.available()


@pytest.fixture(scope="module", params=_KINDS, ids=[kind.id for kind in _KINDS])
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """One server after the other: every real one at hand, and the stand-in's generations.

    A module with ``SETTINGS`` gets servers that have these (see ``servers.start``).
    """
    settings = getattr(request.module, "SETTINGS", None)
    with servers.start(request.param.version, request.param.real, settings=settings) as server:
        yield Api(server)


def _count(recording: Recording, result: Result) -> None:
    missing = [name for name in recording.scenarios if not_served.reason(name, recording.name)]
    _counted[recording.name] = [sum(result.compared.values()), len(result.compared), missing]


@pytest.fixture(scope="session")
def replayed() -> dict[str, Result]:
    """The outcome of replaying the served scenarios of every recording, by its name."""
    for path in paths():
        recording = load(path)
        if recording.name not in _results:
            with StandIn(recording.version, store=recording.store) as hydra:
                result = replay(
                    recording,
                    hydra.admin_url,
                    hydra.public_url,
                    lambda name, recording=recording: not_served.reason(name, recording.name) is None,  # type: ignore[misc]
                )
            _results[recording.name] = result
            _count(recording, result)
    return _results


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
    for name, (compared, scenarios, missing) in sorted(_counted.items()):
        line = f"{name}: {compared} exchanges of {scenarios} scenarios compared"
        names = f" ({', '.join(missing)})" if missing else ""
        terminalreporter.write_line(f"{line}, {len(missing)} scenarios not served yet{names}")
