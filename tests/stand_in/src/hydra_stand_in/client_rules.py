# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which client documents are refused, and the defaults that an accepted one gets.

The rules run in the order in which Hydra reports them: the first one broken is the answer.
"""

from __future__ import annotations

from collections.abc import Callable

from . import jwk
from .client_fields import Document
from .errors import client_metadata, redirect_uri
from .generations import Quirks
from .go_json import go_string
from .go_url import Uri, UriError, parse
from .versions import Span

Rule = Callable[[Document, Quirks], None]

_SIGNING_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


def _access_token_strategy(document: Document, quirks: Quirks) -> None:
    value = document["access_token_strategy"]
    if value and value.lower() not in ("jwt", "opaque"):
        raise client_metadata(f"invalid access token strategy: expected one of [jwt, opaque] but got {value}")
    document["access_token_strategy"] = value.lower()


def _authentication(document: Document, quirks: Quirks) -> None:
    if not document["token_endpoint_auth_method"]:
        document["token_endpoint_auth_method"] = "client_secret_basic"
    elif document["token_endpoint_auth_method"] == "private_key_jwt":
        if not document["jwks_uri"] and not _has_keys(document, quirks):
            raise client_metadata(
                'When token_endpoint_auth_method is "private_key_jwt", either jwks or jwks_uri must be set.'
            )
        algorithm = document.get("token_endpoint_auth_signing_alg")
        if algorithm and algorithm not in _SIGNING_ALGORITHMS:
            names = f"{', '.join(_SIGNING_ALGORITHMS[:-1])} and {_SIGNING_ALGORITHMS[-1]}"
            raise client_metadata(f"Only {names} are supported as algorithms for private key authentication.")


def _key_sources(document: Document, quirks: Quirks) -> None:
    if document["jwks_uri"] and _has_keys(document, quirks):
        raise client_metadata("Fields jwks and jwks_uri can not both be set, you must choose one.")
    if quirks.symmetric_jwks_is_refused:
        for key in (document["jwks"] or {}).get("keys") or ():
            if jwk.is_symmetric(key) or jwk.is_lost(key):
                raise client_metadata("Invalid JSON web key in set.")


def _has_keys(document: Document, quirks: Quirks) -> bool:
    keys = document["jwks"]
    return keys is not None and (bool(keys) or quirks.empty_jwks_counts_as_set)


def _sector_identifier(document: Document, quirks: Quirks) -> None:
    # An https one would be fetched; the stand-in fetches nothing, so none can be confirmed.
    uri = document["sector_identifier_uri"]
    if uri:
        try:
            parse(uri, strict=quirks.hosts_are_read_strictly)
        except UriError as reason:
            text = f"Value of sector_identifier_uri could not be parsed because parse {go_string(uri)}: {reason}."
            raise client_metadata(text) from None
        problem = "" if uri.startswith("https:") else "Value sector_identifier_uri must be an HTTPS URL but it is not."
        raise client_metadata(problem=problem)


def _secret(document: Document, quirks: Quirks) -> None:
    secret = document["client_secret"]
    if secret and len(secret.encode()) < 6:
        raise client_metadata("Field client_secret must contain a secret that is at least 6 characters long.")


def _scope(document: Document, quirks: Quirks) -> None:
    document["scope"] = document["scope"] or quirks.default_scope


def _cors_origins(document: Document, quirks: Quirks) -> None:
    origins = document["allowed_cors_origins"]
    for position, text in enumerate(origins or ()):
        try:
            uri = parse(text, strict=quirks.hosts_are_read_strictly)
        except UriError as reason:
            raise client_metadata(
                f"Origin URL {text} from allowed_cors_origins could not be parsed: parse {go_string(text)}: {reason}"
            ) from None
        if uri.scheme not in ("http", "https"):
            raise client_metadata(f"Origin URL {text} must use https:// or http:// as HTTP scheme.")
        if uri.userinfo:
            raise client_metadata(f"Origin URL {text} has HTTP user and/or password set which is not allowed.")
        if uri.path.rstrip(b"/") or uri.query or uri.fragment:
            raise client_metadata(
                f"Origin URL {text} must have an empty path, query, and fragment but one of the parts is not empty."
            )
        origins[position] = uri.without_path


def _userinfo_algorithm(document: Document, quirks: Quirks) -> None:
    document["userinfo_signed_response_alg"] = document["userinfo_signed_response_alg"] or "none"
    if document["userinfo_signed_response_alg"] not in ("none", "RS256"):
        raise client_metadata('Field userinfo_signed_response_alg can either be "none" or "RS256".')


def _redirect_uris(document: Document, quirks: Quirks) -> None:
    fragments = "Redirect URIs must not contain fragments (#)" + ("." if quirks.client_problems_have_names else "")
    for text in document["redirect_uris"] or ():
        if quirks.empty_fragment_is_a_fragment and "#" in text:
            raise redirect_uri(fragments)
        if quirks.redirect_uris_are_parsed and _request_uri(text, quirks) is None:
            raise redirect_uri(f"Unable to parse redirect URL: {text}")
        if "#" in text:
            raise redirect_uri(fragments)


def _request_uri(text: str, quirks: Quirks) -> Uri | None:
    try:
        return parse(text, request=True, strict=quirks.hosts_are_read_strictly)
    except UriError:
        return None


def _subject_type(document: Document, quirks: Quirks) -> None:
    document["subject_type"] = document["subject_type"] or "public"
    if document["subject_type"] != "public":
        raise client_metadata(
            f"Subject type {document['subject_type']} is not supported by server, only [public] are allowed."
        )


def _post_logout_uris(document: Document, quirks: Quirks) -> None:
    registered = {
        (uri.scheme, uri.host_and_port)
        for text in document["redirect_uris"] or ()
        if (uri := _request_uri(text, quirks)) is not None
    }
    for text in document["post_logout_redirect_uris"] or ():
        uri = _request_uri(text, quirks)
        if uri is None:
            raise client_metadata(f"Unable to parse post_logout_redirect_uri: {text}")
        if (uri.scheme, uri.host_and_port) not in registered:
            stray = "'" if quirks.post_logout_message_has_stray_quote else ""
            raise client_metadata(
                f'post_logout_redirect_uri "{text}" must match the domain, port, scheme of at least one of the '
                f"registered redirect URIs but did not{stray}"
            )


def _web_uri(name: str) -> Rule:
    def rule(document: Document, quirks: Quirks) -> None:
        text = document[name]
        if not text:
            return
        uri = _request_uri(text, quirks)
        if uri is None:
            raise client_metadata(f"Field {name} must be a valid URI.")
        if uri.scheme not in ("http", "https"):
            sentence = "must use https:// or http:// as HTTP scheme"
            if quirks.web_uri_message_names_field_last:
                raise client_metadata(f"{text} {sentence} for field {name}.")
            raise client_metadata(f"{name} {text} {sentence}.")

    return rule


_RULES: tuple[tuple[Rule, Span], ...] = (
    (_key_sources, Span()),
    (_authentication, Span()),
    (_web_uri("tos_uri"), Span("25.4.0")),
    (_web_uri("client_uri"), Span("26.2.0")),
    (_web_uri("logo_uri"), Span("26.2.0")),
    (_web_uri("policy_uri"), Span("26.2.0")),
    (_secret, Span()),
    (_scope, Span()),
    (_cors_origins, Span()),
    (_sector_identifier, Span()),
    (_userinfo_algorithm, Span()),
    (_redirect_uris, Span()),
    (_subject_type, Span()),
    (_post_logout_uris, Span("1.0.0")),
    (_access_token_strategy, Span("2.1.0")),
)


def rules_of(version: str) -> tuple[Rule, ...]:
    """Return the rules that a version has, in order."""
    return tuple(rule for rule, span in _RULES if version in span)
