# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The folders of files that hold secrets.

A folder that an option names is for these files and is created where it is missing. The folder of a single file belongs
to somebody else: where it is missing, the path most likely is wrong.
"""

from __future__ import annotations

import contextlib
import errno
import os
import typing as t

from .._errors import UsageError


def contains(folder: str, path: str) -> bool:
    """Tell whether a file lies directly in a folder, by their names alone."""
    return os.path.normpath(os.path.dirname(path)) == os.path.normpath(folder)


def place_for_file(option: str, path: str, folder_option: t.Optional[str] = None) -> t.Optional[str]:
    """Return why a file could not be written, as far as that can be told beforehand.

    :param option: the option that names the file, for messages
    :param folder_option: the option that names its folder, which is created; None where the folder has to exist
    """
    folder = os.path.dirname(os.path.realpath(path))
    if folder_option is None or folder != os.path.realpath(os.path.dirname(path)):  # a link to a file elsewhere
        if not os.path.isdir(folder):
            return "%s %s: there is no folder %s" % (option, path, folder)
        problem = _problem_of(folder)
        return problem and "%s %s: the folder %s %s" % (option, path, folder, problem)
    nearest = folder
    while not os.path.exists(nearest):
        nearest = os.path.dirname(nearest)
    problem = _problem_of(nearest)
    if problem is None:
        return None
    named = "%s %s" % (folder_option, os.path.dirname(path))
    return (
        "%s %s" % (named, problem) if nearest == folder else "%s cannot be created: %s %s" % (named, nearest, problem)
    )


def create(option: str, path: str) -> None:
    """Create a folder where it is missing, and those above it, for their owner alone.

    :param option: the option that names it, for messages
    :raises UsageError: that is not possible
    """
    try:
        _create(os.path.realpath(path))
    except OSError as error:
        raise UsageError("%s %s cannot be created: %s" % (option, path, error.strerror or error)) from None


def _create(folder: str) -> None:
    if os.path.isdir(folder):
        return
    _create(os.path.dirname(folder))
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:  # another run was faster
        if not os.path.isdir(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _problem_of(folder: str) -> t.Optional[str]:
    """Return why no file can be created in a folder."""
    if not os.path.isdir(folder):
        return "is not a folder"
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    with contextlib.suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return "is on a read-only file system"
    return "is not writable"
