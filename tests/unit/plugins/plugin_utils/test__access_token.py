# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup for access tokens: one token for a run, kept where nobody else can read it, and never told."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
import typing as t
from pathlib import Path

import pytest
from ansible import constants
from ansible.errors import AnsibleLookupError

from ansible_collections.ory.hydra.plugins.lookup.access_token import LookupModule
from ansible_collections.ory.hydra.plugins.module_utils._server import access_tokens
from ansible_collections.ory.hydra.plugins.plugin_utils import _access_token
from ansible_collections.ory.hydra.plugins.plugin_utils._access_token import access_token
from ansible_collections.ory.hydra.tests.unit._model import Answer, Wire
from ansible_collections.ory.hydra.tests.unit._oauth import CLIENT_ID, OPTIONS, SECRET, Authorization

NAMES = (
    "token_url",
    "issuer",
    "client_id",
    "client_secret",
    "private_key",
    "private_key_id",
    "method",
    "scope",
    "audience",
)
DEFAULTS: t.Dict[str, t.Any] = {
    **{"auth_" + name: None for name in NAMES},
    "validate_certs": True,
    "ca_path": None,
    "timeout": 30.0,
    "retries": 3,
    "use_proxy": True,
}


class Time:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def server(wire: Wire) -> Authorization:
    return Authorization(wire)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(_access_token, "time", made)
    monkeypatch.setattr(access_tokens, "time", made)
    return made


def options(**given: t.Any) -> t.Dict[str, t.Any]:
    return {**DEFAULTS, **OPTIONS, **given}


def test_a_token_serves_until_shortly_before_its_end(server: Authorization, passing: Time, tmp_path: Path) -> None:
    first = access_token(options(), str(tmp_path))
    passing.now += 3600 - 31
    assert access_token(options(), str(tmp_path)) == first == server.issued[0]
    passing.now += 2
    assert access_token(options(), str(tmp_path)) == server.issued[1]
    assert len(server.calls) == 2


def test_a_token_without_an_end_serves_for_the_run(server: Authorization, passing: Time, tmp_path: Path) -> None:
    server.expires_in = None
    access_token(options(), str(tmp_path))
    passing.now += 1e6
    access_token(options(), str(tmp_path))
    (tmp_path / "next").mkdir()
    access_token(options(), str(tmp_path / "next"))
    assert len(server.calls) == 2


def test_other_options_are_another_token(server: Authorization, tmp_path: Path) -> None:
    for given in (
        {},
        {"auth_scope": ["a"]},
        {"auth_client_secret": "another-secret"},
        {"auth_method": "client_secret_post"},
    ):
        access_token(options(**given), str(tmp_path))
    assert len(server.calls) == 4


def test_whoever_asks_at_the_same_time_gets_the_same(server: Authorization, tmp_path: Path) -> None:
    found: t.List[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(access_token(options(), str(tmp_path)))) for _unused in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == server.issued * 4


def test_only_the_user_can_read_it_and_the_name_tells_nothing(server: Authorization, tmp_path: Path) -> None:
    access_token(options(), str(tmp_path))
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in file.read_text() and server.issued[0] not in file.name


def test_a_file_system_without_locks(server: Authorization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_file: t.Any, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    assert access_token(options(), str(tmp_path)) == access_token(options(), str(tmp_path)) == server.issued[0]
    assert len(server.calls) == 1


def test_a_file_that_was_not_written_whole_keeps_nothing(server: Authorization, tmp_path: Path) -> None:
    access_token(options(), str(tmp_path))
    (file,) = tmp_path.iterdir()
    for rest in (b"", file.read_bytes()[:20], b"\xff"):
        file.write_bytes(rest)
        assert access_token(options(), str(tmp_path)) == server.issued[-1]
    assert len(server.calls) == 4


def test_a_folder_that_cannot_be_written_to_is_told(
    server: Authorization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = str(tmp_path / "gone")
    with pytest.raises(ValueError, match="the token cannot be kept in %s: No such file or directory" % nowhere):
        access_token(options(), nowhere)

    def full(*_arguments: t.Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(_access_token.json, "dump", full)
    with pytest.raises(ValueError, match="the token cannot be kept in .*: No space left on device") as told:
        access_token(options(), str(tmp_path))
    assert server.issued[-1] not in str(told.value)


def test_a_refusal_tells_no_secret_and_keeps_nothing(server: Authorization, tmp_path: Path) -> None:
    server.answers.append(Answer(401, {"error": "invalid_client", "error_description": f"{SECRET} is wrong"}))
    with pytest.raises(ValueError, match="invalid_client") as refused:
        access_token(options(), str(tmp_path))
    assert SECRET not in str(refused.value) and "is wrong" in str(refused.value)
    assert access_token(options(), str(tmp_path)) == server.issued[0]


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"auth_token_url": None}, "needs auth_token_url or auth_issuer"),
        ({"auth_client_secret": None}, "needs auth_client_secret or auth_private_key"),
        ({"auth_private_key": {"kty": "EC"}}, "only one of them can be used"),
        ({"auth_token_url": "auth.example.com"}, "must be an http:// or https:// URL"),
        ({"timeout": float("inf")}, "timeout must be above 0 and at most 86400"),
        ({"timeout": float("nan")}, "timeout must be above 0 and at most 86400"),
        ({"timeout": 1e10}, "timeout must be above 0 and at most 86400"),
        ({"timeout": 0.0}, "timeout must be above 0"),
    ],
)
def test_what_is_missing_is_told(given: t.Dict[str, t.Any], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=sentence):
        access_token(options(**given), str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_lookup(server: Authorization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))

    found: t.Dict[str, t.Any] = {}

    def set_options(_self: LookupModule, direct: t.Dict[str, t.Any], **_unused: t.Any) -> None:
        found.update({**DEFAULTS, **{name: value for name, value in direct.items() if name in DEFAULTS}})

    # Ansible's loader is not here, which reads the documentation for the options.
    monkeypatch.setattr(LookupModule, "set_options", set_options)
    monkeypatch.setattr(LookupModule, "get_options", lambda _self: found)

    def look(*terms: str, **given: t.Any) -> t.List[str]:
        return LookupModule().run(list(terms), {}, **{**OPTIONS, **given})

    assert look() == look(auth_client_id=CLIENT_ID) == server.issued
    wrong: t.List[t.Tuple[t.List[str], t.Dict[str, t.Any], str]] = [
        (["x"], {}, "has named options only"),
        ([], {"scope": "a"}, "unknown option scope"),
        ([], {"auth_client_secret": None}, "needs auth_client_secret"),
    ]
    for terms, given, sentence in wrong:
        with pytest.raises(AnsibleLookupError, match=sentence):
            look(*terms, **given)
