# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Files that hold secrets: read whole, written whole or not at all, for their owner's eyes only, by one run at a time.

A secret is written before it is sent. Until the server has it, the file is locked, so that no other run takes it for
the secret of the client: who reads waits. A file that did not exist is created and never replaced, whoever created it;
one that existed is replaced only if it still contains what was read. Where a file system has no locks, there are none.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import tempfile
import time
import typing as t
from dataclasses import dataclass

from .._errors import UsageError
from .folders import create

_ROOM = 4096  # bytes that are tried to be written before a secret is made
_PATIENCE = 60.0  # seconds that are waited for another run
_STEP = 0.05
_NO_LINKS = frozenset((errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK))


@dataclass(frozen=True)
class SecretFile:
    """A secret that is to be written to a file.

    :param option: the option that names the file, for messages
    :param instead_of: what the file contained when that was decided; None where there was no such file
    :param tentative: until the server has it, the file says by its time that it may not
    :param folder_option: the option that names its folder, which is created; None where the folder has to exist
    """

    option: str
    path: str
    text: str
    instead_of: t.Optional[str] = None
    tentative: bool = False
    folder_option: t.Optional[str] = None


_BINARY = "it is not UTF-8 text; a binary file, such as a key in DER or PKCS #12, has to be converted to PEM first"


def read_file(option: str, path: str, no_text: str = _BINARY) -> t.Optional[str]:
    """Return the text that a file holds, or None where there is no such file.

    :param option: the option that names the file, for messages
    :param no_text: why a file that is no UTF-8 cannot be used
    :raises UsageError: the file cannot be read, or is empty
    """
    try:
        opened = _open(option, path, fcntl.LOCK_SH)
        if opened is None:
            return None
        try:
            secret = _read(opened)
        finally:
            _close(opened)
    except (OSError, ValueError) as error:
        raise UsageError(
            "%s %s cannot be read: %s" % (option, path, getattr(error, "strerror", None) or no_text)
        ) from None
    if not secret:
        raise UsageError("%s %s is empty" % (option, path))
    return secret


def read_secret(
    option: str, path: str, hide: t.Callable[[t.Iterable[str]], None], warn: t.Callable[[str], None]
) -> t.Optional[str]:
    """Return the secret that a file holds, once it is masked; warn where others can read it.

    :param hide: has texts masked in whatever the task prints
    :param warn: warns the user
    :return: None where there is no such file
    :raises UsageError: it cannot be read
    """
    secret = read_file(option, path)
    if secret is not None:
        hide([secret])
        warn_of_readers(option, path, warn)
    return secret


def warn_of_readers(option: str, path: str, warn: t.Callable[[str], None]) -> None:
    """Warn where others than its owner can read a file that holds a secret."""
    if readable_by_others(path):
        warn("%s %s can be read by others than its owner; its mode should be 0600" % (option, path))


def readable_by_others(path: str) -> bool:
    """Tell whether a file can be read by others than its owner."""
    try:
        return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    except OSError:
        return False


def is_tentative(path: str) -> bool:
    """Tell whether a run ended after it had written a secret to a file, and before it knew that the server has it."""
    try:
        return os.stat(path).st_mtime == 0
    except OSError:
        return False


@contextlib.contextmanager
def alone(option: str, path: t.Optional[str]) -> t.Iterator[None]:
    """Keep other runs that do the same from the folder of a file meanwhile.

    :param path: None does nothing
    :raises UsageError: another run does not come to an end
    """
    folder: t.Optional[int] = None
    if path is not None:
        with contextlib.suppress(OSError, ValueError):
            folder = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)
    try:
        if folder is not None:
            _lock(folder, fcntl.LOCK_EX, option, str(path))
        yield
    finally:
        _close(folder)


