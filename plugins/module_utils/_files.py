# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Files that hold secrets: read whole, written whole or not at all, for their owner's eyes only."""

from __future__ import annotations

import os
import stat
import tempfile
import typing as t
from dataclasses import dataclass

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError

_ROOM = 4096  # bytes that are tried to be written before a secret is made


@dataclass(frozen=True)
class SecretFile:
    """A secret that is to be written to a file.

    :param option: the option that names the file, for messages
    """

    option: str
    path: str
    text: str


def read_file(option: str, path: str) -> t.Optional[str]:
    """Return the secret that a file holds, or None where there is no such file.

    :param option: the option that names the file, for messages

    :raises UsageError: the file cannot be read, or is empty
    """
    try:
        with open(path, encoding="utf-8") as stream:
            secret = stream.read().rstrip("\r\n")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(
            "%s %s cannot be read: %s" % (option, path, getattr(error, "strerror", None) or "it is no UTF-8 text")
        ) from None
    if not secret:
        raise UsageError("%s %s is empty" % (option, path))
    return secret


def readable_by_others(path: str) -> bool:
    """Tell whether a file can be read by others than its owner."""
    try:
        return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    except OSError:
        return False


class Place:
    """A place for a secret that is going to be made: whatever can fail about a file was tried when it is entered.

    :param option: the option that names the file, for messages
    """

    def __init__(self, option: str, path: str) -> None:
        self.option = option
        self.path = path
        self._stream: t.Optional[t.TextIO] = None
        self._temporary = ""

    def __enter__(self) -> Place:
        """Make a file of mode 0600 beside the one that is meant, with room for a secret.

        :raises UsageError: that is not possible
        """
        try:
            folder = os.path.dirname(os.path.abspath(self.path))
            handle, self._temporary = tempfile.mkstemp(prefix=".secret-", dir=folder)  # mode 0600
            self._stream = os.fdopen(handle, "w", encoding="utf-8")
            self._write(" " * _ROOM)
        except OSError as error:
            self.__exit__()
            raise self._refused(error) from None
        return self

    def keep(self, text: str) -> None:
        """Put a secret there: whole or not at all.

        :raises UsageError: it cannot be written
        """
        try:
            self._write(text)
            if self._stream is not None:
                os.fsync(self._stream.fileno())
            os.replace(self._temporary, self.path)
        except OSError as error:
            raise self._refused(error) from None
        self._temporary = ""

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind but a secret that was kept."""
        if self._stream is not None:
            self._stream.close()
        if self._temporary:
            os.unlink(self._temporary)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.seek(0)
            self._stream.write(text)
            self._stream.truncate()
            self._stream.flush()

    def _refused(self, error: OSError) -> UsageError:
        return UsageError("%s %s cannot be written: %s" % (self.option, self.path, error.strerror))


def write_file(file: SecretFile) -> None:
    """Write a secret to a file of mode 0600: whole or not at all.

    :raises UsageError: it cannot be written
    """
    with Place(file.option, file.path) as place:
        place.keep(file.text)


def place_for_file(option: str, path: str) -> t.Optional[str]:
    """Return why a file could not be written, as far as that can be told beforehand."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        return "%s %s: there is no folder %s" % (option, path, folder)
    if not os.access(folder, os.W_OK):
        return "%s %s: the folder %s is not writable" % (option, path, folder)
    return None
