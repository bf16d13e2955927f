# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last lines of a test run: which servers it ran on, and whether they were real.

A part of pytest's configuration; ``tests/conftest.py`` takes it with

    pytest_plugins = ["support.report"]
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from support import servers

#: (real, version) -> how often started; filled from workers too when tests run in several processes.
_seen: Counter[tuple[bool, str]] = Counter()


def pytest_sessionfinish(session: pytest.Session) -> None:
    here = Counter((server.real, server.version) for server in servers.started)
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:  # a pytest-xdist worker: only the controller prints
        output["hydra_servers"] = [[real, version, count] for (real, version), count in here.items()]
    else:
        _seen.update(here)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for real, version, count in getattr(node, "workeroutput", {}).get("hydra_servers", []):
        _seen[(real, version)] += count


def summary() -> list[str]:
    """One line for the real servers, one for the stand-in."""

    def names(real: bool) -> str:
        versions = sorted({version for is_real, version in _seen if is_real is real}, key=servers.numbers, reverse=True)
        return ", ".join(versions)

    return [
        f"real Hydra: {names(True) or 'none (name some in HYDRA_BINARIES)'}",
        f"stand-in:   {names(False) or 'none'}",
    ]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _seen:
        return
    terminalreporter.section("Hydra servers of this run")
    for line in summary():
        terminalreporter.write_line(line)
