# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Health and metrics: isAlive, isReady, and the Prometheus endpoint."""

from __future__ import annotations

import typing as t

from ..._errors import TransportError
from .calls import Calls, is_kept_back


class HealthOperations(Calls):
    """The operations that tell how a server is."""

    def is_alive(self) -> t.Optional[bool]:
        """Tell whether the server's process answers; None where its health is kept back."""
        return self._healthy("/health/alive")

    def is_ready(self) -> t.Optional[bool]:
        """Tell whether the server answers and reaches its database; None where its health is kept back."""
        return self._healthy("/health/ready")

    def _healthy(self, path: str) -> t.Optional[bool]:
        try:
            reply = self.http.request("GET", path, redirects=True)
        except TransportError:
            return False
        return None if is_kept_back(reply) else reply.status == 200

    def answers(self) -> bool:
        """Tell whether a read of the database is answered."""
        try:
            return self.http.request("GET", self._path("/clients"), self._first_page(1)).status == 200
        except TransportError:
            return False

    def metrics(self) -> str:
        """Return the server's metrics in Prometheus' text format."""
        reply = self.http.request("GET", self._path("/metrics/prometheus"))
        if reply.status != 200 or not reply.text:
            raise self._refusal(reply, "metrics", "read the metrics of", self.http.base)
        return reply.text
