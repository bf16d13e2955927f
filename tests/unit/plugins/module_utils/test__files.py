# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that hold secrets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils import _files
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._files import SecretFile

DECLARED = "declared-secret"


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "a folder" / "secret")
    os.mkdir(os.path.dirname(path))
    for secret in ("s3cret+/% é:x&=1", "another one"):
        _files.write_file(SecretFile("secret_file", path, secret))
        assert _files.read_file("secret_file", path) == secret
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(os.path.dirname(path)) == ["secret"], "nothing is left lying about"


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _files.write_file(SecretFile("secret_file", "secret", DECLARED))
    assert (tmp_path / "secret").read_text() == DECLARED
    assert _files.place_for_file("secret_file", "secret") is None


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
    assert _files.read_file("secret_file", str(tmp_path / "secret")) == secret


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert _files.read_file("secret_file", str(tmp_path / "missing")) is None
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, words in (("empty", "is empty"), ("binary", "no UTF-8"), (".", "directory")):
        with pytest.raises(UsageError, match=words):
            _files.read_file("secret_file", str(tmp_path / name))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("old-secret")

    def broken(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_files.os, "fsync", broken)
    with pytest.raises(UsageError, match="No space left on device"):
        _files.write_file(SecretFile("secret_file", str(path), DECLARED))
    assert path.read_text() == "old-secret"
    assert os.listdir(str(tmp_path)) == ["secret"]


def test_where_a_file_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "missing" / "secret")
    assert "there is no folder" in (_files.place_for_file("secret_file", path) or "")
    with pytest.raises(UsageError, match="cannot be written"):
        _files.write_file(SecretFile("secret_file", path, DECLARED))
    monkeypatch.setattr(_files.os, "access", lambda *_arguments: False)
    assert "not writable" in (_files.place_for_file("secret_file", str(tmp_path / "secret")) or "")


@pytest.mark.parametrize("mode, others", [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_who_can_read_a_file(tmp_path: Path, mode: int, others: bool) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(mode)
    assert _files.readable_by_others(str(path)) is others
    assert _files.readable_by_others(str(tmp_path / "missing")) is False
