# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More consents of one person than a page holds: on real servers, and on the stand-in once for each way of paging."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import urljoin

import requests

from hydra_stand_in.generations import SERVED, Quirks
from support import servers

from .api import Api
from .browser import CONSENTS, Browser, consents, parameter

#: Of older servers the recordings tell: their sentences differ in most places.
SINCE = (1, 9)
_NEXT = re.compile(r'<([^>]*)>; rel="next"')


def takes(kind: servers.Kind) -> bool:
    """Take one version of the stand-in for each way of paging: the consents are the same 700 everywhere."""
    newest: dict[str, str] = {}
    for version in SERVED:
        newest.setdefault(Quirks.of(version).paging, version)
    return kind.real or servers.WHOLE or kind.version in newest.values()


def test_700_consents_of_one_subject(api: Api, client_id: str, quirks: Quirks) -> None:
    for _unused in range(700):
        end = Browser(api).authorize(client_id, "fl-many", {"remember": False}, {"remember": False})
        assert parameter(end, "code"), end
    rows: list[dict[str, Any]] = []
    if quirks.paging == "keyset":
        url = f"{api.server.admin_url}{api.server.prefix}{CONSENTS}?subject=fl-many&page_size=500"
        while url:
            reply = requests.get(url, timeout=60)
            rows += reply.json()
            match = _NEXT.search(reply.headers.get("Link", ""))
            url = urljoin(api.server.admin_url, match.group(1)) if match else ""
    else:
        for offset in range(0, 1000, 100):
            text = f'{{"offset":"{offset}","v":2}}'
            token = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
            query = f"&page_size=100&page_token={token}" if api.at_least_2 else f"&limit=100&offset={offset}"
            rows += consents(api, "fl-many", query)
    assert len({row["consent_request"]["login_challenge"] for row in rows}) == len(rows) == 700
    path = f"{CONSENTS}?subject=fl-many&all=true"
    assert api.admin("DELETE", path).status_code == 204
    assert consents(api, "fl-many") == []
