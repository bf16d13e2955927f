# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Whether a client's secret is to be rotated, and what a task may say about that. Pure."""

from __future__ import annotations

import datetime
import typing as t

from .._errors import UnsupportedError, UsageError
from .secret_policy import SHORTEST, mistake_in

STATES = ROTATED, RETIRED = "rotated", "retired"
WHEN = WHEN_NEEDED, ALWAYS = "when_needed", "always"

# What a result says was done.
REPLACED = "replaced"
UNCHANGED = "unchanged"

Given = t.Mapping[str, t.Any]

_OF_ROTATED = ("max_age", "rotate", "return_secret", "replace")


def check(given: Given) -> None:
    """Look at the options alone.

    :raises UsageError: they cannot be right together
    """
    for name in ("client_secret", "old_secret"):
        problem = mistake_in(name, given[name])
        if problem:
            raise UsageError(problem)
    if given["state"] == RETIRED:
        for name in _OF_ROTATED:
            if given[name] not in (None, False):
                raise UsageError("%s can only be used with state=rotated" % name)
        if given["old_secret"] is not None and not given["public_url"]:
            raise UsageError(
                "old_secret needs public_url, the address of Hydra's public API, to check whether it still works"
            )
        return
    if given["old_secret"] is not None:
        raise UsageError("old_secret can only be used with state=retired")
    if given["max_age"] is not None and given["secret_file"] is None:
        raise UsageError("max_age needs secret_file, whose age it limits")
    always = given["rotate"] == ALWAYS
    if given["client_secret"] is not None:
        if not given["replace"]:
            raise UsageError(
                "a given client_secret replaces the old one, which stops working at once; set replace=true if "
                "that is intended, or use secret_file to have one generated"
            )
        if len(given["client_secret"]) < SHORTEST:
            raise UsageError("client_secret must be at least %d characters long" % SHORTEST)
        if not always and not given["public_url"]:
            raise UsageError("client_secret needs public_url, to check whether it is already right, or rotate=always")
    elif given["secret_file"] is None:
        if not given["return_secret"]:
            raise UsageError("a generated secret needs somewhere to go: set secret_file or return_secret=true")
        if not always:
            raise UsageError(
                "without secret_file there is no way to tell whether the secret is due for rotation: set rotate=always"
            )


def refuse_replacement(client_id: str, server: object) -> t.NoReturn:
    """Refuse to cut off whoever uses the old secret, unless that was asked for.

    :raises UnsupportedError: always
    """
    raise UnsupportedError(
        'client "%s" is due for a new secret, and Hydra %s cannot rotate it (that needs Hydra 26.3 or '
        "newer): the old secret would stop working at once; set replace=true if that is intended" % (client_id, server)
    )


def is_due(
    given: Given,
    known: t.Optional[str],
    right: t.Optional[bool],
    age: t.Optional[datetime.timedelta],
    max_age: t.Optional[datetime.timedelta],
) -> bool:
    """Tell whether the client is to get a new secret.

    :param known: the secret that is given, or that its file holds
    :param right: whether the server confirmed that secret; None where it was not asked
    :param age: how long ago the file was written
    """
    if given["rotate"] == ALWAYS or known is None or right is False:
        return True
    return max_age is not None and age is not None and age > max_age
