# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for pytest: versions, settings, one server a test or for all, and the requests of a test that failed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hydra_stand_in import NEWEST

ASK = """
    import json, urllib.request

    def clients(hydra, *created):
        prefix = "" if hydra.version.startswith("1.") else "/admin"
        for client_id in created:
            body = json.dumps({"client_id": client_id}).encode()
            headers = {"Content-Type": "application/json"}
            urllib.request.urlopen(urllib.request.Request(f"{hydra.admin_url}{prefix}/clients", body, headers))
        with urllib.request.urlopen(f"{hydra.admin_url}{prefix}/clients") as reply:
            return [one["client_id"] for one in json.load(reply)]
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with the plugin, by the name under which pytest finds it, and with a module to ask for clients."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p hydra_stand_in")
    pytester.makepyfile(ask=ASK)
    return pytester


def names(result: pytest.RunResult) -> list[str]:
    """The tests that were run, in their order."""
    return [line.split("::")[1].split(" ")[0] for line in result.outlines if "PASSED" in line]


def test_every_test_has_its_own_or_they_share_one(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        from ask import clients
        from hydra_stand_in import StandIn

        def test_one(hydra: StandIn): assert clients(hydra, "a") == ["a"]
        def test_two(hydra): assert clients(hydra) == []
        def test_three(hydra_session): assert clients(hydra_session, "b") == ["b"]
        def test_four(hydra_session, hydra, hydra_version):
            assert clients(hydra_session) == ["b"]
            assert hydra.version == hydra_session.version == hydra_version
        """
    )
    result = suite.runpytest("-v")
    assert names(result) == [f"test_{number}[{NEWEST}]" for number in ("one", "two", "three", "four")]


def test_versions_come_from_the_mark_or_the_command_line_or_the_configuration(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.hydra("2.3", "1.11.10")
        def test_marked(hydra, hydra_session, hydra_version):
            assert hydra.version == hydra_session.version == {"2.3": "2.3.0"}.get(hydra_version, hydra_version)

        @pytest.mark.hydra(says_yes="alice")
        def test_not_marked(hydra): pass

        def test_without(): pass
        """
    )
    assert {*names(suite.runpytest("-v"))} == {
        "test_marked[2.3]",
        "test_marked[1.11.10]",
        f"test_not_marked[{NEWEST}]",
        "test_without",
    }
    suite.makeini("[pytest]\naddopts = --strict-markers --strict-config\nhydra_versions = 25.4.0 1.9.2")
    assert {*names(suite.runpytest("-v", "-k", "not_marked"))} == {"test_not_marked[25.4.0]", "test_not_marked[1.9.2]"}
    result = suite.runpytest("-v", "-k", "marked", "--hydra-version", "1.4.10")
    assert {*names(result)} == {"test_marked[2.3]", "test_marked[1.11.10]", "test_not_marked[1.4.10]"}
    suite.runpytest("--hydra-version", "0.5.0").stdout.fnmatch_lines("*The stand-in does not serve Hydra 0.5.0 yet*")


def test_settings_come_from_a_fixture_and_from_the_mark(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest
        from ask import clients

        SEED = {"provision_clients": [{"client_id": "seed"}]}

        @pytest.fixture(scope="session")
        def hydra_settings(): return {"seed": SEED}

        def test_fixture(hydra): assert clients(hydra) == ["seed"]
        def test_session(hydra_session): assert clients(hydra_session) == ["seed"]

        @pytest.mark.hydra(seed={"provision_clients": [{"client_id": "other"}]})
        def test_mark(hydra): assert clients(hydra) == ["other"]
        """
    )
    suite.runpytest().assert_outcomes(passed=3)


def test_a_failure_shows_the_requests(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        from ask import clients

        def test_fails(hydra): assert clients(hydra, "a") == []
        """
    )
    suite.runpytest().stdout.fnmatch_lines(
        ["*- Requests to hydra -*", "admin POST /admin/clients 201", "admin GET /admin/clients 200"]
    )


def test_a_project_may_have_another_fixture_of_this_name(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        @pytest.fixture
        def hydra(): return 1

        def test_mine(hydra): assert hydra == 1

        @pytest.mark.parametrize("hydra", [2, 3])
        def test_parameter(hydra): assert hydra in (2, 3)
        """
    )
    assert names(suite.runpytest("-v")) == ["test_mine", "test_parameter[2]", "test_parameter[3]"]


def test_who_does_not_use_it_does_not_wait_for_it() -> None:
    """Every run of pytest in an environment imports the plugin; a web server is imported by those who start one."""
    script = "import sys, hydra_stand_in.pytest_plugin; sys.exit('aiohttp' in sys.modules or 'joserfc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
