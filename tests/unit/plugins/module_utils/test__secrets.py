# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets: when they are made and written, and the files that hold them."""

from __future__ import annotations

import itertools
import os
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils import _secrets
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._secrets import SecretPlan, SecretWish, decide

DECLARED = "declared-secret"


def plan(
    declared: t.Optional[str] = None,
    policy: str = "on_create",
    file: t.Optional[str] = None,
    returned: bool = False,
    exists: bool = False,
    bearing: bool = True,
    gains: bool = False,
    right: t.Optional[bool] = None,
) -> SecretPlan:
    return decide(SecretWish(declared, policy, file, returned), "client_secret", exists, bearing, gains, right)


# declared, policy, exists, gains, right: status, whether it is written
TABLE = [
    (True, "on_create", False, False, None, "set", True),
    (True, "when_wrong", False, False, None, "set", True),
    (True, "always", False, False, None, "set", True),
    (True, "on_create", True, False, None, "unchecked", False),
    (True, "when_wrong", True, False, True, "verified", False),
    (True, "when_wrong", True, False, False, "set", True),
    (True, "when_wrong", True, False, None, "unchecked", False),  # a method that cannot be asked
    (True, "always", True, False, None, "set", True),
    (True, "on_create", True, True, None, "set", True),  # so far it had none
    (True, "when_wrong", True, True, None, "set", True),
    (False, "on_create", False, False, None, "generated", True),
    (False, "when_wrong", False, False, None, "generated", True),
    (False, "always", False, False, None, "generated", True),
    (False, "on_create", True, False, None, "unknown", False),
    (False, "when_wrong", True, False, None, "unknown", False),
    (False, "always", True, False, None, "generated", True),
    (False, "on_create", True, True, None, "unknown", False),
]


@pytest.mark.parametrize("declared, policy, exists, gains, right, status, written", TABLE)
def test_the_decision(
    declared: bool, policy: str, exists: bool, gains: bool, right: t.Optional[bool], status: str, written: bool
) -> None:
    for file, returned in (("/tmp/s", False), (None, True), ("/tmp/s", True)):
        found = plan(DECLARED if declared else None, policy, file, returned, exists, True, gains, right)
        assert found.status == status
        assert (found.value is not None) == written
        if declared and written:
            assert (found.value, found.file) == (DECLARED, None)
        elif written:
            assert found.file == file
            assert len(found.value or "") >= 40


def test_a_secret_is_made_only_where_there_is_a_place_for_it() -> None:
    for policy, exists, gains, right in itertools.product(
        ("when_wrong", "on_create", "always"), (True, False), (True, False), (True, False, None)
    ):
        if exists and policy != "always":
            assert plan(policy=policy, exists=exists, gains=gains, right=right).value is None
        else:
            with pytest.raises(UsageError, match="client_secret, secret_file or return_secret"):
                plan(policy=policy, exists=exists, gains=gains, right=right)


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("wish", [{"declared": DECLARED}, {"file": "/tmp/s"}])
def test_a_client_without_a_secret_is_given_none(exists: bool, wish: t.Dict[str, t.Any]) -> None:
    with pytest.raises(UsageError, match="has no secret"):
        plan(exists=exists, bearing=False, **wish)
    assert plan(exists=exists, bearing=False) == SecretPlan("none")
    assert plan(exists=exists, bearing=False, returned=True) == SecretPlan("none")


@pytest.mark.parametrize("secret", ["", "12345"])
def test_a_secret_that_is_too_short(secret: str) -> None:
    with pytest.raises(UsageError, match="at least 6 characters") as caught:
        plan(secret)
    assert not secret or secret not in caught.value.message
    assert plan("123456").status == "set"


def test_a_file_that_is_missing_while_the_client_is_there_earns_a_warning() -> None:
    told = plan(file="/tmp/s", exists=True)
    assert told.status == "unknown"
    assert "/tmp/s does not exist" in (told.warning or "")
    assert "update_secret=always" in (told.warning or "")
    assert plan(exists=True).warning is None
    assert plan(DECLARED, file="/tmp/s", exists=True).warning is None


def test_made_secrets_are_long_different_and_need_no_encoding() -> None:
    made = {_secrets.generate() for _index in range(50)}
    assert len(made) == 50
    assert all(32 <= len(secret) <= 72 for secret in made), "bcrypt counts 72 bytes"
    assert set("".join(made)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


# Files


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "a folder" / "secret")
    os.mkdir(os.path.dirname(path))
    for secret in ("s3cret+/% é:x&=1", "another one"):
        _secrets.write_file(path, secret)
        assert _secrets.read_file(path) == secret
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(os.path.dirname(path)) == ["secret"], "nothing is left lying about"


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _secrets.write_file("secret", DECLARED)
    assert (tmp_path / "secret").read_text() == DECLARED
    assert _secrets.place_for_file("secret") is None


@pytest.mark.parametrize(
    "content, secret",
    [
        (b"secret-1", "secret-1"),
        (b"secret-1\n", "secret-1"),
        (b"secret-1\r\n", "secret-1"),
        (b" a b \n", " a b "),
        ("é\n".encode(), "é"),
    ],
)
def test_the_end_of_the_line_is_no_part_of_a_secret(tmp_path: Path, content: bytes, secret: str) -> None:
    (tmp_path / "secret").write_bytes(content)
    assert _secrets.read_file(str(tmp_path / "secret")) == secret


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert _secrets.read_file(str(tmp_path / "missing")) is None
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, words in (("empty", "is empty"), ("binary", "no UTF-8"), (".", "directory")):
        with pytest.raises(UsageError, match=words):
            _secrets.read_file(str(tmp_path / name))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("old-secret")

    def broken(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_secrets.os, "fsync", broken)
    with pytest.raises(UsageError, match="No space left on device"):
        _secrets.write_file(str(path), DECLARED)
    assert path.read_text() == "old-secret"
    assert os.listdir(str(tmp_path)) == ["secret"]


def test_where_a_file_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "missing" / "secret")
    assert "there is no folder" in (_secrets.place_for_file(path) or "")
    with pytest.raises(UsageError, match="cannot be written"):
        _secrets.write_file(path, DECLARED)
    monkeypatch.setattr(_secrets.os, "access", lambda *_arguments: False)
    assert "not writable" in (_secrets.place_for_file(str(tmp_path / "secret")) or "")


@pytest.mark.parametrize("mode, others", [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_who_can_read_a_file(tmp_path: Path, mode: int, others: bool) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(mode)
    assert _secrets.readable_by_others(str(path)) is others
    assert _secrets.readable_by_others(str(tmp_path / "missing")) is False
