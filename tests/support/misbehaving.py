# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are not what they should be, for tests of bad input: each a proxy with one lasting fault."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from support.certificates import Certificates
from support.proxy import PAGE, Proxy
from support.servers import Server, free_port

#: name -> the fault that lasts
BEHAVIOURS: dict[str, dict[str, Any]] = {
    "json_service": {"kind": "json", "body": json.dumps({"service": "billing", "version": "4.2"})},
    "json_404": {"kind": "status", "status": 404, "body": json.dumps({"detail": "Not Found"})},
    "html": {"kind": "html"},
    "html_404": {"kind": "status", "status": 404, "body": PAGE},
    "empty": {"kind": "empty"},
    "redirect": {"kind": "redirect", "location": "https://login.example.com/?next=hydra"},
    "endless_next": {"kind": "endless_next", "method": "GET", "path": "(/admin)?/clients"},
    "gateway_401": {"kind": "status", "status": 401, "body": '{"message":"No API key found in request"}'},
    "gateway_403": {"kind": "status", "status": 403, "body": PAGE},
    "down_503": {"kind": "status", "status": 503, "retry_after": "0"},
    "drops": {"kind": "drop_before"},
}


@contextlib.contextmanager
def misbehaving(server: Server, certificates: Certificates) -> Iterator[dict[str, Proxy]]:
    """All of them by name, in front of ``server``; besides ``private_ca`` (TLS) and ``client_certificate`` (mTLS)."""
    with contextlib.ExitStack() as stack:
        found = {}
        for name, fault in BEHAVIOURS.items():
            found[name] = stack.enter_context(Proxy(server.admin_url, server.public_url))
            found[name].fault(times=-1, **fault)
        for name, asks in (("private_ca", False), ("client_certificate", True)):
            tls = certificates.server_context(ask_client=asks)
            found[name] = stack.enter_context(Proxy(server.admin_url, server.public_url, tls=tls))
        yield found


def nobody_url() -> str:
    """A URL of 127.0.0.1 where nobody listens."""
    return f"http://127.0.0.1:{free_port()}"
