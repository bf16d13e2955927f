# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses that a server tells clients and browsers: ``urls`` of its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlsplit

from .browser import Parameters, encoded

_FALLBACKS = "/oauth2/fallbacks/"


@dataclass(frozen=True)
class Urls:
    """What the server is told; where an address is empty, there is a default.

    That of a page may be a path below the public URL.  Raises ValueError for what is neither.
    """

    issuer: str = ""
    # Where browsers and applications reach the public API: the issuer, unless it says otherwise.
    public: str = ""
    # The pages that browsers are sent to; those below /oauth2/fallbacks by default.
    login: str = ""
    registration: str = ""
    consent: str = ""
    logout: str = ""
    error: str = ""
    post_logout: str = ""
    device: str = ""
    device_done: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            whole = value.startswith(("http://", "https://")) and urlsplit(value).netloc
            path = value.startswith("/") and field.name not in ("issuer", "public")
            if value and not whole and not path:
                raise ValueError(f"{VARIABLES[field.name]} (or {option(field.name)}) is not an HTTP(S) URL: {value}")

    def page(self, name: str, public_url: str, default: str) -> str:
        """Return the address of a page; ``default`` is the name of its page below /oauth2/fallbacks."""
        address = str(getattr(self, name)) or _FALLBACKS + default
        return public_url + address if address.startswith("/") else address


#: The pages, and what each is called below /oauth2/fallbacks.
PAGES = {
    "login": "login",
    "registration": "login",
    "consent": "consent",
    "logout": "logout",
    "error": "error",
    "post_logout": "logout/callback",
    "device": "device",
    "device_done": "device/done",
}

#: The environment variables that a real server takes too.
VARIABLES = {
    "issuer": "URLS_SELF_ISSUER",
    "public": "URLS_SELF_PUBLIC",
    "login": "URLS_LOGIN",
    "registration": "URLS_REGISTRATION",
    "consent": "URLS_CONSENT",
    "logout": "URLS_LOGOUT",
    "error": "URLS_ERROR",
    "post_logout": "URLS_POST_LOGOUT_REDIRECT",
    "device": "URLS_DEVICE_VERIFICATION",
    "device_done": "URLS_DEVICE_SUCCESS",
}


def option(name: str) -> str:
    """Return the option of the command line for an address."""
    return f"--{name.replace('_', '-')}-url"


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses that environment variables name."""
    return {name: environment[variable] for name, variable in VARIABLES.items() if environment.get(variable)}


def with_query(url: str, parameters: Parameters, keep: bool = True) -> str:
    """Return a URL with parameters in the order of their names, its own among them unless they are not to be kept."""
    base, _mark, query = url.partition("?")
    own = parse_qsl(query, keep_blank_values=True) if keep else []
    given = list(parameters)
    names = {name for name, _value in given}
    text = encoded([*(pair for pair in own if pair[0] not in names), *given])
    return f"{base}?{text}" if text else base
