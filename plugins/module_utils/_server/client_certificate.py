# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""A client certificate for TLS: what can be wrong with its files is found before anything is sent."""

from __future__ import annotations

import ssl
import typing as t

from .._errors import UsageError

_LARGEST = 1024 * 1024  # bytes that are looked at
_CONVERT = (
    "; PKCS #12 and DER must be converted, for example with openssl pkcs12 -in FILE -out FILE.pem, "
    "which also asks for a passphrase for the key"
)


def check_client_cert(cert: str, key: t.Optional[str], passphrase: t.Optional[str]) -> None:
    """Check that a certificate can be presented to a server.

    OpenSSL has one error for most of what can be wrong, and would ask on the terminal for a passphrase.

    :param key: the file with the private key; None where the other one has it
    :raises UsageError: a file cannot be used, or they are not a pair
    """
    content = _content("client_cert", cert)
    if b"-----BEGIN CERTIFICATE" not in content and b"-----BEGIN TRUSTED CERTIFICATE" not in content:
        raise UsageError("client_cert (%s) contains no certificate in PEM format%s" % (cert, _CONVERT))
    secret = _content("client_key", key) if key else content
    named = "client_key (%s)" % key if key else "client_cert (%s)" % cert
    if b"PRIVATE KEY-----" not in secret:
        advice = _CONVERT if key else ": set client_key to the file that does"
        raise UsageError("%s contains no private key in PEM format%s" % (named, advice))
    encrypted = b"ENCRYPTED" in secret
    if encrypted and not passphrase:
        raise UsageError("The private key in %s is encrypted: set client_key_passphrase" % named)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(cert, key, passphrase or "")
    except (ssl.SSLError, ValueError) as error:  # ValueError: the passphrase is longer than OpenSSL takes
        reason = str(getattr(error, "reason", ""))
        if "MISMATCH" in reason or reason == "NO_CERTIFICATE_ASSIGNED":
            told = "The private key in %s is not that of the certificate in client_cert (%s)" % (named, cert)
        elif encrypted:
            told = "The private key in %s cannot be opened: client_key_passphrase is wrong, or the file is damaged" % (
                named
            )
        else:
            files = "client_cert (%s) or client_key (%s)" % (cert, key) if key else named
            told = "%s is damaged, or contains a key that OpenSSL does not accept%s" % (
                files,
                ": " + reason.lower().replace("_", " ") if reason and reason != "None" else "",
            )
        raise UsageError(told) from None


def _content(option: str, path: str) -> bytes:
    """Return what is in a file.

    :raises UsageError: it cannot be read
    """
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError("%s cannot be read: %s: %s" % (option, path, reason)) from None
