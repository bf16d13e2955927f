# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What is said of a request that failed. Pure."""

from __future__ import annotations

import contextlib
import re
import time
import typing as t
from urllib.parse import unquote, urlsplit

from .connection import Connection

with contextlib.suppress(ImportError):  # which `http_client` tells
    import requests

# What urllib3 puts before the cause: the connection as an object, and the number of the error.
_WRAPPED = re.compile(r"^(<.*?>|\w+\(.*?\)): |Failed to establish a new connection: |\[Errno -?\d+\] ")


def redirect_sentence(url: str, shown: str, status: int, headers: t.Mapping[str, str], option: str) -> str:
    """Return what is wrong where a redirect came."""
    target = headers.get("Location", "nowhere").split("?")[0]
    said = "%s answered with a redirect (status %d) to %s; redirects are not followed: " % (
        shown.split("?")[0],
        status,
        target,
    )
    if _is_same_place(url, target):
        return said + (
            "a name in the path is treated as another one, by the server or by a proxy in front of it, "
            "which may decode %2F or merge slashes"
        )
    return said + "give the final address in %s" % option


def _is_same_place(url: str, target: str) -> bool:
    """Tell whether a redirect leads to the path that was asked for in another spelling, at the same server."""
    try:
        asked, going = urlsplit(url), urlsplit(target)
    except ValueError:
        return False
    if going.netloc and (going.scheme, going.netloc) != (asked.scheme, asked.netloc):
        return False

    def steps(path: str) -> t.List[str]:
        return [step for step in unquote(path).split("/") if step not in ("", ".")]

    return asked.path != going.path and steps(asked.path) == steps(going.path)


def never_connected(error: Exception) -> bool:
    """Tell whether nothing at all was sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, requests.packages.urllib3.exceptions.NewConnectionError)  # type: ignore[attr-defined]


def cause_of(error: BaseException) -> str:
    """Return the innermost message of a chain of wrapped errors, without the addresses of objects in it."""
    seen: t.Any = error
    while True:
        inner = getattr(seen, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in getattr(seen, "args", ()) if isinstance(arg, BaseException)), None)
        if inner is None:
            break
        seen = inner
    text = seen.strerror if isinstance(seen, OSError) and seen.strerror else str(seen)
    if isinstance(seen, OSError) and seen.filename:
        text = "%s: %s" % (seen.filename, text)
    return _WRAPPED.sub("", text)


def named(text: str) -> str:
    """Return what the library says of a file that does not exist with the option that names it."""
    for words, option in _FILES.items():
        if words in text:
            return text.replace(words, "%s (%s)" % (words, option))
    return text


def ended_advice(url: str, connection: Connection) -> str:
    """Return what may be the cause where a server ends each connection: with TLS 1.3 some give no reason."""
    if not url.lower().startswith("https:"):
        return ""
    if connection.client_cert:
        return "; it may not accept the certificate in client_cert"
    return "; it may demand a client certificate: then set client_cert and client_key"


def refuses_certificate(error: Exception) -> bool:
    """Tell whether the server ended the TLS connection because of the client certificate, so before it read anything.

    With TLS 1.3, it says so after the request was sent.
    """
    return bool(_ALERT.search(cause_of(error)))


def tls_sentence(url: str, error: Exception, connection: Connection) -> str:
    """Return what is wrong where TLS failed."""
    parts = urlsplit(url)
    text = cause_of(error)
    advice = ""
    if "not yet valid" in text or "has expired" in text:
        shown = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        advice = (
            "; if the certificate is in order, check the clock of the host that runs the module: it shows %s" % shown
        )
    elif "is not valid for" in text or "doesn't match" in text:
        advice = "; use a name that is in the certificate, or a certificate with this one"
    elif "certificate verify failed" in text or "CERTIFICATE_VERIFY_FAILED" in text:
        advice = "; name the certificate authority that signed it in ca_path"
        if connection.ca_path:
            advice = "; ca_path does not contain the certificate authority that signed it"
    elif _ALERT.search(text):
        advice = "; the server demands a client certificate: set client_cert and client_key"
        if connection.client_cert:
            advice = "; the server does not accept the certificate in client_cert"
    elif "EOF" in text:
        advice = ended_advice(url, connection)
    elif "NO_CERTIFICATE_OR_CRL_FOUND" in text or (connection.ca_path and not connection.client_cert and "PEM" in text):
        advice = "; ca_path %s contains no certificate in PEM format" % connection.ca_path
    elif "WRONG_VERSION_NUMBER" in text or "wrong version number" in text.lower():
        advice = "; the server seems to speak plain HTTP"
    return "The TLS connection to %s://%s failed: %s%s" % (parts.scheme, parts.netloc, text, advice)


# What servers say that want a client certificate, or another one (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
_ALERT = re.compile(
    "alert (?:certificate|bad certificate|unsupported certificate|unknown ca|handshake failure|access denied)",
    re.IGNORECASE,
)
_FILES = {"TLS CA certificate bundle": "ca_path"}  # those of a client certificate were checked before
