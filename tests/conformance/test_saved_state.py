# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All objects of a stand-in are saved and loaded: none is lost on the way, and nothing else is taken for a state."""

from __future__ import annotations

import json
import pickle
import signal
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from hydra_stand_in import StandIn, Urls, saved_state
from hydra_stand_in.exchange import Reply
from hydra_stand_in.hydra import Hydra
from support import servers
from support.servers import Server

from .api import Api
from .applications import facts
from .recordings import PAGES, load, paths
from .replay import replay

RECORDINGS = {path.stem: path for path in paths()}


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request meets what was saved and loaded after the one before."""
    answer = Hydra.answer

    async def anew(
        self: Hydra, interface: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        saved_state.load(self, saved_state.save(self))
        return await answer(self, interface, method, path, query, headers, body)

    monkeypatch.setattr(Hydra, "answer", anew)


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("name", ["26.2.0", "1.11.10", "1.4.10-memory"])
def test_recordings_replay_all_the_same(name: str) -> None:
    recording = load(RECORDINGS[name])
    with StandIn(recording.version, store=recording.store, urls=PAGES) as hydra:
        result = replay(recording, hydra.admin_url, hydra.public_url)
    assert result.compared
    assert [each for found in result.differences.values() for each in found] == []


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("version", ["26.2.0", "1.11.10"])
def test_applications_notice_nothing(version: str) -> None:
    known, pages = facts.load(version), Urls(login="/login", consent="/consent", logout="/logout")
    with StandIn(version, urls=pages, dynamic_registration=True) as hydra:
        api = Api(Server(version, hydra.admin_url, hydra.public_url, False))
        for name in ("tokens-refreshed_again", "assertions-fetched_keys", "logouts-sessions"):
            assert facts.observe(api, facts.scenarios()[name]) == known[name], name


def test_going_back_to_a_moment() -> None:
    with StandIn("26.2.0") as hydra:
        clients = f"{hydra.admin_url}/admin/clients"
        requests.post(clients, json={"client_id": "a", "client_secret": "a-secret-of-this-test"}, timeout=10)
        saved = hydra.save_state()
        requests.delete(f"{clients}/a", timeout=10)
        requests.post(clients, json={"client_id": "b"}, timeout=10)
        hydra.load_state(saved)
        assert [one["client_id"] for one in requests.get(clients, timeout=10).json()] == ["a"]
        known = {"token": "x", "client_id": "a", "client_secret": "a-secret-of-this-test"}
        assert requests.post(f"{hydra.public_url}/oauth2/revoke", data=known, timeout=10).status_code == 401
        control = f"{hydra.admin_url}/__stand_in__/state"
        over_http = requests.get(control, timeout=10).content
        hydra.reset()
        assert requests.put(control, data=over_http, timeout=10).status_code == 204
        assert len(requests.get(clients, timeout=10).json()) == 1
        refused = requests.put(control, data=b"{}", timeout=10)
        assert (refused.status_code, refused.json()) == (400, {"error": "This is not a saved state of the stand-in."})


def _head(**changed: object) -> bytes:
    about = json.loads(saved_state.save(Hydra("26.2.0")).split(b"\n")[0].partition(b"state ")[2])
    return b"hydra-stand-in state " + json.dumps(about | changed).encode() + b"\n"


class _Command:
    """What a pickle from somebody else might do."""

    def __reduce__(self) -> tuple[object, ...]:
        return subprocess.getoutput, ("touch broken",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This is not a saved state"),
        (b"hydra-stand-in state {\n", "This is not a saved state"),
        (saved_state.save(Hydra("26.2.0", hash_cost=0.5)), "hash cost 0.5; this server has version 26.2.0, "),
        (saved_state.save(Hydra("2.3.0")), "was saved with version 2.3.0, store sql"),
        (_head(form="0"), "was saved by another version of the stand-in."),
        (_head() + b"nonsense", "cannot be read: "),
        (_head() + pickle.dumps({}), "This is not a saved state"),
        (_head() + pickle.dumps(_Command()), "cannot be read: it has something of the kind getoutput."),
    ],
    ids=str,
)
def test_what_is_not_a_state(data: bytes, words: str) -> None:
    hydra = Hydra("26.2.0")
    before = hydra.state
    with pytest.raises(ValueError, match=words):
        saved_state.load(hydra, data)
    assert hydra.state is before


def test_a_file_outlives_the_process(tmp_path: Path) -> None:
    file, seed = tmp_path / "state", tmp_path / "seed.json"
    seed.write_text(json.dumps({"provision_clients": [{"client_id": "seed"}]}))
    command = [*servers.STAND_IN, "--state", str(file), "--seed", str(seed)]
    for number in (1, 2, 3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            clients = json.loads(process.stdout.readline())["admin_url"] + "/admin/clients"
            assert requests.post(clients, json={"client_id": f"client {number}"}, timeout=10).status_code == 201
            assert len(requests.get(clients, timeout=10).json()) == number + 1
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, f"{file}: This is not a saved state of the stand-in.\n")
