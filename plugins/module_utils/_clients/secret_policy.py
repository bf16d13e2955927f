# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Secrets of clients: where they come from, and when they are written. Pure but for chance."""

from __future__ import annotations

import secrets
import string
import typing as t
from dataclasses import dataclass

from .._errors import UsageError
from .._server.names import HALF_PAIR, has_half_pair

SHORTEST = 6  # Hydra's own limit
BCRYPT_BYTES = 72
_ALPHABET = string.ascii_letters + string.digits + "-._~"  # RFC 3986 section 2.3: never needs percent-encoding
_LENGTH = 43  # characters, about 260 bits

# What a result says of a secret.
NONE = "none"  # the client has none
SET = "set"  # written in this run, as declared
GENERATED = "generated"  # made and written in this run
VERIFIED = "verified"  # the server confirmed the declared one
UNCHECKED = "unchecked"  # declared, not compared with the server's
UNKNOWN = "unknown"  # not declared: nobody here knows it


@dataclass(frozen=True)
class SecretWish:
    """What a task says about a secret.

    :param declared: the secret, given as an option or read from its file
    :param policy: ``when_wrong``, ``on_create`` or ``always``
    :param file: where it is kept; a generated one is written there before it is sent
    :param folder_option: the option that names the folder of the file, which is created; None where it has to exist
    :param returned: whether the result may hold a generated one
    :param held: what the file contains
    :param tentative: a run wrote the declared one to its file, and ended before it knew that the server has it
    """

    declared: t.Optional[str] = None
    policy: str = "on_create"
    file: t.Optional[str] = None
    returned: bool = False
    held: t.Optional[str] = None
    tentative: bool = False
    folder_option: t.Optional[str] = None


@dataclass(frozen=True)
class SecretPlan:
    """What becomes of a secret.

    :param value: what is sent; None leaves the server's as it is
    :param file: where the value is written first
    """

    status: str
    value: t.Optional[str] = None
    file: t.Optional[str] = None
    warning: t.Optional[str] = None


def mistake_in(name: str, secret: t.Any) -> t.Optional[str]:
    """Return why a given secret cannot be the one that is meant; None where it can.

    :param name: the option that it comes from
    """
    if not isinstance(secret, str):
        return None
    if has_half_pair(secret):
        return HALF_PAIR % name
    if secret == secret.rstrip("\r\n"):
        return None
    return (
        "%s must not end with a line break, which the application would have to send, too: remove it, "
        "for instance with the filter trim" % name
    )


def is_long(secret: t.Optional[str]) -> bool:
    """Tell whether bcrypt takes only a part of a secret."""
    return len((secret or "").encode("utf-8")) > BCRYPT_BYTES


def decide(
    wish: SecretWish, name: str, exists: bool, bearing: bool, gains: bool, right: t.Optional[bool]
) -> SecretPlan:
    """Decide what becomes of a secret.

    :param name: option that declares it, for messages
    :param exists: the client is there already
    :param bearing: with its wanted authentication method the client has a secret
    :param gains: the client exists, and did not have one so far
    :param right: whether the server confirmed the declared secret; None where it was not asked
    :raises UsageError: there is no place for a secret, or none is wanted
    """
    if not bearing:
        if wish.declared is not None or wish.file:
            raise UsageError(
                "a client with this token_endpoint_auth_method has no secret: leave out %s and secret_file" % name
            )
        return SecretPlan(NONE)
    if wish.declared is not None and len(wish.declared) < SHORTEST:
        raise UsageError("%s must be at least %d characters long" % (name, SHORTEST))
    if wish.declared is not None:
        wrong = right is False and wish.policy == "when_wrong"
        tentative = wish.tentative and not right
        if not exists or gains or wrong or tentative or wish.policy == "always":
            return SecretPlan(SET, wish.declared, wish.file if wish.tentative else None)
        return SecretPlan(VERIFIED if right else UNCHECKED)
    if exists and wish.policy != "always":
        warning = None
        if wish.file:
            warning = (
                "secret_file %s does not exist, but the client does: its secret is unknown here and was left "
                "unchanged; update_secret=always replaces it" % wish.file
            )
        return SecretPlan(UNKNOWN, warning=warning)
    if not wish.file and not wish.returned:
        raise UsageError("this client needs a secret: set %s or secret_file (or return_secret=true)" % name)
    return SecretPlan(GENERATED, generate(), wish.file)


def generate() -> str:
    """Return a new secret of unreserved characters, which no client can encode wrongly."""
    return "".join(secrets.choice(_ALPHABET) for _index in range(_LENGTH))