class SecretSlot:
    """A place for a secret that is going to be made: whatever can fail about a file was tried when it is entered.

    :param option: the option that names the file, for messages
    :param instead_of: what the file contains; None where there is none
    :param folder_option: as in `SecretFile`
    """

    def __init__(
        self, option: str, path: str, instead_of: t.Optional[str] = None, folder_option: t.Optional[str] = None
    ) -> None:
        self.option = option
        self.path = path
        self._instead_of = instead_of
        self._folder_option = folder_option
        self._real = os.path.realpath(path)
        self._before: t.Optional[int] = None
        self._file: t.Optional[int] = None
        self._temporary = ""
        self._kept = False

    def __enter__(self) -> SecretSlot:
        """Make a file of mode 0600 beside the one that is meant, with room for a secret.

        :raises UsageError: that is not possible, or the file is not as it was
        """
        try:
            self._compare()
            if self._folder_option is not None:
                create(self._folder_option, os.path.dirname(self.path))
            self._prepare()
        except OSError as error:
            self.__exit__()
            raise self._refused(error) from None
        except UsageError:
            self.__exit__()
            raise
        return self

    def keep(self, text: str, tentative: bool = False) -> None:
        """Put a secret there: whole or not at all.

        :raises UsageError: it cannot be written
        """
        try:
            self._fill(text.encode("utf-8"))
            self._publish(tentative)
        except OSError as error:
            raise self._refused(error) from None
        self._kept = True

    def settle(self) -> None:
        """Say by the time of the file that the server has what is in it."""
        if self._file is not None and self._kept:
            with contextlib.suppress(OSError):
                os.utime(self._file)

    def take_back(self) -> t.Optional[str]:
        """Have the file as it was before, as the server surely does not have what was kept.

        :return: why that is not possible
        """
        if not self._kept:
            return None
        self._kept = False
        try:
            if self._instead_of is None:
                os.unlink(self._real)
            else:
                self._abandon()
                self._prepare()
                self._fill(self._instead_of.encode("utf-8"))
                self._date_back()
                os.replace(self._temporary, self._real)
                self._temporary = ""
        except OSError as error:
            return "%s %s contains a secret that the server does not have: it cannot be written: %s" % (
                self.option,
                self.path,
                _reason(error),
            )
        return None

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind but a secret that was kept."""
        self._abandon()
        _close(self._before)
        self._before = None

    # Steps

    def _compare(self) -> None:
        """Lock the file that is there, and see that it is still what it was."""
        self._before = _open(self.option, self._real, fcntl.LOCK_EX)
        try:
            there = None if self._before is None else _read(self._before)
        except ValueError:
            there = ""
        if there != self._instead_of:
            raise self._changed()

    def _prepare(self) -> None:
        self._file, self._temporary = tempfile.mkstemp(prefix=".secret-", dir=os.path.dirname(self._real))  # mode 0600
        self._keep_owner(self._file)
        _lock(self._file, fcntl.LOCK_EX, self.option, self.path)
        self._fill(b" " * _ROOM)

    def _keep_owner(self, made: int) -> None:
        """Give a new file to the owner of the one that it replaces, who could not read it otherwise.

        :raises OSError: that is not possible
        """
        if self._before is None:
            return
        before, after = os.fstat(self._before), os.fstat(made)
        if (before.st_uid, before.st_gid) == (after.st_uid, after.st_gid):
            return
        try:
            os.fchown(made, before.st_uid, before.st_gid)
        except OSError as error:
            if before.st_uid != after.st_uid:  # the group has no rights to it anyway
                raise OSError(
                    error.errno,
                    "it belongs to another user (uid %d), who could not read the new one: run as that user or as root"
                    % before.st_uid,
                ) from None

    def _fill(self, content: bytes) -> None:
        if self._file is None:
            return
        os.lseek(self._file, 0, os.SEEK_SET)
        left = content
        while left:
            left = left[os.write(self._file, left) :]
        os.ftruncate(self._file, len(content))
        os.fsync(self._file)

    def _date_back(self) -> None:
        """Give the file the time of the one before: it says how old a secret is, or that it is tentative."""
        with contextlib.suppress(OSError):
            if self._before is not None:
                before = os.fstat(self._before)
                os.utime(self._temporary, ns=(before.st_atime_ns, before.st_mtime_ns))

    def _publish(self, tentative: bool) -> None:
        if tentative:
            os.utime(self._temporary, (0, 0))
        if self._instead_of is not None:
            os.replace(self._temporary, self._real)
            self._temporary = ""
            return
        try:
            os.link(self._temporary, self._real)  # fails where the file exists, and rename(2) does not
        except FileExistsError:
            raise self._changed() from None
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._publish_without_links()

    def _publish_without_links(self) -> None:
        try:
            os.close(os.open(self._real, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise self._changed() from None
        try:
            os.replace(self._temporary, self._real)
        except OSError:
            os.unlink(self._real)
            raise
        self._temporary = ""

    def _abandon(self) -> None:
        if self._temporary:
            with contextlib.suppress(OSError):
                os.unlink(self._temporary)
            self._temporary = ""
        _close(self._file)
        self._file = None

    def _changed(self) -> UsageError:
        return UsageError(
            "%s %s was written by another run in the meantime and is left unchanged: run again"
            % (self.option, self.path)
        )

    def _refused(self, error: OSError) -> UsageError:
        return UsageError("%s %s cannot be written: %s" % (self.option, self.path, _reason(error)))


def _open(option: str, path: str, how: int) -> t.Optional[int]:
    """Return a file, opened and locked; None where there is none."""
    while True:
        try:
            opened = os.open(path, os.O_RDONLY)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            _lock(opened, how, option, path)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(opened), os.stat(path)):
                    return opened
        except BaseException:
            _close(opened)
            raise
        _close(opened)  # it was replaced or removed while it was waited for


def _lock(opened: int, how: int, option: str, path: str) -> None:
    """Wait until no other run has a file or folder for itself.

    :raises UsageError: that takes too long
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(opened, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise UsageError(
                    "%s %s has been in use by another run for %d seconds: run again when that run has ended"
                    % (option, path, _PATIENCE)
                ) from None
            _wait()
        except OSError:  # there are file systems without locks
            return
        else:
            return


def _close(opened: t.Optional[int]) -> None:
    if opened is not None:
        with contextlib.suppress(OSError):  # whatever was written was synchronized, or failed, before
            os.close(opened)


def _wait() -> None:
    time.sleep(_STEP)


def _read(opened: int) -> str:
    """Return the text of an open file, without the ends of lines behind it and the byte-order mark before it.

    :raises ValueError: it is no UTF-8
    """
    parts: t.List[bytes] = []
    while True:
        part = os.read(opened, 65536)
        if not part:
            return b"".join(parts).decode("utf-8-sig").rstrip("\r\n")
        parts.append(part)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
