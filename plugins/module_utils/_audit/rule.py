# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a rule of the audit is, and what it says of an object. Pure."""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, field

from .._values.durations import render_duration
from .._values.jwk import rsa_bits
from .._values.versions import ALWAYS, Range

SEVERITIES = ("critical", "high", "medium", "low", "info")  # the worst first
IGNORE = "ignore"

CLIENT, KEY_SET, ISSUER = "client", "jwk_set", "trusted_issuer"
KINDS = (CLIENT, KEY_SET, ISSUER)

LEAST_RSA_BITS = 2048  # RFC 7518 sections 3.3 and 3.5

_USER_INFO = re.compile(r"//[^/?#]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_LONGEST = 200
_LISTED = 5

Thing = t.TypeVar("Thing")


class Reference(t.NamedTuple):
    """Where a rule comes from."""

    title: str
    url: str


def rfc(number: int, section: str) -> Reference:
    """Return a section of an RFC."""
    url = "https://www.rfc-editor.org/rfc/rfc%d#section-%s" % (number, section)
    return Reference("RFC %d section %s" % (number, section), url)


@dataclass(frozen=True)
class Limits:
    """From where on a length of time is too long, and what is the owner's own.

    :param now: the time of the audit, in UTC
    :param key_age: how old a signing key may be
    :param notice: how long before an end it is reported
    :param jwt_lifespan: how long an access token may live that cannot be revoked
    :param refresh_lifespan: how long a refresh token may live
    :param first_party: patterns of the owners of clients that belong to whoever runs the server; None if unknown
    """

    now: datetime.datetime
    key_age: datetime.timedelta = datetime.timedelta(days=365)
    notice: datetime.timedelta = datetime.timedelta(days=30)
    jwt_lifespan: datetime.timedelta = datetime.timedelta(hours=1)
    refresh_lifespan: datetime.timedelta = datetime.timedelta(days=365)
    first_party: t.Optional[t.Tuple[str, ...]] = None


@dataclass(frozen=True)
class Flaw:
    """How an object breaks a rule.

    :param option: the option of the module that manages such objects
    :param found: what is there, as a sentence without its full stop
    :param remedy: what to do about it, likewise
    :param instead: options with the values to write instead, where they can be told
    """

    option: str
    found: str
    remedy: str
    instead: t.Dict[str, t.Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Untold:
    """Why a rule cannot be applied to an object, as a sentence without its full stop."""

    reason: str


Verdicts = t.Iterable[t.Union[Flaw, Untold]]


@dataclass(frozen=True)
class Rule(t.Generic[Thing]):
    """Something that makes an object risky.

    :param what: what the rule looks for; completes "Finds ..."
    :param why: what can happen
    :param check: yields how an object breaks the rule
    :param where: the versions in which this is a risk, and can be seen
    """

    id: str
    severity: str
    what: str
    why: str
    references: t.Tuple[Reference, ...]
    check: t.Callable[[Thing, Limits], Verdicts]
    where: Range = ALWAYS


def short_rsa(jwk: t.Mapping[str, t.Any]) -> t.Optional[int]:
    """Return the length of an RSA key that is too short, in bits; None for any other key."""
    bits = rsa_bits(jwk)
    return bits if bits is not None and bits < LEAST_RSA_BITS else None


def listed(texts: t.Sequence[str], more: int = 0) -> str:
    """Return texts as a sentence has them, the first few of many.

    :param more: how many there are besides
    """
    rest = max(len(texts) - _LISTED, 0) + more
    return ", ".join(texts[:_LISTED]) + (" and %d more" % rest if rest > 0 else "")


def spoken(span: datetime.timedelta) -> str:
    """Return a length of time for a sentence."""
    for unit, size in (("day", datetime.timedelta(days=1)), ("hour", datetime.timedelta(hours=1))):
        if span >= size and not span % size:
            return "%d %s%s" % (span // size, unit, "" if span == size else "s")
    return render_duration(span // datetime.timedelta(microseconds=1) * 1000)


def shown_url(text: str) -> str:
    """Return a URL without anything in it that may be secret: a password, or the values of a query."""
    plain = _USER_INFO.sub("//***@", _QUERY.sub(lambda found: found.group()[0] + "***", text))
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "***"
