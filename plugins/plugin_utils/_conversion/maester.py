# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Resources ``OAuth2Client`` of hydra-maester, and the Secrets in which it keeps their credentials. Pure."""

from __future__ import annotations

import base64
import binascii
import typing as t

from ...module_utils._clients.description import ID, OWNER, SECRET
from .account import NAMES, Account, Document, is_nothing, rows, section

GROUP = "hydra.ory.sh/"
KIND = "OAuth2Client"
#: Where kubectl puts what has no namespace.
DEFAULT_NAMESPACE = "default"
#: Under what names a Secret has the credentials, unless the controller is told otherwise.
CLIENT_ID, CLIENT_SECRET = "CLIENT_ID", "CLIENT_SECRET"

#: The name of a member of ``spec`` → that of the field.
SPEC = {
    "accessTokenStrategy": "access_token_strategy",
    "allowedCorsOrigins": "allowed_cors_origins",
    "audience": "audience",
    "backChannelLogoutSessionRequired": "backchannel_logout_session_required",
    "backChannelLogoutURI": "backchannel_logout_uri",
    "clientName": "client_name",
    "clientUri": "client_uri",
    "contacts": "contacts",
    "frontChannelLogoutSessionRequired": "frontchannel_logout_session_required",
    "frontChannelLogoutURI": "frontchannel_logout_uri",
    "grantTypes": "grant_types",
    "jwksUri": "jwks_uri",
    "logoUri": "logo_uri",
    "metadata": "metadata",
    "policyUri": "policy_uri",
    "postLogoutRedirectUris": "post_logout_redirect_uris",
    "redirectUris": "redirect_uris",
    "requestObjectSigningAlg": "request_object_signing_alg",
    "requestUris": "request_uris",
    "responseTypes": "response_types",
    "sectorIdentifierUri": "sector_identifier_uri",
    "skipConsent": "skip_consent",
    "skipLogoutConsent": "skip_logout_consent",
    "subjectType": "subject_type",
    "tokenEndpointAuthMethod": "token_endpoint_auth_method",
    "tokenEndpointAuthSigningAlg": "token_endpoint_auth_signing_alg",
    "tosUri": "tos_uri",
    "userinfoSignedResponseAlg": "userinfo_signed_response_alg",
}
_SCOPES, _SCOPE, _LIFESPANS, _SERVER = "scopeArray", "scope", "tokenLifespans", "hydraAdmin"
#: Members that are about the controller: where the credentials are, what a deleted resource does, and one that Hydra
#: ignores.
_OF_CONTROLLER = frozenset(("secretName", "deletionPolicy", "clientSecretExpiresAt"))
_IN_ANOTHER_WAY = frozenset((_SCOPES, _SCOPE, _LIFESPANS, _SERVER))

Name = t.Tuple[str, str]


def recognizes(document: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a document is a resource of Kubernetes, or a list of some."""
    return isinstance(document.get("apiVersion"), str) and isinstance(document.get("kind"), str)


def convert(documents: t.Sequence[Document], account: Account) -> None:
    """Convert the clients among resources. Others, such as the Deployment of an application, are passed over."""
    resources = [resource for document in documents for resource in _resources(document)]
    credentials = {
        _name(one): _credentials(one, account) for one in resources if one.get("kind") == "Secret" and _is_core(one)
    }
    clients = [one for one in resources if one.get("kind") == KIND and _is_ours(one)]
    if not clients:
        account.problems.append("the Kubernetes resources contain no %s" % KIND)
    for client in clients:
        _convert(client, credentials, account)


def _resources(document: Document) -> t.List[Document]:
    """Return the resources of a document; those of a list of one kind may leave out what they are."""
    kind = str(document.get("kind"))
    if not kind.endswith("List"):
        return [document]
    said = {"apiVersion": document.get("apiVersion"), "kind": kind[: -len("List")]}
    return [dict(said, **item) for item in rows(document, "items")]


def _is_ours(resource: Document) -> bool:
    return str(resource.get("apiVersion")).startswith(GROUP)


def _is_core(resource: Document) -> bool:
    return resource.get("apiVersion") == "v1"


def _name(resource: Document) -> Name:
    metadata = section(resource, "metadata")
    return str(metadata.get("namespace") or DEFAULT_NAMESPACE), str(metadata.get("name"))


def _credentials(secret: Document, account: Account) -> t.Dict[str, str]:
    """Return what a Secret has under the two names."""
    found = {}
    for name in (CLIENT_ID, CLIENT_SECRET):
        encoded, text = section(secret, "data").get(name), section(secret, "stringData").get(name)
        try:
            if text is None and encoded is not None:
                text = base64.b64decode(str(encoded), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            account.problems.append("Secret %s/%s: %s is not text in base64" % (*_name(secret), name))
        if text is not None:
            found[name] = str(text)
    return found


def _convert(client: Document, credentials: t.Mapping[Name, t.Mapping[str, str]], account: Account) -> None:
    namespace, name = _name(client)
    place = "%s %s/%s" % (KIND, namespace, name)
    spec = section(client, "spec")
    entry = {field: spec[member] for member, field in SPEC.items() if member in spec}
    entry[OWNER] = "%s/%s" % (name, namespace)  # so the controller tells its clients from others
    entry["scope"] = _scope(spec)
    for member, value in section(spec, _LIFESPANS).items():
        if member in NAMES:
            entry[member] = value
        elif not is_nothing(value):
            account.lose(place, "spec.%s.%s" % (_LIFESPANS, member))
    for member in sorted(set(spec) - set(SPEC) - _OF_CONTROLLER - _IN_ANOTHER_WAY):
        if not is_nothing(spec[member]):
            account.lose(place, "spec.%s" % member)
    if any(section(spec, _SERVER).values()):
        account.lose(place, "spec.%s" % _SERVER, "it names the server of this client, as admin_url does for a task")
    if section(client, "metadata").get("deletionTimestamp"):
        account.lose(place, "metadata.deletionTimestamp", "this resource is being deleted")
    _add_credentials(entry, place, (namespace, str(spec.get("secretName"))), credentials, account)
    account.add(entry)


def _scope(spec: Document) -> t.Any:
    """Return the scope: both members together, as the controller sends them."""
    words, scope = spec.get(_SCOPES), spec.get(_SCOPE)
    if not isinstance(words, list):
        return scope
    return " ".join(str(word) for word in [*words, scope] if not is_nothing(word))


def _add_credentials(
    entry: Document,
    place: str,
    secret: Name,
    credentials: t.Mapping[Name, t.Mapping[str, str]],
    account: Account,
) -> None:
    found = credentials.get(secret)
    if found is None:
        account.lose(place, "spec.secretName", "Secret %s/%s, which has the ID of the client, is not given" % secret)
    elif not found.get(CLIENT_ID):
        account.lose(place, "spec.secretName", "Secret %s/%s has no %s" % (*secret, CLIENT_ID))
    else:
        entry[ID], entry[SECRET] = found[CLIENT_ID], found.get(CLIENT_SECRET)
