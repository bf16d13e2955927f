# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Trusted issuers of JWT-bearer grants (RFC 7523): listTrustedOAuth2JwtGrantIssuers."""

from __future__ import annotations

import typing as t

from ansible_collections.ory.hydra.plugins.module_utils._operations._calls import Calls, Document

_ROUTE = "/trust/grants/jwt-bearer/issuers"


class TrustedIssuerOperations(Calls):
    """The operations on trusted issuers."""

    def trusted_issuer_pages(
        self, filters: t.Optional[t.Mapping[str, str]] = None, go_on: t.Callable[[], bool] = lambda: True
    ) -> t.Iterator[t.List[Document]]:
        """Yield all grants of trusted issuers, page by page.

        :param filters: ``issuer``
        :param go_on: asked before each further page whether it is wanted
        """
        return self._pages(_ROUTE, dict(filters or {}), "list_trusted_issuers", "list trusted issuers", "id", go_on)
