# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders of files that hold secrets."""

from __future__ import annotations

import errno
import os
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._values import folders


def told(path: Path, maker: t.Optional[str] = None) -> str:
    return folders.place_for_file("secret_file", str(path), maker) or ""


def test_the_folder_of_a_single_file_must_exist(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert told(tmp_path / "secret") == ""
    for name in ("missing", "file"):
        path = tmp_path / name / "secret"
        assert told(path) == "secret_file %s: there is no folder %s" % (path, path.parent)


def test_a_folder_that_is_given_may_be_missing(tmp_path: Path) -> None:
    assert told(tmp_path / "missing" / "deep" / "secret", "secrets_dir") == ""
    assert os.listdir(str(tmp_path)) == [], "nothing is created by asking"


def test_a_folder_that_is_given_cannot_be_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "deep" / "secret"
    assert told(path.parent, "secrets_dir") == "secrets_dir %s is not a folder" % (tmp_path / "file")
    expected = "secrets_dir %s cannot be created: %s is not a folder" % (path.parent, tmp_path / "file")
    assert told(path, "secrets_dir") == expected
    with pytest.raises(UsageError, match="secrets_dir .* cannot be created: Not a directory"):
        folders.create("secrets_dir", str(path.parent))


@pytest.mark.parametrize("flags, reason", [(0, "is not writable"), (os.ST_RDONLY, "is on a read-only file system")])
def test_a_folder_that_cannot_be_written(
    flags: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mounted:
        f_flag = flags

    monkeypatch.setattr(folders.os, "access", lambda *_arguments: False)
    monkeypatch.setattr(folders.os, "statvfs", lambda _path: Mounted)
    path, missing = tmp_path / "secret", tmp_path / "missing" / "secret"
    assert told(path) == "secret_file %s: the folder %s %s" % (path, tmp_path, reason)
    assert told(path, "secrets_dir") == "secrets_dir %s %s" % (tmp_path, reason)
    assert told(missing, "secrets_dir") == (
        "secrets_dir %s cannot be created: %s %s" % (missing.parent, tmp_path, reason)
    )


def test_what_is_missing_is_created_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    (tmp_path / "there").chmod(0o755)
    folder = tmp_path / "there" / "a" / "b"
    for _again in range(2):
        folders.create("secrets_dir", str(folder))
        modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "there", folder.parent, folder)]
        assert modes == [0o755, 0o700, 0o700]


def test_another_run_that_creates_it_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.mkdir

    def slow(path: str, mode: int) -> None:
        real(path, mode)
        real(path, mode)

    monkeypatch.setattr(folders.os, "mkdir", slow)
    folders.create("secrets_dir", str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_created(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_path: str, _mode: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(folders.os, "mkdir", fails)
    with pytest.raises(UsageError) as raised:
        folders.create("secrets_dir", str(tmp_path / "a"))
    assert raised.value.message == "secrets_dir %s cannot be created: %s" % (tmp_path / "a", os.strerror(number))


@pytest.mark.parametrize(
    "path, folder, expected",
    [
        ("/a/b/x", "/a/b", True),
        ("/a/b//x", "/a/b/", True),
        ("/a/./b/x", "/a/b", True),
        ("/a/b/c/x", "/a/b", False),
        ("/a/bc/x", "/a/b", False),
        ("/x", "/", True),
        ("b/x", "b", True),
    ],
)
def test_which_files_are_in_a_folder(path: str, folder: str, expected: bool) -> None:
    assert folders.contains(folder, path) is expected
