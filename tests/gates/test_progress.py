# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody looks at one silent line while something takes its time."""

from __future__ import annotations

import io
import re
import sys
import time

import pytest

import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "TICK", 0.005)
    monkeypatch.setattr(progress, "LINE", 0.005)


def while_shown(out: io.StringIO, wanted: int) -> str:
    """What is printed until it was said that often what is being done."""
    with progress.shown("fetching an image"):
        deadline = time.monotonic() + 10
        while out.getvalue().count("fetching an image") < wanted and time.monotonic() < deadline:
            time.sleep(0.005)
    return out.getvalue()


def test_a_terminal_has_one_line_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    said = while_shown(out, 3)
    assert said.startswith("→ fetching an image\r→ fetching an image (0 s)\r")
    assert re.fullmatch(r"[^\n]*\(\d+ s\)\n", said)


def test_a_log_has_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    said = while_shown(out, 3)
    assert "\r" not in said
    first, *rest = said.splitlines()
    assert (first, set(rest)) == ("→ fetching an image", {"→ fetching an image (0 s)"})


@pytest.mark.parametrize("out", [Terminal(), io.StringIO()])
def test_what_fails_ends_the_line_and_the_thread(out: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(KeyError), progress.shown("failing"):
        raise KeyError
    said = out.getvalue()
    assert said.endswith("\n")
    time.sleep(0.02)
    assert out.getvalue() == said
