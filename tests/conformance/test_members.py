# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of clients that no recording has: a real server keeps them, and answers with them.

One of them names a document that a real server fetches, over TLS and with the authority of the tests.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from support import certificates, servers

from .api import Api

REDIRECT_URIS = ["https://a.example.com/cb"]


class Document(BaseHTTPRequestHandler):
    """Answers any request with the redirect URIs of the sector (OpenID Connect Core 1.0 section 8.1)."""

    def do_GET(self) -> None:
        body = json.dumps(REDIRECT_URIS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> certificates.Certificates:
    return certificates.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def document(trusted: certificates.Certificates) -> Iterator[str]:
    """The address of such a document."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Document)
    server.socket = trusted.server_context().wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/sector.json"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def trusting(server_kind: servers.Kind, trusted: certificates.Certificates) -> Iterator[Api]:
    """A real server that trusts the authority of the tests."""
    if not server_kind.real:
        pytest.skip("the stand-in fetches nothing, and so refuses every such address")
    settings = {"SSL_CERT_FILE": str(trusted.ca), "SSL_CERT_DIR": str(Path(trusted.ca).parent)}
    with servers.start(kind=server_kind, settings=settings) as server:
        yield Api(server)


def test_a_sector_identifier(trusting: Api, document: str) -> None:
    client = {"redirect_uris": REDIRECT_URIS, "sector_identifier_uri": document}
    made = trusting.create("sector", **client)
    assert made["sector_identifier_uri"] == document
    assert trusting.admin("GET", f"/clients/{made['client_id']}").json()["sector_identifier_uri"] == document


def test_a_signing_algorithm(api: Api) -> None:
    member = "token_endpoint_auth_signing_alg"
    made = api.create("algorithm", token_endpoint_auth_signing_alg="ES256")
    has = member in api.client_fields
    assert made.get(member) == ("ES256" if has else None)
    assert api.admin("GET", f"/clients/{made['client_id']}").json().get(member) == ("ES256" if has else None)
