# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Hydra's admin API: one method an operation, one file in `_operations` a kind of operation."""

from __future__ import annotations

from ansible_collections.ory.hydra.plugins.module_utils._operations._calls import Document
from ansible_collections.ory.hydra.plugins.module_utils._operations.authorization_requests import RequestOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.clients import ClientOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.health import HealthOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.keys import KeyOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.sessions import SessionOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.tokens import TokenOperations
from ansible_collections.ory.hydra.plugins.module_utils._operations.trusted_issuers import TrustedIssuerOperations

__all__ = ["AdminApi", "Document"]


class AdminApi(
    ClientOperations,
    HealthOperations,
    KeyOperations,
    RequestOperations,
    SessionOperations,
    TokenOperations,
    TrustedIssuerOperations,
):
    """The operations of one server's admin API."""
