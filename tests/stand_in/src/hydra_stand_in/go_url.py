# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which URIs Hydra can parse.  Its rules are looser than RFC 3986 in the path and stricter in the host."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USERINFO = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
_PORT = re.compile(r"|:[0-9]*")
_HEX = frozenset("0123456789abcdefABCDEF")
_HOST = frozenset("!$&'()*+,;=:[]<>\"-._~")


class UriError(ValueError):
    """The text is not a URI; the message is the parser's reason."""


class Uri(NamedTuple):
    """The parts of a URI; ``host`` and ``path`` are unescaped; ``opaque`` is the rest of one like ``mailto:x``."""

    scheme: str
    userinfo: str | None = None
    host: bytes = b""
    path: bytes = b""
    opaque: str = ""
    query: str | None = None
    fragment: str = ""
    # The path as it was given, and whether two slashes and perhaps a host were in front of it.
    given_path: str = ""
    has_authority: bool = False

    @property
    def host_and_port(self) -> tuple[bytes, bytes]:
        """Both apart, the host without its brackets, the port empty where there is none or it is empty."""
        host, colon, port = self.host.rpartition(b":")
        if not colon or not (port == b"" or port.isdigit()):
            host, port = self.host, b""
        return (host[1:-1] if host[:1] == b"[" and host[-1:] == b"]" else host), port

    @property
    def without_path(self) -> str:
        """The URI as it is written again when its path is gone."""
        place = self.opaque or (self._authority and f"//{self._authority}")
        return f"{self.scheme}:{place}{'' if self.query is None else '?'}"

    @property
    def _authority(self) -> str:
        host = "".join(chr(byte) if _stands_in_host(byte) else f"%{byte:02X}" for byte in self.host)
        if self.userinfo is None:
            return host
        return ":".join(quote(unquote_to_bytes(part), "$&+,;=") for part in self.userinfo.split(":", 1)) + "@" + host

    @property
    def text(self) -> str:
        """The URI as it is written again: with only those escapes that it needs, unless it needed no others."""
        start = f"{self.scheme}:" if self.scheme else ""
        path = self.opaque or _written(self.given_path, "$&+,/:;=@")
        if self._authority or (self.has_authority and start and path):
            start += f"//{self._authority}"
        end = "" if self.query is None else f"?{self.query}"
        return start + path + end + (f"#{_written(self.fragment, '$&+,/:;=@?!()*')}" if self.fragment else "")


def parse(text: str, request: bool = False, strict: bool = False) -> Uri:
    """Split a URI.

    With ``request``, as for a request target: it must be absolute and ``#`` means nothing.  With ``strict``, a host has
    brackets only around an IPv6 address, and one of http or https one colon at the most.

    Raises UriError.
    """
    fragment = ""
    rest = text
    if not request and "#" in rest:
        rest, fragment = rest.split("#", 1)
        _unescaped(fragment)
    if _CONTROL.search(rest):
        raise UriError("net/url: invalid control character in URL")
    if request and not rest:
        raise UriError("empty url")
    if rest == "*":
        return Uri("", path=b"*", fragment=fragment, given_path="*")
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
            return Uri(scheme, opaque=rest, query=query, fragment=fragment)
        if request:
            raise UriError("invalid URI for request")
        if ":" in rest.split("/", 1)[0]:
            raise UriError("first path segment in URL cannot contain colon")
    userinfo, host = None, b""
    has_authority = rest.startswith("//") and bool(scheme or (not request and not rest.startswith("///")))
    if has_authority:
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        before, at, authority = authority.rpartition("@")
        host = _host(authority, strict, scheme)
        if at:
            if not _USERINFO.fullmatch(before):
                raise UriError("net/url: invalid userinfo")
            _unescaped(before)
            userinfo = before
    return Uri(scheme, userinfo, host, _unescaped(rest), "", query, fragment, rest, has_authority)


def _written(text: str, plain: str) -> str:
    """Return a path or fragment; ``plain`` are the marks that are never escaped there."""
    if all(letter.isascii() and (letter.isalnum() or letter in plain + "-._~!'()*[]%") for letter in text):
        return text
    return quote(unquote_to_bytes(text), plain)


def _stands_in_host(byte: int) -> bool:
    character = chr(byte)
    return character.isascii() and (character.isalnum() or character in _HOST)


def _host(authority: str, strict: bool, scheme: str) -> bytes:
    bracket = authority.rfind("[") if strict else -1 + authority.startswith("[")
    if bracket > 0:
        raise UriError("invalid IP-literal")
    if bracket < 0:
        one = strict and scheme in ("http", "https")
        colon = authority.find(":") if one else authority.rfind(":")
        if colon >= 0:
            _check_port(authority[colon:])
        return _unescaped(authority, "host")
    end = authority.rfind("]")
    if end < 0:
        raise UriError("missing ']' in host")
    _check_port(authority[end + 1 :])
    inside = authority[1:end]
    start = inside.find("%25")
    start = len(inside) if start < 0 else start
    address = _unescaped(inside[:start], "host") + _unescaped(inside[start:], "zone")
    if strict:
        _check_address(address.decode("utf-8", "replace"))
    return b"[" + address + b"]" + authority[end + 1 :].encode()


def _check_port(port: str) -> None:
    if not _PORT.fullmatch(port):
        raise UriError(f'invalid port "{port}" after host')


def _check_address(text: str) -> None:
    address, percent, zone = text.partition("%")
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        raise UriError(f'invalid host: ParseAddr("{text}"): unable to parse IP') from None
    if percent and not zone:
        raise UriError(f'invalid host: ParseAddr("{text}"): zone must be a non-empty string')


def _unescaped(text: str, part: str = "path") -> bytes:
    """Decode a part of a URI: its path, or with stricter rules its ``host`` or the ``zone`` of an address."""
    found = bytearray()
    position = 0
    while position < len(text):
        character = text[position]
        if character != "%":
            if part != "path" and ord(character) < 0x80 and not _stands_in_host(ord(character)):
                raise UriError(f'invalid character "{character}" in host name')
            found += character.encode()
            position += 1
            continue
        escape = text[position : position + 3]
        if len(escape) < 3 or not set(escape[1:]) <= _HEX:
            raise UriError(f'invalid URL escape "{escape}"')
        byte = int(escape[1:], 16)
        in_host = part == "host" and byte < 0x80
        in_zone = part == "zone" and byte != 0x20 and not _stands_in_host(byte)
        if escape != "%25" and (in_host or in_zone):
            raise UriError(f'invalid URL escape "{escape}"')
        found.append(byte)
        position += 3
    return bytes(found)
