# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API of a site, past the collection."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from generators.conftest import Site
from support.servers import numbers


@dataclass
class Server:
    """One site's APIs, past the collection; texts, so that no number loses a digit."""

    site: Site

    @property
    def version(self) -> tuple[int, ...]:
        return numbers(self.site.version)

    def admin(self, method: str, path: str, text: str | None = None) -> requests.Response:
        """Send to the admin port; ``text`` is JSON."""
        url = self.site.admin_url + ("/admin" if self.version >= (2,) else "") + path
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        data = None if text is None else text.encode()
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, url, data=data, headers=headers, timeout=60)
