# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The session of `requests` for one server: credentials, TLS, proxies and cookies."""

from __future__ import annotations

import traceback
import typing as t
from http import cookiejar
from urllib.parse import urlsplit

from .._errors import UsageError
from .._values.secret_texts import HEADER_NAME
from .client_certificate import check_client_cert
from .connection import SENDABLE, Connection
from .replies import watch
from .unix_socket import connect_through
from .user_agent import VERSION

REQUESTS_TRACE: t.Optional[str]
try:
    import requests
except ImportError:
    REQUESTS_TRACE = traceback.format_exc()
else:
    REQUESTS_TRACE = None

    class _Adapter(requests.adapters.HTTPAdapter):
        """Its connections are watched, and the key of a client certificate can be encrypted."""

        def __init__(self, passphrase: t.Optional[str], **options: t.Any) -> None:
            self._tls: t.Dict[str, t.Any] = {"key_password": passphrase} if passphrase else {}
            super().__init__(**options)

        def init_poolmanager(self, *args: t.Any, **options: t.Any) -> None:
            super().init_poolmanager(*args, **dict(options, **self._tls))
            watch(self.poolmanager)

        def proxy_manager_for(self, *args: t.Any, **options: t.Any) -> t.Any:
            manager = super().proxy_manager_for(*args, **dict(options, **self._tls))
            watch(manager)
            return manager


USER_AGENT = "ansible-collection-ory.hydra/" + VERSION  # RFC 9110 section 10.1.5


def new_session(wanted: Connection, base: str, socket: t.Optional[str], pool: int) -> requests.Session:
    """Return a session; nothing is sent.

    :param base: the address in ``wanted``, checked
    :param socket: the path of the Unix socket that it names, if it does
    :param pool: connections kept open at the most
    :raises UsageError: a header, or a file for TLS, cannot be used
    """
    for option, value in (
        ("api_token", wanted.api_token),
        *(("headers", item) for item in wanted.headers.values()),
    ):
        if value is not None and not SENDABLE.fullmatch(value):
            raise UsageError(
                "%s contains something that no HTTP header can: a line break, a space at the beginning or end, "
                "or a character outside Latin-1" % option
            )
    if not all(HEADER_NAME.fullmatch(name) for name in wanted.headers):
        raise UsageError("headers must be a dictionary from names of HTTP headers to their values")
    session = requests.Session()
    session.cookies.set_policy(_OneServer())
    # Read the environment once here: the session would read it again for every request.
    session.trust_env = False
    if wanted.use_proxy and socket is None:
        session.proxies.update(requests.utils.get_environ_proxies(base))
    session.verify = wanted.ca_path or True if wanted.validate_certs else False
    if not wanted.validate_certs:
        requests.packages.urllib3.disable_warnings()  # type: ignore[attr-defined]  # chosen by the user, and said once elsewhere
    if wanted.client_cert and socket is None:
        if urlsplit(base).scheme == "https":
            check_client_cert(wanted.client_cert, wanted.client_key, wanted.client_key_passphrase)
        session.cert = (wanted.client_cert, wanted.client_key) if wanted.client_key else wanted.client_cert
    if wanted.username is not None:
        session.auth = requests.auth.HTTPBasicAuth(
            wanted.username.encode("utf-8"), (wanted.password or "").encode("utf-8")
        )
    session.headers.update({"Accept": "application/json", "User-Agent": USER_AGENT})
    if wanted.api_token is not None:
        session.headers["Authorization"] = "Bearer " + wanted.api_token
    session.headers.update(wanted.headers)
    # Never followed, and not even looked at: where a redirect leads to may be no address at all.
    session.get_redirect_target = lambda resp: None  # type: ignore[method-assign]
    adapter = _Adapter(wanted.client_key_passphrase, pool_connections=1, pool_maxsize=pool)
    if socket is not None:
        connect_through(adapter.poolmanager, socket)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _OneServer(cookiejar.DefaultCookiePolicy):
    """Takes every cookie for one of the server that is talked to, by whatever name and scheme it is reached here."""

    def set_ok(self, cookie: t.Any, request: t.Any) -> bool:
        """Keep it, and have it sent with every request."""
        cookie.domain = cookiejar.eff_request_host(request)[1]  # type: ignore[attr-defined]
        cookie.domain_specified = False
        cookie.path = "/"
        cookie.secure = False
        return True
