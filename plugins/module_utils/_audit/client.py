# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Clients as rules see them: a document of any form, whose members are of the expected type or not there. Pure."""

from __future__ import annotations

import ipaddress
import typing as t
from dataclasses import dataclass

from .._clients.client_fields import FIELDS
from .._clients.description import AUTH_METHOD, ID, NAME, auth_method
from .._server.admin_api import Document
from .._values.durations import parse_duration
from .._values.go_url import Url, UrlError, parse
from .rule import shown_url

_REFRESH = "_refresh_token_lifespan"
_ACCESS = "_access_token_lifespan"
_LIFESPANS = tuple(one.name for one in FIELDS if one.name.endswith("_lifespan"))
REFRESH_LIFESPANS = tuple(name for name in _LIFESPANS if name.endswith(_REFRESH))
ACCESS_LIFESPANS = tuple(name for name in _LIFESPANS if name.endswith(_ACCESS))


JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_LOGIN_GRANTS = frozenset(("authorization_code", "implicit", "password", _DEVICE_CODE))


@dataclass(frozen=True)
class Address:
    """A URL of a client.

    :param text: as the client has it
    :param url: its parts
    """

    text: str
    url: Url

    @property
    def shown(self) -> str:
        """The URL as findings show it."""
        return shown_url(self.text)

    @property
    def host(self) -> str:
        """Its host, in lower case, without the port and brackets."""
        return self.url.place[1].decode("utf-8", "replace").lower()

    @property
    def of_web(self) -> bool:
        """Whether a browser fetches it."""
        return self.url.scheme in ("http", "https")

    @property
    def local(self) -> bool:
        """Whether it leads to the device of the user."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


class Client:
    """A client; what it does not say is as the server has it by default.

    :ivar document: as the server answered it, or as a file of variables has it
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        # Servers take a client without grant types or response types as one with these.
        self.grants = self.texts("grant_types") or ("authorization_code",)
        self.responses = self.texts("response_types") or ("code",)
        self.method = auth_method({AUTH_METHOD: self.text(AUTH_METHOD)})
        self.scope = tuple(dict.fromkeys(self.text("scope").split()))
        self.redirects = self.addresses("redirect_uris")

    @property
    def name(self) -> str:
        """What a user knows it by."""
        return self.text(ID) or self.text(NAME)

    @property
    def has_users(self) -> bool:
        """Whether people log in with it."""
        return bool(_LOGIN_GRANTS & set(self.grants))

    @property
    def public(self) -> bool:
        """Whether it authenticates with nothing."""
        return self.method == "none"

    @property
    def keys(self) -> t.List[t.Dict[str, t.Any]]:
        """The keys that are registered with it."""
        jwks = self.document.get("jwks")
        keys = jwks.get("keys") if isinstance(jwks, dict) else None
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []

    def text(self, name: str) -> str:
        """Return a member that is a text; an empty one if it is anything else."""
        value = self.document.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> t.Tuple[str, ...]:
        """Return the texts of a member that is a list, each once."""
        value = self.document.get(name)
        return tuple(dict.fromkeys(one for one in value if isinstance(one, str))) if isinstance(value, list) else ()

    def flag(self, name: str) -> bool:
        """Tell whether a member is true."""
        return self.document.get(name) is True

    def addresses(self, name: str) -> t.List[Address]:
        """Return the URLs of a member that is a list of them, or one; no server takes those that cannot be read."""
        found = []
        for text in self.texts(name) or filter(None, [self.text(name)]):
            try:
                found.append(Address(text, parse(text, True)))
            except UrlError:
                continue
        return found

    def lifespan(self, name: str) -> t.Optional[int]:
        """Return a lifespan in nanoseconds; None if the server's own applies, or there is none that can be read."""
        try:
            return parse_duration(self.text(name)) if self.text(name) else None
        except ValueError:
            return None

    def replaced(self, name: str, change: t.Callable[[str], t.Optional[str]]) -> t.Dict[str, t.Any]:
        """Return an option whose entries are changed, and omitted if that is None; nothing where one may be secret."""
        texts = self.texts(name)
        if any(shown_url(one) != one for one in texts):
            return {}
        changed = [one for one in map(change, texts) if one is not None]
        return {name: list(dict.fromkeys(changed))}
