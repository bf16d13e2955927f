# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which URIs Hydra can parse.  Its rules are looser than RFC 3986 in the path and stricter in the host."""

from __future__ import annotations

import re
from typing import NamedTuple

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST_BAD = re.compile(r'[ "#<>\\^`{|}\x80]')
_PORT = re.compile(r":\d*")


class UriError(ValueError):
    """The text is not a URI; the message is the parser's reason."""


class Uri(NamedTuple):
    """The parts of a URI; ``path`` keeps the opaque part of a URI such as ``mailto:x``."""

    scheme: str
    userinfo: str | None
    host: str
    path: str
    query: str | None
    fragment: str


def parse(text: str, request: bool = False) -> Uri:
    """Split a URI.  With ``request``, as for a request target: it must be absolute and ``#`` means nothing.

    Raises UriError.
    """
    if _CONTROL.search(text):
        raise UriError("net/url: invalid control character in URL")
    fragment = ""
    rest = text
    if not request and "#" in rest:
        rest, fragment = rest.split("#", 1)
    if request and not rest:
        raise UriError("empty url")
    if rest == "*":
        return Uri("", None, "", "*", None, fragment)
    scheme = ""
    match = _SCHEME.fullmatch(rest)
    if match:
        scheme, rest = match.group(1).lower(), match.group(2)
    elif rest.startswith(":"):
        raise UriError("missing protocol scheme")
    query = None
    if "?" in rest:
        rest, query = rest.split("?", 1)
    if not rest.startswith("/"):
        if scheme:
            return Uri(scheme, None, "", rest, query, fragment)
        if request:
            raise UriError("invalid URI for request")
        if ":" in rest.split("/", 1)[0]:
            raise UriError("first path segment in URL cannot contain colon")
    userinfo, host = None, ""
    if rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        if "@" in authority:
            userinfo, authority = authority.rsplit("@", 1)
        host = _host(authority)
    escape = _BAD_ESCAPE.search(rest)
    if escape:
        raise UriError(f'invalid URL escape "{escape.group()}"')
    return Uri(scheme, userinfo, host, rest, query, fragment)


def _host(authority: str) -> str:
    if authority.startswith("["):
        end = authority.find("]")
        if end < 0:
            raise UriError("missing ']' in host")
        port = authority[end + 1 :]
    else:
        name, colon, number = authority.partition(":")
        port = colon + number
        escape = _BAD_ESCAPE.search(name)
        if escape:
            raise UriError(f'invalid URL escape "{escape.group()}"')
    if port and not _PORT.fullmatch(port):
        raise UriError(f'invalid port "{port}" after host')
    bad = _HOST_BAD.search(authority)
    if bad:
        raise UriError(f'invalid character "{bad.group()}" in host name')
    return authority
