# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""URLs as Hydra reads them, which is as Go's net/url does: looser than RFC 3986 in the path, stricter in the host.

Not ``urllib.parse``: that one accepts a space in a host, writes hosts in lower case, and refuses port 99999. Pure.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t
from dataclasses import dataclass, replace
from urllib.parse import quote_from_bytes, unquote_to_bytes

from .versions import Range

_USUAL_GO = 13
#: The version of Go 1 that reads URLs, as far as that is certain of a server, and the servers that have it.
GO = ((11, Range(None, "1.0.9")), (13, Range("1.0.9", "26.2.0")), (26, Range("26.2.0")))

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ASCII_ESCAPE = re.compile(r"%(?!25)[0-7][0-9A-Fa-f]")
_PORT = re.compile(r"(:[0-9]*)?")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_IN_HOST = "!$&'()*+,;=:[]<>\"-._~"
_IN_PATH, _IN_FRAGMENT, _IN_USER = "$&+,/:;=@-._~", "$&+,/:;=?@!()*-._~", "$&+,;=-._~"
_MAY_STAND = "!'()*[]"  # in a path or a fragment
_NOT_IN_HOST = re.compile(r"[^A-Za-z0-9\u0080-\U0010ffff%" + re.escape(_IN_HOST) + "]")
_NAMES = dict.fromkeys(map(chr, (*range(32), 127)), "a control character")
_NAMES[" "] = "a space"


class UrlError(ValueError):
    """A text is no URL for Hydra; the message completes "it ..."."""


@dataclass(frozen=True)
class Url:
    """The parts of a URL.

    :param slashes: there are two of them in front of the host, even if it is empty
    :param user: what stands before the ``@``; None where there is no ``@``
    :param host: host and port, unescaped, as bytes: they need not be UTF-8
    :param rest: the path, or all that follows the scheme of a URL such as ``urn:a:b``
    :param opaque: the URL is of the latter kind
    :param query: what follows the ``?``; None where there is no ``?``
    """

    scheme: str = ""
    user: t.Optional[str] = None
    host: bytes = b""
    rest: str = ""
    opaque: bool = False
    query: t.Optional[str] = None
    fragment: str = ""
    slashes: bool = False

    @property
    def has_path(self) -> bool:
        """Whether there is more to its path than slashes."""
        return not self.opaque and bool(unquote_to_bytes(self.rest).strip(b"/"))

    @property
    def place(self) -> t.Tuple[str, bytes, bytes]:
        """Scheme, host and port, as Hydra compares them: the case of the letters of a host counts."""
        host, port = self.host, b""
        name, colon, number = host.rpartition(b":")
        if colon and (not number or number.isdigit()):
            host, port = name, number
        if host.startswith(b"[") and host.endswith(b"]"):
            host = host[1:-1]
        return self.scheme, host, port


def parse(text: str, request: bool = False, go: int = _USUAL_GO) -> Url:
    """Take a URL apart.

    :param request: as Hydra reads redirect URIs and the addresses of pages: it must be absolute, and ``#`` is nothing
        special
    :param go: as a server does that was certainly built with this version of Go 1 or a newer one: older ones than 12
        accept control characters, than 13 ports that are no numbers, than 26 anything between brackets, and a second
        colon in a host of http or https
    :raises UrlError: a server refuses it
    """
    fragment = ""
    if not request:
        text, _hash, fragment = text.partition("#")
        _check_escapes(fragment)
    if go >= 12 and _CONTROL.search(text):
        raise UrlError("contains a control character, such as a line break or a tab")
    if text == "*":
        return Url(rest="*", fragment=fragment)
    scheme, rest = "", text
    found = _SCHEME.fullmatch(text)
    if found:
        scheme, rest = found.group(1).lower(), found.group(2)
    elif text.startswith(":"):
        raise UrlError("has nothing before the colon, where a scheme such as https is needed")
    rest, question, after = rest.partition("?")
    query = after if question else None
    if not rest.startswith("/"):
        if scheme:
            return Url(scheme, rest=rest, opaque=bool(rest), query=query, fragment=fragment)
        if request:
            raise UrlError("is not absolute: it must begin with a scheme such as https: or with a slash")
        if ":" in rest.split("/", 1)[0]:
            raise UrlError("does not begin with a valid scheme such as https:")
    user, host = None, b""
    slashes = rest.startswith("//") and bool(scheme or not (request or rest.startswith("///")))
    if slashes:
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        before, at, authority = authority.rpartition("@")
        host = _host(authority, go, scheme)
        if at:
            if not _USER.fullmatch(before):
                raise UrlError("contains a character before the @ that must be percent-encoded")
            _check_escapes(before)
            user = before
    _check_escapes(rest)
    return Url(scheme, user, host, rest, False, query, fragment, slashes)


