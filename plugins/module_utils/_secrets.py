# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Secrets of clients: where they come from, when they are written, and where they are kept."""

from __future__ import annotations

import os
import secrets
import stat
import string
import tempfile
import typing as t
from dataclasses import dataclass

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError

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
    :param returned: whether the result may hold a generated one
    """

    declared: t.Optional[str] = None
    policy: str = "on_create"
    file: t.Optional[str] = None
    returned: bool = False


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
        if not exists or gains or wrong or wish.policy == "always":
            return SecretPlan(SET, wish.declared)
        return SecretPlan(VERIFIED if right else UNCHECKED)
    if exists and wish.policy != "always":
        warning = None
        if wish.file:
            warning = (
                "secret_file %s does not exist, but the client does: "
                "its secret is not known here and was left as it is; "
                "update_secret=always replaces it" % wish.file
            )
        return SecretPlan(UNKNOWN, warning=warning)
    if not wish.file and not wish.returned:
        raise UsageError(
            "a secret has to be made, and there is no place for it: give %s, secret_file or return_secret=true" % name
        )
    return SecretPlan(GENERATED, generate(), wish.file)


def generate() -> str:
    """Return a new secret of unreserved characters, which no client can encode wrongly."""
    return "".join(secrets.choice(_ALPHABET) for _index in range(_LENGTH))


def read_file(path: str) -> t.Optional[str]:
    """Return the secret that a file holds, or None where there is no such file.

    :raises UsageError: the file cannot be read, or is empty
    """
    try:
        with open(path, encoding="utf-8") as stream:
            secret = stream.read().rstrip("\r\n")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(
            "secret_file %s cannot be read: %s" % (path, getattr(error, "strerror", None) or "it is no UTF-8 text")
        ) from None
    if not secret:
        raise UsageError("secret_file %s is empty" % path)
    return secret


def readable_by_others(path: str) -> bool:
    """Tell whether a file can be read by others than its owner."""
    try:
        return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    except OSError:
        return False


def write_file(path: str, secret: str) -> None:
    """Write a secret to a file of mode 0600: whole or not at all.

    :raises UsageError: it cannot be written
    """
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=".secret-", dir=folder)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(secret)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError("secret_file %s cannot be written: %s" % (path, error.strerror)) from None


def place_for_file(path: str) -> t.Optional[str]:
    """Return why a file could not be written, as far as that can be told beforehand."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        return "secret_file %s: there is no folder %s" % (path, folder)
    if not os.access(folder, os.W_OK):
        return "secret_file %s: the folder %s is not writable" % (path, folder)
    return None
