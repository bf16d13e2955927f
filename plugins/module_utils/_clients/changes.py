# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Changes of clients, and the calls that make them."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass

from .._engine.model import Change, Step
from .._errors import ApiError
from .._server.admin_api import AdminApi, Document
from .._server.generations import Features
from . import secret_policy
from .description import ALTERNATE, SECRET, TITLE, field_named, matches
from .secret_policy import SecretPlan


def differences(touched: t.Sequence[str], expected: Document, there: Document) -> t.List[str]:
    """Return which of some fields have other values than expected."""
    fields = [field_named(name) for name in touched]
    return [one.name for one in fields if not one.same(there.get(one.name), expected.get(one.name))]


@dataclass(frozen=True)
class CreateClient(Step[Document]):
    """createOAuth2Client.

    :param document: what is sent, without the secret
    :param touched: the fields whose values are declared and not at their defaults
    :param expected: the client as it is going to be
    """

    document: Document
    secret: t.Optional[str]
    touched: t.Tuple[str, ...]
    expected: Document
    operation = "create_client"

    def take(self, api: AdminApi, there: t.Optional[Document]) -> Document:
        """Create the client."""
        with _explaining(api, self.secret):
            return api.create_client(_with_secret(self.document, self.secret))

    def done(self, there: t.Optional[Document]) -> t.Optional[bool]:
        """Tell whether the client is there; of one that differs it is not known who made it."""
        if there is None:
            return False
        return None if differences(self.touched, self.expected, there) else True


@dataclass(frozen=True)
class ReplaceClient(Step[Document]):
    """setOAuth2Client; the parameters are those of `CreateClient`."""

    client_id: str
    document: Document
    secret: t.Optional[str]
    touched: t.Tuple[str, ...]
    expected: Document
    operation = "replace_client"

    def take(self, api: AdminApi, there: t.Optional[Document]) -> Document:
        """Replace the client."""
        with _explaining(api, self.secret):
            return api.replace_client(self.client_id, _with_secret(self.document, self.secret))

    def done(self, there: t.Optional[Document]) -> bool:
        """Tell whether the client is as it was sent; a secret cannot be seen, and to send it again is harmless."""
        return there is not None and self.secret is None and not differences(self.touched, self.expected, there)


@dataclass(frozen=True)
class DeleteClient(Step[Document]):
    """deleteOAuth2Client."""

    client_id: str
    operation = "delete_client"

    def take(self, api: AdminApi, there: t.Optional[Document]) -> None:
        """Delete the client."""
        api.delete_client(self.client_id)

    def done(self, there: t.Optional[Document]) -> bool:
        """Tell whether it is gone."""
        return there is None


def _with_secret(document: Document, secret: t.Optional[str]) -> Document:
    return dict(document) if secret is None else dict(document, **{SECRET: secret})


@contextlib.contextmanager
def _explaining(api: AdminApi, secret: t.Optional[str]) -> t.Iterator[None]:
    """Say more of an error of the server that a long secret may have caused: it is one without a reason."""
    try:
        yield
    except ApiError as error:
        if error.status == 500 and secret_policy.is_long(secret) and not api.server.has(Features.bcrypt_secrets):
            error.message += (
                "; the secret has %d bytes, and a Hydra that is set to hash with bcrypt (oauth2.hashers.algorithm) "
                "refuses more than %d" % (len(str(secret).encode("utf-8")), secret_policy.BCRYPT_BYTES)
            )
        raise


@dataclass(frozen=True)
class ClientChange(Change[Document]):
    """What is to become of a client.

    :param document: what is sent, without the secret
    :param touched: the fields whose values are declared and change
    """

    document: t.Optional[Document] = None
    touched: t.Tuple[str, ...] = ()
    secret: SecretPlan = SecretPlan(secret_policy.NONE)

    def look(self, api: AdminApi) -> t.Optional[Document]:
        """Read the client again; one whose id the server was to choose is found by its name."""
        if self.key is not None:
            return api.get_client(self.key)
        document = self.document or {}
        wanted = {name: str(document.get(name) or "") for name in ALTERNATE}
        filters = {name: value for name, value in wanted.items() if value}
        found = [row for page in api.client_pages(filters) for row in page if matches(row, wanted)]
        return found[0] if len(found) == 1 else None

    def mismatches(self, result: t.Optional[Document]) -> t.List[str]:
        """Name the fields that the server stored otherwise than declared: they would change in every run."""
        if result is None or self.expected is None:
            return []
        return [
            '%s "%s": the server stored %s as %s, not as declared'
            % (TITLE, self.label, name, field_named(name).shown(result.get(name)))
            for name in differences(self.touched, self.expected, result)
        ]
