# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Hydra's admin API: one method an operation, one file in `_operations` a kind of operation."""

from __future__ import annotations

from .operations.authorization_requests import RequestOperations
from .operations.calls import Document
from .operations.clients import ClientOperations
from .operations.health import HealthOperations
from .operations.keys import KeyOperations
from .operations.paging import PAGE_SIZE
from .operations.sessions import SessionOperations
from .operations.tokens import TokenOperations
from .operations.trusted_issuers import TrustedIssuerOperations

__all__ = ["PAGE_SIZE", "AdminApi", "Document"]


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
