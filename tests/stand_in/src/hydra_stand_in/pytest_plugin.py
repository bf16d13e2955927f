# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin for pytest: the fixtures ``hydra``, a fresh stand-in for each test, and ``hydra_session``, one for all.

Each test that has one of them runs once for each version of ``@pytest.mark.hydra``, or else of the command line
(``--hydra-version``), or else of the configuration (``hydra_versions``), or else on the newest release.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from . import StandIn

_MARK = "hydra(*versions, **settings): versions of Hydra to run on; arguments of StandIn for the fixture hydra"
# The last requests of a test that failed are shown, not all of them.
_SHOWN = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the configuration value that choose versions."""
    parser.getgroup("hydra", "a stand-in for Ory Hydra").addoption(
        "--hydra-version",
        action="append",
        metavar="VERSION",
        help="version of Hydra to run tests on that do not choose one; may be given several times",
    )
    parser.addini("hydra_versions", "versions of Hydra to run tests on that do not choose one", "args")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each of its versions."""
    if "hydra_version" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("hydra")
        metafunc.parametrize("hydra_version", _versions(metafunc.config, mark), indirect=True)


def _versions(config: pytest.Config, mark: pytest.Mark | None) -> Sequence[str]:
    from . import NEWEST

    given: Sequence[str] = config.getoption("hydra_version") or config.getini("hydra_versions")
    return (mark.args if mark else ()) or given or (NEWEST,)


@pytest.fixture(scope="session")
def hydra_version(request: pytest.FixtureRequest) -> str:
    """The version of Hydra that a test runs on, as it was chosen."""
    return str(request.param)


@pytest.fixture(scope="session")
def hydra_settings() -> dict[str, Any]:
    """Arguments of ``StandIn`` for all tests, such as ``{"says_yes": "alice"}``: override this fixture to set them."""
    return {}


@pytest.fixture
def hydra(request: pytest.FixtureRequest, hydra_version: str, hydra_settings: dict[str, Any]) -> Iterator[StandIn]:
    """A fresh stand-in for Ory Hydra, which listens."""
    from . import StandIn

    mark = request.node.get_closest_marker("hydra")
    with StandIn(hydra_version, **{**hydra_settings, **(mark.kwargs if mark else {})}) as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def hydra_session(hydra_version: str, hydra_settings: dict[str, Any]) -> Iterator[StandIn]:
    """A stand-in for Ory Hydra that all tests share, with all that those before have left in it."""
    from . import StandIn

    with StandIn(hydra_version, **hydra_settings) as stand_in:
        yield stand_in


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the requests of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        from . import StandIn

        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, StandIn):
                rows = [f"{one.interface} {one.method} {one.path} {one.status}" for one in value.log[-_SHOWN:]]
                report.sections.append((f"Requests to {name}", "\n".join(rows)))
    return report
