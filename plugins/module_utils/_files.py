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


def write_file(file: SecretFile) -> None:
    """Write a secret to a file of mode 0600: whole or not at all.

    :raises UsageError: it cannot be written
    """
    folder = os.path.dirname(os.path.abspath(file.path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=".secret-", dir=folder)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(file.text)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, file.path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError("%s %s cannot be written: %s" % (file.option, file.path, error.strerror)) from None


def place_for_file(option: str, path: str) -> t.Optional[str]:
    """Return why a file could not be written, as far as that can be told beforehand."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        return "%s %s: there is no folder %s" % (option, path, folder)
    if not os.access(folder, os.W_OK):
        return "%s %s: the folder %s is not writable" % (option, path, folder)
    return None
