# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""How a client of an OAuth 2.0 server authenticates and what it asks for (RFC 6749 section 4.4, RFC 7523). No I/O."""

from __future__ import annotations

import json
import time
import typing as t
import uuid
from dataclasses import dataclass, fields
from urllib.parse import quote, urlsplit

from .._errors import MissingLibraryError, UsageError
from .._values.jwk import read_jwk
from .connection import SENDABLE

if t.TYPE_CHECKING:
    from .._values.jws import Signer

BASIC, POST = "client_secret_basic", "client_secret_post"
SECRET_METHODS = (BASIC, POST)
ASSERTION_LIFETIME = 300  # seconds; also how far the clock here may be behind
_BY_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Basic = t.Optional[t.Tuple[str, str]]


@dataclass(frozen=True)
class ClientCredentials:
    """The options from which a token is got.

    :param token_url: the token endpoint; where it is None, the metadata of ``issuer`` say it
    :param private_key: PEM, or a JWK as a dictionary or as text; it takes the place of ``client_secret``
    :param method: one of `SECRET_METHODS`; where it is None, the metadata of ``issuer`` decide
    """

    client_id: str
    token_url: t.Optional[str] = None
    issuer: t.Optional[str] = None
    client_secret: t.Optional[str] = None
    private_key: t.Any = None
    private_key_id: t.Optional[str] = None
    method: t.Optional[str] = None
    scope: t.Sequence[str] = ()
    audience: t.Sequence[str] = ()

    @classmethod
    def of(cls, options: t.Mapping[str, t.Any]) -> ClientCredentials:
        """Return those of options, whose names begin with ``auth_``; one that is not given is empty."""
        given = {one.name: options["auth_" + one.name] for one in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value})

    @property
    def option(self) -> str:
        """The option that says where tokens come from."""
        return "auth_token_url" if self.token_url else "auth_issuer"

    @property
    def address(self) -> str:
        """What that option says.

        :raises UsageError: it is no address
        """
        return _checked_url(self.token_url or self.issuer or "", self.option)

    @property
    def proof(self) -> str:
        """The options by which the client proves who it is, for sentences."""
        return "auth_client_secret" if self.private_key is None else "auth_private_key"


def signer_of(wanted: ClientCredentials) -> t.Optional[Signer]:
    """Return what signs assertions; None where the client has a secret.

    :raises UsageError: nothing can be signed with the key
    :raises MissingLibraryError: the library cryptography is not there
    """
    given = wanted.private_key
    if given is None:
        return None
    # The library cryptography takes a tenth of a second to load, and few tasks need it.
    from .._values.jws import Signer
    from .._values.pem import read_key_text

    try:
        if isinstance(given, dict):
            keys = [read_jwk(given)]
        elif isinstance(given, str):
            if "ENCRYPTED" in given and "-----BEGIN " in given:
                raise ValueError("is encrypted, and there is no option for its passphrase: give one that is not")
            keys = read_key_text(given)
        else:
            raise ValueError("must be a private key as PEM or JSON Web Key")
        if len(keys) != 1:
            raise ValueError("contains %d keys: give only the intended one" % len(keys))
        return Signer(keys[0], wanted.private_key_id)
    except ValueError as error:
        raise UsageError("auth_private_key %s" % error) from None
    except MissingLibraryError as error:
        raise MissingLibraryError(error.library, error.trace, "for auth_private_key") from None


def token_request(
    wanted: ClientCredentials, signer: t.Optional[Signer], method: str, audience: str
) -> t.Tuple[t.Dict[str, str], Basic]:
    """Return the form and the user and password of one request for a token; an assertion serves only once.

    :param method: one of `SECRET_METHODS`, which counts where there is no ``signer``
    :param audience: whom an assertion is for
    """
    form = {"grant_type": "client_credentials"}
    if wanted.scope:
        form["scope"] = " ".join(wanted.scope)
    if wanted.audience:
        form["audience"] = " ".join(wanted.audience)
    basic: Basic = None
    secret = wanted.client_secret or ""
    if signer is not None:
        now = int(time.time())
        claims = {
            "iss": wanted.client_id,
            "sub": wanted.client_id,
            "aud": audience,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + ASSERTION_LIFETIME,
        }
        form.update(client_id=wanted.client_id, client_assertion_type=_BY_JWT, client_assertion=signer.sign(claims))
    elif method == POST:
        form.update(client_id=wanted.client_id, client_secret=secret)
    else:  # RFC 6749 section 2.3.1: both are encoded as in a form
        basic = (quote(wanted.client_id, safe=""), quote(secret, safe=""))
    return form, basic


def usable_token(token: t.Any) -> bool:
    """Tell whether something can be sent as a Bearer token."""
    return isinstance(token, str) and bool(token) and SENDABLE.fullmatch(token) is not None


def method_of(supported: t.Any) -> str:
    """Return the method for a secret where none is chosen: Basic, unless a server has only the other one."""
    listed = supported if isinstance(supported, list) else [BASIC]  # RFC 8414 section 2: the default
    return POST if POST in listed and BASIC not in listed else BASIC


def lifetime_of(expires_in: t.Any) -> t.Optional[float]:
    """Return the seconds for which a token is valid; some servers write the number as text."""
    try:
        seconds = float(expires_in)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < float("inf") else None


def metadata_paths(issuer: str) -> t.List[str]:
    """Return where the metadata of an issuer may be, below its host: OpenID Connect Discovery, and RFC 8414."""
    path = urlsplit(issuer).path.rstrip("/")
    return [path + "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server" + path]


def endpoint_of(metadata: t.Any, issuer: str) -> str:
    """Return the token endpoint in the metadata of an issuer.

    :raises ValueError: there is none that credentials could be sent to; the message completes "its metadata ..."
    """
    if not isinstance(metadata, dict) or not isinstance(metadata.get("issuer"), str):
        raise ValueError("are not those of an OAuth 2.0 server, as they name no issuer")
    if metadata["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise ValueError("are those of another issuer, %s" % json.dumps(metadata["issuer"]))
    endpoint = metadata.get("token_endpoint")
    try:
        checked = _checked_url(endpoint if isinstance(endpoint, str) else "", "token_endpoint")
    except UsageError:
        raise ValueError("name no token endpoint that can be used") from None
    if urlsplit(issuer).scheme == "https" and urlsplit(checked).scheme != "https":
        raise ValueError("name a token endpoint without TLS, %s" % checked)
    return checked


def _checked_url(url: str, option: str) -> str:
    """Return a URL that credentials can be sent to.

    :raises UsageError: it is none
    """
    text = url.strip()
    printed = "...@" + text.rpartition("@")[2] if "@" in text else text
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not text.isprintable() or " " in text:
        raise UsageError(
            "%s must be an http:// or https:// URL with a host, such as https://auth.example.com%s, not %r"
            % (option, "" if option == "auth_issuer" else "/oauth2/token", printed)
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "%s must not contain a user name and password: use auth_client_id and auth_client_secret" % option
        )
    if parts.fragment or (parts.query and option == "auth_issuer"):
        raise UsageError("%s must not have a %s" % (option, "fragment" if parts.fragment else "query"))
    return text
