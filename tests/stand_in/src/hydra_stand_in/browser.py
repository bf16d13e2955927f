# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What browsers get: redirects and cookies."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable
from datetime import timedelta
from email.utils import format_datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote_plus

from . import clock, pages
from .errors import Refusal
from .exchange import NO_STORE, Call, Reply

Parameters = Iterable[tuple[str, str]]

_ERROR_MEMBERS = ("error", "error_description", "error_hint")


def encoded(parameters: Parameters) -> str:
    """Return a query, its parameters in the order of their names."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in sorted(parameters, key=_name))


def _name(pair: tuple[str, str]) -> str:
    return pair[0]


def found(url: str, cookies: Iterable[str] = ()) -> Reply:
    """Return a redirect to a page."""
    body = f'<a href="{html.escape(url)}">Found</a>.\n\n'
    headers = {"Content-Type": "text/html; charset=utf-8", "Location": url}
    return Reply(302, body.encode(), headers, list(cookies))


def to_client(call: Call, redirect_uri: str, parameters: Parameters, mode: str = "query") -> Reply:
    """Return what ends an authorization and takes the browser to the client that began it, in a response mode."""
    quirks = call.hydra.quirks
    if mode == "form_post":
        return pages.posted(redirect_uri, parameters)
    query = encoded(parameters)
    percent = mode == "fragment" and quirks.fragment_writes_blanks_as_percent_20
    if percent or quirks.redirect_writes_blanks_as_percent_20:
        query = "&".join(pair.replace("+", "%20") if pair.startswith("scope=") else pair for pair in query.split("&"))
    mark = "#" if mode == "fragment" else "&" if "?" in redirect_uri else "?"
    headers = {"Location": f"{redirect_uri}{mark}{query}", **NO_STORE}
    return Reply(quirks.redirect_to_client_status, headers=headers)


def error_parameters(call: Call, refusal: Refusal) -> list[tuple[str, str]]:
    """Return a refusal as parameters of a redirect."""
    document = refusal.document(call.hydra.quirks.error_shape)
    return [(name, document[name]) for name in _ERROR_MEMBERS if name in document]


def error_page(call: Call, refusal: Refusal) -> Reply:
    """Return the redirect to the page that tells users what went wrong where no client can be told."""
    return found(call.hydra.page_url("error", error_parameters(call, refusal)), refusal.cookies)


def cookie(call: Call, name: str, value: str, max_age: int | None = None) -> str:
    """Return a cookie to set; ``max_age`` is in seconds, and None means until the browser closes."""
    crosses = call.hydra.quirks.cookies_of_https_cross_sites and call.hydra.issuer.startswith("https:")
    text = f"{name}={value}; Path=/; HttpOnly; SameSite={'None' if crosses else 'Lax'}"
    if max_age is None:
        return text
    return f"{text}; Max-Age={max_age}; Expires={format_datetime(clock.now() + timedelta(seconds=max_age), True)}"


def no_cookie(call: Call, name: str) -> str:
    """Return a cookie to set that deletes the one of that name."""
    return cookie(call, name, secrets.token_urlsafe(40)) + "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:01 GMT"


def cookies_of(call: Call) -> dict[str, str]:
    """Return the cookies that the browser sent."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(call.headers.get("Cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def client_number(client_id: str) -> int:
    """Return the number that a client's cookies end with: MurmurHash3, 32 bits, of its id."""
    data, mask = client_id.encode("utf-8", "surrogateescape"), 0xFFFFFFFF

    def rotated(value: int, count: int) -> int:
        return (value << count | value >> 32 - count) & mask

    def mixed(block: bytes) -> int:
        return rotated(int.from_bytes(block, "little") * 0xCC9E2D51 & mask, 15) * 0x1B873593 & mask

    whole = len(data) // 4 * 4
    number = 0
    for start in range(0, whole, 4):
        number = (rotated(number ^ mixed(data[start : start + 4]), 13) * 5 + 0xE6546B64) & mask
    if data[whole:]:
        number ^= mixed(data[whole:])
    number ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        number = (number ^ number >> shift) * factor & mask
    return number ^ number >> 16
