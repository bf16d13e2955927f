# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How a server is reached. Pure."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .._errors import UsageError

SENDABLE = re.compile(r"(?:[\x21-\x7e\xa1-\xff](?:[\t\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff])?)?")

_UNIX = re.compile(r"unix:(?://)?(.*)", re.DOTALL | re.IGNORECASE)  # Hydra's own configuration has one slash
_LONGEST_TIMEOUT = 86400  # seconds, which is a day; far above it, systems take no number at all


@dataclass(frozen=True)
class Connection:
    """How a server is reached.

    :param url: base URL; a path prefix is kept, a trailing slash is not. Or a Unix socket: no TLS, no proxies
    :param timeout: seconds to connect, and between two bytes of a reply
    :param retries: how often a request that surely or harmlessly can be repeated is repeated
    :param ca_path: a file or directory with the certificates to trust instead of the system's
    :param headers: sent with every request; their values are treated as secrets
    """

    url: str
    api_token: t.Optional[str] = None
    username: t.Optional[str] = None
    password: t.Optional[str] = None
    validate_certs: bool = True
    ca_path: t.Optional[str] = None
    client_cert: t.Optional[str] = None
    client_key: t.Optional[str] = None
    client_key_passphrase: t.Optional[str] = None
    timeout: float = 30
    retries: int = 3
    headers: t.Dict[str, str] = field(default_factory=dict)
    use_proxy: bool = True

    def __post_init__(self) -> None:
        """Check how long and how often the server is waited for.

        :raises UsageError: that cannot be
        """
        if not 0 < self.timeout <= _LONGEST_TIMEOUT or self.retries < 0:  # what is not a number fails, too
            raise UsageError("timeout must be above 0 and at most %d, and retries not below 0" % _LONGEST_TIMEOUT)


def socket_of(base: str) -> t.Optional[str]:
    """Return the path of the Unix socket that a base URL names, taken literally; None where it names a host."""
    found = _UNIX.fullmatch(base)
    return found.group(1) if found else None


def checked_base(url: str, option: str) -> str:
    """Return a base URL without a slash at its end.

    :raises UsageError: it is none
    """
    base = url.strip().rstrip("/")
    path = socket_of(base)
    printed = "...@" + base.rpartition("@")[2] if "@" in base else base  # a password must not be repeated
    if path is not None:
        if not path.startswith("/") or "\0" in path:
            raise UsageError(
                "%s must name a Unix socket by its absolute path, such as unix:///run/hydra/admin.sock, not %r"
                % (option, printed)
            )
        if "?" in path or "#" in path:
            raise UsageError("%s must not have a query or fragment" % option)
        return base
    try:
        parts = urlsplit(base)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            "%s must be an http:// or https:// URL with a host, such as http://127.0.0.1:4445, "
            "or a Unix socket, such as unix:///run/hydra/admin.sock, not %r" % (option, printed)
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError("%s must not contain a user name and password: use the options username and password" % option)
    if parts.query or parts.fragment:
        raise UsageError("%s must not have a query or fragment" % option)
    return base