def render(text: str) -> str:
    """Return a URL as a server writes it; one that it refuses as it is."""
    try:
        return _text(parse(text))
    except UrlError:
        return text


def render_origin(text: str) -> str:
    """Return a CORS origin as a server renders it; one that it refuses as it is."""
    try:
        url = parse(text)
    except UrlError:
        return text
    if not url.scheme or url.query or url.fragment or url.has_path:
        return text
    return _text(url if url.opaque else replace(url, rest="", fragment=""))


def _text(url: Url) -> str:
    """Return a URL as a server writes it, which changes what is escaped."""
    path = url.rest if url.opaque else _escaped(url.rest, _IN_PATH)
    place = "" if url.user is None else _user(url.user) + "@"
    place += quote_from_bytes(url.host, safe=_IN_HOST)
    if place or (url.slashes and url.scheme and path):
        place = "//" + place
    scheme = url.scheme + ":" if url.scheme else ""
    query = "" if url.query is None else "?" + url.query
    fragment = "#" + _escaped(url.fragment, _IN_FRAGMENT) if url.fragment else ""
    return scheme + place + path + query + fragment


def _escaped(text: str, safe: str) -> str:
    """Return a text as it is where nothing in it must be escaped, or else with its escapes made anew."""
    if re.fullmatch("[A-Za-z0-9%s%%]*" % re.escape(safe + _MAY_STAND), text):
        return text
    return quote_from_bytes(unquote_to_bytes(text), safe=safe)


def _user(text: str) -> str:
    return ":".join(quote_from_bytes(unquote_to_bytes(part), safe=_IN_USER) for part in text.split(":", 1))


def _host(authority: str, go: int, scheme: str) -> bytes:
    """Return host and port, unescaped.

    :raises UrlError: a server refuses it
    """
    name, zone, port = authority, "", ""
    if go >= 26 and authority.rfind("[") > 0:
        raise UrlError("has a [ inside its host")
    if authority.startswith("["):
        end = authority.rfind("]")
        if end < 0:
            raise UrlError("has a [ without a ] in its host")
        name, port = authority[1:end], authority[end + 1 :]
        name, mark, zone = name.partition("%25")
        if go >= 26:
            _check_address(name, mark, zone)
    elif ":" in authority and go >= 13:
        one = go >= 26 and scheme in ("http", "https")  # of others only the first releases of 1.26 do so
        name, colon, number = authority.partition(":") if one else authority.rpartition(":")
        port = colon + number
    if not _PORT.fullmatch(port):
        raise UrlError("has a port that is not a number")
    _check_escapes(name)
    _check_escapes(zone)
    escaped = _ASCII_ESCAPE.search(name)
    if escaped:
        raise UrlError("has %s in its host, where only letters outside of ASCII can be escaped" % escaped.group())
    bad = _NOT_IN_HOST.search(name) or _NOT_IN_HOST.search(_ESCAPE.sub(_in_zone, zone))
    if bad:
        raise UrlError("has %s in its host" % _NAMES.get(bad.group(), "the character " + bad.group()))
    return unquote_to_bytes(authority)


def _in_zone(found: t.Match[str]) -> str:
    """Return what an escape in the zone of an IPv6 address is for; nothing where it is a space or a percent sign."""
    byte = int(found.group()[1:], 16)
    return "" if byte in b" %" else chr(byte) if byte < 128 else "\x7f"


def _check_address(name: str, mark: str, zone: str) -> None:
    try:
        ipaddress.IPv6Address(name)
    except ValueError:
        raise UrlError("has something else than an IPv6 address between [ and ]") from None
    if mark and not zone:
        raise UrlError("has an IPv6 address with an empty zone")


def _check_escapes(text: str) -> None:
    bad = _BAD_ESCAPE.search(text)
    if bad:
        raise UrlError("contains %s, which is not a percent-encoded character" % bad.group())
