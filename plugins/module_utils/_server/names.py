# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Names that become a segment of a path: which of them a server, or an HTTP client, takes for another. Pure."""

from __future__ import annotations

import typing as t

from .._errors import UsageError
from .generations import Features, ServerVersion

HALF_PAIR = "%s must not contain a half of a surrogate pair, which is not a character"
_STEPS = (".", "..")


def has_half_pair(text: str) -> bool:
    """Tell whether a text has a half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def problem_of(name: str, server: ServerVersion, what: str = "name", last: bool = True) -> t.Optional[str]:
    """Return why a request about a name would be about something else, as a sentence; None where it would not.

    Everything else arrives as it is: spaces, percent signs, control characters, emoji, any length.

    :param what: what the sentence calls the name
    :param last: the path ends with it
    """
    if not name:
        return "%s must not be empty" % what
    if has_half_pair(name):
        return HALF_PAIR % what
    if name in _STEPS:
        return '%s must not be "." or "..": HTTP clients and servers treat these as a step within the path' % what
    if "/" not in name:
        return None
    try:
        server.require("a %s with a slash" % what, Features.slash_in_names)
    except UsageError as error:
        return error.message
    if not name.strip("/"):
        return "%s must not consist of slashes alone, which no request can address" % what
    if last and name.endswith("/"):
        return "%s must not end with a slash: this Hydra cuts it off, and the request would be about %r instead" % (
            what,
            name[:-1],
        )
    return None
