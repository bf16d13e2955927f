# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder of the secrets of a list: created when the first secret is written, and not before."""

from __future__ import annotations

import errno
import os
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._values import files, folders
from ansible_collections.ory.hydra.plugins.modules.hydra_clients import main
from ansible_collections.ory.hydra.tests.unit._model import PUBLIC, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

MACHINE: t.Dict[str, t.Any] = {"preset": "machine"}
CLIENTS = [dict(MACHINE, client_id="a"), dict(MACHINE, client_id="b/c")]


def fails(one: Run, words: str) -> None:
    assert one.failed and words in one.msg, one.result


def test_it_is_created_with_the_first_secret(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "secrets"
    checked = run(main, check=True, clients=CLIENTS, secrets_dir=str(folder))
    assert checked.changed and os.listdir(str(tmp_path)) == []
    done = run(main, clients=CLIENTS, secrets_dir=str(folder))
    assert done.result["summary"]["created"] == 2
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, folder.parent)] == [0o700, 0o700]
    assert {one.name: one.read_text() for one in folder.iterdir()} == {
        "a": hydra.secrets["a"],
        "b%2Fc": hydra.secrets["b/c"],
    }
    folder.chmod(0o750)
    more = [*CLIENTS, dict(MACHINE, client_id="d")]
    assert run(main, clients=more, secrets_dir=str(folder)).result["summary"]["created"] == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


@pytest.mark.parametrize(
    "client",
    [
        {"client_id": "a", "token_endpoint_auth_method": "none"},
        {"client_id": "a", "client_secret": "declared-secret"},
        {"client_id": "a", "state": "absent"},
    ],
)
def test_it_is_not_created_for_nothing(client: t.Dict[str, t.Any], hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    assert not run(main, clients=[client], secrets_dir=str(tmp_path / "new")).failed
    assert os.listdir(str(tmp_path)) == []


@pytest.mark.parametrize("method", ["none", "private_key_jwt"])
def test_a_client_that_has_no_secret_on_the_server_needs_no_file(
    method: str, hydra: Hydra, run: Runner, tmp_path: Path
) -> None:
    known = {"client_id": "a", "token_endpoint_auth_method": method, "jwks_uri": "https://a.example/jwks"}
    assert not run(main, clients=[known]).failed
    folder = tmp_path / "new"
    for entry, changed in (({"client_id": "a"}, False), ({"client_id": "a", "scope": "openid"}, True)):
        for check in (True, False):
            one = run(main, check=check, clients=[entry], secrets_dir=str(folder))
            assert (one.failed, one.changed) == (False, changed), one.result
            assert "secret_file" not in one.result["actions"][0]
    own = {"client_id": "a", "secret_file": str(tmp_path / "a")}
    fails(run(main, clients=[own], secrets_dir=str(folder)), "has no secret: leave out client_secret and secret_file")
    assert os.listdir(str(tmp_path)) == []


@pytest.mark.parametrize("blank", [{"client_secret": ""}, {"secret_file": ""}, {"state": ""}])
def test_what_a_survey_leaves_empty_does_not_keep_a_secret_from_its_file(
    blank: t.Dict[str, t.Any], hydra: Hydra, run: Runner, tmp_path: Path
) -> None:
    given = {"clients": [dict(MACHINE, client_id="a", **blank)], "secrets_dir": str(tmp_path / "new")}
    for returned in (False, True):
        hydra.clients.clear()
        done = run(main, given, return_secret=returned)
        assert not done.failed, done.result
        assert (tmp_path / "new" / "a").read_text() == hydra.secrets["a"]
    again = run(main, given, public_url=PUBLIC)
    assert (again.changed, again.result["actions"][0]["secret_file"]) == (False, str(tmp_path / "new" / "a"))
    (tmp_path / "new" / "a").write_text("another-secret")
    assert run(main, given, public_url=PUBLIC).changed and hydra.secrets["a"] == "another-secret"


@pytest.mark.parametrize("public", [{}, {"public_url": PUBLIC}])
def test_what_is_no_text_gets_its_sentence(
    public: t.Dict[str, t.Any], hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    """JSON can spell it, and neither a path nor a form can."""
    hydra.add("b")
    for client, name in (({"client_id": "a\ud800"}, "client_id"), ({"client_id": "b"}, "client_secret")):
        own = {} if name == "client_id" else {"client_secret": "a-secret\ud800"}
        one = run(main, public, clients=[dict(MACHINE, **client, **own)], secrets_dir=str(tmp_path / "new"))
        fails(one, "%s must not contain a half of a surrogate pair, which is not a character" % name)
    assert (wire.writes, os.listdir(str(tmp_path))) == ([], [])


def test_the_folder_of_a_file_of_its_own_must_exist(hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path) -> None:
    client = dict(MACHINE, client_id="a", secret_file=str(tmp_path / "elsewhere" / "a"))
    for check in (True, False):
        fails(run(main, check=check, clients=[client], secrets_dir=str(tmp_path / "new")), "there is no folder")
    assert (wire.writes, os.listdir(str(tmp_path))) == ([], [])


def test_where_it_cannot_be_is_told_once_and_before_any_write(
    hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for folder, words in (
        (tmp_path / "file", "secrets_dir %s is not a folder" % (tmp_path / "file")),
        (tmp_path / "file" / "in", "cannot be created: %s is not a folder" % (tmp_path / "file")),
    ):
        for check in (True, False):
            one = run(main, check=check, clients=CLIENTS, secrets_dir=str(folder))
            fails(one, words)
            assert one.msg.count(str(tmp_path)) <= 2, "not for each client again"
    assert wire.writes == []


def test_a_link_to_a_folder_that_does_not_exist_fails_before_any_write(
    hydra: Hydra, wire: Wire, run: Runner, tmp_path: Path
) -> None:
    """The list's own folder is created, but not one that a file in it leads to."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "b%2Fc").symlink_to(tmp_path / "elsewhere" / "secret")
    for check in (True, False):
        one = run(main, check=check, clients=CLIENTS, secrets_dir=str(tmp_path / "secrets"))
        fails(one, "there is no folder %s" % (tmp_path / "elsewhere"))
    assert wire.writes == []
    (tmp_path / "elsewhere").mkdir()
    assert not run(main, clients=CLIENTS, secrets_dir=str(tmp_path / "secrets")).failed
    assert (tmp_path / "elsewhere" / "secret").read_text() == hydra.secrets["b/c"]


def test_a_folder_that_cannot_be_created_after_all_leaves_no_client(
    hydra: Hydra, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: str, _mode: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folders.os, "mkdir", full)
    folder = tmp_path / "new"
    fails(run(main, clients=CLIENTS, secrets_dir=str(folder)), "secrets_dir %s cannot be created: No space" % folder)
    assert hydra.clients == {}


def test_a_file_below_a_file_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert files.read_file("secret_file", str(tmp_path / "file" / "secret")) is None
