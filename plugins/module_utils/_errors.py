# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What can go wrong, as types. Each carries the sentence that the user reads."""

from __future__ import annotations

import traceback
import typing as t


class Failure(t.NamedTuple):
    """A structured account of a call that failed, as far as it is known.

    :param operation: the name of the call
    :param id: what it was about
    :param status: HTTP status of the reply
    """

    operation: t.Optional[str] = None
    id: t.Optional[str] = None
    status: t.Optional[int] = None
    error: t.Optional[str] = None
    error_description: t.Optional[str] = None


class HydraError(Exception):
    """An error with one clear sentence and, where a call failed, a structured account of it.

    :param message: the sentence for the user; never contains a secret
    :ivar in_doubt: a call was sent, and nothing says whether it took effect
    :ivar misdirected: a call may have been about another object, and must not be repeated
    :ivar trace: where it came from, if that is of use to anybody
    """

    in_doubt = False
    misdirected = False
    trace: t.Optional[str] = None

    def __init__(self, message: str, failure: t.Optional[Failure] = None) -> None:
        super().__init__(message)
        self.message = message
        self.failure = failure


class UsageError(HydraError):
    """What was asked for cannot be right; known before anything was written.

    :param problems: all that is wrong, as sentences of their own; the message alone where they are not given
    """

    def __init__(self, message: str, failure: t.Optional[Failure] = None, problems: t.Sequence[str] = ()) -> None:
        super().__init__(message, failure)
        self.problems = tuple(problems) or (message,)


class UnsupportedError(UsageError):
    """The server's generation does not have what was asked for; known before anything was written."""


class MissingLibraryError(HydraError):
    """A Python library is not installed where the module runs.

    :param library: name of the library as pip knows it
    :param trace: the traceback of the failed import
    :param reason: what it is needed for, such as "for auth_private_key"
    """

    def __init__(self, library: str, trace: t.Optional[str], reason: t.Optional[str] = None) -> None:
        super().__init__("The Python library %s is missing" % library)
        self.library = library
        self.trace = trace
        self.reason = reason


class TransportError(HydraError):
    """The server could not be reached, or what answered is not Hydra's admin API."""


class NoTokenError(TransportError):
    """The server that issues access tokens could not be asked for one, so the request was not sent."""


class StrangeReplyError(TransportError):
    """An answer came that is not Hydra's, such as a page of a gateway: a write may have taken effect before it."""

    in_doubt = True


class OtherObjectError(TransportError):
    """An answer is about another object than the one that was asked for.

    :param wrote: the call was a write, which may have been made to either
    """

    misdirected = True

    def __init__(self, message: str, failure: Failure, wrote: bool) -> None:
        super().__init__(message, failure)
        self.in_doubt = wrote


class UnseenError(HydraError):
    """A call was in doubt, and what became of it could not be seen either."""

    in_doubt = True


class ReplyLostError(TransportError):
    """A write was sent and its reply never came: whether it took effect is not known."""

    in_doubt = True


class ApiError(HydraError):
    """Hydra refused a call.

    :param status: HTTP status of the reply
    :param put_off: it is not known of a try before that nothing was done
    """

    def __init__(self, message: str, status: int, failure: t.Optional[Failure], put_off: bool = False) -> None:
        super().__init__(message, failure)
        self.status = status
        # Only a 4xx says for certain that nothing was done.
        self.in_doubt = put_off or not 400 <= status < 500


class UnforeseenError(HydraError):
    """An error that is a mistake of this collection; made of any other while that is handled."""

    in_doubt = True

    def __init__(self, error: Exception) -> None:
        told = "%s: %s" % (type(error).__name__, error)
        super().__init__("Unexpected error in ory.hydra, please report it: %s" % told)
        self.trace = traceback.format_exc()


def known(error: Exception) -> HydraError:
    """Return an error as one that has a sentence."""
    return error if isinstance(error, HydraError) else UnforeseenError(error)
