# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where servers come from, and what a run says of them."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import report, servers
from support.population import Population
from support.programs import program


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    caches = (servers.on_path, servers.container_engine, servers.image)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_binaries_are_taken_from_the_environment(tmp_path: Path) -> None:
    hydra = program(tmp_path / "hydra", "")
    kinds = servers.binaries(f"26.2.0={shlex.quote(str(hydra))} 'v1.11.10={hydra}'")
    assert [(kind.version, kind.real, kind.source) for kind in kinds] == [
        ("26.2.0", True, str(hydra)),
        ("1.11.10", True, str(hydra)),
    ]


@pytest.mark.parametrize("value", ["/usr/bin/hydra", "26.2.0=/nowhere/hydra", "new=/bin/sh"])
def test_an_unusable_binary_is_an_error(value: str) -> None:
    with pytest.raises(servers.ServerError):
        servers.binaries(value)


@pytest.mark.parametrize(
    ("printed", "version"), [("Version:    v2.3.0\nGit Hash: x", "2.3.0"), ("THC-Hydra v9.5 (c) 2023", None)]
)
def test_the_installed_hydra_is_asked_for_its_version(
    printed: str, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "hydra", f"print({printed!r})")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = servers.on_path()
    assert (found.version if found else None) == version


def test_an_official_image_is_run_where_an_engine_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = tmp_path / "calls"
    program(
        tmp_path / "docker",
        f"""
        import os, sys
        with open({str(calls)!r}, "a") as file:
            print(" ".join(sys.argv[1:]), file=file)
        if sys.argv[1] == "run":
            published = [sys.argv[i + 1].split(":") for i, word in enumerate(sys.argv) if word == "--publish"]
            ports = {{inner: outer for _, outer, inner in published}}
            os.execv({sys.executable!r}, [*{servers.STAND_IN!r}, "--version", "26.2.0",
                     "--admin-port", ports["4445"], "--public-port", ports["4444"]])
        sys.exit(1 if sys.argv[1:3] == ["image", "inspect"] else 0)
        """,
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HYDRA_BINARIES", raising=False)
    monkeypatch.setattr(servers, "started", [])
    best = servers.best()
    assert calls.read_text().count("pull") == 1
    kinds = servers.real_kinds()
    assert best == kinds[0]
    assert [kind.version for kind in kinds] == list(servers.IMAGE_VERSIONS)
    with servers.start(kind=kinds[0]) as server:
        Population(server).create([{"client_id": "contained"}])
        assert [client["client_id"] for client in Population(server).everyone()] == ["contained"]
    said = calls.read_text()
    assert "pull --quiet docker.io/oryd/hydra:v26.2.0" in said
    assert "rm --force ory-hydra-test-" in said.splitlines()[-1]


def test_the_stand_in_is_there_when_nothing_else_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HYDRA_BINARIES", raising=False)
    assert servers.best() == servers.Kind(servers.NEWEST_STAND_IN, False)
    with pytest.raises(servers.ServerError, match="no real Hydra 26.2.0"), servers.start("26.2.0", True):
        pass


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    broken = program(tmp_path / "hydra", "import sys; sys.exit('no such store')")
    with (
        pytest.raises(servers.ServerError, match="no such store"),
        servers.start(kind=servers.Kind("26.2.0", True, str(broken))),
    ):
        pass


def test_the_summary_tells_real_ones_from_the_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_seen", Counter({(True, "1.11.10"): 1, (True, "26.2.0"): 2, (False, "2.3.0"): 1}))
    assert report.summary() == ["real Hydra: 26.2.0, 1.11.10", "stand-in:   2.3.0"]
