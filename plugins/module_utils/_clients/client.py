# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""OAuth 2.0 clients: RFC 7591 section 2 and OpenID Connect Dynamic Client Registration 1.0 section 2."""

from __future__ import annotations

import re
import typing as t

from .._engine.resource import Policy
from .._server.admin_api import AdminApi, Document
from .._server.generations import ServerVersion
from .._server.public_api import PublicApi
from .client_fields import FIELDS
from .description import FieldResource, SecretField
from .plan import FieldPlanner
from .read import FieldReader, find
from .rules import HINTS, RULES

# What the server refuses, so that check mode and the plan of a bulk task refuse it too. Only rules that are certain
# for the versions of the row; each is proven against real servers by tests/integration.


# What the server accepts although it probably is a mistake: a warning.


_RANDOM_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _registered_itself(client: Document) -> bool:
    """Tell whether a client may have registered itself: no server says so, but its id and members have to fit."""
    return (
        bool(_RANDOM_UUID.fullmatch(str(client.get("client_id"))))
        and not client.get("metadata")
        and not client.get("skip_consent")
    )


class ClientResource(FieldResource):
    """OAuth 2.0 clients."""

    def planner(self, server: ServerVersion) -> FieldPlanner:
        """Return what plans for clients."""
        return FieldPlanner(self, server)

    def reader(self, api: AdminApi, public: t.Optional[PublicApi], policy: Policy) -> FieldReader:
        """Return what reads clients."""
        return FieldReader(self, api, public, policy)

    def find(self, api: AdminApi, wanted: t.Mapping[str, t.Any]) -> t.List[Document]:
        """Return the clients that are asked for, sorted by id."""
        return find(self, api, wanted)


CLIENT = ClientResource(
    noun="client",
    plural="clients",
    title="OAuth 2.0 client",
    key="client_id",
    fields=FIELDS,
    alternate=("client_name", "owner"),
    exclusive=("jwks", "jwks_uri"),
    # created_at is sent back: up to 1.8 it would be lost otherwise
    never_sent=frozenset(
        (
            "client_secret",
            "client_secret_expires_at",
            "updated_at",
            "registration_access_token",
            "registration_client_uri",
        )
    ),
    never_returned=frozenset(("client_secret", "registration_access_token")),
    server_side=frozenset(
        (
            "client_secret_expires_at",
            "created_at",
            "updated_at",
            "registration_access_token",
            "registration_client_uri",
        )
    ),
    secret=SecretField("client_secret", "token_endpoint_auth_method", without=("none", "private_key_jwt")),
    rules=RULES,
    hints=HINTS,
    get=AdminApi.get_client,
    check_names=AdminApi.check_client_names,
    pages=AdminApi.client_pages,
    create=AdminApi.create_client,
    replace=AdminApi.replace_client,
    delete=AdminApi.delete_client,
    self_made=_registered_itself,
)
