# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that hold secrets."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._values import files

DECLARED = "declared-secret"


def keep(path: t.Any, text: str, instead_of: t.Optional[str] = None) -> None:
    with files.SecretSlot("secret_file", str(path), instead_of) as place:
        place.keep(text)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "a folder" / "secret")
    os.mkdir(os.path.dirname(path))
    before = None
    for secret in (
        "s3cret+/% é:x&=1",
        "the browser has already followed it, and the logout is done; a new logout has to be started",
    ):
        keep(path, secret, before)
        assert files.read_file("secret_file", path) == secret
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        before = secret
    assert os.listdir(os.path.dirname(path)) == ["secret"], "nothing is left lying about"


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keep("secret", DECLARED)
    assert (tmp_path / "secret").read_text() == DECLARED


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
    assert files.read_file("secret_file", str(tmp_path / "secret")) == secret


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert files.read_file("secret_file", str(tmp_path / "missing")) is None
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, words in (("empty", "is empty"), ("binary", "not UTF-8"), (".", "directory")):
        with pytest.raises(UsageError, match=words):
            files.read_file("secret_file", str(tmp_path / name))


def test_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        keep(tmp_path / "missing" / "secret", DECLARED)


# A disk that is full, or fails


@pytest.mark.parametrize("before", [None, "old-secret"])
@pytest.mark.parametrize("call", ["mkstemp", "write", "ftruncate", "fsync", "link", "replace", "close", "late write"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_disk_that_fails_leaves_a_sentence_and_nothing_else(
    before: t.Optional[str], call: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    if before is not None:
        path.write_text(before)
    broken: t.List[str] = []
    real_write, real_close = os.write, os.close

    def fails(*_arguments: t.Any, **_more: t.Any) -> t.NoReturn:
        broken.append(call)
        raise OSError(number, os.strerror(number))

    def late(opened: int, data: bytes) -> int:
        return fails() if data.startswith(b"new") else real_write(opened, data)

    def close(opened: int) -> None:
        real_close(opened)
        fails()

    with monkeypatch.context() as patch:
        if call == "mkstemp":
            patch.setattr(files.tempfile, "mkstemp", fails)
        elif call == "late write":
            patch.setattr(files.os, "write", late)
        elif call == "close":
            patch.setattr(files.os, "close", close)
        else:
            patch.setattr(files.os, call, fails)
        if call == "close":
            keep(path, "new-secret", before)  # it was synchronized before
        elif call in ("link", "replace") and (call == "link") != (before is None):
            keep(path, "new-secret", before)
        else:
            with pytest.raises(UsageError, match="secret_file .*secret cannot be written: " + os.strerror(number)):
                keep(path, "new-secret", before)
            assert broken and os.listdir(str(tmp_path)) == ([] if before is None else ["secret"])
    if broken and call != "close":
        assert before is None or path.read_text() == before


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """The limit on the size of files is one that a process without rights can set, and exceed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(UsageError, match="cannot be written: File too large"):
            keep(tmp_path / "secret", DECLARED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert os.listdir(str(tmp_path)) == []


# A file of another user


Belongs = t.Callable[[Path, int, int], None]


def test_a_new_file_belongs_to_whom_the_old_one_did(
    tmp_path: Path, belongs: Belongs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service whose file a play of root replaces would be cut off from its own secret."""
    path = tmp_path / "secret"
    given: t.List[t.Tuple[int, ...]] = []
    path.write_text("old-secret")
    belongs(path, 1001, 1002)
    monkeypatch.setattr(files.os, "fchown", lambda opened, *owner: given.append((os.fstat(opened).st_ino, *owner)))
    with files.SecretSlot("secret_file", str(path), "old-secret") as place:
        assert len(given) == 1, "while nothing has been sent yet"
        place.keep(DECLARED)
        assert given == [(path.stat().st_ino, 1001, 1002)]
        assert place.take_back() is None
        assert given[1:] == [(path.stat().st_ino, 1001, 1002)]
    assert path.read_text() == "old-secret"
    keep(tmp_path / "new", DECLARED)
    assert len(given) == 2


@pytest.mark.parametrize("number", [errno.EPERM, errno.EINVAL])
def test_a_file_that_cannot_be_given_back_is_not_replaced(
    number: int, tmp_path: Path, belongs: Belongs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: t.Any) -> t.NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fchown", refused)
    path = tmp_path / "secret"
    path.write_text("old-secret")
    belongs(path, os.geteuid() + 1, os.getegid())
    with pytest.raises(UsageError, match="cannot be written: it belongs to another user .*: run as that user or as"):
        keep(path, DECLARED, "old-secret")
    assert (path.read_text(), os.listdir(str(tmp_path))) == ("old-secret", ["secret"])
    belongs(path, os.geteuid(), os.getegid() + 1)
    keep(path, DECLARED, "old-secret")
    assert path.read_text() == DECLARED, "its mode leaves a group no rights anyway"


# Two runs


def test_a_file_that_exists_by_now_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    sentence = "was written by another run in the meantime and is left unchanged: run again"
    with pytest.raises(UsageError, match=sentence), files.SecretSlot("secret_file", str(path)) as place:
        path.write_text("of-another-run")
        place.keep(DECLARED)
    assert path.read_text() == "of-another-run"
    with pytest.raises(UsageError, match="in the meantime"):
        keep(path, DECLARED)
    with pytest.raises(UsageError, match="in the meantime"):
        keep(path, DECLARED, "what-was-read")
    assert path.read_text() == "of-another-run"
    assert os.listdir(str(tmp_path)) == ["secret"]


@pytest.mark.parametrize("number", sorted(files._NO_LINKS))
def test_a_file_system_without_links(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: t.Any) -> t.NoReturn:
        raise OSError(number, "no")

    monkeypatch.setattr(files.os, "link", unknown)
    path = tmp_path / "secret"
    keep(path, DECLARED)
    assert path.read_text() == DECLARED
    path.unlink()
    with pytest.raises(UsageError, match="in the meantime"), files.SecretSlot("secret_file", str(path)) as place:
        path.write_text("of-another-run")
        place.keep(DECLARED)
    assert os.listdir(str(tmp_path)) == ["secret"] and path.read_text() == "of-another-run"


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: t.Any) -> t.NoReturn:
        raise OSError(errno.ENOLCK, "no")

    monkeypatch.setattr(files.fcntl, "flock", unknown)
    keep(tmp_path / "secret", DECLARED)
    with files.alone("secret_file", str(tmp_path / "secret")):
        assert files.read_file("secret_file", str(tmp_path / "secret")) == DECLARED


def test_a_link_that_leads_nowhere_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    keep(tmp_path / "link", DECLARED)
    assert (tmp_path / "real").read_text() == DECLARED and (tmp_path / "link").is_symlink()
    keep(tmp_path / "link", "another", DECLARED)
    assert (tmp_path / "real").read_text() == "another" and (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("before", [None, "old-secret"])
def test_what_the_server_does_not_have_is_taken_back(before: t.Optional[str], tmp_path: Path) -> None:
    path = tmp_path / "secret"
    if before is not None:
        path.write_text(before)
    with files.SecretSlot("secret_file", str(path), before) as place:
        assert place.take_back() is None
        place.keep(DECLARED)
        assert path.read_text() == DECLARED
        assert place.take_back() is None
    assert files.read_file("secret_file", str(path)) == before
    assert os.listdir(str(tmp_path)) == ([] if before is None else ["secret"])


@pytest.mark.parametrize("written", [0, 1_000_000_000_123_456_789], ids=["tentative", "long ago"])
def test_what_is_taken_back_is_as_old_as_it_was(written: int, tmp_path: Path) -> None:
    """The time says when a secret is due, and whether the server may not have it."""
    path = tmp_path / "secret"
    path.write_text("old-secret")
    os.utime(path, ns=(written, written))
    tentative = files.is_tentative(str(path))
    with files.SecretSlot("secret_file", str(path), "old-secret") as place:
        place.keep(DECLARED)
        assert place.take_back() is None
    assert (path.read_text(), path.stat().st_mtime_ns) == ("old-secret", written)
    assert files.is_tentative(str(path)) is tentative is (written == 0)


def test_who_reads_waits_until_the_server_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "secret")
    with files.SecretSlot("secret_file", path) as place:
        place.keep(DECLARED)

        def refused() -> None:
            place.take_back()
            place.__exit__()

        monkeypatch.setattr(files, "_wait", refused)
        assert files.read_file("secret_file", path) is None
    with files.SecretSlot("secret_file", path) as other:
        other.keep(DECLARED)
        monkeypatch.setattr(files, "_wait", other.__exit__)
        assert files.read_file("secret_file", path) == DECLARED


def test_who_waits_in_vain_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "secret")
    monkeypatch.setattr(files, "_PATIENCE", 0.1)
    with files.SecretSlot("secret_file", path) as place, files.alone("secret_file", path):
        place.keep(DECLARED)
        with pytest.raises(UsageError, match="seconds: run again when that run has ended"):
            files.read_file("secret_file", path)
        with pytest.raises(UsageError, match="seconds: run again when that run has ended"), files.alone(
            "secret_file", path
        ):
            pass


def test_a_file_tells_by_its_time_that_the_server_may_not_have_it(tmp_path: Path) -> None:
    path = str(tmp_path / "secret")
    with files.SecretSlot("secret_file", path) as place:
        place.keep(DECLARED, tentative=True)
        assert files.is_tentative(path)
        place.settle()
    assert not files.is_tentative(path) and os.stat(path).st_mtime > 1e9
    assert not files.is_tentative(path + "-missing")


@pytest.mark.parametrize("mode, others", [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_who_can_read_a_file(tmp_path: Path, mode: int, others: bool) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(mode)
    assert files.readable_by_others(str(path)) is others
    assert files.readable_by_others(str(tmp_path / "missing")) is False
